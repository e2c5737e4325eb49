"""A message as it is spoken or typed -> sentences with exact spans, also where nobody typed a full stop. Pure.

Marks end sentences. What runs on without marks for long is also cut before a new question or request ("… it works how
long has that been going on"), unless the words before it carry the question inside them ("tell me | how …").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.practice.words import bag

_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_END = re.compile(r"(?:[.!?…]+|\?+!*)[\"'”’)\]]*(?=\s|$)|[。！？]+|(?<=[a-z])[?!](?=[A-Z])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|vs|etc|e\.g|i\.e|inc|ltd|co|approx|jr|sr|dept|ext)|\b[A-Z]|\b\d{1,2})\.$", re.I
)
_PAUSE = re.compile(r"(?:\.\.\.|…)[\"'”’)\]]*$")
_WORD = re.compile(r"[^\s,;:.!?…\"“”()\[\]]+")
LONG = 8  # words without any mark, from where on cuts are looked for
MARKED = 24  # the same where the stretch ends with a mark: who types marks means them
LEAST = 3  # words on either side of a cut

_AUX = (
    r"(?:do|does|did|is|are|was|were|have|has|had|can|could|would|will|shall|should|don't|doesn't|didn't|isn't|aren't|wasn't"
    r"|haven't|hasn't|can't|couldn't|wouldn't|won't|shouldn't)"
)
_SUBJECT = r"(?:you|we|i|he|she|it|they|that|this|there|your|my|our|the|those|these|anyone|anybody|someone|somebody)"
# A new sentence may begin here. A question inside a sentence keeps its word order ("how it works"), a new one turns it
# round ("how does it work"), so what turns round is the sign.
_CUE = re.compile(
    rf"(?:(?:what|how|why|where|who|when|which)(?:'s|'d)?\s+(?:(?:else|exactly|about|many|much|often|long|kind|sort|part|of|\w+s)\s+){{0,3}}{_AUX}\s+{_SUBJECT}\b"
    rf"|(?:what|how)(?:'s|s)\s+(?:the|that|it|your|been|this)\b|what\s+(?:happens|happened|would happen|makes|made)\b|how\s+about\b"
    rf"|who\s+(?:else|gets|feels|decides|does|is|has)\b|{_AUX}\s+(?:you|we|i|they|anyone|anybody|it|there)\b"
    r"|(?:tell|walk|talk) me\b|(?:can|could|would) (?:you|i) (?:tell|walk|talk|show|explain)\b|let me (?:show|tell|give|walk)\b|let's\b"
    r"|(?:thanks|thank you|sorry to|it sounds like|sounds like|i hear|i'm sorry|i appreciate)\b)",
    re.I,
)
_JOINING = bag("and so but then well okay ok right now um uh")
# Words after which what looks like a new sentence is a part of this one.
_CARRIES = bag(
    """tell me know knew see wonder wondering ask asked asking explain describe show understand say said sure about of on in
    for with to from at by into through that which who what how when where why if whether because as than like just exactly
    remember guess matter figure decide decided or not is are was were be being the a an my your his her their our no never
    even only think thought feel felt find found hear heard curious mean means do does did have has had can could would will
    shall should may might must us you i we he she it they there don't didn't doesn't maybe perhaps still while until
    nor neither really honestly actually everything all things people person"""
)
_ASKING = bag("what how why where who when which whose what's how's who's")
# A stretch that begins with one of these goes on after its first part: "when the plates come late | what's the …".
_HANGING = bag(
    """if when whenever suppose supposing imagine say once since after before because in on at for with given as roughly
    looking thinking assuming unless while during between apart besides worst"""
)


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of code points; never empty, never with white space at its ends."""

    start: int
    end: int


def split(text: str) -> list[Span]:
    """The sentences of a message. Every span satisfies `text[start:end].strip() == text[start:end]`."""
    found = []
    for line in _LINE.finditer(text):
        begin = line.start()
        for stop in [*_stops(text, line.start(), line.end()), line.end()]:
            span = _trim(text, begin, stop)
            if span is not None and any(c.isalnum() for c in text[span.start : span.end]):
                found += _run_on(text, span)
                begin = stop
    return found or [span for span in [_trim(text, 0, len(text))] if span]


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    for match in _END.finditer(text, start, end):
        before = text[max(start, match.start() - 8) : match.start() + 1]
        following = text[match.end() : end].lstrip()
        if match[0] == "." and following and _ABBREVIATION.search(before) and not before.lower().endswith(" i."):
            continue
        if _PAUSE.search(match[0]) and following[:1].islower():
            continue  # a breath, not an end
        yield match.end()


def _run_on(text: str, span: Span) -> list[Span]:
    """Cuts a long stretch without marks before questions and requests that begin in it."""
    words = list(_WORD.finditer(text, span.start, span.end))
    plain = [word[0].lower().replace("’", "'") for word in words]
    found, begin, first = [], span.start, 0
    long = MARKED if text[span.end - 1] in ".!?…" else LONG
    for number in range(LEAST, len(words) - LEAST + 1) if len(words) >= long else ():
        if not _CUE.match(text, words[number].start(), span.end):
            continue
        cut = number
        while cut > first and plain[cut - 1] in _JOINING:
            cut -= 1
        if cut - first < LEAST or plain[cut - 1] in _CARRIES or _hangs(plain[first:cut]):
            continue
        if cut == number and _ASKING & set(plain[first:cut]) and not _ASKING & {plain[number]}:
            continue  # "how many of them | do you have"
        if "," in text[words[cut - 1].end() : words[cut].start()] and cut == number:
            continue  # a comma keeps a sentence together
        part = _trim(text, begin, words[cut].start())
        if part is not None:
            found.append(part)
        begin, first = words[cut].start(), cut
    last = _trim(text, begin, span.end)
    return [*found, last] if last else found


def _hangs(words: list[str]) -> bool:
    start = next((word for word in words if word not in _JOINING), "")
    return start in _HANGING


def _trim(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None
