"""The exchange: what people put to one another, who may see what of it, and what becomes of it when somebody goes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import BadInput, NotAllowed
from assistant.exchange import ANSWER_MOST, OPEN_MOST, QUESTION_MOST, Exchange, masked, withdrawn
from assistant.people import Person, Role
from assistant.store import Store
from assistant.team import Team

QUESTION = "My best rep has gone quiet in our meetings. What would you do in my shoes?"
ANSWER = "I'd take her for a walk.\nAnd I'd ask nothing about numbers."


class People:
    """Several people at one database."""

    def __init__(self, url: str) -> None:
        self.root = Store(url)

    def store(self, id: str) -> Store:
        return self.root.of(id)

    def __call__(self, id: str, role: Role = "member") -> Exchange:
        return Exchange(self.store(id), Person(id, id.title(), role))


@pytest.fixture(params=["sqlite", "postgresql"])
def people(request: pytest.FixtureRequest, tmp_path: Path) -> People:
    if request.param == "postgresql":
        return People(str(request.getfixturevalue("postgresql")))
    return People(f"sqlite:///{tmp_path / 'state.db'}")


def asked(people: People, **more: Any) -> str:
    """Ann's question."""
    return people("ann").ask(QUESTION, [], **{"hidden": False, **more})


def carded(people: People, question: str) -> str:
    """Bob's answer, as a card; returns the article."""
    people("bob").offer(people("bob").answer(question, ANSWER, named=True), "Bob B.")
    editor = people("eve", "editor")
    (seen,) = editor.to_review()
    article = editor.begin_card(seen)
    assert editor.finish_card(seen, article)
    return article


def test_a_question_is_answered_and_the_asker_sees_it(people: People) -> None:
    id = asked(people, turn="turn-1")
    (question,) = people("bob").questions()
    assert (question.id, question.text, question.name, question.mine) == (id, QUESTION, "Ann", False)
    people("bob").answer(id, ANSWER, named=True)
    people("cid").answer(id, "I'd wait a week.", named=False)
    (mine,) = people("ann").asked()
    assert [(a.text, a.name) for a in mine.answers] == [(ANSWER, "Bob"), ("I'd wait a week.", "")]
    assert (mine.turn, mine.new) == ("turn-1", 2)
    people("ann").look(id)
    assert people("ann").asked()[0].new == 0
    (given,) = people("bob").given()
    assert given.answer.text == ANSWER and given.question is not None and given.question.text == QUESTION


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("Dana Whitfield told me, and Dana cried", ["Dana Whitfield"], "NAME_1 told me, and NAME_1 cried"),
        ("write to x@firm.example about $ 4,000", [], "write to EMAIL_1 about AMOUNT_1"),
        ("NAME_1 is quiet, so is Bo", ["Bo"], "NAME_1 is quiet, so is NAME_2"),
        ("nothing to hide", ["", " "], "nothing to hide"),
    ],
    ids=["a listed name", "address and amount", "marks that stand there already", "no names"],
)
def test_names_are_masked(text: str, names: list[str], expected: str) -> None:
    assert masked(text, names) == expected


def test_a_question_is_stored_with_marks_for_listed_names_and_for_the_asker(people: People) -> None:
    people("ann").ask("Dana shouted: Ann, leave! Call 0171 123 4567.", ["Dana"], hidden=True)
    kept = json.dumps(people.store("ann").everything())
    assert "NAME_1 shouted: NAME_2, leave! Call PHONE_1." in kept
    assert "Dana" not in kept and "4567" not in kept


BAD: list[tuple[str, Callable[[Exchange, str], object], str]] = [
    ("empty question", lambda e, _: e.ask(" \n", [], hidden=False), "the question is empty"),
    ("signs only", lambda e, _: e.ask("?!", [], hidden=False), "the question is empty"),
    ("huge question", lambda e, _: e.ask("x" * (QUESTION_MOST + 1), [], hidden=False), "2,001 characters"),
    ("empty answer", lambda e, id: e.answer(id, "", named=True), "the answer is empty"),
    ("huge answer", lambda e, id: e.answer(id, "x" * (ANSWER_MOST + 1), named=True), "1,501 characters"),
    ("no such question", lambda e, _: e.answer("nowhere", "Yes.", named=True), "closed or withdrawn"),
]


