"""Spans are exact whatever the text holds, and passages follow its structure."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.splitting import LIMIT, blocks, passages, sentences

PIECES = st.sampled_from(
    ["One short sentence. ", "Why is that? ", "“Curly,” she said. ", "\n", "\n\n", "- an item\n", "1. numbered\n", "# Heading\n", "\u00a0", "e.g. this, Mr. Smith. ", "lead-in:\n", "👍 ", "…", "x" * 90 + " ", "\t"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=60).map("".join))


@given(TEXTS)
def test_every_span_is_exact_ordered_and_apart(text: str) -> None:
    for spans in (sentences(text), passages("a", "T", text)):
        assert all(0 <= s.start < s.end <= len(text) for s in spans)
        assert all(one.end <= other.start for one, other in itertools.pairwise(spans))
    assert all(text[p.start : p.end] == p.text and p.text.strip() == p.text for p in passages("a", "T", text))


@given(TEXTS)
def test_no_sentence_is_cut_and_no_word_is_lost(text: str) -> None:
    found = passages("a", "T", text)
    for sentence in sentences(text):
        inside = [p for p in found if p.start < sentence.end and sentence.start < p.end]
        assert all(p.start <= sentence.start and sentence.end <= p.end for p in inside)
    covered = sum(p.end - p.start for p in found)
    skipped = sum(b.span.end - b.span.start for b in blocks(text) if b.kind in ("heading", "residue"))
    if found:
        assert covered + skipped >= sum(
            b.span.end - b.span.start for b in blocks(text) if b.kind not in ("heading", "residue")
        )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Ask e.g. Mr. Hamilton. Then go.", ["Ask e.g. Mr. Hamilton.", "Then go."]),
        ("He said “stop.” Then left.", ["He said “stop.”", "Then left."]),
        ("- first item\n- second item", ["first item", "second item"]),
        ("It costs 2.5 percent. yes", ["It costs 2.5 percent. yes"]),
        ("A line that was wrapped by an editor in the middle of\na sentence goes on. Next.", ["A line that was wrapped by an editor in the middle of\na sentence goes on.", "Next."]),
    ],
)  # fmt: skip
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[s.start : s.end] for s in sentences(text)] == expected


def test_a_list_stays_with_its_lead_in_and_a_question_with_its_answer() -> None:
    text = "# Title\n\nAsk these:\n- one?\n- two?\n\nHow often?\n\nOnce a week is enough for most people.\n"
    found = [p.text for p in passages("a", "Title", text)]
    assert found == ["Ask these:\n- one?\n- two?", "How often?\n\nOnce a week is enough for most people."]


def test_a_long_list_keeps_its_lead_in_as_context() -> None:
    items = "\n".join(f"- item number {n} says something of a certain length about the work" for n in range(30))
    found = passages("a", "T", f"# T\n\nThe things to do:\n{items}\n")
    assert len(found) > 1
    assert all(len(p.text) <= LIMIT for p in found)
    assert all("The things to do:" in p.embedded for p in found)


def test_passages_do_not_cross_headings_and_carry_them_as_context() -> None:
    found = passages("a", "T", "# T\n\nFirst part.\n\n## Two\n\nSecond part.\n")
    assert [(p.text, p.context) for p in found] == [("First part.", "T"), ("Second part.", "T · Two")]


@pytest.mark.parametrize("residue", ["Photo by Ann Bee on Unsplash", "3 hours ago", "Source: HBR.org", "5 min read"])
def test_page_residue_is_not_indexed(residue: str) -> None:
    assert all(residue not in p.text for p in passages("a", "T", f"The Title\n\n{residue}\n\nThe body says something."))


def test_a_text_of_headings_only_still_has_a_passage() -> None:
    assert [p.text for p in passages("a", "T", "# Only a heading\n")] == ["# Only a heading"]
