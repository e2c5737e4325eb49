"""What a person names on the command line -> sources: files, folders, patterns, web addresses, parts of one file."""

from __future__ import annotations

import glob
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus import loaders, splitting, web
from corpus.documents import Article, digest
from corpus.errors import UnreadableDocument

MAX_FILES = 100_000  # of one folder
_URL = re.compile(r"https?://", re.I)


@dataclass(frozen=True, slots=True)
class Source:
    """One article to be: its name for messages, and how to get it (raises CoachError).

    `glance` tells id and hash without reading the format, where they can be told (None where not).
    """

    name: str
    load: Callable[[], Article]
    glance: Callable[[], tuple[str, str] | None] | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One of several articles in a file."""

    article: Article
    start: int
    end: int


def of_path(path: Path) -> Source:
    """One file."""
    return Source(str(path), lambda: loaders.load(path), lambda: loaders.glance(path))


def expand(names: Sequence[str]) -> list[Source]:
    """Files as they are, folders with all their articles, patterns, and web addresses; each source once, in order.

    What cannot be found becomes a source that says so when it is loaded.
    """
    found: dict[str, Source] = {}
    for name in names:
        for source in _expand(name):
            found.setdefault(source.name, source)
    return list(found.values())


def _expand(name: str) -> Iterator[Source]:
    if _URL.match(name):
        yield Source(name, lambda: web.load(name))
        return
    path = Path(name).expanduser()
    if path.is_dir():
        yield from _folder(path)
    elif not path.exists() and glob.has_magic(name):
        paths = sorted(Path(match) for match in glob.iglob(str(path), recursive=True))  # noqa: PTH207 - absolute ones too
        files = [match for match in paths if match.is_file()]
        if not files:
            yield _refused(name, "there is no file of this pattern")
        yield from map(of_path, files)
    else:
        yield of_path(path)


def _folder(path: Path) -> Iterator[Source]:
    """The articles below a folder, hidden files and other kinds left out; links to elsewhere are not followed."""
    files = []
    for file in path.rglob("*"):
        parts = file.relative_to(path).parts
        if any(part.startswith((".", "~$")) for part in parts) or file.suffix.lower() not in loaders.SUFFIXES:
            continue
        if file.is_file() and not file.is_symlink():
            files.append(file)
        if len(files) > MAX_FILES:
            yield _refused(str(path), f"holds more than {MAX_FILES:,} articles; name its folders one by one")
            return
    if not files:
        yield _refused(str(path), f"holds no article ({', '.join(sorted(loaders.SUFFIXES))})")
    yield from map(of_path, sorted(files))


def _refused(name: str, why: str) -> Source:
    def load() -> Article:
        raise UnreadableDocument(f"{name}: {why}")

    return Source(name, load)


def split(source: Source, level: int | None = None) -> list[Part]:
    """The articles inside one file: a part for each heading of the highest level that occurs more than once.

    `level` asks for another one. Raises UnreadableDocument when there are not several headings of it.
    """
    whole = source.load()
    headings = [
        (block.span, _level(whole.text[block.span.start : block.span.end]))
        for block in splitting.blocks(whole.text)
        if block.kind == "heading"
    ]
    levels = sorted({depth for _, depth in headings})
    chosen = level or next((depth for depth in levels if sum(d == depth for _, d in headings) > 1), 0)
    starts = [span for span, depth in headings if depth == chosen]
    if len(starts) < 2:
        raise UnreadableDocument(f"{source.name}: has no headings that divide it into several articles")
    parts: list[Part] = []
    opening = whole.text[: starts[0].start]
    bounds = [span.start for span in starts] + [len(whole.text)]
    if any(block.kind != "heading" for block in splitting.blocks(opening)):
        parts.append(_part(whole, 0, starts[0].start, whole.title, whole.id))
    taken = {part.article.id for part in parts}
    for span, start, end in zip(starts, bounds, bounds[1:], strict=False):
        title = whole.text[span.start : span.end].lstrip("# ").strip()
        if not whole.text[span.end : end].strip():
            continue  # a heading with nothing below it
        id = _slug(title) or whole.id
        number = 2
        while id in taken:
            id, number = f"{_slug(title) or whole.id}-{number}", number + 1
        taken.add(id)
        parts.append(_part(whole, start, end, title, id))
    return parts


def _level(heading: str) -> int:
    marks = re.match(r"#{1,6}", heading)
    return len(marks[0]) if marks else 7  # a heading without a mark, in plain text


def _part(whole: Article, start: int, end: int, title: str, id: str) -> Part:
    text = whole.text[start:end].strip("\n") + "\n"
    shift = len(whole.text[start:end]) - len(whole.text[start:end].lstrip("\n"))
    article = replace(whole, id=id, title=title, text=text, sha256=digest(text))
    return Part(article, start + shift, start + shift + len(text))


def _slug(title: str) -> str:
    return re.sub(r"[^\w]+", "-", title.lower()).strip("-")[:80].strip("-")


def of_part(part: Part, name: str) -> Source:
    """A part as a source of its own."""
    return Source(f"{name} · {part.article.title}", lambda: part.article)
