"""A whole article with the exact cited spans highlighted, the first of them scrolled to.

The article's text is data: every character of it is escaped, none is dropped or added. Marks of Markdown (# or - at the
start of a line) stay in the document and are only hidden, so that the text content of what is shown is the article's text
and the text content of what is highlighted is the quote.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

import streamlit as st

from assistant.errors import CoachError
from corpus.documents import Article
from ui import service, state, texts
from ui.components.words import inert

WIDTH = 640  # pixels of the drawer; narrower where the window is
Span = tuple[int, int]
_HEADING = re.compile(r"(#{1,6})[ \t]+")
_BULLET = re.compile(r"[ \t]*[-*•][ \t]+")
_NUMBER = re.compile(r"[ \t]*\d{1,3}[.)][ \t]+")
# Nothing of an article is in this script; it only brings the first highlighted words to the middle of what is seen.
_SCROLL = """<script>
(() => {
  let tries = 0;
  const timer = setInterval(() => {
    const mark = document.getElementById("passage");
    if (mark) { mark.scrollIntoView({block: "center"}); mark.focus({preventScroll: true}); }
    if ((mark && ++tries > 3) || ++tries > 60) clearInterval(timer);
  }, 80);
})();
</script>"""


def article_html(text: str, spans: Sequence[Span]) -> str:
    """The text as HTML with <mark> around the spans; the first mark has the id "passage". Pure.

    Spans are code points, half-open; what lies outside the text is left out.
    """
    marked = _united(spans, len(text))
    parts: list[str] = []
    numbered = [False]  # whether the id is given away
    start, listing = 0, ""
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end + 1
        line = text[start:end]
        tag, body = _block(line, start)
        wanted = "ul" if tag == "li" else ""
        if wanted != listing:
            parts.append(f"</{listing}>" if listing else f"<{wanted}>")
            listing = wanted
        syntax = _piece(text, start, body, marked, None)
        content = _piece(text, body, end, marked, numbered)
        hidden = f'<span class="syntax">{syntax}</span>' if syntax else ""
        parts.append(f"<{tag}>{hidden}{content}</{tag}>" if line.strip() else f'<span class="gap">{content}</span>')
        start = end
    if listing:
        parts.append(f"</{listing}>")
    return f'<article class="article">{"".join(parts)}</article>'


def _united(spans: Sequence[Span], length: int) -> list[Span]:
    """Sorted, within the text, none touching another."""
    found: list[Span] = []
    for start, end in sorted((max(0, start), min(length, end)) for start, end in spans):
        if start >= end:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _block(line: str, start: int) -> tuple[str, int]:
    """The element that a line is shown as, and where what is read of it begins."""
    if match := _HEADING.match(line):
        return f"h{min(6, len(match[1]) + 1)}", start + match.end()
    if match := _BULLET.match(line):
        return "li", start + match.end()
    if _NUMBER.match(line):
        return "p", start
    return "p", start


def _piece(text: str, start: int, end: int, marked: Sequence[Span], numbered: list[bool] | None) -> str:
    """text[start:end], escaped, with its share of the marks. `numbered` None: nothing here may carry the id."""
    parts: list[str] = []
    at = start
    for mark_start, mark_end in marked:
        if mark_end <= at or mark_start >= end:
            continue
        inner_start, inner_end = max(at, mark_start), min(end, mark_end)
        parts.append(html.escape(text[at:inner_start]))
        attribute = ""
        if numbered is not None and not numbered[0] and text[inner_start:inner_end].strip():
            attribute, numbered[0] = ' id="passage" tabindex="-1"', True
        parts.append(f"<mark{attribute}>{html.escape(text[inner_start:inner_end])}</mark>")
        at = inner_end
    parts.append(html.escape(text[at:end]))
    return "".join(parts)


def head(article: Article) -> None:
    """Who wrote it, and where it comes from."""
    st.caption(" · ".join(inert(part) for part in (article.author, article.source) if part))


def body(article: Article, spans: Sequence[Span]) -> None:
    """The text with the highlighted spans, scrolled to the first."""
    st.html(article_html(article.text, spans))
    if spans:
        st.html(_SCROLL, unsafe_allow_javascript=True)


def drawer(opened: state.OpenSource | None) -> None:
    """The source that is open, beside the page."""
    if opened is None:
        return
    try:
        article = service.current().assistant.library.article(opened.article)
    except CoachError:
        article = None
    title = inert(article.title if article is not None else opened.article)

    @st.dialog(title, width=WIDTH, position="right", on_dismiss=state.close_source)
    def show() -> None:
        if article is None:
            _quotes(texts.SOURCE_GONE, opened)
            return
        spans = [(start, end) for start, end, quote in opened.spans if article.text[start:end] == quote]
        head(article)
        if len(spans) < len(opened.spans):
            _quotes(texts.SOURCE_CHANGED, opened)
        else:
            st.caption(texts.HIGHLIGHTED)
        body(article, spans)

    show()


def _quotes(said: str, opened: state.OpenSource) -> None:
    st.info(said)
    for _, _, quote in opened.spans:
        st.text(quote)
