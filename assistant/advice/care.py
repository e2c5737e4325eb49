"""Care: what must not be coached, decided before anything else, on the safe side when unsure or broken.

Rows of systems.md ("What a responsible library does"): harassment, discrimination, retaliation, pregnancy, health,
self-harm, private data, dismissal, legal matters, misconduct. Two judges, either suffices: phrases that decide by
themselves (care.yaml), and a classifier trained from data/care.jsonl against ordinary sales-floor talk.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml

from assistant.models.classifier import Examples, TextClassifier
from corpus.documents import Embedder, Vectors

ORDINARY = "ordinary"
THRESHOLD = 0.5  # tuned on advice-dev.jsonl; care is never missed for the sake of a false alarm in a hundred
PLAIN = 0.95  # in practice talks
_ONESELF = re.compile(r"\b(?:i|i'm|i've|me|my|myself)\b", re.I)
# What people say of themselves, in the middle of a practice, when it is no practice any more.
OWN = tuple(
    (category, re.compile(sign, re.I))
    for category, sign in (
        (
            "self-harm",
            r"\bi (?:really |just |honestly )?(?:can't|cannot|can not) (?:go on|live like this|take (?:it|this) any ?more)\b|\bi(?:'d| would) (?:rather|be better off) (?:be )?dead\b|\bi don't want to (?:live|be here|wake up)\b",
        ),
        ("self-harm", r"\beverything(?:'s| is) (?:black|dark|pointless)\b|\bi see no way out\b"),
        (
            "health",
            r"\bi(?:'m| am) (?:having|getting) a (?:panic attack|breakdown)\b|\bi(?:'ve| have) (?:been )?(?:had )?(?:a )?(?:panic attack|breakdown|crying (?:every|all))|\bi cry (?:every|all|before|in the)\b|\bi(?:'m| am) (?:falling apart|breaking down|burnt out|burned out|seriously ill|depressed)\b",
        ),
        (
            "health",
            r"\bi(?:'ve| have) (?:been )?(?:not slept|drinking (?:before|every|again|too much|to get through)|taking (?:pills|something) (?:to|every))|\bi haven't slept (?:for|in) (?:days|weeks|\w+ (?:days|nights|weeks))\b",
        ),
        (
            "general",
            r"\bmy (?:wife|husband|partner|mother|mum|mom|father|dad|son|daughter|child|baby|brother|sister|best friend)(?: has| have|'s)? (?:just |suddenly )?(?:died|passed away|is dying|left me|been diagnosed|killed)\b|\bi (?:just )?lost my (?:baby|wife|husband|mum|mom|dad|mother|father|son|daughter|child|partner)\b",
        ),
        (
            "harassment",
            r"\b(?:my (?:own )?(?:boss|manager|colleague|director|team lead|customer|client)|he|she|they) (?:keeps? |has been |is )?(?:bull(?:y|ies|ied|ying)|hits?|hitting|touch(?:es|ed|ing)|grop(?:es|ed|ing)|threaten(?:s|ed|ing)|stalk(?:s|ed|ing)|humiliat(?:es|ed|ing)) me\b|\b(?:puts?|put) (?:his|her|their) hands? (?:on|up|around) (?:me|my)\b",
        ),
        (
            "general",
            r"\b(?:this|that) (?:is|isn't) (?:actually |really )?(?:happening to me|about me|my (?:own )?(?:real )?life|real for me|a game (?:to|for) me)\b|\bi need (?:real |professional )?help\b.{0,20}\b(?:myself|please|badly|real)\b|\bi(?:'m| am) (?:afraid|scared) (?:to go (?:in|home|to work)|of my (?:boss|manager|husband|wife|partner))\b",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a message is met with care, and for what."""

    category: str  # "" when it is not
    probability: float = 0.0


@dataclass(frozen=True, slots=True)
class _Rule:
    category: str
    say: str
    signs: tuple[re.Pattern[str], ...]


def _data(name: str) -> str:
    return (resources.files("assistant.advice") / name).read_text(encoding="utf-8")


def rows(name: str) -> list[dict[str, Any]]:
    """The labelled texts of assistant/advice/data/NAME.jsonl."""
    return [json.loads(line) for line in _data(f"data/{name}.jsonl").splitlines() if line.strip()]


def examples(ordinary: tuple[str, ...]) -> Examples:
    """Care texts by category against ordinary ones (the shipped ones and the situations of the cards)."""
    care, plain = rows("care"), rows("ordinary")
    texts = (*(row["text"] for row in care), *(row["text"] for row in plain), *ordinary)
    return Examples(
        "care", texts, (*(row["category"] for row in care), *(ORDINARY for _ in range(len(texts) - len(care))))
    )


class CareJudge:
    """Decides and words. Anything that fails counts as a matter of care."""

    def __init__(self, classifier: TextClassifier, threshold: float = THRESHOLD) -> None:
        self._classifier, self._threshold = classifier, threshold
        self._rules = [
            _Rule(row["category"], " ".join(row["say"].split()), tuple(re.compile(sign, re.I) for sign in row["signs"]))
            for row in yaml.safe_load(_data("care.yaml"))
        ]

    def judge(self, text: str, vector: Vectors) -> Verdict:
        """`vector` is the embedding of the text, shape (dimension,)."""
        plain = text.replace("’", "'").replace("\u00a0", " ")
        for rule in self._rules:
            if any(sign.search(plain) for sign in rule.signs):
                return Verdict(rule.category, 1.0)
        try:
            found = self._classifier.probabilities([text], vector.reshape(1, -1))[0]
            labels = self._classifier.labels
            care = 1.0 - float(found[labels.index(ORDINARY)])
            best = max((p, label) for p, label in zip(found.tolist(), labels, strict=True) if label != ORDINARY)[1]
        except Exception:  # noqa: BLE001 - a judge that cannot judge errs on the safe side
            return Verdict("general", 1.0)
        return Verdict(best if care >= self._threshold else "", care)

    def beyond_practice(self, text: str, embedder: Embedder) -> tuple[str, str] | None:
        """Whether a message in a practice talk is grave: category and what to say, else None.

        There people play, and speak of burdens on purpose. So what stops a talk is plain: a sign, or a statement about
        oneself of which the classifier (trained with practice talk as ordinary) is sure.
        """
        plain = text.replace("’", "'")
        for category, sign in OWN:
            if sign.search(plain):
                return category, self.words(category)
        for rule in self._rules:
            if any(sign.search(plain) for sign in rule.signs):
                return rule.category, self.words(rule.category)
        if not _ONESELF.search(plain) or plain.rstrip().endswith("?"):
            return None
        found = self.judge(text, embedder.embed([text])[0])
        return (found.category, self.words(found.category)) if found.category and found.probability >= PLAIN else None

    def words(self, category: str) -> str:
        """What is said; the general words for a category that has none of its own."""
        texts = {rule.category: rule.say for rule in self._rules}
        return texts.get(category, texts["general"])
