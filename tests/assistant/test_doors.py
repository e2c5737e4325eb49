"""Two people's data never meet: every public door of Store and Team is tried by somebody else, who knows every id."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant import team
from assistant.errors import BadInput, NotAllowed
from assistant.people import Person, Role, Session
from assistant.store import (
    Base,
    CommitmentRow,
    ConversationRow,
    ExchangeAnswerRow,
    ExchangeQuestionRow,
    Removed,
    Store,
)
from assistant.team import Team

WORD = "secret"  # in every text of Ann's


@dataclass(frozen=True)
class Anns:
    """Ann's store and every id in it."""

    store: Store
    talk: str
    turn: str
    promise: str
    gap: str
    reflection: str
    session: str
    said: str
    token: str
    asked: str


def anns(url: str) -> Anns:
    """A row or more in every table."""
    store = Store(url, "ann")
    talk = store.start_conversation("secret talk")
    turn = store.start_turn(talk, "secret question")
    store.save_answer(turn, {"answer": "secret answer"}, "done")
    store.start_turn(talk, "secret question on its way")
    promise = store.add_commitment("secret promise", date(2026, 12, 1), turn)
    store.add_feedback(turn, False, "secret reason")
    store.add_unanswered("secret gap", ["secret nearest"])
    reflection = store.start_reflection("time-audit")
    store.save_reflection(reflection, {"answers": ["secret hours"]}, "done")
    session = store.start_practice("secret-scenario", "discovery", {"title": "secret"}, 7)
    said = store.add_practice_turn(session, "", {"said": "secret line"})
    store.label_practice(session, said, 0, "secret line", "closed", "open", True)
    store.add_practice_result(session, said, "secret-scenario", "discovery", 64, {"checks": []})
    store.save_drill("secret-drill", "item", datetime(2026, 12, 1, tzinfo=UTC), {"answers": ["secret"]})
    team.arrive(store, Session("ann", "secret name", "secret@firm.example", "secret mark"), ())
    door = team.of(store)
    token = door.share("conversation", talk, "secret talk", {"turns": ["secret"]})
    asked = door.ask("secret-scenario", date(2026, 12, 4), "ann")
    door.record("add", "secret-article")
    with store.session() as rows:
        now = datetime.now(UTC)
        put = {"turn": turn, "text": "secret put to colleagues", "name": "", "state": "open", "looked": now}
        rows.add(ExchangeQuestionRow(**store.new(), **put))
        given = {"question": turn, "text": "secret advice", "name": "", "state": "given", "changed": now, "article": ""}
        rows.add(ExchangeAnswerRow(**store.new(), **given))
    gap = store.unanswered()[0].id
    return Anns(store, talk, turn, promise, gap, reflection, session, said, token, asked)


def stolen(ann: Anns) -> Removed:
    """A deletion that would be taken back with Ann's ids, once as hers and once as the thief's."""
    rows = ann.store.everything()["commitments"]
    made = {"created": datetime.now(UTC), "due": None}
    return Removed(tuple(("commitments", {**row, **made, "owner": owner}) for row in rows for owner in ("ann", "bob")))


