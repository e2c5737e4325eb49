"""Exchange: colleagues' questions to answer, one's own, and answers that wait for an editor's review."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from assistant import exchange_cards
from assistant.errors import CoachError
from assistant.exchange import ANSWER_MOST, NAME_MOST, Given, Offered, Question, withdrawn
from assistant.exchange_cards import Review
from corpus.documents import ROLES
from ui import exchange_texts as said
from ui import library_texts, service, state, texts
from ui.allowed import only
from ui.components.colleagues import lines, one
from ui.components.words import inert, shortened

FOLLOW_SECONDS = 0.5
TITLE = 60  # characters of the title that is proposed
PARTS = {
    said.TO_ANSWER: ":material/chat_bubble:",
    said.MINE: ":material/person:",
    said.TO_REVIEW: ":material/fact_check:",
}


def page() -> None:
    """The page."""
    st.title(said.PAGE, anchor=False)
    if not service.exchanging():
        st.info(said.OFF)
        return
    st.markdown(said.WHAT)
    _catch_up()
    _task()
    asked = service.exchange().asked()
    parts = [name for name in PARTS if name != said.TO_REVIEW or service.may("library")]
    part = st.segmented_control(
        said.PART_LABEL,
        parts,
        default=said.MINE if any(question.new for question in asked) else said.TO_ANSWER,
        required=True,
        format_func=lambda name: f"{PARTS[name]} {name}",
        key=state.EXCHANGE,
        label_visibility="collapsed",
    )
    if part == said.MINE:
        _mine(asked)
    elif part == said.TO_REVIEW:
        _to_review()
    else:
        _to_answer()


def _catch_up() -> None:
    """What was withdrawn while the library was busy, or where a process ended, is taken out now."""
    here = service.current().assistant
    if withdrawn(here.store) & {entry.id for entry in here.library.entries()}:
        exchange_cards.let_go_soon(here.store, here.library)


def _task() -> None:
    """Answers that are being added to the library, and what became of the last one."""
    task = service.current().tasks.latest
    if task is None or task.kind != "publish" or not service.may("library"):
        return
    if task.running:
        st.fragment(_follow, run_every=FOLLOW_SECONDS)()
    elif task.number > state.put_away():
        for well, line in task.lines:
            (st.success if well else st.error)(inert(line))
        st.button(
            texts.CLOSE, key="close-result", type="tertiary", on_click=state.put_away_until, args=(task.number,)
        )  # fmt: skip


def _follow() -> None:
    task = service.current().tasks.latest
    if task is None or not task.running:
        st.rerun()
    st.info(texts.JOB_RUNNING[task.kind], icon=":material/progress_activity:")


def _do(work: Callable[[], object], well: str) -> bool:
    """Does it and says so, or says why not."""
    try:
        work()
    except CoachError as error:
        st.toast(inert(str(error)), icon=":material/error:")
        return False
    st.toast(well, icon=":material/check:")
    return True


def _take(work: Callable[[], object], well: str) -> None:
    """The same for what may take a card out of the library, which is done at once."""
    try:
        work()
    except CoachError as error:
        st.toast(inert(str(error)), icon=":material/error:")
        return
    here = service.current().assistant
    done = exchange_cards.let_go_soon(here.store, here.library)
    st.toast(well if done else said.LATER, icon=":material/check:")


# ---------------------------------------------------------------- to answer


def _to_answer() -> None:
    questions = service.exchange().questions()
    if not questions:
        st.info(said.NONE_OPEN)
    for question in questions:
        with st.container(border=True, key=f"question-{question.id}"):
            _question(question)
            if any(answer.mine for answer in question.answers):
                st.caption(said.YOURS)
                continue
            with st.expander(said.ANSWER, icon=":material/edit:"):
                _answer(question)


def _question(question: Question) -> None:
    """A question with its answers, folded away for whoever wants to think first."""
    st.markdown(f"**{lines(question.text)}**" if "\n" not in question.text else lines(question.text))
    hidden = question.mine and not question.name
    facts = [
        said.by(question.name, question.when, mine=question.mine),
        said.HIDDEN if hidden else "",
        said.answers(len(question.answers)),
    ]
    st.caption(inert(" · ".join(filter(None, facts))))
    if question.answers:
        with st.expander(said.COLLEAGUES, expanded=question.mine):
            for answer in question.answers:
                with st.container(border=True, key=f"answered-{question.id}-{answer.id}", gap="xsmall"):
                    one(answer)


def _answer(question: Question) -> None:
    keys = {name: f"answer-{name}-{question.id}" for name in ("text", "named")}
    with st.form(f"answer-{question.id}", border=False):
        st.text_area(
            said.ANSWER_TEXT, key=keys["text"], height=140, max_chars=ANSWER_MOST, placeholder=said.ANSWER_PLACEHOLDER
        )
        st.caption(said.ANSWER_HINT)
        _named(keys["named"], True)
        st.form_submit_button(said.ANSWER_SEND, type="primary", on_click=_send, args=(question.id, keys))


def _named(key: str, now: bool) -> None:
    """Whether one's name is shown; one person alone has none."""
    if service.person().name:
        st.checkbox(f"{said.ANSWER_NAMED} ({inert(service.person().name)})", now, key=key)


