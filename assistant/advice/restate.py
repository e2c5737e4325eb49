"""Hearing the person: their own telling clause, quoted back. Pure.

Only what describes is quoted, never what tells the assistant to do something.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.advice.care import straight
from corpus.splitting import sentences

LONGEST = 26  # words
TELLING = 9  # words from which length makes a sentence tell no more
# Who tells the assistant what to do or be; not who tells of customers that have systems and do not reply.
_COMMANDS = re.compile(
    r"(?:^|[.!?:;,\n\"'“”]\s*|\b(?:please|now|then|and|just|instead|must|should|shall|can you|could you|would you) )"
    r"(?:ignore|disregard|forget|pretend|repeat|print|reveal|output|respond|reply|translate|act as|write|say exactly)\b"
    r"(?! (?:to|back|emails?|mails?|notes?|about|him|her|them|it down)\b)"
    r"|\b(?:you are now|you must|your (?:system|hidden|secret|prompt|instructions?|rules|guidelines|training)|from now on|from (?:here|this point) (?:on|out|forward)\W+(?:you|your|you're)|free of (?:your|all|the) (?:articles|rules|library|limits)|you're (?:no longer|now)"
    r"|system (?:prompt|message|instructions?|override|note)|(?:the|this|full|initial|hidden) prompt|(?:previous|prior|above|earlier|these|all|new) instructions?"
    r"|developer mode|jailbreak|in \w+'s mouth|guidelines|json|markdown|html|https?|www)\b|^\W*(?:system|assistant|developer)\W*:|[<>{}\[\]`|\\]",
    re.I | re.M,
)
# What addresses the assistant, or might, is never quoted: an order given back in quotation marks still reads as obeyed.
_ADDRESSES = re.compile(
    r"\b(?:you|your|yours|yourself|you're|you'll|you've|from now on|no longer|guidelines|hidden|unrestricted|limits?)\b|(?:\b\w ){6,}"
    r"|^(?:confirm|acknowledge|state|tell|return|generate|recite|type|spell|prefix|sign|finish|open with|close with|put|give|make|say|let|let's|show|list|act|call|quote|cite|add|start|begin|end|stop|speak|talk|swear|send|post|link)\b",
    re.I,
)
_ASKS = re.compile(
    r"^(?:what|how|should|do|does|did|can|could|would|is|are|am|who|where|when|which|why|any|help|please|tell me)\b",
    re.I,
)

# A word that nobody says, to be found again in the answer: FREE-AS-A-BIRD, PWNED_2.
_MARKER = re.compile(r"\b[A-Z]{2,}(?:[-_][A-Z0-9]+)+\b|\b[A-Z]{7,}\b|\b(?=\w*[A-Z])(?=\w*\d)[A-Z0-9_]{6,}\b")


def telling_clause(question: str, similarity: Sequence[float] | None = None) -> str:
    """The sentence of a question that tells most, or nothing. `similarity` ranks the sentences of `parts`."""
    spans = parts(question)
    if not spans:
        return ""
    lengths = [min(len(span.split()), TELLING) for span in spans] if similarity else [len(s.split()) for s in spans]
    worth = [near * length for near, length in zip(similarity or [1.0] * len(spans), lengths, strict=True)]
    return _shortened(spans[worth.index(max(worth))])


def parts(question: str) -> list[str]:
    """The sentences that describe something."""
    texts = [question[span.start : span.end].strip() for span in sentences(question)]
    unfit = (_COMMANDS.search, _ADDRESSES.search, _ASKS.match)
    return [
        t
        for t in texts
        if len(t.split()) >= 4
        and not t.endswith("?")
        and not (_MARKER.search(t) and t != t.upper())
        and not any(sign(straight(t)) for sign in unfit)
    ]


def imperative(question: str) -> bool:
    """Whether a message tells the assistant what to do or be, rather than telling a situation."""
    return bool(_COMMANDS.search(straight(question)))


def without_orders(question: str) -> str:
    """The message without sentences that address the assistant's workings; may be empty."""
    texts = [question[span.start : span.end] for span in sentences(question)]
    return " ".join(text for text in texts if not _COMMANDS.search(straight(text))).strip()


def _shortened(text: str) -> str:
    """At most LONGEST words, cut at a comma where there is one."""
    words = text.strip(" \"“”'").split()
    if len(words) <= LONGEST:
        return " ".join(words).rstrip(".!,;:")
    cut = " ".join(words[:LONGEST])
    comma = max(cut.rfind(mark) for mark in (",", ";", " - ", " – "))
    return cut[:comma].rstrip(" -–") if comma > 40 else cut.rstrip(".!,;: -–") + " …"
