"""What a colleague shared by a link: ?t=TOKEN. To read only."""

from __future__ import annotations

import streamlit as st

from ui import people_texts as texts
from ui import service, state
from ui.components import transcript
from ui.components.words import inert


def page() -> None:
    """The page."""
    found = service.team().shared(state.query("t"))
    if found is None:
        st.info(texts.SHARED_GONE)
        return
    st.title(inert(found.title), anchor=False)
    st.caption(inert(texts.shared_by(found.by, found.when)))
    transcript.show(found.document)
