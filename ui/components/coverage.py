"""What to write next: questions that found nothing, thin topics, ideas without a card."""

from __future__ import annotations

import streamlit as st

from assistant.errors import CoachError
from ui import editor, service
from ui import library_texts as said
from ui.allowed import only
from ui.components.words import inert, shortened

QUESTIONS, ARTICLES, PASSAGES = 50, 12, 3  # shown at once


def show() -> None:
    """The part of the Library page."""
    here = service.current().assistant
    found = editor.coverage(here.library, service.team().unanswered())
    st.subheader(said.UNANSWERED, anchor=False)
    if not here.settings.keep_unanswered:
        st.caption(said.UNANSWERED_OFF)
    elif not found.unanswered:
        st.caption(said.UNANSWERED_NONE)
    for kept in found.unanswered[:QUESTIONS]:
        with st.container(border=True, key=f"unanswered-{kept.id}", gap="xsmall"):
            st.markdown(inert(shortened(kept.question, 400)))
            with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                near = f" · {said.NEAREST} {inert(', '.join(kept.nearest))}" if kept.nearest else ""
                st.caption(f"{kept.created:%Y-%m-%d}{near}", width="content")
                st.button(
                    said.UNANSWERED_DONE, key=f"unanswered-done-{kept.id}", type="tertiary", icon=":material/check:",
                    on_click=_settle, args=(kept.id, "done"),
                )  # fmt: skip
                st.button(
                    said.UNANSWERED_DELETE, key=f"unanswered-delete-{kept.id}", type="tertiary",
                    icon=":material/delete:", on_click=_settle, args=(kept.id, "deleted"),
                )  # fmt: skip
    st.subheader(said.THIN, anchor=False)
    st.markdown(inert(", ".join(topic.name for topic in found.thin)) or said.NONE)
    st.subheader(said.WIDE, anchor=False)
    rows = [f"- {inert(said.topic(topic.name, len(topic.articles), topic.cards))}" for topic in found.wide]
    st.markdown("\n".join(rows) or said.NONE)
    st.subheader(said.WITHOUT_CARD, anchor=False)
    if not found.bare:
        st.caption(said.NONE)
    for bare in found.bare[:ARTICLES]:
        with st.expander(f"{inert(bare.article)} · {said.uncarded(len(bare.passages), bare.share)}"):
            for passage in bare.passages[:PASSAGES]:
                st.markdown(f"- {inert(shortened(passage.text, 240))}")


@only("unanswered")
def _settle(id: str, how: str) -> None:
    try:
        service.team().set_unanswered(id, how)
    except CoachError as error:
        st.toast(inert(str(error)), icon=":material/error:")
