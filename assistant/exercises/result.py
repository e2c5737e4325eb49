"""What a reflection leaves behind, as data, as JSON and as Markdown; pictures are data too and drawn in pictures.py."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from assistant.errors import BadInput
from assistant.markdown import escape

PictureKind = Literal["balance", "share", "trend", "week", "standards", "card"]


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, a list and a table under a heading. `own` marks the person's own words; `note` a word of caution."""

    heading: str
    text: str = ""
    items: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()  # the first row is the header
    own: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn, and the same in one line of words. The data are described beside each drawing in pictures.py."""

    kind: PictureKind
    title: str
    words: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment; `due` is an ISO date or empty."""

    text: str
    due: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """An entry for a calendar file. `start` is local wall-clock time (ISO), `every` day, workday, week, two weeks, month or ""."""

    title: str
    start: str
    minutes: int
    zone: str
    notes: str = ""
    every: str = ""
    times: int = 1


@dataclass(frozen=True, slots=True)
class Source:
    """A passage that the exercise stands on; `text[start:end]` of our edition is the quote."""

    article: str
    title: str
    author: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Result:
    """Something to keep. `figures` are what is compared over time; `then` says where to go on, as (command, words)."""

    exercise: str
    title: str
    day: str
    headline: str
    parts: tuple[Part, ...] = ()
    pictures: tuple[Picture, ...] = ()
    promises: tuple[Promise, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    figures: Mapping[str, float] | None = None
    then: tuple[tuple[str, str], ...] = ()
    sources: tuple[Source, ...] = ()


def to_json(result: Result) -> dict[str, Any]:
    """The document that is stored and that --json prints."""
    return asdict(result)


def from_json(document: Mapping[str, Any]) -> Result:
    """The result of a stored document; what an older version did not write stays empty. Raises BadInput for another."""
    try:
        return Result(
            exercise=document["exercise"],
            title=document["title"],
            day=document["day"],
            headline=document["headline"],
            parts=tuple(
                Part(
                    row["heading"],
                    row.get("text", ""),
                    tuple(row.get("items", ())),
                    tuple(tuple(cells) for cells in row.get("table", ())),
                    row.get("own", False),
                    row.get("note", ""),
                )
                for row in document.get("parts", ())
            ),
            pictures=tuple(Picture(**row) for row in document.get("pictures", ())),
            promises=tuple(Promise(**row) for row in document.get("promises", ())),
            meetings=tuple(Meeting(**row) for row in document.get("meetings", ())),
            figures=document.get("figures"),
            then=tuple((row[0], row[1]) for row in document.get("then", ())),
            sources=tuple(Source(**row) for row in document.get("sources", ())),
        )
    except (KeyError, TypeError, IndexError) as error:
        raise BadInput("this result was written by another version and cannot be read") from error


def _no_file(picture: Picture) -> str:
    return ""


def markdown(result: Result, file_of: Callable[[Picture], str] = _no_file) -> str:
    """The result as Markdown. `file_of` names the file of a picture; without one its words stand in its place."""
    day = date.fromisoformat(result.day)
    blocks = [f"# {escape(result.title)}", f"*{day.day} {day:%B %Y}*", f"**{escape(result.headline)}**"]
    for picture in result.pictures:
        name = file_of(picture)
        words = escape(picture.words)
        blocks.append(f"![{words}]({name})" if name else f"*{escape(picture.title)}:* {words}")
    for part in result.parts:
        blocks.append(f"## {escape(part.heading)}")
        if part.text:
            blocks.append(
                "\n".join(f"> {escape(line)}" if part.own else escape(line) for line in part.text.split("\n"))
            )
        if part.items:
            blocks.append("\n".join(f"- {escape(item)}" for item in part.items))
        if part.table:
            head, *rows = part.table
            lines = ["| " + " | ".join(map(escape, head)) + " |", "|" + " --- |" * len(head)]
            blocks.append("\n".join([*lines, *("| " + " | ".join(map(escape, row)) + " |" for row in rows)]))
        if part.note:
            blocks.append(f"*{escape(part.note)}*")
    if result.promises:
        blocks.append("## What I will do")
        blocks.append("\n".join(f"- {escape(p.text)}{f' (by {p.due})' if p.due else ''}" for p in result.promises))
    if result.then:
        blocks.append("\n".join(f"*{escape(words)}* `{command}`" for command, words in result.then))
    if result.sources:
        blocks.append("## Where the questions come from")
        blocks.append("\n".join(f"- {escape(name)}: {escape(quotes)}" for name, quotes in by_article(result.sources)))
    return "\n\n".join(blocks) + "\n"


def quoted(text: str) -> str:
    """In quotation marks, those inside turned into single ones."""
    return "“" + re.sub(r'["“]([^"“”]*)["”]', r"‘\1’", text) + "”"


def by_article(sources: Iterable[Source]) -> list[tuple[str, str]]:
    """(title and author, the quotes in a row) for each article."""
    found: dict[str, list[str]] = {}
    for source in sources:
        found.setdefault(f"{source.title}, {source.author}", []).append(quoted(source.quote))
    return [(name, " ".join(quotes)) for name, quotes in found.items()]
