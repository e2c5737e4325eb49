"""The nouns of the library. All offsets are code points, half-open [start, end), into Article.text."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Role = Literal["manager", "rep", "both"]
ROLES: tuple[Role, ...] = ("manager", "rep", "both")


def digest(data: bytes | str) -> str:
    """SHA-256 in hex; text is hashed as UTF-8 (lone surrogates kept, so that any text has a digest)."""
    return hashlib.sha256(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data).hexdigest()


@dataclass(frozen=True, slots=True)
class Article:
    """One text of the library.

    `sha256` is of the bytes of the file as given, `text` the decoded file without BOM and front matter.
    """

    id: str
    title: str
    author: str
    source: str
    text: str
    sha256: str
    format: str = "text"
    audience: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    license: str = ""
    text_sha256: str = ""  # of `text`, worked out here

    def __post_init__(self) -> None:
        object.__setattr__(self, "text_sha256", digest(self.text))


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of an article that is indexed; `context` (title, heading, lead-in) is embedded with it but not cited."""

    article: str
    start: int
    end: int
    text: str
    context: str = ""

    @property
    def embedded(self) -> str:
        """What the embedder reads: the context first, so that a truncated tail costs the least."""
        return f"{self.context}\n{self.text}" if self.context else self.text


@dataclass(frozen=True, slots=True)
class Citation:
    """Points into an article: `article.text[start:end] == quote`, always."""

    article: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Stance:
    """Where articles disagree: the axis they differ on, and the side this card takes."""

    axis: str
    position: str


@dataclass(frozen=True, slots=True)
class Caution:
    """What to say with a card, and the kinds of situation (tags) in which it is never served."""

    say: str
    not_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """One idea of an article, ready to be a step (design.md, decision 2)."""

    id: str
    article: str
    spans: tuple[Citation, ...]
    step: str
    role: Role
    situations: tuple[str, ...]
    ask_yourself: str
    small_action: str
    topics: tuple[str, ...] = ()
    stance: Stance | None = None
    caution: Caution | None = None
    status: Literal["reviewed", "draft"] = "reviewed"
    writer: str = ""
    choice: str = ""  # what somebody who comes with this might tap, when they have said too little to go on


@dataclass(frozen=True, slots=True)
class Hit:
    """A search result: a span of an article, with the cards that led to it (best first; empty for plain passages)."""

    article: str
    start: int
    end: int
    text: str
    score: float
    cards: tuple[str, ...] = field(default=())


class Embedder(Protocol):
    """What the corpus needs of an embedder; implemented in assistant/models/embedder.py and handed in."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the vectors would."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension), float32."""