def _send(question: str, keys: dict[str, str]) -> None:
    text, named = str(state.value(keys["text"]) or ""), bool(state.value(keys["named"]))
    _do(lambda: service.exchange().answer(question, text, named=named), said.ANSWERED)


# ---------------------------------------------------------------- mine


def _mine(asked: Sequence[Question]) -> None:
    st.subheader(said.MY_QUESTIONS, anchor=False)
    if not asked:
        st.caption(said.NO_QUESTIONS)
    for question in asked:
        with st.container(border=True, key=f"mine-{question.id}"):
            if question.new:
                st.markdown(f":material/fiber_new: **{inert(f'{question.new} {said.NEW}')}**")
            _question(question)
            if question.state == "closed":
                st.caption(said.CLOSED)
            _question_buttons(question)
        if question.new:
            service.exchange().look(question.id)
    st.subheader(said.MY_ANSWERS, anchor=False)
    given = service.exchange().given()
    if not given:
        st.caption(said.NO_ANSWERS)
    there = {entry.id for entry in service.current().assistant.library.entries()}
    for found in given:
        with st.container(border=True, key=f"given-{found.answer.id}"):
            _given(found, found.answer.state == "card" and found.answer.article not in there)


def _question_buttons(question: Question) -> None:
    is_open = question.state == "open"
    with st.container(horizontal=True, gap="small"):
        st.button(
            said.CLOSE if is_open else said.REOPEN,
            key=f"close-{question.id}",
            type="tertiary",
            icon=":material/lock:" if is_open else ":material/lock_open:",
            on_click=_do,
            args=(lambda: service.exchange().set_open(question.id, not is_open), said.SAVED),
        )
        with st.popover(said.WITHDRAW, icon=":material/delete:", type="tertiary"):
            st.markdown(said.WITHDRAW_QUESTION)
            st.button(
                said.WITHDRAW,
                key=f"withdraw-{question.id}",
                type="primary",
                on_click=_take,
                args=(lambda: service.exchange().withdraw(question.id), said.WITHDRAWN),
            )


def _given(found: Given, removed: bool) -> None:
    """An answer of one's own: to what, what became of it, and all that can be done with it."""
    answer = found.answer
    if found.question is None:
        st.caption(said.QUESTION_GONE)
    else:
        st.caption(f"“{inert(shortened(found.question.text, 160))}”")
    one(answer)
    stands = said.REMOVED if removed else said.STATES[answer.state]
    if stands:
        st.caption(f":material/info: {stands}")
    with st.expander(said.CHANGE, icon=":material/edit:"):
        keys = {name: f"change-{name}-{answer.id}" for name in ("text", "named")}
        with st.form(f"change-{answer.id}", border=False):
            st.text_area(said.ANSWER_TEXT, answer.text, key=keys["text"], height=140, max_chars=ANSWER_MOST)
            _named(keys["named"], bool(answer.name))
            if answer.state == "card":
                st.caption(said.CHANGE_CARD)
            st.form_submit_button(said.SAVE, on_click=_change, args=(answer.id, keys))
    if found.question is not None and answer.state in ("given", "declined"):
        with st.expander(said.OFFER, icon=":material/library_add:"):
            _offer(found)
    with st.container(horizontal=True, gap="small"):
        if answer.state in ("offered", "card"):
            st.button(
                said.OFFER_BACK,
                key=f"take-back-{answer.id}",
                type="tertiary",
                icon=":material/undo:",
                on_click=_take,
                args=(lambda: service.exchange().take_back(answer.id), said.OFFER_TAKEN),
            )
        with st.popover(said.WITHDRAW, icon=":material/delete:", type="tertiary"):
            st.markdown(said.WITHDRAW_ANSWER)
            st.button(
                said.WITHDRAW,
                key=f"withdraw-{answer.id}",
                type="primary",
                on_click=_take,
                args=(lambda: service.exchange().withdraw_answer(answer.id), said.WITHDRAWN),
            )


