"""How somebody is getting on, over practice, drills, reflections and commitments. Plain data for charts; only reads the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from ulid import ULID

from assistant.store import Commitment, Reflection, Store

SHARES = {"self-rating": "leader", "time-audit": "leadership"}  # exercise -> the figure that is a share of leading


def days(store: Store) -> set[date]:
    """The days (local) with a practice turn, a drill answer or a finished reflection."""
    found = [_said(id) for id in store.practice_turn_ids()]
    found += [
        datetime.fromisoformat(answer["when"])
        for drill in store.drills()
        for answer in drill.document.get("answers", ())
    ]
    found += [_said(row.id) for row in store.reflections("", "done")]
    return {when.astimezone().date() for when in found}


def _said(id: str) -> datetime:
    """When a row was made: a ULID says it."""
    return ULID.from_str(id).datetime


def streak(practised: Iterable[date], today: date) -> int:
    """Days in a row up to today, or up to yesterday as long as today may still come."""
    found = set(practised)
    day = today if today in found else today - timedelta(1)
    count = 0
    while day in found:
        count, day = count + 1, day - timedelta(1)
    return count


def mix(store: Store, since: date) -> list[dict[str, Any]]:
    """{"week": Monday, "move", "count"}: the kinds of sentences said in practice talks from that day (local) on."""
    found: Counter[tuple[date, str]] = Counter()
    for turn in store.practice_turns_since(str(ULID.from_datetime(datetime(since.year, since.month, since.day)))):
        week = _monday(_said(turn.id).astimezone().date())
        found.update((week, sentence["move"]) for sentence in turn.document.get("moves", ()))
    return [{"week": week.isoformat(), "move": move, "count": n} for (week, move), n in sorted(found.items())]


def promises(commitments: Sequence[Commitment]) -> list[dict[str, Any]]:
    """{"week": Monday, "state", "count"} by the day on which they were due; those without a day are left out."""
    found = Counter((_monday(c.due), c.state) for c in commitments if c.due is not None)
    return [{"week": week.isoformat(), "state": state, "count": n} for (week, state), n in sorted(found.items())]


def balance(rows: Sequence[Reflection]) -> list[dict[str, Any]]:
    """{"day", "exercise", "leading": percent} of each self-rating and time audit, oldest first."""
    found = []
    for row in rows:
        made = row.document.get("result") or {}
        figure = (made.get("figures") or {}).get(SHARES.get(row.exercise, ""))
        if figure is not None:
            found.append({"day": made["day"], "exercise": row.exercise, "leading": float(figure)})
    return sorted(found, key=lambda point: str(point["day"]))


def _monday(day: date) -> date:
    return day - timedelta(day.weekday())
