"""A talk that was held, as whoever scores it reads it: sentences in order, and when what was told. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.practice import gate
from assistant.practice.forms import asks
from assistant.practice.moves import Labelled
from assistant.practice.scenario import Scenario
from assistant.practice.settled import ANEW, FEELING
from assistant.practice.talk import Turn
from assistant.practice.words import content, tokens

BARE = 1  # content words up to which a reflection ("that adds up") need not repeat any
MISSED = frozenset(
    {"unknown", "unclear", "too_long", "rude", "silence", "repeated", "stacked", "broad", "small_talk", "greeted"}
)


class HeldTalk:
    """A talk as the checks read it: sentences in order, and when what was told."""

    def __init__(self, scenario: Scenario, opening: str, turns: Sequence[Turn]) -> None:
        self.scenario, self.opening, self.turns = scenario, opening, turns
        self.told = {id: turn.number for turn in turns for id in turn.disclosed}
        self.sentences = [(turn, sentence) for turn in turns for sentence in turn.moves]

    def of(self, *moves: str) -> list[tuple[Turn, Labelled]]:
        """The sentences with one of these moves, as far as the labels count."""
        return [(t, s) for t, s in self.sentences if s.move in moves and gate.sure(s.move, s.confidence)]

    def answered(self, *moves: str) -> list[tuple[Turn, Labelled]]:
        """As `of`, where the message reached the person: it was understood, and about something that is there."""
        return [found for found in self.of(*moves) if found[0].says not in MISSED]

    def first(self, tier: str) -> int | None:
        """The turn in which the first fact of a tier was told."""
        return min((turn for id, turn in self.told.items() if self.scenario.fact(id).tier == tier), default=None)

    def missing(self, turn: int) -> tuple[str, ...]:
        """The kinds of what had to be said before a next step would be agreed to, and had not been before a turn."""
        told = self.state_before(turn).disclosed
        needed = [self.scenario.fact(id).tier for id in self.scenario.success.requires if id not in told]
        return tuple(dict.fromkeys(needed))

    def kinds_before(self, turn: int) -> set[str]:
        """The kinds of facts that had been told before a turn."""
        return {self.scenario.fact(id).tier for id in self.state_before(turn).disclosed}

    def ripe(self, turn: int) -> bool:
        """Whether a next step would have been agreed to in a turn."""
        return gate.earned(self.scenario, self.state_before(turn))

    def tells(self, turn: Turn, tier: str) -> bool:
        """Whether a fact of that kind was told in the turn."""
        return any(self.scenario.fact(id).tier == tier for id in turn.disclosed)

    def heard(self, before: int) -> set[str]:
        """Stems of what the person had said before a turn."""
        said = [self.opening, *(turn.reply for turn in self.turns if turn.number < before)]
        return {stem for text in said for stem in content(text)}

    def given_back(self) -> list[tuple[Turn, Labelled]]:
        """Reflections of something that was said, of a feeling, or, in other words, of what was told just before.

        What is put into the other person's mouth ("so you'd like that gone, wouldn't you?") is none. Support that names
        a feeling gives that back.
        """
        found = [(turn, s) for turn, s in self.of("reflection", "support") if self._gives_back(turn.number, s)]
        return [(turn, s) for turn, s in found if s.move == "reflection" or FEELING & set(tokens(s.text))]

    def _gives_back(self, turn: int, sentence: Labelled) -> bool:
        stems = set(content(sentence.text))
        if stems & self.heard(turn):
            return True
        if asks(sentence.text):
            return False
        if FEELING & set(tokens(sentence.text)):
            return True
        told = [self.scenario.fact(id) for id, when in self.told.items() if when < turn]
        about = {stem for fact in told for text in (fact.reflect, *fact.topics, *fact.lines) for stem in content(text)}
        return bool(stems & about) or (turn - 1 in self.told.values() and (len(stems) <= BARE or sentence.echo >= ANEW))

    def state_before(self, turn: int) -> gate.State:
        earlier = [t for t in self.turns if t.number < turn]
        return earlier[-1].state if earlier else gate.start(self.scenario)
