"""The first visit: one question, then one practice."""

from __future__ import annotations

import streamlit as st

from ui import service, state, texts

PRACTISE = "practise"  # the address of the page


def first_visit() -> None:
    """Before anything was asked: what the first two minutes are. Without that page the examples are enough."""
    if state.page_at(PRACTISE) is None or service.current().assistant.store.conversations():
        return
    with st.container(border=True, key="first-visit"):
        st.markdown(f"**{texts.FIRST_TITLE}**")
        st.markdown("\n".join(f"{number}. {step}" for number, step in enumerate(texts.FIRST_STEPS, 1)))


def first_answer(turns: int) -> None:
    """Below the first answer ever, while nothing was practised: the way to the practice."""
    page, store = state.page_at(PRACTISE), service.current().assistant.store
    if page is None or turns > 1 or len(store.conversations()) > 1 or store.practices(1):
        return
    with st.container(border=True, key="first-answer"):
        st.markdown(texts.FIRST_ASKED)
        st.page_link(page, label=texts.FIRST_PRACTISE, icon=":material/record_voice_over:")
