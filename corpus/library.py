"""The library: articles, manifest, index and cards, kept in step. One process writes, any number read.

Order of every write: say it in the manifest, do it, say that it is done. `_finish` completes what a dead writer left.
Readers hold every hit against the manifest, and reopen the index when a writer is done.
"""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import subprocess
import sys
import threading
import time
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import manifest, splitting
from corpus.card_index import CardIndex, card_texts
from corpus.deck import Deck
from corpus.documents import Article, Card, Embedder, Passage, Vectors
from corpus.errors import Busy, CoachError, IndexUnusable, LibraryError
from corpus.files import exclusive
from corpus.index import DenseIndex, Found, KeywordIndex, Record
from corpus.manifest import REPAIR, Entry, Manifest, Stamp, passage_id
from corpus.shelf import Shelf, entry_of, shipped_folder, shipped_ids, words_digest
from corpus.sources import Source, of_path
from corpus.vectors import Remembering

__all__ = ["Added", "Library", "Progress", "quiet", "shipped_folder"]

Progress = Callable[[str, int, int], None]  # what is done, how many, of how many
CHUNK = 256  # passages that are embedded and written together: what a killed process repeats at most
READING = 10.0  # seconds after which what was read so far is written down
WRITE_LOCK = "write.lock"  # in the home; held by whoever changes it
LOCK_SECONDS = 120.0
REMEMBERED = 2_000  # articles whose texts a process keeps in memory
EMBEDDERS = 2  # whose vectors are kept: the one in use and the one before


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one source of a batch: the article, or the sentence that refuses it."""

    source: str
    id: str = ""
    note: str = ""  # "added", "replaced", "unchanged"
    error: str = ""


def quiet(what: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


class Library:
    """The articles under `home` and their index. `embedder` is handed in and may load its model lazily."""

    def __init__(self, home: Path, embedder: Embedder, chroma_url: str = "", progress: Progress = quiet) -> None:
        self.home, self._embedder, self._progress = home, embedder, progress
        self._path, self._index = home / "manifest.json", home / "index"
        self._shelf, self._deck = Shelf(home), Deck(home, embedder)
        self._dense = DenseIndex(self._index / "chroma", chroma_url)
        self._keyword = KeywordIndex(self._index)
        self._vectors = Remembering(embedder, self._index / "vectors")
        self._url = chroma_url
        self._mutex = threading.RLock()
        self._seen: tuple[int, int] | None = None
        self._manifest: Manifest | None = None
        self._cards: tuple[int, CardIndex] | None = None  # of this generation
        self._texts: dict[tuple[str, str], Article] = {}
        self._split: dict[tuple[str, str], list[Passage]] = {}

    # ---------------------------------------------------------------- opening

    def open(self, *, empty: bool = False) -> Library:
        """Builds a new home, finishes what a dead writer left, takes over changed editions and cards.

        Raises Busy, or IndexUnusable when the index was made by other parts.
        """
        found = self._reload()
        if found is None or found.unfinished or self._outdated(found):
            try:
                with self._writing(timeout=LOCK_SECONDS if found is None else 0.2):
                    self._open_writing(empty=empty)
            except Busy:
                if found is None:
                    raise  # nothing to read yet; with a manifest, what it says is indexed can be read meanwhile
        return self

    def _open_writing(self, *, empty: bool = False) -> Manifest:
        current = self._reload()
        if current is None:
            if empty:
                self._shelf.leave_out_shipped()
            current = self._save(Manifest(self._stamp(), manifest.new_collection()))
        self._shelf.place(current.entries)
        return self._finish(current) if current.unfinished or self._outdated(current) else current

    def _stamp(self) -> Stamp:
        return Stamp(self._embedder.fingerprint, splitting.VERSION)

    def _reload(self) -> Manifest | None:
        """The manifest on disk, read again only when it changed. When a writer is done, the index is opened anew."""
        with self._mutex:
            try:
                status = self._path.stat()
            except FileNotFoundError:
                self._seen, self._manifest = None, None
                return None
            seen = (status.st_mtime_ns, status.st_ino)
            if seen != self._seen:
                old, fresh = self._manifest, manifest.load(self._path)
                if old is not None and fresh is not None:
                    written = old.keyword_generation != fresh.keyword_generation or old.collection != fresh.collection
                    if written:
                        self._dense.reopen()
                self._seen, self._manifest = seen, fresh
            return self._manifest

    def _save(self, changed: Manifest) -> Manifest:
        with self._mutex:
            manifest.save(self._path, changed)
            status = self._path.stat()
            self._seen, self._manifest = (status.st_mtime_ns, status.st_ino), changed
        return changed

    def _writing(self, timeout: float | None = None) -> AbstractContextManager[None]:
        return exclusive(
            self.home / WRITE_LOCK,
            LOCK_SECONDS if timeout is None else timeout,
            "another process is changing the library; try again when it is done",
        )

    @property
    def manifest(self) -> Manifest:
        """The manifest as it is now. Raises IndexUnusable before `open`."""
        found = self._reload()
        if found is None:
            raise IndexUnusable(f"there is no library in {self.home}; {REPAIR}")
        return found

    def _outdated(self, found: Manifest) -> bool:
        return found.stamp == self._stamp() and (
            found.cards != self._deck.sources() or bool(self._shipped_changes(found))
        )

    def ready(self) -> Manifest:
        """The manifest, if the index fits this program. Raises IndexUnusable with the command that repairs it."""
        found = self.manifest
        stamp = self._stamp()
        if found.stamp.embedder != stamp.embedder:
            raise IndexUnusable(
                f"the index was made with another embedder ({found.stamp.embedder}, now {stamp.embedder}); {REPAIR}, or set the old one again"
            )
        if found.stamp != stamp:
            raise IndexUnusable(
                f"the index was made by another version of the splitter ({found.stamp.splitter}, now {stamp.splitter}); {REPAIR}"
            )
        if not found.unfinished:  # a writer at work rewrites the files
            name = self._dense.damaged(found.sealed)
            if name and self._reload() is not found:
                return self.ready()  # a writer came to its end in between
            if name:
                raise IndexUnusable(f"the index is damaged ({name} is missing or cut short); {REPAIR}")
        return found

    # ---------------------------------------------------------------- reading

    def entries(self) -> list[Entry]:
        """The articles, by id."""
        return [entry for _, entry in sorted(self.manifest.entries.items())]

    def article(self, id: str) -> Article:
        """One article with its text. Raises LibraryError for an unknown id or a damaged file."""
        entry = self.manifest.entries.get(id)
        if entry is None:
            near = ", ".join(sorted(self.manifest.entries)[:20]) or "none; add some with `coach library add`"
            raise LibraryError(f"there is no article {id!r}; there are: {near}")
        return self._article(entry)

    def _article(self, entry: Entry) -> Article:
        key = (entry.id, entry.text_sha256)
        found = self._texts.get(key)
        if found is None:
            found = self._shelf.read(entry)
            with self._mutex:
                while len(self._texts) >= REMEMBERED:
                    oldest = next(iter(self._texts))
                    del self._texts[oldest]
                    self._split.pop(oldest, None)
                self._texts[key] = found
        return found

    def passages(self, id: str) -> list[Passage]:
        """The passages of one article, as they are indexed."""
        article = self.article(id)
        key = (id, article.text_sha256)
        found = self._split.get(key)
        if found is None:
            found = self._split[key] = splitting.passages(article.id, article.title, article.text)
        return found

    def dense(self, vector: Vectors, k: int) -> list[Found]:
        """Nearest passages of articles that are in the library now."""
        return self._search(lambda now: self._dense.search(now.collection, vector, k))

    def keyword(self, query: str, k: int) -> list[Found]:
        """BM25 hits among passages of articles that are in the library now."""
        return self._search(lambda now: self._keyword.search(now.keyword_generation, query, k))

    def _search(self, ask: Callable[[Manifest], list[Found]]) -> list[Found]:
        """Asks the index, once more if a writer put another in its place meanwhile; holds the hits against the manifest."""
        now = self.ready()
        try:
            found = ask(now)
        except IndexUnusable:
            if self.manifest.generation == now.generation:
                raise
            self._dense.reopen()
            found = ask(self.ready())
        entries = self.manifest.entries
        return [
            hit
            for hit in found
            if (entry := entries.get(hit.record.article)) is not None
            and entry.state == "indexed"
            and hit.record.id.startswith(f"{entry.id}:{entry.text_sha256[:16]}:")
        ]

    def card_index(self) -> CardIndex:
        """The cards that are valid now, with their vectors."""
        now = self.ready()
        with self._mutex:
            if self._cards is not None and self._cards[0] == now.generation:
                return self._cards[1]
            stored = self._stored_cards(now)
            if stored is None:
                raise IndexUnusable(f"the card index is missing or damaged; {REPAIR}")
            if now.unfinished:  # made before what a writer has just said: cards of what is gone answer nothing
                valid = tuple(card for card in stored.cards if self._stands(now, card))
                stored = stored if len(valid) == len(stored.cards) else CardIndex.build(valid, self._embedder, stored)
            self._cards = (now.generation, stored)
            return stored

    def _stands(self, now: Manifest, card: Card) -> bool:
        entry = now.entries.get(card.article)
        if entry is None or entry.state != "indexed":
            return False
        text = self._article(entry).text
        return all(text[span.start : span.end] == span.quote for span in card.spans)

    def cards(self, id: str | None = None) -> list[Card]:
        """The cards of one article, or all."""
        return [card for card in self.card_index().cards if id in (None, card.article)]

    def cards_file(self, id: str) -> Path:
        """Where the team's own cards of an article are, or would be."""
        return self._deck.own(id)

    # ---------------------------------------------------------------- writing

    def add(self, sources: Iterable[Path | Source], *, replace: bool = False) -> list[Added]:
        """Adds files, or sources of other kinds. The good ones of a batch stay, each bad one gets its sentence.

        Killed, it goes on where it was: with the same call, or whenever the library is opened next.
        """
        every = [of_path(source) if isinstance(source, Path) else source for source in sources]
        results: list[Added] = []
        with self._writing():
            current = self._prepared()
            known = {(entry.id, entry.sha256) for entry in current.entries.values()}
            taken = _Taken(current.entries)
            waiting: list[Article] = []
            since = time.monotonic()
            for number, source in enumerate(every, 1):
                try:
                    glance = source.glance() if source.glance else None
                    if glance in known:
                        results.append(Added(source.name, glance[0], "unchanged"))
                    else:
                        article = source.load()
                        note = taken.accept(article, source.name, replacing=replace)
                        results.append(Added(source.name, article.id, note))
                        if note != "unchanged":
                            waiting.append(article)
                except CoachError as error:
                    results.append(Added(source.name, error=str(error)))
                much = sum(len(article.text) for article in waiting) > 4 * CHUNK * splitting.LIMIT
                if waiting and (much or time.monotonic() - since > READING):
                    current, waiting = self._commit(current, waiting), []
                    since = time.monotonic()
                self._progress("reading", number, len(every))
            if waiting:
                current = self._commit(current, waiting)
            if current.unfinished:
                self._seal(current)
        return results

    def _prepared(self) -> Manifest:
        """The manifest to write on, after what an earlier writer left is done."""
        current = self._open_writing()
        self.ready()
        return current

    def _commit(self, current: Manifest, articles: list[Article]) -> Manifest:
        """Texts beside their places, the manifest (pending), texts in their places, the index, the manifest (indexed)."""
        entries, removing = dict(current.entries), list(current.removing)
        for article in articles:
            old = entries.get(article.id)
            if old is not None and old.text_sha256 != article.text_sha256:
                removing.append((old.id, old.text_sha256, old.passages))
            entries[article.id] = entry_of(article, "team")
            self._shelf.stage(article)
        current = self._save(current.next(entries=entries, removing=tuple(removing)))
        self._shelf.place(current.entries)
        return self._index_pending(current, self._save)

    def _index_pending(self, current: Manifest, save: Callable[[Manifest], Manifest]) -> Manifest:
        """Embeds and writes every pending article, a chunk at a time, saying after each what is done."""
        self._dense.create(current.collection)
        waiting = [entry for entry in current.entries.values() if entry.state != "indexed"]
        done = 0
        while done < len(waiting):
            batch: list[Entry] = []
            records: list[Record] = []
            texts: list[str] = []
            while done < len(waiting) and len(texts) < CHUNK:
                passages = self._passage_records(waiting[done])
                records += [record for record, _ in passages]
                texts += [text for _, text in passages]
                batch.append(dataclasses.replace(waiting[done], passages=len(passages), state="indexed"))
                done += 1
            self._dense.add(current.collection, records, self._vectors.embed(texts))
            current = save(current.next(entries={**current.entries, **{entry.id: entry for entry in batch}}))
            self._progress("indexing", done, len(waiting))
        return current

    def _passage_records(self, entry: Entry) -> list[tuple[Record, str]]:
        """The passages of an article as records, with what is embedded of each."""
        article = self._texts.get((entry.id, entry.text_sha256)) or self._shelf.read(entry)
        return [
            (
                Record(passage_id(entry.id, entry.text_sha256, number), passage.article, passage.start, passage.end),
                passage.embedded,
            )
            for number, passage in enumerate(splitting.passages(article.id, article.title, article.text))
        ]

    def _finish(self, current: Manifest) -> Manifest:
        """Completes what a dead writer left, and takes over editions and cards that changed with the program.

        An index that a killed writer may have torn is probed before and after, and made anew when it does not answer:
        Chroma's vectors were seen to be torn in ways that show only once more is written.
        """
        if current.stamp != self._stamp():
            return current  # refused by `ready` with the command that repairs it
        torn = current.unfinished and current.generation > 0
        if torn:
            ids = self._indexed_ids(current)
            if ids is None:
                return self._rebuild(current)
            current = self._reconciled(current, ids)
        changes = self._shipped_changes(current)
        if changes:
            gone = [old for id in changes if (old := current.entries.get(id)) is not None]
            entries = {id: entry for id, entry in current.entries.items() if changes.get(id, entry) is not None}
            entries |= {id: entry for id, entry in changes.items() if entry is not None}
            removing = (*current.removing, *((old.id, old.text_sha256, old.passages) for old in gone))
            current = self._save(current.next(entries=entries, removing=removing))
        done = self._seal(self._index_pending(current, self._save))
        if torn and self._indexed_ids(done) != _expected_ids(done):
            return self._rebuild(done)
        return done

    def _reconciled(self, current: Manifest, ids: set[str]) -> Manifest:
        """The manifest and the index agree: what the index lacks is pending again, what nobody knows is deleted from it."""
        lacking = {
            id: dataclasses.replace(entry, passages=0, state="pending")
            for id, entry in current.entries.items()
            if entry.state == "indexed" and not _ids_of(entry) <= ids
        }
        if lacking:
            current = self._save(current.next(entries={**current.entries, **lacking}))
        known = set().union(*map(_ids_of, current.entries.values())) if current.entries else set()
        # Records of a pending article stay: the same ones are written over them in a moment.
        prefixes = {f"{e.id}:{e.text_sha256[:16]}" for e in current.entries.values() if e.state != "indexed"}
        self._dense.delete(current.collection, sorted(id for id in ids - known if id.rsplit(":", 1)[0] not in prefixes))
        return current

    def _seal(self, current: Manifest) -> Manifest:
        """The last step of every write: deletes what is gone, builds BM25 and the card index, takes down file sizes."""
        for id, text_sha256, passages in current.removing:
            entry = current.entries.get(id)
            if entry is None or entry.text_sha256 != text_sha256:
                self._dense.delete(
                    current.collection, [passage_id(id, text_sha256, number) for number in range(passages)]
                )
        self._drop_removed(current)
        for name in current.doomed:
            self._dense.drop(name)
        sealed, cards = self._complete(current, current.generation + 1)
        return self._finished(sealed, cards)

    def _complete(self, current: Manifest, generation: int) -> tuple[Manifest, CardIndex]:
        """Builds what goes with the vectors; the manifest that says so, not saved yet."""
        pairs = [pair for entry in current.entries.values() for pair in self._passage_records(entry)]
        self._keyword.build(generation, [record for record, _ in pairs], [text for _, text in pairs])
        sources = self._deck.sources()
        self._progress("cards", 0, 1)
        valid = tuple(card for entry in current.entries.values() for card in self._valid_cards(entry))
        cards = CardIndex.build(valid, self._vectors, self._stored_cards(current))
        cards.save(self._cards_folder(generation), current.stamp.embedder)
        self._progress("cards", 1, 1)
        if current.removing:
            of_cards = [text for card in valid for _, text in card_texts(card)]
            self._vectors.forget_all_but([*(text for _, text in pairs), *of_cards])
        self._dense.reopen()  # so that everything is on disk before its size is taken down
        sealed = dataclasses.replace(
            current,
            generation=generation,
            removing=(),
            doomed=(),
            keyword_generation=generation,
            cards=sources,
            sealed=self._dense.sizes(current.collection),
        )
        return sealed, cards

    def _finished(self, sealed: Manifest, cards: CardIndex) -> Manifest:
        """Saves, and clears away what no reader needs any more (one may still be at the generation before)."""
        before = self.manifest.keyword_generation if self._manifest else -1
        self._save(sealed)
        self._cards = (sealed.generation, cards)
        keep = {before, sealed.keyword_generation}
        self._keyword.prune(keep)
        self._dense.tidy()
        for folder in self._index.glob("cards*"):
            if folder not in {self._cards_folder(generation) for generation in keep}:
                shutil.rmtree(folder, ignore_errors=True)
        return sealed

    def _drop_removed(self, current: Manifest) -> None:
        """Deletes the files of team articles that are no longer the library's."""
        for id, _, _ in current.removing:
            entry = current.entries.get(id)
            if entry is None or entry.origin == "shipped":
                self._shelf.drop(id)

    def _cards_folder(self, generation: int) -> Path:
        return self._index / f"cards-{generation}"

    def _stored_cards(self, current: Manifest) -> CardIndex | None:
        """The card index on disk, if its vectors were made by this embedder."""
        try:
            return CardIndex.load(self._cards_folder(current.keyword_generation), current.stamp.embedder)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _valid_cards(self, entry: Entry) -> list[Card]:
        return self._deck.cards_of(entry, self._article(entry))[0] if self._deck.any_for(entry.id) else []

    def remove(self, ids: Sequence[str]) -> None:
        """Removes articles: they answer nothing from this moment on. Raises LibraryError for an unknown id."""
        with self._writing():
            current = self._prepared()
            for id in ids:
                if id not in current.entries:
                    raise LibraryError(f"there is no article {id!r}; `coach library list` shows what there is")
            gone = [current.entries[id] for id in dict.fromkeys(ids)]
            current = self._save(
                current.next(
                    entries={id: entry for id, entry in current.entries.items() if id not in ids},
                    removing=(*current.removing, *((entry.id, entry.text_sha256, entry.passages) for entry in gone)),
                    dropped=tuple(sorted({*current.dropped, *(set(ids) & shipped_ids())})),
                )
            )
            self._seal(current)

    def init(self, *, empty: bool) -> None:
        """Makes a new library. Raises LibraryError when there is one already."""
        if self._reload() is not None:
            raise LibraryError(f"there is a library in {self.home} already")
        self.open(empty=empty)

    def rebuild(self) -> int:
        """Makes the index anew from the articles, into a new collection, probes it, swaps; returns the passages.

        The articles on disk are the truth: a lost or broken manifest is made anew from them as well. Vectors that this
        embedder has made before are taken over, so going back to an embedder takes seconds.
        """
        with self._writing():
            try:
                current = self._reload()
            except IndexUnusable:
                current = None
            self._shelf.place(current.entries if current else None)
            fresh = self._rebuild(current or Manifest(self._stamp(), ""))
            self._vectors.keep_files(EMBEDDERS)
            return sum(entry.passages for entry in fresh.entries.values())

    def _rebuild(self, current: Manifest) -> Manifest:
        self._texts.clear()
        self._drop_removed(current)
        name = manifest.new_collection()
        answers = self._answers(current)
        entries = {
            **{entry.id: entry for entry in self._shelf.shipped_entries(current.entries, current.dropped)},
            **self._shelf.team_entries(),
        }
        fresh: dict[str, Any] = {
            "stamp": self._stamp(), "collection": name, "entries": entries, "removing": (), "sealed": {}, "cards": "",
            "keyword_generation": -1,
        }  # fmt: skip
        if answers:  # the old index stays in use until the new one is probed; killed, nothing has happened
            current = self._save(current.next(doomed=(*current.doomed, name)))
            staged = self._index_pending(dataclasses.replace(current, **fresh), lambda step: step)
        else:  # nothing to stay in use: say so, so that the next process goes on with what is done by then
            if not self._url:
                self._dense.close()
                shutil.rmtree(self._index / "chroma", ignore_errors=True)
                current = dataclasses.replace(current, doomed=())
            staged = self._index_pending(self._save(current.next(**fresh)), self._save)
        self._probe(staged)
        sealed, cards = self._complete(staged, staged.generation + 1)
        doomed = tuple(other for other in (*current.doomed, current.collection) if other and other != name)
        sealed = self._finished(dataclasses.replace(sealed, doomed=doomed), cards)
        if doomed:
            for other in doomed:
                self._dense.drop(other)
            sealed = self._save(dataclasses.replace(sealed, doomed=()))
        return sealed

    def _probe(self, staged: Manifest) -> None:
        """Everything there, and found by searching, before anybody depends on it."""
        if self._dense.whole(staged.collection) != _expected_ids(staged):
            raise IndexUnusable("the new index is not complete; the old one stays in place, try again")

    def _answers(self, current: Manifest) -> bool:
        return self._indexed_ids(current) is not None

    def _indexed_ids(self, current: Manifest) -> set[str] | None:
        """The ids in the index, or None when it is not whole. Asked in a child process: a torn file can end it."""
        if not current.collection:
            return None
        if self._url:
            try:
                return self._dense.whole(current.collection)
            except IndexUnusable:
                return None
        self._dense.reopen()
        command = [sys.executable, "-m", "corpus.probe", str(self._index / "chroma"), current.collection]
        root = str(Path(__file__).parents[1])
        path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
        environment = {**os.environ, "PYTHONPATH": path}
        try:
            done = subprocess.run(command, capture_output=True, timeout=300, check=False, env=environment)  # noqa: S603 - our own module
            return set(json.loads(done.stdout)) if done.returncode == 0 else None
        except (subprocess.TimeoutExpired, ValueError):
            return None

    def _shipped_changes(self, current: Manifest) -> dict[str, Entry | None]:
        """Shipped articles that came, changed (the entry) or went (None) with the program."""
        wanted = {entry.id: entry for entry in self._shelf.shipped_entries(current.entries, current.dropped)}
        has = {entry.id: entry for entry in current.entries.values() if entry.origin == "shipped"}
        changed: dict[str, Entry | None] = {id: None for id in has if id not in wanted}
        return changed | {id: entry for id, entry in wanted.items() if id not in has or has[id].sha256 != entry.sha256}

    # ---------------------------------------------------------------- check

    def check(self) -> list[str]:
        """What is wrong, one sentence each with what to do about it; empty when all is well.

        What a dead writer left is finished first. Raises Busy while another process writes.
        """
        try:
            with self._writing(timeout=10.0):
                if self._reload() is not None:
                    self._open_writing()
                current = self.ready()
                expected, found = _expected_ids(current), self._indexed_ids(current)
        except IndexUnusable as error:
            return [str(error)]
        problems = self._shelf.strays(current.entries)
        for entry in current.entries.values():
            try:
                problems += self._deck.cards_of(entry, self._shelf.read(entry))[1]
            except CoachError as error:
                problems.append(str(error))
        if found is None:
            problems.append(f"the index does not answer; {REPAIR}")
        elif found != expected:
            problems.append(
                f"the index lacks {len(expected - found)} passages and holds {len(found - expected)} that it should not; {REPAIR}"
            )
        if not self._keyword.complete(current.keyword_generation, len(expected)):
            problems.append(f"the keyword index is missing or damaged; {REPAIR}")
        if self._stored_cards(current) is None:
            problems.append(f"the card index is missing or damaged; {REPAIR}")
        return problems


