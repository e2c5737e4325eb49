"""DOCX -> lines: headings by their style, lists by their numbering, tables row by row.

The archive is measured before anything is unpacked: what would unpack to more than UNPACKED is refused.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from corpus.errors import UnreadableDocument
from corpus.formats.layout import Document, Line, bullet, plain, render

UNPACKED = 200_000_000  # bytes of all parts together
PART = 60_000_000  # bytes of one XML part
RATIO = 200  # times smaller than unpacked; XML prose shrinks five to twenty times
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}footnoteReference", f"{_W}sectPr", _FALLBACK}
_INSIDE = {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}moveTo", f"{_W}customXml", f"{_W}smartTag"}


def read(data: bytes) -> Document:
    """Raises UnreadableDocument for what is no DOCX, is protected, or would unpack to too much."""
    _measure(data)
    import docx
    from docx.opc.exceptions import OpcError

    try:
        document = docx.Document(io.BytesIO(data))
        shapes = _Shapes(document)
        found = list(_lines(document.element.body, shapes))
        title, author = document.core_properties.title, document.core_properties.author
    except (OpcError, KeyError, ValueError, AttributeError, zipfile.BadZipFile, SyntaxError) as error:
        raise UnreadableDocument("is not a DOCX that can be read") from error
    text = render(found)
    if not text:
        raise UnreadableDocument("holds no words")
    first = next((line for line in found[:3] if line.kind == "heading" and line.level == 1), None)
    return Document(text, plain(first.text) if first else plain(title or ""), _person(author))


def _person(name: str | None) -> str:
    """The author, unless a program wrote its own name there."""
    name = plain(name or "")
    return "" if name.lower() in {"python-docx", "microsoft office user", "user", "admin", "unknown"} else name


def _measure(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            raise UnreadableDocument(
                "is protected by a password, or an old office document; save it as DOCX"
            ) from error
        raise UnreadableDocument("is not a DOCX (no archive in it)") from error
    if not any(part.filename == "word/document.xml" or part.filename == "[Content_Types].xml" for part in parts):
        raise UnreadableDocument("is an archive but not a DOCX")
    total = sum(part.file_size for part in parts)
    largest = max(part.file_size for part in parts)
    if len(parts) > 10_000 or total > UNPACKED or largest > PART or total > RATIO * max(len(data), 50_000):
        raise UnreadableDocument(f"would unpack from {len(data):,} to {total:,} bytes; that is no article")


class _Shapes:
    """What styles and numbering say about a paragraph."""

    def __init__(self, document: Any) -> None:
        self._styles = {style.style_id: style for style in document.styles if style.element.tag == f"{_W}style"}
        self._formats = _number_formats(document)
        self._counts: dict[tuple[str, int], int] = {}

    def line(self, paragraph: Any, text: str) -> Line:
        properties = paragraph.find(f"{_W}pPr")
        style_id = _value(properties, "pStyle")
        level = self._heading(style_id, properties)
        if level:
            return Line("heading", text, level)
        number = self._numbering(style_id, properties)
        if number:
            return Line("item", text, marker=self._marker(*number))
        name = self._name(style_id)
        marked = bullet(text)
        if name.startswith("list bullet") or (marked and marked[0] == "-"):
            return Line("item", marked[1] if marked and marked[0] == "-" else text)
        return Line("paragraph", text)

    def _name(self, style_id: str) -> str:
        style = self._styles.get(style_id)
        return (style.name or "").lower() if style is not None else ""

    def _chain(self, style_id: str) -> Iterator[Any]:
        seen: set[str] = set()
        while style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            element = self._styles[style_id].element
            yield element
            style_id = _value(element, "basedOn")

    def _heading(self, style_id: str, properties: Any) -> int:
        """1 to 6, or 0 for what is no heading."""
        if self._name(style_id) == "title":
            return 1
        own = _value(properties, "outlineLvl")
        if own.isdigit() and int(own) < 9:
            return min(int(own) + 1, 6)
        for element in self._chain(style_id):
            name = (_value(element, "name") or "").lower()
            if name.startswith("heading ") and name[8:].isdigit():
                return min(int(name[8:]), 6)
            inherited = _value(element.find(f"{_W}pPr"), "outlineLvl")
            if inherited.isdigit() and int(inherited) < 9:
                return min(int(inherited) + 1, 6)
        return 0

    def _numbering(self, style_id: str, properties: Any) -> tuple[str, int] | None:
        """(list, depth) of a paragraph that is numbered or has a bullet, itself or by its style."""
        sources = [properties, *(element.find(f"{_W}pPr") for element in self._chain(style_id))]
        for source in sources:
            numbered = source.find(f"{_W}numPr") if source is not None else None
            if numbered is not None:
                list_id, depth = _value(numbered, "numId"), _value(numbered, "ilvl") or "0"
                return (list_id, int(depth)) if list_id not in ("", "0") and depth.isdigit() else None
        return None

    def _marker(self, list_id: str, depth: int) -> str:
        kind, start = self._formats.get((list_id, depth), ("bullet", 1))
        if kind in ("bullet", "none"):
            return "-"
        number = self._counts.get((list_id, depth), start - 1) + 1
        self._counts[(list_id, depth)] = number
        for deeper in [key for key in self._counts if key[0] == list_id and key[1] > depth]:
            del self._counts[deeper]
        return f"{number}."


def _number_formats(document: Any) -> dict[tuple[str, int], tuple[str, int]]:
    """(list, depth) -> (format, start), from the numbering part; empty when there is none."""
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError, AttributeError):
        return {}
    abstract = {node.get(f"{_W}abstractNumId"): node for node in root.iter(f"{_W}abstractNum")}
    found = {}
    for number in root.iter(f"{_W}num"):
        levels = abstract.get(_value(number, "abstractNumId"))
        for level in levels.iter(f"{_W}lvl") if levels is not None else ():
            depth, start = level.get(f"{_W}ilvl") or "0", _value(level, "start")
            if depth.isdigit():
                found[(number.get(f"{_W}numId") or "", int(depth))] = (
                    _value(level, "numFmt") or "bullet",
                    int(start) if start.isdigit() and len(start) < 6 else 1,
                )
    return found


def _value(element: Any, name: str) -> str:
    child = element.find(f"{_W}{name}") if element is not None else None
    return str(child.get(f"{_W}val") or "") if child is not None else ""


def _lines(container: Any, shapes: _Shapes) -> Iterator[Line]:
    for child in container:
        if child.tag == f"{_W}p":
            for part in _text(child).split("\n"):
                if plain(part):
                    yield shapes.line(child, plain(part))
        elif child.tag == f"{_W}tbl":
            yield from _table(child, shapes)
        elif child.tag in _INSIDE:
            yield from _lines(child, shapes)


def _table(table: Any, shapes: _Shapes) -> Iterator[Line]:
    """A row is a line; a table of one column (a box) is what is in it."""
    rows = [list(row.iter(f"{_W}tc")) for row in table.iter(f"{_W}tr")]
    if rows and max(map(len, rows)) <= 1:
        for cells in rows:
            for cell in cells:
                yield from _lines(cell, shapes)
        return
    for cells in rows:
        texts = (plain(" ".join(_text(paragraph) for paragraph in cell.iter(f"{_W}p"))) for cell in cells)
        joined = " | ".join(text for text in texts if text)
        if joined:
            yield Line("paragraph", joined)


def _text(paragraph: Any) -> str:
    """All text of a paragraph: links and accepted insertions too, deleted text not; line breaks as newlines."""
    parts: list[str] = []
    stack = [paragraph]
    while stack:
        node = stack.pop()
        if node.tag in _SKIPPED:
            continue
        if node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag == f"{_W}tab":
            parts.append(" ")
        elif node.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
        elif node.tag == f"{_W}noBreakHyphen":
            parts.append("-")
        stack.extend(reversed(node))
    return "".join(parts)
