"""An answer on the page: its steps, what each stands on, whose words each sentence is, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from assistant.advice.answer import Answer, Point, Step, from_json, markdown, number_of
from assistant.errors import StoreError
from assistant.store import Commitment, Turn
from corpus.documents import Citation
from ui import service, state, texts
from ui.components import colleagues
from ui.components.words import inert, shortened, superscript

CHIP = 64  # characters of a title on the button that opens it


def show(turn: Turn, answer: Answer, *, live: bool = False, last: bool = False) -> None:
    """The answer of a turn. `live`: it still grows, so only its sources can be opened; `last`: nothing was asked since."""
    if answer.kind == "care":
        with st.container(border=True, key=f"care-{turn.id}"):
            st.markdown(inert(answer.lead))
    elif answer.lead:
        st.markdown(inert(answer.lead))
    if answer.views:
        _room(turn, answer, live)
    else:
        _steps(turn, answer)
    if answer.ask_yourself:
        st.markdown(f"**{texts.ASK_YOURSELF}** {inert(answer.ask_yourself)}")
    if answer.small_action:
        _action(turn, answer, live)
    if answer.choices:
        _choices(turn, answer, last and not live)
    if answer.nearest:
        st.markdown(f"{texts.NEAREST} {inert('; '.join(answer.nearest))}.")
    if answer.note:
        st.caption(inert(answer.note))
    if not live:
        colleagues.under(turn, answer)
        _foot(turn, answer)


def _steps(turn: Turn, answer: Answer, where: str = "s") -> None:
    for number, step in enumerate(answer.steps, 1):
        _step(turn, answer, step, f"{where}{number}", f"{number}. ")


def _step(turn: Turn, answer: Answer, step: Step, where: str, lead: str = "") -> None:
    """One step: its first sentence bold, or the article's words in quotation marks; a model's sentence set apart."""
    with st.container(key=f"step-{turn.id}-{where}", gap="xsmall"):
        st.markdown(step_markdown(answer, step, lead))
        _chips(turn, answer, step.citations, where, texts.QUOTED_FROM if quoted(step) else texts.FROM)


def step_markdown(answer: Answer, step: Step, lead: str = "") -> str:
    """The step as inert Markdown, what a model or a caution adds as paragraphs of their own below it."""
    paragraphs = [step_line(answer, step)]
    paragraphs += [
        f"*{texts.FOR_YOUR_CASE} {inert(sentence.text)}* — {texts.INFERENCE}"
        for sentence in step.sentences
        if sentence.origin == "model"
    ]
    if step.caution:
        paragraphs.append(f"**{texts.MIND}** {inert(step.caution)}")
    return lead + f"\n\n{' ' * len(lead)}".join(paragraphs)


def quoted(step: Step) -> bool:
    """Whether the step is in the article's own words."""
    return any(sentence.origin == "quote" for sentence in step.sentences)


def step_line(answer: Answer, step: Step) -> str:
    """The step without what a model added, as inert Markdown, with its citation marks."""
    own = [sentence.text for sentence in step.sentences if sentence.origin != "model"]
    if quoted(step):
        line = f"“{inert(' '.join(own))}”"
    else:
        line = f"**{inert(own[0])}** {inert(' '.join(own[1:]))}".strip() if own else ""
    return f"{line}{_marks(answer, step.citations)}"


def _marks(answer: Answer, citations: Sequence[Citation]) -> str:
    numbers = dict.fromkeys(number_of(answer, citation.article) for citation in citations)
    return "".join(f"\u00a0{superscript(number)}" for number in numbers if number)  # never alone on a line


def _chips(turn: Turn, answer: Answer, citations: Sequence[Citation], where: str, said: str) -> None:
    """A button an article, which opens it at what this step cites."""
    by_article: dict[str, list[tuple[int, int, str]]] = {}
    for citation in citations:
        by_article.setdefault(citation.article, []).append((citation.start, citation.end, citation.quote))
    if not by_article:
        return
    titles = {source.article: source.title for source in answer.sources}
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center", key=f"chips-{turn.id}-{where}"):
        st.caption(said, width="content")
        for article, spans in by_article.items():
            label = f"{superscript(number_of(answer, article))} {inert(shortened(titles.get(article, article), CHIP))}"
            st.button(
                label,
                key=f"cite-{turn.id}-{where}-{article}",
                type="tertiary",
                wrap=True,
                help=f"“{inert(shortened(spans[0][2], 180))}”",
                on_click=state.open_source,
                args=(article, spans),
            )


def _room(turn: Turn, answer: Answer, live: bool) -> None:
    """What each author would say, beside them what colleagues answered, then where they agree and differ; the assistant's own pick is folded away."""
    st.subheader(texts.ROOM_HEADING, anchor=False)
    for number, view in enumerate(answer.views, 1):
        with st.container(border=True, key=f"view-{turn.id}-{number}"):
            st.markdown(f"**{inert(view.author)}**")
            for at, step in enumerate(view.steps, 1):
                _step(turn, answer, step, f"v{number}-{at}")
    if not live:
        colleagues.views(turn)
    _points(turn, answer, answer.agree, texts.AGREE, "agree")
    _points(turn, answer, answer.differ, texts.DIFFER, "differ")
    if answer.steps:
        with st.expander(texts.ROOM_STEPS):
            _steps(turn, answer)


