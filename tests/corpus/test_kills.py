"""`kill -9` at random moments of real writers: nothing lost, nothing double, and the next start is consistent."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from corpus.manifest import load
from tests.corpus.writer import library

ROOT = Path(__file__).parents[2]
WORDS = [
    "ask",
    "listen",
    "coach",
    "pipeline",
    "forecast",
    "goal",
    "praise",
    "doubt",
    "silence",
    "quota",
    "deal",
    "rep",
    "leader",
    "manager",
    "week",
    "talk",
    "plan",
    "trust",
]


def articles(folder: Path, count: int, version: int = 1) -> Path:
    """So many short articles of several passages each, all different."""
    folder.mkdir(exist_ok=True)
    for number in range(count):
        chance = random.Random(f"{version} {number}")
        paragraphs = [" ".join(chance.choices(WORDS, k=60)).capitalize() + "." for _ in range(6)]
        body = "\n\n".join(paragraphs)
        (folder / f"a{number:04}.md").write_text(f"# Article {number} in version {version}\n\n{body}\n")
    return folder


def started(home: Path, delay: float, action: str, *names: str) -> subprocess.Popen[str]:
    """A writer that has said `ready`."""
    command = [sys.executable, "-m", "tests.corpus.writer", str(home), str(delay), action, *names]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n", process.communicate()[1]
    return process


def killed(process: subprocess.Popen[str], seconds: float) -> bool:
    """Kills a writer after so many seconds; whether it was still at work."""
    try:
        _, said = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.communicate()
        return True
    assert process.returncode == 0, said
    return False


def seconds_of(home: Path, *call: str) -> float:
    """How long such a writer takes when it is let be."""
    process = started(home, 0.0, *call)
    start = time.monotonic()
    assert not killed(process, 120)
    return time.monotonic() - start


def consistent(home: Path) -> dict[str, str]:
    """Opens the library as the next process would; nothing is wrong, nothing is double. What there is: id -> text hash."""
    found = library(home).open(empty=True)
    assert found.check() == []
    assert not found.manifest.unfinished
    vector = found._embedder.embed(["coach ask listen"])[0]
    for hits in (found.dense(vector, 200), found.keyword("coach listen", 200)):
        ids = [hit.record.id for hit in hits]
        assert len(ids) == len(set(ids))
        for hit in hits[:20]:
            record = hit.record
            text = found.article(record.article).text
            assert text[record.start : record.end] in {p.text for p in found.passages(record.article)}
    assert not list((home / "articles" / ".staged").glob("*"))
    found._dense.close()  # as the end of a process would: the next one may make the index anew
    return {entry.id: entry.text_sha256 for entry in found.entries()}


def loop(tmp_path: Path, rounds: int, seed: int) -> int:
    """Kills writers that add, replace, remove and rebuild; returns how many died at work."""
    chance, home = random.Random(seed), tmp_path / "home"
    old, new = articles(tmp_path / "old", 24), articles(tmp_path / "new", 24, version=2)
    usual = seconds_of(home, "add", str(old))
    before, died = consistent(home), 0
    versions = {"old": before}
    (tmp_path / "probe").mkdir()
    for number in range(rounds):
        action = ("remove", "add", "rebuild")[number % 3]
        names = {"add": [str(chance.choice([old, new]))], "remove": chance.sample(sorted(before), min(8, len(before)))}.get(action, [])  # fmt: skip
        dead = killed(started(home, 0.02, action, *names), chance.uniform(0.0, 1.3 * usual))
        died += dead
        after = consistent(home)
        if action == "rebuild":
            assert after == before
        if action == "remove":
            assert set(before) - set(after) in (set(), set(names))
            assert dead or not set(names) & set(after)
            assert {id: after[id] for id in after} == {id: before[id] for id in after}
        if action == "add":
            assert set(before) <= set(after)
            if not dead:
                assert set(after) == {path.stem for path in old.iterdir()}
        before = after
    assert versions
    assert not killed(started(home, 0.0, "add", str(new)), 120)
    assert len(consistent(home)) == 24
    return died


def test_three_kills_of_adding_removing_and_rebuilding(tmp_path: Path) -> None:
    loop(tmp_path, 3, seed=1)


@pytest.mark.soak
@pytest.mark.parametrize("seed", [11, 12])
def test_twenty_kills_of_adding_removing_and_rebuilding(tmp_path: Path, seed: int) -> None:
    assert loop(tmp_path, 21, seed) >= 8


def indexing(tmp_path: Path, count: int, kills: int, seed: int) -> None:
    """Kills a process that indexes `count` articles, again and again; it goes on where it was."""
    chance, home = random.Random(seed), tmp_path / "home"
    folder = articles(tmp_path / "in", count)
    names, had, died, finished = {path.stem for path in folder.iterdir()}, set[str](), 0, 0
    while died < kills:
        process = started(home, 0.1, "add", str(folder))
        if not killed(process, chance.uniform(0.0, 1.5)):  # done before its moment came: from the start
            assert set(consistent(home)) == names
            home, had, finished = tmp_path / f"home{died}", set(), finished + 1
            continue
        died += 1
        if died % 5 == 0:
            now = set(consistent(home))  # this finishes what was left: nothing that was taken in is lost
            assert had <= now <= names
            had = now
        elif (found := load(home / "manifest.json")) is not None:
            now = set(found.entries)
            assert had <= now <= names
            had = now
    assert not killed(started(home, 0.0, "add", str(folder)), 300)
    assert set(consistent(home)) == names


def test_kills_while_indexing(tmp_path: Path) -> None:
    indexing(tmp_path, 60, kills=3, seed=3)


@pytest.mark.soak
def test_fifty_kills_while_indexing_five_hundred_articles(tmp_path: Path) -> None:
    indexing(tmp_path, 500, kills=50, seed=50)
