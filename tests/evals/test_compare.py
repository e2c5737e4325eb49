"""Comparing: what is shown to differ, what is not, and how often noise raises an alarm."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evals.cases import Case, Suite
from evals.compare import SAME, compare, text
from evals.metrics import Context
from evals.run import Run

COUNT = 60
SUITE = Suite(
    "s",
    "advice",
    "",
    (
        *(Case(f"u{n}", "unanswerable", "q") for n in range(COUNT)),
        *(Case(f"a{n}", "answerable", "q", articles=("one",)) for n in range(COUNT)),
    ),
)


def run(kinds: dict[str, str], name: str = "a", suite: Suite = SUITE, milliseconds: float = 5.0) -> Run:
    def output(kind: str) -> dict[str, Any]:
        steps = [{"text": "x", "citations": [{"article": "one", "start": 0, "end": 1, "quote": "A"}]}]
        return {
            "kind": kind,
            "answer": "x",
            "steps": steps if kind == "answer" else [],
            "timings": {"total_ms": milliseconds},
        }

    answers = {id: [{"state": "ok", "output": output(kind)}] for id, kind in kinds.items()}
    return Run(Path(name), suite, {"model": "none", "cards": name}, answers, Context(), {})


def drawn(seed: int, refused: float = 0.8, answered: float = 0.8) -> dict[str, str]:
    draw = np.random.default_rng(seed)
    return {
        case.id: ("abstain" if draw.random() < refused else "answer")
        if case.kind == "unanswerable"
        else ("answer" if draw.random() < answered else "abstain")
        for case in SUITE.cases
    }


def test_the_same_answers_are_not_shown_to_differ() -> None:
    found = compare(run(drawn(1)), run(drawn(1), milliseconds=90.0))
    assert found.verdict == SAME
    assert all(d.verdict in (SAME, "") for d in found.differences)
    assert found.changed == ()


def test_refusal_switched_off_is_worse() -> None:
    found = compare(run(drawn(1)), run(dict.fromkeys(drawn(1), "answer"), "b"))
    verdicts = {d.measure: d.verdict for d in found.differences}
    assert verdicts["refused"] == "worse"
    assert verdicts["false_refusal"] == "better"
    assert found.worse and found.changed == ("cards",)
    assert "refused" in text(found)


@pytest.mark.parametrize("swap", [False, True])
def test_wins_and_losses_are_listed(swap: bool) -> None:
    one, other = {"u0": "abstain", "u1": "answer"}, {"u0": "answer", "u1": "answer"}
    found = compare(run(other if swap else one), run(one if swap else other))
    refused = next(d for d in found.differences if d.measure == "refused")
    assert (refused.wins, refused.losses) == ((("u0",), ()) if swap else ((), ("u0",)))


def test_cases_that_do_not_match_are_listed() -> None:
    changed = Suite("s", "advice", "", (Case("u0", "unanswerable", "another question"), *SUITE.cases[1:]))
    found = compare(
        run({"u0": "abstain", "u1": "abstain"}), run({"u0": "abstain", "u1": "abstain", "u2": "answer"}, "b", changed)
    )
    assert (found.only_a, found.only_b) == (("u0",), ("u0", "u2"))


def test_noise_raises_an_alarm_in_at_most_5_of_100() -> None:
    alarms = sum(compare(run(drawn(2 * n)), run(drawn(2 * n + 1))).verdict != SAME for n in range(40))
    assert alarms <= 5