class _Taken:
    """Ids and texts that the library has, with those of the batch so far."""

    def __init__(self, entries: dict[str, Entry]) -> None:
        self._entries = entries
        self._batch: set[str] = set()
        self._words = {entry.words_sha256: id for id, entry in entries.items()}  # in whatever format a text came
        self._folded = {_folded(id): id for id in entries}  # some file systems hold these for the same

    def accept(self, article: Article, source: str, *, replacing: bool) -> str:
        """What adding this article is: added, replaced or unchanged. Raises LibraryError where it is refused."""
        entry, words = self._entries.get(article.id), words_digest(article.text)
        if article.id in self._batch:
            raise LibraryError(f"{source}: the id {article.id!r} comes twice in this batch")
        if entry is not None and (entry.sha256, entry.text_sha256) == (article.sha256, article.text_sha256):
            return "unchanged"
        twin, alike = self._words.get(words, article.id), self._folded.get(_folded(article.id), article.id)
        if twin != article.id:
            raise LibraryError(f"{source}: the library has this text already, as {twin!r}")
        if alike != article.id:
            raise LibraryError(f"{source}: the id {article.id!r} differs from {alike!r} only in how it is written")
        if entry is not None and not replacing:
            raise LibraryError(
                f"{source}: there is another article with the id {article.id!r}; use --replace to put this one in its place"
            )
        self._batch.add(article.id)
        self._words[words] = self._folded[_folded(article.id)] = article.id
        return "added" if entry is None else "replaced"


def _folded(id: str) -> str:
    return unicodedata.normalize("NFC", id).casefold()


def _ids_of(entry: Entry) -> set[str]:
    return {passage_id(entry.id, entry.text_sha256, number) for number in range(entry.passages)}


def _expected_ids(current: Manifest) -> set[str]:
    return set().union(*map(_ids_of, current.entries.values())) if current.entries else set()
