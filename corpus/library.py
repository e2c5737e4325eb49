"""The library: articles, manifest, index and cards, kept in step. One process writes, any number read.

Order of every write: say it in the manifest, do it, say that it is done. `_finish` completes what a dead writer left.
"""

from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from urllib.parse import quote, unquote

import yaml

from corpus import cards as card_files
from corpus import loaders, manifest, mapping, splitting
from corpus.card_index import CardIndex
from corpus.documents import Article, Card, Embedder, Passage, Vectors, digest
from corpus.errors import Busy, CoachError, IndexUnusable, LibraryError
from corpus.files import exclusive, write_atomically
from corpus.index import DenseIndex, Found, KeywordIndex, Record
from corpus.manifest import REPAIR, Entry, Manifest, Stamp, passage_id
from corpus.sources import Source, of_path

Progress = Callable[[str, int, int], None]  # what is done, how many, of how many
CHUNK = 1_000  # passages that are embedded and written together; what a killed process repeats at most
LOCK_SECONDS = 120.0
ONLY_OURS = "without-shipped-articles"  # a file in the home; it outlives a lost manifest
CARDS_VERSION = "1"  # raise it when the card index must be made anew


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one source of a batch: the article, or the sentence that refuses it."""

    source: str
    id: str = ""
    note: str = ""  # "added", "replaced", "unchanged"
    error: str = ""


def quiet(what: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def shipped_folder(kind: str) -> Path:
    """Where the package keeps its articles, cards or maps."""
    return Path(str(resources.files("corpus"))) / kind


class Library:
    """The articles under `home` and their index. `embedder` is handed in and may load its model lazily."""

    def __init__(self, home: Path, embedder: Embedder, chroma_url: str = "", progress: Progress = quiet) -> None:
        self.home, self._embedder, self._progress = home, embedder, progress
        self._path = home / "manifest.json"
        self._articles, self._index = home / "articles", home / "index"
        self._dense = DenseIndex(self._index / "chroma", chroma_url)
        self._keyword = KeywordIndex(self._index)
        self._url = chroma_url
        self._mutex = threading.RLock()
        self._seen: tuple[int, int] | None = None
        self._manifest: Manifest | None = None
        self._cards: CardIndex | None = None
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
                    current = self._reload()
                    if current is None and empty:
                        write_atomically(self.home / ONLY_OURS, b"This library holds no shipped articles.\n")
                    self._finish(current or self._save(Manifest(self._stamp(), manifest.new_collection())))
            except Busy:
                if found is None:
                    raise  # nothing to read yet; with a manifest, what it says is indexed can be read meanwhile
        return self

    def _stamp(self) -> Stamp:
        return Stamp(self._embedder.fingerprint, splitting.VERSION)

    def _reload(self) -> Manifest | None:
        """The manifest on disk, read again only when it changed; a new generation reopens the index."""
        with self._mutex:
            try:
                status = self._path.stat()
            except FileNotFoundError:
                self._seen, self._manifest = None, None
                return None
            seen = (status.st_mtime_ns, status.st_ino)
            if seen != self._seen:
                fresh = manifest.load(self._path)
                if self._manifest is not None and fresh is not None and fresh.generation != self._manifest.generation:
                    self._dense.reopen()
                    self._cards = None
                self._seen, self._manifest = seen, fresh
            return self._manifest

    def _save(self, changed: Manifest) -> Manifest:
        with self._mutex:
            manifest.save(self._path, changed)
            status = self._path.stat()
            self._seen, self._manifest = (status.st_mtime_ns, status.st_ino), changed
        return changed

    def _writing(self, timeout: float = LOCK_SECONDS) -> AbstractContextManager[None]:
        return exclusive(
            self.home / "write.lock", timeout, "another process is changing the library; try again when it is done"
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
            found.cards != self._card_sources() or bool(self._shipped_changes(found))
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
        for name, size in found.sealed.items():
            path = self._index / "chroma" / name
            if not path.exists() or path.stat().st_size < size:
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
        id, key = entry.id, (entry.id, entry.text_sha256)
        if key not in self._texts:
            article = self._read(entry)
            if article.text_sha256 != entry.text_sha256:
                raise LibraryError(
                    f"the text of {id!r} was changed or damaged on disk ({self._file(entry)}); {REPAIR} to take it as it is now"
                )
            self._texts[key] = article
        return self._texts[key]

    def _read(self, entry: Entry) -> Article:
        if entry.origin == "shipped":
            return loaders.load(self._file(entry))
        try:
            text, front = loaders.split_front_matter(self._file(entry).read_bytes().decode("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise LibraryError(
                f"the text of {entry.id!r} is missing or damaged ({self._file(entry)}); add it again"
            ) from error
        return loaders.describe(entry.id, text, front, entry.sha256, entry.source, entry.format)

    def _file(self, entry: Entry) -> Path:
        if entry.origin == "shipped":
            return shipped_folder("articles") / f"{entry.id}.md"
        return self._articles / _file_name(entry.id)

    def passages(self, id: str) -> list[Passage]:
        """The passages of one article, as they are indexed."""
        article = self.article(id)
        key = (id, article.text_sha256)
        if key not in self._split:
            self._split[key] = splitting.passages(article.id, article.title, article.text)
        return self._split[key]

    def dense(self, vector: Vectors, k: int) -> list[Found]:
        """Nearest passages of articles that are in the library now."""
        return self._current(self._dense.search(self.ready().collection, vector, k))

    def keyword(self, query: str, k: int) -> list[Found]:
        """BM25 hits among passages of articles that are in the library now."""
        return self._current(self._keyword.search(self.ready().keyword_generation, query, k))

    def _current(self, found: list[Found]) -> list[Found]:
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
        with self._mutex:
            if self._cards is None:
                self._cards = self._stored_cards(self.ready())
            if self._cards is None:
                raise IndexUnusable(f"the card index is missing or damaged; {REPAIR}")
            return self._cards

    def cards(self, id: str | None = None) -> list[Card]:
        """The cards of one article, or all."""
        return [card for card in self.card_index().cards if id in (None, card.article)]

    # ---------------------------------------------------------------- writing

    def add(self, sources: Sequence[Path | Source], *, replace: bool = False) -> list[Added]:
        """Adds files, or sources of other kinds. The good ones of a batch stay, each bad one gets its sentence. Killed, it goes on where it was."""
        results: list[Added] = []
        with self._writing():
            current = self._prepared()
            waiting: list[Article] = []
            for number, source in enumerate(sources, 1):
                source = of_path(source) if isinstance(source, Path) else source
                try:
                    article = source.load()
                    note = _accept(current, waiting, article, source.name, replacing=replace)
                    results.append(Added(source.name, article.id, note))
                    if note != "unchanged":
                        waiting.append(article)
                except CoachError as error:
                    results.append(Added(source.name, error=str(error)))
                if sum(len(article.text) for article in waiting) > CHUNK * splitting.LIMIT:
                    current, waiting = self._commit(current, waiting), []
                self._progress("reading", number, len(sources))
            if waiting:
                current = self._commit(current, waiting)
            if current.unfinished:
                self._seal(current)
        return results

    def _prepared(self) -> Manifest:
        """The manifest to write on, after what an earlier writer left is done."""
        current = self._reload() or self._save(Manifest(self._stamp(), manifest.new_collection()))
        self.ready()
        return self._finish(current) if current.unfinished or self._outdated(current) else current

    def _commit(self, current: Manifest, articles: list[Article]) -> Manifest:
        """Texts to disk, then the manifest (pending), then the index, then the manifest (indexed)."""
        entries, removing = dict(current.entries), list(current.removing)
        for article in articles:
            old = entries.get(article.id)
            if old is not None and old.text_sha256 != article.text_sha256:
                removing.append((old.id, old.text_sha256, old.passages))
            entry = entries[article.id] = _entry(article, "team")
            write_atomically(self._file(entry), _stored(article))
        current = self._save(current.next(entries=entries, removing=tuple(removing)))
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
            self._dense.add(current.collection, records, self._embedder.embed(texts))
            current = save(current.next(entries={**current.entries, **{entry.id: entry for entry in batch}}))
            self._progress("indexing", done, len(waiting))
        return current

    def _passage_records(self, entry: Entry) -> list[tuple[Record, str]]:
        article = self._article(entry)
        return [
            (
                Record(passage_id(entry.id, entry.text_sha256, number), passage.article, passage.start, passage.end),
                passage.embedded,
            )
            for number, passage in enumerate(splitting.passages(article.id, article.title, article.text))
        ]

    def _finish(self, current: Manifest) -> Manifest:
        """Completes what a dead writer left, and takes over editions and cards that changed with the program.

        An index that a killed writer may have torn is probed first, and made anew when it does not answer.
        """
        if current.stamp != self._stamp():
            return current  # refused by `ready` with the command that repairs it
        if current.unfinished and current.generation > 0 and not self._answers(current):
            return self._rebuild(current)
        changes = self._shipped_changes(current)
        if changes:
            gone = [old for id in changes if (old := current.entries.get(id)) is not None]
            entries = {id: entry for id, entry in current.entries.items() if changes.get(id, entry) is not None}
            entries |= {id: entry for id, entry in changes.items() if entry is not None}
            removing = (*current.removing, *((old.id, old.text_sha256, old.passages) for old in gone))
            current = self._save(current.next(entries=entries, removing=removing))
        return self._seal(self._index_pending(current, self._save))

    def _seal(self, current: Manifest) -> Manifest:
        """The last step of every write: deletes what is gone, builds BM25 and the card index, takes down file sizes."""
        for id, text_sha256, passages in current.removing:
            entry = current.entries.get(id)
            if entry is None or entry.text_sha256 != text_sha256:
                self._dense.delete(
                    current.collection, [passage_id(id, text_sha256, number) for number in range(passages)]
                )
            if entry is None or entry.origin == "shipped":
                (self._articles / _file_name(id)).unlink(missing_ok=True)
        for name in current.doomed:
            self._dense.drop(name)
        following = current.generation + 1
        pairs = [pair for entry in current.entries.values() for pair in self._passage_records(entry)]
        self._keyword.build(following, [record for record, _ in pairs], [text for _, text in pairs])
        sources = self._card_sources()
        self._progress("cards", 0, 1)
        cards = CardIndex.build(tuple(self._valid_cards(current)), self._embedder, self._stored_cards(current))
        cards.save(self._index / "cards", current.stamp.embedder)
        self._progress("cards", 1, 1)
        self._dense.reopen()  # so that everything is on disk before its size is taken down
        sealed = self._save(
            current.next(
                removing=(), doomed=(), keyword_generation=following, cards=sources, sealed=self._dense.sizes()
            )
        )
        self._cards = cards
        return sealed

    def _stored_cards(self, current: Manifest) -> CardIndex | None:
        """The card index on disk, if its vectors were made by this embedder."""
        try:
            return CardIndex.load(self._index / "cards", current.stamp.embedder)
        except (OSError, ValueError, KeyError, TypeError):
            return None

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
                    dropped=tuple(sorted({*current.dropped, *(set(ids) & _shipped_ids())})),
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

        The articles on disk are the truth: a lost or broken manifest is made anew from them as well.
        """
        with self._writing():
            try:
                current = self._reload()
            except IndexUnusable:
                current = None
            fresh = self._rebuild(current or Manifest(self._stamp(), ""))
            return sum(entry.passages for entry in fresh.entries.values())

    def _rebuild(self, current: Manifest) -> Manifest:
        self._texts.clear()
        name = manifest.new_collection()
        if self._answers(current):
            current = self._save(current.next(doomed=(*current.doomed, name)))
        elif not self._url:  # nothing in a database that does not answer is worth keeping
            self._dense.close()
            shutil.rmtree(self._index, ignore_errors=True)
            current = dataclasses.replace(current, doomed=(), collection="")
        entries = {**{entry.id: entry for entry in self._shipped_entries(current)}, **self._team_entries(current)}
        staged = dataclasses.replace(
            current,
            stamp=self._stamp(),
            collection=name,
            entries=entries,
            removing=(),
            sealed={},
            cards="",
            keyword_generation=-1,
        )
        staged = self._index_pending(staged, lambda step: step)
        self._probe(staged)
        doomed = tuple(other for other in (*current.doomed, current.collection) if other and other != name)
        return self._seal(self._save(staged.next(doomed=doomed)))

    def _probe(self, staged: Manifest) -> None:
        """Every record there, and each of a few found by its own vector, before anybody depends on it."""
        expected = _expected_ids(staged)
        if self._dense.ids(staged.collection) != expected:
            raise IndexUnusable("the new index is not complete; the old one stays in place, try again")
        for id, vector in self._dense.vectors(staged.collection, sorted(expected)[:3]).items():
            if all(found.record.id != id for found in self._dense.search(staged.collection, vector, 5)):
                raise IndexUnusable("the new index does not find what is in it; the old one stays in place, try again")

    def _answers(self, current: Manifest) -> bool:
        return self._indexed_ids(current) is not None

    def _indexed_ids(self, current: Manifest) -> set[str] | None:
        """The ids in the index, or None when it does not answer. Asked in a child process: a torn file can end it."""
        if not current.collection:
            return None
        if self._url:
            try:
                return self._dense.ids(current.collection)
            except IndexUnusable:
                return None
        command = [sys.executable, "-m", "corpus.probe", str(self._index / "chroma"), current.collection]
        try:
            done = subprocess.run(command, capture_output=True, timeout=300, check=False)  # noqa: S603 - our own module
            return set(json.loads(done.stdout)) if done.returncode == 0 else None
        except (subprocess.TimeoutExpired, ValueError):
            return None

    # ---------------------------------------------------------------- where articles come from

    def _shipped_entries(self, current: Manifest) -> list[Entry]:
        """The shipped library as it should be: without what the team removed or put its own article in place of."""
        if (self.home / ONLY_OURS).exists():
            return []
        team = {path.stem for path in self._articles.glob("*.md")} if self._articles.exists() else set()
        own = {entry.id for entry in current.entries.values() if entry.origin == "team"} | {
            id for id in _shipped_ids() if Path(_file_name(id)).stem in team
        }
        wanted = sorted(_shipped_ids() - own - set(current.dropped))
        return [_entry(loaders.load(shipped_folder("articles") / f"{id}.md"), "shipped") for id in wanted]

    def _shipped_changes(self, current: Manifest) -> dict[str, Entry | None]:
        """Shipped articles that came, changed (the entry) or went (None) with the program."""
        wanted = {entry.id: entry for entry in self._shipped_entries(current)}
        has = {entry.id: entry for entry in current.entries.values() if entry.origin == "shipped"}
        changed: dict[str, Entry | None] = {id: None for id in has if id not in wanted}
        return changed | {id: entry for id, entry in wanted.items() if id not in has or has[id].sha256 != entry.sha256}

    def _team_entries(self, current: Manifest) -> dict[str, Entry]:
        """The team's articles as they are on disk; what the manifest knew of them stays."""
        found = {}
        for path in sorted(self._articles.glob("*.md")) if self._articles.exists() else ():
            try:
                text, front = loaders.split_front_matter(path.read_bytes().decode("utf-8"))
            except (OSError, UnicodeDecodeError, CoachError):
                continue  # reported by `check`
            article = loaders.describe(
                unquote(path.stem),
                text,
                front,
                str(front.get("sha256", "")),
                str(path),
                str(front.get("format", "text")),
            )
            found[article.id] = _entry(article, "team")
        return found

    # ---------------------------------------------------------------- cards

    def _card_files(self, id: str) -> list[Path]:
        folders = (shipped_folder("cards"), self.home / "cards")
        return [path for folder in folders if (path := folder / f"{id}.yaml").is_file()]

    def _card_sources(self) -> str:
        """A hash of everything that the card index is made from."""
        parts = [(CARDS_VERSION, "")]
        for id in sorted(_shipped_ids() | {path.stem for path in (self.home / "cards").glob("*.yaml")}):
            parts += [(id, digest(path.read_bytes())) for path in self._card_files(id)]
            path = shipped_folder("maps") / f"{id}.yaml"
            parts += [(id, digest(path.read_bytes()))] if path.is_file() else []
        return digest(json.dumps(parts))

    def _valid_cards(self, current: Manifest) -> list[Card]:
        return [card for entry in current.entries.values() for card in self._cards_of(entry)[0]]

    def _cards_of(self, entry: Entry) -> tuple[list[Card], list[str]]:
        """The cards of one article whose spans stand in its text, and what is wrong with the others."""
        good: list[Card] = []
        problems: list[str] = []
        article = self._article(entry)
        for path in self._card_files(entry.id):
            try:
                cards = card_files.read(path)
                if path.parent == shipped_folder("cards") and entry.origin == "team":
                    cards = self._carried_over(cards, article)
            except (CoachError, OSError) as error:
                problems.append(str(error))
                continue
            for card in cards:
                wrong = card_files.misplaced(card, article.text)
                problems += wrong
                good += [] if wrong else [card]
        return good, problems

    def _carried_over(self, cards: list[Card], article: Article) -> list[Card]:
        """Cards of a shipped edition over a team's article of the same id: the original, or another version of it."""
        edition = loaders.load(shipped_folder("articles") / f"{article.id}.md")
        if article.text == edition.text:
            return cards
        path = shipped_folder("maps") / f"{article.id}.yaml"
        known = mapping.read(path) if path.is_file() else None
        if known is not None and known.original_sha256 in (article.sha256, article.text_sha256):
            moved = [(card, mapping.transfer(card, known)) for card in cards]
        else:
            moved = [(card, mapping.align(card, edition.text, article, self._embedder)) for card in cards]
        return [card_files.move(card, spans, article.text) for card, spans in moved if spans]

    # ---------------------------------------------------------------- check

    def check(self) -> list[str]:
        """What is wrong, one sentence each with what to do about it; empty when all is well."""
        try:
            current = self.ready()
        except IndexUnusable as error:
            return [str(error)]
        problems = [f"a writer was interrupted; {REPAIR}"] if current.unfinished else []
        for entry in current.entries.values():
            try:
                self._texts.pop((entry.id, entry.text_sha256), None)
                self._article(entry)
                problems += self._cards_of(entry)[1]
            except CoachError as error:
                problems.append(str(error))
        expected, found = _expected_ids(current), self._indexed_ids(current)
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


