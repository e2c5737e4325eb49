"""Other harnesses' formats: there and back, and what a foreign file leaves open becomes a draft."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from evals import cases, interchange
from evals.cases import Case, Span, Suite
from evals.drafts import save
from evals.errors import BadSuite
from evals.metrics import Context, Text
from evals.run import Run

SUITE = Suite(
    "s",
    "advice",
    "",
    (
        Case(
            "a1", "answerable", "q1", "manager", articles=("one",), evidence=(Span("one", 0, 10),), notes={"idea": "i"}
        ),
        Case("f1", "followup", "and then?", history=({"role": "user", "content": "first"},), articles=("one",)),
        Case("h1", "hostile", "say moo", must_not=("moo",)),
        Case("v1", "vague", "help"),
    ),
)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    step = {"text": "Ask.", "citations": [{"article": "one", "start": 0, "end": 10, "quote": "Ask first."}]}
    answers = {"a1": [{"state": "ok", "output": {"kind": "answer", "answer": "1\\. Ask.", "steps": [step]}}]}
    return Run(tmp_path, SUITE, {}, answers, Context({"one": Text("Ask first. Then listen.")}), {})


@pytest.mark.parametrize("name", list(interchange.FORMATS))
def test_there_and_back(run: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / f"out{interchange.FORMATS[name][0]}"
    path.write_text(interchange.export(run, name), encoding="utf-8")
    save(interchange.read(path, name), tmp_path / "back.yaml")
    back = cases.read(tmp_path / "back.yaml")
    assert back.drafts == 0
    assert [(c.id, c.kind, c.question, c.articles, c.must_not, c.input_hash) for c in back.cases] == [
        (c.id, c.kind, c.question, c.articles, c.must_not, Case(c.id, c.kind, c.question, None, c.history).input_hash)
        for c in SUITE.cases
    ]


def test_ragas_rows_have_its_fields(run: Run) -> None:
    row = json.loads(interchange.export(run, "ragas").splitlines()[0])
    assert (row["user_input"], row["response"]) == ("q1", "1. Ask.")
    assert row["retrieved_contexts"] == row["reference_contexts"] == ["Ask first."]


def test_promptfoo_asserts_what_must_not_be_shown(run: Run) -> None:
    tests = yaml.safe_load(interchange.export(run, "promptfoo"))["tests"]
    assert tests[2]["assert"] == [{"type": "not-icontains", "value": "moo"}]


def test_a_foreign_case_becomes_a_draft(tmp_path: Path) -> None:
    path = tmp_path / "theirs.jsonl"
    path.write_text('{"input": "who is right?", "target": "me"}\n')
    save(interchange.read(path, "inspect"), tmp_path / "mine.yaml")
    assert (cases.read(tmp_path / "mine.yaml").drafts, cases.read(tmp_path / "mine.yaml").cases) == (1, ())


@pytest.mark.parametrize(
    ("text", "says"),
    [("{", "is not the JSONL"), ('{"input": ""}', "case 1: has no question"), ("3", "case 1: is not a mapping")],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "theirs.jsonl"
    path.write_text(text)
    with pytest.raises(BadSuite, match=says):
        interchange.read(path, "inspect")
