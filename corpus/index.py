"""Dense (Chroma) and keyword (BM25) search over passages. A cache: everything in it is rebuilt from the articles.

The one module that knows chromadb. Vectors come from the caller, so that it never loads a model.
"""

from __future__ import annotations

import functools
import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

import numpy as np

from corpus.documents import Vectors
from corpus.errors import CoachError, IndexUnusable
from corpus.files import exclusive
from corpus.manifest import REPAIR

BATCH = 2_000  # Chroma takes at most 5,461 records at once
PAGE = 10_000  # ids or names that are asked for at once
BUSY = 60.0  # seconds to wait for another process that has the files
OPENINGS = 5  # of an index that does not find what is in it, before it is taken for torn
_STOPWORDS = "en"


@dataclass(frozen=True, slots=True)
class Record:
    """A passage as the index keeps it."""

    id: str
    article: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """A record with its score: cosine similarity or BM25."""

    record: Record
    score: float


_Method = TypeVar("_Method", bound=Callable[..., Any])


def _alone(method: _Method) -> _Method:
    """One thread at a time: two that open Chroma at once break each other, and `close` must not meet a query."""

    @functools.wraps(method)
    def locked(self: DenseIndex, *args: Any, **kwargs: Any) -> Any:
        with self._lock:
            return method(self, *args, **kwargs)

    return cast(_Method, locked)


