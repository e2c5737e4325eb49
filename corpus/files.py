"""Writing so that power can fail at any line: to a temporary place, flushed, then moved."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from corpus.errors import Busy


def write_atomically(path: Path, data: bytes) -> None:
    """Replaces `path` by `data` as a whole: readers see the old bytes or the new ones, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
        sync_folder(path.parent)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """Has the system write down the names in a folder, where it can be asked to (not on Windows)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def exclusive(path: Path, timeout: float, busy: str) -> Iterator[None]:
    """Holds the lock file `path`; the operating system releases it when the process dies.

    Raises Busy with the sentence `busy` when another process holds it longer than `timeout` seconds.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(str(path), timeout=timeout):
            yield
    except Timeout as error:
        raise Busy(busy) from error


@contextmanager
def one_writer_or_readers(path: Path, *, write: bool, timeout: float = 60.0) -> Iterator[None]:
    """Any number of readers or one writer at a time, across processes; the system lets go when a process dies.

    Where there are no shared locks (Windows) readers come one after another. Raises Busy after `timeout` seconds.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    busy = "another process is writing the index; try again in a moment"
    try:
        import fcntl
    except ImportError:
        with exclusive(path, timeout, busy):
            yield
        return
    until = time.monotonic() + timeout
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        while not _locked(fcntl, handle, fcntl.LOCK_EX if write else fcntl.LOCK_SH):
            if time.monotonic() > until:
                raise Busy(busy)
            time.sleep(0.002)
        yield
    finally:
        os.close(handle)


def _locked(fcntl: Any, handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False
