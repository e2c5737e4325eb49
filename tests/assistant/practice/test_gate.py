"""The gate: what opens, what does not, and what trust does. Nothing here needs a model."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.practice import gate
from assistant.practice.gate import Heard, Sentence, State, decide
from assistant.practice.moves import MOVES
from assistant.practice.scenario import Scenario


def about(move: str, *facts: str, **more: object) -> Sentence:
    asks = int(move in ("information", "consequence", "goal"))
    return replace(Sentence(move, asks=asks, near=dict.fromkeys(facts, 0.9)), **more)  # type: ignore[arg-type]


def said(*sentences: Sentence, **more: object) -> Heard:
    return replace(Heard(sentences), **more)  # type: ignore[arg-type]


KNOWN = State(trust=6, disclosed=("typed-twice", "late-mornings"), last="late-mornings", fresh=True)
CASES = {
    "a question opens a surface fact": (None, said(about("information", "typed-twice")), "typed-twice", "fact"),
    "yes or no opens a surface fact": (None, said(about("information", "typed-twice", yes_no=True)), "typed-twice", "fact"),
    "yes or no opens nothing deeper": (KNOWN, said(about("consequence", "detention", yes_no=True)), None, "closed"),
    "a consequence needs its problem": (
        State(trust=9, disclosed=("typed-twice",)), said(about("consequence", "detention")), None, "deflect"),
    "a consequence needs a consequence question": (KNOWN, said(about("information", "detention")), None, "deflect"),
    "a consequence question opens it": (KNOWN, said(about("consequence", "detention")), "detention", "fact"),
    "what asks on reaches what grew out of it": (KNOWN, said(about("consequence", topic=False)), "detention", "fact"),
    "a broad question gets surface only": (None, said(about("information", topic=False)), "typed-twice", "fact"),
    "a broad question gets nothing deeper": (
        State(trust=9, disclosed=("typed-twice", "since-merger", "fleet")),
        said(about("information", topic=False)), None, "broad"),
    "too little trust": (replace(KNOWN, trust=2), said(about("consequence", "detention")), None, "deflect"),
    "at no trust nothing opens": (State(trust=0), said(about("information", "typed-twice")), None, "deflect"),
    "a pitch opens nothing": (None, said(about("pitch"), about("information", "typed-twice")), None, "pitched"),
    "a second pitch meets an objection": (State(trust=4, pushed=1), said(about("pitch")), None, "object"),
    "criticism opens nothing": (None, said(about("criticism"), about("information", "typed-twice")), None, "criticised"),
    "criticism that nobody is sure of is none": (
        None, said(about("criticism", confidence=0.4), about("information", "typed-twice")), "typed-twice", "fact"),
    "three questions at once open nothing": (None, said(*[about("information", "typed-twice")] * 3), None, "stacked"),
    "also when they stand in two sentences": (
        None, said(about("information", "typed-twice"), about("information", "typed-twice", asks=2)), None, "stacked"),
    "what was asked is answered before what was said": (
        State(trust=6, disclosed=("typed-twice",)),
        said(about("reflection", "wrong-postcodes"), about("information", near={"since-merger": 0.6}), grounded=True),
        "since-merger", "fact"),
    "a question for more of what is known, too early": (
        replace(KNOWN, trust=2), said(about("consequence", "detention", "late-mornings")), None, "deflect"),
    "a question that may be chatter": (None, said(Sentence("other", 0.6, asks=1)), None, "unknown"),
    "chatter": (None, said(Sentence("other", 0.9, asks=1)), None, "small_talk"),
    "feedback where nobody is coached is small talk": (None, said(Sentence("feedback", 0.6)), None, "small_talk"),
    "whether that is all right": (None, said(Sentence("other", 0.9, asks=1, yes_no=True, topic=False)), None, "closed"),
    "who asks how somebody is": (None, said(Sentence("other", 0.6, asks=1, greets=True)), None, "greeted"),
    "criticism that nobody is sure of is no small talk": (None, said(about("criticism", confidence=0.4)), None, "deflect"),
    "what is not here is unknown": (None, said(about("information")), None, "unknown"),
    "silence": (None, said(kind="silence"), None, "silence"),
    "rudeness": (None, said(about("information", "typed-twice"), kind="rude"), None, "rude"),
    "a step too early": (KNOWN, said(about("commitment")), None, "commit_no"),
    "a step that is earned": (
        State(trust=8, disclosed=("late-mornings", "lost-customer", "trucks-moving")),
        said(about("commitment")), None, "commit_yes"),
    "enough facts and too little trust": (
        State(trust=5, disclosed=("late-mornings", "lost-customer", "trucks-moving")),
        said(about("commitment")), None, "commit_no"),
    "the same question again": (
        State(trust=5, disclosed=("typed-twice",)), said(about("information", "typed-twice"), repeated=True, answered=True), None, "repeated"),
    "a new question about what is known": (
        State(trust=5, disclosed=("typed-twice", "since-merger", "fleet")),
        said(about("information", "since-merger")), None, "covered"),
    "an echo of nothing opens nothing": (
        State(trust=6, disclosed=("typed-twice",)), said(about("reflection", "wrong-postcodes")), None, "reflected"),
    "an echo of what was said opens": (
        State(trust=6, disclosed=("typed-twice",)), said(about("reflection", "wrong-postcodes"), grounded=True),
        "wrong-postcodes", "fact"),
}  # fmt: skip


@pytest.mark.parametrize(("state", "heard", "fact", "says"), CASES.values(), ids=CASES)
def test_gate(freight: Scenario, state: State | None, heard: Heard, fact: str | None, says: str) -> None:
    outcome = decide(freight, state or gate.start(freight), heard)
    assert (outcome.fact, outcome.says) == (fact, says)


TRUST = {
    "exploring": (KNOWN, said(about("consequence", "detention")), 1),
    "giving back and asking on after a feeling": (
        State(trust=5, disclosed=("typed-twice", "late-mornings", "lost-customer"), last="lost-customer", fresh=True),
        said(about("reflection", "lost-customer"), about("consequence", "detention"), grounded=True), 2),
    "pitching before a problem": (None, said(about("pitch")), -2),
    "pitching after it": (KNOWN, said(about("pitch")), -1),
    "running over a feeling": (
        State(trust=5, disclosed=("typed-twice", "late-mornings", "lost-customer"), last="lost-customer", fresh=True),
        said(about("pitch")), -2),
    "judging": (None, said(about("criticism")), -2),
    "stacking": (None, said(*[about("information")] * 3), -1),
    "an early step": (KNOWN, said(about("commitment")), -1),
    "advice": (KNOWN, said(about("tell")), -1),
    "small talk": (KNOWN, said(about("other")), 0),
    "rudeness": (KNOWN, said(kind="rude"), -3),
    "the same again": (KNOWN, said(about("information", "typed-twice"), repeated=True, answered=True), -1),
    "flattery": (KNOWN, said(about("support")), 0),
}  # fmt: skip


@pytest.mark.parametrize(("state", "heard", "change"), TRUST.values(), ids=TRUST)
def test_trust(freight: Scenario, state: State | None, heard: Heard, change: int) -> None:
    assert decide(freight, state or gate.start(freight), heard).trust_change == change


def test_in_coaching_advice_gets_a_polite_yes_and_care_opens_what_is_sore(rep: Scenario) -> None:
    start = gate.start(rep)
    told = decide(rep, start, said(about("tell")))
    assert (told.says, told.stance, told.trust_change) == ("told", "short", -1)
    near = State(trust=5, disclosed=("ordinary-week", "quiet-meetings", "one-line"), last="one-line", fresh=True)
    assert decide(rep, near, said(about("support", "org-chart"))).fact == "org-chart"
    assert decide(rep, near, said(about("information", "org-chart"))).fact is None


def test_a_question_that_reaches_too_far_is_met_with_what_comes_first(freight: Scenario) -> None:
    start = replace(gate.start(freight), trust=6)
    assert decide(freight, start, said(about("information", "the-macro"))).fact == "typed-twice"
    assert decide(freight, start, said(about("consequence", "detention"))).says == "deflect"
    assert decide(freight, start, said(about("information", "the-macro", yes_no=True))).fact is None


def test_a_question_that_may_be_a_plain_one_opens_what_one_opens(freight: Scenario) -> None:
    unsure = replace(about("consequence", "who-signs"), confidence=gate.UNSURE - 0.1)
    state = State(trust=10, disclosed=tuple(freight.fact("who-signs").requires))
    assert decide(freight, state, said(unsure)).fact == "who-signs"
    assert decide(freight, state, said(replace(unsure, confidence=gate.UNSURE))).fact is None


def test_a_sure_question_for_a_goal_is_not_answered_with_any_surface_fact(freight: Scenario) -> None:
    wish = replace(about("goal"), topic=False)
    assert decide(freight, gate.start(freight), said(wish)).fact is None
    assert decide(freight, gate.start(freight), said(replace(wish, confidence=0.7))).fact is not None


def test_a_plain_question_earns_the_trust_that_its_answer_takes(freight: Scenario) -> None:
    fact = next(f for f in freight.facts if f.tier == "problem" and "information" in f.unlocked_by)
    ready = State(trust=fact.min_trust, disclosed=tuple(fact.requires))
    for trust, opened in ((fact.min_trust - 1, fact.id), (fact.min_trust - 2, None)):
        assert decide(freight, replace(ready, trust=trust), said(about("information", fact.id))).fact == opened


def test_a_yes_or_no_question_for_a_goal_without_a_topic_opens_nothing(freight: Scenario) -> None:
    wish = replace(about("goal"), topic=False, confidence=0.7, yes_no=True)
    assert decide(freight, gate.start(freight), said(wish)).fact is None


def test_an_unsure_criticism_is_not_held_against_anybody(freight: Scenario) -> None:
    judged = about("criticism")
    assert decide(freight, gate.start(freight), said(judged)).says == "criticised"
    assert decide(freight, gate.start(freight), said(replace(judged, confidence=0.69))).says != "criticised"


sentences = st.builds(
    Sentence,
    move=st.sampled_from(MOVES),
    confidence=st.floats(0, 1),
    asks=st.booleans(),
    yes_no=st.booleans(),
    topic=st.booleans(),
    near=st.dictionaries(
        st.sampled_from(["typed-twice", "late-mornings", "detention", "her-word", "who-signs"]), st.floats(0, 1)
    ),
)
messages = st.builds(
    Heard,
    sentences=st.lists(sentences, max_size=4).map(tuple),
    kind=st.sampled_from(["", "", "", "", "silence", "rude", "unclear", "too_long"]),
    repeated=st.booleans(),
    answered=st.booleans(),
    grounded=st.booleans(),
)


@settings(max_examples=150)
@given(st.lists(messages, max_size=25))
def test_whatever_is_said_a_fact_needs_its_requirements_trust_and_move(freight: Scenario, talk: list[Heard]) -> None:
    state = gate.start(freight)
    for heard in talk:
        outcome = decide(freight, state, heard)
        new = set(outcome.state.disclosed) - set(state.disclosed)
        assert len(new) <= 1 and new == ({outcome.fact} if outcome.fact else set())
        assert 0 <= outcome.state.trust <= 10
        if outcome.fact:
            fact = freight.fact(outcome.fact)
            moves = {s.move for s in heard.sentences}
            if any(s.move in gate.ASKING and s.confidence < gate.UNSURE for s in heard.sentences):
                moves.add("information")
            brought = int(
                "information" in moves and fact.tier in gate.PLAIN_TIERS
            )  # the trust that a plain question earns
            assert set(fact.requires) <= set(state.disclosed) and fact.min_trust <= state.trust + brought
            assert moves & set(fact.unlocked_by) and not heard.kind
            assert "pitch" not in {s.move for s in heard.sentences if s.confidence >= 0.5}
            assert "criticism" not in {s.move for s in heard.sentences if s.confidence >= 0.7}
        if outcome.says == "commit_yes":
            assert set(freight.success.requires) <= set(state.disclosed)
        assert gate.from_json(gate.to_json(outcome.state)) == outcome.state
        assert decide(freight, state, heard) == outcome
        state = outcome.state
