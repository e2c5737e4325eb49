"""What the person says: authored lines, chosen by seed, none twice while there are others."""

from __future__ import annotations

import random
from dataclasses import dataclass

from assistant.practice.gate import Outcome
from assistant.practice.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Reply:
    """`origin` is authored or model; `prompt` is what the model was shown, None where none was asked."""

    text: str
    origin: str = "authored"
    prompt: str | None = None


def opening(scenario: Scenario, seed: int) -> str:
    """The first words."""
    return _shuffled(scenario.opening, f"{seed} opening")[0]


def authored(scenario: Scenario, outcome: Outcome, seed: int) -> str:
    """The line for an outcome: deterministic with the seed."""
    if outcome.fact is not None:
        return _shuffled(scenario.fact(outcome.fact).lines, f"{seed} {outcome.fact}")[0]
    own, *others = scenario.lines["small_talk"]  # the first answers "How are you?"
    if outcome.says == "greeted":
        return own
    known = tuple(others) if outcome.says == "small_talk" else scenario.lines[outcome.says]
    lines = _shuffled(known, f"{seed} {outcome.says}")
    return lines[(outcome.state.used[outcome.says] - 1) % len(lines)]


def _shuffled(lines: tuple[str, ...], seed: str) -> list[str]:
    return random.Random(seed).sample(lines, len(lines))
