"""What the parts of the Practise page share: doing something with a session, who the person is, earlier sessions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import streamlit as st

from assistant.errors import CoachError
from assistant.practice.scenario import Scenario
from assistant.practice.session import Session
from assistant.store import PracticeSession
from ui import practice_texts as texts
from ui import service, state
from ui.components.words import inert, shortened

TITLE = 46  # characters of a name in the list
_ASIDE = re.compile(r"(?<!\S)\([^()\n]+\)(?!\S)")  # "(a breath)": what the person does, not what is said


def act(id: str, what: Callable[[Session], object], done: str = "") -> bool:
    """Does something with a session as it is stored now; whether it worked. Says in a toast what came of it."""
    try:
        what(service.current().assistant.practice.resume(id))
    except CoachError as error:
        st.toast(inert(str(error)), icon=":material/error:")
        return False
    if done:
        st.toast(done, icon=":material/check:")
    return True


def begin(scenario: str) -> None:
    """Begins a talk and opens it. Each time with other words: the seed counts the talks so far."""
    practice = service.current().assistant.practice
    try:
        state.open_practice(practice.begin(scenario, len(practice.store.practice_sizes())).id)
    except CoachError as error:
        st.toast(inert(str(error)), icon=":material/error:")


def spoken(text: str) -> str:
    """What the person says, as inert Markdown; what the person does meanwhile in italics."""
    parts, at = [], 0
    for aside in _ASIDE.finditer(text):
        parts += [inert(text[at : aside.start()]), f"*{inert(aside[0])}*"]
        at = aside.end()
    return " ".join(part for part in (*parts, inert(text[at:])) if part)


def persona(item: Scenario) -> None:
    """Where the two talk, who the learner is, and who the other person is. All of it public."""
    st.markdown(f"**{texts.SETTING}.** {inert(item.setting)}")
    st.markdown(f"**{texts.YOU}.** {inert(item.you)}")
    st.markdown(f"**{inert(item.name)}**, {inert(item.role)}. {inert(item.about)} {inert(item.temperament)}")


def kind_line(item: Scenario) -> str:
    """What sort of practice a scenario is."""
    draft = [texts.DRAFT] if item.status == "draft" else []
    return " · ".join([texts.KIND_OF[item.kind], texts.LEVEL_OF[item.level], inert(item.industry), *draft])


# ---------------------------------------------------------------- earlier sessions


def sidebar(current: str) -> None:
    """The list of talks, with what can be done with the open one."""
    practice = service.current().assistant.practice
    scores = best(lambda result: result.session)
    found = practice.store.practices(state.listed() + 1, begun=True)
    with st.sidebar:
        st.button(
            texts.NEW,
            key="new-practice",
            icon=":material/add:",
            width="stretch",
            type="primary",
            on_click=state.open_practice,
            args=("",),
        )
        if not found:
            st.caption(texts.EARLIER_NONE)
        with st.container(key="practices", gap="xxsmall"):
            for row in found[: state.listed()]:
                _row(row, row.id == current, scores.get(row.id))
        if len(found) > state.listed():
            st.button(texts.EARLIER_MORE, key="more-practices", type="tertiary", on_click=state.list_more)


def best(by: Callable[..., str]) -> dict[str, int]:
    """The best score, by whatever of a result."""
    found: Counter[str] = Counter()
    for result in service.current().assistant.practice.store.practice_results():
        found[by(result)] = max(found[by(result)], result.score)
    return dict(found)


def _row(row: PracticeSession, is_open: bool, score: int | None) -> None:
    name = inert(shortened(str(row.ledger.get("name") or row.scenario), TITLE))
    label = " · ".join(part for part in (name, texts.day(row.created), "" if score is None else str(score)) if part)
    with st.container(key=f"{'open' if is_open else 'row'}-{row.id}", gap="xxsmall"):
        st.button(
            f"**{label}**" if is_open else label,
            key=f"practice-{row.id}",
            type="tertiary",
            width="stretch",
            on_click=state.open_practice,
            args=(row.id,),
        )
        if is_open:
            with st.popover(texts.MANAGE, icon=":material/more_horiz:", type="tertiary"):
                st.caption(texts.DELETE_SURE)
                st.button(
                    texts.DELETE,
                    key=f"delete-{row.id}",
                    icon=":material/delete:",
                    width="stretch",
                    on_click=_delete,
                    args=(row.id,),
                )


def _delete(id: str) -> None:
    try:
        service.current().assistant.practice.store.delete_practice(id)
    except CoachError as error:
        st.toast(inert(str(error)), icon=":material/error:")
        return
    state.open_practice("")
    st.toast(texts.DELETED, icon=":material/check:")
