"""Answers are made outside the pages: stored as they grow, in order, and never lost."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from assistant.advice.answer import Answer
from assistant.errors import BadInput, ModelUnusable, StoreError
from assistant.settings import Settings
from assistant.store import Turn
from corpus.errors import IndexUnusable
from tests.ui.scripted import Gate, ScriptedAssistant, answered
from ui import texts
from ui.worker import Tasks, Worker


def until(condition: Callable[[], Any], seconds: float = 10) -> Any:
    """What the condition gives as soon as it gives something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.01)
    raise AssertionError("it never came")


def finished(assistant: ScriptedAssistant, id: str) -> Turn:
    def settled() -> Turn | None:
        turn = assistant.store.turn(id)
        return turn if turn is not None and turn.state != "running" else None

    return until(settled)


@pytest.fixture
def begin(settings: Settings) -> Callable[..., tuple[ScriptedAssistant, Worker, str]]:
    def make(*scripts: list[Any]) -> tuple[ScriptedAssistant, Worker, str]:
        assistant = ScriptedAssistant(settings, *scripts)
        return assistant, Worker(assistant), assistant.store.start_conversation("a talk")

    return make


def test_the_question_is_stored_first_and_the_answer_as_it_grows(begin: Any) -> None:
    gate = Gate()
    assistant, worker, talk = begin([answered(small_action=""), gate, answered()])
    turn = worker.ask(talk, "she is quiet", "manager", True)
    worker.wait(turn, 10)
    growing = assistant.store.turn(turn)
    assert (growing.question, growing.state) == ("she is quiet", "running")
    assert growing.answer["steps"] and not growing.answer["small_action"]
    gate.open.set()
    assert finished(assistant, turn).answer["small_action"] == "Talk to her on Thursday."
    assert finished(assistant, turn).state == "done"
    assert assistant.asked == [{"question": "she is quiet", "history": [], "role": "manager", "room": True}]


def test_turns_of_a_conversation_are_answered_in_order_with_what_came_before(begin: Any) -> None:
    gate = Gate()
    assistant, worker, talk = begin([gate, answered(lead="First.")], [answered(lead="Second.")])
    first, second = worker.ask(talk, "one"), worker.ask(talk, "two")
    assert gate.reached.wait(10)
    assert [row["question"] for row in assistant.asked] == ["one"]
    gate.open.set()
    assert finished(assistant, second).answer["lead"] == "Second."
    history = assistant.asked[1]["history"]
    assert history[0] == {"role": "user", "content": "one"}
    assert history[1] == {"role": "assistant", "content": finished(assistant, first).answer["answer"]}


def test_conversations_do_not_wait_for_one_another(begin: Any) -> None:
    gate = Gate()
    assistant, worker, talk = begin([gate, answered()], [answered()])
    worker.ask(talk, "one")
    assert gate.reached.wait(10)
    other = worker.ask(assistant.store.start_conversation("another"), "two")
    assert finished(assistant, other).state == "done"
    gate.open.set()


def test_a_stopped_answer_keeps_what_there_is_and_nothing_comes_after(begin: Any) -> None:
    gate = Gate()
    assistant, worker, talk = begin([answered(small_action=""), gate, answered()])
    turn = worker.ask(talk, "she is quiet")
    worker.wait(turn, 10)
    worker.stop(turn)
    assert assistant.store.turn(turn).state == "stopped"  # at once, whatever the model still does
    gate.open.set()
    until(lambda: not worker.at_work(turn))
    stopped = assistant.store.turn(turn)
    assert stopped.state == "stopped" and stopped.answer["steps"] and not stopped.answer["small_action"]


@pytest.mark.parametrize(
    ("script", "state", "note"),
    [
        pytest.param([answered(), ModelUnusable("gone")], "done", texts.MODEL_FAILED, id="model fails on the way"),
        pytest.param(
            [answered(), RuntimeError("<html>")], "done", texts.MODEL_FAILED, id="a stranger's error on the way"
        ),
        pytest.param([IndexUnusable("run `x`")], "failed", "Run `x`.", id="the library does not answer"),
        pytest.param([RuntimeError("secret words")], "failed", texts.FAILED, id="an error nobody knows"),
    ],
)
def test_what_fails_leaves_the_quoted_answer_or_a_clear_word(begin: Any, script: Any, state: str, note: str) -> None:
    assistant, worker, talk = begin(script)
    turn = finished(assistant, worker.ask(talk, "she is quiet"))
    assert (turn.state, turn.answer["note"]) == (state, note)
    assert bool(turn.answer["steps"]) == (state == "done")