@pytest.mark.parametrize(("do", "said"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_bad_input_gets_one_clear_sentence(people: People, do: Callable[[Exchange, str], object], said: str) -> None:
    id = asked(people)
    with pytest.raises(BadInput, match=said) as error:
        do(people("bob"), id)
    assert "\n" not in str(error.value)


def test_nobody_answers_twice_themselves_or_what_is_closed(people: People) -> None:
    id = asked(people)
    with pytest.raises(BadInput, match="your own question"):
        people("ann").answer(id, ANSWER, named=True)
    people("bob").answer(id, ANSWER, named=True)
    with pytest.raises(BadInput, match="answered this already"):
        people("bob").answer(id, "More.", named=True)
    people("ann").set_open(id, False)
    assert people("cid").questions() == []
    with pytest.raises(BadInput, match="closed or withdrawn"):
        people("cid").answer(id, ANSWER, named=True)
    people("ann").set_open(id, True)
    assert len(people("cid").questions()) == 1


def test_the_same_question_is_put_once_and_not_too_many(people: People) -> None:
    asked(people)
    with pytest.raises(BadInput, match="already"):
        asked(people)
    for number in range(OPEN_MOST - 1):
        people("ann").ask(f"number {number}?", [], hidden=True)
    with pytest.raises(BadInput, match="close one first"):
        people("ann").ask("one more?", [], hidden=True)


def test_text_is_kept_as_it_was_written_but_for_what_nobody_can_see(people: People) -> None:
    id = people("ann").ask("  Why?\r\nReally\x00\x07?  ", [], hidden=False)
    people("bob").answer(id, "\n<b>bold</b>\n- one\n", named=True)
    (question,) = people("ann").asked()
    assert question.text == "Why?\nReally?"
    assert question.answers[0].text == "<b>bold</b>\n- one"


def doors(people: People, who: str, article: str) -> dict[str, Any]:
    """Everything that another person, an editor and an admin among them, is given by any method."""
    exchange = people(who, "admin")
    team = Team(people.store(who), Person(who, who.title(), "admin"))
    return {
        "questions": [asdict(q) for q in exchange.questions()],
        "answered": [asdict(q) for q in exchange.answered()],
        "asked": [asdict(q) for q in exchange.asked()],
        "given": [asdict(g) for g in exchange.given()],
        "review": [asdict(o) for o in exchange.to_review()],
        "withdrawn": sorted(withdrawn(people.store(who))),
        "audit": [asdict(change) for change in team.audit()],
        "unanswered": [asdict(one) for one in team.unanswered()],
        "export": people.store(who).everything(),
        "conversations": [asdict(c) for c in people.store(who).conversations("rep")],
        "article": article,
    }


@pytest.mark.parametrize("who", ["bob", "eve", "cid"], ids=["who answered", "an editor", "a bystander"])
def test_a_hidden_asker_is_behind_no_door(people: People, who: str) -> None:
    people.store("zoe").start_turn(people.store("zoe").start_conversation("Zoe's talk"), QUESTION)
    turn = "T" * 26
    id = people("zoe").ask("Zoe here: " + QUESTION, [], hidden=True, turn=turn)
    article = carded(people, id)
    people("cid").offer(people("cid").answer(id, "Wait.", named=False), "Cid")
    said = json.dumps(doors(people, who, article), default=str)
    assert "zoe" not in said.casefold() and turn not in said
    assert people("zoe").asked()[0].mine and people("zoe").asked()[0].turn == turn
    people("zoe").withdraw(id)
    said = json.dumps(doors(people, who, article), default=str)
    assert "zoe" not in said.casefold() and "gone quiet" not in said


def test_who_answers_as_a_colleague_is_named_nowhere(people: People) -> None:
    id = asked(people)
    people("bob").answer(id, "Wait.", named=False)
    for who in ("ann", "eve"):
        assert "bob" not in json.dumps(doors(people, who, ""), default=str).casefold()


def test_only_the_owner_changes_anything(people: People) -> None:
    id = asked(people)
    answer = people("bob").answer(id, ANSWER, named=True)
    before = people.store("ann").everything(), people.store("bob").everything()
    stranger = people("eve", "admin")
    stranger.set_open(id, False)
    stranger.withdraw(id)
    stranger.look(id)
    stranger.change(answer, "Other words.", named=True)
    stranger.offer(answer, "Eve")
    stranger.take_back(answer)
    stranger.withdraw_answer(answer)
    stranger.withdraw_all()
    assert (people.store("ann").everything(), people.store("bob").everything()) == before


TRIED = {
    "as somebody else": ["set_open", "withdraw", "look", "change", "offer", "take_back", "withdraw_answer", "withdraw_all"],
    "what it gives out": ["questions", "answered", "asked", "given", "to_review"],
    "as a member": ["to_review", "decline", "begin_card", "finish_card", "abandon_card"],
    "adds one's own": ["ask", "answer"],
}  # fmt: skip


def test_every_door_is_tried_here() -> None:
    doors = {name for name, found in vars(Exchange).items() if callable(found) and not name.startswith("_")}
    assert doors == {name for names in TRIED.values() for name in names}


def test_members_do_not_review(people: People) -> None:
    id = asked(people)
    people("bob").offer(people("bob").answer(id, ANSWER, named=True), "Bob")
    (seen,) = people("eve", "editor").to_review()
    member = people("cid")
    for door in (
        member.to_review,
        lambda: member.decline(seen.id),
        lambda: member.begin_card(seen),
        lambda: member.finish_card(seen, "exchange-x"),
        lambda: member.abandon_card(seen, "exchange-x"),
    ):
        with pytest.raises(NotAllowed):
            door()


def test_nothing_is_reviewed_without_consent_and_a_name(people: People) -> None:
    id = asked(people)
    answer = people("bob").answer(id, ANSWER, named=False)
    editor = people("eve", "editor")
    assert editor.to_review() == []
    for name, said in (("  ", "names its author"), ("x" * 81, "81 characters")):
        with pytest.raises(BadInput, match=said):
            people("bob").offer(answer, name)
    people("bob").offer(answer, " Bob  B. ")
    assert [(one.name, one.question) for one in editor.to_review()] == [("Bob B.", QUESTION)]
    people("bob").take_back(answer)
    assert editor.to_review() == []
    people("bob").offer(answer, "Bob")
    editor.decline(answer)
    assert editor.to_review() == []
    assert people("bob").given()[0].answer.state == "declined"


def test_what_a_card_was_made_of_goes_with_every_way_out(people: People) -> None:
    ways: list[tuple[str, Callable[[str, str], object]]] = [
        ("the author changes it", lambda _, a: people("bob").change(a, "Other words.", named=True)),
        ("the author hides the name", lambda _, a: people("bob").change(a, ANSWER, named=False)),
        ("the author takes the consent back", lambda _, a: people("bob").take_back(a)),
        ("the author withdraws it", lambda _, a: people("bob").withdraw_answer(a)),
        ("the author deletes everything", lambda q, a: people("bob").withdraw_all()),
        ("the asker deletes everything", lambda q, a: people("ann").withdraw_all()),
        ("the asker withdraws the question", lambda q, a: people("ann").withdraw(q)),
    ]
    for name, way in ways:
        question = asked(people)
        article = carded(people, question)
        (shown,) = [a for q in people("cid").answered() for a in q.answers]
        assert shown.article == article
        way(question, people("bob").given()[0].answer.id)
        assert article in withdrawn(people.store("cid")), name
        assert all(a.article == "" for q in people("cid").answered() for a in q.answers), name
        for given in people("bob").given():
            people("bob").withdraw_answer(given.answer.id)
        for one in people("ann").asked():
            people("ann").withdraw(one.id)


def test_saving_an_answer_as_it_is_changes_nothing(people: People) -> None:
    article = carded(people, asked(people))
    answer = people("bob").given()[0].answer
    people("bob").change(answer.id, f" {ANSWER} ", named=True)
    assert people("bob").given()[0].answer == answer
    assert article not in withdrawn(people.store("bob"))


def test_the_answers_of_a_withdrawn_question_stay_with_their_authors_alone(people: People) -> None:
    id = asked(people)
    answer = people("bob").answer(id, ANSWER, named=True)
    people("ann").withdraw(id)
    (given,) = people("bob").given()
    assert given.question is None and given.answer.text == ANSWER
    assert people("cid").answered() == people("ann").asked() == []
    with pytest.raises(BadInput, match="withdrawn"):
        people("bob").offer(answer, "Bob")


@pytest.mark.parametrize("what", ["changed", "withdrawn", "question withdrawn", "consent taken back"])
def test_an_editor_cannot_finish_what_was_taken_back_meanwhile(people: People, what: str) -> None:
    id = asked(people)
    answer = people("bob").answer(id, ANSWER, named=True)
    people("bob").offer(answer, "Bob")
    editor = people("eve", "editor")
    (seen,) = editor.to_review()
    article = editor.begin_card(seen)
    if what == "changed":
        people("bob").change(answer, "Other words.", named=True)
    elif what == "withdrawn":
        people("bob").withdraw_answer(answer)
    elif what == "question withdrawn":
        people("ann").withdraw(id)
    else:
        people("bob").take_back(answer)
    assert not editor.finish_card(seen, article)
    assert article in withdrawn(people.store("eve"))
    with pytest.raises(BadInput, match="meanwhile"):
        editor.begin_card(seen)


def test_of_two_editors_at_once_one_article_stays(people: People) -> None:
    id = asked(people)
    people("bob").offer(people("bob").answer(id, ANSWER, named=True), "Bob")
    one, two = people("eve", "editor"), people("fay", "editor")
    (seen,) = one.to_review()
    first, second = one.begin_card(seen), two.begin_card(seen)
    assert not one.finish_card(seen, first) and two.finish_card(seen, second)
    assert withdrawn(people.store("eve")) == {first}
    one.abandon_card(seen, second)
    assert people("cid").answered()[0].answers[0].article == second


def test_who_withdrew_is_not_on_record(people: People) -> None:
    article = carded(people, asked(people, hidden=True))
    people("ann").withdraw(people("ann").asked()[0].id)
    (change,) = Team(people.store("eve"), Person("eve", "Eve", "editor")).audit()
    assert (change.by, change.action, change.what) == ("", "withdraw", article)


def test_erasing_takes_the_exchange_along(people: People) -> None:
    id = asked(people)
    people("bob").answer(id, ANSWER, named=True)
    assert "exchange_answers" in people.store("bob").everything()
    people.store("bob").erase()
    people.store("ann").erase()
    assert people("cid").answered() == people("cid").questions() == []
    assert ANSWER not in json.dumps([people.store(who).everything() for who in ("ann", "bob", "cid")])
