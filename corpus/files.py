"""Writing so that power can fail at any line: to a temporary place, flushed, then moved."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
def exclusive(path: Path, timeout: float, busy: str, *, poll: float = 0.05) -> Iterator[None]:
    """Holds the lock file `path`; the operating system releases it when the process dies. Tries every `poll` seconds.

    Raises Busy with the sentence `busy` when another process holds it longer than `timeout` seconds.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(str(path), timeout=timeout, poll_interval=poll):
            yield
    except Timeout as error:
        raise Busy(busy) from error