class DenseIndex:
    """One Chroma collection, on disk or on a server. Call `reopen` when another process has written. Thread-safe.

    On disk, Chroma rewrites its vector files in place, and a process that opens them in that moment dies (seen: a
    segmentation fault in 4 of 10 tries). The first search of a small collection rewrites them too. So writing and first
    searches come one after another, across processes; later searches need no lock.
    """

    def __init__(self, folder: Path, url: str = "") -> None:
        self._folder, self._url = folder, url
        self._lock = threading.RLock()
        self._client: Any = None
        self._collections: dict[str, Any] = {}
        self._loaded: set[str] = set()  # collections whose vector files this process has read

    def _files(self) -> AbstractContextManager[None]:
        """Held while the files are written, or read for the first time; on a server there is nothing to hold."""
        if self._url:
            return nullcontext()
        busy = "another process is writing the index; try again in a moment"
        return exclusive(self._folder.parent / "files.lock", BUSY, busy, poll=0.002)

    def _first(self, name: str) -> AbstractContextManager[None]:
        """Held by the first search of a collection, which reads its files and may write them."""
        return nullcontext() if name in self._loaded else self._files()

    @contextmanager
    def _asking(self, otherwise: str) -> Iterator[None]:
        """Turns whatever chromadb raises (its own, the database's and the network's errors) into IndexUnusable."""
        try:
            yield
        except CoachError:
            raise
        except Exception as error:
            repair = REPAIR
            if self._url and type(error).__name__ not in ("NotFoundError", "InvalidCollectionException"):
                repair = f"is the Chroma server at {self._url} up?"
            raise IndexUnusable(f"{otherwise} ({_short(error)}); {repair}") from error

    def _open(self) -> Any:
        if self._client is None:
            os.environ["ANONYMIZED_TELEMETRY"] = "False"
            import chromadb
            from chromadb.config import Settings

            quiet = Settings(anonymized_telemetry=False)
            with self._asking(f"the index at {self._url or self._folder} does not open"):
                if self._url:
                    parts = urlsplit(self._url)
                    self._client = chromadb.HttpClient(
                        host=parts.hostname or "127.0.0.1",
                        port=parts.port or (443 if parts.scheme == "https" else 8000),
                        ssl=parts.scheme == "https",
                        settings=quiet,
                    )
                else:
                    self._folder.mkdir(parents=True, exist_ok=True)
                    self._client = chromadb.PersistentClient(str(self._folder), settings=quiet)
        return self._client

    def _collection(self, name: str, *, create: bool = False) -> Any:
        if name not in self._collections:
            client = self._open()
            with self._asking("the index is missing or damaged"):
                if create:
                    self._collections[name] = client.get_or_create_collection(
                        name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
                    )
                else:
                    self._collections[name] = client.get_collection(name, embedding_function=None)
        return self._collections[name]

    @_alone
    def create(self, name: str) -> None:
        """Makes the collection if it is not there."""
        self._collection(name, create=True)

    @_alone
    def add(self, name: str, records: Sequence[Record], vectors: Vectors) -> None:
        """Writes records with their vectors, shape (len(records), dimension); the same id is overwritten."""
        collection = self._collection(name, create=True)
        for start in range(0, len(records), BATCH):
            part = records[start : start + BATCH]
            metadata = [{"article": record.article, "start": record.start, "end": record.end} for record in part]
            with self._files(), self._asking("the index takes nothing"):
                collection.upsert(
                    ids=[r.id for r in part], embeddings=vectors[start : start + BATCH], metadatas=metadata
                )
            self._loaded.add(name)
            time.sleep(0.005)  # a moment for readers that wait to open

    @_alone
    def delete(self, name: str, ids: Sequence[str]) -> None:
        """Removes records; unknown ids are ignored."""
        for start in range(0, len(ids), BATCH):
            collection = self._collection(name)
            with self._files(), self._asking("the index lets go of nothing"):
                collection.delete(ids=list(ids[start : start + BATCH]))

    @_alone
    def search(self, name: str, vector: Vectors, k: int) -> list[Found]:
        """The `k` records nearest to one vector, best first, by cosine similarity."""
        with self._first(name):
            collection = self._collection(name)
            with self._asking("the index does not answer"):
                rows = collection.query(
                    query_embeddings=vector.reshape(1, -1), n_results=k, include=["metadatas", "distances"]
                )
            self._loaded.add(name)
        triples = zip(rows["ids"][0], rows["metadatas"][0], rows["distances"][0], strict=True)
        return [
            Found(Record(id, found["article"], int(found["start"]), int(found["end"])), 1.0 - float(distance))
            for id, found, distance in triples
            if found  # None: deleted in this moment
        ]

    @_alone
    def ids(self, name: str) -> set[str]:
        """The ids of all records."""
        found: set[str] = set()
        with self._asking("the index cannot be read"):
            while True:  # a server sends a bounded number at a time
                page = self._collection(name).get(include=[], limit=PAGE, offset=len(found))["ids"]
                found.update(page)
                if len(page) < PAGE:
                    return found

    @_alone
    def whole(self, name: str) -> set[str]:
        """The ids of all records, if searching finds exactly these; raises IndexUnusable otherwise.

        Chroma keeps records in a database and vectors in files of their own, and a kill can leave the two apart:
        a vector whose record is deleted, or a record that no search finds. Asking for everything shows both. The newest
        vectors are put into its graph anew at each opening, by several threads, and the same sound files were seen to
        hide a record or two in up to 7 of 25 openings: what another opening finds is there.
        """
        for _ in range(OPENINGS):
            ids = self.ids(name)
            found = self._found(name, len(ids)) if ids else []
            if len(found) == len(ids) and set(found) == ids:
                return ids
            self.close()
        raise IndexUnusable(f"the index does not find what is in it; {REPAIR}")

    def _found(self, name: str, count: int) -> list[str]:
        """The ids that a search for everything finds."""
        with self._first(name), self._asking("the index cannot be read"):
            collection = self._collection(name)
            some = collection.get(limit=1, include=["embeddings"])["embeddings"]
            found: list[str] = collection.query(query_embeddings=some, n_results=count + PAGE, include=[])["ids"][0]
            self._loaded.add(name)
        return found

    @_alone
    def drop(self, name: str) -> None:
        """Deletes a collection if it is there."""
        self._collections.pop(name, None)
        self._loaded.discard(name)
        if name in self.collections():
            with self._files(), self._asking("the index lets go of nothing"):
                self._open().delete_collection(name)

    @_alone
    def collections(self) -> set[str]:
        """The names of all collections; where a server is shared, those of other libraries too."""
        found: set[str] = set()
        with self._asking("the index cannot be read"):
            while True:
                page = self._open().list_collections(limit=PAGE, offset=len(found))
                found.update(collection.name for collection in page)
                if len(page) < PAGE:
                    return found

    def reopen(self) -> None:
        """Forgets what this process has read: Chroma keeps a stale view of what others wrote."""
        self.close()

    @_alone
    def close(self) -> None:
        """Releases files and connections."""
        if self._client is not None:
            self._client.close()
        self._client = None
        self._collections.clear()
        self._loaded.clear()

    def sizes(self, name: str) -> dict[str, int]:
        """Sizes of a collection's vector files by relative path: a file that is smaller later was cut short.

        Empty for a server, and where Chroma's database does not say which folder is the collection's.
        """
        folders = self._folders()
        return {
            str(path.relative_to(self._folder)): path.stat().st_size
            for folder, owner in folders.items()
            if owner == name
            for path in sorted((self._folder / folder).glob("*.bin"))
        }

    def damaged(self, sizes: dict[str, int]) -> str:
        """The first file that is missing or smaller than in `sizes` (see there); empty when there is none.

        A file that looks so is looked at again when nobody has it: another process may be writing it at this moment.
        """
        if not self._smaller(sizes):
            return ""
        with self._files():
            return self._smaller(sizes)

    def _smaller(self, sizes: dict[str, int]) -> str:
        for name, size in sizes.items():
            try:
                if (self._folder / name).stat().st_size < size:
                    return name
            except OSError:
                return name
        return ""

    @_alone
    def tidy(self) -> None:
        """Deletes vector files that belong to no collection: a killed process leaves them behind."""
        folders = self._folders()
        if folders:
            with self._files():
                for path in self._folder.iterdir():
                    if path.is_dir() and path.name not in folders:
                        shutil.rmtree(path, ignore_errors=True)

    def _folders(self) -> dict[str, str]:
        """Folder of vector files -> collection, from Chroma's database on disk; empty when it cannot be told."""
        if self._url:
            return {}
        query = "SELECT s.id, c.name FROM segments s JOIN collections c ON s.collection = c.id WHERE s.scope = 'VECTOR'"
        try:
            with closing(
                sqlite3.connect(f"{(self._folder / 'chroma.sqlite3').absolute().as_uri()}?mode=ro", uri=True)
            ) as database:
                return {str(id): str(owner) for id, owner in database.execute(query)}
        except sqlite3.Error:
            return {}