def _accept(current: Manifest, waiting: list[Article], article: Article, source: str, *, replacing: bool) -> str:
    """What adding this article would be: added, replaced or unchanged. Raises LibraryError where it is refused."""
    entry = current.entries.get(article.id)
    if any(article.id == other.id for other in waiting):
        raise LibraryError(f"{source}: the id {article.id!r} comes twice in this batch")
    if entry is not None and article.sha256 == entry.sha256 and article.text_sha256 == entry.text_sha256:
        return "unchanged"
    known = {e.text_sha256: e.id for e in current.entries.values()} | {a.text_sha256: a.id for a in waiting}
    if known.get(article.text_sha256, article.id) != article.id:
        raise LibraryError(f"{source}: the library has this text already, as {known[article.text_sha256]!r}")
    if entry is not None and not replacing:
        raise LibraryError(
            f"{source}: there is another article with the id {article.id!r}; use --replace to put this one in its place"
        )
    return "added" if entry is None else "replaced"


def _entry(article: Article, origin: str) -> Entry:
    return Entry(
        article.id, article.title, article.author, article.source, article.sha256, article.text_sha256,
        article.format, origin, audience=article.audience, topics=article.topics, license=article.license,
    )  # fmt: skip


def _stored(article: Article) -> bytes:
    """A team's article as it is kept: self-describing, so that the manifest can be made anew from the files."""
    front = {
        "id": article.id, "title": article.title, "author": article.author, "source": article.source,
        "audience": list(article.audience), "topics": list(article.topics), "license": article.license,
        "format": article.format, "sha256": article.sha256,
    }  # fmt: skip
    return f"---\n{yaml.safe_dump(front, sort_keys=False, allow_unicode=True)}---\n{article.text}".encode()


def _file_name(id: str) -> str:
    return f"{quote(id, safe=' ')}.md"


def _shipped_ids() -> set[str]:
    return {path.stem for path in shipped_folder("articles").glob("*.md")}


def _expected_ids(current: Manifest) -> set[str]:
    return {passage_id(e.id, e.text_sha256, number) for e in current.entries.values() for number in range(e.passages)}
