"""Personal state: kept, scoped to its owner, never shown to another."""

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from assistant.errors import StoreError
from assistant.store import Store


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'deep' / 'state.db'}"


def test_what_is_asked_is_stored_before_it_is_answered(url: str) -> None:
    store = Store(url)
    conversation = store.start_conversation("A talk")
    turn = store.start_turn(conversation, "What now?")
    assert [(t.question, t.state) for t in Store(url).turns(conversation)] == [("What now?", "running")]
    store.save_answer(turn, {"kind": "answer"}, "done")
    assert Store(url).turn(turn).answer == {"kind": "answer"}  # type: ignore[union-attr]


def test_a_stopped_turn_stays_stopped_while_its_worker_still_writes(url: str) -> None:
    store = Store(url)
    turn = store.start_turn(store.start_conversation("x"), "q")
    store.save_answer(turn, {}, "stopped")
    store.save_answer(turn, {"kind": "answer"}, "running")
    assert store.turn(turn).state == "stopped"  # type: ignore[union-attr]


def test_no_door_opens_on_another_owner(url: str) -> None:
    mine, yours = Store(url, "ann"), Store(url, "bob")
    conversation = mine.start_conversation("secret plan")
    turn = mine.start_turn(conversation, "secret question")
    promise = mine.add_commitment("secret promise", date(2026, 12, 1), turn)
    mine.add_feedback(turn, True, "secret reason")
    mine.add_unanswered("secret gap", [])
    assert (
        yours.conversations()
        == yours.conversations("secret")
        == yours.turns(conversation)
        == yours.commitments()
        == yours.unanswered()
        == []
    )
    assert yours.turn(turn) is yours.feedback(turn) is None
    assert not yours.set_commitment(promise, "done")
    yours.rename_conversation(conversation, "taken")
    yours.delete_conversation(conversation)
    yours.save_answer(turn, {"kind": "care"}, "done")
    assert mine.conversations()[0].title == "secret plan"
    assert mine.turns(conversation)[0].answer == {}


def test_conversations_are_found_by_title_and_by_question(url: str) -> None:
    store = Store(url)
    one, two = store.start_conversation("Monday"), store.start_conversation("Tuesday")
    store.start_turn(two, "the quiet rep")
    assert [c.id for c in store.conversations()] == [two, one]
    assert [c.id for c in store.conversations("QUIET")] == [two]
    store.delete_conversation(two)
    assert [c.id for c in store.conversations()] == [one]


def test_commitments_open_ones_first_by_date(url: str) -> None:
    store = Store(url)
    late, soon = store.add_commitment("late", date(2026, 12, 9)), store.add_commitment("soon", date(2026, 12, 1))
    done = store.add_commitment("done", date(2026, 11, 1))
    assert store.set_commitment(done, "done")
    assert [c.id for c in store.commitments()] == [soon, late, done]
    assert not store.set_commitment("", "done")
    assert store.set_commitment(late, "deleted")
    assert [c.id for c in store.commitments()] == [soon, done]


def test_turns_of_a_dead_worker_are_marked(url: str) -> None:
    store = Store(url)
    turn = store.start_turn(store.start_conversation("x"), "q")
    assert Store(url).fail_running() == 1
    assert store.turn(turn).state == "failed"  # type: ignore[union-attr]


def test_a_broken_database_says_so(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(StoreError, match=r"state\.db"):
        Store(f"sqlite:///{path}")


def test_write_ahead_log_is_on(url: str, tmp_path: Path) -> None:
    Store(url)
    assert sqlite3.connect(tmp_path / "deep" / "state.db").execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_questions_that_found_nothing_are_kept_unless_that_is_switched_off(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'state.db'}"
    Store(url).add_unanswered("accelerators on commission?", ["pay"])
    Store(url, keep_unanswered=False).add_unanswered("the capital of Mongolia?", [])
    assert [question for _, question in Store(url).unanswered()] == ["accelerators on commission?"]
