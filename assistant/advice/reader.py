"""What kind of message this is: a matter of care and which, outside the library, too vague, a courtesy, or ordinary.

Two tuned classifiers (assistant/models/tuned.py) learnt it from the labelled texts in data/, written by several hands, and
from the situations of the shipped cards. They differ in their seed and are heard together, because which of the two is better
is chance. They always read with the default embedder's weights, whatever the library is embedded with: what must not be
coached does not depend on how passages are searched. A third (assistant/models/bag.py) learnt from the same texts which
words they use, and has half a voice: the chances are multiplied, its own to the power of WORDING. Area under the curve of
care on advice-dev and advice-test: .977 and .969 without it, .983 and .974 with it. A fourth is tuned as the two are, on larger
weights (catalogue.READER): .996 and .987. Where those cannot be had, the others decide alone.
"""

from __future__ import annotations

import random
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.advice.labelled import rows as labelled
from assistant.models import bag, tuned
from assistant.models.bag import BagClassifier
from assistant.models.tuned import Base, Progress, TunedClassifier
from corpus.documents import Card, digest

CARE, ORDINARY, OUTSIDE, VAGUE, COURTESY = "care", "ordinary", "outside", "vague", "courtesy"
_FILES = {"ordinary": ORDINARY, "unanswerable": OUTSIDE, "vague": VAGUE, "smalltalk": COURTESY}
SEEDS = (11, 12)
LEARNED = Path(__file__).parent / "learned"
ADAPTERS = tuple(LEARNED / f"reader-{seed}.safetensors" for seed in SEEDS)
DEEP = LEARNED / "reader-deep.safetensors"
DEEP_VOICE = 2 / 3  # of the one that reads with larger weights, where they are; the others share the rest
BAG = LEARNED / "wording.safetensors"
WORDING = (
    0.5  # how much the bag of words is heard, beside 1 for the tuned; .3 to 1 did as well on advice-dev and advice-test
)
LEAST = 1e-3  # no chance is taken for smaller
SITUATIONS = 3  # of each card, as ordinary messages
EPOCHS = 4
DEEP_EPOCHS, DEEP_RATE = 3, 5e-4
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
    """`base` has the default embedder's weights, `deep` gives the larger ones or None. Loaded at the first message."""

    def __init__(self, base: Base, deep: Callable[[], Base | None] = lambda: None) -> None:
        self._small = [TunedClassifier(path, base) for path in ADAPTERS]
        self._bag = BagClassifier(BAG)
        self._deep, self._lock = deep, threading.Lock()
        self._voices: list[tuple[TunedClassifier, float]] = []
        self.read = lru_cache(KEPT)(self._read)

    def _heard(self) -> list[tuple[TunedClassifier, float]]:
        """Who is heard, and how much; the voices sum to 1. The larger weights are asked for at the first message."""
        with self._lock:
            if not self._voices:
                larger = self._deep()
                share = (1.0 if larger is None else 1.0 - DEEP_VOICE) / len(self._small)
                voices = [(one, share) for one in self._small]
                self._voices = voices if larger is None else [*voices, (TunedClassifier(DEEP, larger), DEEP_VOICE)]
        return self._voices

    def _read(self, text: str) -> Reading:
        """Raises ModelUnusable when an adapter does not fit the weights, whatever loading them raises otherwise."""
        read = within(text)
        found: dict[str, float] = defaultdict(float)
        for one, voice in self._heard():
            row = one.probabilities([read])[0].tolist()
            for label, probability in zip(one.labels, row, strict=True):
                found[label] += voice * probability
        row = self._bag.probabilities([read])[0].tolist()
        worded = dict(zip(self._bag.labels, row, strict=True))
        kinds = {label: found.pop(label) for label in (OUTSIDE, VAGUE, COURTESY, ORDINARY)}
        kinds[CARE] = sum(found.values())
        both = {kind: (chance + LEAST) * (worded[kind] + LEAST) ** WORDING for kind, chance in kinds.items()}
        total = sum(both.values())
        category = max(found, key=lambda label: found[label])
        return Reading(both[CARE] / total, category, both[OUTSIDE] / total, both[VAGUE] / total)


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


def deep_rows(cards: Sequence[Card]) -> list[tuple[tuple[str, ...], str]]:
    """What the one with larger weights learns from: the same, and pairs that differ only in what is asked for."""
    return rows(cards) + [((row["text"],), row["label"]) for row in labelled("near")]


def mark(learnt_from: Sequence[tuple[tuple[str, ...], str]]) -> str:
    """Changes with the texts and labels; kept in the file, so that a stale one is noticed."""
    return digest(repr([list(learnt_from), EPOCHS, SEEDS, TOKENS]))[:16]


def learn_wording(cards: Sequence[Card]) -> None:
    """Trains and writes the bag of words that ships; seconds."""
    found, kinds = rows(cards), {*_FILES.values()}
    bag.train([(ways[0], label if label in kinds else CARE) for ways, label in found], BAG, mark(found))


def learn(load: Callable[[], Any], load_deep: Callable[[], Any], cards: Sequence[Card], progress: Progress) -> None:
    """Trains and writes what ships; an hour. Each of the two gives a fresh SentenceTransformer: the embedder, the larger one."""
    learn_wording(cards)
    found = rows(cards)
    note = mark(found)
    for seed, path in zip(SEEDS, ADAPTERS, strict=True):
        tuned.train(_short(load()), found, path, progress, seed=seed, epochs=EPOCHS, note=note)
    deep = _short(load_deep())
    more = deep_rows(cards)
    tuned.train(deep, more, DEEP, progress, seed=SEEDS[0], epochs=DEEP_EPOCHS, rate=DEEP_RATE, note=mark(more))


def _short(model: Any) -> Any:
    model.max_seq_length = TOKENS
    return model