def test_a_text_that_is_no_question_gets_a_kind_word(begin: Any) -> None:
    assistant, worker, talk = begin([BadInput("the question is empty")])
    turn = finished(assistant, worker.ask(talk, "???"))
    assert (turn.state, turn.answer["lead"]) == ("done", "The question is empty.")
    assert assistant.store.unanswered() == []


def test_an_abstention_is_kept_for_the_editor(begin: Any) -> None:
    assistant, worker, talk = begin([Answer("abstain", "Nothing on that.", nearest=("pay",))])
    turn = worker.ask(talk, "accelerators?")
    until(lambda: not worker.at_work(turn))
    assert [kept.question for kept in assistant.store.unanswered()] == ["accelerators?"]


def test_a_failed_turn_is_answered_in_its_place(begin: Any) -> None:
    assistant, worker, talk = begin([IndexUnusable("no")], [answered()])
    failed = finished(assistant, worker.ask(talk, "she is quiet"))
    worker.again(failed)
    until(lambda: not worker.at_work(failed.id))
    assert [(turn.id, turn.state) for turn in assistant.store.turns(talk)] == [(failed.id, "done")]


def test_an_answer_that_cannot_be_stored_can_still_be_read(begin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assistant, worker, talk = begin([answered()])
    monkeypatch.setattr("ui.worker.TRIES", (0.0, 0.0))

    def full(*_: Any) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(assistant.store, "save_answer", full)
    turn = worker.ask(talk, "she is quiet")
    until(lambda: not worker.at_work(turn))
    assert worker.unsaved(turn) == answered()
    monkeypatch.undo()
    assert worker.unsaved(turn) is None, "there is room again"
    assert (assistant.store.turn(turn).state, worker.unsaved(turn)) == ("done", None)


def test_a_database_locked_in_the_middle_of_an_answer_loses_nothing(
    begin: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.store.PATIENCE", 0)
    gate = Gate()
    assistant, worker, talk = begin([answered(small_action=""), gate, answered()])
    turn = worker.ask(talk, "she is quiet")
    worker.wait(turn, 10)
    with closing(sqlite3.connect(assistant.settings.home / "state.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        gate.open.set()
        time.sleep(1)  # what could be read already can be read still; the rest waits
        assert assistant.store.turn(turn).answer["steps"]
        other.execute("ROLLBACK")
    assert finished(assistant, turn).answer["small_action"] == "Talk to her on Thursday."
    assert [(turn.question, turn.state) for turn in assistant.store.turns(talk)] == [("she is quiet", "done")]


def test_after_a_restart_what_was_running_has_failed(begin: Any) -> None:
    from ui import service

    assistant, _, talk = begin()
    turn = assistant.store.start_turn(talk, "she is quiet")
    service.of(assistant)
    assert assistant.store.turn(turn).state == "failed"


def test_one_thing_at_a_time_is_done_with_the_library() -> None:
    tasks, gate = Tasks(), Gate()

    def slow() -> list[tuple[bool, str]]:
        tasks.progress("reading", 1, 2)
        gate.reached.set()
        assert gate.open.wait(10)
        return [(True, "well")]

    assert tasks.start("add", slow)
    assert gate.reached.wait(10)
    assert not tasks.start("check", list)
    assert (tasks.latest.what, tasks.latest.done, tasks.latest.total) == ("reading", 1, 2)
    gate.open.set()
    until(lambda: not tasks.latest.running)
    assert tasks.latest.lines == [(True, "well")]


@pytest.mark.parametrize(
    ("error", "said"),
    [(IndexUnusable("it is broken; mend it"), "It is broken; mend it."), (KeyError("x"), texts.JOB_FAILED)],
    ids=["known", "unknown"],
)
def test_a_failing_task_says_so_in_one_sentence(error: Exception, said: str) -> None:
    tasks = Tasks()

    def fail() -> list[tuple[bool, str]]:
        raise error

    tasks.start("check", fail)
    until(lambda: not tasks.latest.running)
    assert tasks.latest.lines == [(False, said)]
