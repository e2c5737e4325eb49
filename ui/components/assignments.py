"""Practice that a lead asks for: what is asked of this person, and what this lead asks for. Nothing where one works alone."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from assistant.errors import CoachError
from assistant.team import Asked
from ui import people_texts as texts
from ui import service, state
from ui.allowed import only
from ui.components.words import inert

_SCENARIO, _WHOM, _BY = "ask-scenario", "ask-whom", "ask-by"


def mine() -> None:
    """What is asked of this person and not done yet."""
    if service.alone():
        return
    waiting = [one for one in service.team().asked_of_me() if not one.done]
    titles = _titles() if waiting else {}
    for one in waiting:
        if one.scenario not in titles:
            continue  # the team has taken it away since
        with st.container(border=True, key=f"asked-{one.id}", gap="xsmall"):
            st.caption(f"{texts.ASKED_OF_YOU} ({inert(texts.asked_by(one.by, one.due))})")
            st.button(
                inert(titles[one.scenario]),
                key=f"asked-go-{one.id}",
                type="primary",
                icon=":material/play_arrow:",
                on_click=state.look_at,
                args=(one.scenario,),
            )


def leading() -> None:
    """What this lead asks for, and asking for more."""
    if service.alone() or not service.may("lead"):
        return
    team, titles = service.team(), _titles()
    with st.expander(texts.ASK_TITLE, icon=":material/assignment_ind:"):
        st.markdown(texts.ASK_WHAT)
        people = {"": texts.ASK_ALL} | {
            known.id: known.name for known in team.people() if known.id != service.person().id
        }
        with st.form("ask-for", border=False, clear_on_submit=True):
            st.selectbox(texts.ASK_SCENARIO, list(titles), format_func=lambda id: inert(titles[id]), key=_SCENARIO)
            st.selectbox(texts.ASK_WHOM, list(people), format_func=lambda id: inert(people[id]), key=_WHOM)
            today = date.today()
            st.date_input(texts.ASK_BY, today + timedelta(7), min_value=today, key=_BY, format="DD/MM/YYYY")
            st.form_submit_button(texts.ASK_BUTTON, on_click=_ask)
        found = team.asked()
        if not found:
            st.caption(texts.ASKED_NONE)
        for one in found:
            _state(one, titles)


def _state(one: Asked, titles: dict[str, str]) -> None:
    with st.container(border=True, key=f"asking-{one.id}", gap="xsmall"):
        st.markdown(f"**{inert(titles.get(one.scenario, one.scenario))}** · {texts.asked_by('', one.due)}")
        st.caption(texts.done_of(sum(done for _, done in one.states), len(one.states)))
        lines = [f"- {inert(name)}: {texts.DONE if done else texts.NOT_YET}" for name, done in one.states]
        st.markdown("\n".join(lines))
        st.button(texts.WITHDRAW, key=f"withdraw-{one.id}", type="tertiary", on_click=_withdraw, args=(one.id,))


def _titles() -> dict[str, str]:
    return {item.id: item.title for item in service.current().assistant.practice.scenarios()}


@only("lead")
def _ask() -> None:
    scenario, due = str(state.value(_SCENARIO) or ""), state.value(_BY)
    if not isinstance(due, date):
        return
    try:
        service.team().ask(
            service.current().assistant.practice.scenario(scenario).id, due, str(state.value(_WHOM) or "")
        )
    except CoachError as error:
        st.toast(inert(str(error)), icon=":material/error:")
        return
    st.toast(texts.ASKED, icon=":material/check:")


@only("lead")
def _withdraw(id: str) -> None:
    try:
        service.team().withdraw(id)
    except CoachError as error:
        st.toast(inert(str(error)), icon=":material/error:")
        return
    st.toast(texts.WITHDRAWN, icon=":material/check:")
