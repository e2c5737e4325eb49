"""Progress: skills, facts, question mix, practice days, commitments and the balance of leading and managing, as charts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt
import streamlit as st

from assistant import progress as over_time
from assistant.practice import progress as practised
from ui import reflect_texts as texts
from ui import service, state
from ui import texts as app_texts
from ui.components.words import inert

HEIGHT = 220
COLOURS = [
    "#d98a1f",
    "#5b86b8",
    "#4d9a8f",
    "#a57cb5",
    "#c0605a",
    "#8a8f3c",
    "#7b8794",
    "#b5835a",
]  # on light and on dark
WEEKS = 12
Rows = Sequence[dict[str, Any]]


def page() -> None:
    """The page."""
    st.title(texts.PAGE_PROGRESS, anchor=False)
    st.markdown(texts.PROGRESS_WHAT)
    store, today = service.current().assistant.store, date.today()
    results, commitments = store.practice_results(), store.commitments()
    days, mix = over_time.days(store), over_time.mix(store)
    balance = over_time.balance(store.reflections("", "done"))
    if not (results or commitments or days):
        _empty()
        return
    late = sum(c.state == "open" and c.due is not None and c.due < today for c in commitments)
    figures = (
        (texts.STREAK, over_time.streak(days, today), ""),
        (texts.TALKS, len(results), ""),
        (texts.DUE, sum(c.state == "open" for c in commitments), f"{late} {texts.OVERDUE}" if late else ""),
        (texts.DONE, sum(c.state == "done" for c in commitments), ""),
    )
    with st.container(horizontal=True, key="figures"):
        for name, value, more in figures:
            st.metric(name, value, more or None, delta_color="off", delta_arrow="off", border=True)
    if skills := practised.skills(results):
        rows = [{"skill": inert(s.title).replace("\\", ""), "share": s.lately, "talks": len(s.passed)} for s in skills]
        _chart(texts.SKILLS, texts.SKILLS_WHAT, rows, _skills(rows))
    if results:
        rows = _scores(practised.sessions(results))
        _chart(texts.SCORES, texts.SCORES_WHAT, rows, _lines(rows, "talk:O", "value:Q", "what:N"))
    if mix:
        _chart(texts.MIX, texts.MIX_WHAT, mix, _stacked(mix, "week", "move"))
    if days:
        rows = [
            {"week": (day - timedelta(day.weekday())).isoformat(), "day": f"{day:%a}", "number": day.weekday()}
            for day in sorted(days)
            if day >= today - timedelta(today.weekday() + 7 * (WEEKS - 1))
        ]
        _chart(texts.DAYS, texts.DAYS_WHAT, rows, _days(rows))
    if promised := over_time.promises(commitments):
        rows = [{**row, "state": texts.STATES.get(row["state"], row["state"])} for row in promised]
        _chart(texts.PROMISES, texts.PROMISES_WHAT, rows, _stacked(rows, "week", "state"))
    if balance:
        rows = [{**row, "exercise": texts.BALANCES[row["exercise"]]} for row in balance]
        _chart(texts.BALANCE, texts.BALANCE_WHAT, rows, _balance(rows))


def _empty() -> None:
    st.info(texts.EMPTY)
    st.page_link(state.page(app_texts.PAGE_PRACTISE), label=texts.FIRST_PRACTICE, icon=":material/record_voice_over:")
    st.page_link(state.page(texts.PAGE_REFLECT), label=texts.FIRST, icon=":material/self_improvement:")


def _chart(title: str, what: str, rows: Rows, chart: alt.Chart | alt.LayerChart) -> None:
    """A chart with its words above it."""
    if not rows:
        return
    st.subheader(title, anchor=False)
    st.caption(what)
    st.altair_chart(chart, width="stretch")


def _base(rows: Rows) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=list(rows)))


def _skills(rows: Rows) -> alt.Chart:
    return (
        _base(rows)
        .mark_bar(color=COLOURS[2])
        .encode(
            x=alt.X("share:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%")),
            y=alt.Y("skill:N", title=None, sort=None, axis=alt.Axis(labelLimit=260)),
            tooltip=["skill:N", alt.Tooltip("share:Q", format=".0%"), "talks:Q"],
        )
        .properties(height=40 + 26 * len(rows))
    )


def _scores(sessions: Rows) -> list[dict[str, Any]]:
    rows = []
    for number, talk in enumerate(sessions, 1):
        found = 100 * talk["found"] / talk["of"] if talk["of"] else 0.0
        rows.append({"talk": number, "what": texts.SCORE, "value": talk["score"], "scenario": talk["scenario"]})
        rows.append({"talk": number, "what": texts.FACTS, "value": round(found), "scenario": talk["scenario"]})
    return rows


def _lines(rows: Rows, x: str, y: str, colour: str) -> alt.Chart:
    return (
        _base(rows)
        .mark_line(point=True)
        .encode(
            x=alt.X(x, title=None, axis=alt.Axis(labelAngle=0)),
            y=alt.Y(y, title=None, scale=alt.Scale(domain=[0, 100])),
            color=alt.Color(colour, title=None, scale=alt.Scale(range=COLOURS), legend=alt.Legend(orient="bottom")),
            tooltip=["scenario:N", colour, y],
        )
        .properties(height=HEIGHT)
    )


def _stacked(rows: Rows, x: str, colour: str) -> alt.Chart:
    return (
        _base(rows)
        .mark_bar(size=26)
        .encode(
            x=alt.X(f"{x}:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=alt.Y("sum(count):Q", title=None, axis=alt.Axis(tickMinStep=1)),
            color=alt.Color(
                f"{colour}:N", title=None, scale=alt.Scale(range=COLOURS), legend=alt.Legend(orient="bottom", columns=4)
            ),
            tooltip=[f"{x}:O", f"{colour}:N", "sum(count):Q"],
        )
        .properties(height=HEIGHT)
    )


def _days(rows: Rows) -> alt.Chart:
    this = date.today() - timedelta(date.today().weekday())
    weeks = [(this - timedelta(7 * back)).isoformat() for back in range(WEEKS - 1, -1, -1)]
    names = [f"{date(2001, 1, number):%a}" for number in range(1, 8)]  # a Monday
    return (
        _base(rows)
        .mark_square(size=180, color=COLOURS[2], opacity=1)
        .encode(
            x=alt.X(
                "week:O", title=None, scale=alt.Scale(domain=weeks), axis=alt.Axis(labelAngle=0, labelOverlap=True)
            ),
            y=alt.Y("day:O", title=None, scale=alt.Scale(domain=names)),
            tooltip=["week:O", "day:O"],
        )
        .properties(height=HEIGHT)
    )


def _balance(rows: Rows) -> alt.LayerChart:
    line = _base(rows).mark_line(point=True).encode(
        x=alt.X("day:T", title=None),
        y=alt.Y("leading:Q", title=None, scale=alt.Scale(domain=[0, 100])),
        color=alt.Color("exercise:N", title=None, scale=alt.Scale(range=COLOURS), legend=alt.Legend(orient="bottom")),
        tooltip=["day:T", "exercise:N", "leading:Q"],
    )  # fmt: skip
    half = alt.Chart(alt.InlineData(values=[{"half": 50}])).mark_rule(strokeDash=[5, 4]).encode(y="half:Q")
    return alt.layer(line, half).properties(height=HEIGHT)
