"""Maps: which span of an original says what which span of our edition says (corpus/maps, offsets only, no text).

They show that an edition left nothing out, and let the cards of an edition answer over the original when a team adds it.
Another version of the original is aligned sentence by sentence instead, by the embedder that is handed in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from corpus.documents import Article, Card, Embedder
from corpus.errors import InvalidCard
from corpus.splitting import Span, sentences

SAME_SENTENCE = 0.75  # cosine from which two sentences of two versions count as the same claim


@dataclass(frozen=True, slots=True)
class Row:
    """One claim: where the original makes it and where our edition does."""

    original: Span
    edition: Span


@dataclass(frozen=True, slots=True)
class Map:
    """The claims of one article; `residue` are spans of the original that carry none."""

    article: str
    original_sha256: str  # of the original file's bytes
    edition_sha256: str  # of the edition's text
    rows: tuple[Row, ...]
    residue: tuple[Span, ...]


def read(path: Path) -> Map:
    """One map. Raises InvalidCard when it breaks the schema."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
        return Map(
            data["article"],
            data["original_sha256"],
            data["edition_sha256"],
            tuple(Row(Span(*row["original"]), Span(*row["edition"])) for row in data["rows"]),
            tuple(Span(*pair) for pair in data["residue"] or ()),
        )
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise InvalidCard(f"{path.name}: not a map ({error})") from error


def transfer(card: Card, map: Map) -> list[tuple[int, int]]:
    """The spans of the original that say what the card's spans say; neighbours are joined, at most three are kept."""
    found: list[Span] = []
    for span in card.spans:
        rows = [row for row in map.rows if row.edition.start < span.end and span.start < row.edition.end]
        found.extend(row.original for row in rows)
    return _joined(found)


def same_words(card: Card, text: str) -> list[tuple[int, int]]:
    """Where the words of the card's spans stand in another layout of the same text; empty unless all do."""
    found = []
    for span in card.spans:
        words = [re.escape(word) for word in re.findall(r"\w+", span.quote)]
        match = re.search(r"\b" + r"\W+".join(words) + r"\b", text) if words else None
        if match is None:
            return []
        end = match.end()
        while end < len(text) and text[end] in ".!?…\"'”’)":
            end += 1
        found.append((match.start(), end))
    return found


def align(card: Card, edition: str, version: Article, embedder: Embedder) -> list[tuple[int, int]]:
    """The sentences of another version of the article that are nearest to the card's; empty when any has no counterpart."""
    own = [
        text
        for span in card.spans
        for part in sentences(edition, span.start, span.end)
        if (text := edition[part.start : part.end])
    ]
    others = sentences(version.text)
    if not own or not others:
        return []
    similarity = embedder.embed(own) @ embedder.embed([version.text[part.start : part.end] for part in others]).T
    best = similarity.argmax(axis=1)
    if similarity.max(axis=1).min() < SAME_SENTENCE:
        return []
    return _joined([others[index] for index in best])


def _joined(spans: list[Span]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for span in sorted(set(spans), key=lambda span: (span.start, span.end)):
        if joined and span.start - joined[-1][1] <= 2:
            joined[-1] = (joined[-1][0], max(joined[-1][1], span.end))
        else:
            joined.append((span.start, span.end))
    return joined[:3]
