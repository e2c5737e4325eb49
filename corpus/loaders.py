"""A file becomes an Article. What is surely text is read here, other formats in a process of their own (formats/apart.py);
everything else is refused with one sentence.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

import yaml

from corpus.documents import Article, digest
from corpus.errors import UnreadableDocument
from corpus.formats.apart import read_apart

MAX_BYTES = 10_000_000  # an article; a book of 1,000 pages is about 3 MB
MAX_BINARY = 50_000_000  # the same with pictures in it
MAX_LINE = 100_000  # characters; a longer line is data, not prose
SUFFIXES = {
    ".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".pdf": "pdf", ".docx": "docx",
}  # fmt: skip
_NOTHING = b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"  # white space and marks of encodings
_LIMITS = {"pdf": MAX_BINARY, "docx": MAX_BINARY}
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.S | re.M)
_MAGIC = {
    b"\xff\xd8\xff": "a JPEG image",
    b"\x89PNG": "a PNG image",
    b"GIF8": "a GIF image",
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP archive or office document",
    b"\x1f\x8b": "a gzip archive",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"{\\rtf": "an RTF document",
}
# What Western European prose has beyond ASCII. Bytes that read as anything else in cp1252 are from another code page.
_WESTERN = set("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿŒœŸ€£§°«»·¡¿©®™–—‘’‚“”„…•´²³½¼¾×\u00a0\u00ad")


def load(path: Path) -> Article:
    """Reads one file. Raises UnreadableDocument with a sentence that names the file."""
    try:
        kind, data = _read(path)
        return article(path.stem, data, kind, str(path))
    except UnreadableDocument as error:
        raise UnreadableDocument(f"{path}: {error}") from error
    except OSError as error:
        raise UnreadableDocument(f"{path}: {error.strerror or error}") from error


def glance(path: Path) -> tuple[str, str] | None:
    """Id and hash of a file whose format takes time to read; None for others, and for what `load` will refuse."""
    if SUFFIXES.get(path.suffix.lower()) not in ("html", "pdf", "docx"):
        return None
    try:
        return path.stem, digest(_read(path)[1])
    except (UnreadableDocument, OSError):
        return None


def article(stem: str, data: bytes, kind: str, origin: str) -> Article:
    """An Article from the bytes of a file of this kind. Raises UnreadableDocument."""
    front: dict[str, Any]
    if kind in ("text", "markdown"):
        text, front = split_front_matter(decode(data))
    else:
        _check_kind(data, kind)
        document = read_apart(kind, _told(data) if kind == "html" else data)
        text, front = document.text, {"title": document.title, "author": document.author}
    check_text(text)
    return describe(stem, text, front, digest(data), origin, kind)


def describe(stem: str, text: str, front: dict[str, Any], sha256: str, origin: str, format: str) -> Article:
    """An Article from its text and what its front matter says; raises UnreadableDocument for a bad id."""
    return Article(
        id=_checked_id(str(front.get("id") or stem)),
        title=_line(front.get("title")) or _first_line(text) or stem,
        author=_line(front.get("author")) or "unknown",
        source=_line(front.get("source")) or origin,
        text=text,
        sha256=sha256,
        format=format,
        audience=_names(front.get("audience")),
        topics=_names(front.get("topics")),
        license=_line(front.get("license")),
    )


def _told(data: bytes) -> bytes:
    """HTML as it is where it names its encoding or is UTF-8, else decoded here and marked as UTF-8."""
    marked = data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
    if marked or (b"\x00" not in data[:4096] and re.search(rb"<meta[^>]{0,200}charset", data[:4096], re.I)):
        return data
    return _decoded(data).encode("utf-8-sig", "replace")


def _read(path: Path) -> tuple[str, bytes]:
    """The kind of the file by its ending, and its bytes."""
    if path.is_dir():
        raise UnreadableDocument("is a folder; name the files in it")
    if not path.exists():
        raise UnreadableDocument("there is no such file")
    if not path.is_file():
        raise UnreadableDocument("is not a regular file")
    kind = SUFFIXES.get(path.suffix.lower())
    if kind is None:
        known = ", ".join(sorted(SUFFIXES))
        raise UnreadableDocument(f"is of an unknown kind ({path.suffix or 'no ending'}); known are {known}")
    limit = _LIMITS.get(kind, MAX_BYTES)
    before = path.stat()
    if before.st_size > limit:
        raise UnreadableDocument(f"has {before.st_size:,} bytes; an article may have {limit:,}")
    with path.open("rb") as file:
        data = file.read(limit + 1)
    after = path.stat()
    if len(data) != after.st_size or (before.st_mtime_ns, before.st_ino) != (after.st_mtime_ns, after.st_ino):
        raise UnreadableDocument("changed while it was read; try again when nothing writes to it")
    return kind, data


def _check_kind(data: bytes, kind: str) -> None:
    """Raises UnreadableDocument for bytes that are surely of another kind than their ending says."""
    if not data.strip(_NOTHING):
        raise UnreadableDocument("is empty")
    starts = {"pdf": b"%PDF", "docx": b"PK\x03\x04"}
    if kind in starts:
        if starts[kind] in data[:1024]:
            return
        found = next((name for magic, name in _MAGIC.items() if data.startswith(magic)), "something else")
        raise UnreadableDocument(f"is not a {kind.upper()}; it looks like {found}")
    for magic, name in _MAGIC.items():
        if data.startswith(magic):
            raise UnreadableDocument(f"is not {kind.upper()}; it looks like {name}")


def decode(data: bytes) -> str:
    """Bytes to text with newlines as \\n: UTF-8, UTF-16 or UTF-32 (with a mark), or surely Western European.

    Anything that might come out garbled raises UnreadableDocument instead.
    """
    if not data.strip(_NOTHING):
        raise UnreadableDocument("is empty")
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            raise UnreadableDocument(f"is not text; it looks like {kind}")
    return re.sub(r"\r\n?", "\n", _decoded(data))


def _decoded(data: bytes) -> str:
    marks = {
        b"\xff\xfe\x00\x00": "utf-32",
        b"\x00\x00\xfe\xff": "utf-32",
        b"\xef\xbb\xbf": "utf-8-sig",
        b"\xff\xfe": "utf-16",
        b"\xfe\xff": "utf-16",
    }
    for mark, encoding in marks.items():
        if data.startswith(mark):
            try:
                return data.decode(encoding).removeprefix("\ufeff")
            except UnicodeDecodeError as error:
                raise UnreadableDocument(f"starts as {encoding.upper()} but is broken at byte {error.start}") from error
    even, odd = data[::2].count(0), data[1::2].count(0)
    if max(even, odd) > len(data) * 0.2 and min(even, odd) < len(data) * 0.02:
        try:
            return data.decode("utf-16-be" if even > odd else "utf-16-le")
        except UnicodeDecodeError as error:
            raise UnreadableDocument("looks like UTF-16 without a mark but is broken; save it as UTF-8") from error
    if b"\x00" in data:
        raise UnreadableDocument("is not text (it holds NUL bytes)")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    foreign = [character for character in text if ord(character) > 126]
    if len(foreign) > len(text) * 0.2 or not set(foreign) <= _WESTERN:
        raise UnreadableDocument(f"is in an encoding that cannot be told for sure{_guess(data)}; save it as UTF-8")
    return text


def _guess(data: bytes) -> str:
    import charset_normalizer  # only when something is wrong: its tables take a moment to load

    best = charset_normalizer.from_bytes(data[:200_000]).best()
    return f" (perhaps {best.encoding})" if best else ""


def check_text(text: str) -> None:
    """Raises UnreadableDocument unless the text is prose: some letters, few control characters, lines of bounded length."""
    if not any(character.isalnum() for character in text):
        raise UnreadableDocument("holds no words")
    control = sum(1 for c in text if unicodedata.category(c) == "Cc" and c not in "\n\t\f\x0b\x85")
    if control > max(2, len(text) * 0.001):
        raise UnreadableDocument(f"is not text (it holds {control:,} control characters)")
    longest = max(map(len, text.split("\n")))
    if longest > MAX_LINE:
        raise UnreadableDocument(f"has a line of {longest:,} characters; an article has lines of at most {MAX_LINE:,}")


def split_front_matter(text: str) -> tuple[str, dict[str, Any]]:
    """(text without front matter, its fields). Text that merely starts with a rule (---) is left as it is."""
    match = _FRONT.match(text)
    if not match:
        return text, {}
    try:
        fields = yaml.safe_load(match[1])
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 2})" if mark else ""
        raise UnreadableDocument(f"has front matter that is not valid YAML{where}") from error
    return (text[match.end() :], fields) if isinstance(fields, dict) else (text, {})


def _checked_id(name: str) -> str:
    if (
        len(name) > 120
        or not name.strip()
        or name.startswith((".", "-"))
        or not all(c.isprintable() and c not in "/\\:" for c in name)
    ):
        raise UnreadableDocument(
            f"has an id that cannot be used ({name[:40]!r}): letters, digits, spaces, '-', '_' and '.'"
        )
    return name


def _first_line(text: str) -> str:
    for line in text.split("\n"):
        words = _line(line).lstrip("# ").strip()
        if words:
            return words if len(words) <= 150 else ""
    return ""


def _line(value: object) -> str:
    """One line without control characters and odd spaces, for titles and names."""
    if value is None:
        return ""
    visible = (c if unicodedata.category(c) not in {"Cc", "Cf", "Zl", "Zp", "Zs"} else " " for c in str(value))
    return " ".join("".join(visible).split())[:300]


def _names(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(_line(item) for item in (value if isinstance(value, list) else str(value).split(",")) if _line(item))
