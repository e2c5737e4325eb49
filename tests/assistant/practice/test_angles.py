"""From which angle a question comes, in words that nobody wrote a scenario with."""

import pytest

from assistant.practice.angles import TIERS, angles, suffers

ASKED = {
    "What have you and your people done to shorten it so far?": {"tried"},
    "What have you already done to bring it down, and how did that go?": {"tried"},
    "Has anyone tried to get a grip on it?": {"tried"},
    "Who on your team ends up carrying that?": {"whom"},
    "Who notices it most, among the people who skate there?": {"whom"},
    "And how is it for the people in your team who have to live with it?": {"whom"},
    "What does that do to your drivers?": {"whom"},
    "And what does it mean for you, when you go home at night?": {"self"},
    "What's that been like for you?": {"self"},
    "What does it add up to over a year?": {"money"},
    "Roughly, what does that cost the plant?": {"money"},
    "If it worked, what would it look like?": {"wish"},
    "What do you love about the work?": {"joy"},
    "How do your trustees go about deciding on something this big?": {"decision"},
    "What worries you about a change there?": {"worry"},
    "What would you try yourself, and on which day would you start?": {"first step"},
    "What can I do to help you with that?": {"help"},
    "What do you need from me?": {"help"},
}


@pytest.mark.parametrize(("question", "expected"), ASKED.items(), ids=list(ASKED))
def test_an_angle_is_seen(question: str, expected: set[str]) -> None:
    assert expected <= angles(question)
    assert angles(question) <= set(TIERS)


@pytest.mark.parametrize(
    "question",
    [
        "Can you walk me through an ordinary day?",
        "How do the sets get to a hospital?",
        "How many trucks do you plan on a normal day?",
        "What does your company make?",
    ],
)
def test_a_plain_question_has_none(question: str) -> None:
    assert not angles(question)


def test_a_statement_has_none() -> None:
    assert not angles("We have tried everything, and the drivers suffer most.")
    assert not angles("It costs you a fortune.")


def test_who_bears_it_is_told_from_what_it_does_to_them() -> None:
    assert suffers("Which of the skaters gets the worst of that?")
    assert not suffers("How do your customers take it?")
    assert not suffers("Who signs in the end?")
