"""The conversations in the sidebar: new, open, search, rename, delete."""

from __future__ import annotations

import streamlit as st

from assistant.errors import StoreError
from assistant.store import Conversation
from ui import service, state, texts
from ui.components import sharing
from ui.components.words import inert, shortened

TITLE = 60  # characters of a title in the list


def sidebar(current: str) -> None:
    """The list, with what can be done with the open conversation."""
    with st.sidebar:
        st.button(
            texts.NEW,
            key="new",
            icon=":material/add:",
            width="stretch",
            type="primary",
            on_click=state.open_conversation,
            args=("",),
        )
        st.text_input(
            texts.SEARCH,
            key=state.SEARCH,
            placeholder=texts.SEARCH,
            label_visibility="collapsed",
            icon=":material/search:",
            persist_state="session",
        )
        if state.removed() is not None:
            with st.container(horizontal=True, vertical_alignment="center", key="removed"):
                st.caption(f":material/delete: {texts.DELETED}", width="content")
                st.button(texts.UNDO, key="undo", type="tertiary", icon=":material/undo:", on_click=_put_back)
        found = service.current().assistant.store.conversations(state.search())
        if not found:
            st.caption(texts.NONE_FOUND if state.search() else texts.NONE_YET)
        with st.container(key="conversations", gap="xxsmall"):
            for conversation in found[: state.listed()]:
                _row(conversation, conversation.id == current)
        if len(found) > state.listed():
            st.button(texts.MORE, key="more", type="tertiary", on_click=state.list_more)


def _row(conversation: Conversation, is_open: bool) -> None:
    label = inert(shortened(conversation.title, TITLE))
    with st.container(key=f"{'open' if is_open else 'row'}-{conversation.id}", gap="xxsmall"):
        st.button(
            f"**{label}**" if is_open else label,
            key=f"conversation-{conversation.id}",
            type="tertiary",
            width="stretch",
            on_click=state.open_conversation,
            args=(conversation.id,),
        )
        if is_open:
            _manage(conversation)
            sharing.conversation(conversation.id, conversation.title)


def _manage(conversation: Conversation) -> None:
    with st.popover(texts.MANAGE, icon=":material/more_horiz:", type="tertiary"):
        key = f"title-{conversation.id}"
        st.text_input(texts.TITLE_LABEL, value=conversation.title, key=key, max_chars=200)
        st.button(
            texts.RENAME,
            key=f"rename-{conversation.id}",
            width="stretch",
            on_click=_rename,
            args=(conversation.id, key),
        )
        st.caption(texts.DELETE_SURE)
        st.button(
            texts.DELETE,
            key=f"delete-{conversation.id}",
            icon=":material/delete:",
            width="stretch",
            on_click=_delete,
            args=(conversation.id,),
        )


def _rename(id: str, key: str) -> None:
    title = " ".join(str(state.value(key) or "").split())
    if not title:
        return
    try:
        service.current().assistant.store.rename_conversation(id, title)
    except StoreError as error:
        st.toast(inert(str(error)), icon=":material/error:")


def _delete(id: str) -> None:
    here = service.current()
    try:
        for turn in here.assistant.store.turns(id):
            if turn.state == "running":
                here.worker.stop(turn.id)
        removed = here.assistant.store.delete_conversation(id)
    except StoreError as error:
        st.toast(inert(str(error)), icon=":material/error:")
        return
    state.open_conversation("")
    state.keep_removed(removed)


def _put_back() -> None:
    """Takes the last deletion back and opens the conversation."""
    removed = state.removed()
    try:
        service.current().assistant.store.put_back(removed)
    except StoreError as error:
        st.toast(inert(str(error)), icon=":material/error:")
        return
    state.open_conversation(next((str(row["id"]) for table, row in removed.rows if table == "conversations"), ""))
    st.toast(texts.PUT_BACK, icon=":material/check:")
