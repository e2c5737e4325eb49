"""Who is here, and what each may do; for admins of a team."""

from __future__ import annotations

import streamlit as st

from assistant.errors import CoachError
from assistant.people import ROLES
from ui import people_texts as texts
from ui import service, state
from ui.allowed import only
from ui.components.words import inert


def settings() -> None:
    """The part of the Settings page."""
    if service.alone() or not service.may("roles"):
        return
    st.subheader(texts.PEOPLE, anchor=False)
    st.markdown(texts.PEOPLE_WHAT)
    for known in service.team().people():
        with st.container(border=True, key=f"known-{known.id}", gap="xsmall"):
            st.markdown(f"**{inert(known.name)}** {inert(known.email)}")
            if known.role == "admin":
                st.caption(texts.ROLES[known.role])
                continue
            key = f"role-{known.id}"
            st.segmented_control(
                f"{texts.ROLE_OF} {known.name}",
                [role for role in ROLES if role != "admin"],
                default=known.role,
                required=True,
                format_func=texts.ROLES.__getitem__,
                key=key,
                label_visibility="collapsed",
                on_change=_decide,
                args=(known.id, key),
            )


@only("roles")
def _decide(who: str, key: str) -> None:
    try:
        service.team().set_role(who, str(state.value(key)))
    except CoachError as error:
        st.toast(inert(str(error)), icon=":material/error:")
        return
    st.toast(texts.ROLE_KEPT, icon=":material/check:")
