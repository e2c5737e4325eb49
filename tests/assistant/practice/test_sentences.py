"""Splitting spoken text: exact spans, with and without marks."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.practice.sentences import split

CASES = {
    "marks": ("Hi Dana. How are you? Good!", ["Hi Dana.", "How are you?", "Good!"]),
    "one sentence": ("So the drivers wait until nine", ["So the drivers wait until nine"]),
    "an abbreviation is no end": ("I spoke to Mr. Hallam. He was cross.", ["I spoke to Mr. Hallam.", "He was cross."]),
    "a number is no end": ("It costs 3.5 percent. Right?", ["It costs 3.5 percent.", "Right?"]),
    "a breath is no end": ("Well... it's the mornings. Mostly.", ["Well... it's the mornings.", "Mostly."]),
    "lines": ("first\nsecond", ["first", "second"]),
    "no space after a mark": ("Really?What happened then?", ["Really?", "What happened then?"]),
    "a question after a statement without marks": (
        "so two of your people type it again how long has it been like that",
        ["so two of your people type it again", "how long has it been like that"],
    ),
    "a request after thanks without marks": (
        "thanks for taking the time can you walk me through a normal morning",
        ["thanks for taking the time", "can you walk me through a normal morning"],
    ),
    "the words before carry the question": (
        "tell me how it works when a truck comes in late",
        ["tell me how it works when a truck comes in late"],
    ),
    "a condition belongs to its question": (
        "when the plates come late what does that do to the bindery",
        ["when the plates come late what does that do to the bindery"],
    ),
    "emojis only": ("🙂🙂", ["🙂🙂"]),
    "nothing": ("  \n ", []),
}


@pytest.mark.parametrize(("text", "wanted"), CASES.values(), ids=CASES)
def test_splits(text: str, wanted: list[str]) -> None:
    assert [text[span.start : span.end] for span in split(text)] == wanted


@given(st.text(max_size=300))
def test_spans_are_in_order_apart_trimmed_and_lose_no_word(text: str) -> None:
    spans = split(text)
    assert all(text[s.start : s.end] == text[s.start : s.end].strip() != "" for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    kept = "".join(text[s.start : s.end] for s in spans)
    assert [c for c in text if c.isalnum()] == [c for c in kept if c.isalnum()]
