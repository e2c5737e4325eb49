"""Who changed the library, and when."""

from __future__ import annotations

import streamlit as st

from ui import people_texts as texts
from ui import service
from ui.components.words import inert


def show() -> None:
    """The part of the Library page."""
    found = service.team().audit()
    if not found:
        st.caption(texts.AUDIT_NONE)
        return
    lines = (texts.change(change.when, change.by, change.action, change.what) for change in found)
    st.markdown("\n".join(f"- {inert(line)}" for line in lines))
