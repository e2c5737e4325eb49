"""The form of a question, and whether yes or no would answer it."""

import pytest

from assistant.practice.forms import asks, form, questions, yes_no

FORMS = {
    "how": ("How does an order reach you?", "information", "open"),
    "walk me through": ("Could you walk me through a normal day?", "information", "open"),
    "can you remember what": ("Can you remember what happened next?", "information", "open"),
    "without a mark": ("what does that do to your mornings", "consequence", "open"),
    "yes or no": ("Do you like it?", "information", "closed"),
    "one fact": ("How many trucks do you run?", "information", "closed"),
    "who": ("Who signs that?", "information", "closed"),
    "a tag leads": ("That's expensive, isn't it?", "consequence", "leading"),
    "a negation leads": ("Don't you want to save money?", "goal", "leading"),
    "advice as a question leads": ("Have you thought about just calling him?", "tell", "leading"),
    "a statement": ("So the trucks leave late.", "reflection", "none"),
    "an instruction": ("Call them earlier.", "tell", "none"),
}


@pytest.mark.parametrize(("text", "move", "wanted"), FORMS.values(), ids=FORMS)
def test_form(text: str, move: str, wanted: str) -> None:
    assert form(text, move) == wanted


YES_NO = {
    "is it": ("Is it a problem?", True),
    "either or": ("Is it the price or the time?", True),
    "a tag": ("You're happy with it, aren't you?", True),
    "a single fact is none": ("How many are there?", False),
    "who is none": ("Who else feels it?", False),
    "a request to tell is none": ("Can you tell me more about the mornings?", False),
    "open is none": ("What happens then?", False),
}


@pytest.mark.parametrize(("text", "wanted"), YES_NO.values(), ids=YES_NO)
def test_yes_or_no(text: str, wanted: bool) -> None:
    assert yes_no(text) is wanted


HOW_MANY = {
    "one": ("How often does that happen, would you say?", 1),
    "begins with and": ("And do you lose money on it?", 1),
    "two in one": ("And do you lose money on it, and who deals with it?", 2),
    "three in one": ("How many do you have and who uses them and what do they cost?", 3),
    "a choice is one": ("Is it you or is it the board?", 1),
    "a condition is none": ("When you look at the week, what bothers you?", 1),
    "with its day": ("What will you do, and by when?", 1),
    "a request to tell is one": ("Can you tell me how it comes in and what happens then and who does it?", 1),
    "a statement": ("So the trucks leave late.", 0),
}


@pytest.mark.parametrize(("text", "wanted"), HOW_MANY.values(), ids=HOW_MANY)
def test_questions_in_a_sentence(text: str, wanted: int) -> None:
    assert questions(text) == wanted


def test_what_somebody_wants_can_be_said_without_asking() -> None:
    assert not asks("What you couldn't take again is no answer at all.")
    assert asks("what is it you couldn't take again")
    assert asks("What you want is peace?")


def test_an_order_and_an_own_story_ask_nothing() -> None:
    assert not asks("When I was a rep I closed everything myself.")
    assert not asks("Don't look at me like that.")
    assert asks("When does it start.") and asks("don't you get tired of it")
