"""Vectors that were computed once, by embedder and text: what a rebuild, or going back to an embedder, need not repeat.

A file an embedder, of rows (16 bytes of the text's SHA-256, then the vector), only ever appended to by the one writer.
Embedding is the slow part of indexing (hundreds of times slower than reading this), and Chroma's own files can be torn
by a kill; these cannot: a row that was not written to its end is not one.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.documents import Embedder, Vectors, digest
from corpus.files import write_atomically

KEY = 16  # bytes


class Remembering:
    """An embedder that looks up first and writes down what it had to compute. Only a writer of the library uses it."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self._embedder, self._folder = embedder, folder
        self._rows: dict[bytes, int] = {}
        self._size = 0  # of a vector; 0 while no file is known
        self._seen: tuple[int, int, int] | None = None  # the file as it was when the rows were read

    @property
    def fingerprint(self) -> str:
        """That of the embedder."""
        return self._embedder.fingerprint

    def embed(self, texts: Sequence[str]) -> Vectors:
        """As the embedder does: unit vectors, shape (len(texts), dimension), float32."""
        if not texts:
            return self._embedder.embed(texts)
        rows, keys = self._known(), [_key(text) for text in texts]
        new = list(dict.fromkeys(text for text, key in zip(texts, keys, strict=True) if key not in rows))
        if new:
            self._append(new, self._embedder.embed(new))
            rows = self._known()
        return np.asarray(self._read([rows[key] for key in keys]), dtype=np.float32)

    def forget_all_but(self, texts: Sequence[str]) -> None:
        """Writes the file anew with the vectors of these texts only."""
        rows = self._known()
        kept = [key for key in dict.fromkeys(map(_key, texts)) if key in rows]
        if len(kept) == len(rows):
            return
        vectors = self._read([rows[key] for key in kept])
        data = b"".join(key + vector.tobytes() for key, vector in zip(kept, vectors, strict=True))
        write_atomically(self._path(self._size), data)

    def keep_files(self, count: int) -> None:
        """Deletes the files of embedders that were used longer ago than the last `count`."""
        own = f"{_name(self.fingerprint)}-"
        files = sorted(self._folder.glob("*.rows"), key=lambda path: path.stat().st_mtime, reverse=True)
        files.sort(key=lambda path: not path.name.startswith(own))
        for old in files[count:]:
            old.unlink(missing_ok=True)

    def _path(self, size: int) -> Path:
        return self._folder / f"{_name(self.fingerprint)}-{size}.rows"

    def _known(self) -> dict[bytes, int]:
        """Row numbers by key, read again when another process wrote. Rows without a unit vector are not known."""
        paths = sorted(self._folder.glob(f"{_name(self.fingerprint)}-*.rows"))
        if not paths:
            self._rows, self._seen = {}, None
        elif self._seen != _state(paths[-1]):
            self._size, self._seen = int(paths[-1].stem.rsplit("-", 1)[1]), _state(paths[-1])
            table = self._table()
            whole = np.flatnonzero(np.abs(np.linalg.norm(table["vector"], axis=1) - 1.0) < 0.01)
            self._rows = {table["key"][row].tobytes(): int(row) for row in whole}
        return self._rows

    def _table(self) -> np.ndarray[tuple[int], np.dtype[np.void]]:
        """The whole rows of the file, mapped, not read."""
        shape = np.dtype([("key", f"V{KEY}"), ("vector", "<f4", (self._size,))])
        path = self._path(self._size)
        count = path.stat().st_size // shape.itemsize if path.exists() else 0
        if not count:
            return np.zeros(0, shape)
        return np.memmap(path, dtype=shape, mode="r", shape=(count,))

    def _read(self, rows: list[int]) -> Vectors:
        return np.array(self._table()["vector"][rows], dtype=np.float32)

    def _append(self, texts: Sequence[str], vectors: Vectors) -> None:
        rows = self._known()
        self._size = vectors.shape[1]
        path = self._path(self._size)
        path.parent.mkdir(parents=True, exist_ok=True)
        keys = [_key(text) for text in texts]
        plain = np.ascontiguousarray(vectors, dtype="<f4")
        with path.open("ab") as file:
            whole = file.tell() // (KEY + 4 * self._size)
            file.truncate(whole * (KEY + 4 * self._size))  # a dead writer's half row
            file.write(b"".join(key + vector.tobytes() for key, vector in zip(keys, plain, strict=True)))
            file.flush()
            os.fsync(file.fileno())
        rows.update((key, whole + number) for number, key in enumerate(keys))
        self._seen = _state(path)


def _state(path: Path) -> tuple[int, int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_size, status.st_ino


def _name(fingerprint: str) -> str:
    return digest(fingerprint)[:16]


def _key(text: str) -> bytes:
    return bytes.fromhex(digest(text)[: 2 * KEY])
