"""Scoring: states, failure rates, thresholds on the interval, partial runs."""

from __future__ import annotations

from typing import Any

import pytest

from evals.cases import Case, Suite, Threshold
from evals.metrics import Context
from evals.score import score


def record(kind: str = "abstain", state: str = "ok") -> dict[str, Any]:
    return {"state": state, "error": "broke", "output": {"kind": kind, "answer": "", "steps": []}}


def suite(count: int, *thresholds: Threshold) -> Suite:
    return Suite("s", "advice", "", tuple(Case(f"u{n}", "unanswerable", "q") for n in range(count)), thresholds)


def verdict(refused: int, answered: int, failed: int, threshold: Threshold) -> str:
    records = [record()] * refused + [record("answer")] * answered + [record(state="failed")] * failed
    found = score(suite(len(records), threshold), {f"u{n}": [r] for n, r in enumerate(records)}, Context())
    return found.verdicts[0].state


@pytest.mark.parametrize(
    ("refused", "answered", "failed", "threshold", "state"),
    [
        (95, 5, 0, Threshold("refused", at_least=0.85), "met"),
        (87, 13, 0, Threshold("refused", at_least=0.85), "missed"),  # the mean holds, the interval does not
        (60, 0, 40, Threshold("refused", at_least=0.85), "missed"),  # failures count as not refused
        (95, 5, 0, Threshold("care_false_alarm", at_most=0.05), "met"),
        (20, 0, 0, Threshold("care_false_alarm", at_most=0.05), "missed"),  # 0 of 20 does not show 5 percent
        (10, 0, 0, Threshold("refused", never=True), "met"),
        (9, 1, 0, Threshold("refused", never=True), "missed"),
        (9, 0, 1, Threshold("refused", never=True), "missed"),
        (9, 0, 0, Threshold("clarified", never=True), "missed"),  # nothing measures it
    ],
)
def test_thresholds(refused: int, answered: int, failed: int, threshold: Threshold, state: str) -> None:
    assert verdict(refused, answered, failed, threshold) == state


def test_failures_stand_beside_the_mean() -> None:
    answers = {"u0": [record()], "u1": [record(state="failed")], "u2": [record("answer")]}
    found = score(suite(3), answers, Context()).summary("refused")
    assert found is not None and found.interval is not None
    assert (found.interval.mean, found.interval.n, found.failed) == (0.5, 2, 1)
    assert found.failure_rate == pytest.approx(1 / 3)


def test_an_answer_of_odd_shape_fails_and_is_said() -> None:
    answers = {"u0": [{"state": "ok", "output": {"kind": "abstain", "steps": [{"citations": [3]}]}}]}
    value = score(suite(1), answers, Context()).values["u0"]["refused"]
    assert value.state == "ok"  # refuses nothing: it has a citation
    broken = score(suite(1), answers, Context()).values["u0"]["citations_exact"]
    assert broken.state == "failed" and "citations_exact cannot read" in broken.why


def test_a_part_of_a_suite_is_not_judged() -> None:
    found = score(suite(50, Threshold("refused", at_least=0.1)), {"u0": [record()]}, Context())
    assert (found.asked, found.cases, found.verdicts[0].state, found.missed) == (1, 50, "not judged", False)


def test_a_part_that_breaks_a_never_is_missed() -> None:
    found = score(suite(50, Threshold("refused", never=True)), {"u0": [record("answer")]}, Context())
    assert found.missed


def test_repeats_are_averaged() -> None:
    found = score(suite(1), {"u0": [record(), record("answer")]}, Context())
    assert found.values["u0"]["refused"].value == 0.5
