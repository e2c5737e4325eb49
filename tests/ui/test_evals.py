"""The page Evals: suites, starting and stopping a run, what came of it, two runs compared."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assistant.settings import Settings
from evals import score
from evals.cases import Case, Suite, Threshold
from evals.run import load
from tests.ui.pages import fresh, go, press, ran, seen
from tests.ui.scripted import ScriptedAssistant
from ui import evals_texts as texts
from ui import measuring, service

Open = Callable[..., AppTest]
SUITE = Suite("floor", "advice", "Ours.", tuple(Case(f"c{n}", "unanswerable", f"q{n}") for n in range(40)),
              (Threshold("refused", at_least=0.5),))  # fmt: skip


def keep(home: Path, name: str, kind: str) -> None:
    """A run of SUITE in which every answer is of that kind."""
    from dataclasses import asdict

    folder = home / "runs" / name
    folder.mkdir(parents=True)
    about = {
        "suite": "floor",
        "fingerprint": {"model": "none", "program": name},
        "started": f"2026-11-2{len(name)}T10:00",
    }
    (folder / "run.json").write_text(json.dumps(about))
    (folder / "suite.json").write_text(json.dumps(asdict(SUITE)))
    rows = [
        {"case": case.id, "input": case.input_hash, "repeat": 0, "state": "ok", "output": {"kind": kind, "answer": "No.", "steps": []}}
        for case in SUITE.cases
    ]  # fmt: skip
    (folder / "answers.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    found = load(folder)
    score.save(folder, score.score(found.suite, found.answers, found.context))


@pytest.fixture
def begin(settings: Settings) -> Iterator[Open]:
    """The page on a home; `spawn` stands for the process that a run is made in."""

    def make(spawn: Any = None) -> AppTest:
        found = service.of(ScriptedAssistant(settings))
        service.provide(service.Service(found.assistant, found.worker, found.tasks, measuring.Measuring(spawn)))
        return go(fresh(), "evals")

    yield make
    service.provide(None)


def process(code: str) -> Callable[[Sequence[str]], subprocess.Popen[str]]:
    return lambda words: subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )


def until(at: AppTest, text: str) -> str:
    limit = time.monotonic() + 8
    while text not in seen(at) and time.monotonic() < limit:
        time.sleep(0.05)
        ran(at.run())
    return seen(at)


def test_without_runs_the_suites_are_offered(begin: Open) -> None:
    at = begin()
    assert {"advice-dev", "practice", "exercises", "moves-test", "support", "retrieval-dev"} <= set(
        at.selectbox(key="eval-suite").options
    )
    assert texts.RUNS_NONE in seen(at)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("", texts.HELD),
        ("raise SystemExit(1)", texts.MISSED),
        ("import sys; print('coach: there is no model', file=sys.stderr); raise SystemExit(2)", "there is no model"),
    ],
    ids=["held", "missed", "failed"],
)
def test_what_became_of_a_run_is_said(begin: Open, code: str, shown: str) -> None:
    at = begin(process(code))
    press(at, texts.START)
    assert shown in until(at, shown)
    press(at, texts.CLOSE)
    assert shown not in seen(at)


def test_a_run_can_be_stopped(begin: Open) -> None:
    at = begin(process("import sys, time; print('floor: 30%', file=sys.stderr, flush=True); time.sleep(60)"))
    press(at, texts.START)
    assert texts.RUNNING_WHAT in until(at, texts.RUNNING_WHAT)
    press(at, texts.STOP)
    assert texts.STOPPED in until(at, texts.STOPPED)


def test_runs_are_read_and_compared(begin: Open, settings: Settings) -> None:
    keep(settings.home, "one", "abstain")
    keep(settings.home, "other", "answer")
    at = begin()
    tables = [frame.value for frame in at.dataframe]
    assert list(tables[0][texts.THRESHOLD_COLUMNS[0]]) == ["missed"]
    assert "refused" in list(tables[1]["measure"])
    press(at, texts.COMPARE_BUTTON)
    assert "B is worse in refused" in seen(at)


def test_a_broken_suite_and_a_damaged_run_are_named(begin: Open, settings: Settings) -> None:
    (settings.home / "suites").mkdir(parents=True)
    (settings.home / "suites" / "odd.yaml").write_text("name: odd\nkind: poetry\ncases: []\n")
    keep(settings.home, "one", "abstain")
    (settings.home / "runs" / "one" / "suite.json").write_text("{")
    shown = seen(begin())
    assert "odd.yaml: kind is one of" in shown
    assert texts.DAMAGED in shown


def test_rated_answers_become_cases(begin: Open, settings: Settings) -> None:
    at = begin()
    press(at, texts.RATED)
    assert "no answer was rated yet" in seen(at)
    store = service.current().assistant.store
    for question, good in (("She is quiet, what now?", True), ("Tax?", False)):
        turn = store.start_turn(store.start_conversation("t"), question)
        store.save_answer(turn, {"kind": "abstain", "answer": "No."}, "done")
        store.add_feedback(turn, good)
    press(at, texts.RATED)
    assert "1 cases to ask, 1 drafts" in seen(at)
    assert "feedback" in ran(at.run()).selectbox(key="eval-suite").options
    press(at, texts.RATED)
    assert "is there already" in seen(at)


def test_the_command_names_home_suite_model_and_limit() -> None:
    words = measuring.command(Path("/h"), "s.yaml", "none", 5)
    assert words[1:] == [
        "-m",
        "ui.cli",
        "--home",
        "/h",
        "eval",
        "run",
        "s.yaml",
        "--json",
        "--model",
        "none",
        "--limit",
        "5",
    ]
