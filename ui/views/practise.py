"""Practise: choose, read the rubric, talk, look at the scorecard."""

from __future__ import annotations

import streamlit as st

from assistant.errors import BadInput
from assistant.practice.session import Session
from ui import practice_texts as own
from ui import service, state, texts
from ui.components import assignments, authoring, practices, scenarios, scorecard, source, talk
from ui.components.words import inert


def page() -> None:
    """The page."""
    opened = state.source()
    id = state.practice()
    practices.sidebar(id)
    session = _session(id)
    if session is None:
        _before()
    elif session.state == "done":
        scorecard.show(session)
    else:
        talk.show(session)
    source.drawer(opened)


def _session(id: str) -> Session | None:
    """The session of this id, as it is stored."""
    if not id:
        return None
    practice = service.current().assistant.practice
    if practice.store.practice(id) is None:
        st.info(own.SESSION_GONE)
        return None
    found: Session = practice.resume(id)
    return found


def _before() -> None:
    """The scenario that is looked at, or all of them."""
    id = state.scenario()
    if id:
        try:
            item = service.current().assistant.practice.scenario(id)
        except BadInput:
            st.info(own.SCENARIO_GONE)
        else:
            scenarios.brief(item)
            return
    st.title(texts.PAGE_PRACTISE, anchor=False)
    st.markdown(inert(own.PRACTISE_WHAT))
    assignments.mine()
    assignments.leading()
    scenarios.choose()
    authoring.show()
