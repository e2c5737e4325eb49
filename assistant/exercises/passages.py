"""Where the exercises come from: quotes found in our editions, the thirty questions, the three pillars.

Places are looked up by their words when they are first needed, so that an edition may change around a quote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from assistant.errors import CoachError
from assistant.exercises.flow import Quote
from assistant.exercises.result import Source
from corpus import loaders
from corpus.documents import Article
from corpus.library import shipped_folder

SESSIONS = "effective-coaching-sessions"
PILLARS = "coaching-beyond-metrics"


@cache
def edition(article: str) -> Article:
    """One of the shipped articles."""
    return loaders.load(shipped_folder("articles") / f"{article}.md")


def locate(quote: Quote) -> Source:
    """The place of a quote in its edition. Raises CoachError unless it stands there exactly once."""
    article = edition(quote.article)
    start = article.text.find(quote.text)
    if start < 0 or article.text.find(quote.text, start + 1) >= 0:
        raise CoachError(
            f"{quote.article}: {quote.text[:60]!r} stands {'twice' if start >= 0 else 'nowhere'} in the article"
        )
    return Source(article.id, article.title, article.author, start, start + len(quote.text), quote.text)


def locate_all(quotes: Iterable[Quote]) -> tuple[Source, ...]:
    """Places without repetitions, in order."""
    return tuple(locate(quote) for quote in dict.fromkeys(quotes))


@cache
def bank() -> tuple[Quote, ...]:
    """The thirty coaching questions, in their order (question n stands at n - 1)."""
    text = edition(SESSIONS).text
    section = text[text.index("## Thirty questions") :]
    found = [match[2].strip() for match in re.finditer(r"^(\d{1,2})\. (.+)$", section, re.M)]
    return tuple(Quote(SESSIONS, question) for question in found)


@dataclass(frozen=True, slots=True)
class Pillar:
    """One of the three, with its questions and those that lead to a commitment."""

    name: str
    questions: tuple[Quote, ...]
    commitment: tuple[Quote, ...]


@cache
def pillars() -> tuple[Pillar, Pillar, Pillar]:
    """Caring, the other person's goals, listening."""
    text = edition(PILLARS).text
    found = []
    for name, section in zip(
        ("caring", "goals", "listening"), re.split(r"^## Pillar \d.*$", text, flags=re.M)[1:4], strict=True
    ):
        lists = [
            tuple(Quote(PILLARS, match) for match in re.findall(r"^- (.+)$", block, re.M))
            for block in section.split("Questions that lead to a commitment")
        ]
        found.append(Pillar(name, lists[0], lists[1]))
    return found[0], found[1], found[2]