def _points(turn: Turn, answer: Answer, points: Sequence[Point], said: str, where: str) -> None:
    for number, point in enumerate(points):
        with st.container(key=f"point-{turn.id}-{where}{number}", gap="xsmall"):
            st.markdown(f"**{said}** {inert(point.text)}{_marks(answer, point.citations)}")
            _chips(turn, answer, point.citations, f"{where}{number}", texts.FROM)


# ---------------------------------------------------------------- the small action


def _action(turn: Turn, answer: Answer, live: bool) -> None:
    with st.container(border=True, key=f"action-{turn.id}"):
        st.markdown(f"**{texts.THIS_WEEK}** {inert(answer.small_action)}")
        if live:
            return
        kept = _kept(turn)
        if kept is not None:
            st.caption(f":material/event_available: {texts.committed(kept.due)}")
            return
        with st.popover(texts.COMMIT, icon=":material/event:"):
            today = date.today()
            key = f"due-{turn.id}"
            st.date_input(
                texts.COMMIT_DATE, value=today + timedelta(days=3), min_value=today, key=key, format="DD/MM/YYYY"
            )
            st.button(
                texts.COMMIT_KEEP,
                key=f"keep-{turn.id}",
                type="primary",
                on_click=_commit,
                args=(turn.id, answer.small_action, key),
            )


def _kept(turn: Turn) -> Commitment | None:
    found = service.current().assistant.store.commitments()
    return next((commitment for commitment in found if commitment.turn == turn.id), None)


def _commit(turn: str, action: str, key: str) -> None:
    due = state.value(key)
    try:
        service.current().assistant.store.add_commitment(action, due if isinstance(due, date) else None, turn)
        st.toast(texts.COMMITTED, icon=":material/event_available:")
    except StoreError as error:
        st.toast(inert(str(error)), icon=":material/error:")


# ---------------------------------------------------------------- a clarifying question


def _choices(turn: Turn, answer: Answer, usable: bool) -> None:
    """Tappable while nothing was asked since."""
    for number, choice in enumerate(answer.choices):
        if usable:
            st.button(inert(choice), key=f"choice-{turn.id}-{number}", on_click=_choose, args=(turn, choice))
        else:
            st.markdown(f"- {inert(choice)}")


def _choose(turn: Turn, choice: str) -> None:
    try:
        asked = service.current().worker.ask(turn.conversation, choice, state.role(), state.room())
        state.asked(asked)
        service.current().worker.wait(asked, 1.0)
    except StoreError as error:
        st.toast(inert(str(error)), icon=":material/error:")


# ---------------------------------------------------------------- below the answer


def _foot(turn: Turn, answer: Answer) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"foot-{turn.id}"):
        _feedback(turn)
        with st.popover(texts.COPY, icon=":material/content_copy:", type="tertiary"):
            st.caption(texts.COPY_HELP)
            plain = as_text(turn.question, answer)
            st.code(plain, language=None, wrap_lines=True)
            st.download_button(
                texts.DOWNLOAD,
                plain,
                file_name="answer.md",
                mime="text/markdown",
                key=f"file-{turn.id}",
                on_click="ignore",
            )
        if answer.steps:
            with st.popover(texts.HOW, icon=":material/info:", type="tertiary"):
                st.markdown("\n\n".join(texts.ORIGINS))
                facts = [texts.model_line(inert(answer.model or "none")), texts.seconds(answer.timings.total_ms)]
                st.caption(" · ".join(fact for fact in facts if fact))


def as_text(question: str, answer: Answer) -> str:
    """Question and answer as Markdown for somewhere else."""
    quote = "\n".join(f"> {line}" for line in question.splitlines())
    return f"{quote}\n\n{markdown(answer)}\n"


def _feedback(turn: Turn) -> None:
    given = service.current().assistant.store.feedback(turn.id)
    key = f"good-{turn.id}"
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center", width="content"):
        st.feedback(
            "thumbs", key=key, default=None if given is None else int(given), on_change=_rate, args=(turn.id, key)
        )
        good = state.value(key)
        if good is None:
            return
        with st.popover(texts.FEEDBACK_REASON[bool(good)], type="tertiary"), st.form(f"why-{turn.id}", border=False):
            reason = st.text_input(texts.FEEDBACK_REASON[bool(good)], max_chars=500)
            if st.form_submit_button(texts.FEEDBACK_SEND):
                _store_feedback(turn.id, bool(good), reason)


def _rate(turn: str, key: str) -> None:
    good = state.value(key)
    if good is not None:
        _store_feedback(turn, bool(good), "")


def _store_feedback(turn: str, good: bool, reason: str) -> None:
    try:
        service.current().assistant.store.add_feedback(turn, good, reason)
        st.toast(texts.FEEDBACK_THANKS, icon=":material/check:")
    except StoreError as error:
        st.toast(inert(str(error)), icon=":material/error:")


def stored(turn: Turn) -> Answer | None:
    """The answer of a turn as far as it is."""
    return from_json(turn.answer) if turn.answer else None
