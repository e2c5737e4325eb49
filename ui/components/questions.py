"""The fields for the answers of exercises, one for each kind; what is filled in becomes what is typed in a terminal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from assistant.exercises import time_audit
from assistant.exercises.flow import Run, Step, Upload
from ui import reflect_texts as texts
from ui.components.words import inert

Answer = str | Upload
KINDS = ("management", "leadership", "neither", time_audit.UNCLEAR)


def field(step: Step, run: Run, key: str, label: str) -> Answer:
    """Draws the field and returns what stands in it, as `Reflections.answer` reads it; "" for nothing."""
    if run.doubt is not None:
        return _one_of((texts.YES, texts.NO), key, label)
    return _FIELDS[step.kind](step, run, key, label)


def asked(step: Step, run: Run, ask: str) -> str:
    """The question as it is put on the page; where a terminal explains what to type, the page has a table to click."""
    if step.kind != "sort" or run.doubt is not None or run.first is not None:
        return ask
    shown = time_audit.activities(time_audit.chosen(run.values))[: len(step.options)]
    return texts.SORT_OPEN if any(item.kind == time_audit.UNCLEAR for item in shown) else texts.SORT


def _text(step: Step, run: Run, key: str, label: str) -> Answer:
    return st.text_area(label, key=key, height=110, label_visibility="collapsed")


def _lines(step: Step, run: Run, key: str, label: str) -> Answer:
    taken: list[int] = []
    if step.hints:
        taken = st.pills(
            texts.HINTS,
            list(range(1, len(step.hints) + 1)),
            selection_mode="multi",
            format_func=lambda number: inert(step.hints[number - 1]),
            key=f"{key}-hints",
        )
    own = st.text_area(texts.OWN_LINES, key=key, height=130)
    return "\n".join([*map(str, taken), *([own] if own.strip() else [])])


def _choice(step: Step, run: Run, key: str, label: str) -> Answer:
    chosen = st.radio(
        label,
        list(range(1, len(step.options) + 1)),
        index=None,
        format_func=lambda number: inert(step.options[number - 1]),
        key=key,
        label_visibility="collapsed",
    )
    own = st.text_input(texts.OR_OWN, key=f"{key}-own") if step.free else ""
    return own.strip() or (str(chosen) if chosen else "")


def _choices(step: Step, run: Run, key: str, label: str) -> Answer:
    taken = [
        str(number)
        for number, option in enumerate(step.options, 1)
        if st.checkbox(inert(option), key=f"{key}-{number}")
    ]
    own = st.text_input(texts.OR_OWN, key=f"{key}-own") if step.free else ""
    said = [*taken, *([own] if own.strip() else [])]
    return "\n".join(said) if said or step.low else "none"


def _number(step: Step, run: Run, key: str, label: str) -> Answer:
    low, high = step.low, step.high
    if low is not None and high is not None and high - low <= 10:
        marks = [str(number) for number in range(int(low), int(high) + 1)]
        return st.segmented_control(label, marks, key=key, label_visibility="collapsed") or ""
    value = st.number_input(
        label,
        min_value=None if low is None else float(low),
        max_value=None if high is None else float(high),
        value=None,
        step=1.0,
        format="%g",
        key=key,
        label_visibility="collapsed",
    )
    return "" if value is None else f"{value:g}"


def _date(step: Step, run: Run, key: str, label: str) -> Answer:
    day = st.date_input(
        label, value=None, min_value=date.today(), format="DD/MM/YYYY", key=key, label_visibility="collapsed"
    )
    return day.isoformat() if isinstance(day, date) else ""


def _time(step: Step, run: Run, key: str, label: str) -> Answer:
    clock = st.time_input(label, value=None, key=key, label_visibility="collapsed")
    return f"{clock:%H:%M}" if clock is not None else ""


def _yes_no(step: Step, run: Run, key: str, label: str) -> Answer:
    return _one_of((texts.YES, texts.NO), key, label)


def _one_of(options: tuple[str, ...], key: str, label: str) -> str:
    return st.radio(label, list(options), index=None, horizontal=True, key=key, label_visibility="collapsed") or ""


def _blocks(step: Step, run: Run, key: str, label: str) -> Answer:
    file = st.file_uploader(texts.FILE, type=["ics", "ical", "csv", "tsv"], key=f"{key}-file")
    pasted = st.text_area(texts.PASTE, key=key, height=180, placeholder=texts.PASTE_EXAMPLE)
    return Upload(file.name, file.getvalue()) if file is not None else pasted


def _sort(step: Step, run: Run, key: str, label: str) -> Answer:
    """The activities as a table whose column "kind" is corrected; only corrections are said."""
    shown = time_audit.activities(time_audit.chosen(run.values))[: len(step.options)]
    rows = [{"what": item.what, "hours": item.hours, "kind": item.kind, "why": item.reason} for item in shown]
    edited = st.data_editor(
        rows,
        key=key,
        hide_index=True,
        height="content",
        disabled=["what", "hours", "why"],
        column_config={
            "what": st.column_config.TextColumn(texts.COLUMNS["what"], width="medium"),
            "hours": st.column_config.NumberColumn(texts.COLUMNS["hours"], format="%.1f", width="small"),
            "kind": st.column_config.SelectboxColumn(texts.COLUMNS["kind"], options=list(KINDS), required=True),
            "why": st.column_config.TextColumn(texts.COLUMNS["why"], width="medium"),
        },
    )
    said = [
        f"{number} {row['kind']}"
        for number, (row, item) in enumerate(zip(edited, shown, strict=True), 1)
        if row["kind"] != item.kind and row["kind"] in KINDS[:3]
    ]
    return ", ".join(said) or "ok"


_FIELDS: dict[str, Callable[[Step, Run, str, str], Answer]] = {
    "text": _text,
    "lines": _lines,
    "choice": _choice,
    "choices": _choices,
    "number": _number,
    "date": _date,
    "time": _time,
    "yes-no": _yes_no,
    "blocks": _blocks,
    "sort": _sort,
}
