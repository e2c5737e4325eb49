"""A practice talk that is kept: say, undo, go back to any turn and try again, compare the branches, score, disagree.

Turns form a tree in the store; the talk is the path from the first turn to where it stands. Nothing that was said is lost.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any

from assistant import traces, watch
from assistant.errors import BadInput
from assistant.practice import hints, scorecard, talk
from assistant.practice.forms import form
from assistant.practice.moves import MOVES
from assistant.practice.scorecard import Scorecard
from assistant.practice.talk import Talk, Turn
from assistant.store import PracticeTurn, Store


@dataclass(frozen=True, slots=True)
class Branch:
    """One way in which the talk went. `shared` is how many turns it has in common with the way it stands now."""

    end: str  # id of its last turn
    turns: tuple[Turn, ...]
    shared: int
    here: bool  # whether the talk stands on it
    card: Scorecard


class Session:
    """One practice session. Every change is stored before it is shown."""

    def __init__(self, id: str, store: Store, fresh: Talk) -> None:
        """`fresh` is a talk with the session's scenario and seed and without turns."""
        self.id, self._store, self._talk = id, store, fresh
        self._load()

    def _load(self) -> None:
        row = self._store.practice(self.id)
        if row is None:
            raise BadInput(f"there is no practice session {self.id!r}")
        self.state = row.state
        self._all = {turn.id: turn for turn in self._store.practice_turns(self.id)}
        self._path = _path(self._all, row.head)
        self._talk.turns = [talk.from_json(turn.document) for turn in self._path]

    @property
    def talk(self) -> Talk:
        return self._talk

    @property
    def turns(self) -> list[Turn]:
        """The talk as it stands."""
        return list(self._talk.turns)

    def say(self, message: str) -> Turn:
        """The next turn, stored. In a talk that was stopped nothing is played; go back first."""
        begun = time.perf_counter()
        with traces.span("reply", turn=len(self._path) + 1) as facts:
            turn = self._talk.say(message)
            facts.note(origin="care" if turn.care else turn.reply_origin, sentences=len(turn.moves))
            head = self._path[-1].id if self._path else ""
            self._store.add_practice_turn(self.id, head, talk.to_json(turn), "stopped" if turn.care else "open")
            self._load()
        watch.replied("care" if turn.care else turn.reply_origin, time.perf_counter() - begun)
        return turn

    def undo(self) -> None:
        """Goes back one turn; what was said stays as a branch."""
        self.rewind(len(self._path) - 1)

    def rewind(self, number: int) -> None:
        """Goes back to just after turn `number` (0 is the beginning). Raises BadInput for a turn that there is not."""
        if not 0 <= number <= len(self._path):
            raise BadInput(f"there is no turn {number} to go back to")
        self.go(self._path[number - 1].id if number else "")

    def go(self, turn: str) -> None:
        """Goes to any turn of any branch, by its id."""
        if turn and turn not in self._all:
            raise BadInput("there is no such turn in this session")
        stopped = bool(turn) and bool(self._all[turn].document.get("care"))
        self._store.move_practice(self.id, turn, "stopped" if stopped else "open")
        self._load()

    def branches(self) -> list[Branch]:
        """Every way the talk went, in the order in which they were begun, each with its scorecard."""
        parents = {turn.parent for turn in self._all.values()}
        here = [turn.id for turn in self._path]
        found = []
        for end in [id for id in self._all if id not in parents]:
            path = [turn.id for turn in _path(self._all, end)]
            shared = next(
                (n for n, (a, b) in enumerate(zip(path, here, strict=False)) if a != b), min(len(path), len(here))
            )
            turns = tuple(talk.from_json(self._all[id].document) for id in path)
            found.append(Branch(end, turns, shared, here == path[: len(here)], self._score(turns)))
        return found

    def hint(self) -> hints.Hint:
        """What kind of move is missing."""
        return hints.hint(self._talk.scenario, self._talk.state)

    def strong_line(self) -> hints.Contrast | None:
        """A weak and a strong line for such a moment, from another room."""
        return hints.strong_line(self.hint().move, len(self._path))

    def card(self, own: bool = True) -> Scorecard:
        """The scorecard of the talk as it stands; with `own`, by the labels that the person has given."""
        return self._score(self._own() if own else tuple(self._talk.turns))

    def finish(self) -> Scorecard:
        """The scorecard, kept for progress."""
        card = self.card()
        if self._path:
            document = scorecard.as_json(card) | {"without_own_labels": self.card(own=False).score}
            end, scenario = self._path[-1].id, self._talk.scenario
            self._store.add_practice_result(self.id, end, scenario.id, scenario.kind, card.score, document)
            if self.state == "open":
                self._store.move_practice(self.id, end, "done")
                self._load()
        return card

    def relabel(self, turn: int, sentence: int, move: str, learn: bool = False) -> Scorecard:
        """Says that a sentence was another move; returns the card with it. Both labels are kept.

        `learn` lets the sentence join the training data of this home.
        """
        if move not in MOVES:
            raise BadInput(f"{move!r} is no move; there are: {', '.join(MOVES)}")
        if not 1 <= turn <= len(self._path) or not 0 <= sentence < len(self._talk.turns[turn - 1].moves):
            raise BadInput("there is no such sentence in this talk")
        said = self._talk.turns[turn - 1].moves[sentence]
        self._store.label_practice(self.id, self._path[turn - 1].id, sentence, said.text, said.move, move, learn)
        return self.card()

    def export(self) -> dict[str, Any]:
        """Everything of this session as plain data."""
        return {
            "id": self.id,
            "scenario": self._talk.scenario.id,
            "seed": self._talk.seed,
            "state": self.state,
            "opening": self._talk.opening,
            "turns": [talk.to_json(turn) for turn in self._talk.turns],
            "branches": len(self.branches()),
            "scorecard": scorecard.as_json(self.card()),
        }

    def relabelled(self) -> dict[tuple[int, int], str]:
        """(turn, sentence from 0) -> the move that the person says it is, in the talk as it stands."""
        numbers = {row.id: number for number, row in enumerate(self._path, 1)}
        return {
            (numbers[label.turn], label.sentence): label.move
            for label in self._store.practice_labels(self.id)
            if label.turn in numbers and label.sentence < len(self._talk.turns[numbers[label.turn] - 1].moves)
        }

    def _own(self) -> tuple[Turn, ...]:
        turns = self.turns
        for (number, sentence), move in self.relabelled().items():
            turn = turns[number - 1]
            turns[number - 1] = talk.relabelled(turn, sentence, move, form(turn.moves[sentence].text, move))
        return tuple(turns)

    def _score(self, turns: tuple[Turn, ...]) -> Scorecard:
        return scorecard.score(self._talk.scenario, self._talk.opening, turns)


def _path(turns: dict[str, PracticeTurn], end: str) -> list[PracticeTurn]:
    """From the first turn to `end`, numbered in this order."""
    found: list[PracticeTurn] = []
    while end and end in turns:
        found.append(turns[end])
        end = turns[end].parent
    found.reverse()
    return [replace(turn, document={**turn.document, "number": n}) for n, turn in enumerate(found, 1)]
