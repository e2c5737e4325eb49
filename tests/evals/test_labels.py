"""Measures against labels and of rooms, pooled values with their intervals, and what each kind of suite asks."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.app import Assistant
from assistant.exercises.flow import Concern
from evals import asking, cases, stats
from evals.cases import Case, Suite, Threshold
from evals.metrics import MEASURES, Context, labels
from evals.score import score

MEASURE = {m.name: m for m in MEASURES}


def value(name: str, case: Case, output: dict[str, Any]) -> float | None:
    return MEASURE[name].value(case, output, Context(checked={"c": 0.5}, judged={"fits": {"c": 1.0}}))


def test_f1_by_hand() -> None:
    counts = {("pitch", "pitch"): 3, ("pitch", "tell"): 1, ("tell", "tell"): 1}
    assert labels.f1(counts) == pytest.approx({"pitch": 2 * 3 / (4 + 3), "tell": 2 * 1 / (1 + 2)})
    assert labels.moves_f1(counts) == pytest.approx((6 / 7 + 2 / 3) / 2)
    assert labels.worst_move_f1(counts) == pytest.approx(2 / 3)


def test_balanced_accuracy_by_hand() -> None:
    counts = {
        ("supported", "supported"): 9,
        ("supported", "unsupported"): 1,
        ("unsupported", "unsupported"): 1,
        ("unsupported", "supported"): 3,
    }
    assert labels.balanced_accuracy(counts) == pytest.approx((0.9 + 0.25) / 2)
    assert labels.balanced_accuracy({("supported", "supported"): 9}) is None


def test_a_pooled_interval_holds_its_value_and_knows_that_all_right_is_not_certain() -> None:
    tokens = (
        [("supported", "supported")] * 80 + [("unsupported", "supported")] * 30 + [("unsupported", "unsupported")] * 50
    )
    found = stats.pooled_interval(tokens, labels.balanced_accuracy)
    assert found is not None and found.low < found.mean < found.high and found.mean == pytest.approx((1 + 50 / 80) / 2)
    whole = stats.pooled_interval([("a", "a")] * 60, labels.moves_f1)
    assert whole is not None and whole.mean == 1.0 and whole.low == pytest.approx(0.94, abs=0.01)
    assert stats.pooled_interval([], labels.moves_f1) is None


@pytest.mark.parametrize(("at_least", "state"), [(0.6, "met"), (0.8, "missed")])
def test_a_pooled_threshold_is_held_against_the_interval_and_failures(at_least: float, state: str) -> None:
    rows = [Case(f"c{n}", "supported" if n % 2 else "unsupported", "s", given={"evidence": ["e"]}) for n in range(100)]
    suite = Suite("s", "support", "", tuple(rows), (Threshold("balanced_accuracy", at_least=at_least),))
    answers = {
        c.id: [{"state": "ok", "output": {"ok": (c.kind == "supported") != (n % 5 == 0)}}] for n, c in enumerate(rows)
    }
    found = score(suite, answers, Context())
    assert [v.state for v in found.verdicts] == [state]
    answers["c3"] = [{"state": "failed", "error": "gone"}]
    found = score(suite, answers, Context())
    summary = found.summary("balanced_accuracy")
    assert summary is not None and summary.failed == 1 and found.verdicts[0].state == "missed"


LEARNERS = {name: {"found": share, "score": points, "unearned": 0, "card_sound": True}
            for name, share, points in (("skilled", 0.9, 80), ("closed", 0.2, 30), ("random", 0.1, 20), ("pitching", 0.0, 5))}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "case", "output", "wanted"),
    [
        ("learners_ranked", Case("c", "learners", "x"), {"learners": LEARNERS}, 1.0),
        ("learners_ranked", Case("c", "learners", "x"), {"learners": {**LEARNERS, "pitching": {**LEARNERS["closed"], "found": 0.3}}}, 0.0),
        ("score_ranked", Case("c", "learners", "x"), {"learners": {**LEARNERS, "random": {**LEARNERS["closed"], "score": 90}}}, 0.0),
        ("skilled_finds", Case("c", "learners", "x"), {"learners": LEARNERS}, 0.9),
        ("unearned_steps", Case("c", "learners", "x"), {"learners": {**LEARNERS, "closed": {**LEARNERS["closed"], "unearned": 2}}}, 1.0),
        ("leak", Case("c", "attack", "x"), {"in_replies": 1}, 1.0),
        ("role_breaks", Case("c", "attack", "x"), {"role_breaks": 3, "turns": 40}, 3 / 40),
        ("premature_unlocks", Case("c", "transcript", "x", expect=["a", None]), {"turns": [{"disclosed": ["a"]}, {"disclosed": ["b"]}]}, 0.5),
        ("withheld_unlocks", Case("c", "transcript", "x", expect=["a", None]), {"turns": [{"disclosed": []}, {"disclosed": []}]}, 1.0),
        ("points_kept", Case("c", "run", "x", points=("Ask Tom", "by Friday")), {"kept": "I will ask\\ tom."}, 0.5),
        ("heavy_heard", Case("c", "heavy", "x"), {"ended": "check"}, 1.0),
        ("stopped_for_nothing", Case("c", "plain", "x"), {"ended": "care"}, 1.0),
        ("asked_again", Case("c", "shrug", "x"), {"ended": "next"}, 0.0),
        ("points_made", Case("c", "answerable", "x", points=("listen to her calls", "raise the price")), {"answer": "I'd listen to two calls with her."}, 0.5),
        ("sentences_supported", Case("c", "answerable", "x"), {}, 0.5),
        ("judged_fits", Case("c", "answerable", "x"), {}, 1.0),
        ("judged_useful", Case("c", "answerable", "x"), {}, None),
    ],
)  # fmt: skip
def test_measures_by_hand(name: str, case: Case, output: dict[str, Any], wanted: float | None) -> None:
    assert MEASURE[name].applies(case)
    found = value(name, case, output)
    assert found == (wanted if wanted is None else pytest.approx(wanted))


def test_citations_by_sentence() -> None:
    spans = (cases.Span("one", 0, 10), cases.Span("one", 50, 60))
    case = Case("c", "answerable", "x", articles=("one",), evidence=spans)
    cited = [
        {"article": "one", "start": 5, "end": 8},
        {"article": "one", "start": 20, "end": 30},
        {"article": "two", "start": 0, "end": 9},
    ]
    output = {"steps": [{"citations": cited}]}
    assert value("citation_precision", case, output) == pytest.approx(1 / 3)
    assert value("citation_recall", case, output) == pytest.approx(1 / 2)


def shipped(name: str) -> dict[str, Case]:
    return {case.id: case for case in cases.read(cases.shipped_folder() / f"{name}.yaml").cases}


def test_moves_and_support_are_asked(assistant: Assistant) -> None:
    output = asking.ask(
        assistant, "moves", Case("c", "sentence", "What does a late morning cost you?", expect="consequence")
    )
    assert output["move"] == "consequence" and 0 < output["confidence"] <= 1
    case = Case("c", "unsupported", "Call nine of them.", given={"evidence": ["Call two of them."]})
    assert asking.ask(assistant, "support", case) == {"ok": False, "reason": "number"}


def test_a_transcript_is_played(assistant: Assistant) -> None:
    case = shipped("practice")["transcript-3"]
    output = asking.ask(assistant, "practice", case)
    assert [turn["disclosed"] for turn in output["turns"]] == [["fleet"], [], [], ["typed-twice"]]
    assert value("premature_unlocks", case, output) == 0.0 == value("withheld_unlocks", case, output)


def test_exercises_are_asked(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    def care(text: str) -> Concern | None:
        return Concern("Please talk to somebody.", "die" in text) if "tired" in text or "die" in text else None

    monkeypatch.setattr(asking, "_care", lambda assistant, attended: care)
    found = shipped("exercises")
    output = asking.ask(assistant, "exercises", found["run-courage"])
    assert output["ended"] == "done" and value("points_kept", found["run-courage"], output) == 1.0
    assert asking.ask(assistant, "exercises", found["shrug-01"])["ended"] == "follow-up"
    ends = [
        asking.ask(assistant, "exercises", Case("c", "heavy", text))["ended"]
        for text in ("I'd die", "so tired", "fine")
    ]
    assert ends == ["care", "check", "next"]


def test_labelled_sentences_are_many_and_both_ways() -> None:
    rows = list(shipped("support").values())
    assert len(rows) >= 300 and len({row.question for row in rows}) == len(rows)
    assert min(sum(row.kind == kind for row in rows) for kind in ("supported", "unsupported")) >= 100
    assert {"number", "polarity", "name", "scope", "who"} <= {row.notes.get("error") for row in rows}
    assert all(row.notes["writer"] and row.notes["brief"] for row in rows)
