"""How a lead's group practises, in figures that are nobody's own."""

from __future__ import annotations

import streamlit as st

from ui import people_texts as texts
from ui import practice_texts, service
from ui.components.words import inert


def show() -> None:
    """The part of the Progress page."""
    if service.alone() or not service.may("lead"):
        return
    st.subheader(texts.GROUP, anchor=False)
    st.caption(texts.GROUP_WHAT)
    found = service.team().figures()
    if not found:
        st.markdown(texts.GROUP_FEW)
    for one in found:
        st.markdown(f"**{practice_texts.KIND_OF[one.kind]}.** {texts.group(one.people, one.talks, one.score)}")
        st.caption(texts.GROUP_CHECKS)
        st.markdown("\n".join(f"- {inert(texts.group_check(title, percent))}" for title, percent in one.checks))