class KeywordIndex:
    """BM25 (bm25s, English stemming) over the same records, one folder a generation."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loaded: tuple[int, Any, list[Record]] | None = None

    def build(self, generation: int, records: Sequence[Record], texts: Sequence[str]) -> None:
        """Builds and stores the index of one generation beside the older ones (see `prune`)."""
        import bm25s

        target = self._folder / f"bm25-{generation}"
        temporary = self._folder / f".bm25-{generation}-{os.getpid()}"
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        if records:
            retriever = bm25s.BM25()
            retriever.index(self._tokens(texts), show_progress=False)
            retriever.save(str(temporary))
        np.savez(
            temporary / "records.npz",
            ids=np.array([r.id for r in records], dtype=str),
            articles=np.array([r.article for r in records], dtype=str),
            spans=np.array([(r.start, r.end) for r in records], dtype=np.int64).reshape(-1, 2),
        )
        shutil.rmtree(target, ignore_errors=True)
        temporary.replace(target)

    def prune(self, keep: Container[int]) -> None:
        """Deletes the indexes of other generations, and what dead writers left."""
        for old in self._folder.glob("*bm25-*"):
            number = old.name.removeprefix("bm25-")
            if not number.isdigit() or int(number) not in keep:
                shutil.rmtree(old, ignore_errors=True)

    def search(self, generation: int, query: str, k: int) -> list[Found]:
        """The `k` best records with a positive score; empty when the index of this generation is not there."""
        loaded = self._load(generation)
        if loaded is None:
            return []
        retriever, records = loaded
        tokens = self._tokens([query])
        if not records or not any(tokens[0]):
            return []
        rows, scores = retriever.retrieve(tokens, k=min(k, len(records)), show_progress=False)
        return [Found(records[row], float(score)) for row, score in zip(rows[0], scores[0], strict=True) if score > 0]

    def complete(self, generation: int, count: int) -> bool:
        """Whether the stored index of this generation can be read and has `count` records."""
        try:
            loaded = self._load(generation)
        except IndexUnusable:
            return False
        return loaded is not None and len(loaded[1]) == count

    def _load(self, generation: int) -> tuple[Any, list[Record]] | None:
        if self._loaded is None or self._loaded[0] != generation:
            folder = self._folder / f"bm25-{generation}"
            if not folder.exists():
                return None
            import bm25s

            try:
                with np.load(folder / "records.npz") as data:
                    columns = zip(data["ids"].tolist(), data["articles"].tolist(), data["spans"].tolist(), strict=True)
                    records = [Record(i, a, s, e) for i, a, (s, e) in columns]
                retriever = bm25s.BM25.load(str(folder)) if records else None
            except Exception as error:  # numpy, zipfile, json and bm25s each have their own
                raise IndexUnusable(f"the keyword index is damaged ({_short(error)}); {REPAIR}") from error
            self._loaded = (generation, retriever, records)
        return self._loaded[1], self._loaded[2]

    @staticmethod
    def _tokens(texts: Sequence[str]) -> list[list[str]]:
        import bm25s
        import Stemmer

        stemmer = Stemmer.Stemmer("english")
        tokens: list[list[str]] = bm25s.tokenize(
            list(texts), stopwords=_STOPWORDS, stemmer=stemmer, return_ids=False, show_progress=False
        )
        return tokens


def chunks(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """Consecutive slices of at most `size`."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
