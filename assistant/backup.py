"""A whole home as one file, and back: articles, cards, scenarios, suites, runs, decisions, and everybody's personal state.

The file is a ZIP with a list of its own content (`backup.json`, SHA-256 of each part). Personal state lies in it as rows, so
it moves from SQLite to PostgreSQL and back and through the migrations of a newer version. Caches (`index/`) stay out: they
are made anew. Weights lie outside the home.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from assistant.errors import BadInput, StoreError
from assistant.settings import Settings
from assistant.store import dump, load
from corpus.files import exclusive, sync_folder
from corpus.library import WRITE_LOCK

FORMAT = 1
CONTENTS = "backup.json"
STATE = "state/"  # rows of a table, a line each
HOME = "home/"
MOST = 1_000_000  # files
_CHUNK = 1 << 20
_LEFT_OUT = ("index",)
_LOGIN = ("login.toml", "login.key")  # written anew at every start, or once; secrets of an installation, not of a home
_BUSY = "the library is being changed; try again when that is done"


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back. `aside` is where the home that was there before has been put."""

    made: str
    files: int
    rows: int
    aside: Path | None


def backup(settings: Settings, target: Path) -> int:
    """Writes the home to `target`, which is there as a whole or not at all; returns the number of its files.

    Raises BadInput where it cannot be written, Busy while the library is being changed, StoreError.
    """
    home = settings.home
    if not home.is_dir():
        raise BadInput(f"there is no home at {home}, so there is nothing to back up")
    if target.is_dir():
        raise BadInput(f"{target} is a folder; name a file, for example {target / 'coach.zip'}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    except OSError as error:
        raise BadInput(f"{target}: cannot be written ({error.strerror})") from error
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file, exclusive(home / WRITE_LOCK, 60, _BUSY):
            count = _write(settings, file, {part, target.absolute()})
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
        sync_folder(target.parent)
        return count
    except OSError as error:
        raise BadInput(f"{target}: cannot be written ({error.strerror})") from error
    finally:
        part.unlink(missing_ok=True)


def _write(settings: Settings, file: Any, not_these: set[Path]) -> int:
    files: dict[str, dict[str, Any]] = {}
    revision, tables = dump(settings.database)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:

        def add(name: str, pieces: Iterator[bytes]) -> None:
            digest, size = hashlib.sha256(), 0
            with packed.open(name, "w", force_zip64=True) as out:
                for piece in pieces:
                    out.write(piece)
                    digest.update(piece)
                    size += len(piece)
            files[name] = {"sha256": digest.hexdigest(), "bytes": size}

        for path in _files(settings.home):
            if path.absolute() not in not_these:
                add(HOME + path.relative_to(settings.home).as_posix(), _pieces(path))
        count = len(files)
        for table, rows in tables.items():
            add(f"{STATE}{table}.jsonl", (json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows))
        contents = {
            "format": FORMAT,
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "tables": revision,
            "files": files,
        }
        packed.writestr(CONTENTS, json.dumps(contents, ensure_ascii=False))
    return count


def _files(home: Path) -> Iterator[Path]:
    """The files that count: no caches, no locks, no database (its rows are taken), nothing half written."""
    for folder, folders, names in os.walk(home):
        here = Path(folder)
        if here == home:
            folders[:] = [name for name in folders if name not in _LEFT_OUT]
        for name in folders:
            if (here / name).is_symlink():
                raise BadInput(f"{here / name} is a link to another folder, which a backup does not follow; move it in")
        folders.sort()
        for name in sorted(names):
            path = here / name
            if path.is_file() and not (
                name.endswith((".lock", ".tmp")) or (here == home and (name.startswith("state.db") or name in _LOGIN))
            ):
                yield path


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            yield piece


# ---------------------------------------------------------------- back


def restore(settings: Settings, source: Path, *, replace: bool = False) -> Restored:
    """Makes the home what it was in the backup. Everything is read and verified in a place of its own before it is moved.

    A home that holds something is only touched with `replace`, and then kept beside the new one. Raises BadInput for what
    is no backup, or a damaged one, and for a home that is not empty; StoreError when the rows cannot be put back.
    """
    home = settings.home
    taken = home.exists() and any(home.iterdir())
    if taken and not replace:
        raise BadInput(f"{home} holds data already; with --replace it is put aside and the backup takes its place")
    home.parent.mkdir(parents=True, exist_ok=True)
    with _opened(source) as packed, tempfile.TemporaryDirectory(dir=home.parent, prefix=f".{home.name}.") as place:
        fresh = Path(place) / "home"
        fresh.mkdir()
        contents = _contents(packed, source)
        needed = sum(part["bytes"] for part in contents["files"].values())
        if needed > shutil.disk_usage(place).free:
            raise BadInput(f"{source}: needs {needed / 1e6:,.0f} MB, and there is less room on the disk of {home}")
        tables: dict[str, list[dict[str, Any]]] = {}
        for name, part in contents["files"].items():
            if name.startswith(STATE):
                target = Path(place) / "rows"
                _unpack(packed, name, part, target, source)
                tables[name.removeprefix(STATE).removesuffix(".jsonl")] = _rows(target, name, source)
            else:
                _unpack(packed, name, part, fresh / name.removeprefix(HOME), source)
        own = settings.database_url
        url = own or f"sqlite:///{fresh / 'state.db'}"
        try:
            load(url, contents["tables"], tables, replace=replace)
        except StoreError as error:
            raise StoreError(f"{source}: {error}") from error
        if not own:
            _verify(url, contents["tables"], tables, source)
        with exclusive(home / WRITE_LOCK, 10, _BUSY) if taken else nullcontext():
            aside = _move(fresh, home, taken=taken)
    return Restored(contents["made"], len(contents["files"]) - len(tables), sum(map(len, tables.values())), aside)


@contextmanager
def _opened(source: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(source) as packed:
            yield packed
    except FileNotFoundError as error:
        raise BadInput(f"{source}: there is no such file") from error
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise BadInput(f"{source}: is no backup, or is damaged") from error
    except OSError as error:
        raise BadInput(f"{source}: {error.strerror or error}") from error


def _contents(packed: zipfile.ZipFile, source: Path) -> dict[str, Any]:
    """The list of what is in the file, held against what is."""
    try:
        contents: dict[str, Any] = json.loads(packed.read(CONTENTS))
        files = contents["files"]
        whole = (
            contents["format"] == FORMAT and isinstance(contents["tables"], str) and isinstance(contents["made"], str)
        )
        sizes = all(isinstance(part["bytes"], int) and part["bytes"] >= 0 for part in files.values())
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise BadInput(f"{source}: is no backup, or is damaged") from error
    if not whole or not sizes:
        raise BadInput(f"{source}: is no backup that this version can read")
    names = packed.namelist()
    if sorted(names) != sorted([*files, CONTENTS]) or len(names) > MOST:
        raise BadInput(f"{source}: is damaged: its list of content is not what is in it")
    for name in files:
        path = PurePosixPath(name)
        odd = path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or str(path) != name
        if odd or not name.startswith((HOME, STATE)) or len(path.parts) < 2:
            raise BadInput(f"{source}: holds a file with a name that is not allowed ({name!r})")
    return contents


def _unpack(packed: zipfile.ZipFile, name: str, part: dict[str, Any], target: Path, source: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    try:
        with packed.open(name) as data, target.open("wb") as out:
            while piece := data.read(_CHUNK):
                digest.update(piece)
                size += len(piece)
                if size > part["bytes"]:
                    break
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError) as error:
        raise BadInput(f"{source}: is damaged ({name})") from error
    except OSError as error:
        raise BadInput(f"{source}: {name} cannot be written ({error.strerror})") from error
    if size != part["bytes"] or digest.hexdigest() != part.get("sha256"):
        raise BadInput(f"{source}: is damaged ({name})")


def _rows(path: Path, name: str, source: Path) -> list[dict[str, Any]]:
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    except ValueError as error:
        raise BadInput(f"{source}: is damaged ({name})") from error
    if not all(isinstance(row, dict) for row in rows):
        raise BadInput(f"{source}: is damaged ({name})")
    return rows


def _verify(url: str, revision: str, tables: dict[str, list[dict[str, Any]]], source: Path) -> None:
    """Every row is there; and where no migration lay between, each as it was."""
    now, found = dump(url)
    same = found == {**found, **tables} if now == revision else True
    if not same or any(len(found.get(name, ())) != len(rows) for name, rows in tables.items()):
        raise StoreError(f"{source}: what was put back is not what was in it")


def _move(fresh: Path, home: Path, *, taken: bool) -> Path | None:
    """The new home in its place; the old one beside it."""
    aside = None
    try:
        if taken:
            aside = home.with_name(f"{home.name}.before-{datetime.now(UTC):%Y%m%d-%H%M%S}")
            home.rename(aside)
        elif home.exists():
            home.rmdir()
        try:
            fresh.rename(home)
        except OSError:
            if aside is not None:
                aside.rename(home)
            raise
        sync_folder(home.parent)
    except OSError as error:
        raise BadInput(f"{home}: cannot be put in place ({error.strerror}); nothing has changed") from error
    return aside
