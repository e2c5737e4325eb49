"""Old databases are opened and lose nothing: tests/data holds one of every revision (tests/data/make_state.py)."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from assistant.store import Store, dump, load
from tests.data.make_state import fill

DATA = Path(__file__).parents[1] / "data"
FILES = sorted(DATA.glob("state-*.db"))
VERSIONS = Path(__file__).parents[2] / "assistant" / "migrations" / "versions"


def words(store: Store) -> dict[str, list[dict[str, object]]]:
    """What is kept, without ids and times."""
    return {
        table: [
            {k: v for k, v in row.items() if k not in _CHANGING and (table, k) != ("exchange_answers", "question")}
            for row in rows
        ]
        for table, rows in store.everything().items()
    }


_CHANGING = (
    "token",
    "of",
    "id",
    "created",
    "updated",
    "owner",
    "turn",
    "conversation",
    "session",
    "parent",
    "head",
    "looked",
    "changed",
)


def test_there_is_a_database_of_every_revision_from_the_third_on() -> None:
    numbers = {path.name[:4] for path in VERSIONS.glob("[0-9]*.py")} - {"0001", "0002"}
    assert {path.stem.removeprefix("state-") for path in FILES} == numbers, "run: python -m tests.data.make_state"


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("owner", ["local", "ann"])
def test_an_old_database_is_opened_with_all_that_was_in_it(file: Path, owner: str, tmp_path: Path) -> None:
    shutil.copy(file, tmp_path / "state.db")
    fresh = Store(f"sqlite:///{tmp_path / 'fresh.db'}", owner)
    fill(fresh)
    with sqlite3.connect(tmp_path / "state.db") as connection:
        then = {name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")}
    old = Store(f"sqlite:///{tmp_path / 'state.db'}", owner)
    assert words(old) == {table: rows if table in then else [] for table, rows in words(fresh).items()}
    assert old.turns(old.conversations()[0].id)[0].answer["answer"] == "Ask her."
    old.set_unanswered(old.unanswered()[0].id, "done")
    fill(old)


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
def test_an_old_database_moves_to_postgresql(file: Path, tmp_path: Path, postgresql: str) -> None:
    url = f"sqlite:///{shutil.copy(file, tmp_path / 'state.db')}"
    revision, tables = dump(url)
    load(postgresql, revision, tables)
    assert dump(postgresql) == (revision, tables)


def test_rows_of_an_older_revision_go_through_the_migrations_since(tmp_path: Path) -> None:
    row = {"id": "0" * 26, "owner": "local", "created": "2026-11-01T10:00:00+00:00", "question": "q", "nearest": "[]"}
    url = f"sqlite:///{tmp_path / 'state.db'}"
    load(url, "0003", {"unanswered": [row]})
    assert [(kept.question, kept.state) for kept in Store(url).unanswered()] == [("q", "open")]
