"""What the library covers: topics by articles, and ideas (passages) that no card makes use of. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.documents import Card, Passage

IDEA = 12  # words; a shorter passage is hardly an idea of its own


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic, the articles that are about it, and how many cards are."""

    name: str
    articles: tuple[str, ...]
    cards: int


@dataclass(frozen=True, slots=True)
class Uncarded:
    """The passages of one article that no card stands on; `share` of the article's words."""

    article: str
    share: float
    passages: tuple[Passage, ...]


def topics(of_articles: Mapping[str, Sequence[str]], cards: Sequence[Card]) -> list[Topic]:
    """Topics by what articles and cards say of themselves, the thinnest first."""
    articles: dict[str, set[str]] = {}
    counts: dict[str, int] = {}
    for id, names in of_articles.items():
        for name in names:
            articles.setdefault(name, set()).add(id)
    for card in cards:
        for name in card.topics:
            articles.setdefault(name, set()).add(card.article)
            counts[name] = counts.get(name, 0) + 1
    found = [Topic(name, tuple(sorted(ids)), counts.get(name, 0)) for name, ids in articles.items()]
    return sorted(found, key=lambda topic: (len(topic.articles), topic.cards, topic.name))


def uncarded(article: str, passages: Sequence[Passage], cards: Sequence[Card]) -> Uncarded:
    """What of an article no card makes use of."""
    spans = [span for card in cards if card.article == article for span in card.spans]
    bare = [
        passage
        for passage in passages
        if len(passage.text.split()) >= IDEA
        and not any(span.start < passage.end and passage.start < span.end for span in spans)
    ]
    words = sum(len(passage.text.split()) for passage in passages)
    return Uncarded(article, sum(len(p.text.split()) for p in bare) / max(words, 1), tuple(bare))
