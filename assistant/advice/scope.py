"""Knowing what it does not know: whether the library answers, whether to ask back, whether it is only small talk."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from assistant.advice import care
from assistant.models.classifier import Examples, TextClassifier
from assistant.retrieval import Evidence

OUTSIDE, INSIDE, VAGUE = "outside", "inside", "vague"
PASSAGE_ANSWERS = 0.45  # cosine from which a passage of an article without cards answers by itself
# Tuned on advice-dev.jsonl: at most 7 percent of what the library answers is refused.
REFUSE = 0.5
ASK_BACK = 0.5


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


def examples(situations: tuple[str, ...]) -> Examples:
    """Questions outside the library and vague ones against the situations that its cards answer."""
    outside = [row["text"] for row in care.rows("unanswerable")]
    vague = [row["text"] for row in care.rows("vague")]
    plain = [row["text"] for row in care.rows("ordinary") if row["kind"] == "plain"]
    inside = [*situations, *plain]
    labels = (*(OUTSIDE for _ in outside), *(VAGUE for _ in vague), *(INSIDE for _ in inside))
    return Examples("scope", (*outside, *vague, *inside), labels)


def judge(classifier: TextClassifier, question: str, evidence: Evidence) -> Scope:
    """Combines what the question sounds like with how well the library's cards fit it."""
    p = dict(
        zip(
            classifier.labels,
            classifier.probabilities([question], evidence.vector.reshape(1, -1))[0].tolist(),
            strict=True,
        )
    )
    best = evidence.cards[0].score if evidence.cards else 0.0
    answerable = float(
        1 / (1 + np.exp(-(FIT * (best - MIDDLE) + SOUND * np.log((p[INSIDE] + 1e-3) / (p[OUTSIDE] + 1e-3)))))
    )
    if evidence.uncarded >= PASSAGE_ANSWERS:
        answerable = max(answerable, min(1.0, evidence.uncarded + 0.1))
    short = len(re.findall(r"\w+", question)) <= 14
    return Scope(answerable, p[VAGUE] if short else p[VAGUE] / 2)


FIT, MIDDLE, SOUND = 8.0, 0.9, 0.7
