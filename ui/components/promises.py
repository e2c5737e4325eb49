"""What a person promised themselves: asked after when its day has come, and listed."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from assistant.errors import StoreError
from assistant.store import Commitment
from ui import service, state, texts
from ui.components.words import inert


def due() -> None:
    """Asks how it went, for each commitment whose day has come; not in the visit in which it was made."""
    began, today = state.visit_began(), date.today()
    for commitment in service.current().assistant.store.commitments():
        if commitment.state == "open" and commitment.due is not None and commitment.due <= today:
            created = commitment.created
            if created.replace(tzinfo=created.tzinfo or began.tzinfo) < began:
                _ask_after(commitment)


def _ask_after(commitment: Commitment) -> None:
    with st.container(border=True, key=f"promise-{commitment.id}"):
        st.markdown(f"**{texts.DUE_ONE}**")
        st.markdown(inert(commitment.text))
        with st.container(horizontal=True, gap="small"):
            st.button(
                texts.DUE_DONE,
                key=f"done-{commitment.id}",
                icon=":material/check:",
                type="primary",
                on_click=settle,
                args=(commitment.id, "done"),
            )
            st.button(
                texts.DUE_TALK,
                key=f"talk-{commitment.id}",
                icon=":material/forum:",
                on_click=_talk,
                args=(commitment,),
            )
            with st.popover(texts.DUE_LATER, icon=":material/event:"):
                key = f"later-{commitment.id}"
                today = date.today()
                st.date_input(
                    texts.DUE_LATER_DATE, value=today + timedelta(days=7), min_value=today, key=key, format="DD/MM/YYYY"
                )
                st.button(
                    texts.COMMIT_KEEP,
                    key=f"move-{commitment.id}",
                    type="primary",
                    on_click=_move,
                    args=(commitment, key),
                )
            st.button(
                texts.DUE_DROP,
                key=f"drop-{commitment.id}",
                type="tertiary",
                on_click=settle,
                args=(commitment.id, "dropped"),
            )


def settle(id: str, how: str) -> None:
    """done, dropped, open or deleted."""
    try:
        service.current().assistant.store.set_commitment(id, how)
    except StoreError as error:
        st.toast(inert(str(error)), icon=":material/error:")
        return
    if how == "done":
        st.toast(texts.DUE_CHEER, icon=":material/check:")


def _talk(commitment: Commitment) -> None:
    """It counts as done, and a message about it is begun in a conversation of its own."""
    settle(commitment.id, "done")
    state.open_conversation("")
    state.prefill(texts.talk_about(commitment.text))


def _move(commitment: Commitment, key: str) -> None:
    """A new date: the same promise again, the old one dropped."""
    when = state.value(key)
    store = service.current().assistant.store
    try:
        store.add_commitment(commitment.text, when if isinstance(when, date) else None, commitment.turn)
        store.set_commitment(commitment.id, "deleted")
    except StoreError as error:
        st.toast(inert(str(error)), icon=":material/error:")


def every() -> None:
    """All of them, open ones first."""
    found = service.current().assistant.store.commitments()
    if not found:
        st.caption(texts.PROMISES_NONE)
    for commitment in found:
        with st.container(border=True, key=f"kept-{commitment.id}"):
            when = f" · {texts.by(commitment.due)}" if commitment.due else ""
            st.markdown(inert(commitment.text))
            with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                st.caption(f"{texts.PROMISE_STATES.get(commitment.state, commitment.state)}{when}", width="content")
                if commitment.state == "open":
                    st.button(
                        texts.DUE_DONE, key=f"list-done-{commitment.id}", type="tertiary", icon=":material/check:",
                        on_click=settle, args=(commitment.id, "done"),
                    )  # fmt: skip
                    st.button(
                        texts.DUE_DROP, key=f"list-drop-{commitment.id}", type="tertiary",
                        on_click=settle, args=(commitment.id, "dropped"),
                    )  # fmt: skip
                st.button(
                    texts.PROMISE_DELETE, key=f"list-delete-{commitment.id}", type="tertiary", icon=":material/delete:",
                    on_click=settle, args=(commitment.id, "deleted"),
                )  # fmt: skip
