"""coach export, delete, backup, restore, privacy, as people call them: real processes, one clear line for what is bad."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

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


def test_a_home_is_moved_and_answers_and_what_is_mine_goes(home: Path) -> None:
    store = Store(f"sqlite:///{home / 'state.db'}")
    fill(store)
    (home.parent / "parking.md").write_text("# Parking bays\n\nWhoever parks in the visitors' bay buys the coffee.\n")
    assert coach(home, "library", "add", "parking.md").returncode == 0
    saved, other = home.parent / "saved.zip", home.parent / "other"
    assert coach(home, "backup", str(saved)).returncode == 0
    done = coach(other, "restore", str(saved))
    assert done.returncode == 0, done.stderr
    assert json.loads(coach(other, "library", "check", "--json").stdout) == {"ok": True, "problems": []}
    shown = json.loads(coach(other, "library", "show", "parking", "--json").stdout)
    assert "buys the coffee" in shown["text"]
    assert Store(f"sqlite:///{other / 'state.db'}").everything() == store.everything()
    assert "holds data already" in refused(coach(other, "restore", str(saved)))
    saved.write_bytes(saved.read_bytes()[:-200])
    assert "damaged" in refused(coach(home.parent / "third", "restore", str(saved)))
    assert not (home.parent / "third").exists()

    done = coach(other, "export")
    assert done.returncode == 0
    with zipfile.ZipFile(home.parent / done.stdout.strip()) as packed:
        assert "conversations/001 About Dana.md" in packed.namelist()
    assert json.loads(coach(other, "export", "--json").stdout)["conversations"][0]["title"] == "About Dana"
    assert "nothing was deleted" in refused(coach(other, "delete", stdin="yes\n"))
    assert coach(other, "delete", stdin="delete\n").returncode == 0
    assert not any(json.loads(coach(other, "export", "--json").stdout).values())
    assert "parking" in coach(other, "library", "list").stdout


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
