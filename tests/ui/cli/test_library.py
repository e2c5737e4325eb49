"""`coach library` as people call it: real processes, real embedder, one clear line for what is bad."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.corpus import rewrite

ROOT = Path(__file__).parents[3]


def coach(
    home: Path, *call: str, env: dict[str, str] | None = None, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COACH_MODEL": "none", "OMP_NUM_THREADS": "2", **(env or {})}
    return subprocess.run(
        [sys.executable, "-m", "ui.cli", "--home", str(home), "library", *call],
        capture_output=True, text=True, env=environment, input=stdin, cwd=home.parent, timeout=300,
    )  # fmt: skip


def one_line_each(done: subprocess.CompletedProcess[str], count: int) -> list[str]:
    lines = [line for line in done.stderr.splitlines() if line.startswith("coach: ")]
    assert done.returncode == 2
    assert len(lines) == count, done.stderr
    assert "Traceback" not in done.stderr
    return lines


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("library") / "home"
    assert coach(home, "init", "--empty").returncode == 0
    return home


def test_a_batch_of_good_and_bad(empty: Path) -> None:
    folder = empty.parent / "batch"
    folder.mkdir()
    text = "# Ask first\n\nA manager who asks learns more than one who tells, and the team does too.\n"
    (folder / "good.md").write_text(text)
    (folder / "latin.txt").write_bytes("Ein Café-Gespräch hilft mehr als fünf Mails an alle im Team.".encode("latin-1"))
    (folder / "wide.txt").write_text("A rep who is heard sells better, and stays for longer.", encoding="utf-16")
    (folder / "paper.pdf").write_bytes(
        rewrite.as_pdf("# On paper\n\nWrite your goals down and look at them every single day of the week.\n")
    )
    (folder / "empty.txt").write_text("")
    (folder / "photo.txt").write_bytes(bytes.fromhex("ffd8ffe000104a46") + b"\x00" * 99)
    (folder / "cyrillic.txt").write_bytes("Менеджер спрашивает".encode("cp1251"))
    (folder / "unreadable.txt").symlink_to("/proc/self/mem")
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(200_000_000)
    names = [
        "good.md",
        "latin.txt",
        "wide.txt",
        "paper.pdf",
        "empty.txt",
        "photo.txt",
        "cyrillic.txt",
        "unreadable.txt",
        "huge.txt",
        "missing.txt",
    ]
    done = coach(empty, "add", *(str(folder / name) for name in names), "http://127.0.0.1:9/x")
    lines = one_line_each(done, 7)
    for name, says in (("empty", "empty"), ("photo", "JPEG"), ("cyrillic", "encoding"), ("unreadable", "Input/output"), ("huge", "200,000,000"), ("missing", "no such file"), ("127.0.0.1", "open internet")):  # fmt: skip
        assert any(name in line and says in line for line in lines), (name, lines)
    listed = json.loads(coach(empty, "list", "--json").stdout)
    assert [row["id"] for row in listed] == ["good", "latin", "paper", "wide"]
    assert "Café-Gespräch" in coach(empty, "show", "latin").stdout
    assert coach(empty, "check").returncode == 0
    assert "without cards" in done.stderr


def test_several_articles_in_one_file(empty: Path) -> None:
    path = empty.parent / "all.md"
    path.write_text(
        "# All\n\n## First idea\n\nAsk before you tell, every day.\n\n## Second idea\n\nTell what you saw, kindly.\n"
    )
    shown = coach(empty, "add", str(path), "--split", "--preview")
    assert shown.returncode == 0
    assert "first-idea  ·  First idea" in shown.stdout
    assert "first-idea" not in coach(empty, "list").stdout
    assert coach(empty, "add", str(path), "--split").stdout == "added: first-idea\nadded: second-idea\n"
    assert coach(empty, "remove", "first-idea", "second-idea").returncode == 0
    one_line_each(coach(empty, "add", str(path), "--preview"), 1)


def test_coverage_knows_what_found_nothing_unless_that_is_switched_off(empty: Path) -> None:
    path = empty.parent / "cover.md"
    path.write_text(
        "---\ntopics: [listening]\n---\n# Hear\n\nA manager who hears the end of a sentence learns why the deal is stuck and what to ask.\n"
    )
    assert coach(empty, "add", str(path)).returncode == 0
    found = json.loads(coach(empty, "coverage", "--json").stdout)
    assert {"name": "listening", "articles": ["cover"], "cards": 0} in found["topics"]
    assert any(row["article"] == "cover" and row["share"] == 1.0 for row in found["without_cards"])
    assert (found["unanswered"], found["keeps_unanswered"]) == ([], True)
    assert "switched off" in coach(empty, "coverage", env={"COACH_KEEP_UNANSWERED": "0"}).stdout


def test_drafting_without_a_model_says_so(empty: Path) -> None:
    (line,) = one_line_each(coach(empty, "draft", "cover"), 1)
    assert "no chat model is set" in line
    (line,) = one_line_each(coach(empty, "cards", "cover", "--accept", "nothing"), 1)
    assert "there is no draft" in line


def test_another_embedder_is_refused_with_the_command_that_repairs_it(empty: Path) -> None:
    (line,) = one_line_each(
        coach(empty, "add", str(empty.parent / "cover.md"), env={"COACH_EMBEDDER": str(empty.parent)}), 1
    )
    assert "coach library rebuild" in line
