"""What kind of message this is: a matter of care and which, outside the library, too vague, a courtesy, or ordinary.

Two tuned classifiers (assistant/models/tuned.py) learnt it from the labelled texts in data/, written by several hands, and
from the situations of the shipped cards. They differ in their seed and are heard together, because which of the two is better
is chance: area under the curve of care on advice-dev .972 and .955, together .968; on advice-test .956 and .957, together
.962. They always read with the default embedder's weights, whatever the library is embedded with: what must not be coached
does not depend on how passages are searched.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.advice.labelled import rows as labelled
from assistant.models import tuned
from assistant.models.tuned import Base, Progress, TunedClassifier
from corpus.documents import Card, digest

ORDINARY, OUTSIDE, VAGUE, COURTESY = "ordinary", "outside", "vague", "courtesy"
_FILES = {"ordinary": ORDINARY, "unanswerable": OUTSIDE, "vague": VAGUE, "smalltalk": COURTESY}
SEEDS = (11, 12)
ADAPTERS = tuple(Path(__file__).parent / "learned" / f"reader-{seed}.safetensors" for seed in SEEDS)
SITUATIONS = 3  # of each card, as ordinary messages
EPOCHS = 4
WORDS = 180  # longer messages are read by their beginning and their end
TOKENS = 112  # a text's length in training
KEPT = 64  # readings of the last messages


@dataclass(frozen=True, slots=True)
class Reading:
    """Probabilities; `category` is the likeliest matter of care."""

    care: float
    category: str
    outside: float
    vague: float

    @property
    def inside(self) -> float:
        """That of a message which is neither of these nor a courtesy."""
        return max(0.0, 1.0 - self.care - self.outside - self.vague)


class Reader:
    """`base` has the default embedder's weights. Loaded at the first message."""

    def __init__(self, base: Base, paths: Sequence[Path] = ADAPTERS) -> None:
        self._tuned = [TunedClassifier(path, base) for path in paths]
        self.read = lru_cache(KEPT)(self._read)

    def _read(self, text: str) -> Reading:
        """Raises ModelUnusable when the adapter does not fit the weights, whatever loading them raises otherwise."""
        found: dict[str, float] = defaultdict(float)
        for one in self._tuned:
            row = one.probabilities([within(text)])[0].tolist()
            for label, probability in zip(one.labels, row, strict=True):
                found[label] += probability / len(self._tuned)
        outside, vague = found.pop(OUTSIDE), found.pop(VAGUE)
        del found[ORDINARY], found[COURTESY]
        category = max(found, key=lambda label: found[label])
        return Reading(sum(found.values()), category, outside, vague)


def within(text: str) -> str:
    """As much of a message as is read: all of it, or its beginning and its end."""
    words = text.split()
    if len(words) <= WORDS:
        return text
    return " ".join([*words[: WORDS // 2], *words[-WORDS // 2 :]])


def rows(cards: Sequence[Card]) -> list[tuple[tuple[str, ...], str]]:
    """What the reader learns from: (ways to write a text, label)."""
    chance = random.Random(3)
    found: list[tuple[tuple[str, ...], str]] = [((row["text"],), row["category"]) for row in labelled("care")]
    for name, label in _FILES.items():
        found += [((row["text"],), label) for row in labelled(name)]
    for card in cards:
        some = chance.sample(card.situations, min(SITUATIONS, len(card.situations)))
        found += [((text,), ORDINARY) for text in (*some, card.choice) if text]
    return found


def mark(learnt_from: Sequence[tuple[tuple[str, ...], str]]) -> str:
    """Changes with the texts and labels; kept in the file, so that a stale one is noticed."""
    return digest(repr([list(learnt_from), EPOCHS, SEEDS, TOKENS]))[:16]


def learn(load: Callable[[], Any], cards: Sequence[Card], progress: Progress) -> None:
    """Trains and writes the readers that ship; half an hour each. `load` gives a fresh SentenceTransformer."""
    found = rows(cards)
    for seed, path in zip(SEEDS, ADAPTERS, strict=True):
        model = load()
        model.max_seq_length = TOKENS
        tuned.train(model, found, path, progress, seed=seed, epochs=EPOCHS, note=mark(found))
