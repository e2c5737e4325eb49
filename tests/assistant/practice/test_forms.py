"""The form of a question, and whether yes or no would answer it."""

import pytest

from assistant.practice.forms import form, yes_no

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
