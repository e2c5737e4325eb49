"""HTML -> lines. A plain document is read as it stands; of a web page only the article, which trafilatura finds.

Scripts, styles, forms and comments never become text, and markup never stays in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import lxml.html

from corpus.errors import UnreadableDocument
from corpus.formats.layout import Document, Line, bullet, plain, render

_NEVER = {
    "script", "style", "noscript", "template", "head", "svg", "math", "iframe", "object", "embed", "canvas", "audio",
    "video", "form", "input", "button", "select", "textarea", "label", "graphic", "img", "picture", "figcaption", "map",
}  # fmt: skip
_AROUND = {"nav", "aside", "footer"}  # what stands around an article and is not it
_BLOCKS = {
    "p", "div", "section", "article", "main", "header", "body", "html", "blockquote", "quote", "pre", "code", "ul", "ol",
    "list", "li", "item", "dl", "dt", "dd", "table", "row", "tr", "figure", "address", "center", "details", "summary", "hr",
    "h1", "h2", "h3", "h4", "h5", "h6", "head", "fieldset", "hgroup",
}  # fmt: skip
_INLINE_CODE = {"code"}  # a block only when it stands by itself
_HEADING = re.compile(r"h([1-6])")
_PAGE_CLASS = re.compile(
    r"\b(?:comments?|sidebar|share|social|menu|navbar|breadcrumb|related|newsletter|cookie|widget)", re.I
)
_SITE = re.compile(r"\s+[|–—·»-]\s+[^|–—·»]{2,40}$")
SHORT = 100  # words
FEWEST = 0.2  # of the words: an extractor that leaves less has missed the article


def read(data: bytes) -> Document:
    """Raises UnreadableDocument when there is no text in it."""
    try:
        encoding = _encoding(data)
        data = data.removeprefix(b"\xef\xbb\xbf")
        parser = lxml.html.HTMLParser(encoding=encoding, recover=True, huge_tree=False)
        tree = lxml.html.document_fromstring(data, parser=parser)
    except (lxml.etree.LxmlError, ValueError, LookupError, AssertionError) as error:
        raise UnreadableDocument("is not HTML that can be read, or needs more memory than an article does") from error
    whole = [line for line in lines(tree) if plain(line.text)]
    title, author = _title(tree), _meta(tree, "author", "article:author", "dc.creator")
    chosen = whole
    if _is_page(tree):
        found = _article(tree)
        if _words(found) < SHORT or len(found) < 2:  # too little for trafilatura to tell the article from the rest
            found = _core(tree)
        if _words(found) >= FEWEST * _words(whole):
            chosen = found
    text = render(_without_bylines(chosen))
    if not text:
        raise UnreadableDocument("holds no words")
    return Document(text, _first_heading(chosen) or title, author)


def _encoding(data: bytes) -> str | None:
    """What the bytes say. Whether they can be told at all was settled before (loaders)."""
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if re.search(rb"<meta[^>]{0,200}charset", data[:4096], re.I) or re.match(rb"\s*<\?xml[^>]{0,200}encoding", data):
        return None
    return "utf-8"


def lines(tree: Any) -> Iterator[Line]:
    """The lines of an element tree, HTML's or trafilatura's, in order."""
    yield from _Walker().walk(tree)


class _Walker:
    """Depth first without recursion into Python's stack limit: hostile pages nest ten thousand deep."""

    def __init__(self, *, bare: bool = False) -> None:
        self._bare = bare  # without comments, share buttons and the like
        self._buffer: list[str] = []
        self._shape = Line("paragraph", "")

    def walk(self, tree: Any) -> Iterator[Line]:
        lists: list[list[Any]] = []  # [ordered, next number]
        stack: list[tuple[Any, bool]] = [(tree, False)]
        while stack:
            node, leaving = stack.pop()
            tag = node.tag if isinstance(node.tag, str) else ""
            tag = tag.lower()
            if leaving:
                if self._is_block(node, tag):
                    yield from self._flush()
                if tag in ("ul", "ol", "list") and lists:
                    lists.pop()
                if tag in ("td", "th", "cell"):
                    self._buffer.append(" | " if node.getnext() is not None else "")
                self._buffer.append(node.tail or "")
                continue
            if (
                not tag
                or (tag in _NEVER and not (tag == "head" and "rend" in node.attrib))
                or tag in _AROUND
                or _hidden(node)
                or (self._bare and _PAGE_CLASS.search(f"{node.get('class') or ''} {node.get('id') or ''}"))
            ):
                self._buffer.append(node.tail or "")
                continue
            if tag in ("br", "lb"):
                yield from self._flush(keep=True)
                self._buffer.append(node.tail or "")
                continue
            if self._is_block(node, tag):
                yield from self._flush()
                self._shape = self._opens(node, tag, lists)
            if tag in ("ul", "ol", "list"):
                ordered = tag == "ol" or node.get("rend") == "ol"
                lists.append([ordered, _start(node)])
            self._buffer.append(node.text or "")
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node))
        yield from self._flush()

    @staticmethod
    def _is_block(node: Any, tag: str) -> bool:
        if tag in _INLINE_CODE:
            return "\n" in (node.text or "")
        return tag in _BLOCKS

    def _opens(self, node: Any, tag: str, lists: list[list[Any]]) -> Line:
        heading = _HEADING.fullmatch(tag) or (tag == "head" and _HEADING.fullmatch(node.get("rend") or "h2"))
        if heading:
            return Line("heading", "", int(heading[1]))
        if tag in ("li", "item"):
            if lists and lists[-1][0]:
                number = lists[-1][1]
                lists[-1][1] += 1
                return Line("item", "", marker=f"{number}.")
            return Line("item", "")
        if tag in ("p", "div", "section") and self._shape.kind == "item" and _inside_item(node):
            return self._shape if not self._buffer and node.getprevious() is None else Line("paragraph", "")
        return Line("paragraph", "")

    def _flush(self, *, keep: bool = False) -> Iterator[Line]:
        text = plain("".join(self._buffer)).strip(" |")
        self._buffer.clear()
        if text:
            shape = self._shape
            marked = bullet(text) if shape.kind == "paragraph" else None
            if marked and marked[0] == "-":
                shape, text = Line("item", ""), marked[1]
            yield replace(shape, text=text)
            self._shape = shape if keep and shape.kind == "heading" else Line("paragraph", "")


