"""Choosing a scenario, and what is shown before a talk begins: the person, the setting, the rubric."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from assistant.practice import choosing, progress, scorecard
from assistant.practice.scenario import Scenario
from assistant.store import PracticeSession
from ui import practice_texts as texts
from ui import service, state
from ui.components import practices
from ui.components.words import inert

COLUMNS = 2
RECENT = 20  # talks among which one is looked for that was left in the middle


def choose() -> None:
    """Where one was, or what to begin with; then all scenarios, by kind, level and skill."""
    practice = service.current().assistant.practice
    found = practice.scenarios()
    results = practice.store.practice_results()
    done = Counter(result.scenario for result in results)
    left = next((row for row in practice.store.practices(RECENT, begun=True) if row.state == "open"), None)
    if left is not None:
        _go_on(left, practice.store.practice_sizes()[left.id])
    elif (item := choosing.first(found, _usual_kind(), list(done))) is not None:
        with st.container(border=True, key="suggested"):
            st.caption(texts.NEXT_TITLE if done else texts.START_HERE_WHY)
            _words(item)
            st.button(
                texts.LOOK if done else texts.START_HERE,
                key="start-here",
                type="primary",
                icon=":material/play_arrow:",
                on_click=state.look_at,
                args=(item.id,),
            )
    kind, level, check = _filters()
    hard = next((skill for skill in progress.skills(results) if kind in ("", skill.kind) and skill.lately < 1), None)
    if hard is not None:
        st.caption(texts.hardest(hard.title))
    _broken(practice.broken())
    best = practices.best(lambda result: str(result.scenario))
    fitting = choosing.fitting(found, kind, level, check)
    if not fitting:
        st.caption(texts.NO_SCENARIO)
    for start in range(0, len(fitting), COLUMNS):
        for column, item in zip(st.columns(COLUMNS), fitting[start : start + COLUMNS], strict=False):
            with column:
                _card(item, check, done[item.id], best.get(item.id, 0))


def _broken(found: dict[str, str]) -> None:
    """What is missing below. Where and why is for who may mend it: it may tell what is to be found out."""
    mends = service.may("scenarios")
    for name, why in found.items():
        st.warning(inert(texts.broken(why) if mends else texts.left_out(name)))


def _usual_kind() -> str:
    """Somebody who asks as a manager coaches; a rep sells."""
    return {"manager": "coaching", "rep": "discovery"}.get(state.role(), "")


def _go_on(row: PracticeSession, turns: int) -> None:
    with st.container(border=True, key="left"):
        st.caption(texts.GO_ON_TITLE)
        st.markdown(f"**{inert(str(row.ledger['name']))}**, {inert(str(row.ledger['role']))} · {texts.turns(turns)}")
        st.button(
            texts.GO_ON,
            key="go-on",
            type="primary",
            icon=":material/play_arrow:",
            on_click=state.open_practice,
            args=(row.id,),
        )


def _filters() -> tuple[str, int, str]:
    """Kind, level and check; a check that another kind has does not count."""
    with st.container(horizontal=True):
        kind = st.segmented_control(
            texts.KIND_LABEL,
            list(texts.KINDS),
            default="",
            required=True,
            format_func=texts.KINDS.__getitem__,
            key=state.KIND,
            persist_state="session",
        )
        level = st.segmented_control(
            texts.LEVEL_LABEL,
            list(texts.LEVELS),
            default=0,
            required=True,
            format_func=texts.LEVELS.__getitem__,
            key=state.LEVEL,
            persist_state="session",
        )
    skills = {"": texts.SKILL_ANY}
    for each in ("discovery", "coaching"):
        if kind in ("", each, None):
            skills |= {f"{each} {c.id}": f"{c.title} ({texts.KIND_OF[each]})" for c in scorecard.rubric(each)}
    skill = st.selectbox(
        texts.SKILL_LABEL,
        list(skills),
        format_func=lambda id: skills.get(id, texts.SKILL_ANY),
        key=state.SKILL,
        persist_state="session",
    )
    of, _, check = str(skill or "").partition(" ")
    return (of or str(kind or "")), int(level or 0), check


def _words(item: Scenario) -> None:
    st.markdown(f"**{inert(item.title)}**")
    st.caption(practices.kind_line(item))
    st.markdown(f"{inert(item.name)}, {inert(item.role)}. {inert(item.about)}")


def _card(item: Scenario, check: str, times: int, best: int) -> None:
    with st.container(border=True, key=f"scenario-{item.id}", gap="xsmall"):
        _words(item)
        opens = choosing.opens(item, check)
        said = [texts.opens(opens, len(item.facts))] if opens is not None else []
        said += [texts.practised(times, best)] if times else []
        if said:
            st.caption(" · ".join(said))
        st.button(
            texts.LOOK,
            key=f"look-{item.id}",
            icon=":material/visibility:",
            help=inert(item.title),
            on_click=state.look_at,
            args=(item.id,),
        )


def brief(item: Scenario) -> None:
    """Before the start: who, where, what a good end is, and what will be scored."""
    st.button(
        texts.BACK, key="back", icon=":material/arrow_back:", type="tertiary", on_click=state.open_practice, args=("",)
    )
    st.title(inert(item.title), anchor=False)
    st.caption(practices.kind_line(item))
    practices.persona(item)
    st.markdown(f"**{texts.SUCCESS}.** {inert(item.success.text)} {texts.things(len(item.facts))}")
    st.subheader(texts.RUBRIC, anchor=False)
    st.caption(texts.RUBRIC_WHAT)
    focus = str(state.value(state.SKILL) or "").partition(" ")[2]
    st.markdown(
        "\n".join(
            f"- **{inert(check.title)}** ({texts.weight(check.weight)}"
            f"{', ' + texts.FOCUS if check.id == focus else ''}): {inert(check.why)}"
            for check in scorecard.rubric(item.kind)
        )
    )
    st.button(
        texts.BEGIN,
        key="begin",
        type="primary",
        icon=":material/play_arrow:",
        on_click=practices.begin,
        args=(item.id,),
    )
