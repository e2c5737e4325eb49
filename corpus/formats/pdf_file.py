"""PDF -> lines. A tagged PDF says itself what is a heading, a paragraph, an item; otherwise position and size of the
letters tell. Running heads and page numbers go; words that were divided at the end of a line are joined again.
"""

from __future__ import annotations

import io
import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from corpus.errors import UnreadableDocument
from corpus.formats.layout import Document, Line, bullet, plain, render

MAX_PAGES = 2_000
INDENT = 1.2  # letters' sizes to the right of the usual margin
FULL = 0.75  # of the longest row: a row with room for the next word below this ends its paragraph
TAGGED = 0.9  # of the words: what the tags must cover to be believed
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_PAGE_NUMBER = re.compile(
    r"(?:page|seite|p\.)?\s*\d{1,4}(?:\s*(?:/|of|von|-)\s*\d{1,4})?|[-–—]\s*\d{1,4}\s*[-–—]", re.I
)
_ENDED = (".", "!", "?", ":", "…", "”", '"', "’", ")", ";")


@dataclass(slots=True)
class Piece:
    """Text that the page shows in one go. `x`, `y` and `size` in points of the page, `y` growing upwards."""

    text: str
    x: float
    y: float
    size: float
    bold: bool
    mark: int | None


@dataclass(slots=True)
class Row:
    """One line of a page, from left to right."""

    text: str
    page: int
    x: float
    y: float
    size: float
    bold: bool


@dataclass(slots=True)
class Page:
    """The pieces of a page in the order of its content stream; a piece of white space ends a line."""

    pieces: list[Piece] = field(default_factory=list)


def read(data: bytes) -> Document:
    """Raises UnreadableDocument for a broken or protected file, one with too many pages, or a scan without text."""
    import pypdf
    from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableDocument("is protected by a password")
        said = _int(_get(_get(_get(reader.trailer, "/Root"), "/Pages"), "/Count"))
        if said > MAX_PAGES:
            raise UnreadableDocument(f"has {said:,} pages; an article may have {MAX_PAGES:,}")
        pages: list[Page] = []
        numbers: dict[int, int] = {}
        for number, page in enumerate(reader.pages):
            if number >= MAX_PAGES:
                raise UnreadableDocument(f"has more than {MAX_PAGES:,} pages, which is what an article may have")
            if page.indirect_reference is not None:
                numbers[page.indirect_reference.idnum] = number
            pages.append(_page(page))
        tagged = list(_Tags(reader, pages, numbers).lines())
        metadata = reader.metadata
        title, author = (str(metadata.get(name) or "") if metadata else "" for name in ("/Title", "/Author"))
    except (DependencyError, FileNotDecryptedError) as error:
        raise UnreadableDocument("is protected; save it without protection") from error
    except UnreadableDocument:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, ArithmeticError, AssertionError, RecursionError, NotImplementedError) as error:  # fmt: skip
        raise UnreadableDocument(
            "is not a PDF that can be read (it is damaged)"
        ) from error  # pypdf raises all of these
    everything = " ".join(piece.text for page in pages for piece in page.pieces)
    if not any(character.isalnum() for character in everything):
        raise UnreadableDocument(f"holds no text on its {len(pages)} page{'s' * (len(pages) != 1)}; it may be a scan")
    covered = sum(len(line.text.split()) for line in tagged)
    found = tagged if covered >= TAGGED * len(everything.split()) else list(_laid_out(pages))
    known = _vocabulary(found)
    text = render(Line(line.kind, _undivided(line.text, known), line.level, line.marker) for line in found)
    first = next((line.text for line in found[:3] if line.kind == "heading" and line.level == 1), "")
    return Document(text, plain(first.replace("\n", " ")) or _title(title), plain(author))


def _title(text: str) -> str:
    """The title in the file's properties, unless a program put a file name there."""
    text = plain(text)
    return "" if re.search(r"^microsoft word|\.(?:docx?|pdf|html?|indd|tex)$|^untitled|^about:", text, re.I) else text


