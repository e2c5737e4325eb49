"""A sentence stands on its evidence, or it does not."""

import pytest

from assistant.advice.support import check
from tests.fakes import WordEmbedder

EVIDENCE = ["Hold a weekly 30 minute pipeline review.", "Keep the pipeline out of the development talk."]
USER = "My rep Priya hates Monday meetings."


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Hold a weekly pipeline review of 30 minutes with Priya.", ""),
        ("Keep the pipeline out of the development talk with Priya.", ""),
        ("Hold a weekly 45 minute pipeline review.", "number"),
        ("Hold twelve pipeline reviews.", "number"),
        ("Hold a weekly pipeline review with Marcus.", "name"),
        ("Buy everybody chocolate cake for their birthday party.", "words"),
        ("", "meaning"),
    ],
)
def test_support(sentence: str, reason: str) -> None:
    found = check(sentence, EVIDENCE, USER, WordEmbedder(256))
    assert (found.ok, found.reason) == (not reason, reason)
