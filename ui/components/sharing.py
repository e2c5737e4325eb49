"""Sharing one transcript by a link, and taking it back. Nothing of it is there where one person works alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from assistant.errors import CoachError
from assistant.practice.session import Session
from assistant.team import Shared
from ui import people_texts as texts
from ui import service
from ui.components import transcript
from ui.components.words import inert


def conversation(id: str, title: str) -> None:
    """For a conversation."""
    _popover("conversation", id, title, lambda: transcript.of_turns(service.current().assistant.store.turns(id)))


def practice(session: Session) -> None:
    """For a practice that was finished."""
    _popover("practice", session.id, session.talk.scenario.title, lambda: transcript.of_practice(session))


def _popover(kind: str, of: str, title: str, document: Callable[[], dict[str, Any]]) -> None:
    if service.alone():
        return
    found = next((one for one in service.team().shares() if one.of == of), None)
    with st.popover(texts.SHARE, icon=":material/share:", type="tertiary", key=f"sharing-{of}"):
        st.caption(texts.SHARE_WHAT)
        if found is not None:
            _link(found)
        st.button(
            texts.SHARE_MAKE if found is None else texts.SHARE_ANEW,
            key=f"share-{of}",
            icon=":material/link:",
            on_click=_share,
            args=(kind, of, title, document),
        )


def _link(found: Shared) -> None:
    rules = service.current().assistant.settings.login
    st.caption(texts.SHARE_IS)
    st.code(f"{rules.url}/shared?t={found.token}", language=None, wrap_lines=True)
    st.button(
        texts.SHARE_BACK,
        key=f"unshare-{found.of}",
        icon=":material/link_off:",
        on_click=_take_back,
        args=(found.token,),
    )


def settings() -> None:
    """All that one shares; the part of the Settings page."""
    if service.alone() or not (found := service.team().shares()):
        return
    st.subheader(texts.SHARES, anchor=False)
    for one in found:
        with st.container(border=True, key=f"shared-{one.of}", gap="xsmall"):
            st.markdown(inert(one.title))
            _link(one)


def _share(kind: str, of: str, title: str, document: Callable[[], dict[str, Any]]) -> None:
    try:
        service.team().share(kind, of, title, document())
    except CoachError as error:
        st.toast(inert(str(error)), icon=":material/error:")


def _take_back(token: str) -> None:
    try:
        service.team().unshare(token)
    except CoachError as error:
        st.toast(inert(str(error)), icon=":material/error:")
        return
    st.toast(texts.SHARE_TAKEN, icon=":material/check:")
