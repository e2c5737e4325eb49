"""A process that writes a library and may be killed at any moment: `python -m tests.corpus.writer HOME DELAY ACTION ARG…`.

Says `ready` when everything is imported and opened, and `done` at the end. The embedder is a quick stand-in that takes
DELAY seconds a call, so that there are moments to die in: what is tested is the journal.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from corpus.documents import Vectors
from corpus.library import Library
from tests.fakes import WordEmbedder


class SlowEmbedder(WordEmbedder):
    """Takes its time."""

    delay = 0.0

    def embed(self, texts: Sequence[str]) -> Vectors:
        time.sleep(self.delay)
        return super().embed(texts)


def library(home: Path, delay: float = 0.0) -> Library:
    """A library of its own articles only, with the quick embedder."""
    embedder = SlowEmbedder()
    embedder.delay = delay
    return Library(home, embedder)


def main() -> int:
    home, delay, action, *names = sys.argv[1:]
    found = library(Path(home), float(delay))
    import bm25s  # noqa: F401 - loaded now, so that the work begins when `ready` is said
    import chromadb  # noqa: F401

    print("ready", flush=True)
    found.open(empty=True)
    if action == "add":
        folder = Path(names[0])
        results = found.add(sorted(folder.iterdir()), replace=True)
        assert not [result for result in results if result.error], results
    elif action == "remove":
        found.remove([name for name in names if name in found.manifest.entries])
    elif action == "rebuild":
        found.rebuild()
    print("done", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
