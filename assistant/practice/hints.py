"""Help on the way: what kind of move is missing (never its words), and a strong line from another room. Pure.

A hint sees the state of the ledger but names no fact; a strong line comes from contrasts.yaml, which knows no scenario.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from assistant.practice import gate
from assistant.practice.gate import State
from assistant.practice.scenario import Scenario

_WORDS = {
    "silence": ("information", "Say something. A plain question about how things are done is a good beginning."),
    "trust": ("reflection", "The door is nearly shut. Offer nothing, advise nothing: ask about one thing, and give back what you hear."),
    "feeling": ("reflection", "That was not only information. Give back what you heard in it before you go on."),
    "information": ("information", "There is more to know about how things are. Ask about one thing, so that it takes more than yes or no."),
    "consequence": ("consequence", "Something is on the table, and nobody has asked yet what it does, or to whom."),
    "goal": ("goal", "You know what is wrong. You have not asked yet how it ought to be."),
    "reflection": ("reflection", "There is more behind this, and another question won't bring it out. Give back what you heard, or say what it means to you."),
    "support": ("support", "There is more behind this. It takes somebody who is on this person's side."),
    "feedback": ("feedback", "Say what you have seen, without a verdict, and leave room."),
    "commitment": ("commitment", "It has been said what is wrong and what is wanted. You could ask for a next step, with a day to it."),
    "own step": ("commitment", "Ask for the first step, and let it be the other person's."),
    "done": ("other", "There is nothing left to find here. Thank the person, and see how it went."),
}  # fmt: skip
_ORDER = ("information", "consequence", "goal", "reflection", "support", "feedback", "commitment")


@dataclass(frozen=True, slots=True)
class Hint:
    """The move that is missing, and why, without a word of how."""

    move: str
    text: str


@dataclass(frozen=True, slots=True)
class Contrast:
    """A weak and a strong line for the same moment, and what makes the difference."""

    move: str
    moment: str
    weak: str
    strong: str
    why: str


def hint(scenario: Scenario, state: State) -> Hint:
    """What to try next."""
    ready = gate.openable(scenario, state)
    told = state.last is not None and state.fresh and scenario.fact(state.last).feeling
    if told:
        key = "feeling"
    elif state.trust <= 1 and state.disclosed:
        key = "trust"
    elif ready:
        following = [fact for fact in ready if state.last in fact.requires] or ready
        moves = {move for fact in following for move in fact.unlocked_by}
        key = next(move for move in _ORDER if move in moves)
        key = "own step" if key == "commitment" else key
    elif gate.earned(scenario, state) and not state.committed:
        key = "commitment"
    elif len(state.disclosed) == len(scenario.facts):
        key = "done"
    else:
        key = "reflection"
    return Hint(*_WORDS[key])


@cache
def contrasts() -> tuple[Contrast, ...]:
    """All pairs of contrasts.yaml."""
    text = (resources.files("assistant.practice") / "contrasts.yaml").read_text(encoding="utf-8")
    return tuple(Contrast(**row) for row in yaml.safe_load(text))


def strong_line(move: str, seed: int = 0) -> Contrast | None:
    """A pair for this move; another seed, another pair."""
    found = [contrast for contrast in contrasts() if contrast.move == move]
    return random.Random(seed).choice(found) if found else None
