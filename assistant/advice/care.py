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
from corpus.documents import Vectors

ORDINARY = "ordinary"
THRESHOLD = 0.5  # tuned on advice-dev.jsonl; care is never missed for the sake of a false alarm in a hundred


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

    def sign(self, text: str) -> str:
        """The category of a phrase that decides by itself, "" where there is none."""
        plain = text.replace("’", "'").replace("\u00a0", " ")
        return next((rule.category for rule in self._rules if any(sign.search(plain) for sign in rule.signs)), "")

    def judge(self, text: str, vector: Vectors) -> Verdict:
        """`vector` is the embedding of the text, shape (dimension,)."""
        category = self.sign(text)
        if category:
            return Verdict(category, 1.0)
        try:
            found = self._classifier.probabilities([text], vector.reshape(1, -1))[0]
            labels = self._classifier.labels
            care = 1.0 - float(found[labels.index(ORDINARY)])
            best = max((p, label) for p, label in zip(found.tolist(), labels, strict=True) if label != ORDINARY)[1]
        except Exception:  # noqa: BLE001 - a judge that cannot judge errs on the safe side
            return Verdict("general", 1.0)
        return Verdict(best if care >= self._threshold else "", care)

    def words(self, category: str) -> str:
        """What is said; the general words for a category that has none of its own."""
        texts = {rule.category: rule.say for rule in self._rules}
        return texts.get(category, texts["general"])
