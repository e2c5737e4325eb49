"""Article text -> sentences and passages. Pure; every span satisfies `text[start:end]` exactly.

A passage follows the structure of the text: it never crosses a heading, keeps a list with its lead-in and a question
with its answer where they fit, and never cuts a sentence. What is longer than a passage is divided between sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.documents import Passage

VERSION = "2"  # part of the index's stamp: raise it whenever spans or contexts change
LIMIT = 700  # characters; with title and heading about 180 tokens, below the 256 that MiniLM reads
MERGE = 350  # shorter neighbours of one section are joined up to LIMIT

_LINE = re.compile(r"[^\n]*\S[^\n]*")
_ITEM = re.compile(r"\s*(?:[-*+•–—]|\(?\d{1,3}[.)])\s+")
_HEADING_MARK = re.compile(r"\s*#{1,6}\s+")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+\S")
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s+[\"'“‘(\[]*[^\sa-z])|[。！？]")
_RESIDUE = re.compile(
    r"(?:photo|image|illustration|picture)s?\s*(?:by|credit|courtesy|:).{0,100}|source:\s*\S{3,60}|\d+\s+(?:second|minute|hour|day|week|month|year)s?\s+ago"
    r"|\d+\s*min(?:ute)?s?\s+read|share (?:this|on)\b.{0,60}|(?:read|view|click) (?:more|here)|advertisement|\d+ (?:comments?|likes?|shares?)",
    re.I,
)
_ASKED = re.compile(r"(?:\d{1,3}[.)]\s+)?(?:how|what|why|when|where|who|which|can|should)\b[^.!?]{0,90}\?", re.I)
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|vs|etc|e\.g|i\.e|inc|ltd|co|no|approx|jr|sr|u\.s|a\.m|p\.m)|\b[A-Z])\.$", re.I
)


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A line or a paragraph of the text.

    kind: heading, item, lead (introduces a list), question, prose, or residue (what a web page left behind: photo
    credits, "3 hours ago", the title again), which is shown but not indexed.
    """

    kind: str
    span: Span


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The sentences between `start` and `end`, without surrounding white space and list marks.

    The end of a line ends a sentence, but for hard-wrapped prose.
    """
    found: list[Span] = []
    for line in _lines(text, start, len(text) if end is None else end):
        marker = _ITEM.match(text, line.start, line.end) or _HEADING_MARK.match(text, line.start, line.end)
        begin = marker.end() if marker else line.start
        for stop in _stops(text, begin, line.end):
            span = _trim(text, begin, stop)
            if span:
                found.append(span)
            begin = stop
    return found


def _lines(text: str, start: int, end: int) -> list[Span]:
    """Non-empty lines, trimmed at the right; a line that was wrapped in the middle of a sentence goes on in the next."""
    found: list[Span] = []
    for match in _LINE.finditer(text, start, end):
        if found and text.count("\n", found[-1].end, match.start()) == 1 and _wrapped(text, found[-1], match):
            found[-1] = Span(found[-1].start, _right(text, match))
        else:
            found.append(Span(match.start(), _right(text, match)))
    return found


def _right(text: str, match: re.Match[str]) -> int:
    return match.start() + len(match[0].rstrip())


def _wrapped(text: str, line: Span, following: re.Match[str]) -> bool:
    last_line = text[text.rfind("\n", line.start, line.end) + 1 : line.end]
    return (
        len(last_line) >= 50
        and last_line[-1] not in ".!?:;…\"”'’"
        and not _HEADING.match(last_line)
        and not _ITEM.match(following[0])
        and not _HEADING.match(following[0])
        and len(last_line) <= 120
    )


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    for match in _END.finditer(text, start, end):
        if match[0].startswith(".") and _ABBREVIATION.search(text, max(start, match.start() - 8), match.start() + 1):
            continue
        yield match.end()
    yield end


def _trim(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def blocks(text: str, title: str = "") -> list[Block]:
    """The non-empty lines of the text with their roles. `title` tells the title line of a text without marks."""
    lines = [span for line in _lines(text, 0, len(text)) if (span := _trim(text, line.start, line.end))]
    marked = [_ITEM.match(text, span.start, span.end) is not None for span in lines]
    # '2. How do I start?' alone among paragraphs is asked and answered below; it is no list of one.
    asked = [
        mark
        and text[span.start : span.end].endswith("?")
        and not any(marked[max(0, n - 1) : n] + marked[n + 1 : n + 2])
        for n, (span, mark) in enumerate(zip(lines, marked, strict=True))
    ]
    unmarked = not any(_HEADING.match(text, span.start, span.end) for span in lines)
    found: list[Block] = []
    titles: set[str] = set()
    first = ""
    for number, span in enumerate(lines):
        line = text[span.start : span.end]
        plain = " ".join(line.lstrip("# ").split()).lower()
        follows_item = number + 1 < len(lines) and marked[number + 1] and not asked[number + 1]
        if _RESIDUE.fullmatch(" ".join(line.split())) or (
            number < 8 and plain in titles and (plain == first or not _HEADING.match(line))
        ):
            kind = "residue"
        elif _HEADING.match(line) or (not number and _same_words(line, title) and line[-1] not in ".:"):
            kind = "heading"
        elif asked[number]:
            kind = "question"
        elif marked[number] and not (
            _numbered_title(line) and not follows_item and not (number and marked[number - 1])
        ):
            kind = "item"
        elif follows_item:
            kind = "heading" if unmarked and _looks_like_heading(line) else "lead"
        elif line.endswith("?") and len(line) < 200:
            kind = "question"
        elif _looks_like_heading(line):
            kind = "heading"
        else:
            kind = "prose"
        titles.add(plain)
        first = first or plain
        found.append(Block(kind, span))
    return found


def _same_words(line: str, title: str) -> bool:
    return bool(title) and " ".join(line.split()).lower() == " ".join(title.split()).lower()


def _numbered_title(line: str) -> bool:
    """'3. Ask first' alone among paragraphs is a heading, not a list of one."""
    return bool(re.match(r"\d", line)) and _looks_like_heading(line)


def _looks_like_heading(line: str) -> bool:
    """Plain text has headings without a mark: short, no end of a sentence, not introducing anything."""
    return len(line) <= 90 and line[-1] not in ".!?:;,…\"”'’" and len(line.split()) <= 12


def passages(article: str, title: str, text: str) -> list[Passage]:
    """The passages of a text, in order, together covering all of it but white space and headings."""
    found: list[Passage] = []
    heading, lead = "", ""
    unmarked = not re.search(r"^#{1,6} ", text, re.M)
    group: list[Block] = []  # of the passage that is being built

    def flush() -> None:
        if group:
            span = Span(group[0].span.start, group[-1].span.end)
            starts_in_list = group[0].kind == "item" and lead
            context = " · ".join(
                dict.fromkeys(part for part in (title, heading, lead if starts_in_list else "") if part)
            )
            found.extend(
                Passage(article, part.start, part.end, text[part.start : part.end], context)
                for part in _divide(text, span)
            )
            group.clear()

    for block in blocks(text, title):
        if block.kind == "heading":
            flush()
            heading, lead = text[block.span.start : block.span.end].lstrip("# ").strip()[:200], ""
            continue
        if block.kind == "residue":
            flush()
            continue
        if group and (not _belongs(text, group, block) or (unmarked and _opens(text, group, block))):
            flush()
        if block.kind == "lead":
            lead = text[block.span.start : block.span.end][-200:]
        elif block.kind != "item":
            lead = ""
        group.append(block)
    flush()
    if not found:  # nothing but headings: the text itself, so that no article is without a passage
        whole = _trim(text, 0, len(text))
        if whole:
            found.extend(
                Passage(article, part.start, part.end, text[part.start : part.end], title)
                for part in _divide(text, whole)
            )
    return found


def _belongs(text: str, group: list[Block], block: Block) -> bool:
    length = block.span.end - group[0].span.start
    if length > LIMIT:
        return False
    last = group[-1].kind
    if last in {"lead", "question"}:  # a lead-in keeps its list, a question its answer
        return True
    if block.kind == "item":
        return last == "item"
    if last == "item":
        return False
    return group[-1].span.end - group[0].span.start < MERGE or block.span.end - block.span.start < MERGE // 3


def _opens(text: str, group: list[Block], block: Block) -> bool:
    """In a text without marks a question on a line of its own is as good as a heading: its answer follows."""
    length = group[-1].span.end - group[0].span.start
    asked = text[block.span.start : block.span.end]
    return (
        block.kind == "question"
        and _ASKED.fullmatch(asked) is not None
        and group[-1].kind not in {"lead", "question"}
        and length >= MERGE // 3
    )


def _divide(text: str, span: Span) -> Iterator[Span]:
    """Cuts a span that is too long between sentences; one sentence is never cut, however long."""
    if span.end - span.start <= LIMIT:
        yield span
        return
    start, end = span.start, span.start
    for sentence in sentences(text, span.start, span.end):
        if end > start and sentence.end - start > LIMIT:
            yield Span(start, end)
            start = sentence.start
        end = sentence.end
    yield Span(start, span.end)
