"""Progress: skills, facts, question mix, practice days, commitments and the balance of leading and managing, as charts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import altair as alt
import streamlit as st

from assistant import progress as over_time
from assistant.practice import progress as practised
from ui import practice_texts, service, state
from ui import reflect_texts as texts
from ui import texts as app_texts
from ui.components import charts, group

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
    "#c77a9b",
    "#6f9a4a",
    "#9a8fd0",
]  # on light and on dark
HALF = "#7b8794"
WEEKS, AHEAD = 12, 3  # how many are drawn, and how many of them lie ahead where something can be due
Rows = Sequence[dict[str, Any]]


def page() -> None:
    """The page."""
    _own()
    group.show()


def _own() -> None:
    st.title(texts.PAGE_PROGRESS, anchor=False)
    st.markdown(texts.PROGRESS_WHAT)
    store, today = service.current().assistant.store, date.today()
    results, commitments = store.practice_results(), store.commitments()
    days, weeks = over_time.days(store), _weeks(today, WEEKS - 1, 0)
    mix = over_time.mix(store, date.fromisoformat(min(weeks)))
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
        both = len({skill.kind for skill in skills}) > 1  # then it is said of which kind of talk a check is
        rows = [
            {
                "skill": f"{s.title} ({practice_texts.KIND_OF[s.kind].lower()})" if both else s.title,
                "share": s.lately,
                "talks": min(len(s.passed), 5),
            }
            for s in skills
        ]
        said = "; ".join(f"{row['skill']} {100 * row['share']:.0f}%" for row in rows)
        _chart("skills", texts.SKILLS, texts.SKILLS_WHAT, _skills(rows), said)
    if results:
        people = {item.id: item.name for item in service.current().assistant.practice.scenarios()}
        talks = [
            talk | {"with": people.get(talk["scenario"], talk["scenario"])} for talk in practised.sessions(results)
        ]
        said = "; ".join(f"{n}: {talk['score']}" for n, talk in enumerate(talks, 1))
        _chart("scores", texts.SCORES, texts.SCORES_WHAT, _scores(talks), said)
    rows = [{**row, "move": practice_texts.MOVES[row["move"]]} for row in mix]
    if rows:
        order = list(practice_texts.MOVES.values())
        _chart(
            "mix", texts.MIX, texts.MIX_WHAT, _stacked(rows, weeks, "move", order, texts.SENTENCES), _said(rows, "move")
        )
    rows = [{"week": _monday(day).isoformat(), "day": f"{day:%a}"} for day in sorted(days)]
    rows = [row for row in rows if row["week"] in weeks]
    if rows:
        _chart("days", texts.DAYS, texts.DAYS_WHAT, _days(rows, weeks), texts.so_many_days(len(rows)))
    weeks = _weeks(today, WEEKS - 1 - AHEAD, AHEAD)
    rows = [row for row in over_time.promises(commitments) if row["week"] in weeks]
    if rows:
        rows = [{**row, "state": texts.STATES.get(row["state"], row["state"])} for row in rows]
        order = list(texts.STATES.values())  # open, done, dropped: amber, green, grey
        chart = _stacked(rows, weeks, "state", order, texts.PROMISES, (COLOURS[0], COLOURS[2], COLOURS[6]))
        _chart("promises", texts.PROMISES, texts.PROMISES_WHAT, chart, _said(rows, "state"))
    if balance:
        rows = [{**row, "exercise": texts.BALANCES[row["exercise"]]} for row in balance]
        said = "; ".join(f"{row['day']} {row['exercise']} {row['leading']:.0f}%" for row in rows)
        _chart("balance", texts.BALANCE, texts.BALANCE_WHAT, _balance(rows), said)


def _monday(day: date) -> date:
    return day - timedelta(day.weekday())


def _weeks(today: date, back: int, ahead: int) -> dict[str, str]:
    """The Mondays around today, oldest first, and how each is written; so that weeks with nothing in them have their place."""
    mondays = [_monday(today) + timedelta(7 * n) for n in range(-back, ahead + 1)]
    return {monday.isoformat(): texts.short_day(monday) for monday in mondays}


def _said(rows: Rows, what: str) -> str:
    """The totals in words."""
    found: Counter[str] = Counter()
    for row in rows:
        found[row[what]] += row["count"]
    return "; ".join(f"{name} {count}" for name, count in found.most_common())


def _empty() -> None:
    st.info(texts.EMPTY)
    st.page_link(state.page(app_texts.PAGE_PRACTISE), label=texts.FIRST_PRACTICE, icon=":material/record_voice_over:")
    st.page_link(state.page(texts.PAGE_REFLECT), label=texts.FIRST, icon=":material/self_improvement:")


def _chart(key: str, title: str, what: str, chart: alt.TopLevelMixin, said: str) -> None:
    """A chart with its words above it, and in words for those who do not see it."""
    st.subheader(title, anchor=False)
    st.caption(what)
    charts.draw(chart, f"{key}-chart", f"{title}. {said}.")


def _base(rows: Rows) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=list(rows)))


def _legend() -> alt.Legend:
    return alt.Legend(orient="bottom", columns=alt.ExprRef("width > 420 ? 4 : 2"))


def _skills(rows: Rows) -> alt.Chart:
    return (
        _base(rows)
        .mark_bar(color=COLOURS[2])
        .encode(
            x=alt.X(
                "share:Q", title=texts.PASSED, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", tickCount=4)
            ),
            y=alt.Y("skill:N", title=None, sort=None, axis=alt.Axis(labelLimit=230)),
            tooltip=[
                alt.Tooltip("skill:N", title=" "),
                alt.Tooltip("share:Q", title=texts.PASSED, format=".0%"),
                alt.Tooltip("talks:Q", title=texts.OF_TALKS),
            ],
        )
        .properties(height=60 + 26 * len(rows))
    )


def _scores(talks: Rows) -> alt.Chart:
    rows = []
    for number, talk in enumerate(talks, 1):
        found = round(100 * talk["found"] / talk["of"]) if talk["of"] else 0
        when = texts.day(datetime.fromisoformat(talk["when"]).astimezone().date())
        for what, value in ((texts.SCORE, talk["score"]), (texts.FACTS, found)):
            rows.append({"talk": number, "what": what, "value": value, "with": talk["with"], "when": when})
    return (
        _base(rows)
        .mark_line(point=alt.OverlayMarkDef(size=70))
        .encode(
            x=alt.X("talk:O", title=texts.TALK_AXIS, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=alt.Y("value:Q", title=texts.OF_HUNDRED, scale=alt.Scale(domain=[0, 100])),
            color=alt.Color("what:N", title=None, sort=None, scale=alt.Scale(range=COLOURS), legend=_legend()),
            tooltip=[alt.Tooltip(name, title=title) for name, title in (
                ("with:N", " "), ("when:N", texts.WHEN), ("what:N", texts.WHAT_IT_IS), ("value:Q", texts.OF_HUNDRED)
            )],
        )
        .properties(height=HEIGHT + 60)
    )  # fmt: skip


def _week(weeks: dict[str, str]) -> alt.X:
    return alt.X(
        "week:O",
        title=texts.WEEK_OF,
        scale=alt.Scale(domain=list(weeks.values()), paddingInner=0.3),
        axis=alt.Axis(labelAngle=0, labelOverlap=True),
    )


def _named(rows: Rows, weeks: dict[str, str]) -> Rows:
    return [{**row, "week": weeks[row["week"]]} for row in rows]


def _stacked(
    rows: Rows, weeks: dict[str, str], what: str, order: list[str], counted: str, palette: Sequence[str] = ()
) -> alt.Chart:
    shown = [name for name in order if any(row[what] == name for row in rows)]
    rows = [{**row, "order": order.index(row[what])} for row in _named(rows, weeks)]
    colours = [(palette or COLOURS)[order.index(name)] for name in shown]
    return (
        _base(rows)
        .mark_bar()
        .encode(
            x=_week(weeks),
            y=alt.Y("sum(count):Q", title=counted.lower(), axis=alt.Axis(tickMinStep=1, format="d")),
            color=alt.Color(f"{what}:N", title=None, scale=alt.Scale(domain=shown, range=colours), legend=_legend()),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("week:O", title=texts.WEEK_OF),
                alt.Tooltip(f"{what}:N", title=" "),
                alt.Tooltip("sum(count):Q", title=counted.lower()),
            ],
        )
        .properties(height=HEIGHT + 60)
    )


def _days(rows: Rows, weeks: dict[str, str]) -> alt.Chart:
    names = [f"{date(2001, 1, number):%a}" for number in range(1, 8)]  # a Monday
    return (
        _base(_named(rows, weeks))
        .mark_square(size=180, color=COLOURS[2], opacity=1)
        .encode(
            x=_week(weeks),
            y=alt.Y("day:O", title=None, scale=alt.Scale(domain=names)),
            tooltip=[alt.Tooltip("week:O", title=texts.WEEK_OF), alt.Tooltip("day:O", title=" ")],
        )
        .properties(height=HEIGHT)
    )


def _balance(rows: Rows) -> alt.LayerChart:
    """By day, without a scale of time: two audits of one afternoon must not be drawn hours apart."""
    written = texts.short_day if len({row["day"][:4] for row in rows}) == 1 else texts.day
    rows = [{**row, "when": written(date.fromisoformat(row["day"]))} for row in rows]
    days = list(dict.fromkeys(row["when"] for row in rows))
    line = _base(rows).mark_line(point=alt.OverlayMarkDef(size=70)).encode(
        x=alt.X("when:O", title=None, scale=alt.Scale(domain=days), axis=alt.Axis(labelAngle=0, labelOverlap=True)),
        y=alt.Y("leading:Q", title=texts.LEADING, scale=alt.Scale(domain=[0, 100])),
        color=alt.Color("exercise:N", title=None, scale=alt.Scale(range=COLOURS), legend=_legend()),
        tooltip=[
            alt.Tooltip("when:O", title=texts.WHEN),
            alt.Tooltip("exercise:N", title=" "),
            alt.Tooltip("leading:Q", title=texts.LEADING, format=".0f"),
        ],
    )  # fmt: skip
    half = alt.Chart(alt.InlineData(values=[{"half": 50}])).mark_rule(strokeDash=[5, 4], color=HALF).encode(y="half:Q")
    return alt.layer(half, line).properties(height=HEIGHT)
