"""Logging in and out. Nothing of it is there where one person works alone."""

from __future__ import annotations

import streamlit as st

from assistant.errors import CoachError, NotLoggedIn
from assistant.people import Action
from ui import login, service, state
from ui import people_texts as texts
from ui import texts as app_texts
from ui.components.words import inert


def lets_in() -> bool:
    """Whether the pages may be listed."""
    try:
        service.person()
    except NotLoggedIn:
        return False
    except CoachError:
        return True  # the page says what is wrong
    return True


def sees(action: Action) -> bool:
    """Whether a page about this is listed."""
    try:
        return service.may(action)
    except CoachError:
        return False


def exchanges() -> bool:
    """Whether the exchange is listed."""
    try:
        return service.exchanging()
    except CoachError:
        return False


def log_in(why: str) -> None:
    """In the place of every page."""
    st.title(app_texts.APP, anchor=False)
    if why:
        st.warning(inert(texts.refused(why)), icon=":material/lock:")
    st.markdown(texts.WELCOME)
    if state.query("t"):
        st.caption(texts.LINK_AGAIN)
    st.button(texts.LOG_IN, key="log-in", type="primary", icon=":material/login:", on_click=st.login)


def sidebar() -> None:
    """Who this is, and the way out."""
    if service.alone():
        return
    who = service.person()
    rules = service.current().assistant.settings.login
    with st.sidebar, st.container(horizontal=True, vertical_alignment="center", key="account"):
        st.caption(f":material/person: {inert(texts.logged_in(who.name, who.role))}", width="stretch")
        if st.button(texts.LOG_OUT, key="log-out", type="tertiary", icon=":material/logout:"):
            login.end(service.team(), rules)
            st.stop()
