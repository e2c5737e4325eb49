"""What is indexed: the truth beside the articles. One JSON file, replaced as a whole.

A writer first says here what it is about to do (`state: pending`, `removing`, `doomed`), then does it, then says that
it is done. Whatever dies in between is finished by the next process that opens the library.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from corpus.errors import IndexUnusable
from corpus.files import write_atomically

SCHEMA = 1
REPAIR = "run `coach library rebuild`"


@dataclass(frozen=True, slots=True)
class Entry:
    """One article of the library. `passages` counts them; their ids are `passage_id(entry, number)`."""

    id: str
    title: str
    author: str
    source: str
    sha256: str
    text_sha256: str
    format: str
    origin: str  # "shipped" or "team"
    passages: int = 0
    state: str = "pending"  # or "indexed"
    audience: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    license: str = ""
    words_sha256: str = ""  # of the words alone: the same text in another format


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which parts made the index. Another stamp means other vectors or spans: refuse, do not guess."""

    embedder: str
    splitter: str
    schema: int = SCHEMA


@dataclass(frozen=True, slots=True)
class Manifest:
    """See the module. `generation` grows with every change, so that readers notice."""

    stamp: Stamp
    collection: str
    generation: int = 0
    entries: dict[str, Entry] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()  # shipped articles that the team removed
    removing: tuple[tuple[str, str, int], ...] = ()  # (id, text_sha256, passages) still to delete from the index
    doomed: tuple[str, ...] = ()  # collections to drop: of a rebuild under way, or the one that it replaced
    keyword_generation: int = -1  # of the BM25 index
    cards: str = ""  # hash of the sources of the card index
    sealed: dict[str, int] = field(default_factory=dict)  # smallest size of each index file

    def next(self, **changes: Any) -> Manifest:
        """A copy of the next generation."""
        return replace(self, generation=self.generation + 1, **changes)

    @property
    def unfinished(self) -> bool:
        """Whether a writer died in the middle of something."""
        return bool(
            self.removing
            or self.doomed
            or self.keyword_generation != self.generation
            or any(entry.state != "indexed" for entry in self.entries.values())
        )


def new_collection() -> str:
    """A fresh collection name; several homes may share one Chroma server."""
    return f"coach-{secrets.token_hex(6)}"


def passage_id(article: str, text_sha256: str, number: int) -> str:
    """Changes with the text, so that a stale reader's hit on an older version is recognised."""
    return f"{article}:{text_sha256[:16]}:{number}"


def save(path: Path, manifest: Manifest) -> None:
    """Writes the manifest atomically."""
    document = asdict(manifest)
    document["entries"] = list(document["entries"].values())
    write_atomically(path, json.dumps(document, ensure_ascii=False, indent=1).encode())


def load(path: Path) -> Manifest | None:
    """The manifest, or None when there is none yet. Raises IndexUnusable when it cannot be read."""
    try:
        document = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise IndexUnusable(f"{path} cannot be read ({error}); {REPAIR}") from error
    try:
        if document["stamp"]["schema"] != SCHEMA:
            raise IndexUnusable(f"{path} is from another version (schema {document['stamp']['schema']}); {REPAIR}")
        document["stamp"] = Stamp(**document["stamp"])
        entries = [
            Entry(**{**row, "audience": tuple(row["audience"]), "topics": tuple(row["topics"])})
            for row in document["entries"]
        ]
        document["entries"] = {entry.id: entry for entry in entries}
        document["dropped"] = tuple(document["dropped"])
        document["doomed"] = tuple(document["doomed"])
        document["removing"] = tuple((str(row[0]), str(row[1]), int(row[2])) for row in document["removing"])
        return Manifest(**document)
    except (KeyError, TypeError, IndexError) as error:
        raise IndexUnusable(f"{path} is not a manifest ({error}); {REPAIR}") from error
