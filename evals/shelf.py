"""The runs that a home keeps, from their small files alone: what was asked, of which version, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals import table


@dataclass(frozen=True, slots=True)
class Kept:
    """One run as it lies there. `verdict`: held, missed, or "" where nothing was judged; `means` by measure."""

    folder: Path
    suite: str
    model: str
    started: str
    asked: int
    cases: int
    verdict: str
    means: dict[str, float]

    @property
    def name(self) -> str:
        return self.folder.name


def runs(home: Path, suite: str = "") -> list[Kept]:
    """Newest first; folders that hold no run are passed over."""
    found = [kept for path in (home / "runs").glob("*/run.json") if (kept := _kept(path.parent)) is not None]
    return sorted((k for k in found if not suite or k.suite == suite), key=lambda k: (k.started, k.name), reverse=True)


def _kept(folder: Path) -> Kept | None:
    try:
        about = json.loads((folder / "run.json").read_bytes())
        suite, model = str(about["suite"]), str(about["fingerprint"].get("model", ""))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    scores = _scores(folder)
    states = [row.get("state") for row in scores.get("thresholds", ())]
    verdict = "missed" if "missed" in states else "held" if states and set(states) == {"met"} else ""
    means = {
        row["measure"]: float(row["interval"]["mean"])
        for row in scores.get("summaries", ())
        if not row.get("slice") and row.get("interval")
    }
    asked, cases = int(scores.get("asked", 0)), int(scores.get("cases", 0))
    return Kept(folder, suite, model, str(about.get("started", "")), asked, cases, verdict, means)


def _scores(folder: Path) -> dict[str, Any]:
    """{} where the run was never scored, or the file is damaged."""
    try:
        found = json.loads((folder / "scores.json").read_bytes())
        return found if isinstance(found, dict) else {}
    except (OSError, ValueError):
        return {}


def as_json(found: Sequence[Kept]) -> list[dict[str, Any]]:
    """For --json."""
    return [
        {
            "name": k.name, "folder": str(k.folder), "suite": k.suite, "model": k.model, "started": k.started, "asked": k.asked,
            "cases": k.cases, "thresholds": k.verdict, "means": k.means,
        }
        for k in found
    ]  # fmt: skip


def text(found: Sequence[Kept]) -> str:
    """For the terminal."""
    rows = [["run", "suite", "model", "started", "cases", "thresholds"]]
    rows += [[k.name, k.suite, k.model, k.started[:16], f"{k.asked} of {k.cases}", k.verdict] for k in found]
    return table.columns(rows)
