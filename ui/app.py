"""The web app's entry point: pages, look, and what every page shows. Started by `coach ui`."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from assistant.errors import CoachError
from ui import service, state, texts
from ui.components.words import inert
from ui.views import article, ask, library, settings

st.set_page_config(page_title=texts.APP, page_icon=":material/forum:", layout="centered")
st.html(Path(__file__).parent / "style.css")
state.visit_began()
pages = state.keep_pages(
    {
        texts.PAGE_ASK: st.Page(ask.page, title=texts.PAGE_ASK, icon=":material/forum:", default=True),
        texts.PAGE_LIBRARY: st.Page(
            library.page, title=texts.PAGE_LIBRARY, icon=":material/library_books:", url_path="library"
        ),
        texts.PAGE_SETTINGS: st.Page(
            settings.page, title=texts.PAGE_SETTINGS, icon=":material/settings:", url_path="settings"
        ),
        texts.PAGE_ARTICLE: st.Page(article.page, title=texts.PAGE_ARTICLE, url_path="article", visibility="hidden"),
    }
)
page = st.navigation({texts.APP: list(pages.values())})
try:
    here = service.current()
    page.run()
    with st.sidebar, st.container(key="state"):
        st.caption(f":material/neurology: {texts.model_line(inert(here.assistant.model_name))}")
        st.caption(f":material/library_books: {texts.articles(len(here.assistant.library.entries()))}")
except CoachError as error:  # the store, the library or a setting: one clear sentence
    st.error(inert(str(error)), icon=":material/error:")
