"""What a person wrote, as it was written; the rest of a long one is folded away."""

from __future__ import annotations

import streamlit as st

from ui import texts

LONG = 1_500  # characters of a message that are shown at once


def said(text: str) -> None:
    """The message."""
    if len(text) <= LONG:
        st.text(text)
        return
    st.text(f"{text[:LONG]} …")
    with st.expander(texts.SHOW_ALL):
        st.text(text)
