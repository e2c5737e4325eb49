"""Whether the library answers: what a team's own cards add, and that they take nothing away."""

import numpy as np
import pytest

from assistant.advice.reader import Reading
from assistant.advice.scope import Scope, judge
from assistant.retrieval import Evidence, ScoredCard
from corpus.documents import Card, Citation

INSIDE, OUTSIDE = Reading(0.0, "", 0.02, 0.05), Reading(0.0, "", 0.93, 0.05)
QUESTION = "two of my reps fight about one car"


def scored(article: str, score: float, nearest: float) -> ScoredCard:
    card = Card(f"{article}-1", article, (Citation(article, 0, 1, "x"),), "I'd ask.", "both", ("s",), "a", "b")
    return ScoredCard(card, score, nearest)


def found(reading: Reading, *cards: ScoredCard) -> Scope:
    evidence = Evidence(np.zeros(3, np.float32), cards, (), 0.0, 0.0)
    return judge(reading, QUESTION, evidence, {"shipped"})


@pytest.mark.parametrize(
    ("reading", "cards", "answers"),
    [
        (INSIDE, [scored("shipped", 0.5, 0.4)], True),
        (OUTSIDE, [scored("shipped", 0.5, 0.4)], False),
        (OUTSIDE, [], False),
        (INSIDE, [scored("own", 0.6, 0.2), scored("shipped", 0.5, 0.4)], True),
        (OUTSIDE, [scored("own", 0.6, 0.2), scored("shipped", 0.5, 0.4)], False),
        (OUTSIDE, [scored("own", 0.6, 0.7), scored("shipped", 0.5, 0.4)], True),
        (OUTSIDE, [scored("shipped", 0.6, 0.4), scored("own", 0.5, 0.7)], False),
        (OUTSIDE, [scored("own", 0.6, 0.7)], True),
        (INSIDE, [scored("own", 0.6, 0.2)], False),
        (INSIDE, [scored("own", 3.0, 0.2)], True),
    ],
    ids=[
        "shipped, sounds inside", "shipped, sounds outside", "no card",
        "a team's card takes no answer away", "a team's card of another story adds none", "the same story is answered",
        "not where a shipped card fits better", "the same story in a library of one's own",
        "another story there", "a card that fits very well there",
    ],
)  # fmt: skip
def test_what_the_library_answers(reading: Reading, cards: list[ScoredCard], answers: bool) -> None:
    assert found(reading, *cards).answers is answers


def test_nobody_is_asked_back_about_a_story_that_a_card_tells() -> None:
    assert found(INSIDE, scored("shipped", 0.5, 0.9)).asks_back
    assert found(INSIDE, scored("own", 0.6, 0.2)).asks_back
    assert not found(INSIDE, scored("own", 0.6, 0.7)).asks_back
