"""Which article a story asks for: a tuned classifier that learnt it from the situations of the shipped cards.

Embeddings of a story are near to what it is about; what it asks for is something else. A label is a shipped card, written
"article/card", or OUTSIDE; a text that was only labelled with its article counts for any card of it. Summed by article and
used to rank (assistant/retrieval.py): on advice-dev and advice-test the first card is of a right article in .81 and .78,
without it in .75 and .71; of all steps .69 and .66 are, without it .44 and .51.
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
        self.articles = lru_cache(KEPT)(self._articles)

    def _articles(self, text: str) -> Mapping[str, float]:
        """Shipped article -> its share of what the story asks for of them; they sum to 1. Raises as Reader does."""
        row = self._tuned.probabilities([within(text)])[0].tolist()
        found: dict[str, float] = defaultdict(float)
        for label, probability in zip(self._tuned.labels, row, strict=True):
            if label != OUTSIDE:
                found[label.split("/")[0]] += probability
        total = sum(found.values()) or 1.0
        return {article: share / total for article, share in found.items()}


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