Try = Callable[[Store, Anns], Any]
STORE: dict[str, Try] = {
    "start_conversation": lambda bob, ann: bob.start_conversation("x"),
    "conversations": lambda bob, ann: [bob.conversations(), bob.conversations(WORD), bob.conversations("%")],
    "rename_conversation": lambda bob, ann: bob.rename_conversation(ann.talk, "taken"),
    "delete_conversation": lambda bob, ann: bob.delete_conversation(ann.talk),
    "put_back": lambda bob, ann: bob.put_back(stolen(ann)),
    "start_turn": lambda bob, ann: bob.start_turn(ann.talk, "x"),
    "save_answer": lambda bob, ann: bob.save_answer(ann.turn, {"answer": "taken"}, "done"),
    "turns": lambda bob, ann: bob.turns(ann.talk),
    "turn": lambda bob, ann: bob.turn(ann.turn),
    "fail_running": lambda bob, ann: bob.fail_running(),
    "add_commitment": lambda bob, ann: bob.add_commitment("x", None, ann.turn),
    "commitments": lambda bob, ann: bob.commitments(),
    "set_commitment": lambda bob, ann: [
        bob.set_commitment(id, how) for id in (ann.promise, ann.promise[:5]) for how in ("done", "deleted")
    ],
    "add_feedback": lambda bob, ann: bob.add_feedback(ann.turn, True),
    "feedback": lambda bob, ann: bob.feedback(ann.turn),
    "rated_turns": lambda bob, ann: [bob.add_feedback(ann.turn, True), bob.rated_turns()],
    "add_unanswered": lambda bob, ann: bob.add_unanswered("x", []),
    "unanswered": lambda bob, ann: [bob.unanswered(), bob.unanswered("")],
    "set_unanswered": lambda bob, ann: [bob.set_unanswered(ann.gap, how) for how in ("done", "deleted")],
    "start_reflection": lambda bob, ann: bob.start_reflection("time-audit"),
    "save_reflection": lambda bob, ann: bob.save_reflection(ann.reflection, {"answers": ["taken"]}, "open"),
    "reflections": lambda bob, ann: [bob.reflections(), bob.reflections("time-audit", "done")],
    "reflection": lambda bob, ann: [bob.reflection(id) for id in (ann.reflection, ann.reflection[:8], "0", "_", "%")],
    "delete_reflection": lambda bob, ann: bob.delete_reflection(ann.reflection),
    "start_practice": lambda bob, ann: bob.start_practice("x", "discovery", {}, 0),
    "practice": lambda bob, ann: bob.practice(ann.session),
    "practices": lambda bob, ann: [bob.practices(), bob.practices(5, begun=True)],
    "practice_sizes": lambda bob, ann: bob.practice_sizes(),
    "delete_practice": lambda bob, ann: bob.delete_practice(ann.session),
    "add_practice_turn": lambda bob, ann: bob.add_practice_turn(ann.session, ann.said, {"said": "taken"}),
    "move_practice": lambda bob, ann: bob.move_practice(ann.session, "", "done"),
    "practice_turn_ids": lambda bob, ann: bob.practice_turn_ids(),
    "practice_turns_since": lambda bob, ann: bob.practice_turns_since(ann.said),
    "practice_turns": lambda bob, ann: bob.practice_turns(ann.session),
    "label_practice": lambda bob, ann: bob.label_practice(ann.session, ann.said, 0, "x", "open", "closed", False),
    "practice_labels": lambda bob, ann: [bob.practice_labels(), bob.practice_labels(ann.session)],
    "add_practice_result": lambda bob, ann: bob.add_practice_result(ann.session, ann.said, "x", "discovery", 1, {}),
    "practice_results": lambda bob, ann: bob.practice_results(),
    "save_drill": lambda bob, ann: bob.save_drill("secret-drill"[7:], "item", datetime.now(UTC), {}),
    "drills": lambda bob, ann: bob.drills(),
    "everything": lambda bob, ann: bob.everything(),
    "erase": lambda bob, ann: bob.erase(),
    "mine": lambda bob, ann: _rows(bob),
    "new": lambda bob, ann: bob.new(),
}
NO_DOOR = {
    "of": "makes somebody else's door, for assistant/app.py",
    "session": "a transaction, for assistant/team.py, which is tried below",
    "close": "ends connections",
}


def _rows(bob: Store) -> list[Any]:
    with bob.session() as session:
        return [list(session.scalars(bob.mine(mapper.class_))) for mapper in Base.registry.mappers]


def public(kind: type) -> set[str]:
    return {name for name, _ in inspect.getmembers(kind, callable) if not name.startswith("_")}


def test_every_door_of_the_store_is_tried() -> None:
    assert public(Store) == STORE.keys() | NO_DOOR.keys(), "a new method needs a line in STORE"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgresql"))
    return f"sqlite:///{tmp_path / 'state.db'}"


@pytest.fixture
def ann(url: str) -> Anns:
    found = anns(url)
    assert all(found.store.everything().values()), "every table is tried"
    assert all(WORD in repr(rows) or name == "reflections" for name, rows in found.store.everything().items())
    return found


