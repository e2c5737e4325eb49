"""Hearing what is no matter for an exercise: sure enough to stop, or in doubt enough to ask.

People answer exercises in fragments and about themselves, unlike the questions that the judge of advice learned from (it
stops every fourth ordinary answer). So a classifier of its own listens, taught with texts in the tone of exercises (data/,
written for training, apart from the messages of the tests). Phrases that decide by themselves come before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib import resources

import numpy as np

from assistant.exercises.flow import Concern
from assistant.models.classifier import Examples, TextClassifier
from corpus.documents import Embedder

ORDINARY, HEAVY = "ordinary", "heavy"
# Log odds, by four-fold cross-validation on data/: from SURE on 1 ordinary answer in 300 was stopped; from DOUBT on, 93 of
# 100 heavy ones are stopped or asked about, and 10 of 100 ordinary ones are asked about; with nobody to ask, ALONE decides.
SURE, DOUBT, ALONE = 2.5, -0.5, 0.5
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n")


def _lines(name: str) -> list[str]:
    text = (resources.files("assistant.exercises") / "data" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip()]


def ordinary() -> tuple[str, ...]:
    """Answers that are no matter of care, however unhappy some of them sound."""
    return tuple(_lines("ordinary.txt"))


def heavy() -> tuple[tuple[str, str], ...]:
    """(category of advice/care.yaml, text) of what is met with care."""
    rows = (line.split("\t") for line in _lines("heavy.tsv"))
    return tuple((category, text) for category, text in rows)


def examples() -> Examples:
    """Heavy against ordinary, in the tone of exercises."""
    bad, good = [text for _, text in heavy()], ordinary()
    return Examples("reflect-own", (*bad, *good), (*(HEAVY for _ in bad), *(ORDINARY for _ in good)), 1.0, 2.0)


class Listener:
    """`sign` knows phrases that decide, `words` what to say for a category; the classifier is made when it is needed.

    `attended` says whether there is somebody to ask. What cannot be judged counts as a matter of care.
    """

    def __init__(
        self,
        sign: Callable[[str], str],
        words: Callable[[str], str],
        classifier: Callable[[], TextClassifier],
        embedder: Embedder,
        attended: bool = True,
    ) -> None:
        self._sign, self._words, self._make, self._embedder = sign, words, cache(classifier), embedder
        self._doubt = DOUBT if attended else ALONE
        self._examples = cache(lambda: embedder.embed([text for _, text in heavy()]))

    def __call__(self, text: str) -> Concern | None:
        """The concern about a text as a whole and about each of its sentences, None when there is none."""
        parts = [text, *(part for part in _SENTENCE.split(text) if len(part.split()) >= 4 and part != text)]
        parts = [part for part in dict.fromkeys(parts) if any(c.isalpha() for c in part)]
        for part in parts:
            if category := self._sign(part):
                return Concern(self._words(category), True)
        if not parts or len(text.split()) == 1:  # a name says nothing by itself
            return None
        try:
            vectors = self._embedder.embed(parts)
            likely = np.clip(self._make().probability(HEAVY, parts, vectors), 1e-6, 1 - 1e-6)
            scores = np.log(likely / (1 - likely))
            worst = int(scores.argmax())
            if scores[worst] < self._doubt:
                return None
            category = heavy()[int((self._examples() @ vectors[worst]).argmax())][0]
        except Exception:  # noqa: BLE001 - who cannot hear errs on the safe side
            return Concern(self._words("general"), True)
        return Concern(self._words(category), bool(scores[worst] >= SURE))
