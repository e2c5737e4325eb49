"""Ask: a conversation, followed as its answers grow."""

from __future__ import annotations

import streamlit as st

from assistant.advice.answer import Answer
from assistant.errors import StoreError
from assistant.store import Turn
from ui import service, state, texts
from ui.components import answer as answers
from ui.components import colleagues, conversations, promises, source, spoken, welcome
from ui.components import privacy as leaving
from ui.components.message import said
from ui.components.words import inert

FIRST_SECONDS = 1.0  # the page waits so long for something to show before it is drawn
FOLLOW_SECONDS = 0.25  # how often a growing answer is looked at
# Streamlit keeps a chat at its end; an answer is read from its beginning. It may grow for seconds, so this goes on for a
# while, unless the person scrolls or types. TURN is one of our own ids.
_TO_TOP = """<script>
(() => {
  let tries = 0;
  const stop = () => { tries = 1000; };
  for (const event of ["wheel", "touchstart", "keydown", "mousedown"])
    window.addEventListener(event, stop, {once: true, passive: true});
  const timer = setInterval(() => {
    if (++tries > 80) { clearInterval(timer); return; }
    const turn = document.querySelector(".st-key-turn-TURN");
    if (turn) turn.scrollIntoView({block: "start"});
  }, 100);
})();
</script>"""


def page() -> None:
    """The page."""
    store = service.current().assistant.store
    opened = state.source()
    conversation = state.conversation()
    turns = store.turns(conversation) if conversation else []
    conversations.sidebar(conversation)
    told = leaving.notice()
    promises.due()
    colleagues.news(conversation)
    if not turns:
        if conversation and all(found.id != conversation for found in store.conversations()):
            st.info(texts.GONE)
        if not told:  # one thing at a time
            _empty()
    for turn in turns:
        _turn(turn, last=turn is turns[-1])
    if turns and turns[-1].state == "done":
        welcome.first_answer(len(turns))
    if turns and turns[-1].id == state.just_asked():
        _spoken(turns[-1])
        st.html(_TO_TOP.replace("TURN", turns[-1].id), unsafe_allow_javascript=True)
    with st.bottom, st.container(horizontal=True, vertical_alignment="center", key="asking"):
        st.segmented_control(
            texts.ROLE_LABEL,
            list(texts.ROLES),
            default="",
            required=True,
            format_func=texts.ROLES.__getitem__,
            key=state.ROLE,
            label_visibility="collapsed",
            persist_state="session",
        )
        st.toggle(texts.ROOM_LABEL, key=state.ROOM, help=texts.ROOM_HELP, persist_state="session")
    state.fill_input()
    st.chat_input(texts.ASK_INPUT_MORE if turns else texts.ASK_INPUT, key=state.INPUT, on_submit=_submitted)
    source.drawer(opened)


def _spoken(turn: Turn) -> None:
    """What became of the question that was asked in this tab, for those who hear the page."""
    found = answers.stored(turn)
    if turn.state == "running":
        spoken.say(f"{turn.id} running", texts.WORKING)
    elif turn.state == "failed" or found is None:
        spoken.say(f"{turn.id} {turn.state}", texts.FAILED)
    else:
        spoken.say(f"{turn.id} {turn.state}", texts.answer_spoken(len(found.steps), found.lead))


def _empty() -> None:
    st.title(texts.ASK_TITLE, anchor=False)
    st.markdown(texts.ASK_WHAT)
    welcome.first_visit()
    st.caption(texts.ASK_EXAMPLES_LABEL)
    for number, example in enumerate(texts.ASK_EXAMPLES):
        st.button(example, key=f"example-{number}", width="stretch", on_click=_ask, args=(example,))


def _submitted() -> None:
    """Before the page is drawn, so that it is drawn once, with the answer's beginning."""
    question = str(state.value(state.INPUT) or "")
    if question.strip():
        _ask(question)


def _ask(question: str) -> None:
    """Stores the question and has it answered; the page follows."""
    here = service.current()
    try:
        conversation = state.conversation()
        if not conversation or not here.assistant.store.turns(conversation):
            conversation = here.assistant.store.start_conversation(" ".join(question.split()) or texts.NEW)
            state.open_conversation(conversation)
        turn = here.worker.ask(conversation, question, state.role(), state.room())
    except StoreError as error:
        state.prefill(question)
        st.toast(f"{texts.NOT_SENT} ({inert(str(error))})", icon=":material/error:")
        return
    state.asked(turn)
    here.worker.wait(turn, FIRST_SECONDS)


def _turn(turn: Turn, *, last: bool) -> None:
    """What was asked, and what was answered or is being answered."""
    with st.container(key=f"turn-{turn.id}"), st.chat_message("user", avatar=":material/person:"):
        said(turn.question)
    with st.chat_message("assistant", avatar=":material/forum:"):
        unsaved = service.current().worker.unsaved(turn.id) if turn.state == "running" else None
        if turn.state == "running" and unsaved is None:
            st.fragment(_follow, run_every=FOLLOW_SECONDS)(turn.id)
        else:
            _finished(turn, unsaved, last=last)


def _follow(id: str) -> None:
    """A growing answer: what the store has of it now. Runs by itself until it is done."""
    turn = service.current().assistant.store.turn(id)
    unsaved = service.current().worker.unsaved(id)
    if turn is None or turn.state != "running" or unsaved is not None or state.changed():
        st.rerun()
    found = answers.stored(turn)
    if found is not None:
        answers.show(turn, found, live=True)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            f":material/progress_activity: {texts.WORKING if found is None else texts.WORKING_MORE}", width="content"
        )
        st.button(
            texts.STOP, key=f"stop-{id}", icon=":material/stop_circle:", type="tertiary", on_click=_stop, args=(id,)
        )


def _stop(id: str) -> None:
    try:
        service.current().worker.stop(id)
    except StoreError as error:
        st.toast(inert(str(error)), icon=":material/error:")


def _finished(turn: Turn, unsaved: Answer | None, *, last: bool) -> None:
    found: Answer | None = unsaved or answers.stored(turn)
    if unsaved is not None:
        st.warning(texts.NOT_SAVED)
    if turn.state == "failed":
        st.warning((found.note if found is not None else "") or texts.FAILED, icon=":material/error:")
        if found is not None and found.steps:
            answers.show(turn, found, last=last)
    elif found is not None:
        answers.show(turn, found, last=last)
    if turn.state == "stopped":
        st.caption(texts.STOPPED)
    if last and turn.state in ("failed", "stopped"):
        st.button(texts.ASK_AGAIN, key=f"again-{turn.id}", icon=":material/refresh:", on_click=_again, args=(turn,))


def _again(turn: Turn) -> None:
    """A failed turn is answered in its place; a stopped one stays as it is and is asked anew."""
    worker = service.current().worker
    if turn.state == "stopped":
        _ask(turn.question)
        return
    try:
        worker.again(turn, state.role(), state.room())
    except StoreError as error:
        st.toast(inert(str(error)), icon=":material/error:")
        return
    worker.wait(turn.id, FIRST_SECONDS)
