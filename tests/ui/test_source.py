"""An article on the page is its text, character by character, and what is highlighted is what was cited."""

from __future__ import annotations

import html
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.scripted import QUOTE, TEXT, cite
from ui.components.source import article_html
from ui.views.article import spans

TAGS = {"article", "p", "ul", "li", "span", "mark", "h2", "h3", "h4", "h5", "h6"}


class Reader(HTMLParser):
    """What a browser would have as text, in all and in marks."""

    def __init__(self, document: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.marked, self.tags, self.ids, self.depth = "", "", set(), [], 0
        self.feed(document)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.ids += [value for name, value in attributes if name == "id"]
        self.depth += tag == "mark"

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "mark"

    def handle_data(self, data: str) -> None:
        self.text += data
        self.marked += data if self.depth else ""


def test_the_highlight_is_the_quote_across_lines() -> None:
    citation = cite()
    read = Reader(article_html(TEXT, [(citation.start, citation.end)]))
    assert (read.text, read.marked, read.ids) == (TEXT, QUOTE, ["passage"])


def test_marks_of_markdown_are_hidden_and_not_lost() -> None:
    shown = article_html(TEXT, [])
    assert '<h2><span class="syntax"># </span>Quiet people\n</h2>' in shown
    assert '<li><span class="syntax">- </span>Ask first.\n</li>' in shown


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "a & b &lt; c", "</article><img src=x onerror=alert(1)>", "\"'<mark id=passage>"],
)
def test_whatever_stands_in_a_text_is_text(text: str) -> None:
    read = Reader(article_html(text, [(0, len(text))]))
    assert read.tags <= TAGS
    assert (read.text, read.marked, read.ids) == (text, text, ["passage"])


@given(
    st.text(alphabet=st.sampled_from("ab <>&\"'#-*1.\n\t\r\u00a0\u2028é😀"), max_size=80),
    st.lists(st.tuples(st.integers(-5, 90), st.integers(-5, 90)), max_size=4),
)
def test_any_text_and_any_spans(text: str, wanted: list[tuple[int, int]]) -> None:
    shown = article_html(text, wanted)
    # html.parser reads \r as it stands; so the text content must be the text
    read = Reader(shown)
    covered = [any(start <= at < end for start, end in wanted) for at in range(len(text))]
    assert read.text == text
    assert read.marked == "".join(c for c, inside in zip(text, covered, strict=True) if inside)
    assert read.tags <= TAGS
    assert len(read.ids) <= 1
    assert html.unescape(shown).count("\x00") == 0


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("704-817,861-1278", [(704, 817), (861, 1278)]),
        ("", []),
        ("x", []),
        ("1-2,<script>", [(1, 2)]),
    ],
)
def test_spans_of_an_address(address: str, found: list[tuple[int, int]]) -> None:
    assert spans(address) == found
