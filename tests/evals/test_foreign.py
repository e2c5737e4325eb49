"""Answers from elsewhere become runs; what lies beside a run is read with it; the shelf lists runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evals import foreign, judge, planted, shelf, supporting
from evals.cases import Case, Suite
from evals.errors import BadRun
from evals.metrics import Text
from evals.models import page
from evals.report import html
from evals.run import load
from evals.score import save, score
from tests.fakes import WordEmbedder

SUITE = Suite(
    "s", "advice", "", (Case("a", "answerable", "she is quiet", articles=("one",)), Case("u", "unanswerable", "tax?"))
)
TEXTS = {"one": Text("Ask her first. Then listen.")}
CITED = {"article": "one", "start": 0, "end": 14, "quote": "Ask her first."}


def rows(*given: dict[str, Any]) -> list[dict[str, Any]]:
    return list(given) or [
        {"case": "a", "answer": "Ask her first.", "citations": [CITED]},
        {"case": "u", "answer": "Nothing.", "kind": "abstain"},
    ]


def test_answers_from_elsewhere_are_scored(tmp_path: Path) -> None:
    run = foreign.keep(tmp_path / "r", SUITE, rows(), TEXTS, "answers of people.jsonl")
    found = score(run.suite, run.answers, run.context)
    means = {s.measure: s.interval.mean for s in found.summaries if not s.slice and s.interval}
    assert means["right_article"] == means["citations_exact"] == means["refused"] == 1.0
    assert run.model == "answers of people.jsonl"


@pytest.mark.parametrize(
    ("line", "says"),
    [("{", "line 1: not valid JSON"), ('{"answer": "x"}', "the id of a case"), ('{"case": "a"}', "neither"), ('{"case": "a", "answer": "x", "kind": "poem"}', "kind is one of")],
    ids=["torn", "no case", "no answer", "odd kind"],
)  # fmt: skip
def test_a_bad_file_is_refused_with_its_line(tmp_path: Path, line: str, says: str) -> None:
    (tmp_path / "x.jsonl").write_text(line + "\n")
    with pytest.raises(BadRun, match=says):
        foreign.read(tmp_path / "x.jsonl")


def test_unknown_cases_and_folders_in_use_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRun, match="no case 'z'"):
        foreign.keep(tmp_path / "r", SUITE, rows({"case": "z", "answer": "x"}), TEXTS, "x")
    foreign.keep(tmp_path / "r", SUITE, rows(), TEXTS, "x")
    with pytest.raises(BadRun, match="holds a run already"):
        foreign.keep(tmp_path / "r", SUITE, rows(), TEXTS, "x")


def test_support_is_checked_beside_the_run_and_once(tmp_path: Path) -> None:
    folder = tmp_path / "runs" / "r"
    step = {"text": "Ask her first. Pay nine bonuses.", "citations": [CITED],
            "sentences": [{"text": "Ask her first.", "origin": "card"}, {"text": "Pay nine bonuses.", "origin": "model"}]}  # fmt: skip
    run = foreign.keep(folder, SUITE, rows({"case": "a", "answer": "x", "steps": [step]}), TEXTS, "x")
    supporting.check_run(run, WordEmbedder())
    supporting.check_run(run, WordEmbedder())
    found = load(folder)
    assert found.context.checked == {"a": 0.5} and len((folder / "support.jsonl").read_text().splitlines()) == 1
    assert supporting.by_origin(found) == {"card": (1, 1), "model": (0, 1)}
    assert "was not measured" in supporting.error_rates(tmp_path)
    assert "Sentences supported is a hint" in html(found, score(found.suite, found.answers, found.context))


def test_only_a_judge_that_agrees_joins_the_measures(tmp_path: Path) -> None:
    many = Suite("m", "advice", "", tuple(Case(f"c{n}", "answerable", "q", articles=("one",)) for n in range(40)))
    run = foreign.keep(tmp_path / "r", many, [{"case": c.id, "answer": "Ask."} for c in many.cases], TEXTS, "x")
    for n, case in enumerate(many.cases):
        judge.label(run, case, "fits", n % 2 == 0, "ann")
    for model, wrong in (("good", 1), ("bad", 20)):
        with (run.folder / "judgements.jsonl").open("a") as out:
            for n, case in enumerate(many.cases):
                yes = (n % 2 == 0) != (n < wrong)
                out.write(
                    json.dumps(
                        {
                            "case": case.id,
                            "criterion": "fits",
                            "repeat": 0,
                            "model": model,
                            "prompt": judge.version("fits"),
                            "yes": yes,
                        }
                    )
                    + "\n"
                )
    assert not judge.agreement(run, "bad", "fits").decides
    found = load(run.folder)
    assert set(found.context.judged) == {"fits"} and found.context.judged["fits"]["c0"] == 0.0
    summary = score(found.suite, found.answers, found.context).summary("judged_fits")
    assert summary is not None and summary.interval is not None and summary.interval.n == 40
    assert "it may not decide" in judge.says("bad", "fits", judge.agreement(run, "bad", "fits"))


def test_the_shelf_lists_runs_newest_first(tmp_path: Path) -> None:
    for name, started in (("old", "2026-11-01T10:00"), ("new", "2026-11-02T10:00")):
        run = foreign.keep(tmp_path / "runs" / name, SUITE, rows(), TEXTS, "x")
        about = json.loads((run.folder / "run.json").read_text())
        (run.folder / "run.json").write_text(json.dumps(about | {"started": started}))
        save(run.folder, score(run.suite, run.answers, run.context))
    (tmp_path / "runs" / "odd").mkdir()
    (tmp_path / "runs" / "odd" / "run.json").write_text("[]")
    found = shelf.runs(tmp_path)
    assert [k.name for k in found] == ["new", "old"] and found[0].means["refused"] == 1.0
    assert "new" in shelf.text(found) and shelf.as_json(found)[0]["asked"] == 2


def test_equals_seldom_raise_an_alarm() -> None:
    assert planted.nulls(20) <= 4


def test_the_page_of_models_says_what_was_measured() -> None:
    row = {"model": "m", "tasks": {"case": {"allowed": False, "evidence": "0 of 6"}}, "cases": 28, "worded": 3,
           "measures": {"answered": [0.5, 0.3, 0.7, 12]}, "times": {"total_ms": [900.0, 1800.0]}}  # fmt: skip
    text = page([row], ["other (not here)"])
    assert "0.50 [0.30, 0.70] (12)" in text and "900 (p95 1800)" in text and "| m | case | no | 0 of 6 |" in text
    assert "Not measured: other (not here)." in text
