"""Roles, sharing, practice that is asked for, group figures, who changed the library."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from assistant import team
from assistant.errors import BadInput, NotAllowed, NotLoggedIn
from assistant.people import Person, Session
from assistant.store import PracticeResultRow, PracticeTurnRow, Store
from assistant.team import FEWEST, Team

ADMINS = ("ada@firm.example",)
SINCE = date(2026, 12, 2)  # a Wednesday


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path / 'state.db'}", "nobody")


def session(name: str, mark: str = "m") -> Session:
    return Session(name, name.title(), f"{name}@firm.example", mark)


def door(store: Store, name: str) -> Team:
    """Somebody who has just come in."""
    own = store.of(name)
    return Team(own, team.arrive(own, session(name), ADMINS), ADMINS)


def practised(store: Store, name: str, score: int, when: datetime | None = None, passed: bool = True) -> None:
    """A finished talk, at some time."""
    own = store.of(name)
    id = own.start_practice("freight", "discovery", {}, 0)
    said = own.add_practice_turn(id, "", {})
    own.add_practice_result(id, said, "freight", "discovery", score, {"checks": [{"title": "Asks", "passed": passed}]})
    if when is not None:
        with own.session() as rows:
            for table in (PracticeResultRow, PracticeTurnRow):
                for row in rows.scalars(own.mine(table)):
                    row.created = when


def test_a_newcomer_is_a_member_and_admins_are_named(store: Store) -> None:
    assert team.arrive(store.of("bob"), session("bob"), ADMINS).role == "member"
    assert team.arrive(store.of("ada"), session("ada"), ("ADA@firm.example",)).role == "admin"
    assert team.arrive(store.of("ada"), session("ada"), ()).role == "member", "named no more"


def test_an_admin_makes_an_editor_and_takes_it_back(store: Store) -> None:
    ada, bob = door(store, "ada"), door(store, "bob")
    assert ada.set_role("bob@firm.example", "editor").role == "editor"
    assert team.arrive(store.of("bob"), session("bob"), ADMINS).role == "editor"
    with pytest.raises(NotAllowed):
        Team(store.of("bob"), Person("bob", "Bob", "editor")).set_role("bob", "editor")
    with pytest.raises(NotAllowed):
        bob.set_role("ada", "member")
    assert ada.set_role("bob", "member").role == "member"
    for who, role in (("bob", "admin"), ("bob", "owner"), ("carl", "editor")):
        with pytest.raises(BadInput):
            ada.set_role(who, role)


def test_a_session_that_was_ended_lets_nobody_in_and_another_does(store: Store) -> None:
    door(store, "bob").end_session("one")
    with pytest.raises(NotLoggedIn):
        team.arrive(store.of("bob"), session("bob", "one"), ())
    assert team.arrive(store.of("bob"), session("bob", "two"), ()).id == "bob"
    assert team.arrive(store.of("eve"), session("eve", "one"), ()).id == "eve"


def test_one_transcript_is_shared_as_it_was_and_taken_back(store: Store) -> None:
    ann, bob = door(store, "ann"), door(store, "bob")
    talk = store.of("ann").start_conversation("About Dana")
    first = ann.share("conversation", talk, "About Dana", {"turns": [1]})
    found = bob.shared(first)
    assert found is not None and (found.by, found.document) == ("Ann", {"turns": [1]})
    token = ann.share("conversation", talk, "About Dana", {"turns": [1, 2]})
    assert bob.shared(first) is None, "an older link goes"
    bob.unshare(token)
    assert bob.shared(token) is not None
    ann.unshare(token)
    assert bob.shared(token) is None and ann.shares() == []


@pytest.mark.parametrize("kind", ["conversation", "practice"])
def test_what_is_deleted_is_shared_no_more(store: Store, kind: str) -> None:
    ann, bob, own = door(store, "ann"), door(store, "bob"), store.of("ann")
    id = own.start_conversation("x") if kind == "conversation" else own.start_practice("x", "discovery", {}, 0)
    token = ann.share(kind, id, "x", {})
    (own.delete_conversation if kind == "conversation" else own.delete_practice)(id)
    assert bob.shared(token) is None


def test_who_deletes_everything_shares_nothing_and_is_named_nowhere(store: Store) -> None:
    ada, ann = door(store, "ada"), door(store, "ann")
    ada.set_role("ann", "editor")
    ann = door(store, "ann")
    token = ann.share("conversation", store.of("ann").start_conversation("x"), "x", {})
    ann.record("add", "parking")
    ada.ask("freight", SINCE, "ann")
    store.of("ann").erase()
    assert ada.shared(token) is None and ada.asked() == []
    assert [(change.by, change.action) for change in ada.audit()] == [("", "add"), ("Ada", "role")]
    assert "Ann" not in repr(ada.audit()) and "Ann" not in repr(ada.people())


def test_a_lead_sees_done_or_not_and_nothing_else(store: Store) -> None:
    ada, ann, bob = door(store, "ada"), door(store, "ann"), door(store, "bob")
    practised(store, "ann", 40)  # before it was asked for
    id, only = ada.ask("freight", SINCE), ada.ask("freight", SINCE, "bob")
    assert [one.states for one in ada.asked()] == [(("Ann", False), ("Bob", False)), (("Bob", False),)]
    practised(store, "bob", 30)
    assert [one.states for one in ada.asked()] == [(("Ann", False), ("Bob", True)), (("Bob", True),)]
    assert [(one.by, one.done) for one in bob.asked_of_me()] == [("Ada", True)] * 2
    assert [one.done for one in ann.asked_of_me()] == [False]
    ada.withdraw(id)
    ada.withdraw(only)
    assert ada.asked() == bob.asked_of_me() == ann.asked_of_me() == []


def test_a_talk_of_before_that_is_scored_anew_is_not_done(store: Store) -> None:
    ada, ann = door(store, "ada"), door(store, "ann")
    own = store.of("ann")
    id = own.start_practice("freight", "discovery", {}, 0)
    said = own.add_practice_turn(id, "", {})
    ada.ask("freight", SINCE)
    own.add_practice_result(id, said, "freight", "discovery", 64, {"checks": []})
    assert [one.done for one in ann.asked_of_me()] == [False]
    own.add_practice_result(id, own.add_practice_turn(id, said, {}), "freight", "discovery", 64, {"checks": []})
    assert [one.done for one in ann.asked_of_me()] == [True]


def test_another_lead_cannot_withdraw_it(store: Store) -> None:
    ada, ann = door(store, "ada"), door(store, "ann")
    ada.set_role("ann", "editor")
    id = ada.ask("freight", SINCE)
    door(store, "ann").withdraw(id)
    assert [one.id for one in ada.asked()] == [id]
    assert ann.asked_of_me()


def test_group_figures_need_enough_people_and_whole_weeks(store: Store) -> None:
    ada = door(store, "ada")
    inside = datetime(2026, 11, 25, 12, tzinfo=UTC)
    for number in range(FEWEST - 1):
        door(store, f"p{number}")
        practised(store, f"p{number}", 40, inside, passed=number > 0)
    practised(store, "local", 100, inside)  # the terminal of the machine is nobody of the team
    door(store, "late")
    practised(store, "late", 90, datetime(2026, 11, 30, tzinfo=UTC))  # this week
    assert ada.figures(SINCE) == []
    door(store, "last")
    practised(store, "last", 60, inside - timedelta(20), passed=False)
    (found,) = ada.figures(SINCE)
    assert (found.kind, found.people, found.talks, found.score) == ("discovery", 5, 5, 44)
    assert found.checks == (("Asks", 60),) and found.since == date(2026, 11, 2)
    practised(store, "last", 60, datetime(2026, 11, 1, tzinfo=UTC))  # all of that person's are moved out of the weeks
    assert ada.figures(SINCE) == []


def test_changes_are_listed_newest_first(store: Store) -> None:
    ada = door(store, "ada")
    for number in range(60):
        ada.record("add", f"article {number}")
    found = ada.audit()
    assert len(found) == 50 and [c.what for c in found[:2]] == ["article 59", "article 58"]
    assert (found[0].by, found[0].action) == ("Ada", "add")
    assert (datetime.now(UTC) - found[0].when) < timedelta(minutes=5)
