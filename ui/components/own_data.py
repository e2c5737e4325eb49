"""A person's own data: out as a file, or gone."""

from __future__ import annotations

import streamlit as st

from assistant import own_data
from assistant.errors import CoachError
from ui import service, state
from ui import settings_texts as said
from ui.components.words import inert

_TYPED = "delete-word"


def settings() -> None:
    """The part of the Settings page."""
    here = service.current().assistant
    st.subheader(said.DATA, anchor=False)
    st.markdown(said.DATA_WHAT)
    with st.container(horizontal=True, vertical_alignment="center", key="export"):
        if st.button(said.EXPORT, key="export-make", icon=":material/archive:"):
            st.download_button(
                said.EXPORT_GET,
                own_data.export(here.settings, here.store),
                file_name=own_data.default_name(),
                mime="application/zip",
                key="export-get",
                type="primary",
                icon=":material/download:",
                on_click="ignore",
            )
        st.caption(said.EXPORT_WHAT, width="content")
    if service.may("home"):
        st.caption(said.BACKUP)
    with st.expander(said.DELETE, icon=":material/delete_forever:"):
        st.markdown(said.DELETE_WHAT)
        st.text_input(said.DELETE_TYPE, key=_TYPED)
        st.button(said.DELETE_BUTTON, key="delete-everything", on_click=_delete)


def _delete() -> None:
    if str(state.value(_TYPED) or "").strip().lower() != said.DELETE_WORD:
        st.toast(said.DELETE_NOT, icon=":material/error:")
        return
    here = service.current()
    try:
        for conversation in here.assistant.store.conversations():
            for turn in here.assistant.store.turns(conversation.id):
                if turn.state == "running":
                    here.worker.stop(turn.id)
        count = own_data.erase(here.assistant.settings, here.assistant.store, here.assistant.library)
    except (CoachError, OSError) as error:
        st.toast(inert(str(error)), icon=":material/error:")
        return
    alone = service.alone()
    state.forget()
    if not alone:
        st.logout()  # or the next page would write down a name and an address again
    st.toast(said.deleted(count), icon=":material/check:")
