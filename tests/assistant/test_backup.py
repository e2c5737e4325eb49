"""A whole home as one file and back: everything comes back, a damaged file changes nothing and says so in one sentence."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.backup import backup, restore
from assistant.errors import CoachError
from assistant.settings import Settings
from assistant.store import Store, dump
from tests.data.make_state import fill

ROOT = Path(__file__).parents[2]
FILES = {
    "articles/own.md": b"---\nid: own\n---\ntext\n" * 500,
    "articles/.staged/abc.md": b"waiting",
    "cards/own.yaml": b"[]\n",
    "scenarios/mine.yaml": b"id: mine\n",
    "suites/mine.yaml": b"name: mine\n",
    "runs/r1/answers.jsonl": b"{}\n",
    "learned/adapter.safetensors": bytes(range(256)) * 9,
    "manifest.json": b"{}",
    "trust.json": b"{}",
    "privacy.json": b'{"mask": true, "names": [], "agreed": []}',
}
CACHES = ("index/chroma/data.bin", "write.lock", "state.db.lock", ".manifest.json.x.tmp")


@pytest.fixture
def full(settings: Settings) -> Settings:
    """A home with something of everything."""
    for name in (*FILES, *CACHES):
        path = settings.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(FILES.get(name, b"cache"))
    for owner in ("local", "ann"):
        store = Store(settings.database, owner)
        fill(store)
        store.close()
    return settings


@pytest.fixture
def saved(full: Settings, tmp_path: Path) -> Path:
    target = tmp_path / "saved" / "coach.zip"
    assert backup(full, target) == len(FILES)
    assert [path.name for path in target.parent.iterdir()] == ["coach.zip"]
    return target


def contents(home: Path) -> dict[str, bytes]:
    """Every file but the database and locks."""
    return {
        path.relative_to(home).as_posix(): path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and not path.name.startswith("state.db") and not path.name.endswith(".lock")
    }


def at(home: Path, url: str = "") -> Settings:
    return replace(Settings(home, home), database_url=url)


def test_everything_comes_back_in_a_new_place(full: Settings, saved: Path, tmp_path: Path) -> None:
    there = at(tmp_path / "deep" / "other")
    done = restore(there, saved)
    assert contents(there.home) == FILES
    assert dump(there.database) == dump(full.database)
    assert (done.files, done.rows, done.aside) == (len(FILES), sum(map(len, dump(full.database)[1].values())), None)
    assert [path.name for path in there.home.parent.iterdir()] == ["other"]


def test_what_is_written_while_it_is_saved_is_whole(full: Settings, tmp_path: Path) -> None:
    with sqlite3.connect(full.home / "state.db") as open_elsewhere:  # in the log, not in the file yet
        open_elsewhere.execute("update conversations set title = 'in the log'")
        open_elsewhere.commit()
        backup(full, tmp_path / "b.zip")
    restore(at(tmp_path / "other"), tmp_path / "b.zip")
    assert [c.title for c in Store(at(tmp_path / "other").database).conversations()] == ["in the log"]


def test_a_home_that_holds_something_is_left_alone_or_put_aside(full: Settings, saved: Path, tmp_path: Path) -> None:
    there = at(tmp_path / "other")
    there.home.mkdir()
    (there.home / "note.txt").write_text("mine")
    with pytest.raises(CoachError, match="holds data already"):
        restore(there, saved)
    assert contents(there.home) == {"note.txt": b"mine"}
    done = restore(there, saved, replace=True)
    assert done.aside is not None and contents(done.aside) == {"note.txt": b"mine"}
    assert contents(there.home) == FILES


def test_a_home_moves_to_postgresql_and_back(full: Settings, saved: Path, tmp_path: Path, postgresql: str) -> None:
    there = at(tmp_path / "other", postgresql)
    restore(there, saved)
    assert dump(postgresql) == dump(full.database)
    assert not (there.home / "state.db").exists()
    with pytest.raises(CoachError, match="holds data already"):
        restore(at(tmp_path / "third", postgresql), saved)
    backup(there, tmp_path / "again.zip")
    restore(at(tmp_path / "fourth"), tmp_path / "again.zip")
    assert dump(at(tmp_path / "fourth").database) == dump(full.database)


def changed(saved: Path, change: Any) -> Path:
    """The backup with other parts; the list of content as it was, unless it is changed, too."""
    with zipfile.ZipFile(saved) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    change(parts)
    target = saved.with_name("changed.zip")
    with zipfile.ZipFile(target, "w") as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return target


def listed(parts: dict[str, bytes], name: str, data: bytes) -> None:
    """Puts a part in, and on the list."""
    import hashlib

    parts[name] = data
    document = json.loads(parts["backup.json"])
    document["files"][name] = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    parts["backup.json"] = json.dumps(document).encode()


def about(parts: dict[str, bytes], **more: Any) -> None:
    parts["backup.json"] = json.dumps({**json.loads(parts["backup.json"]), **more}).encode()


@pytest.mark.parametrize(
    "change",
    [
        lambda parts: parts.update({"home/articles/own.md": b"other"}),
        lambda parts: parts.pop("home/articles/own.md"),
        lambda parts: parts.update({"home/more.md": b"x"}),
        lambda parts: parts.update({"backup.json": b"{"}),
        lambda parts: parts.pop("backup.json"),
        lambda parts: about(parts, format=99),
        lambda parts: about(parts, tables="9999"),
        lambda parts: about(parts, files=[]),
        lambda parts: listed(parts, "state/turns.jsonl", b'{"id": 1}\n'),
        lambda parts: listed(parts, "state/turns.jsonl", b"no json\n"),
        lambda parts: listed(parts, "state/turns.jsonl", b"[1]\n"),
        lambda parts: listed(parts, "state/nothing.jsonl", b'{"id": "1"}\n'),
        lambda parts: listed(parts, "home/../../evil.md", b"x"),
        lambda parts: listed(parts, "/etc/evil", b"x"),
        lambda parts: listed(parts, "home/c:\\evil", b"x"),
    ],
)
def test_a_damaged_backup_changes_nothing(saved: Path, tmp_path: Path, change: Any) -> None:
    there = at(tmp_path / "other")
    with pytest.raises(CoachError) as caught:
        restore(there, changed(saved, change))
    assert str(caught.value).count("\n") == 0 and "changed.zip" in str(caught.value)
    assert not there.home.exists()
    assert not list(tmp_path.glob(".other.*")) and not list(tmp_path.rglob("evil*"))


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_backup_that_was_cut_short_or_has_a_wrong_byte_is_refused(saved: Path, tmp_path: Path, share: float) -> None:
    data = saved.read_bytes()
    at_byte = int(len(data) * share)
    for name, bad in (
        ("cut.zip", data[:at_byte]),
        ("byte.zip", data[:at_byte] + bytes([data[at_byte] ^ 0xFF]) + data[at_byte + 1 :]),
    ):
        (tmp_path / name).write_bytes(bad)
        there = at(tmp_path / "other")
        try:
            restore(there, tmp_path / name)
        except CoachError as error:
            assert "\n" not in str(error)
            assert not there.home.exists()
        else:  # a byte that means nothing, such as one of a time stamp: then all of it must be as it was
            assert name == "byte.zip" and contents(there.home) == FILES
            shutil.rmtree(there.home)


@pytest.mark.parametrize("source", ["missing.zip", "."])
def test_what_is_no_file_is_said(settings: Settings, tmp_path: Path, source: str) -> None:
    with pytest.raises(CoachError):
        restore(settings, tmp_path / source)


def test_nothing_to_save_is_said(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(CoachError, match="nothing to back up"):
        backup(settings, tmp_path / "b.zip")


def test_a_backup_inside_the_home_does_not_hold_itself(full: Settings, tmp_path: Path) -> None:
    for _ in range(2):
        assert backup(full, full.home / "b.zip") == len(FILES)


_FULL = """
import resource, signal, sys
from pathlib import Path
from assistant.backup import backup
from assistant.errors import CoachError
from assistant.settings import Settings
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    backup(Settings(Path(sys.argv[1]), Path(sys.argv[1])), Path(sys.argv[2]))
except CoachError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="files have no limit there")
def test_a_full_disk_leaves_the_last_backup(full: Settings, saved: Path) -> None:
    (full.home / "articles" / "big.md").write_bytes(os.urandom(400_000))
    before = saved.read_bytes()
    call = [sys.executable, "-c", _FULL, str(full.home), str(saved)]
    done = subprocess.run(call, capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.count("\n") == 1 and "cannot be written" in done.stdout
    assert saved.read_bytes() == before and [path.name for path in saved.parent.iterdir()] == [saved.name]
