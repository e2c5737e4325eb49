"""One article as a page of its own, so that a passage has an address: ?id=…&at=704-817,861-1278."""

from __future__ import annotations

import re

import streamlit as st

from assistant.errors import CoachError
from ui import service, state, texts
from ui.components import source
from ui.components.words import inert


def page() -> None:
    """The page."""
    try:
        article = service.current().assistant.library.article(state.query("id"))
    except CoachError:
        st.info(texts.NO_ARTICLE)
        return
    st.title(inert(article.title), anchor=False)
    source.head(article)
    source.body(article, spans(state.query("at")))


def spans(text: str) -> list[tuple[int, int]]:
    """The spans of an address; what is none is left out."""
    return [(int(start), int(end)) for start, end in re.findall(r"(\d{1,9})-(\d{1,9})", text)]
