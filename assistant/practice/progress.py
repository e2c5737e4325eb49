"""How practice goes over time: a row a scored talk, and a row a skill. Plain data for charts and export. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.store import Drill, PracticeResult


@dataclass(frozen=True, slots=True)
class Skill:
    """One check over all talks of its kind, in the order of time."""

    kind: str
    id: str
    title: str
    passed: tuple[bool, ...]

    @property
    def lately(self) -> float:
        """Share of the last five talks in which it passed."""
        last = self.passed[-5:]
        return sum(last) / len(last)


def sessions(results: Sequence[PracticeResult]) -> list[dict[str, Any]]:
    """A row for each scored talk, oldest first."""
    return [
        {
            "session": result.session,
            "when": result.created.isoformat(),
            "scenario": result.scenario,
            "kind": result.kind,
            "score": result.score,
            "found": result.document["found"],
            "of": result.document["of"],
        }
        for result in results
    ]


def skills(results: Sequence[PracticeResult]) -> list[Skill]:
    """The checks as skills, the weakest lately first."""
    seen: dict[tuple[str, str], tuple[str, list[bool]]] = {}
    for result in results:
        for check in filter(counted, result.document["checks"]):
            seen.setdefault((result.kind, check["id"]), (check["title"], []))[1].append(bool(check["passed"]))
    found = [Skill(kind, id, title, tuple(passed)) for (kind, id), (title, passed) in seen.items()]
    return sorted(found, key=lambda skill: skill.lately)


def counted(check: Mapping[str, Any]) -> bool:
    """Whether a check of a kept result says anything."""
    return bool(check.get("counted", True))  # earlier versions counted every one


def drills(rows: Sequence[Drill]) -> list[dict[str, Any]]:
    """A row for each drill: how many items are known, how many answers were good."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        line = found.setdefault(row.drill, {"drill": row.drill, "items": 0, "answers": 0, "good": 0})
        answers = row.document.get("answers", [])
        line["items"] += 1
        line["answers"] += len(answers)
        line["good"] += sum(bool(answer["good"]) for answer in answers)
    return list(found.values())
