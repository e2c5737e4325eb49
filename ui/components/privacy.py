"""What leaves the machine with a model elsewhere: said before its first use, and in the settings, with the masks."""

from __future__ import annotations

import streamlit as st

from assistant import privacy
from assistant.errors import CoachError
from assistant.masking import MISSES
from ui import service, state
from ui import settings_texts as said
from ui.components.words import inert

_NAMES, _MASK = "mask-names", "mask"


def notice() -> bool:
    """Asks, before the first use of a model elsewhere; until then it gets nothing (assistant/models/chat.py).

    Returns whether it was shown.
    """
    here = service.current().assistant
    if here.model is None or here.model.local or state.goes_on_without() or _agreed(here):
        return False
    with st.container(border=True, key="leaving"):
        st.markdown(f"**{said.NOTICE}** ({inert(here.model.identity)})")
        _leaves()
        st.caption(said.NOT_YET)
        with st.expander(said.MASKING):
            _masking()
        with st.container(horizontal=True):
            st.button(said.AGREE, key="agree", type="primary", on_click=_agree)
            st.button(said.WITHOUT, key="without", on_click=state.go_on_without)
    return True


def settings() -> None:
    """The part of the Settings page."""
    here = service.current().assistant
    st.subheader(said.PRIVACY, anchor=False)
    if here.model is None or here.model.local:
        st.markdown(said.NOTHING_LEAVES)
        with st.expander(said.MASKING):
            st.caption(said.MASK_NOW)
            _masking()
    else:
        _leaves()
        if _agreed(here):
            st.caption(f":material/check: {said.AGREED}")
        else:
            st.caption(said.NOT_YET)
            st.button(said.AGREE, key="agree", type="primary", on_click=_agree)
        _masking()


def _agreed(here: object) -> bool:
    try:
        return here.model.identity in privacy.read(here.settings.home, here.settings.owner).agreed  # type: ignore[attr-defined]
    except CoachError as error:
        st.error(inert(str(error)))
        return True  # nothing is sent, and there is nothing to agree to before the file is mended


def _leaves() -> None:
    st.markdown("\n".join([f"{said.LEAVES_WHAT}\n", *(f"- {inert(line)}" for line in privacy.LEAVES)]))


def _masking() -> None:
    try:
        settings = service.current().assistant.settings
        rules = privacy.read(settings.home, settings.owner)
    except CoachError as error:
        st.error(inert(str(error)))
        return
    with st.form("masking", border=False):
        st.checkbox(said.MASKING, rules.mask, key=_MASK)
        st.text_area(said.NAMES, "\n".join(rules.names), key=_NAMES, help=said.NAMES_HELP)
        st.caption(f"{said.MISSES} {inert('; '.join(MISSES))}.")
        st.form_submit_button(said.MASK_SAVE, on_click=_save)


def _save() -> None:
    names = str(state.value(_NAMES) or "").splitlines()
    try:
        settings = service.current().assistant.settings
        privacy.set_masking(settings.home, bool(state.value(_MASK)), names, settings.owner)
    except (CoachError, OSError) as error:
        st.toast(inert(str(error)), icon=":material/error:")
        return
    st.toast(said.MASK_SAVED, icon=":material/check:")


def _agree() -> None:
    here = service.current().assistant
    try:
        privacy.agree(here.settings.home, here.model.identity, here.settings.owner)
    except (CoachError, OSError) as error:
        st.toast(inert(str(error)), icon=":material/error:")
