"""A process that reads a library: `python -m tests.corpus.reader HOME [URL]`. A query a line on stdin, its articles on stdout."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from corpus.library import Library
from tests.fakes import WordEmbedder


def main() -> int:
    home, url = sys.argv[1], (sys.argv[2] if len(sys.argv) > 2 else "")
    embedder = WordEmbedder()
    library = Library(Path(home), embedder, url).open(empty=True)
    print("ready", flush=True)
    for line in sys.stdin:
        dense = [hit.record.article for hit in library.dense(embedder.embed([line])[0], 5)]
        keyword = [hit.record.article for hit in library.keyword(line, 5)]
        print(json.dumps({"dense": dense, "keyword": keyword, "cards": len(library.cards())}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
