"""What somebody just did: a message -> sentences, each with one of eleven moves, its form and a confidence (moves.md).

Two readers learn from the sentences in data/moves-*.jsonl (each as it was written, and bare of capitals and marks) and
are averaged: a linear model over embeddings, the shape of the sentence and the signs of cues.py, trained in seconds and
anew when people relabel sentences; and a low-rank adapter of the embedder with a head of its own, which ships.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.models.classifier import Examples, TextClassifier
from assistant.models.tuned import TunedClassifier
from assistant.practice.cues import CUES
from assistant.practice.forms import form
from assistant.practice.sentences import Span, split
from corpus.documents import Embedder, Vectors

MOVES = (
    "information",
    "consequence",
    "goal",
    "commitment",
    "reflection",
    "support",
    "feedback",
    "criticism",
    "tell",
    "pitch",
    "other",
)
# Tuned by leaving one training writer out (python -m evals.moves left-out).
STRENGTH, SHAPES, CUED = 2.0, 6.0, 2.5
TUNED = 0.4  # share of the tuned reader in the average
OWN_TIMES = 3  # a sentence that people here relabelled weighs as much as so many
LEARNED = Path(__file__).parent / "learned"
ADAPTER = LEARNED / "moves.safetensors"
MAX_SENTENCES = 400  # of one message; what comes after is not labelled

_BARE = re.compile(r"[^\w\s'’-]+")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence of a message: `message[start:end] == text`. `echo` is its cosine with what was said to it before, in a talk."""

    text: str
    start: int
    end: int
    move: str
    form: str  # open, closed, leading, none
    confidence: float
    echo: float = 0.0


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with its label, as the data files and the people who disagree have it."""

    text: str
    move: str
    writer: str = ""


def bare(text: str) -> str:
    """As somebody types who uses neither capitals nor marks."""
    return " ".join(_BARE.sub(" ", text).lower().split())


def shipped() -> list[Example]:
    """The training sentences that come with the product."""
    folder = resources.files("assistant.practice") / "data"
    found = []
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if file.name.startswith("moves-") and file.name.endswith(".jsonl"):
            rows = map(json.loads, filter(str.strip, file.read_text(encoding="utf-8").splitlines()))
            found += [Example(row["text"], row["move"], row["writer"]) for row in rows]
    return found


def examples(rows: Iterable[Example], own: Iterable[Example] = ()) -> Examples:
    """What the linear model learns from."""
    every = [*rows, *list(own) * OWN_TIMES]
    texts = (*(row.text for row in every), *(bare(row.text) for row in every))
    labels = tuple(row.move for row in every) * 2
    cues = tuple(cue for move in CUES for cue in CUES[move])
    return Examples("moves", texts, labels, STRENGTH, words=0.0, shapes=SHAPES, cues=cues, cued=CUED)


def ways(rows: Iterable[Example]) -> list[tuple[tuple[str, ...], str]]:
    """What the tuned reader learns from: ways to write each sentence, and its label."""
    return [((row.text, row.text, bare(row.text)), row.move) for row in rows]


class MoveJudge:
    """Labels messages. Thread-safe as far as the embedder is."""

    def __init__(self, linear: TextClassifier, embedder: Embedder, tuned: TunedClassifier | None = None) -> None:
        self._linear, self._embedder, self._tuned = linear, embedder, tuned

    def label(self, message: str) -> list[Labelled]:
        """The sentences of one message."""
        return self.label_all([message])[0]

    def read(self, message: str) -> tuple[list[Labelled], Vectors]:
        """As `label`, with the embedding of each sentence, shape (sentences, dimension)."""
        spans = split(message)[:MAX_SENTENCES]
        texts = [message[span.start : span.end] for span in spans]
        vectors = self._embedder.embed(texts)
        return _labelled(spans, texts, self.probabilities(texts, vectors)), vectors

    def label_all(self, messages: Sequence[str]) -> list[list[Labelled]]:
        """As `label`, for many messages at once."""
        spans = [split(message)[:MAX_SENTENCES] for message in messages]
        texts = [[m[s.start : s.end] for s in found] for m, found in zip(messages, spans, strict=True)]
        flat = [text for found in texts for text in found]
        rows: Iterator[NDArray[np.float64]] = iter(self.probabilities(flat, self._embedder.embed(flat)) if flat else [])
        return [_labelled(found, words, [next(rows) for _ in found]) for found, words in zip(spans, texts, strict=True)]

    def judge(self, sentences: Sequence[str]) -> list[tuple[str, float]]:
        """(move, confidence) of single sentences."""
        if not sentences:
            return []
        found = self.probabilities(sentences, self._embedder.embed(sentences))
        return [_verdict(row) for row in found]

    def probabilities(self, sentences: Sequence[str], vectors: Vectors) -> NDArray[np.float64]:
        """Shape (sentences, MOVES)."""
        linear = self._linear.probabilities(sentences, vectors)
        found = linear[:, [self._linear.labels.index(move) for move in MOVES]]
        if self._tuned is None:
            return found
        tuned = self._tuned.probabilities(sentences)
        return (1 - TUNED) * found + TUNED * tuned[:, [self._tuned.labels.index(move) for move in MOVES]]


def _verdict(row: NDArray[np.float64]) -> tuple[str, float]:
    return MOVES[int(np.argmax(row))], round(float(np.max(row)), 3)


def _labelled(spans: Sequence[Span], texts: Sequence[str], rows: Iterable[NDArray[np.float64]]) -> list[Labelled]:
    found = []
    for span, text, row in zip(spans, texts, rows, strict=True):
        move, confidence = _verdict(row)
        found.append(Labelled(text, span.start, span.end, move, form(text, move), confidence))
    return found
