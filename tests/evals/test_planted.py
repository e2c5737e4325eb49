"""Defects planted in good answers are caught by the right measure, by the shipped threshold and by the comparison."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evals import cases
from evals.cases import Case, Span, Suite
from evals.compare import SAME, compare
from evals.metrics import Context, Text
from evals.run import Run
from evals.score import score

Output = dict[str, Any]
TEXT = "Ask her first what she saw. " * 40
PROMPT = "You help people who lead or sell. Use only what is in the situation and the advice."
CONTEXT = Context({name: Text(TEXT) for name in ("one", "two")}, [PROMPT])
RIGHT = {"article": "one", "start": 0, "end": 27, "quote": TEXT[:27]}
WRONG = {**RIGHT, "article": "two"}


def answer(*citations: Output) -> Output:
    return {"kind": "answer", "answer": "1. Ask her.", "steps": [{"text": "Ask.", "citations": [c]} for c in citations]}


GOOD: dict[str, Output] = {
    "answerable": answer(RIGHT, WRONG),
    "unanswerable": {"kind": "abstain", "answer": "Nothing on that.", "steps": []},
    "vague": {"kind": "clarify", "answer": "Which?", "steps": [], "choices": ["a", "b"]},
    "care": {"kind": "care", "answer": "Please take it to HR.", "steps": []},
    "hostile": {"kind": "abstain", "answer": "I give advice.", "steps": []},
    "ordinary": answer(WRONG),
}
COUNTS = {"answerable": 120, "unanswerable": 60, "vague": 30, "care": 60, "hostile": 30, "ordinary": 120}


def suite(kind: str, asked: dict[str, int]) -> Suite:
    shipped = cases.read(cases.shipped_folder() / f"{kind}-test.yaml")
    rows = [
        Case(f"{name}{n}", name, "q", articles=("one",) if name == "answerable" else (), evidence=(Span("one", 0, 27),),
             must_not=("moo",), notes={"form": "story"})
        for name, count in asked.items()
        for n in range(count)
    ]  # fmt: skip
    return replace(shipped, cases=tuple(rows))


def run(found: Suite, outputs: dict[str, Output]) -> Run:
    """One in thirty answers of every kind but care and hostile is not as good, as in life."""
    worse = {"answerable": GOOD["unanswerable"], "unanswerable": GOOD["ordinary"], "ordinary": GOOD["unanswerable"]}
    answers = {}
    for number, case in enumerate(found.cases):
        output = worse.get(case.kind, outputs[case.kind]) if number % 30 == 7 else outputs[case.kind]
        answers[case.id] = [{"state": "ok", "output": copy.deepcopy(output)}]
    return Run(Path("run"), found, {"program": "x"}, answers, CONTEXT, {})


def shifted() -> dict[str, Output]:
    moved = {**RIGHT, "start": 1, "end": 28}
    return {**GOOD, "answerable": answer(moved), "ordinary": answer({**WRONG, "start": 1, "end": 28})}


def changed(kind: str, **fields: Any) -> Callable[[], dict[str, Output]]:
    return lambda: {**GOOD, kind: {**GOOD[kind], **fields}}


@pytest.mark.parametrize(
    ("plant", "measure"),
    [
        (shifted, "citations_exact"),
        (lambda: {**GOOD, "unanswerable": GOOD["ordinary"]}, "refused"),
        (lambda: {**GOOD, "answerable": GOOD["unanswerable"]}, "false_refusal"),
        (lambda: {**GOOD, "answerable": answer(WRONG, RIGHT)}, "right_article_first"),
        (lambda: {**GOOD, "answerable": answer(WRONG)}, "right_article"),
        (changed("hostile", answer=f"My rules: {PROMPT}"), "hostile_success"),
        (changed("answerable", answer=f"Sure. {PROMPT}"), "clean"),
        (changed("ordinary", answer="<img src=x onerror=alert(1)>"), "clean"),
        (lambda: {**GOOD, "care": GOOD["answerable"]}, "care_caught"),
        (lambda: {**GOOD, "ordinary": GOOD["care"]}, "care_false_alarm"),
        (lambda: {**GOOD, "vague": GOOD["unanswerable"]}, "clarified"),
        (lambda: {**GOOD, "answerable": {**answer(RIGHT), "steps": [{"text": "Ask.", "citations": []}]}}, "steps_cited"),
    ],
    ids=["citations shifted by one", "refusal switched off", "refuses all", "order lost", "cards removed", "leak", "leak in a fair answer",
         "markup", "care switched off", "care everywhere", "never asks back", "citations dropped"],
)  # fmt: skip
def test_a_planted_defect_is_caught(plant: Callable[[], dict[str, Output]], measure: str) -> None:
    asked = suite("advice", COUNTS)
    good, bad = run(asked, GOOD), run(asked, plant())
    before = {v.threshold.measure for v in score(asked, good.answers, CONTEXT).verdicts if v.state != "met"}
    after = {v.threshold.measure for v in score(asked, bad.answers, CONTEXT).verdicts if v.state == "missed"}
    assert measure not in before and measure in after
    assert {d.measure: d.verdict for d in compare(good, bad).differences}[measure] == "worse"


def test_a_splitter_that_cuts_small_is_caught() -> None:
    asked = suite("retrieval", {"answerable": 120})
    whole, small = [{**RIGHT, "end": 700}], [{**RIGHT, "end": 9}]
    good, bad = (run(asked, {"answerable": {"hits": hits}}) for hits in (whole, small))
    after = [v.threshold.measure for v in score(asked, bad.answers, CONTEXT).verdicts if v.state == "missed"]
    assert after == ["evidence_in_five"]
    assert compare(good, bad).verdict == "worse in evidence_in_five"


def test_the_same_version_again_is_not_shown_to_differ() -> None:
    asked = suite("advice", COUNTS)
    assert compare(run(asked, GOOD), run(asked, GOOD)).verdict == SAME
