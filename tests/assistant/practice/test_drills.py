"""Drills: judged with reasons, spaced, kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from assistant.errors import BadInput
from assistant.practice.drills import Drills, Item, items, kinds
from assistant.store import Store
from tests.fakes import ScriptedJudge

START = datetime(2026, 11, 2, 9, tzinfo=UTC)


class Clock:
    now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def drills(store: Store, clock: Clock) -> Drills:
    return Drills(store, ScriptedJudge, clock)  # type: ignore[arg-type]


def item(drill: str) -> Item:
    return next(item for item in items() if item.drill == drill)


def test_there_are_six_with_ten_items_or_more_and_no_item_twice() -> None:
    assert set(kinds()) == {
        "consequence",
        "which_question",
        "lead_or_manage",
        "behaviour_or_person",
        "open_it",
        "reflect",
    }
    assert all(sum(item.drill == kind for item in items()) >= 10 for kind in kinds())
    assert len({item.id for item in items()}) == len(items())
    assert all(item.answer in item.choices and item.why if item.choices else item.example for item in items())


WRITTEN = {
    "a consequence question": ("consequence", "consequence: who feels it first?", True, "Yes"),
    "a question about facts": ("consequence", "information: since when?", False, "heard as a question about facts"),
    "an offer": ("consequence", "pitch: our tool ends that.", False, "offers something"),
    "no question": ("consequence", "consequence: that is bad", False, "isn't a question"),
    "two questions": ("consequence", "consequence: who feels it? consequence: what else?", False, "more than one"),
    "opened": ("open_it", "information: how has it gone with them?", True, "Yes"),
    "still closed": ("open_it", "Are you sure about that?", False, "Yes or no would still answer it"),
    "leading": ("open_it", "Isn't it bad?", False, "suggests its own answer"),
    "one fact": ("open_it", "information: how many are there?", False, "One fact"),
    "given back": ("reflect", "reflection: forty calls, and it felt as if you'd never been there", True, "Yes"),
    "advice": ("reflect", "tell: just call again", False, "advises"),
    "asked on": ("reflect", "information: why is that?", False, "asks on"),
    "own stance": ("reflect", "support: I'm so sorry", False, "how you stand to it"),
    "too general": ("reflect", "reflection: I see", False, "could be said to anybody"),
}


@pytest.mark.parametrize(("drill", "answer", "good", "reason"), WRITTEN.values(), ids=WRITTEN)
def test_what_is_written_is_judged_with_a_reason(
    drills: Drills, drill: str, answer: str, good: bool, reason: str
) -> None:
    verdict = drills.answer(item(drill), answer)
    assert verdict.good is good and reason in verdict.reason


def test_a_choice_is_compared_and_explained(drills: Drills) -> None:
    asked = item("which_question")
    assert drills.answer(asked, "info").good
    wrong = drills.answer(asked, "consequence")
    assert not wrong.good and asked.why in wrong.reason
    for bad in ("", "   ", "neither", "x" * 3000):
        with pytest.raises(BadInput):
            drills.answer(asked, bad)


def test_what_was_wrong_comes_again_sooner_than_what_was_right(drills: Drills, clock: Clock) -> None:
    first, second = [i for i in items() if i.drill == "which_question"][:2]
    wrong = drills.answer(first, next(c for c in first.choices if c != first.answer))
    right = drills.answer(second, second.answer)
    assert START < wrong.due < right.due
    clock.now = START + timedelta(days=40)
    assert drills.next("which_question").id == first.id


def test_new_items_come_before_what_is_not_due_and_answers_are_kept(drills: Drills, store: Store) -> None:
    asked = drills.next("reflect")
    drills.answer(asked, "tell: do it")
    assert drills.next("reflect").id != asked.id
    kept = store.drills()[0]
    assert kept.item == asked.id and [a["good"] for a in kept.document["answers"]] == [False]
    with pytest.raises(BadInput, match="there is no drill 'juggling'"):
        drills.next("juggling")
