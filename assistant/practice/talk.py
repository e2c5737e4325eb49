"""One practice talk, turn by turn: message -> hearing -> gate -> reply. Holds no state of its own beyond its turns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from assistant.practice import gate, reply
from assistant.practice.gate import Outcome, State
from assistant.practice.hearing import Hearing, Listener
from assistant.practice.moves import Labelled
from assistant.practice.scenario import Scenario

Distress = Callable[[str], tuple[str, str] | None]  # message -> (category, what to say), None when practice may go on
Voice = Callable[
    [Scenario, Sequence["Turn"], Outcome, str], reply.Reply
]  # scenario, turns before, outcome, authored line
STOPPED = "We have stopped practising here. Whenever you like, go back a turn or begin anew."


@dataclass(frozen=True, slots=True)
class Turn:
    """What was said and what it led to. `state` is where the talk stands after it. `care` ends a talk (a category)."""

    number: int  # from 1
    said: str
    moves: tuple[Labelled, ...]
    disclosed: tuple[str, ...]
    stance: str
    says: str
    why: str
    trust_change: int
    reply: str
    reply_origin: str
    prompt: str | None
    state: State
    care: str = ""


class Talk:
    """A talk with the person of one scenario. The same seed and messages give the same talk."""

    def __init__(
        self, listener: Listener, seed: int, voice: Voice | None = None, distress: Distress | None = None
    ) -> None:
        self.scenario, self.seed = listener.scenario, seed
        self.turns: list[Turn] = []
        self._listener, self._voice, self._distress = listener, voice, distress

    @property
    def opening(self) -> str:
        return reply.opening(self.scenario, self.seed)

    @property
    def state(self) -> State:
        return self.turns[-1].state if self.turns else gate.start(self.scenario)

    @property
    def stopped(self) -> bool:
        """Whether something grave ended the practice."""
        return bool(self.turns and self.turns[-1].care)

    def say(self, message: str) -> Turn:
        """The next turn. What is grave is met with care, and nothing is played from there on."""
        if self.stopped:
            return self._stop(message, self.turns[-1].care, STOPPED)
        if self._distress is not None and (grave := self._distress(message)):
            return self._stop(message, *grave)
        said = [self.opening, *(turn.reply for turn in self.turns)]
        hearing = self._listener.hear(message, [turn.said for turn in self.turns], said)
        return self._add(message, hearing)

    def _stop(self, message: str, category: str, words: str) -> Turn:
        """No fact, no judgement, only care."""
        number = len(self.turns) + 1
        turn = Turn(number, message, (), (), "short", "care", "care", 0, words, "authored", None, self.state, category)
        self.turns.append(turn)
        return turn

    def _add(self, message: str, hearing: Hearing) -> Turn:
        outcome = gate.decide(self.scenario, self.state, hearing.heard)
        line = reply.authored(self.scenario, outcome, self.seed)
        answer = self._voice(self.scenario, self.turns, outcome, line) if self._voice else reply.Reply(line)
        turn = Turn(
            number=len(self.turns) + 1,
            said=message,
            moves=hearing.labelled,
            disclosed=(outcome.fact,) if outcome.fact else (),
            stance=outcome.stance,
            says=outcome.says,
            why=outcome.why,
            trust_change=outcome.trust_change,
            reply=answer.text,
            reply_origin=answer.origin,
            prompt=answer.prompt,
            state=outcome.state,
        )
        self.turns.append(turn)
        return turn


def to_json(turn: Turn) -> dict[str, Any]:
    """A turn as plain data; `from_json` reads it back."""
    row = {name: getattr(turn, name) for name in Turn.__slots__}
    return row | {
        "moves": [asdict(sentence) for sentence in turn.moves],
        "disclosed": list(turn.disclosed),
        "state": gate.to_json(turn.state),
    }


def from_json(row: dict[str, Any]) -> Turn:
    """The inverse of `to_json`."""
    return Turn(
        **{
            **row,
            "moves": tuple(Labelled(**sentence) for sentence in row["moves"]),
            "disclosed": tuple(row["disclosed"]),
            "state": gate.from_json(row["state"]),
        }
    )


def relabelled(turn: Turn, sentence: int, move: str, form: str) -> Turn:
    """The turn with another label on one of its sentences; what was said in answer to it stays."""
    moves = list(turn.moves)
    moves[sentence] = replace(moves[sentence], move=move, form=form, confidence=1.0)
    return replace(turn, moves=tuple(moves))
