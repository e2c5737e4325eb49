"""A practice talk while it goes on: what was said, help on the way, undo, trying again from any turn."""

from __future__ import annotations

import streamlit as st

from assistant.errors import CoachError
from assistant.practice.rooms import MAX_MESSAGE
from assistant.practice.session import Session
from assistant.practice.talk import Turn
from ui import practice_texts as texts
from ui import service, state
from ui.components import practices, spoken, ways
from ui.components.message import said
from ui.components.words import inert

ME, THEY = ":material/person:", ":material/record_voice_over:"


def show(session: Session) -> None:
    """The talk, and the field for the next line."""
    if session.state == "stopped":
        _stopped(session)
        return
    item, turns = session.talk.scenario, session.turns
    st.title(inert(item.name), anchor=False)
    st.caption(inert(item.role))
    with st.expander(texts.NOW_THERE, icon=":material/info:", expanded=not turns):
        practices.persona(item)
    _said(session)
    if turns:
        spoken.say(f"{session.id} {len(turns)} {turns[-1].reply}", texts.reply_spoken(item.name, turns[-1].reply))
    if turns and turns[-1].stance == "commit":
        st.info(texts.NEXT_STEP_AGREED, icon=":material/event_available:")
    _help(session)
    ways.show(session)
    with st.bottom, st.container(horizontal=True, vertical_alignment="center", gap="small", key="helping"):
        _tools(session)
    state.fill_input(state.LINE)
    st.chat_input(texts.SAY, key=state.LINE, max_chars=MAX_MESSAGE, on_submit=_submitted, args=(session.id,))


def _said(session: Session) -> None:
    with st.chat_message(session.talk.scenario.name, avatar=THEY):
        st.markdown(practices.spoken(session.talk.opening))
    for turn in session.turns:
        _turn(session, turn)


def _turn(session: Session, turn: Turn) -> None:
    with st.container(key=f"said-{turn.number}"), st.chat_message("user", avatar=ME):
        said(turn.said)
        if not session.talk.stopped:
            st.button(
                texts.AGAIN,
                key=f"again-{turn.number}",
                icon=":material/replay:",
                type="tertiary",
                help=texts.AGAIN_HELP,
                on_click=back_before,
                args=(session.id, turn.number),
            )
    if turn.care:
        return
    with st.chat_message(session.talk.scenario.name, avatar=THEY):
        st.markdown(practices.spoken(turn.reply))


def _stopped(session: Session) -> None:
    """Something grave was said: the answer to it stands alone, the talk is folded away. No play, no score, no hint."""
    st.title(texts.STOPPED_TITLE, anchor=False)
    with st.container(border=True, key="care"):
        st.markdown(inert(next(turn.reply for turn in session.turns if turn.care)))
    st.markdown(texts.STOPPED_WHAT)
    with st.container(horizontal=True, gap="small"):
        st.button(
            texts.STOPPED_OTHER,
            key="leave",
            icon=":material/arrow_back:",
            on_click=state.open_practice,
            args=("",),
        )
        st.button(
            texts.STOPPED_UNDO,
            key="undo",
            icon=":material/undo:",
            type="tertiary",
            on_click=back_before,
            args=(session.id, len(session.turns)),
        )
    with st.expander(texts.STOPPED_TALK, icon=":material/forum:"):
        _said(session)


def _tools(session: Session) -> None:
    turns = len(session.turns)
    for kind, label, help, icon in (
        ("hint", texts.HINT, texts.HINT_HELP, ":material/lightbulb:"),
        ("strong", texts.STRONG, texts.STRONG_HELP, ":material/compare_arrows:"),
    ):
        st.button(
            label,
            key=kind,
            icon=icon,
            type="tertiary",
            help=help,
            on_click=state.ask_help,
            args=(session.id, turns, kind),
        )
    if not turns:
        return
    st.button(
        texts.UNDO,
        key="undo",
        icon=":material/undo:",
        type="tertiary",
        help=texts.UNDO_HELP,
        on_click=back_before,
        args=(session.id, turns),
    )
    st.button(
        texts.FINISH,
        key="finish",
        icon=":material/flag:",
        help=texts.FINISH_HELP,
        on_click=practices.act,
        args=(session.id, Session.finish),
    )


def _help(session: Session) -> None:
    """The hint or the strong line that was asked for at this turn."""
    asked = state.help_asked(session.id, len(session.turns))
    if not asked:
        return
    with st.container(border=True, key="help", gap="xsmall"):
        if asked == "hint":
            st.markdown(f":material/lightbulb: **{texts.HINT_TITLE}** {inert(session.hint().text)}")
        elif (found := session.strong_line()) is None:
            st.markdown(texts.NO_STRONG)
        else:
            st.markdown(f":material/compare_arrows: **{texts.STRONG_TITLE}** {inert(found.moment)}")
            st.markdown(f"**{texts.WEAK_LINE}** “{inert(found.weak)}”")
            st.markdown(f"**{texts.STRONG_LINE}** “{inert(found.strong)}”")
            st.caption(inert(found.why))
        st.button(
            texts.CLOSE,
            key="close-help",
            type="tertiary",
            on_click=state.ask_help,
            args=(session.id, len(session.turns), asked),
        )


def _submitted(id: str) -> None:
    """Before the page is drawn, so that it is drawn once, with the answer. What cannot be stored stays in the field."""
    line = str(state.value(state.LINE) or "")
    if not line.strip():
        return
    try:
        service.current().assistant.practice.resume(id).say(line)
    except CoachError as error:
        state.prefill(line)
        st.toast(f"{texts.NOT_SAID} ({inert(str(error))})", icon=":material/error:")


def back_before(id: str, turn: int) -> None:
    """Goes back to where `turn` had not been said yet."""
    practices.act(id, lambda session: session.rewind(turn - 1), texts.back_before(turn))
