"""Whether a sentence is carried by its evidence and by what the person said. Fails closed: unsure is no.

A number or a name that nobody gave, or too few words in common, stop it at once. All else is weighed: how the sentence departs from its evidence, in a few
dozen plain numbers (assistant/advice/alignment.py), and how near the two are in meaning, by a logistic regression whose
weights and threshold are data (support.json, made by `python -m evals.support_training` from labelled sentences). The
threshold stands where four fifths of the wrong sentences are stopped, for one that stands costs more than a right one that is
dropped. Measured by `coach eval run support`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from assistant.advice.alignment import measure
from corpus.documents import Embedder

WEIGHTS = "support.json"
WORDS = 0.34  # share of content words that evidence or person must have too, by stem or synonym: else nothing holds it
MEANING = "meaning"  # cosine of the sentence to evidence and the person's words together
_NUMBERS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11",
    "twelve": "12", "fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "hundred": "100",
    "twice": "2", "half": "0.5", "double": "2", "dozen": "12",
}  # fmt: skip
_SAFE_NAMES = frozenset(
    ["i", "i'd", "i'll", "i'm", "i've", "monday", "tuesday", "wednesday", "thursday", "friday", "english"]
)


@dataclass(frozen=True, slots=True)
class Support:
    """`ok` and, where not, why: number, name, or the one measure that spoke most against the sentence."""

    ok: bool
    reason: str = ""
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Weights:
    """Of the regression: name -> weight of the plain value; a sentence stands from `threshold` on."""

    values: Mapping[str, float]
    intercept: float
    threshold: float

    def score(self, measures: Mapping[str, float]) -> float:
        """Between 0 and 1."""
        return 1 / (1 + math.exp(-self.intercept - sum(w * measures[name] for name, w in self.values.items())))


def check(sentence: str, evidence: Sequence[str], user: str, embedder: Embedder) -> Support:
    """`evidence` are sentences that the model was shown, `user` the person's own words."""
    known = context(evidence, user)
    brought = foreign(sentence, known)
    if brought:
        return Support(False, brought)
    if not re.search(r"\w", sentence):
        return Support(False, "form")
    measures = measure(sentence, evidence, user)
    if measures["covered"] < WORDS:
        return Support(False, "loose")
    vectors = embedder.embed([sentence, known])
    measures[MEANING] = float(vectors[0] @ vectors[1])
    weights = learned()
    score = weights.score(measures)
    if score >= weights.threshold:
        return Support(True, "", score)
    against = {name: w * measures[name] for name, w in weights.values.items() if w < 0 and measures[name]}
    return Support(False, min(against, key=lambda name: against[name]) if against else MEANING, score)


def context(evidence: Sequence[str], user: str) -> str:
    """All that a sentence may draw on, as one text."""
    return " ".join(text for text in [*evidence, user] if text).replace("’", "'")


@cache
def learned() -> Weights:
    """The shipped weights."""
    data = json.loads((resources.files("assistant.advice") / WEIGHTS).read_text("utf-8"))
    return Weights(data["weights"], data["intercept"], data["threshold"])


def foreign(text: str, known: str) -> str:
    """ "number" or "name" when the text has one that is not in `known`, else nothing."""
    text, known = text.replace("’", "'"), known.replace("’", "'")
    if _numbers(text) - _numbers(known):
        return "number"
    words = {word.lower().removesuffix("'s") for word in re.findall(r"[\w']+", known)}
    return "name" if _names(text) - words - _SAFE_NAMES else ""


def _numbers(text: str) -> set[str]:
    lowered = text.lower()
    return {n.replace(",", "").rstrip(".") for n in re.findall(r"\d[\d.,]*", lowered)} | {
        _NUMBERS[w] for w in re.findall(r"[a-z]+", lowered) if w in _NUMBERS
    }


def _names(sentence: str) -> set[str]:
    """Capitalised words that do not begin a sentence."""
    return {word.lower().removesuffix("'s") for word in re.findall(r"(?<![.!?\"“] )(?<!^)\b[A-Z][\w']+", sentence)}
