"""Which tasks a chat model has earned. Read only: `evals` runs the probes and writes; a person may overrule.

Profiles of embedded models ship in profiles.yaml with their evidence; `trust.json` in the home holds what was measured
there and what a person decided. A model that nobody measured has earned nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import yaml

TASKS = {
    "case": "add one sentence for the person's case under a step",
    "restate": "restate the situation in one line",
    "rewrite": "rewrite a follow-up as a question that stands alone",
    "compose": "compose a whole answer, checked sentence by sentence",
    "persona": "voice a simulated person",
    "cards": "draft cards for a new article",
}


@dataclass(frozen=True, slots=True)
class Earned:
    """One task: whether the model may do it, and on what that rests."""

    task: str
    allowed: bool
    evidence: str = "not measured"
    overruled: bool = False


def profile(identity: str, home: Path) -> dict[str, Earned]:
    """What the model of this identity may do, by task."""
    shipped = yaml.safe_load((resources.files("assistant.models") / "profiles.yaml").read_text(encoding="utf-8")) or {}
    try:
        local = json.loads((home / "trust.json").read_bytes())
    except (OSError, ValueError):
        local = {}
    found = {}
    for task in TASKS:
        row = {**shipped.get(identity, {}).get(task, {}), **local.get("measured", {}).get(identity, {}).get(task, {})}
        decided = local.get("decided", {}).get(identity, {}).get(task)
        allowed = bool(row.get("allowed", False)) if decided is None else bool(decided)
        found[task] = Earned(task, allowed, str(row.get("evidence", "not measured")), decided is not None)
    return found
