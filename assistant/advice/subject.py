"""Which card of which article a story asks for: a tuned classifier that learnt it from the situations of the shipped cards.

Embeddings of a story are near to what it is about; what it asks for is something else. A label is a shipped card, written
"article/card", or OUTSIDE; a text that was only labelled with its article counts for any card of it. Used to rank, by
article and within one (assistant/retrieval.py): on advice-dev and advice-test the first card is of a right article in .83
and .78, without it in .75 and .71, and stands on a passage that was marked as evidence in .75 and .70 (.71 and .67 by
article alone).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.advice.labelled import rows as labelled
from assistant.advice.reader import OUTSIDE, TOKENS, within
from assistant.models import tuned
from assistant.models.tuned import Base, Progress, TunedClassifier
from corpus.documents import Card, digest

ADAPTER = Path(__file__).parent / "learned" / "subject.safetensors"
EPOCHS, SEED = 4, 7
KEPT = 64  # readings of the last questions

Row = tuple[tuple[str, ...], tuple[str, ...]]  # ways to write a text, the labels of which any is right


class Subject:
    """`base` has the default embedder's weights. Loaded at the first question."""

    def __init__(self, base: Base, path: Path = ADAPTER) -> None:
        self._tuned = TunedClassifier(path, base)
        self.shares = lru_cache(KEPT)(self._shares)

    def _shares(self, text: str) -> Mapping[str, float]:
        """Shipped "article/card" -> its share of what the story asks for of them; they sum to 1. Raises as Reader does."""
        row = self._tuned.probabilities([within(text)])[0].tolist()
        found = {label: share for label, share in zip(self._tuned.labels, row, strict=True) if label != OUTSIDE}
        total = sum(found.values()) or 1.0
        return {card: share / total for card, share in found.items()}


def rows(cards: Sequence[Card]) -> list[Row]:
    """What it learns from."""
    of: dict[str, list[str]] = defaultdict(list)
    for card in cards:
        of[card.article].append(f"{card.article}/{card.id}")
    found: list[Row] = []
    for card in cards:
        found += [((text,), (f"{card.article}/{card.id}",)) for text in (*card.situations, card.choice) if text]
    found += [((row["text"],), tuple(of[row["article"]])) for row in labelled("ordinary") if row.get("article") in of]
    return found + [((row["text"],), (OUTSIDE,)) for row in labelled("unanswerable")]


def mark(learnt_from: Sequence[Row]) -> str:
    """Changes with the texts and labels; kept in the file, so that a stale one is noticed."""
    return digest(repr([list(learnt_from), EPOCHS, SEED, TOKENS]))[:16]


def learn(load: Callable[[], Any], cards: Sequence[Card], progress: Progress) -> None:
    """Trains and writes it; some twenty minutes. `load` gives a fresh SentenceTransformer."""
    model = load()
    model.max_seq_length = TOKENS
    found = rows(cards)
    tuned.train(model, found, ADAPTER, progress, seed=SEED, epochs=EPOCHS, note=mark(found))
