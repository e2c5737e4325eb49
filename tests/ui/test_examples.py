"""The questions that the empty page offers are answered well by the real assistant."""

from __future__ import annotations

import pytest

from assistant.app import Assistant
from ui import texts


@pytest.mark.parametrize(
    ("question", "article"),
    zip(
        texts.ASK_EXAMPLES,
        ("quietly-quitting", "sales-leader-or-sales-manager", "sell-for-change", "dont-take-selling-personal"),
        strict=True,
    ),
)
def test_an_example_is_answered_from_the_article_that_is_about_it(
    assistant: Assistant, question: str, article: str
) -> None:
    answer = assistant.ask(question)
    assert answer.kind == "answer"
    assert answer.steps[0].citations[0].article == article
