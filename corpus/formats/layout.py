"""What every reader hands back: lines with their roles, rendered the same way whatever the file was.

A heading is marked with '#', an item of a list with '-' or its number, and paragraphs are set apart by an empty line:
the same article gives the same passages from each format.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["heading", "paragraph", "item"]
BULLETS = "•◦▪▫●○■□‣⁃∙·\uf0b7\uf0a7\uf0d8\uf076–—*-"  # the private ones are Word's Symbol and Wingdings fonts
_NUMBER = re.compile(r"\(?(\d{1,3}|[a-z]|[ivx]{1,4})[.)]\s+")


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, heading or item on one line. `level` of a heading counts from 1; `marker` of an item is '-' or '1.'."""

    kind: Kind
    text: str
    level: int = 1
    marker: str = "-"


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a file and what the file says of itself (empty where it says nothing)."""

    text: str
    title: str = ""
    author: str = ""


def plain(text: str) -> str:
    """One line of text: white space of any kind becomes one space; what cannot be seen goes."""
    text = text.replace("\u00ad", "").replace("\u200b", "").replace("\ufeff", "")
    visible = (" " if unicodedata.category(c) in {"Zs", "Zl", "Zp", "Cc"} else c for c in text)
    return " ".join("".join(c for c in visible if unicodedata.category(c) not in {"Cs", "Co"}).split())


def bullet(text: str) -> tuple[str, str] | None:
    """(marker, rest) of a line that starts like an item of a list, or None."""
    if text[:1] in BULLETS and (text[1:2].isspace() or text[0] in BULLETS[:13]) and text[1:].strip():
        return "-", text[1:].strip()
    match = _NUMBER.match(text)
    if match and match[1].isdigit() and text[match.end() :].strip():
        return f"{match[1]}.", text[match.end() :].strip()
    return None


def render(lines: Iterable[Line]) -> str:
    """The text: items of one list on neighbouring lines, everything else apart; empty ones are left out."""
    out: list[str] = []
    before: Line | None = None
    for line in lines:
        text = plain(line.text)
        if not text:
            continue
        if before is not None and not (before.kind == line.kind == "item"):
            out.append("")
        if line.kind == "heading":
            out.append(f"{'#' * min(max(line.level, 1), 6)} {text}")
        elif line.kind == "item":
            out.append(f"{line.marker} {text}")
        else:
            out.append(text)
        before = line
    return "\n".join(out) + "\n" if out else ""
