"""The form of a question: open, closed or leading, by rules (moves.md). Pure; shown as information, never scored.

Also tells a yes-or-no question, which opens surface facts only, from one for a single fact, which may open more.
"""

from __future__ import annotations

import re

from assistant.practice.words import plain

QUESTIONS = frozenset({"information", "consequence", "goal", "commitment"})
_LEAD = r"^(?:(?:and|so|but|ok|okay|oh|ah|um|uh|er|erm|hmm|well|right|now|look|listen|then|also|yeah|yes|no|sure|great|thanks|sorry|alright|fair enough|got it|i see|hey|hi|hello|honestly|just|actually|first|finally|again|please|like|go on|come on|tell me)[\s,.!…-]+)*"
_TELL = re.compile(
    _LEAD
    + r"(?:(?:can|could|would|will|might|may)\s+(?:you|i|we)\s+(?:please\s+|just\s+|maybe\s+|perhaps\s+|ask you to\s+|get you to\s+)*)?"
    r"(?:mind\s+)?(?:tell|telling|walk|walking|talk|talking|take|taking|describe|describing|explain|explaining|share|sharing|say more|help me (?:understand|see|picture)|give me|paint|show me how|run me|elaborate|expand|unpack|remember what|recall)\b"
    r"|"
    + _LEAD
    + r"(?:would you mind |do you mind |i'd (?:love|like) (?:to (?:hear|know|understand)|you to)|i'm (?:curious|interested|wondering)|i(?: was|'m| am)? (?:wonder|wondering|curious))",
)
_OPEN_WORD = re.compile(r"\b(?:what|how|why|what's|how's|whats|hows|why's)\b")
_SINGLE = re.compile(
    r"\b(?:how (?:many|much|often|long|old|big|far|soon|late|early|high|large|fast|regularly|frequently)"
    r"|what (?:time|day|date|year|month|percentage|percent|share|size|number|age|week|colour|color|system|software|version)"
    r"|who(?:'s|se|m)?|which|when(?:'s)?|where(?:'s)?|since when|by when|what's (?:the|your) (?:number|name|total|headcount|budget|deadline|date|figure|size))\b"
)
_AUX = re.compile(
    _LEAD
    + r"(?:[\w' ]{0,40},\s+)?(?:do|does|did|is|are|was|were|am|have(?! an?\b)|has|had|can|could|would|will|shall|should|may|might|must"
    r"|don't|doesn't|didn't|isn't|aren't|wasn't|weren't|haven't|hasn't|hadn't|can't|couldn't|wouldn't|won't|shouldn't|any|anyone|anybody|anything|ever)\b"
)
_NEGATIVE = re.compile(
    _LEAD
    + r"(?:don't|doesn't|didn't|isn't|aren't|wasn't|weren't|haven't|hasn't|can't|couldn't|wouldn't|won't|shouldn't)\s+(?:you|we|i|it|that|this|they|he|she|there)\b"
)
_FURTHER = re.compile(
    r"(?:;|\band)\s+(?:also\s+)?(?:(?:do|does|did|is|are|was|were|has|have|can|could|will|would)\s+"
    r"(?:you|they|it|he|she|we|that|this|there|your|the|anyone|anybody)|(?:who|which|where|when|why|how|what)(?:'s)?(?!\s+(?:to|not)))\b"
)
_STATES = re.compile(
    _LEAD
    + r"(?:(?:what|where|how) (?:you|he|she|they|we|it)\b.+\b(?:is|was)\b|when (?:i|we|you|he|she|they|it|the|my|your)\b|don't (?!you|i|we|they|the|your)\w+)"
)
_BE = r"(?:is|are|was|were|do|does|did|have|has|had|can|could|would|will|should)"
_THEY = r"(?:it|you|he|she|they|we|that|there|i)"
_TAG = re.compile(
    rf"(?:,\s*{_BE}(?:n't)? {_THEY}|\s(?:{_BE}n't|won't|can't|shan't) {_THEY}|,?\s+(?:right|correct|innit|surely|eh)|,\s*(?:no|yes|yeah))\s*\??$"
)


def form(sentence: str, move: str) -> str:
    """open, closed, leading, or none for what is neither a question nor a request to tell."""
    text = plain(sentence)
    request = bool(_TELL.match(text))
    asks = sentence.rstrip().rstrip("\"'”’)").endswith("?") or request or _interrogative(text)
    if move in ("reflection", "support", "feedback"):
        return "none"
    if move not in QUESTIONS:
        if move in ("tell", "criticism", "pitch") and asks:
            return "leading" if move != "pitch" else ("open" if _wide(text) else "closed")
        return ("closed" if not _wide(text) or _SINGLE.search(text) else "open") if asks else "none"
    if not asks:
        return "none"
    if request:
        return "open"
    if _NEGATIVE.match(text) or (_TAG.search(text) and not _wide(text[:12])):
        return "leading"
    return "open" if _wide(text) else "closed"


def yes_no(sentence: str) -> bool:
    """Whether yes or no (or "the first") answers it: it begins like one, and asks neither for a telling nor for a fact."""
    text = plain(sentence)
    if _TELL.match(text):
        return False
    if _AUX.match(text) or _NEGATIVE.match(text):
        return True
    return not _OPEN_WORD.search(text) and not _SINGLE.search(text)


def asks(sentence: str) -> bool:
    """Whether it is a question or a request to tell, with or without its mark; "what you want is peace." is neither."""
    text = plain(sentence)
    if text.endswith((".", "!")) and _STATES.match(text):
        return False
    return sentence.rstrip().rstrip("\"'”’)").endswith("?") or bool(_TELL.match(text)) or _interrogative(text)


def questions(sentence: str) -> int:
    """How many questions a sentence holds: one request to tell is one, "how often, and who pays for it" are two."""
    text = plain(sentence)
    if not asks(sentence):
        return 0
    lead = re.match(_LEAD, text)
    return 1 if _TELL.match(text) else 1 + len(_FURTHER.findall(text, lead.end() if lead else 0))


def _interrogative(text: str) -> bool:
    return bool(_AUX.match(text) or re.match(_LEAD + r"(?:what|how|why|who|when|where|which|whose|whom)\b", text))


def _wide(text: str) -> bool:
    """Asks for more than yes, no or one fact."""
    first = re.match(_LEAD, text)
    rest = text[first.end() :] if first else text
    if _AUX.match(rest):
        return False
    opening = _OPEN_WORD.search(rest)
    single = _SINGLE.search(rest)
    return bool(opening) and not (single and single.start() <= (opening.start() if opening else 0))
