"""What somebody just did: a message -> sentences, each with one of eleven moves, its form and a confidence (moves.md).

A linear model over embeddings and the shape of the sentence, trained in seconds from the sentences in data/moves-*.jsonl
(each twice: as it was written, and bare of capitals and marks), and plain rules where the guide is a rule.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np

from assistant.models.classifier import Examples, TextClassifier, cached
from assistant.practice.forms import form
from assistant.practice.sentences import split
from corpus.documents import Embedder

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
STRENGTH, WORDS, SHAPES = 3.0, 0.0, 6.0  # tuned by leaving one training writer out (evals/moves.py)
MAX_SENTENCES = 400  # of one message; what comes after is not labelled

_BARE = re.compile(r"[^\w\s'’-]+")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence of a message: `message[start:end] == text`."""

    text: str
    start: int
    end: int
    move: str
    form: str  # open, closed, leading, none
    confidence: float


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with its label, as the data files and the people who disagree have it."""

    text: str
    move: str


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
            found += [Example(row["text"], row["move"]) for row in rows]
    return found


def examples(own: Iterable[Example] = ()) -> Examples:
    """The training data: what is shipped, and what people here relabelled and gave."""
    rows = [*shipped(), *own]
    texts = (*(row.text for row in rows), *(bare(row.text) for row in rows))
    labels = tuple(row.move for row in rows) * 2
    return Examples("moves", texts, labels, strength=STRENGTH, words=WORDS, shapes=SHAPES)


class MoveJudge:
    """Labels messages. Thread-safe as far as the embedder is."""

    def __init__(self, classifier: TextClassifier, embedder: Embedder) -> None:
        self._classifier, self._embedder = classifier, embedder

    def label(self, message: str) -> list[Labelled]:
        """The sentences of one message."""
        return self.label_all([message])[0]

    def label_all(self, messages: Sequence[str]) -> list[list[Labelled]]:
        """As `label`, for many messages at once."""
        spans = [split(message)[:MAX_SENTENCES] for message in messages]
        texts = [m[span.start : span.end] for m, found in zip(messages, spans, strict=True) for span in found]
        judged = iter(self.judge(texts))
        found = []
        for message, parts in zip(messages, spans, strict=True):
            row = []
            for span in parts:
                text, (move, confidence) = message[span.start : span.end], next(judged)
                row.append(Labelled(text, span.start, span.end, move, form(text, move), confidence))
            found.append(row)
        return found

    def judge(self, sentences: Sequence[str]) -> list[tuple[str, float]]:
        """(move, confidence) of single sentences."""
        if not sentences:
            return []
        found = self._classifier.probabilities(sentences, self._embedder.embed(sentences))
        best = np.argmax(found, axis=1)
        return [
            (str(self._classifier.labels[index]), round(float(row[index]), 3))
            for row, index in zip(found, best, strict=True)
        ]


def build(embedder: Embedder, folder: Path, own: Iterable[Example] = ()) -> MoveJudge:
    """The judge, trained at the first use and cached in `folder`."""
    return MoveJudge(cached(examples(own), embedder, folder), embedder)
