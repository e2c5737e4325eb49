"""coach people: roles, and who changed the library, in the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assistant import team
from assistant.people import Session
from assistant.settings import from_environment
from assistant.store import Store
from ui.cli import coach


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home where Bob was logged in."""
    store = Store(from_environment({}, home=tmp_path).database, "p1")
    team.arrive(store, Session("p1", "Bob", "bob@firm.example", "m"), ())
    return tmp_path


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(coach, ["--home", str(home), "people", *words])


def test_a_member_is_made_an_editor_and_it_is_on_record(home: Path) -> None:
    (bob,) = json.loads(run(home, "list", "--json").stdout)
    assert bob == {"id": "p1", "name": "Bob", "email": "bob@firm.example", "role": "member"}
    assert run(home, "role", "bob@firm.example", "editor").stdout == "Bob: editor\n"
    assert "editor" in run(home, "list").stdout
    (change,) = json.loads(run(home, "changes", "--json").stdout)
    assert (change["by"], change["action"], change["what"]) == ("local", "role", "editor, Bob")
    assert "somebody in the terminal gave a role: editor, Bob" in run(home, "changes").stdout


def test_who_is_not_known_is_said(home: Path) -> None:
    failed = run(home, "role", "eve@firm.example", "editor")
    assert failed.exit_code != 0 and "there is nobody 'eve@firm.example'" in str(failed.exception)
    assert run(home, "role", "p1", "admin").exit_code == 2
