"""Settings: what answers, where data lies, what the model has earned, what was promised."""

from __future__ import annotations

import streamlit as st

from assistant.models import trust
from ui import service, texts
from ui.components import promises
from ui.components.words import inert


def page() -> None:
    """The page."""
    assistant = service.current().assistant
    settings, model = assistant.settings, assistant.model
    st.title(texts.PAGE_SETTINGS, anchor=False)
    _fact(texts.MODEL, texts.MODEL_NONE if model is None else model.identity)
    st.caption(texts.LOCAL if model is None or model.local else texts.NOT_LOCAL)
    _fact(texts.EMBEDDER, assistant.embedder.fingerprint)
    _fact(texts.FOLDER, str(settings.home))
    with st.expander(texts.CHANGE):
        st.code(texts.CHANGE_EXAMPLES, language=None)
    st.subheader(texts.EARNED, anchor=False)
    st.markdown(texts.EARNED_WHAT)
    if model is None:
        st.caption(texts.EARNED_NONE)
    else:
        for earned in trust.profile(model.identity, settings.home).values():
            said = texts.EARNED_YES if earned.allowed else texts.EARNED_NO
            said += f", {texts.EARNED_OVERRULED}" if earned.overruled else ""
            icon = ":material/check_circle:" if earned.allowed else ":material/radio_button_unchecked:"
            st.markdown(f"{icon} **{said}:** {inert(trust.TASKS[earned.task])}  \n{inert(earned.evidence)}")
    st.subheader(texts.PROMISES, anchor=False)
    promises.every()


def _fact(name: str, value: str) -> None:
    st.markdown(f"**{name}:** {inert(value)}")
