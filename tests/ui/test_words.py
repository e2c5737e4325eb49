"""Text of articles, users and models stays text in Markdown."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from ui.components.words import inert, shortened, superscript

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
DANGEROUS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![picture](http://example.org/x.png)",
    "**bold** _em_ `code` ~~gone~~",
    "# a heading",
    "- an item",
    "+ an item",
    "1. one",
    "12) twelve",
    "> a quotation",
    "a | b\n--|--\nc | d",
    "$x^2$ and $$y$$",
    ":red[colour] :material/home: :smile:",
    "https://example.org and www.example.org",
    "&lt;b&gt; &amp;",
    "line\n\n# heading\n- item",
    "\\*escaped\\*",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_it_is_one_paragraph_of_plain_text(text: str) -> None:
    tokens = MARKDOWN.parse(inert(text))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    kinds = {child.type for child in tokens[1].children or ()}
    assert kinds <= {"text", "text_special"}, kinds


@pytest.mark.parametrize("text", DANGEROUS)
def test_and_says_what_was_said(text: str) -> None:
    tokens = MARKDOWN.parse(inert(text))
    said = "".join(child.content for child in tokens[1].children or ()).replace("\u200b", "")
    assert said == " ".join(text.split())


@pytest.mark.parametrize("text", [":smile:", ":material/home:", "see :red_circle: there", "www.example.org", "a@b.org"])
def test_no_shortcode_and_no_address_is_left(text: str) -> None:
    assert not re.search(r":[\w+\-/.]+:|www\.|@\w", inert(text))


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("short", 10, "short"),
        ("exactly ten", 11, "exactly ten"),
        ("a title of many words", 12, "a title of…"),
        ("Leadership vs. Management, or both", 27, "Leadership vs. Management…"),
        ("Donaudampfschifffahrt", 8, "Donauda…"),
    ],
)
def test_shortened(text: str, most: int, short: str) -> None:
    assert shortened(text, most) == short
    assert len(shortened(text, most)) <= most


def test_superscript() -> None:
    assert superscript(120) == "¹²⁰"
