"""An answer of the exchange on its way into the library and out of it: an article by its author, with one reviewed card.

The author's words are the card's quote, exactly. What is withdrawn is written down first (exchange.py) and taken out here;
where the library is busy then, it is taken out when this is called next.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import yaml

from assistant.advice.scope import SAME_STORY
from assistant.errors import BadInput
from assistant.exchange import Exchange, Offered, Question, withdrawn
from assistant.retrieval import strip_stock_phrase
from assistant.store import Store
from corpus import cards as card_files
from corpus import drafts, loaders
from corpus.documents import ROLES, Article, Card, Citation, Embedder, Vectors
from corpus.errors import CoachError, LibraryError
from corpus.sources import Source

REMEMBERED = 2_000  # texts whose vectors are kept in memory


@dataclass(frozen=True, slots=True)
class Review:
    """What an editor writes around the author's words. `situations` has the question first."""

    title: str
    step: str
    ask_yourself: str
    small_action: str
    situations: tuple[str, ...]
    role: str = "both"


def source() -> str:
    """What is said of where the article comes from."""
    return f"the exchange of this team, {datetime.now(UTC):%Y-%m-%d}"


def made(article: str, seen: Offered, review: Review) -> tuple[Article, Card]:
    """The article and the card. Pure, but for the date. Raises BadInput for what is missing."""
    lines = {
        "title": review.title, "step": review.step, "question to ask oneself": review.ask_yourself,
        "small action": review.small_action,
    }  # fmt: skip
    tidy = {name: " ".join(text.split()) for name, text in lines.items()}
    for name, text in tidy.items():
        if not text:
            raise BadInput(f"the {name} is empty")
    situations = tuple(dict.fromkeys(" ".join(line.split()) for line in review.situations if line.strip()))
    if not situations:
        raise BadInput("the card has no situation; it needs at least the question")
    front = {"id": article, "title": tidy["title"], "author": seen.name, "source": source()}
    head = f"---\n{yaml.safe_dump(front, sort_keys=False, allow_unicode=True)}---\n# {tidy['title']}\n\n"
    whole = loaders.article(article, f"{head}{seen.text}\n".encode(), "markdown", article)
    start = len(whole.text) - len(seen.text) - 1
    if whole.text[start:-1] != seen.text:
        raise BadInput("the answer holds characters that an article cannot have")
    card = Card(
        f"{article}-1", article, (Citation(article, start, start + len(seen.text), seen.text),), tidy["step"],
        next((role for role in ROLES if role == review.role), "both"), situations, tidy["question to ask oneself"],
        tidy["small action"], writer=seen.name,
    )  # fmt: skip
    card_files.parse(drafts.as_yaml([card]), "the card")
    return whole, card


def publish(exchange: Exchange, store: Store, library: Any, seen: Offered, review: Review) -> str:
    """Adds an answer to the library as the editor reviewed it; returns the article's id.

    Raises BadInput when the author changed or withdrew it meanwhile, and CoachError where the library refuses.
    """
    made("exchange-x", seen, review)  # what is wrong with it is said before anything is kept
    id = exchange.begin_card(seen)
    try:
        article, card = made(id, seen, review)
        path = library.cards_file(id)
        path.parent.mkdir(parents=True, exist_ok=True)
        drafts.save(path, [card])  # first, so that the article is never without it
        (added,) = library.add([Source(article.title, lambda: article)])
        if added.error:
            raise LibraryError(added.error)
    except CoachError:
        exchange.abandon_card(seen, id)
        let_go(store, library)
        raise
    if not exchange.finish_card(seen, id):
        let_go(store, library)
        raise BadInput("the author changed or withdrew this answer meanwhile; it is not in the library")
    return id


def let_go(store: Store, library: Any) -> int:
    """Takes what was withdrawn out of the library, cards and words; returns how many articles. Raises CoachError (Busy)."""
    gone = withdrawn(store)
    if not gone:
        return 0
    for id in gone:
        library.cards_file(id).unlink(missing_ok=True)
    taken = there = gone & {entry.id for entry in library.entries()}
    while there:
        try:
            library.remove(sorted(there))
            break
        except CoachError:
            left = gone & {entry.id for entry in library.entries()}
            if left == there:
                raise
            there = left  # somebody else took some of it out meanwhile
    return len(taken)


def let_go_soon(store: Store, library: Any, seconds: float = 10.0) -> bool:
    """The same in a thread that waits for a busy library; whether it was done within so many seconds."""
    done = threading.Event()

    def work() -> None:
        try:
            let_go(store, library)
        except CoachError:
            return  # the next visit of the exchange tries again
        done.set()

    threading.Thread(target=work, name="coach-withdraw", daemon=True).start()
    return done.wait(seconds)


class Likeness:
    """Which questions are nearly the same; keeps vectors in memory, shared by everybody of a process."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder, self._lock = embedder, threading.Lock()
        self._known: dict[str, Vectors] = {}

    def nearest(self, text: str, questions: Sequence[Question]) -> list[Question]:
        """Those that are asked in the same or nearly the same words, most alike first."""
        if not questions:
            return []
        asked = strip_stock_phrase(text)[:4000]
        texts = [strip_stock_phrase(question.text)[:4000] for question in questions]
        scores = self._vectors(texts) @ self._vectors([asked])[0]
        same = [" ".join(other.split()).casefold() == " ".join(asked.split()).casefold() for other in texts]
        found = [
            (1.0 if exact else float(score), number)
            for number, (score, exact) in enumerate(zip(scores, same, strict=True))
        ]
        return [
            questions[number]
            for score, number in sorted(found, key=lambda one: (-one[0], one[1]))
            if score >= SAME_STORY
        ]

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            new = [text for text in dict.fromkeys(texts) if text not in self._known]
            if len(self._known) + len(new) > REMEMBERED:
                self._known.clear()
                new = list(dict.fromkeys(texts))
            if new:
                self._known.update(zip(new, self._embedder.embed(new), strict=True))
            return np.stack([self._known[text] for text in texts])