def _inside_item(node: Any) -> bool:
    parent = node.getparent()
    return parent is not None and parent.tag in ("li", "item")


def _start(node: Any) -> int:
    value = node.get("start") or "1"
    return int(value) if value.isdigit() and len(value) < 6 else 1


def _hidden(node: Any) -> bool:
    style = (node.get("style") or "").replace(" ", "").lower()
    return "hidden" in node.attrib or "display:none" in style or "visibility:hidden" in style


def _is_page(tree: Any) -> bool:
    """Whether something stands around the text: navigation, a sidebar, forms, or more links than prose has."""
    if tree.xpath("boolean(//nav|//aside|//footer|//form|//*[@role='navigation' or @role='banner'])"):
        return True
    if any(_PAGE_CLASS.search(value) for value in tree.xpath("//@class|//@id")):
        return True
    words = len(" ".join(tree.xpath("//body//text()")).split())
    linked = len(" ".join(tree.xpath("//a[@href]//text()")).split())
    return linked > 0.25 * max(words, 1)


def _core(tree: Any) -> list[Line]:
    """The lines of the one element that says it is the article, without what classes call its surroundings."""
    marked = tree.xpath("//article") or tree.xpath("//main|//*[@role='main']")
    root = marked[0] if len(marked) == 1 else tree
    return [line for line in _Walker(bare=True).walk(root) if plain(line.text)]


def _article(tree: Any) -> list[Line]:
    """The lines of the article that trafilatura finds; empty when it finds none."""
    import trafilatura  # only for pages: it takes a moment to load

    found = trafilatura.bare_extraction(
        lxml.html.tostring(tree, encoding="unicode"),
        include_comments=False,
        include_tables=True,
        favor_recall=True,
        with_metadata=False,
    )
    body = getattr(found, "body", None)
    return [line for line in lines(body) if plain(line.text)] if body is not None else []


def _words(found: list[Line]) -> int:
    return sum(len(line.text.split()) for line in found)


_BYLINE = re.compile(
    r"by [A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3}(?:\s*[·|,•–-].{0,80})?|(?:posted|published|updated)(?: on)? .{4,40}"
    r"|.{0,60}\b\d+\s*min(?:ute)?s? read\b.{0,20}|share (?:this|on) .{0,80}",
    re.I,
)


def _without_bylines(found: list[Line]) -> list[Line]:
    """Without the line under the title that names author, date and reading time."""
    return [
        line
        for number, line in enumerate(found)
        if not (
            number < 6 and line.kind == "paragraph" and len(line.text) < 120 and _BYLINE.fullmatch(plain(line.text))
        )
    ]


def _first_heading(found: list[Line]) -> str:
    top = [line for line in found[:3] if line.kind == "heading" and line.level == 1]
    return plain(top[0].text) if top else ""


def _title(tree: Any) -> str:
    """og:title, else the title without the name of the site."""
    given = _meta(tree, "og:title")
    if given:
        return given
    found = tree.xpath("//title/text()")
    return _SITE.sub("", plain(found[0])) if found else ""


def _meta(tree: Any, *names: str) -> str:
    for name in names:
        values = tree.xpath("//meta[@name=$name or @property=$name]/@content", name=name)
        if values and plain(values[0]) and not values[0].startswith("http"):
            return plain(values[0])[:300]
    return ""
