"""Kept talks: undo, going back, branches, labels, results, and nothing of anybody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import BadInput
from assistant.practice.hearing import Listener
from assistant.practice.scenario import as_json
from assistant.practice.session import Session
from assistant.practice.talk import Talk
from assistant.store import Store
from tests.assistant.practice.test_scorecard import MIDDLING, STRONG


@pytest.fixture
def session(ears: Listener, store: Store) -> Session:
    id = store.start_practice(ears.scenario.id, ears.scenario.kind, as_json(ears.scenario), 0)
    return Session(id, store, Talk(ears, 0))


def again(session: Session, ears: Listener, store: Store) -> Session:
    return Session(session.id, store, Talk(ears, 0))


def test_a_talk_is_there_after_a_restart(session: Session, ears: Listener, store: Store) -> None:
    for text in STRONG[:4]:
        session.say(text)
    assert again(session, ears, store).turns == session.turns
    assert [turn.number for turn in session.turns] == [1, 2, 3, 4]


def test_going_back_keeps_both_ways_and_the_state_of_then(session: Session, ears: Listener, store: Store) -> None:
    for text in [*STRONG[:2], MIDDLING[2]]:
        session.say(text)
    state = session.turns[1].state
    session.rewind(2)
    assert session.talk.state == state and len(session.turns) == 2
    session.say(STRONG[2])
    branches = again(session, ears, store).branches()
    assert [[turn.said for turn in branch.turns][-1] for branch in branches] == [MIDDLING[2], STRONG[2]]
    assert [(branch.shared, branch.here) for branch in branches] == [(2, False), (3, True)]
    assert branches[0].card.score < branches[1].card.score
    session.go(branches[0].end)
    assert [turn.said for turn in session.turns] == [*STRONG[:2], MIDDLING[2]]
    session.rewind(0)
    assert session.turns == [] and session.talk.state.disclosed == ()


def test_undo_goes_back_one_turn_and_no_further_than_the_beginning(session: Session) -> None:
    session.say(STRONG[0])
    session.undo()
    assert session.turns == []
    with pytest.raises(BadInput, match="no turn -1"):
        session.undo()
    with pytest.raises(BadInput, match="no turn 5"):
        session.rewind(5)
    with pytest.raises(BadInput, match="no such turn"):
        session.go("nonsense")


def test_a_label_of_ones_own_counts_and_both_are_kept(session: Session, ears: Listener, store: Store) -> None:
    for text in MIDDLING:
        session.say(text)
    before = session.card().score
    after = session.relabel(3, 0, "information", learn=True)
    assert after.score > before and session.card(own=False).score == before
    label = store.practice_labels()[0]
    assert (label.was, label.move, label.learn, label.text) == ("pitch", "information", True, MIDDLING[2])
    assert again(session, ears, store).card() == after
    session.relabel(3, 0, "pitch")
    assert store.practice_labels() == [] and session.card().score == before
    for wrong in ((3, 0, "brilliant"), (9, 0, "pitch"), (3, 7, "pitch")):
        with pytest.raises(BadInput):
            session.relabel(*wrong)


def test_a_finished_talk_counts_once_for_progress(session: Session, store: Store) -> None:
    for text in STRONG:
        session.say(text)
    assert session.finish() == session.finish()
    results = store.practice_results()
    assert [(r.scenario, r.kind, r.score) for r in results] == [("freight-dispatch", "discovery", 100)]
    assert session.state == "done"


def test_a_stopped_talk_can_be_gone_back_from(ears: Listener, store: Store) -> None:
    id = store.start_practice("freight-dispatch", "discovery", as_json(ears.scenario), 0)
    fresh = Talk(ears, 0, distress=lambda text: ("health", "See a doctor.") if "cry" in text else None)
    session = Session(id, store, fresh)
    session.say(STRONG[0])
    session.say("I cry")
    assert session.state == "stopped"
    session.undo()
    assert session.state == "open" and session.say(STRONG[1]).says == "fact"


def test_nobody_sees_anybody_elses_practice(ears: Listener, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'state.db'}"
    mine, yours = Store(url, "ann"), Store(url, "bob")
    id = mine.start_practice("freight-dispatch", "discovery", as_json(ears.scenario), 0)
    session = Session(id, mine, Talk(ears, 0))
    session.say(STRONG[0])
    session.relabel(1, 0, "goal")
    session.finish()
    assert yours.practices() == [] and yours.practice(id) is None and yours.practice_turns(id) == []
    assert yours.practice_labels() == [] and yours.practice_results() == []
    yours.delete_practice(id)
    with pytest.raises(BadInput):
        Session(id, yours, Talk(ears, 0))
    assert len(mine.practice_turns(id)) == 1
    mine.delete_practice(id)
    assert mine.practices() == [] and mine.practice_turns(id) == [] and mine.practice_results() == []


def test_hints_name_a_kind_of_move_and_no_fact(session: Session) -> None:
    facts = session.talk.scenario.facts
    seen = set()
    for text in STRONG:
        hint = session.hint()
        seen.add(hint.move)
        assert not any(key.lower() in hint.text.lower() for fact in facts for key in fact.keys)
        session.say(text)
    assert {"information", "consequence"} <= seen
    strong = session.strong_line()
    assert strong is None or strong.strong != strong.weak
