"""The exchange on the page Ask: putting a question to colleagues, what they answered, and the news that they did."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assistant import privacy
from assistant.advice.answer import Answer
from assistant.errors import CoachError
from assistant.exchange import Answered, Question, masked
from assistant.masking import MISSES
from assistant.store import Turn
from ui import exchange_texts as said
from ui import service, state, texts
from ui.components.words import inert, shortened

KINDS = ("answer", "abstain")  # of answers below which one can ask colleagues; a grave matter is nothing for a round
VIEWS = 4  # answers of colleagues that stand in the room at most


def under(turn: Turn, answer: Answer) -> None:
    """Below a finished answer: one's question to colleagues with what they said, or the way to ask them."""
    if not service.exchanging() or answer.kind not in KINDS or turn.state == "running":
        return
    try:
        mine = next((question for question in service.exchange().asked() if question.turn == turn.id), None)
        if mine is not None:
            if not answer.views:
                views(turn)
            _waiting(mine)
            service.exchange().look(mine.id)
            return
        if answer.kind == "abstain":
            views(turn)
            st.markdown(f":material/groups: {said.ASK_NOTHING_FOUND}")
    except CoachError as error:
        st.caption(inert(str(error)))
        return
    with st.popover(said.ASK, icon=":material/groups:", type="secondary" if answer.kind == "abstain" else "tertiary"):
        _form(turn)


def _waiting(question: Question) -> None:
    if not question.answers:
        st.caption(f":material/hourglass_empty: {said.WAITING if question.state == 'open' else said.CLOSED}")
    st.page_link(state.page(said.PAGE), label=said.ALL_OF_YOURS, icon=":material/groups:")


def _form(turn: Turn) -> None:
    """What colleagues would read, with marks already, to be edited."""
    st.markdown(said.ASK_WHAT)
    keys = {name: f"exchange-{name}-{turn.id}" for name in ("text", "hide")}
    with st.form(f"exchange-{turn.id}", border=False):
        st.text_area(said.ASK_TEXT, masked(turn.question, _names()), key=keys["text"], height=160)
        st.caption(f"{said.ASK_MISSES} {inert('; '.join(MISSES))}.")
        st.checkbox(said.ASK_HIDE, key=keys["hide"], help=said.ASK_HIDE_HELP)
        st.form_submit_button(said.ASK_SEND, type="primary", on_click=_ask, args=(turn.id, keys))


def _names() -> list[str]:
    """What gets marks: the names on this person's list, and their own."""
    settings = service.current().assistant.settings
    return [*privacy.read(settings.home, settings.owner).names, service.person().name]


def _ask(turn: str, keys: dict[str, str]) -> None:
    try:
        text, hidden = str(state.value(keys["text"]) or ""), bool(state.value(keys["hide"]))
        service.exchange().ask(text, _names(), hidden=hidden, turn=turn)
    except CoachError as error:
        st.toast(inert(str(error)), icon=":material/error:")
        return
    st.toast(said.ASKED, icon=":material/check:")


# ---------------------------------------------------------------- what colleagues answered


def views(turn: Turn) -> None:
    """What colleagues answered to this question, then to nearly the same ones; nothing where nobody did."""
    if not service.exchanging():
        return
    try:
        found = _found(turn)
    except CoachError as error:
        st.caption(inert(str(error)))
        return
    if not found:
        return
    st.markdown(f"**{said.COLLEAGUES}**")
    for question, answer in found[:VIEWS]:
        with st.container(border=True, key=f"colleague-{turn.id}-{answer.id}", gap="xsmall"):
            if question.turn != turn.id:
                st.caption(f"{said.NEARLY} “{inert(shortened(question.text, 120))}”")
            one(answer)


def _found(turn: Turn) -> list[tuple[Question, Answered]]:
    """This turn's own answers first, then those to questions that are nearly the same."""
    answered = service.exchange().answered()
    own = [question for question in answered if question.turn == turn.id]
    others = [question for question in answered if question.turn != turn.id]
    alike = service.current().likeness.nearest(turn.question, others)
    return [(question, answer) for question in (*own, *alike) for answer in question.answers]


def one(answer: Answered) -> None:
    """One answer with who gave it."""
    st.markdown(lines(answer.text))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(f"**{inert(said.by(answer.name, answer.when, mine=answer.mine))}**", width="content")
        if answer.article:
            st.page_link(
                state.page(texts.PAGE_ARTICLE), label=said.IN_LIBRARY, icon=":material/article:",
                query_params={"id": answer.article},
            )  # fmt: skip


def lines(text: str) -> str:
    """Somebody's words as they wrote them, line by line, as Markdown that does nothing."""
    return "  \n".join(inert(line) for line in text.split("\n"))


# ---------------------------------------------------------------- news


def news(conversation: str) -> None:
    """Tells at the next visit that something was answered; not in the conversation that shows it."""
    if not service.exchanging():
        return
    try:
        fresh = [question for question in service.exchange().asked() if question.new]
    except CoachError as error:
        st.caption(inert(str(error)))
        return
    _news(fresh, conversation)


def _news(fresh: Sequence[Question], conversation: str) -> None:
    store = service.current().assistant.store
    for question in fresh:
        turn = store.turn(question.turn) if question.turn else None
        if turn is not None and turn.conversation == conversation:
            continue
        with st.container(border=True, key=f"news-{question.id}"):
            st.markdown(f":material/groups: **{said.news(question.new)}**")
            st.markdown(f"“{inert(shortened(question.text, 160))}”")
            with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                if turn is not None:
                    st.button(
                        said.NEWS_OPEN, key=f"news-open-{question.id}", type="primary", icon=":material/forum:",
                        on_click=state.open_conversation, args=(turn.conversation,),
                    )  # fmt: skip
                st.page_link(state.page(said.PAGE), label=said.NEWS_ALL, icon=":material/groups:")
