"""Asking: everything once, nothing twice, nothing lost, whatever happens in between."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.advice.answer import Answer, Step
from assistant.errors import ModelUnusable
from corpus.documents import Citation
from corpus.loaders import describe
from evals import run
from evals.cases import Case, Suite
from evals.errors import BadRun
from evals.score import score

SUITE = Suite("s", "advice", "", tuple(Case(f"c{n}", "answerable", f"q{n}", articles=("one",)) for n in range(9)))
ARTICLE = describe("one", "Ask first.", {}, "0", "", "text")


@dataclass
class ScriptedAssistant:
    """Answers every question with one citation, or with the error that is planned for its number."""

    errors: dict[int, BaseException] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    model: Any = None
    embedder: Any = field(default_factory=lambda: SimpleNamespace(fingerprint="e"))
    settings: Any = field(default_factory=lambda: SimpleNamespace(home=Path("/nonexistent")))

    @property
    def library(self) -> Any:
        entry = SimpleNamespace(id="one", text_sha256=ARTICLE.text_sha256)
        return SimpleNamespace(
            manifest=SimpleNamespace(entries={"one": entry}, stamp=run.Text("stamp")),
            cards=lambda: [],
            article=lambda id: ARTICLE,
        )

    def warm_up(self) -> None:
        pass

    def ask(self, question: str, history: Any, role: str | None) -> Answer:
        self.asked.append(question)
        error = self.errors.get(len(self.asked))
        if error:
            raise error
        return Answer("answer", steps=(Step((), (Citation("one", 0, 10, "Ask first."),)),))


def test_asks_everything_and_keeps_what_scoring_needs(tmp_path: Path) -> None:
    found = run.ask_all(ScriptedAssistant(), SUITE, tmp_path)  # type: ignore[arg-type]
    assert len(found.answers) == 9
    assert found.context.texts["one"].text == "Ask first."
    summary = score(found.suite, found.answers, found.context).summary("citations_exact")
    assert summary is not None and summary.interval is not None and summary.interval.mean == 1.0


def test_nothing_is_asked_twice(tmp_path: Path) -> None:
    run.ask_all(ScriptedAssistant(), SUITE, tmp_path)  # type: ignore[arg-type]
    second = ScriptedAssistant()
    run.ask_all(second, SUITE, tmp_path)  # type: ignore[arg-type]
    assert second.asked == []


def test_a_killed_run_goes_on(tmp_path: Path) -> None:
    killed = ScriptedAssistant({5: KeyboardInterrupt()})
    with pytest.raises(KeyboardInterrupt):
        run.ask_all(killed, SUITE, tmp_path)  # type: ignore[arg-type]
    with (tmp_path / "answers.jsonl").open("a") as file:
        file.write('{"case": "c4", "inp')  # what a kill in the middle of a write leaves
    second = ScriptedAssistant()
    found = run.ask_all(second, SUITE, tmp_path)  # type: ignore[arg-type]
    assert second.asked == ["q4", "q5", "q6", "q7", "q8"]
    assert len(found.answers) == 9


@pytest.mark.parametrize("jobs", [1, 4])
def test_a_model_that_fails_on_every_third_call(tmp_path: Path, jobs: int) -> None:
    broken = ScriptedAssistant({3: ModelUnusable("gone"), 6: ValueError("odd"), 9: ModelUnusable("gone")})
    found = run.ask_all(broken, SUITE, tmp_path, jobs=jobs)  # type: ignore[arg-type]
    scores = score(found.suite, found.answers, found.context)
    summary = scores.summary("answered")
    assert summary is not None and summary.interval is not None
    assert (summary.interval.n, summary.failed) == (6, 3)
    errors = sorted(record["error"] for records in found.answers.values() for record in records if "error" in record)
    assert errors == ["ValueError: odd", "gone", "gone"]
    again = ScriptedAssistant()
    found = run.ask_all(again, SUITE, tmp_path, retry_failed=True)  # type: ignore[arg-type]
    assert len(again.asked) == 3
    assert all(record["state"] == "ok" for records in found.answers.values() for record in records)


def test_another_version_is_not_mixed_in(tmp_path: Path) -> None:
    run.ask_all(ScriptedAssistant(), SUITE, tmp_path)  # type: ignore[arg-type]
    other = ScriptedAssistant(embedder=SimpleNamespace(fingerprint="other"))
    with pytest.raises(BadRun, match=r"another version \(other embedder\)"):
        run.ask_all(other, SUITE, tmp_path)  # type: ignore[arg-type]


def test_a_changed_question_is_asked_again_a_changed_expectation_is_not(tmp_path: Path) -> None:
    run.ask_all(ScriptedAssistant(), SUITE, tmp_path)  # type: ignore[arg-type]
    first, second = SUITE.cases[:2]
    changed = (
        Case(first.id, "answerable", "new", articles=("one",)),
        Case(second.id, "answerable", "q1", articles=("two",)),
    )
    assistant = ScriptedAssistant()
    run.ask_all(assistant, Suite("s", "advice", "", (*changed, *SUITE.cases[2:])), tmp_path)  # type: ignore[arg-type]
    assert assistant.asked == ["new"]


def test_repeats_and_limit(tmp_path: Path) -> None:
    assistant = ScriptedAssistant()
    run.ask_all(assistant, SUITE, tmp_path, limit=2, repeats=3)  # type: ignore[arg-type]
    assert assistant.asked == ["q0", "q1"] * 3


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRun, match="holds no run"):
        run.load(tmp_path)


def test_records_carry_the_version(tmp_path: Path) -> None:
    run.ask_all(ScriptedAssistant(), SUITE, tmp_path, limit=1)  # type: ignore[arg-type]
    record = json.loads((tmp_path / "answers.jsonl").read_text())
    assert {"case", "input", "repeat", "version", "state", "output", "ms", "at"} == set(record)
