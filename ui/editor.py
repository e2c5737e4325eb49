"""What the editor of a library does, for the terminal and the web app alike: previews, drafts, coverage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from assistant.models import trust
from assistant.models.chat import ChatModel
from assistant.settings import Settings
from assistant.store import Unanswered
from corpus import coverage as covering
from corpus import drafts, loaders, sources
from corpus.coverage import Topic, Uncarded
from corpus.documents import Article, Card, Embedder
from corpus.errors import CoachError, UnreadableDocument
from corpus.library import Library
from corpus.sources import Source

CHANGES = {"added": "add", "replaced": "replace"}  # what became of an article -> what is kept of it (team.py)
BEGINNING = 160  # characters of an article that a preview shows


# ---------------------------------------------------------------- adding


@dataclass(frozen=True, slots=True)
class Previewed:
    """One article that would be added, or why a file is none."""

    name: str
    article: Article | None = None
    error: str = ""

    @property
    def source(self) -> Source:
        """For Library.add."""
        article = self.article
        assert article is not None
        return Source(self.name, lambda: article)


def beginning(article: Article) -> str:
    """The first words below the title."""
    body = " ".join(" ".join(article.text.split("\n")[1:]).split()) or " ".join(article.text.split())
    return body if len(body) <= BEGINNING else f"{body[:BEGINNING].rsplit(' ', 1)[0]}…"


def upload(name: str, data: bytes) -> Source:
    """An uploaded file as a source; its name is all that is known of where it comes from."""
    shown = PurePosixPath(name.replace("\\", "/")).name or "article.txt"

    def load() -> Article:
        kind = loaders.SUFFIXES.get(PurePosixPath(shown).suffix.lower())
        try:
            if kind is None:
                raise UnreadableDocument(f"is of an unknown kind; known are {', '.join(sorted(loaders.SUFFIXES))}")
            return loaders.article(PurePosixPath(shown).stem, data, kind, shown)
        except UnreadableDocument as error:
            raise UnreadableDocument(f"{shown}: {error}") from error

    return Source(shown, load)


def refused(name: str, why: str) -> Source:
    """A source that cannot be loaded, and says why."""

    def load() -> Article:
        raise UnreadableDocument(f"{name}: {why}")

    return Source(name, load)


def preview(given: Sequence[Source], *, split: bool) -> list[Previewed]:
    """What adding these would add; a file that holds several articles is divided with `split`, where it can be."""
    found: list[Previewed] = []
    for source in given:
        try:
            if split:
                found += [Previewed(f"{source.name} · {p.article.title}", p.article) for p in sources.split(source)]
            else:
                found.append(Previewed(source.name, source.load()))
        except CoachError as error:
            found.append(Previewed(source.name, error=" ".join(str(error).split())))
    return found


# ---------------------------------------------------------------- drafts


@dataclass(frozen=True, slots=True)
class Drafting:
    """What became of drafting cards for an article: how many there are, and reasons by how many passages have none."""

    new: int
    reasons: dict[str, int]

    @property
    def left(self) -> str:
        """The reasons in words."""
        return "; ".join(f"{count} passages: {reason}" for reason, count in sorted(self.reasons.items()))


def draft(
    library: Library, id: str, chat: ChatModel, embedder: Embedder, progress: Callable[[str, int, int], None]
) -> Drafting:
    """Has the model draft cards for an article; each is kept at once, so that stopped, what there is stays.

    Raises ModelUnusable, LibraryError.
    """
    from assistant.advice import drafting

    article = library.article(id)
    path, passages = library.cards_file(id), library.passages(id)
    kept = drafts.read(path)
    known, reasons, new = [*library.cards(id), *kept], dict[str, int](), 0
    for number, result in enumerate(drafting.draft(article, passages, known, chat, embedder), 1):
        if result.card is not None:
            kept, new = [*kept, result.card], new + 1
            drafts.save(path, kept)
        else:
            reasons[result.reason] = reasons.get(result.reason, 0) + 1
        progress(f"drafting {id}", number, len(passages))
    return Drafting(new, reasons)


def may_draft(settings: Settings, chat: Any) -> bool:
    """Whether the model has earned drafting cards."""
    return chat is not None and trust.profile(chat.identity, settings.home)["cards"].allowed


def waiting(library: Library, id: str) -> list[Card]:
    """Drafts of an article that nobody has decided about. Raises InvalidCard for a broken file."""
    return drafts.waiting(drafts.read(library.cards_file(id)))


# ---------------------------------------------------------------- what to write next


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the library covers and what it lacks; `bare` with the most uncovered article first."""

    unanswered: list[Unanswered]
    topics: list[Topic]
    bare: list[Uncarded]

    @property
    def thin(self) -> list[Topic]:
        """Topics of one article."""
        return [topic for topic in self.topics if len(topic.articles) < 2]

    @property
    def wide(self) -> list[Topic]:
        """Topics of several, the widest first."""
        return [topic for topic in reversed(self.topics) if len(topic.articles) > 1]


def coverage(library: Library, unanswered: list[Unanswered]) -> Coverage:
    """What to write next; `unanswered` are the questions that found nothing."""
    entries, every = library.entries(), library.cards()
    topics = covering.topics({entry.id: entry.topics for entry in entries}, every)
    bare = [covering.uncarded(entry.id, library.passages(entry.id), every) for entry in entries]
    bare = sorted((found for found in bare if found.passages), key=lambda found: -found.share)
    return Coverage(unanswered, topics, bare)
