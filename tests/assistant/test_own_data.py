"""All data of one person comes out, and goes, down to the files; another's stays."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from assistant import own_data, privacy
from assistant.app import build_store
from assistant.settings import Settings
from assistant.store import Store
from tests.data.make_state import fill

WORDS = (
    "About Dana", "что делать", "Ask her.", "And if she says no?", "Talk to her on Thursday.", "too general",
    "accelerators on commission?", "eleven hours of e-mail", "How does an order get in?", "item-1", "Freight",
)  # fmt: skip


@pytest.fixture
def store(settings: Settings) -> Store:
    found = build_store(settings)
    fill(found)
    return found


def parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name).decode() for name in packed.namelist()}


def test_the_export_holds_all_that_is_kept_of_me_and_nothing_of_another(settings: Settings, store: Store) -> None:
    other = Store(settings.database, "bob")
    other.start_conversation("Bob's secret")
    privacy.set_masking(settings.home, True, ["Dana Whitfield"])
    found = parts(own_data.export(settings, store))
    everything = "\n".join(found.values())
    assert [word for word in WORDS if word not in everything] == []
    assert "Bob" not in everything
    tables = {name: json.loads(text) for name, text in found.items() if name.startswith("data/")}
    assert {name: len(rows) for name, rows in tables.items()} == {
        f"data/{name}.json": len(rows) for name, rows in store.everything().items()
    }
    assert tables["data/turns.json"][0]["answer"]["answer"] == "Ask her."
    assert json.loads(found["privacy.json"])["names"] == ["Dana Whitfield"]
    assert "Ask her" in found["conversations/001 About Dana.md"]
    assert "How does an order get in?" in found["practice/001 Freight.md"]
    assert "Talk to her on Thursday" in found["commitments.md"]
    assert "privacy.json" not in parts(own_data.export(settings, other))


@pytest.mark.parametrize("title", ["../../evil", "a/b\\c", "", "..", "x" * 300, "con: <b>?*"])
def test_a_title_makes_no_path(settings: Settings, title: str) -> None:
    store = build_store(settings)
    store.start_turn(store.start_conversation(title), "q")
    (name,) = [name for name in parts(own_data.export(settings, store)) if name.startswith("conversations/")]
    assert len(Path(name).parts) == 2 and ".." not in Path(name).parts and len(name) < 100


def test_deletion_leaves_no_word_in_any_file(settings: Settings, store: Store) -> None:
    other = Store(settings.database, "bob")
    other.start_conversation("Bob's talk")
    home = settings.home
    for path in ("runs/r1/answers.jsonl", "suites/feedback.yaml"):
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text("About Dana")
    (home / "suites" / "team.yaml").write_text("the team's")
    (home / "articles").mkdir()
    (home / "articles" / "own.md").write_text("the team's")
    privacy.set_masking(home, True, ["About Dana"])
    count = sum(map(len, store.everything().values()))
    assert own_data.erase(settings, store) == count
    holding = [
        (str(path), word)
        for path in home.rglob("*")
        if path.is_file()
        for word in WORDS
        if word.encode() in path.read_bytes()
    ]
    assert holding == []
    assert (home / "articles" / "own.md").exists() and (home / "suites" / "team.yaml").exists()
    assert [c.title for c in other.conversations()] == ["Bob's talk"]


def test_one_of_several_people_deletes_only_what_is_theirs(settings: Settings, store: Store) -> None:
    other: Any = Store(settings.database, "bob")
    (settings.home / "runs").mkdir()
    privacy.set_masking(settings.home, True, ["Dana"])
    own_data.erase(settings, other)
    assert (settings.home / "runs").exists() and privacy.read(settings.home).mask
    assert store.conversations()