def unseen(found: Any, ann: Anns) -> bool:
    """Whether nothing of Ann's is in what came out."""
    ids = {row["id"] for rows in ann.store.everything().values() for row in rows}
    text = repr(found)
    return WORD not in text and not any(id in text for id in ids)


@pytest.mark.parametrize("door", STORE)
def test_no_door_of_the_store_opens_on_another(door: str, ann: Anns) -> None:
    before = ann.store.everything()
    found = STORE[door](ann.store.of("bob"), ann)
    assert unseen(found, ann)
    assert ann.store.everything() == before


# ---------------------------------------------------------------- what crosses

NOT = "not allowed"
Open = tuple[Callable[[Team, Anns], Any], dict[str, object]]
# What each role gets out of each door: nothing (None), a refusal (NOT), or the words of Ann's that it is there to show.
TEAM: dict[str, tuple[Callable[[Team, Anns], Any], tuple[object, object, object]]] = {
    "end_session": (lambda bob, ann: bob.end_session("secret mark"), (None, None, None)),
    "people": (lambda bob, ann: bob.people(), (NOT, {"secret name", "secret@firm.example"}, {"secret name"})),
    "set_role": (lambda bob, ann: bob.set_role("nobody", "editor"), (NOT, NOT, None)),
    "share": (lambda bob, ann: bob.share("conversation", ann.talk, "x", {}), (None, None, None)),
    "unshare": (lambda bob, ann: bob.unshare(ann.token), (None, None, None)),
    "shares": (lambda bob, ann: bob.shares(), (None, None, None)),
    "shared": (lambda bob, ann: [bob.shared(id) for id in ("", "%", ann.talk, ann.token[:-1])], (None, None, None)),
    "ask": (lambda bob, ann: bob.ask("x", date(2026, 12, 1), "nobody"), (NOT, None, None)),
    "withdraw": (lambda bob, ann: bob.withdraw(ann.asked), (NOT, None, None)),
    "asked_of_me": (lambda bob, ann: bob.asked_of_me(), (None, None, None)),
    "asked": (lambda bob, ann: bob.asked(), (NOT, None, None)),
    "figures": (lambda bob, ann: bob.figures(date(2027, 1, 1)), (NOT, None, None)),
    "unanswered": (lambda bob, ann: bob.unanswered(), (NOT, {"secret gap"}, {"secret gap"})),
    "set_unanswered": (lambda bob, ann: bob.set_unanswered("nothing", "done"), (NOT, None, None)),
    "record": (lambda bob, ann: bob.record("add", "x"), (NOT, None, None)),
    "audit": (lambda bob, ann: bob.audit(), (NOT, {"secret-article"}, {"secret-article"})),
}


def test_every_door_between_people_is_tried() -> None:
    assert public(Team) == TEAM.keys(), "a new method needs a line in TEAM"


@pytest.mark.parametrize("role", ["member", "editor", "admin"])
@pytest.mark.parametrize("door", TEAM)
def test_what_crosses_is_what_is_meant_to(door: str, role: Role, ann: Anns) -> None:
    go, wanted = TEAM[door]
    allowed = wanted[["member", "editor", "admin"].index(role)]
    before = ann.store.everything()
    bob = Team(ann.store.of("bob"), Person("bob", "Bob", role))
    if allowed is NOT:
        with pytest.raises(NotAllowed):
            go(bob, ann)
    else:
        try:
            found = go(bob, ann)
        except NotAllowed:
            raise
        except BadInput as error:  # there is no such thing of bob's
            found = str(error)
        text = repr(found)
        for words in allowed if isinstance(allowed, set) else ():
            assert words in text
            text = text.replace(words, "")
        if allowed is None:
            assert unseen(found, ann)
        else:
            assert not any(
                word in text for word in ("secret question", "secret answer", "secret line", "secret promise")
            )
    assert ann.store.everything() == before


def test_nothing_of_a_commitment_is_taken_over_by_its_id(ann: Anns) -> None:
    bob = ann.store.of("bob")
    bob.put_back(stolen(ann))
    with bob.session() as session:
        assert session.get(CommitmentRow, ann.promise).owner == "ann"  # type: ignore[union-attr]
        assert session.get(ConversationRow, ann.talk).owner == "ann"  # type: ignore[union-attr]
