"""The web app's entry point: pages, look, and what every page shows. Started by `coach ui`."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from assistant.errors import CoachError, NotLoggedIn
from ui import evals_texts, exchange_texts, people_texts, reflect_texts, service, state, texts
from ui.components import account
from ui.components.words import inert
from ui.views import article, ask, drill, evals, exchange, library, practise, progress, reflect, settings, shared

HERE = Path(__file__).parent
# An icon of Streamlit's or an emoji would be fetched from the network.
st.set_page_config(page_title=texts.APP, page_icon=(HERE / "icon.svg").read_text(encoding="utf-8"), layout="centered")
st.html(HERE / "style.css")
st.html(f"<style>:root {{ color-scheme: {'dark' if st.context.theme.type == 'dark' else 'light'}; }}</style>")
state.visit_began()
lets_in = account.lets_in()
pages = state.keep_pages(
    {
        texts.PAGE_ASK: st.Page(ask.page, title=texts.PAGE_ASK, icon=":material/forum:", default=True),
        texts.PAGE_PRACTISE: st.Page(
            practise.page, title=texts.PAGE_PRACTISE, icon=":material/record_voice_over:", url_path="practise"
        ),
        texts.PAGE_DRILL: st.Page(drill.page, title=texts.PAGE_DRILL, icon=":material/timer:", url_path="drill"),
        reflect_texts.PAGE_REFLECT: st.Page(
            reflect.page, title=reflect_texts.PAGE_REFLECT, icon=":material/self_improvement:", url_path="reflect"
        ),
        reflect_texts.PAGE_PROGRESS: st.Page(
            progress.page, title=reflect_texts.PAGE_PROGRESS, icon=":material/trending_up:", url_path="progress"
        ),
        exchange_texts.PAGE: st.Page(
            exchange.page,
            title=exchange_texts.PAGE,
            icon=":material/groups:",
            url_path="exchange",
            visibility="visible" if account.exchanges() else "hidden",
        ),
        texts.PAGE_LIBRARY: st.Page(
            library.page, title=texts.PAGE_LIBRARY, icon=":material/library_books:", url_path="library"
        ),
        evals_texts.PAGE: st.Page(
            evals.page,
            title=evals_texts.PAGE,
            icon=":material/query_stats:",
            url_path="evals",
            visibility="visible" if account.sees("evals") else "hidden",
        ),
        texts.PAGE_SETTINGS: st.Page(
            settings.page, title=texts.PAGE_SETTINGS, icon=":material/settings:", url_path="settings"
        ),
        texts.PAGE_ARTICLE: st.Page(article.page, title=texts.PAGE_ARTICLE, url_path="article", visibility="hidden"),
        people_texts.PAGE_SHARED: st.Page(
            shared.page, title=people_texts.PAGE_SHARED, url_path="shared", visibility="hidden"
        ),
    }
)
shown = list(pages.values())
page = st.navigation(
    shown, position="sidebar" if lets_in else "hidden"
)  # under a heading, the list would be none for a screen reader
try:
    here = service.current()
    account.sidebar()
    with st.sidebar, st.container(key="state"):
        st.caption(texts.state_line(inert(here.assistant.model_name), len(here.assistant.library.entries())))
    page.run()
except NotLoggedIn as refused:
    account.log_in(str(refused))
except CoachError as error:  # the store, the library or a setting: one clear sentence
    st.error(inert(str(error)), icon=":material/error:")
