"""Which scenario fits what somebody wants to work on. Pure; it counts, so that nothing of a ledger is given away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.practice.scenario import Scenario

# Check -> the move that it asks for. A check that asks for restraint, or for a day, is worked on in any scenario.
ASKS_FOR: Mapping[str, str] = {
    "problem_first": "information",
    "consequences": "consequence",
    "touches": "consequence",
    "tried": "information",
    "reflections": "reflection",
    "caring": "support",
    "goals": "goal",
    "listening": "reflection",
    "asked_first": "information",
    "behaviour": "feedback",
}


def opens(scenario: Scenario, check: str) -> int | None:
    """How many facts of the scenario open to what the check asks for; None where that is no matter of one move."""
    move = ASKS_FOR.get(check)
    return None if move is None else sum(move in fact.unlocked_by for fact in scenario.facts)


def fitting(scenarios: Sequence[Scenario], kind: str = "", level: int = 0, check: str = "") -> list[Scenario]:
    """The scenarios of a kind ("" for both) and a level (0 for all), best for the check first, else as they stand."""
    found = [item for item in scenarios if kind in ("", item.kind) and level in (0, item.level)]
    return sorted(found, key=lambda item: -(opens(item, check) or 0) / len(item.facts)) if check else found


def first(scenarios: Sequence[Scenario], kind: str = "", done: Sequence[str] = ()) -> Scenario | None:
    """What to begin with: the easiest of the kind that was not practised yet, or else the easiest."""
    pool = fitting(scenarios, kind) or list(scenarios)
    return min(pool, key=lambda item: (item.id in done, item.level), default=None)
