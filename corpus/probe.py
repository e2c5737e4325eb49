"""Reads an index in a process of its own: `python -m corpus.probe FOLDER COLLECTION` prints the ids as JSON.

A truncated vector file was seen to end the whole process that opens it, so the library asks a child first.
"""

import json
import sys
from pathlib import Path

from corpus.errors import IndexUnusable
from corpus.index import DenseIndex

SAMPLE = 20  # records that must be found by their own vectors


def main() -> int:
    folder, collection = sys.argv[1:3]
    index = DenseIndex(Path(folder))
    try:
        ids = sorted(index.ids(collection))
        for id, vector in index.vectors(collection, ids[:: max(1, len(ids) // SAMPLE)]).items():
            near = index.search(collection, vector, 5)
            if all(found.record.id != id for found in near) and not (near and near[-1].score > 0.9999):
                raise IndexUnusable(f"{id} is there but not found")
    except IndexUnusable as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps(ids))
    return 0


if __name__ == "__main__":
    sys.exit(main())
