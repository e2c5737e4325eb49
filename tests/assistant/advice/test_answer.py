"""Answers as Markdown and JSON: inert, and the same after a round trip."""

import pytest

from assistant.advice import answer as a
from corpus.documents import Citation

STEP = a.Step((a.Sentence("I'd ask first.", "card"), a.Sentence("Then listen.", "card"), a.Sentence("You could ask her today.", "model")), (Citation("one", 0, 4, "text"),), "c1", "Not for distress.")  # fmt: skip
FULL = a.Answer(
    "answer", "What I hear: “x”.", (STEP,), "Who?", "Do it.", ("a",), ("b",), (a.Source(1, "one", "Title", "Ann", 0, 4),),
    (a.View("Ann", (STEP,)),), (a.Point("p", (Citation("one", 0, 4, "text"),)),), (a.Point("q"),), "note", "m", "e", a.Timings(1, 2, 3, 4),
)  # fmt: skip


def test_round_trip() -> None:
    assert a.from_json(a.as_json(FULL)) == FULL


def test_a_document_of_an_older_version_still_reads() -> None:
    assert a.from_json({"kind": "care"}).kind == "care"


def test_a_step_shows_headline_citation_inference_and_caution() -> None:
    assert a.step_markdown(FULL, STEP) == (
        "**I'd ask first.** Then listen. ¹ *(You could ask her today. - for your case, the assistant's own inference)* *Mind: Not for distress.*"
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "![x](http://evil/x.png)",
        "[a](javascript:alert(1))",
        "# big",
        "`code`",
        "|a|b|",
        "https://evil.example",
        "$x$",
    ],
)
def test_text_of_others_is_inert(hostile: str) -> None:
    import re

    shown = a.escape(hostile)
    assert "<" not in shown
    assert "://" not in shown
    assert not re.search(r"(?<!\\)[`\[\]*_#|$]", shown)
