"""One writer and several readers, on disk and on a Chroma server; and another embedder, there and back."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.documents import Vectors
from corpus.errors import IndexUnusable
from corpus.files import exclusive
from corpus.library import Library
from tests.corpus.test_kills import ROOT, articles
from tests.fakes import WordEmbedder

TEXT = "# {0}\n\nThe {0} article says to ask before telling. It has two sentences about {0}.\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Chroma server on this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).parent / "chroma"), "run", "--path", str(tmp_path_factory.mktemp("server"))]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        assert running.poll() is None, "the server ended"
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    running.terminate()
    running.wait(20)


class Reader:
    """A reading process that answers one query after another."""

    def __init__(self, home: Path, url: str) -> None:
        command = [sys.executable, "-m", "tests.corpus.reader", str(home), *([url] if url else [])]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
        )
        assert self._line() == "ready"

    def ask(self, query: str) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{query}\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._line())
        return answer

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, f"the reader died ({self._process.wait()}): {self._process.stderr and self._process.stderr.read()}"
        return line.strip()

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


def write(folder: Path, *ids: str) -> list[Path]:
    folder.mkdir(exist_ok=True)
    for id in ids:
        (folder / f"{id}.txt").write_text(TEXT.format(id))
    return [folder / f"{id}.txt" for id in ids]


@pytest.mark.parametrize("where", ["disk", "server"])
def test_readers_in_other_processes_notice_what_a_writer_does(
    where: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("server") if where == "server" else ""
    home = tmp_path / "home"
    library = Library(home, WordEmbedder(), url).open(empty=True)
    library.add(write(tmp_path / "in", "alpha", "beta"))
    readers = [Reader(home, url) for _ in range(2)]
    try:
        assert [r.ask("beta article")["dense"][0] for r in readers] == ["beta", "beta"]
        library.add(write(tmp_path / "in", "gamma"))
        for reader in readers:
            found = reader.ask("gamma")
            assert (found["dense"][0], found["keyword"][0]) == ("gamma", "gamma")
        library.remove(["gamma", "beta"])
        for reader in readers:
            found = reader.ask("gamma beta")
            assert set(found["dense"]) | set(found["keyword"]) <= {"alpha"}
        library.rebuild()
        assert [r.ask("alpha")["dense"] for r in readers] == [["alpha"], ["alpha"]]
    finally:
        for reader in readers:
            reader.close()
    assert library.check() == []


def test_what_is_removed_answers_nothing_before_the_writer_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writer dies right after it said what it removes: passages and cards of it answer nothing from then on."""
    home = tmp_path / "home"
    library = Library(home, WordEmbedder()).open()
    reader = Reader(home, "")
    try:
        cards = reader.ask("quiet")["cards"]
        assert cards == len(library.cards())
        own = len(library.cards("quietly-quitting"))

        def dies(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(library, "_seal", dies)
        with pytest.raises(KeyboardInterrupt):
            library.remove(["quietly-quitting"])
        found = reader.ask("sales force that quits in silence")
        assert "quietly-quitting" not in [*found["dense"], *found["keyword"]]
        assert found["cards"] == cards - own
    finally:
        reader.close()


def test_readers_that_come_while_a_writer_writes_live(tmp_path: Path) -> None:
    """Chroma rewrites its files in place: without a lock four of ten readers that opened them then were seen to die."""
    home, folder = tmp_path / "home", articles(tmp_path / "in", 400)
    library = Library(home, WordEmbedder(dimension=384)).open(empty=True)
    library.add(sorted(folder.iterdir())[:5])
    command = [sys.executable, "-m", "tests.corpus.writer", str(home), "0.0", "add", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "WRITER_DIMENSION": "384"}
    writer = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    came = 0
    try:
        while writer.poll() is None:
            fresh = Library(home, WordEmbedder(dimension=384))
            fresh._dense.reopen()
            reading = subprocess.run(
                [sys.executable, "-c", _OPEN.format(home=str(home))],
                capture_output=True,
                text=True,
                env=environment,
                timeout=120,
            )
            assert reading.returncode == 0, reading.stderr[-500:]
            came += 1
    finally:
        writer.kill()
        said = writer.communicate()[1]
    assert writer.returncode == 0, said[-500:]
    assert came >= 1
    assert library.check() == []


def test_a_file_that_another_process_writes_is_not_taken_for_damaged(tmp_path: Path) -> None:
    """The first search of a small collection cuts its files to nothing and writes them anew."""
    home = tmp_path / "home"
    library = Library(home, WordEmbedder()).open(empty=True)
    library.add(sorted(articles(tmp_path / "in", 5).iterdir()))
    vectors = next((home / "index").rglob("data_level0.bin"))
    data = vectors.read_bytes()
    assert data
    held = threading.Event()

    def writes() -> None:
        with exclusive(next((home / "index").rglob("files.lock")), 5, "busy"):
            vectors.write_bytes(b"")
            held.set()
            time.sleep(0.3)
            vectors.write_bytes(data)

    other = threading.Thread(target=writes)
    other.start()
    held.wait(5)
    assert vectors.stat().st_size == 0
    library.ready()
    other.join()
    vectors.write_bytes(b"")
    with pytest.raises(IndexUnusable, match="data_level0"):
        library.ready()


_OPEN = """
from pathlib import Path
from corpus.library import Library
from tests.fakes import WordEmbedder
embedder = WordEmbedder(dimension=384)
for _ in range(5):
    library = Library(Path({home!r}), embedder).open(empty=True)
    assert library.dense(embedder.embed(["coach ask listen"])[0], 5)
    library._dense.close()
"""


def test_a_server_that_is_gone_is_named_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    library = Library(tmp_path / "home", WordEmbedder(), url)
    with pytest.raises(IndexUnusable, match=f"is the Chroma server at {url} up") as caught:
        library.open(empty=True).add(write(tmp_path / "in", "alpha"))
    assert "\n" not in str(caught.value)


def test_several_homes_share_a_server(server: str, tmp_path: Path) -> None:
    first, second = (Library(tmp_path / name, WordEmbedder(), server).open(empty=True) for name in ("one", "two"))
    first.add(write(tmp_path / "in", "alpha"))
    second.add(write(tmp_path / "in", "beta"))
    assert [entry.id for entry in first.entries()] == ["alpha"]
    assert [hit.record.article for hit in first.dense(WordEmbedder().embed(["beta"])[0], 5)] == ["alpha"]
    assert first.check() == second.check() == []


@pytest.mark.parametrize("where", ["disk", "server"])
def test_another_embedder_there_and_back(where: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue("server") if where == "server" else ""
    home = tmp_path / "home"
    first, second = WordEmbedder(name="first"), WordEmbedder(dimension=32, name="second")

    def found(embedder: WordEmbedder, library: Library) -> list[tuple[str, float]]:
        vector: Vectors = embedder.embed(["beta article"])[0]
        return [(hit.record.id, round(hit.score, 5)) for hit in library.dense(vector, 5)]

    library = Library(home, first, url).open(empty=True)
    library.add(write(tmp_path / "in", "alpha", "beta"))
    before, old = found(first, library), library.manifest.collection

    other = Library(home, second, url).open()
    with pytest.raises(IndexUnusable, match="another embedder"):
        other.ready()
    assert found(first, library) == before  # whoever still has the old one goes on with the old index
    other.rebuild()
    assert other.check() == []
    assert other.manifest.collection != old
    assert found(second, other)[0][0].startswith("beta:")
    assert other.manifest.collection in other._dense.collections()
    assert old not in other._dense.collections()

    first.asked.clear()
    back = Library(home, first, url)
    back.rebuild()
    assert first.asked == []  # nothing is embedded again
    assert found(first, back) == before
    assert back.check() == []


def test_a_rebuild_that_fails_its_probe_leaves_the_old_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library(tmp_path / "home", WordEmbedder()).open(empty=True)
    library.add(write(tmp_path / "in", "alpha"))
    real = library._dense.add
    monkeypatch.setattr(library._dense, "add", lambda name, records, vectors: real(name, records[1:], vectors[1:]))
    with pytest.raises(IndexUnusable, match="old one stays"):
        library.rebuild()
    monkeypatch.undo()
    again = Library(tmp_path / "home", WordEmbedder()).open()
    assert again.check() == []
    assert [hit.record.article for hit in again.dense(WordEmbedder().embed(["alpha"])[0], 5)] == ["alpha"]
    assert again._dense.collections() == {again.manifest.collection}
