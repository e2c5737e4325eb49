"""Personal state: kept, scoped to its owner, never shown to another."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import StoreError
from assistant.store import Store, dump, load
from tests.data.make_state import fill

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgresql"))
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


def test_write_ahead_log_is_on(tmp_path: Path) -> None:
    Store(f"sqlite:///{tmp_path / 'deep' / 'state.db'}")
    assert sqlite3.connect(tmp_path / "deep" / "state.db").execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_questions_that_found_nothing_are_kept_unless_that_is_switched_off(url: str) -> None:
    Store(url).add_unanswered("accelerators on commission?", ["pay"])
    Store(url, keep_unanswered=False).add_unanswered("the capital of Mongolia?", [])
    assert [kept.question for kept in Store(url).unanswered()] == ["accelerators on commission?"]


def test_questions_that_found_nothing_are_done_or_deleted(url: str) -> None:
    store = Store(url)
    for question in ("one", "two", "three"):
        store.add_unanswered(question, ["pay"])
    three, two, _ = store.unanswered()
    assert (three.nearest, three.state) == (("pay",), "open")
    assert store.set_unanswered(three.id, "done") and store.set_unanswered(two.id, "deleted")
    assert not Store(url, "bob").set_unanswered(three.id, "deleted")
    assert [kept.question for kept in store.unanswered()] == ["one"]
    assert [kept.question for kept in store.unanswered("")] == ["three", "one"]


def test_a_deleted_conversation_can_be_put_back_as_it_was(url: str) -> None:
    store = Store(url)
    talk = store.start_conversation("About Dana")
    turn = store.start_turn(talk, "she is quiet")
    store.save_answer(turn, {"kind": "answer"}, "done")
    store.add_feedback(turn, True)
    before = store.everything()
    removed = store.delete_conversation(talk)
    assert not any(store.everything().values())
    Store(url, "bob").put_back(removed)
    assert not any(store.everything().values())
    store.put_back(removed)
    assert store.everything() == before


def test_words_that_a_database_refuses_are_written_down_all_the_same(url: str) -> None:
    store = Store(url)
    talk = store.start_conversation("a\x00b")
    turn = store.start_turn(talk, "half \ud83d character")
    assert store.conversations()[0].title == "ab"
    assert store.turn(turn).question == "half ? character"  # type: ignore[union-attr]


def test_erasing_takes_what_is_mine_and_leaves_what_is_yours(url: str) -> None:
    mine, yours = Store(url, "ann"), Store(url, "bob")
    fill(mine)
    fill(yours)
    before = yours.everything()
    assert all(before.values()), "every table is tried"
    assert mine.erase() == sum(map(len, before.values()))
    assert not any(mine.everything().values())
    assert yours.everything() == before


def test_what_is_erased_is_in_no_file_any_more(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'state.db'}")
    fill(store)
    words = [b"About Dana", "что делать".encode(), b"eleven hours of e-mail", b"too general", b"accelerators"]

    def found() -> list[bytes]:
        files = [path.read_bytes() for path in tmp_path.iterdir() if path.is_file()]
        return [word for word in words if any(word in data for data in files)]

    assert found() == words
    store.erase()
    assert found() == []


def test_a_whole_database_moves_from_one_kind_to_the_other(url: str, tmp_path: Path) -> None:
    mine, yours = Store(url, "ann"), Store(url, "bob")
    fill(mine)
    fill(yours)
    revision, tables = dump(url)
    other = f"sqlite:///{tmp_path / 'other.db'}"
    load(other, revision, tables)
    assert dump(other) == (revision, tables)
    with pytest.raises(StoreError, match="holds data already"):
        load(url, revision, tables)
    mine.add_commitment("since then", None)
    load(url, revision, tables, replace=True)
    assert dump(url) == (revision, tables)


@pytest.mark.parametrize(
    ("revision", "tables"),
    [
        ("9999", {}),
        ("0001", {"reflections": []}),
        ("0001", {"conversations": [{"id": "x", "owner": "local", "created": "yesterday", "title": "t"}]}),
        ("0001", {"conversations": [{"nothing": 1}]}),
    ],
    ids=["revision", "table", "value", "column"],
)
def test_what_cannot_be_loaded_leaves_what_is_there(url: str, revision: str, tables: dict[str, Any]) -> None:
    store = Store(url)
    with pytest.raises(StoreError):
        load(url, revision, tables)
    fill(store)
    assert all(store.everything().values())


def test_many_at_once_open_a_new_database(url: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        for store in pool.map(Store, [url] * 8):
            store.start_conversation("x")
    assert len(Store(url).conversations()) == 8


def test_a_locked_database_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.store.PATIENCE", 0)
    path = tmp_path / "state.db"
    store = Store(f"sqlite:///{path}")
    with sqlite3.connect(path) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another program holds the database"):
            store.start_conversation("x")
        other.rollback()
    store.start_conversation("x")
    assert len(store.conversations()) == 1


_FULL = """
import resource, signal, sys
from assistant.errors import StoreError
from assistant.store import Store
store = Store(sys.argv[1])
kept = store.start_turn(store.start_conversation("kept"), "kept")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (700_000, 700_000))
try:
    for number in range(1000):
        store.save_answer(kept, {"answer": "x" * 1000 * number}, "running")
except StoreError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="files have no limit there")
def test_a_full_disk_says_so_and_loses_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'state.db'}"
    said = subprocess.run([sys.executable, "-c", _FULL, url], capture_output=True, text=True, cwd=ROOT, check=True)
    assert "the disk is full or cannot be written" in said.stdout
    store = Store(url)
    (talk,) = store.conversations()
    (turn,) = store.turns(talk.id)
    assert (turn.question, turn.state) == ("kept", "running") and turn.answer["answer"].startswith("xxx")
    store.save_answer(turn.id, {"answer": "whole"}, "done")
