"""A talk and the drills as charts. Colours are the theme's; each chart says in words what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import streamlit as st

from assistant.practice import picture
from assistant.practice.scenario import Scenario
from assistant.practice.talk import Turn
from ui import practice_texts as texts

BAR = 22  # pixels of a bar
HEIGHT = 260  # pixels of a chart with its legend and titles


def talk(scenario: Scenario, opening: str, turns: Sequence[Turn]) -> None:
    """Who spoke how much, what the sentences were for, how far the person opened up."""
    percent = round(100 * picture.share(opening, turns))
    st.caption(texts.share_of_words(percent))
    _share(percent)
    mix = picture.moves(turns)
    if mix:
        st.caption(texts.MIX_TITLE)
        _mix(mix)
    rows = picture.openness(scenario, turns)
    if len(rows) > 2:
        st.caption(texts.TRUST_TITLE)
        _openness(rows)


def _share(percent: int) -> None:
    rows = [
        {"talk": "", "who": texts.WORDS_YOU, "of": percent, "order": 0},
        {"talk": "", "who": texts.WORDS_THEY, "of": 100 - percent, "order": 1},
    ]
    chart = (
        alt.Chart(alt.Data(values=rows), height=alt.Step(BAR))
        .mark_bar()
        .encode(
            y=alt.Y("talk:N", axis=None),
            x=alt.X("of:Q", stack="zero", axis=None, scale=alt.Scale(domain=[0, 100])),
            color=alt.Color(
                "who:N", sort=[texts.WORDS_YOU, texts.WORDS_THEY], legend=alt.Legend(title=None, orient="bottom")
            ),
            order="order:Q",
            tooltip=[alt.Tooltip("who:N", title=" "), alt.Tooltip("of:Q", title="%")],
        )
    )
    draw(chart, "share-chart", texts.share_of_words(percent))


def _mix(mix: Sequence[tuple[str, int]]) -> None:
    rows = [{"move": texts.MOVES[move], "count": count} for move, count in mix]
    chart = (
        alt.Chart(alt.Data(values=rows), height=alt.Step(BAR))
        .mark_bar()
        .encode(
            x=alt.X("count:Q", title=texts.MIX_COUNT, axis=alt.Axis(tickMinStep=1, format="d")),
            y=alt.Y("move:N", title=None, sort=None, axis=alt.Axis(labelLimit=200)),
            tooltip=[alt.Tooltip("move:N", title=" "), alt.Tooltip("count:Q", title=texts.MIX_COUNT)],
        )
    )
    draw(chart, "mix-chart", texts.mix_alt(list(mix)))


def _openness(rows: Sequence[dict[str, Any]]) -> None:
    values = [row | {"what": texts.TOLD_SOMETHING if row["told"] else texts.TOLD_NOTHING} for row in rows]
    x = alt.X("turn:Q", title=texts.TURN, axis=alt.Axis(tickMinStep=1, format="d"))
    y = alt.Y("trust:Q", title=texts.TRUST, scale=alt.Scale(domain=[0, 10]))
    base = alt.Chart(alt.Data(values=values), height=HEIGHT)
    points = base.mark_point(size=90, filled=True, opacity=1).encode(
        x=x,
        y=y,
        color=alt.Color(
            "what:N", sort=[texts.TOLD_SOMETHING, texts.TOLD_NOTHING], legend=alt.Legend(title=None, orient="bottom")
        ),
        shape=alt.Shape("what:N", sort=[texts.TOLD_SOMETHING, texts.TOLD_NOTHING], legend=None),
        tooltip=[
            alt.Tooltip("turn:Q", title=texts.TURN),
            alt.Tooltip("trust:Q", title=texts.TRUST),
            alt.Tooltip("what:N", title=texts.TOLD),
        ],
    )
    told = sum(row["told"] for row in rows)
    draw(
        base.mark_line(opacity=0.5).encode(x=x, y=y) + points,
        "trust-chart",
        texts.trust_alt(rows[0]["trust"], rows[-1]["trust"], told),
    )


def drills(rows: Sequence[tuple[str, int, int]]) -> None:
    """A bar a drill: (title, good answers, answers)."""
    values = [{"drill": title, "how": texts.DRILL_RIGHT, "count": good, "order": 0} for title, good, _ in rows]
    values += [{"drill": title, "how": texts.DRILL_WRONG, "count": of - good, "order": 1} for title, good, of in rows]
    chart = (
        alt.Chart(alt.Data(values=values), height=alt.Step(BAR + 6))
        .mark_bar()
        .encode(
            x=alt.X("count:Q", title=texts.DRILL_COUNT, axis=alt.Axis(tickMinStep=1, format="d")),
            y=alt.Y("drill:N", title=None, sort=None, axis=alt.Axis(labelLimit=200)),
            color=alt.Color(
                "how:N", sort=[texts.DRILL_RIGHT, texts.DRILL_WRONG], legend=alt.Legend(title=None, orient="bottom")
            ),
            order="order:Q",
            tooltip=[
                alt.Tooltip("drill:N", title=" "),
                alt.Tooltip("how:N", title=" "),
                alt.Tooltip("count:Q", title=texts.DRILL_COUNT),
            ],
        )
    )
    draw(chart, "drill-chart", texts.drill_alt(list(rows)))


def draw(chart: alt.TopLevelMixin, key: str, said: str) -> None:
    """Streamlit's theme writes axes and legends too pale to read; `said` is for those who do not see the chart."""
    mode = "dark" if st.context.theme.type == "dark" else "light"
    ink = st.get_option(f"theme.{mode}.grayTextColor")
    chart = chart.configure_axis(labelColor=ink, titleColor=ink).configure_legend(labelColor=ink)
    st.altair_chart(chart, width="stretch", key=key, alt=said)
