"""Reports: whole, self-contained, and nobody's text becomes markup."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from evals import report
from evals.cases import Case, Span, Suite, Threshold
from evals.compare import compare
from evals.metrics import Context, Text
from evals.run import Run
from evals.score import Scores, score

EVIL = '<script>alert(1)</script> & "so" on'
SUITE = Suite(
    "s",
    "advice",
    EVIL,
    (
        Case("a0", "answerable", EVIL, articles=("one",), evidence=(Span("one", 0, 10),)),
        Case("a1", "answerable", "fails", articles=("one",)),
    ),
    (Threshold("right_article", at_least=0.9), Threshold("clean", never=True)),
)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    step = {"text": EVIL, "citations": [{"article": "one", "start": 0, "end": 10, "quote": EVIL[:10]}]}
    output = {"kind": "answer", "answer": "Ask.", "lead": EVIL, "steps": [step], "timings": {"total_ms": 3.0}}
    answers = {"a0": [{"state": "ok", "output": output}], "a1": [{"state": "failed", "error": EVIL}]}
    about = {"started": "2026-11-22T10:00:00+00:00", "fingerprint": {"model": EVIL}, "suite": "s"}
    return Run(tmp_path, SUITE, {"model": EVIL, "program": "p"}, answers, Context({"one": Text(EVIL)}), about)


@pytest.fixture
def scores(run: Run) -> Scores:
    return score(run.suite, run.answers, run.context)


def test_the_page_stands_alone_and_shows_text_as_text(run: Run, scores: Scores) -> None:
    page = report.html(run, scores)
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
    assert not re.search(r"""(?:src|href)\s*=|url\(|https?://""", page)
    assert "thresholds missed:" in page and "Failed:" in page


def test_markdown_names_what_is_missed(run: Run, scores: Scores) -> None:
    text = report.markdown(run, scores)
    assert text.startswith("### s: threshold missed")
    assert "| right_article" in text and "missed" in text


def test_write_makes_three_files_or_one(run: Run, scores: Scores, tmp_path: Path) -> None:
    assert [path.name for path in report.write(run, scores)] == ["report.html", "report.md", "report.json"]
    assert json.loads((tmp_path / "report.json").read_text())["suite"] == "s"
    assert report.write(run, scores, tmp_path / "only.md") == [tmp_path / "only.md"]


def test_the_comparison_shows_both_answers(run: Run) -> None:
    refused = {"kind": "abstain", "answer": "Nothing **there**.", "steps": []}
    other = Run(
        run.folder, SUITE, {"model": "b"}, {**run.answers, "a0": [{"state": "ok", "output": refused}]}, run.context, {}
    )
    page = report.comparison(compare(run, other))
    assert "lost answered" in page and "Nothing **there**." in page
    assert "<script>alert" not in page
