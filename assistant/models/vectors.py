"""Vectors that ship with the program: of every shipped text, so that a new home is ready in seconds.

Kept in eight bits with a scale for each vector (a cosine moves by less than 0.01); looked up by a hash of the text. Made
by `coach library learn` together with the adapter, and only valid with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.documents import Vectors


def key(text: str) -> int:
    """64 bits of a text's SHA-256."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8], "big")


class KnownVectors:
    """Unit vectors by text. An unreadable file, or one made with another embedder, knows nothing."""

    def __init__(self, path: Path, fingerprint: str) -> None:
        self._rows: dict[int, int] = {}
        try:
            with np.load(path) as data:
                if str(data["fingerprint"]) == fingerprint:
                    self._values = data["values"].astype(np.float32) * data["scales"][:, None]
                    self._rows = {int(k): row for row, k in enumerate(data["keys"].tolist())}
        except (OSError, ValueError, KeyError, EOFError):
            pass

    def get(self, text: str) -> Vectors | None:
        """The vector of a text, normalised, or None."""
        row = self._rows.get(key(text))
        if row is None:
            return None
        vector: Vectors = self._values[row]
        return vector / np.linalg.norm(vector)


def save(path: Path, fingerprint: str, texts: Sequence[str], vectors: Vectors) -> None:
    """Writes the vectors of texts for `KnownVectors`."""
    scales = np.abs(vectors).max(axis=1) / 127
    np.savez_compressed(
        path,
        fingerprint=np.array(fingerprint),
        keys=np.array([key(text) for text in texts], np.uint64),
        values=np.round(vectors / scales[:, None]).astype(np.int8),
        scales=scales.astype(np.float32),
    )
