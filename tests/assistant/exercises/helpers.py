"""What the tests of the exercises share: a context without outside, the answer files, a way through a flow."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from assistant.exercises.flow import Context, Flow, Reply, Run, Step, Upload, take, upcoming

TODAY = date(2026, 11, 18)  # a Wednesday
ANSWERS = Path(__file__).parent / "answers"


def calm(text: str) -> None:
    """Nobody is in distress."""


def context(**changes: Any) -> Context:
    return Context(**{"today": TODAY, "care": calm, "zone": "Europe/Berlin", **changes})


@dataclass
class Walk:
    """A way through a flow with answers as the command line reads them."""

    flow: Flow
    answers: Any
    context: Context
    run: Run = field(init=False)
    replies: list[tuple[Step, Reply]] = field(default_factory=list)
    given: list[tuple[Step, str | Upload]] = field(default_factory=list)

    def __post_init__(self) -> None:
        from assistant.exercises.session import Sitting
        from ui.cli.reflect import _Answers

        source = _Answers(self.answers)
        self.run, reply = Run(self.flow.id), None
        while place := upcoming(self.flow, self.run, self.context):
            raw: str | Upload = source.next(Sitting("", self.flow, self.run, place), reply)
            self.given.append((place.step, raw))
            reply = take(self.flow, self.run, raw, self.context)
            self.replies.append((place.step, reply))
            self.run = reply.run

    @property
    def result(self) -> Any:
        return self.flow.result(self.run.values, self.context)


def answers_of(id: str) -> Path:
    return ANSWERS / f"{id}.yaml"


def named(id: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(answers_of(id).read_text())
    return loaded
