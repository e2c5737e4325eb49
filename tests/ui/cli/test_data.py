"""coach export, delete, backup, restore, privacy, as people call them: real processes, one clear line for what is bad."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

from assistant.app import build_library
from assistant.settings import from_environment
from assistant.store import Store
from tests.data.make_state import fill

ROOT = Path(__file__).parents[3]


def coach(home: Path, *call: str, stdin: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COACH_MODEL": "none", "OMP_NUM_THREADS": "2", **env}
    return subprocess.run(
        [sys.executable, "-m", "ui.cli", "--home", str(home), *call],
        capture_output=True, text=True, env=environment, input=stdin, cwd=home.parent, timeout=300,
    )  # fmt: skip


def refused(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 2 and "Traceback" not in done.stderr
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("coach: ")]
    return line


def test_a_home_is_moved_and_answers_and_what_is_mine_goes(tmp_path: Path) -> None:
    home, saved, other = tmp_path / "home", tmp_path / "saved.zip", tmp_path / "other"
    article = tmp_path / "parking.md"
    article.write_text("# Parking bays\n\nWhoever parks in the visitors' bay buys the coffee.\n")
    assert not build_library(from_environment(home=home)).open(empty=True).add([article])[0].error
    store = Store(f"sqlite:///{home / 'state.db'}")
    fill(store)
    assert coach(home, "backup", str(saved)).returncode == 0
    done = coach(other, "restore", str(saved))
    assert done.returncode == 0, done.stderr
    library = build_library(from_environment(home=other)).open()
    assert library.check() == []
    assert "buys the coffee" in library.article("parking").text
    back = Store(f"sqlite:///{other / 'state.db'}").everything()
    assert [row["action"] for row in back.pop("audit")][-1] == "restore"
    assert back == {name: rows for name, rows in store.everything().items() if name != "audit"}
    assert "holds data already" in refused(coach(other, "restore", str(saved)))
    saved.write_bytes(saved.read_bytes()[:-200])
    assert "damaged" in refused(coach(tmp_path / "third", "restore", str(saved)))
    assert not (tmp_path / "third").exists()

    done = coach(other, "export")
    assert done.returncode == 0
    with zipfile.ZipFile(tmp_path / done.stdout.strip()) as packed:
        assert "conversations/001 About Dana.md" in packed.namelist()
    assert json.loads(coach(other, "export", "--json").stdout)["conversations"][0]["title"] == "About Dana"
    assert "nothing was deleted" in refused(coach(other, "delete", stdin="yes\n"))
    assert coach(other, "delete", stdin="delete\n").returncode == 0
    assert not any(json.loads(coach(other, "export", "--json").stdout).values())
    assert [entry.id for entry in library.entries()] == ["parking"]


def test_before_the_first_use_it_is_said_once_what_leaves(tmp_path: Path) -> None:
    home = tmp_path / "home"
    call = ("commitments", "list", "--json")
    elsewhere = {"COACH_MODEL": "https://models.example.com/v1#x"}
    first, second = coach(home, *call, **elsewhere), coach(home, *call, **elsewhere)
    assert "is not on this machine" in first.stderr and json.loads(first.stdout) == []
    assert second.stderr == ""
    assert coach(home, *call, COACH_MODEL="http://127.0.0.1:1/v1#x").stderr == ""
    assert coach(home, "privacy", "mask", "on", "--name", "Dana").returncode == 0
    assert "with 1 names" in coach(home, "privacy", "show", **elsewhere).stdout
