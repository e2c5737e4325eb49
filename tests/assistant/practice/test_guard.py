"""What a model may not put in a person's mouth."""

import pytest

from assistant.practice.guard import objection
from assistant.practice.scenario import Scenario

LINE = "Since the merger. It was meant to be three months."
BAD = {
    "the new fact is missing": "Oh, that goes back quite some time, three months were planned.",
    "a locked fact": "Since the merger. And Colin hates it.",
    "an earlier fact again": "Since the merger. Two of my people type it all. Three months, they said.",
    "another number": "Since the merger. It was meant to be five months.",
    "another figure": "Since the merger, 3 months it was meant to be, and 80 people left.",
    "another name": "Since the merger. It was meant to be three months, says Rebecca.",
    "an assistant": "Since the merger, three months it was meant to be. How can I help you?",
    "a coach": "Great question! Since the merger. It was meant to be three months.",
    "a seller": "Since the merger. Our platform was meant to take three months.",
    "a speech": "Since the merger. It was. It was meant. It was meant to be three months.",
    "too many words": "Since the merger. " + "It was meant to be three months, really, " * 12,
    "nothing": "",
    "something else with the key": "The merger was a beautiful day with cake and flowers and sunshine in Doncaster for all.",
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_refuses(freight: Scenario, text: str) -> None:
    assert objection(text, LINE, freight, "since-merger", ("typed-twice",)) is not None


GOOD = ["It's been like that since the merger. Three months it was meant to be.", LINE]


@pytest.mark.parametrize("text", GOOD)
def test_lets_the_same_in_other_words_pass(freight: Scenario, text: str) -> None:
    assert objection(text, LINE, freight, "since-merger", ("typed-twice",)) is None
