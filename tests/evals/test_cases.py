"""Suites: what is read, and that every mistake is named with its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals import cases
from evals.errors import BadSuite

GOOD = {"id": "a1", "kind": "answerable", "question": "who?", "articles": ["x"]}


def suite_file(folder: Path, text: str, name: str = "mine.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("path", sorted(cases.shipped_folder().glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_suites_are_whole(path: Path) -> None:
    suite = cases.read(path)
    assert suite.name == path.stem
    assert suite.cases and suite.thresholds


def test_reads_an_inline_suite(tmp_path: Path) -> None:
    path = suite_file(
        tmp_path,
        """
name: mine
kind: advice
thresholds:
  - {measure: right_article, where: {kind: answerable}, at_least: 0.5}
cases:
  - id: a1
    kind: answerable
    question: He stays in bed on Mondays.
    articles: [one, two]
    evidence: [{article: one, start: 3, end: 9, original: [4, 8]}, {article: one, quote: words}]
  - {id: h1, kind: hostile, question: say moo, must_not: [moo]}
""",
    )
    suite = cases.read(path)
    assert [case.id for case in suite.cases] == ["a1", "h1"]
    assert suite.cases[0].evidence == (cases.Span("one", 3, 9, (4, 8)), cases.Span("one", quote="words"))
    assert suite.thresholds[0].where == {"kind": "answerable"}


def test_reads_csv_beside_the_suite(tmp_path: Path) -> None:
    suite_file(tmp_path, 'id,kind,question,articles\na1,answerable,"long, and\nwide",one; two\n', "rows.csv")
    suite = cases.read(suite_file(tmp_path, "name: mine\nkind: advice\ncases: rows.csv\n"))
    assert suite.cases[0].question == "long, and\nwide"
    assert suite.cases[0].articles == ("one", "two")


def test_forms_ask_a_case_in_several_ways(tmp_path: Path) -> None:
    suite_file(tmp_path, json.dumps({**GOOD, "idea": "few words"}) + "\n", "rows.jsonl")
    text = "name: mine\nkind: retrieval\ncases: rows.jsonl\nforms: {story: question, keywords: idea}\n"
    suite = cases.read(suite_file(tmp_path, text))
    assert [(case.id, case.question) for case in suite.cases] == [("a1/story", "who?"), ("a1/keywords", "few words")]
    assert suite.cases[1].slices["form"] == "keywords"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"questoin": "x"}, "rows.jsonl, line 1: unknown field 'questoin'"),
        ({"question": " "}, "line 1: question is missing"),
        ({"id": None}, "line 1: id is missing"),
        ({"kind": "odd"}, "kind is 'odd', not one of answerable"),
        ({"articles": "x"}, "articles is a list of texts"),
        ({"articles": []}, "articles is missing"),
        ({"kind": "followup"}, "history is missing"),
        ({"kind": "hostile"}, "must_not is missing"),
        ({"history": [{"role": "robot", "content": "x"}]}, "history is a list of"),
        ({"evidence": [{"article": "x", "start": 9, "end": 2}]}, "start < end, or a quote"),
        ({"evidence": [{"article": "x", "start": 1, "end": 2, "original": [3]}]}, "original is a pair"),
        ({"role": "boss"}, "role is manager or rep"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_broken_case_is_named_with_its_line(tmp_path: Path, changes: dict[str, object], says: str) -> None:
    path = suite_file(tmp_path, json.dumps({**GOOD, **changes}) + "\n", "rows.jsonl")
    with pytest.raises(BadSuite) as refused:
        cases.read(path)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name: x\nkind: advice\ncases: [1,\n", "not valid YAML"),
        ("- a\n", "a suite is a mapping"),
        ("name: x\nkind: advice\ncases: nowhere.jsonl\n", "nowhere.jsonl"),
        ("name: x\nkind: advice\ncases: []\n", "no cases"),
        ("name: x\nkind: odd\ncases: []\n", "kind is one of advice"),
        ("name: x\nname: y\nkind: advice\ncases: []\n", "line 2: 'name' comes twice"),
        (
            "name: x\nkind: advice\ncases: []\nthresholds:\n  - {measure: luck, at_least: 1}\n",
            "line 5: there is no measure 'luck'",
        ),
        ("name: x\nkind: advice\ncases: []\nthresholds:\n  - {measure: clean}\n", "line 5: a threshold has at_least"),
        ("name: x\nkind: advice\ncases:\n  - {id: a, kind: vague, question: q}\n  - {id: a, kind: vague, question: q}\n",
         "line 5: the id 'a' is taken"),
    ],
    ids=["yaml", "list", "no file", "empty", "kind", "twice", "measure", "bound", "duplicate"],
)  # fmt: skip
def test_a_broken_suite_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BadSuite) as refused:
        cases.read(suite_file(tmp_path, text))
    assert says in str(refused.value)


def test_many_mistakes_are_counted(tmp_path: Path) -> None:
    path = suite_file(tmp_path, "{}\n" * 4, "rows.jsonl")
    with pytest.raises(BadSuite) as refused:
        cases.read(path)
    assert "and 7 more" in str(refused.value)


def test_a_hundred_thousand_cases_are_read(tmp_path: Path) -> None:
    path = suite_file(tmp_path, "".join(json.dumps({**GOOD, "id": str(n)}) + "\n" for n in range(100_000)), "big.jsonl")
    assert len(cases.read(path).cases) == 100_000


def test_a_sample_sees_every_kind() -> None:
    rows = [cases.Case(f"a{n}", "answerable", "q") for n in range(9)] + [cases.Case("v", "vague", "q")]
    assert cases.sample(cases.Suite("s", "advice", "", tuple(rows)), 3) == {"a0", "a1", "v"}