def _page(page: Any) -> Page:
    found = Page()
    marks: list[int | None] = []

    def operator(name: bytes, operands: list[Any], *_: Any) -> None:
        if name in (b"BDC", b"BMC"):
            properties: Any = operands[1] if len(operands) > 1 else {}
            mark = properties.get("/MCID") if hasattr(properties, "get") else None
            artifact = bool(operands) and operands[0] == "/Artifact"
            marks.append(-1 if artifact else int(mark) if isinstance(mark, int) else (marks[-1] if marks else None))
        elif name == b"EMC" and marks:
            marks.pop()

    def text(content: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        if not content:
            return
        if not content.strip():
            if found.pieces:
                found.pieces.append(Piece("\n" if "\n" in content else " ", 0, 0, 0, False, found.pieces[-1].mark))
            return
        across = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        up = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        scale = math.hypot(tm[2], tm[3]) * math.hypot(cm[2], cm[3])
        name = str((font or {}).get("/BaseFont", "")).lower()
        bold = any(word in name for word in ("bold", "black", "heavy", "semibold", "demi"))
        cleaned = content.translate(_LIGATURES)
        found.pieces.append(
            Piece(cleaned, across, up, round(float(size) * scale, 1), bold, marks[-1] if marks else None)
        )

    page.extract_text(visitor_operand_before=operator, visitor_text=text)
    return found


# ---------------------------------------------------------------- by tags


class _Tags:
    """The tree in which a tagged PDF says what its content is."""

    def __init__(self, reader: Any, pages: list[Page], numbers: dict[int, int]) -> None:
        self._root = _get(_get(reader.trailer, "/Root"), "/StructTreeRoot")
        roles = _get(self._root, "/RoleMap")
        self._roles = {str(key): str(value) for key, value in roles.items()} if hasattr(roles, "items") else {}
        self._numbers = numbers
        self._texts: dict[tuple[int, int], list[str]] = {}
        for number, page in enumerate(pages):
            for piece in page.pieces:
                if piece.mark is not None and piece.mark >= 0:
                    self._texts.setdefault((number, piece.mark), []).append(piece.text)

    def lines(self) -> Iterator[Line]:
        """In the order of the tree; empty for a PDF without tags."""
        shape, parts = Line("paragraph", ""), list[str]()
        for role, content in self._walk():
            if role is None:
                parts.append(content)
                continue
            yield from _finished(shape, parts)
            parts = []
            shape = _shape(role)
        yield from _finished(shape, parts)

    def _walk(self) -> Iterator[tuple[str | None, str]]:
        """(role, "") where an element that is a line of its own begins or ends, (None, text) for content."""
        if self._root is None:
            return
        stack: list[tuple[Any, int | None, str]] = [(self._root, None, "P")]  # node or ("end", role), page, role
        seen = 0
        while stack:
            node, page, role = stack.pop()
            seen += 1
            if seen > 2_000_000:
                raise UnreadableDocument("has a structure that does not end")
            if isinstance(node, str):
                yield (role if role.startswith("LI") else "P"), ""
                continue
            node = node.get_object() if hasattr(node, "get_object") else node
            if isinstance(node, list):
                stack.extend((kid, page, role) for kid in reversed(node))
            elif isinstance(node, int):
                yield None, "".join(self._texts.get((page if page is not None else 0, int(node)), ()))
            elif hasattr(node, "get"):
                reference = node.raw_get("/Pg") if "/Pg" in node else None
                page = self._numbers.get(getattr(reference, "idnum", -1), page) if reference is not None else page
                if "/MCID" in node and "/S" not in node:
                    stack.append((node["/MCID"], page, role))
                    continue
                own = str(node.get("/S") or "")
                own = self._roles.get(own, own).lstrip("/")
                if own in ("Artifact", "Figure", "Formula"):
                    continue
                if own in _LINES:
                    # A paragraph inside an item is the item's text, the next one is a paragraph of its own.
                    inside = own == "P" and role.startswith("LI") and role != "LI done"
                    if not inside:
                        yield own, ""
                        stack.append(("end", page, "P"))
                    role = own
                if "/K" in node:
                    stack.append((node["/K"], page, role))


_LINES = {
    "P",
    "H",
    "H1",
    "H2",
    "H3",
    "H4",
    "H5",
    "H6",
    "Title",
    "LI",
    "TR",
    "BlockQuote",
    "Caption",
    "TOCI",
    "Note",
    "Code",
}


def _shape(role: str) -> Line:
    if role in ("H", "Title"):
        return Line("heading", "", 1)
    if role[0] == "H":
        return Line("heading", "", int(role[1]))
    return Line("item", "") if role == "LI" else Line("paragraph", "")


def _finished(shape: Line, parts: list[str]) -> Iterator[Line]:
    text = "".join(parts).strip()
    if not text:
        return
    marked = bullet(text.replace("\n", " ") if "-\n" not in text else text)
    if marked and (shape.kind == "item" or marked[0] == "-"):
        yield Line("item", marked[1], marker=marked[0])
    else:
        yield Line(shape.kind, text, shape.level)


# ---------------------------------------------------------------- by position


def _laid_out(pages: list[Page]) -> Iterator[Line]:
    rows = [row for number, page in enumerate(pages) for row in _rows(number, page)]
    rows = _without_running_heads(rows, len(pages))
    if not rows:
        return
    weights: Counter[float] = Counter()
    for row in rows:
        weights[row.size] += len(row.text)
    body = weights.most_common(1)[0][0]
    leading = _leading(rows)
    longest = max(len(row.text) for row in rows if row.size == body)
    sizes = sorted({row.size for row in rows if row.size > body * 1.1}, reverse=True)
    margin = Counter(round(row.x) for row in rows if row.size == body).most_common(1)[0][0]
    groups: list[list[Row]] = []
    for row in rows:
        if groups and _goes_on(groups[-1], row, body, leading, longest):
            groups[-1].append(row)
        else:
            groups.append([row])
    indents = [round((group[0].x - margin) / body, 1) for group in groups]
    for number, group in enumerate(groups):
        text = "\n".join(row.text for row in group)
        first = group[0]
        short = len(text) <= 150 and not text.rstrip().endswith((".", ":", ",", ";"))
        marked = bullet(text)
        if first.size > body * 1.1 and len(text) <= 300:
            yield Line("heading", text, 1 + sizes.index(first.size))
        elif marked and not (all(row.bold for row in group) and short):
            yield Line("item", marked[1], marker=marked[0])
        elif all(row.bold for row in group) and short and not _all_bold(rows):
            yield Line("heading", text, 1 + len(sizes))
        elif (
            indents[number] >= INDENT
            and indents[number] in indents[max(0, number - 1) : number] + indents[number + 1 : number + 2]
        ):
            yield Line("item", text)  # a list whose bullets are drawn, not written
        else:
            yield Line("paragraph", text)


def _rows(number: int, page: Page) -> Iterator[Row]:
    line: list[Piece] = []
    for piece in [*page.pieces, Piece("\n", 0, 0, 0, False, None)]:
        if piece.mark == -1 and piece.text.strip():
            continue
        moved = line and piece.text.strip() and abs(piece.y - line[0].y) > 0.5 * max(line[0].size, piece.size, 1)
        if (piece.text == "\n" or moved) and any(part.text.strip() for part in line):
            solid = [part for part in line if part.text.strip()]
            size = max(solid, key=lambda part: len(part.text)).size
            bold = all(part.bold for part in solid if any(c.isalnum() for c in part.text))
            text = " ".join("".join(part.text for part in line).split())
            yield Row(text, number, min(part.x for part in solid), solid[0].y, size, bold)
            line = []
        if piece.text != "\n":
            line.append(piece)


def _without_running_heads(rows: list[Row], pages: int) -> list[Row]:
    """Without page numbers, and without what stands first or last on most pages (numbers in it may differ)."""
    ends: dict[int, list[Row]] = {}
    for row in rows:
        ends.setdefault(row.page, []).append(row)
    outer = {id(row) for page in ends.values() for row in (*_top(page), *_bottom(page))}
    seen = Counter(_same(row.text) for row in rows if id(row) in outer)
    often = max(2, pages // 2)
    return [
        row
        for row in rows
        if not (
            id(row) in outer and (_PAGE_NUMBER.fullmatch(row.text) or (pages > 1 and seen[_same(row.text)] >= often))
        )
    ]


def _top(page: list[Row]) -> list[Row]:
    return sorted(page, key=lambda row: -row.y)[:2]


def _bottom(page: list[Row]) -> list[Row]:
    return sorted(page, key=lambda row: row.y)[:2]


def _same(text: str) -> str:
    return re.sub(r"\d+", "#", text)


def _leading(rows: list[Row]) -> float:
    """The usual distance of two lines of one paragraph."""
    gaps = Counter(
        round(one.y - other.y, 0)
        for one, other in itertools.pairwise(rows)
        if one.page == other.page and one.size == other.size and 0 < one.y - other.y < 3 * one.size
    )
    if not gaps:
        return 0.0
    most = max(gaps.values())
    return min(gap for gap, count in gaps.items() if count >= 0.3 * most)


def _goes_on(group: list[Row], row: Row, body: float, leading: float, longest: int) -> bool:
    """Whether a row belongs to the paragraph, heading or item above it."""
    above, first = group[-1], group[0]
    if abs(above.size - row.size) > 0.05 * body or bullet(row.text):
        return False
    if (
        above.bold != row.bold
        and (all(r.bold for r in group) or row.bold)
        and above.size == row.size
        and _stands_alone(group, row)
    ):
        return False
    if above.page != row.page:
        return not above.text.endswith(_ENDED) and above.size <= body * 1.1 and not above.bold
    gap = above.y - row.y
    if above.size > body * 1.1:
        return 0 < gap <= 1.7 * above.size
    if gap <= 0 or (leading and gap > 1.3 * leading):
        return False
    item = bullet(first.text) is not None
    room = len(above.text) + 1 + len(row.text.split(" ", 1)[0]) + (above.x - row.x) / (0.5 * body) < FULL * longest
    if not item and row.x - above.x > 0.8 * body:
        return False
    if above.x - row.x > 0.8 * body and (
        (item and row.x < first.x - 0.3 * body) or (not item and (len(group) > 1 or room))
    ):
        return False
    return not (room and (above.text.endswith(_ENDED) or row.text[:1].isupper()))


def _stands_alone(group: list[Row], row: Row) -> bool:
    """A bold line among lines that are not: a heading, unless the sentence goes on."""
    return not (group[-1].text[-1:] in ",-" or row.text[:1].islower())


def _all_bold(rows: Iterable[Row]) -> bool:
    rows = list(rows)
    return sum(row.bold for row in rows) > 0.6 * len(rows)


# ---------------------------------------------------------------- divided words

_DIVIDED = re.compile(r"(\w+)[-\u2010\u00ad]\n\s*(\w+)")


def _vocabulary(found: list[Line]) -> set[str]:
    """Words as they stand inside lines, with and without a hyphen, and how line ends treat them."""
    return {
        word.lower() for line in found for row in line.text.split("\n") for word in re.findall(r"\w+(?:-\w+)*", row)
    }


def _undivided(text: str, known: set[str]) -> str:
    """Lines joined. A hyphen at a line's end stays where the word has one elsewhere, or where leaving it out gives no
    word of this document while both halves are ones."""

    def join(match: re.Match[str]) -> str:
        whole, hyphenated = (match[1] + match[2]).lower(), f"{match[1]}-{match[2]}".lower()
        halves = match[1].lower() in known and match[2].lower() in known
        keep = hyphenated in known or (
            whole not in known and (halves or match[2][:1].isupper() or match[2][:1].isdigit())
        )
        return f"{match[1]}-{match[2]}" if keep else match[1] + match[2]

    return _DIVIDED.sub(join, text).replace("\n", " ")


def _get(node: Any, key: str) -> Any:
    """What stands under a key, references followed; None where there is nothing."""
    node = node.get_object() if hasattr(node, "get_object") else node
    value: Any = node.get(key) if hasattr(node, "get") else None
    return value.get_object() if hasattr(value, "get_object") else value


def _int(value: Any) -> int:
    return int(value) if isinstance(value, (int, float)) else 0
