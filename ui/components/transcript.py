"""A shared conversation or practice, to read only: what was kept when it was shared, and nothing that could be changed."""

from __future__ import annotations

from typing import Any

import streamlit as st

from assistant.advice.answer import Answer, Step, from_json
from assistant.practice.session import Session
from assistant.store import Turn
from ui import texts
from ui.components import practice_file
from ui.components.message import said
from ui.components.words import inert, superscript, unlinked


def of_turns(turns: list[Turn]) -> dict[str, Any]:
    """What is shared of a conversation: the turns that were answered."""
    return {"turns": [{"question": t.question, "answer": t.answer} for t in turns if t.state in ("done", "stopped")]}


def of_practice(session: Session) -> dict[str, Any]:
    """What is shared of a practice: the scorecard and the talk as it stands."""
    return {"text": practice_file.markdown(session, session.card())}


def show(document: dict[str, Any]) -> None:
    """Either of them."""
    if "text" in document:
        st.markdown(unlinked(str(document["text"])))
    for turn in document.get("turns", ()):
        with st.chat_message("user", avatar=":material/person:"):
            said(str(turn["question"]))
        with st.chat_message("assistant", avatar=":material/forum:"):
            if turn["answer"]:
                _answer(from_json(turn["answer"]))


def _answer(answer: Answer) -> None:
    if answer.lead:
        st.markdown(inert(answer.lead))
    _steps(answer, answer.steps)
    for view in answer.views:
        st.markdown(f"**{inert(view.author)}**")
        _steps(answer, view.steps)
    for name, points in ((texts.AGREE, answer.agree), (texts.DIFFER, answer.differ)):
        for point in points:
            st.markdown(f"**{name}** {inert(point.text)}")
    for name, text in ((texts.ASK_YOURSELF, answer.ask_yourself), (texts.THIS_WEEK, answer.small_action)):
        if text:
            st.markdown(f"**{name}** {inert(text)}")
    for choice in (*answer.choices, *answer.nearest):
        st.markdown(f"- {inert(choice)}")
    if answer.note:
        st.caption(inert(answer.note))
    if answer.sources:
        st.caption(" · ".join(f"{superscript(s.number)} {inert(s.title)}, {inert(s.author)}" for s in answer.sources))


def _steps(answer: Answer, steps: tuple[Step, ...]) -> None:
    numbers = {source.article: source.number for source in answer.sources}
    for count, step in enumerate(steps, 1):
        own = inert(" ".join(sentence.text for sentence in step.sentences if sentence.origin != "model"))
        added = inert(" ".join(sentence.text for sentence in step.sentences if sentence.origin == "model"))
        marks = "".join(superscript(n) for n in dict.fromkeys(numbers.get(c.article, 0) for c in step.citations) if n)
        st.markdown(f"**{count}.** {own}{marks}")
        if added:
            st.markdown(f"*{added}* ({texts.INFERENCE})")
        if step.caution:
            st.markdown(f"**{texts.MIND}** {inert(step.caution)}")
