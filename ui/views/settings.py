"""Settings: what answers, what it has earned, what leaves the machine, a person's own data, what was promised."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from assistant.errors import CoachError
from assistant.models import trust
from evals import probes
from ui import people_texts, service, state, texts
from ui import settings_texts as said
from ui.allowed import only
from ui.components import own_data, privacy, promises, roles, sharing
from ui.components.words import inert


def page() -> None:
    """The page."""
    assistant = service.current().assistant
    settings, model = assistant.settings, assistant.model
    st.title(texts.PAGE_SETTINGS, anchor=False)
    _fact(texts.MODEL, texts.MODEL_NONE if model is None else model.identity)
    st.caption(texts.LOCAL if model is None or model.local else texts.NOT_LOCAL)
    _fact(texts.EMBEDDER, assistant.embedder.fingerprint)
    if service.may("home"):
        _fact(texts.FOLDER, str(settings.home))
        with st.expander(texts.CHANGE):
            st.code(texts.CHANGE_EXAMPLES, language=None)
    st.subheader(texts.EARNED, anchor=False)
    st.markdown(texts.EARNED_WHAT)
    if model is None:
        st.caption(texts.EARNED_NONE)
    else:
        for earned in trust.profile(model.identity, settings.home).values():
            _task(earned, model.identity, settings.home)
        st.caption(said.MEASURE_HINT if service.may("trust") else people_texts.ADMINS_DECIDE)
    privacy.settings()
    own_data.settings()
    sharing.settings()
    roles.settings()
    st.subheader(texts.PROMISES, anchor=False)
    promises.every()


def _fact(name: str, value: str) -> None:
    st.markdown(f"**{name}:** {inert(value)}")


def _task(earned: trust.Earned, identity: str, home: Path) -> None:
    """One task: whether the model may do it, why, and a person's word on it."""
    stands = texts.EARNED_YES if earned.allowed else texts.EARNED_NO
    stands += f", {texts.EARNED_OVERRULED}" if earned.overruled else ""
    icon = ":material/check_circle:" if earned.allowed else ":material/radio_button_unchecked:"
    with st.container(border=True, key=f"earned-{earned.task}", gap="xsmall"):
        st.markdown(f"{icon} **{stands}:** {inert(trust.TASKS[earned.task])}")
        st.caption(inert(earned.evidence))
        if not service.may("trust"):
            return
        decided = "measured" if not earned.overruled else "yes" if earned.allowed else "no"
        key = f"may-{earned.task}"
        st.segmented_control(
            f"{said.DECIDE} {trust.TASKS[earned.task]}",
            list(said.DECISIONS),
            default=decided,
            required=True,
            format_func=said.DECISIONS.__getitem__,
            key=key,
            label_visibility="collapsed",
            on_change=_decide,
            args=(earned.task, identity, home, key),
        )


@only("trust")
def _decide(task: str, identity: str, home: Path, key: str) -> None:
    try:
        probes.overrule(home, identity, task, {"yes": True, "no": False}.get(str(state.value(key))))
        service.current().assistant.trust_changed()
    except (CoachError, OSError) as error:
        st.toast(inert(str(error)), icon=":material/error:")
        return
    st.toast(said.DECIDED, icon=":material/check:")
