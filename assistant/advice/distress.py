"""When a practice is no practice any more: somebody says something grave about themselves. Handed into the practice rooms.

There people play, and speak of burdens on purpose. So what stops a talk is plain: a sign (here or in care.yaml), or a
statement about oneself of which a classifier is sure that knows practice talk as ordinary.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable

from assistant.advice import care
from assistant.advice.labelled import rows
from assistant.advice.reader import ORDINARY
from assistant.models.classifier import Examples, TextClassifier
from corpus.documents import Embedder

SURE = 0.95  # false alarms on the talk of a hand that was left out of training: 1 in 300 sentences
_ONESELF = re.compile(r"\b(?:i|i'm|i've|me|my|myself)\b", re.I)
# What somebody will do for the other person is no statement about oneself: "I'll ask Laura in HR what spoke against it."
_DOES = re.compile(
    r"\bi(?:'ll| will| can| could|'m going to| am going to) (?:\w+ )?(?:ask|speak|talk|check|find out|look into|raise|take|sort|call|write|get)\b(?!.*\b(?:me|my|myself|mine)\b)",
    re.I,
)
_ENDS = re.compile(r"(?<=[.!?])\s+")
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


def examples(talk: tuple[str, ...]) -> Examples:
    """Care texts by category against what people write otherwise, practice talk among it."""
    grave = rows("care")
    plain = [row["text"] for name in ("ordinary", "unanswerable", "vague", "smalltalk") for row in rows(name)]
    texts = (*(row["text"] for row in grave), *plain, *talk)
    labels = (*(row["category"] for row in grave), *(ORDINARY for _ in range(len(texts) - len(grave))))
    return Examples("distress", texts, labels)


class DistressJudge:
    """Decides and words. The classifier is made when no sign has decided and somebody speaks of themselves."""

    def __init__(self, classifier: Callable[[], TextClassifier], embedder: Embedder) -> None:
        self._make, self._embedder = classifier, embedder
        self._classifier: TextClassifier | None = None
        self._rules, self._lock = care.rules(), threading.Lock()

    def judge(self, text: str) -> tuple[str, str] | None:
        """(category, what to say) when practice should stop, else None."""
        plain = care.straight(text)
        category = next((category for category, sign in OWN if sign.search(plain)), "")
        category = category or care.sign(self._rules, text)
        own = " ".join(sentence for sentence in _ENDS.split(plain) if not _DOES.search(sentence))
        if not category and _ONESELF.search(own) and not own.rstrip().endswith("?"):
            category = self._suspects(own)
        return (category, care.said(self._rules, category)) if category else None

    def _suspects(self, text: str) -> str:
        with self._lock:
            if self._classifier is None:
                self._classifier = self._make()
        found = self._classifier.probabilities([text], self._embedder.embed([text]))[0]
        by_label = dict(zip(self._classifier.labels, found.tolist(), strict=True))
        if 1.0 - by_label.pop(ORDINARY) < SURE:
            return ""
        return max(by_label, key=lambda label: float(by_label[label]))
