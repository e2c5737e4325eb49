"""A talk in figures, for charts: who spoke how much, which moves, how far the person opened up. Pure; plain rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from assistant.practice import gate
from assistant.practice.moves import MOVES
from assistant.practice.scenario import Scenario
from assistant.practice.scorecard import words
from assistant.practice.talk import Turn


def share(opening: str, turns: Sequence[Turn]) -> float:
    """The learner's share of all words, 0 to 1."""
    mine, theirs = words(opening, turns)
    return mine / max(1, mine + theirs)


def moves(turns: Sequence[Turn]) -> list[tuple[str, int]]:
    """(move, sentences), in the order of the guide; moves that were not made are left out."""
    counts = Counter(sentence.move for turn in turns for sentence in turn.moves)
    return [(move, counts[move]) for move in MOVES if counts[move]]


def openness(scenario: Scenario, turns: Sequence[Turn]) -> list[dict[str, Any]]:
    """A row a turn, from 0: {turn, trust, told} where `told` says whether something new was told. Names no fact."""
    rows = [{"turn": 0, "trust": gate.start(scenario).trust, "told": False}]
    return rows + [
        {"turn": turn.number, "trust": turn.state.trust, "told": bool(turn.disclosed)}
        for turn in turns
        if not turn.care
    ]
