"""Knowing what it does not know: whether the library answers, whether to ask back, whether it is only small talk."""

from __future__ import annotations

import math
from dataclasses import dataclass

from assistant.advice import care
from assistant.models.classifier import Examples, TextClassifier
from assistant.retrieval import Evidence

OUTSIDE, INSIDE, VAGUE = "outside", "inside", "vague"
PASSAGE_ANSWERS = 0.45  # cosine from which a passage of an article without cards answers by itself
# Tuned on advice-dev.jsonl, so that about 5 percent of what the library answers is refused.
FIT, SOUND, BASE = 1.64, 0.58, -3.64
REFUSE = 0.5
SHORT = 14  # words; a longer message tells enough to go on
ASK_BACK = 0.02


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
    return Examples("scope", (*outside, *vague, *inside), labels, strength=3.0, words=2.0)


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
    sound = math.log((p[INSIDE] + 1e-3) / (p[OUTSIDE] + 1e-3))
    answerable = 1 / (1 + math.exp(-(FIT * best + SOUND * sound + BASE)))
    if evidence.uncarded >= PASSAGE_ANSWERS:
        answerable = max(answerable, min(1.0, evidence.uncarded + 0.1))
    short = len(question.split()) <= SHORT
    return Scope(answerable, p[VAGUE] if short else 0.0)
