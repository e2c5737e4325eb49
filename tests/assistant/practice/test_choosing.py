"""What fits what somebody wants to work on, and a talk in figures: counts, and nothing of a ledger."""

from __future__ import annotations

from assistant.practice import choosing, picture, scorecard
from assistant.practice.hearing import Listener
from assistant.practice.scenario import Scenario, read, shipped
from assistant.practice.talk import Talk

EVERY = [read(path) for path in shipped()]


def test_every_check_is_there_to_be_worked_on() -> None:
    known = {check.id for kind in ("discovery", "coaching") for check in scorecard.rubric(kind)}
    assert set(choosing.ASKS_FOR) <= known
    for kind in ("discovery", "coaching"):
        for check in scorecard.rubric(kind):
            found = choosing.fitting(EVERY, kind, check=check.id)
            assert len(found) >= 8 and {item.kind for item in found} == {kind}


def test_what_opens_most_to_a_skill_comes_first() -> None:
    found = choosing.fitting(EVERY, "coaching", check="listening")
    shares = [sum("reflection" in fact.unlocked_by for fact in item.facts) / len(item.facts) for item in found]
    assert shares == sorted(shares, reverse=True) and shares[0] > shares[-1]


def test_one_begins_with_what_is_easy_and_new() -> None:
    first = choosing.first(EVERY, "coaching")
    assert first is not None and (first.kind, first.level) == ("coaching", 1)
    second = choosing.first(EVERY, "coaching", [first.id])
    assert second is not None and second.id != first.id and second.kind == "coaching"
    assert choosing.first([]) is None


def test_a_talk_in_figures(freight: Scenario, ears: Listener) -> None:
    talk = Talk(ears, 0)
    talk.say(freight.fact("typed-twice").asks[0])
    talk.say("pitch: Our tool ends that.")
    assert picture.moves(talk.turns) == [("information", 1), ("pitch", 1)]
    rows = picture.openness(freight, talk.turns)
    assert [(row["turn"], row["told"]) for row in rows] == [(0, False), (1, True), (2, False)]
    assert rows[1]["trust"] > rows[0]["trust"] > rows[2]["trust"]
    mine, theirs = scorecard.words(talk.opening, talk.turns)
    assert picture.share(talk.opening, talk.turns) == mine / (mine + theirs)
    assert set(rows[1]) == {"turn", "trust", "told"}  # no name of a fact
