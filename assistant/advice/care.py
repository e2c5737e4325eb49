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
# Tuned on advice-dev.jsonl. Below CERTAIN and above UNSURE the advice comes with a word about where else to go.
CERTAIN, UNSURE = 0.5, 0.15


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a message is met with care, and for what; `unsure` where it might be a matter of care."""

    category: str  # "" when it is not
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A category: what is said, and phrases that decide by themselves."""

    category: str
    say: str
    signs: tuple[re.Pattern[str], ...]

    def shows(self, text: str) -> bool:
        """Whether one of the signs stands in the text (with straight quotes)."""
        return any(sign.search(text) for sign in self.signs)


def _data(name: str) -> str:
    return (resources.files("assistant.advice") / name).read_text(encoding="utf-8")


def rows(name: str) -> list[dict[str, Any]]:
    """The labelled texts of assistant/advice/data/NAME.jsonl."""
    return [json.loads(line) for line in _data(f"data/{name}.jsonl").splitlines() if line.strip()]


def examples(ordinary: tuple[str, ...]) -> Examples:
    """Care texts by category against everything else that people write."""
    care = rows("care")
    plain = [row["text"] for name in ("ordinary", "unanswerable", "vague", "smalltalk") for row in rows(name)]
    texts = (*(row["text"] for row in care), *plain, *ordinary)
    return Examples(
        "care", texts, (*(row["category"] for row in care), *(ORDINARY for _ in range(len(texts) - len(care))))
    )


def rules() -> list[Rule]:
    """The categories of care.yaml."""
    return [
        Rule(row["category"], " ".join(row["say"].split()), tuple(re.compile(sign, re.I) for sign in row["signs"]))
        for row in yaml.safe_load(_data("care.yaml"))
    ]


def said(known: list[Rule], category: str) -> str:
    """What is said for a category; the general words for one that has none of its own."""
    texts = {rule.category: rule.say for rule in known}
    return texts.get(category, texts["general"])


class CareJudge:
    """Decides and words. Anything that fails counts as a matter of care."""

    def __init__(self, classifier: TextClassifier) -> None:
        self._classifier = classifier
        self._rules = rules()

    def judge(self, text: str, vector: Vectors) -> Verdict:
        """`vector` is the embedding of the text, shape (dimension,)."""
        plain = text.replace("’", "'").replace("\u00a0", " ")
        for rule in self._rules:
            if rule.shows(plain):
                return Verdict(rule.category)
        try:
            found = self._classifier.probabilities([text], vector.reshape(1, -1))[0]
            labels = self._classifier.labels
            care = 1.0 - float(found[labels.index(ORDINARY)])
            best = max((p, label) for p, label in zip(found.tolist(), labels, strict=True) if label != ORDINARY)[1]
        except Exception:  # noqa: BLE001 - a judge that cannot judge errs on the safe side
            return Verdict("general")
        return Verdict(best if care >= CERTAIN else "", care >= UNSURE)

    def words(self, category: str) -> str:
        """What is said; the general words for a category that has none of its own."""
        return said(self._rules, category)