def _change(id: str, keys: dict[str, str]) -> None:
    text, named = str(state.value(keys["text"]) or ""), bool(state.value(keys["named"]))
    _take(lambda: service.exchange().change(id, text, named=named), said.SAVED)


def _offer(found: Given) -> None:
    st.markdown(said.OFFER_WHAT)
    key = f"offer-name-{found.answer.id}"
    with st.form(f"offer-{found.answer.id}", border=False):
        st.text_input(said.OFFER_NAME, found.answer.name or service.person().name, key=key, max_chars=NAME_MOST)
        st.form_submit_button(said.OFFER_AGREE, type="primary", on_click=_agree, args=(found.answer.id, key))


def _agree(id: str, key: str) -> None:
    name = str(state.value(key) or "")
    _do(lambda: service.exchange().offer(id, name), said.OFFERED)


# ---------------------------------------------------------------- to review


def _to_review() -> None:
    service.require("library")
    offered = service.exchange().to_review()
    if not offered:
        st.info(said.NONE_TO_REVIEW)
        return
    st.markdown(said.REVIEW_WHAT)
    for found in offered:
        with st.container(border=True, key=f"review-{found.id}"):
            _review(found)


def _review(found: Offered) -> None:
    account = f" · {said.REVIEW_ACCOUNT} {found.account}" if found.account else ""
    st.caption(inert(f"{said.REVIEW_NAME} {found.name}{account}"))
    st.markdown(f"{said.REVIEW_WORDS}\n\n{lines(found.text)}")
    names = ("title", "step", "ask", "action", "question", "more", "role")
    keys = {name: f"review-{name}-{found.id}" for name in names}
    first = found.text.split("\n")[0]
    with st.form(f"review-{found.id}", border=False):
        st.text_input(said.REVIEW_TITLE, shortened(first, TITLE), key=keys["title"])
        st.text_area(said.REVIEW_STEP, shortened(first, 200), key=keys["step"])
        st.text_input(said.REVIEW_ASK, key=keys["ask"])
        st.text_input(said.REVIEW_ACTION, key=keys["action"])
        st.text_area(said.REVIEW_QUESTION, found.question, key=keys["question"])
        st.text_area(said.REVIEW_MORE, key=keys["more"])
        st.selectbox(
            said.REVIEW_ROLE, ROLES, ROLES.index("both"), key=keys["role"],
            format_func=library_texts.ROLES.__getitem__,
        )  # fmt: skip
        st.form_submit_button(said.REVIEW_ADD, type="primary", on_click=_publish, args=(found, keys))
    st.button(
        said.REVIEW_DECLINE, key=f"decline-{found.id}", type="tertiary", icon=":material/close:",
        on_click=_decline, args=(found.id,),
    )  # fmt: skip


@only("library")
def _decline(id: str) -> None:
    _do(lambda: service.exchange().decline(id), said.REVIEW_DECLINED)


@only("library")
def _publish(found: Offered, keys: dict[str, str]) -> None:
    """Checks what was written, then adds it in the background."""
    given = {name: str(state.value(key) or "") for name, key in keys.items()}
    situations = (" ".join(given["question"].split()) or found.question, *given["more"].splitlines())
    review = Review(given["title"], given["step"], given["ask"], given["action"], situations, given["role"])
    here, exchange, team = service.current(), service.exchange(), service.team()

    def work() -> list[tuple[bool, str]]:
        id = exchange_cards.publish(exchange, here.assistant.store, here.assistant.library, found, review)
        team.record("publish", id)
        return [(True, said.PUBLISHED)]

    try:
        exchange_cards.made("exchange-check", found, review)
    except CoachError as error:
        st.toast(inert(str(error)), icon=":material/error:")
        return
    if not here.tasks.start("publish", work):
        st.toast(texts.JOB_BUSY)
