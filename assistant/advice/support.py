"""Whether a sentence is carried by its evidence and by what the person said. Fails closed: unsure is no.

Content words and meaning decide together (each misses what the other sees); numbers, names and polarity are checked on
their own, because subtle changes in them pass both. Measured by `coach eval run support` on blind labelled sentences.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.documents import Embedder

WORDS = 0.5  # share of content words that evidence or question must hold, at least
MEANING = 0.35  # cosine to the nearest sentence of the evidence, at least
_NUMBERS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11",
    "twelve": "12", "fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "hundred": "100",
    "twice": "2", "half": "0.5", "double": "2", "dozen": "12",
}  # fmt: skip
_NEGATIONS = re.compile(
    r"\b(?:not|no|never|nobody|none|without|stop|avoid|don't|doesn't|didn't|won't|can't|isn't|aren't|wasn't|shouldn't|wouldn't|couldn't|hardly|instead of|rather than)\b"
)
_SAFE_NAMES = frozenset(
    ["i", "i'd", "i'll", "i'm", "i've", "monday", "tuesday", "wednesday", "thursday", "friday", "english"]
)
_STOP = frozenset(
    [
        "about",
        "after",
        "again",
        "also",
        "been",
        "before",
        "being",
        "could",
        "does",
        "doing",
        "down",
        "each",
        "even",
        "ever",
        "from",
        "have",
        "having",
        "here",
        "into",
        "just",
        "like",
        "made",
        "make",
        "more",
        "most",
        "much",
        "must",
        "need",
        "only",
        "other",
        "over",
        "same",
        "should",
        "some",
        "such",
        "sure",
        "take",
        "than",
        "that",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "thing",
        "things",
        "this",
        "those",
        "time",
        "very",
        "want",
        "well",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "will",
        "with",
        "would",
        "your",
        "yours",
        "you're",
        "you'd",
        "you'll",
        "think",
        "talk",
        "know",
        "tell",
        "says",
        "said",
        "really",
        "maybe",
        "might",
        "week",
        "today",
        "first",
        "help",
    ]
)


@dataclass(frozen=True, slots=True)
class Support:
    """`ok` and, where not, why: number, name, polarity, words, meaning, form."""

    ok: bool
    reason: str = ""


def check(sentence: str, evidence: Sequence[str], user: str, embedder: Embedder) -> Support:
    """`evidence` are sentences that the model was shown, `user` the person's own words."""
    known = " ".join([*evidence, user]).replace("’", "'")
    sentence = sentence.replace("’", "'")
    brought = foreign(sentence, known)
    if brought:
        return Support(False, brought)
    words = _content(sentence)
    if words and len(words & _content(known)) / len(words) < WORDS:
        return Support(False, "words")
    vectors = embedder.embed([sentence, *evidence])
    similarity = vectors[1:] @ vectors[0]
    nearest = int(similarity.argmax())
    if float(similarity[nearest]) < MEANING:
        return Support(False, "meaning")
    if (
        len(_NEGATIONS.findall(sentence.lower())) % 2 != len(_NEGATIONS.findall(evidence[nearest].lower())) % 2
        and float(similarity[nearest]) > 0.8
    ):
        return Support(False, "polarity")
    return Support(True)


def foreign(text: str, known: str) -> str:
    """ "number" or "name" when the text has one that is not in `known`, else nothing."""
    text, known = text.replace("’", "'"), known.replace("’", "'")
    if _numbers(text) - _numbers(known):
        return "number"
    words = {word.lower() for word in re.findall(r"[\w']+", known)}
    return "name" if _names(text) - words - _SAFE_NAMES else ""


def _numbers(text: str) -> set[str]:
    lowered = text.lower()
    return {n.replace(",", "").rstrip(".") for n in re.findall(r"\d[\d.,]*", lowered)} | {
        _NUMBERS[w] for w in re.findall(r"[a-z]+", lowered) if w in _NUMBERS
    }


def _names(sentence: str) -> set[str]:
    """Capitalised words that do not begin a sentence."""
    return {word.lower().removesuffix("'s") for word in re.findall(r"(?<![.!?\"“] )(?<!^)\b[A-Z][\w']+", sentence)}


def _content(text: str) -> set[str]:
    """Word stems, roughly: the first six letters."""
    return {word[:6] for word in re.findall(r"[a-z']{4,}", text.lower()) if word not in _STOP}
