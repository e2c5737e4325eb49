"""The scorecard: what passes, what fails, quotes that were said, a line that fits, and nothing else."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest

from assistant.practice import scenario, scorecard, talk
from assistant.practice.hearing import Listener
from assistant.practice.held import HeldTalk
from assistant.practice.scenario import BETTER
from assistant.practice.scorecard import Scorecard
from assistant.practice.talk import Talk
from corpus.loaders import load

STRONG = [
    "information: how does an order get from a customer into dispatch today?",
    "reflection: so two of mine type every order again. information: how did the double typing in the transport system change the drivers' mornings in the yard?",
    "reflection: so the drivers stand in the yard. consequence: what do late mornings in the yard cost in overtime and money?",
    "consequence: who else in the dispatch office, which dispatcher feels it?",
    "information: what have you tried, what attempts to fix the order entry?",
    "goal: how would you like the ideal morning instead?",
    "consequence: how do your customers and clients take late trucks?",
    "reflection: that hurt, eleven years.",
    "commitment: could we meet on Thursday at ten with your dispatcher?",
]
MIDDLING = [
    "information: how does an order get from a customer into dispatch today?",
    "information: what are the mornings like in the yard for the drivers?",
    "pitch: our software does all that.",
    "reflection: so the drivers wait in the yard.",
    "commitment: could we meet on Thursday at ten?",
]
WEAK = ["pitch: our software is the best.", "tell: you should buy it.", "criticism: you are too slow here.", ""]
REP = [
    "support: I'm glad that we have the time.",
    "information: how has your week been with the pipeline?",
    "reflection: so both renewals are moving.",
    "information: what is the workload with your accounts like?",
    "feedback: in the last three team meetings you said nothing.",
    "reflection: so you sit there with all those slides.",
    "information: what recognition did your last win get?",
    "goal: what do you love doing, what gives you joy and energy?",
    "commitment: what first step will you take, and by Tuesday?",
    "support: what do you need from me, I'll support you.",
]


def played(ears: Listener, messages: list[str]) -> Talk:
    found = Talk(ears, seed=0)
    for message in messages:
        found.say(message)
    return found


def card(ears: Listener, messages: list[str]) -> Scorecard:
    found = played(ears, messages)
    return scorecard.score(ears.scenario, found.opening, found.turns)


def passed(found: Scorecard) -> set[str]:
    return {line.id for line in found.checks if line.passed}


def test_weak_middling_and_strong_are_ranked(ears: Listener) -> None:
    weak, middling, strong = (card(ears, messages).score for messages in (WEAK, MIDDLING, STRONG))
    assert weak < middling < strong
    assert (weak, strong) == (0, 100)


def test_nothing_said_scores_nothing(ears: Listener, rep_ears: Listener) -> None:
    for listener in (ears, rep_ears):
        for messages in ([], [""], ["other: hello", "other: bye"]):
            found = card(listener, messages)
            assert found.score == 0 and not passed(found)


def test_coaching_well_passes_everything(rep_ears: Listener) -> None:
    found = card(rep_ears, REP)
    assert passed(found) == {line.id for line in found.checks}


ONE_FAULT = {
    "advice first": (["tell: just make more calls.", *REP], {"asked_first", "caring"}),
    "a verdict": ([*REP, "criticism: you are lazy."], {"behaviour"}),
    "no day": ([m for m in REP if "Tuesday" not in m] + ["commitment: what will you do first?"], {"commitment_date"}),
    "never asked what is wanted": ([m for m in REP if not m.startswith("goal")], {"goals"}),
    "never gave back": ([m for m in REP if not m.startswith("reflection")], {"listening"}),
    "the plan is the coach's": (
        [m for m in REP if not m.startswith(("commitment", "goal"))] + ["commitment: I'll book you on the course on Monday."],
        {"own_plan", "goals", "commitment_date"}),
}  # fmt: skip


@pytest.mark.parametrize(("messages", "failed"), ONE_FAULT.values(), ids=ONE_FAULT)
def test_each_fault_fails_its_check_and_no_other(rep_ears: Listener, messages: list[str], failed: set[str]) -> None:
    found = card(rep_ears, messages)
    assert {line.id for line in found.checks} - passed(found) == failed


def test_an_early_pitch_is_quoted_with_a_line_for_that_moment(ears: Listener) -> None:
    found = {line.id: line for line in card(ears, MIDDLING).checks}
    line = found["no_early_pitch"]
    assert (line.passed, line.turn, line.quote) == (False, 3, "pitch: our software does all that.")
    assert line.better_turn == 3 and line.better in [ask for fact in ears.scenario.facts for ask in fact.asks]
    assert found["problem_first"].passed and not found["consequences"].passed


def test_one_offer_is_one_fault(ears: Listener) -> None:
    found = card(ears, ["pitch: our software does all that.", *STRONG])
    once = {line.id: line for line in found.checks}
    assert found.score == round(100 * (17 - 3 - 3) / (17 - 3))  # a fault of 3 in 17, and 3 that do not count
    assert not once["problem_first"].passed and once["problem_first"].counted
    assert not once["no_early_pitch"].counted and once["no_early_pitch"].says == scorecard.rubric("discovery")[5].other
    twice = {
        line.id: line
        for line in card(ears, ["pitch: ours does that.", STRONG[0], "pitch: it is cheap.", *STRONG[1:]]).checks
    }
    assert twice["problem_first"].turn == 1
    assert (twice["no_early_pitch"].counted, twice["no_early_pitch"].turn) == (True, 3)


LOST = {
    "consequences": "consequence: what does it cost? consequence: what does it do to the mornings? information: how often is it?",
    "touches": "consequence: what does it cost? consequence: which drivers suffer? information: how often is it?",
    "tried": "information: what have you tried? information: how often is it? information: since when?",
}


@pytest.mark.parametrize("check", LOST)
def test_what_was_asked_in_a_heap_is_named_and_not_credited(ears: Listener, check: str) -> None:
    line = next(c for c in card(ears, [*MIDDLING[:2], LOST[check]]).checks if c.id == check)
    other = next(row.other for row in scorecard.rubric("discovery") if row.id == check)
    assert (line.passed, line.turn, line.says) == (False, 3, other)


GUESSES = {
    "a leading question": "reflection: right, you'd like that to go away, wouldn't you?",
    "something that nobody said": "reflection: so your landlord wants a swimming pool.",
}


@pytest.mark.parametrize("said", GUESSES.values(), ids=GUESSES)
def test_words_put_into_a_mouth_give_nothing_back(ears: Listener, said: str) -> None:
    line = next(c for c in card(ears, [STRONG[0], said]).checks if c.id == "reflections")
    assert (line.passed, line.turn) == (False, 2)
    assert line.says == next(row.other for row in scorecard.rubric("discovery") if row.id == "reflections")


def test_what_happens_meanwhile_asks_what_it_does(ears: Listener) -> None:
    asked = "information: what happens in the yard while your drivers wait?"
    found = {line.id: line for line in card(ears, [*MIDDLING[:2], asked]).checks}
    assert found["consequences"].passed and found["consequences"].quote == asked
    before = {line.id: line for line in card(ears, [asked]).checks}
    assert not before["consequences"].passed, "there was no problem yet"


def test_who_bears_it_counts_whatever_the_label(ears: Listener) -> None:
    asked = "information: which drivers have to stand there in the yard?"
    assert "touches" in passed(card(ears, [*MIDDLING[:2], asked]))


def test_a_paper_sent_is_a_next_step_without_a_day(ears: Listener) -> None:
    line = next(c for c in card(ears, [STRONG[0], "tell: I'll send it anyway."]).checks if c.id == "next_step")
    assert line.quote == "tell: I'll send it anyway." and line.says == scorecard.rubric("discovery")[7].missed


def test_what_was_told_earlier_can_be_given_back_later(rep_ears: Listener) -> None:
    said = [REP[1], REP[3], "other: right.", "reflection: so it's double the accounts for you."]
    talk = played(rep_ears, said)
    assert talk.turns[1].disclosed and not talk.turns[2].disclosed
    given = HeldTalk(rep_ears.scenario, talk.opening, talk.turns).given_back()
    assert [turn.number for turn, _ in given] == [4]


ASKED = {
    "who suffers": ("consequence: which of the skaters gets the worst of it in the yard?", True),
    "them": ("consequence: what do late mornings in the yard do to them?", True),
    "until they are": ("consequence: how much overtime is it until they're on the road?", False),
}


@pytest.mark.parametrize(("said", "named"), ASKED.values(), ids=ASKED)
def test_whom_it_touches_needs_people_in_the_question(ears: Listener, said: str, named: bool) -> None:
    assert ("touches" in passed(card(ears, [*MIDDLING[:2], said]))) is named


def test_a_plan_that_was_asked_for_too_early_is_not_proposed_in_other_words(rep_ears: Listener) -> None:
    line = next(c for c in card(rep_ears, ["commitment: what will you do first?"]).checks if c.id == "own_plan")
    assert not line.passed and line.leads and line.better != rep_ears.scenario.better["own_plan"]
    asks = [ask for fact in rep_ears.scenario.facts for ask in fact.asks]
    assert line.better in asks


def test_a_plan_asked_for_after_advice_was_asked_for(rep_ears: Listener) -> None:
    said = [REP[1], "tell: just book the course.", "commitment: what will you do first?"]
    line = next(c for c in card(rep_ears, said).checks if c.id == "own_plan")
    other = next(row.other for row in scorecard.rubric("coaching") if row.id == "own_plan")
    assert not line.passed and line.quote == said[2] and line.says.startswith(other)


def test_a_request_is_not_their_own_plan(rep_ears: Listener) -> None:
    said = [REP[1], "tell: give an account back. commitment: could you do that by Friday?"]
    line = next(c for c in card(rep_ears, said).checks if c.id == "own_plan")
    assert not line.passed and line.says == next(
        row.missed for row in scorecard.rubric("coaching") if row.id == "own_plan"
    )


def test_what_was_felt_and_heard_is_care(rep_ears: Listener) -> None:
    start = ["information: how is the pipeline?", "information: the meetings, what are they like?",
             "information: when was your last win, and the recognition?"]  # fmt: skip
    talk = played(rep_ears, [*start, "reflection: so that win got one line.", "tell: forget it and call more."])
    assert "one-line" in talk.turns[2].disclosed
    line = next(c for c in scorecard.score(rep_ears.scenario, talk.opening, talk.turns).checks if c.id == "caring")
    assert (line.passed, line.turn) == (True, 4)


SUPPORT = {
    "commitment: what can I do to help you?": True,
    "information: what is going on for you there?": False,
    "information: is that okay with you?": False,
    "other: great, let me know how it goes.": False,
    "support: let me know if you get stuck.": True,
    "commitment: I'll speak to HR and find out.": True,
    "support: let me know how I can help.": True,
}


@pytest.mark.parametrize(("said", "offered"), SUPPORT.items())
def test_support_is_an_offer(rep_ears: Listener, said: str, offered: bool) -> None:
    assert ("support" in passed(card(rep_ears, [REP[1], said]))) is offered


@pytest.mark.parametrize(("step", "agreed"), [("on Thursday at ten", True), ("sometime next week", False)])
def test_a_step_without_a_day_has_none(ears: Listener, step: str, agreed: bool) -> None:
    found = card(ears, [*STRONG[:-1], f"commitment: could we meet {step} with your dispatcher?"])
    assert ("next_step" in passed(found)) is agreed


def test_a_short_talk_says_that_it_is(ears: Listener) -> None:
    assert card(ears, STRONG[:3]).short and not card(ears, STRONG).short


def test_what_a_short_talk_cannot_tell_does_not_count(ears: Listener) -> None:
    found = card(ears, ["reflection: so you are busy, that must be hard.", "reflection: it sounds frustrating."])
    open_ = {line.id for line in found.checks if not line.counted}
    assert open_ == {"no_early_pitch", "talk_share"} and not open_ & passed(found)


def test_a_better_line_stands_where_it_fits_or_leads_there(ears: Listener) -> None:
    untried = [message for message in STRONG if "tried" not in message]
    line = next(c for c in card(ears, untried).checks if c.id == "tried")
    assert (line.better, line.leads) == (ears.scenario.better["tried"], False)
    asked = played(ears, untried)
    told = {id: turn.number for turn in asked.turns for id in turn.disclosed}
    first = min(told[fact.id] for fact in ears.scenario.facts if fact.tier == "problem" and fact.id in told)
    assert line.better_turn is not None and line.better_turn > first
    early = {line.id: line for line in card(ears, [STRONG[0], "commitment: could we meet on Thursday at ten?"]).checks}
    questions = [ask for fact in ears.scenario.facts for ask in fact.asks]
    for id in ("tried", "touches"):
        assert early[id].better in questions and early[id].leads  # there is no trouble yet to ask that of
    assert early["next_step"].better in questions and early["next_step"].leads  # not the same step in other words
    assert early["consequences"].better in questions and early["consequences"].leads
    assert early["next_step"].says == scorecard.rubric("discovery")[7].other + (
        " Not said by then: what is wrong, what it does, what is wanted instead."
    )
    assert early["next_step"].quote == "commitment: could we meet on Thursday at ten?"  # the one with a day


def test_lines_for_what_never_came_stand_each_in_a_turn_of_its_own(ears: Listener) -> None:
    found = card(ears, [STRONG[0], "tell: everybody does it so.", "other: well.", "other: I see.", "other: right.", "other: fine.", "other: yes.", "other: sure."])  # fmt: skip
    lines = [line for line in found.checks if line.better and line.quote is None]
    assert len(lines) >= 4 and len({line.better_turn for line in lines}) == len({line.better for line in lines}) == len(
        lines
    )
    assert all(line.better_turn != 1 for line in lines), "nobody wants their greeting replaced"


def test_what_shows_what_it_does_is_not_quoted_for_whom_it_touches_too(ears: Listener) -> None:
    asked = ["consequence: what do late mornings in the yard do to your drivers?",
             "consequence: what does a late morning cost you in overtime?"]  # fmt: skip
    for order in (asked, asked[::-1]):
        found = {line.id: line for line in card(ears, [*MIDDLING[:2], *order]).checks}
        assert found["touches"].quote == asked[0] and found["consequences"].quote == asked[1]


def test_where_else_it_was_given_back_is_said(ears: Listener) -> None:
    line = next(c for c in card(ears, STRONG).checks if c.id == "reflections")
    assert re.search(r"Turns \d+(?:, \d+)* and \d+\.$", line.says) and str(line.turn) in line.says


def test_of_what_was_said_in_part_more_is_missing(ears: Listener) -> None:
    talk = HeldTalk(ears.scenario, "", played(ears, STRONG).turns)
    partly = [n for n in range(2, len(STRONG)) if set(talk.missing(n)) & talk.kinds_before(n)]
    assert partly, "a kind of fact of which some are told and some required ones are not"
    step = "commitment: could we meet on Thursday at ten?"
    says = next(c.says for c in card(ears, [*STRONG[: partly[0] - 1], step]).checks if c.id == "next_step")
    assert "more of what" in says


def test_what_was_refused_is_no_plan_and_no_commitment(rep_ears: Listener) -> None:
    found = card(
        rep_ears,
        ["commitment: what will you do first, and by Tuesday?", "commitment: from tomorrow you call them all."],
    )
    assert not {"own_plan", "commitment_date"} & passed(found)


def test_every_proposed_line_of_care_asks_after_the_person() -> None:
    coaching = [item for item in map(scenario.read, scenario.shipped()) if item.kind == "coaching"]
    assert (
        len(coaching) == 8 and [item.id for item in coaching if not scorecard.asks_after(item.better["caring"])] == []
    )
    assert not scorecard.asks_after("How are you going to hit your number?")


def test_a_line_that_gives_back_has_no_figure_that_was_not_said(ears: Listener) -> None:
    asked = ["information: how does an order get from a customer into dispatch today?",
             "support: thank you. information: since when are there two systems?",
             "support: thank you. information: what are the mornings like in the yard for the drivers?", "other: I see."]  # fmt: skip
    mornings = ears.scenario.fact("late-mornings")
    assert "half" in mornings.reflect.split(), "some of its lines have the word, one has not"
    seen = set()
    for seed in range(12):
        found = Talk(ears, seed=seed)
        for message in asked:
            found.say(message)
        assert "late-mornings" in found.turns[2].disclosed
        line = next(
            c for c in scorecard.score(ears.scenario, found.opening, found.turns).checks if c.id == "reflections"
        )
        said = "half" in " ".join(turn.reply for turn in found.turns)
        seen.add(said)
        if not said:
            assert line.better != mornings.reflect
    assert False in seen


@pytest.mark.parametrize("kind", ["discovery", "coaching"])
def test_a_line_that_was_said_already_is_not_proposed(ears: Listener, rep_ears: Listener, kind: str) -> None:
    listener = ears if kind == "discovery" else rep_ears
    faults = ["tell: just call more.", "criticism: you are lazy.", "pitch: ours is better."]
    said = [*faults, *(f"other: {line}" for line in listener.scenario.better.values())]
    for line in card(listener, said).checks:
        assert line.better is None or line.better not in " ".join(said)


def test_running_over_a_feeling_is_no_listening(rep_ears: Listener) -> None:
    start = ["information: how is the pipeline?", "information: the meetings, what are they like?",
             "information: when was your last win, and the recognition?"]  # fmt: skip
    talk = played(rep_ears, [*start, "tell: forget it and call more."])
    assert "one-line" in talk.turns[2].disclosed
    line = next(c for c in scorecard.score(rep_ears.scenario, talk.opening, talk.turns).checks if c.id == "listening")
    assert (line.passed, line.turn, line.quote) == (False, 4, "tell: forget it and call more.")


def test_quotes_stand_in_their_turn_whatever_was_said_and_twice_gives_the_same(ears: Listener) -> None:
    rnd = random.Random(5)
    pool = [*STRONG, *MIDDLING, *WEAK, *REP, "🙂", "?", "information: a? consequence: b? goal: c?"]
    for _ in range(60):
        found = played(ears, rnd.choices(pool, k=rnd.randint(0, 12)))
        one, two = (scorecard.score(ears.scenario, found.opening, found.turns) for _ in range(2))
        assert one == two and 0 <= one.score <= 100
        for line in one.checks:
            assert (line.quote is None) == (line.turn is None)
            if line.quote is not None and line.turn is not None:
                assert line.quote and line.quote in found.turns[line.turn - 1].said
            assert line.better is None or not line.passed


def test_what_stayed_locked_is_shown_as_a_question_and_never_told(ears: Listener) -> None:
    found = card(ears, MIDDLING)
    assert found.found + len(found.missed) == found.of == len(ears.scenario.facts)
    told = {missed.ask for missed in found.missed}
    assert not told & {line for fact in ears.scenario.facts for line in fact.lines}


def test_another_label_makes_another_score(ears: Listener) -> None:
    found = played(ears, MIDDLING)
    turns = [talk.relabelled(t, 0, "information", "open") if t.number == 3 else t for t in found.turns]
    before = scorecard.score(ears.scenario, found.opening, found.turns)
    after = scorecard.score(ears.scenario, found.opening, turns)
    assert after.score > before.score and "no_early_pitch" not in passed(before)


def test_a_turn_that_was_met_with_care_counts_for_nothing(ears: Listener) -> None:
    found = played(ears, STRONG)
    plain = scorecard.score(ears.scenario, found.opening, found.turns)
    grave = replace(found.turns[-1], number=len(found.turns) + 1, care="health")
    assert scorecard.score(ears.scenario, found.opening, [*found.turns, grave]) == plain


@pytest.mark.parametrize("kind", ["discovery", "coaching"])
def test_every_check_rests_on_a_passage_of_its_article(kind: str) -> None:
    with resources.as_file(resources.files("corpus") / "articles") as folder:
        for check in scorecard.rubric(kind):
            text = load(Path(folder) / f"{check.article}.md").text
            assert check.passage in text
    assert set(BETTER[kind]) <= {check.id for check in scorecard.rubric(kind)}  # type: ignore[index]
