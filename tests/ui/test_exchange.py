"""The exchange on the pages: three people at one app, logged in; and that one person alone is not bothered by it."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assistant import privacy
from assistant.advice.answer import Answer, View
from assistant.exchange import Exchange
from assistant.people import Person
from assistant.settings import Settings, from_environment
from tests.fakes import WordEmbedder
from tests.ui.pages import Open, ask, fresh, go, press, ran, seen
from tests.ui.scripted import ScriptedAssistant, answered
from tests.ui.team import Office, owner
from ui import exchange_texts as said
from ui import service, settings_texts, state

QUESTION = "Dana Whitfield has gone quiet in our meetings. What would you do in my shoes?"
MASKED = QUESTION.replace("Dana Whitfield", "NAME_1")
ANSWER = "I'd take her for a <b>walk</b>.\nAnd say nothing about numbers."
CARE = Answer("care", "Please take this to HR.")
NOTHING = Answer("abstain", "The library says nothing about that.", nearest=("pay",))


@pytest.fixture
def office(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Ann is an admin, the others are members; Bob's list of names has Dana on it."""
    found = Office(replace(settings, exchange=True), monkeypatch)
    found.assistant.embedder = WordEmbedder(512)  # type: ignore[assignment]
    privacy.set_masking(settings.home, False, ["Dana Whitfield"], owner("bob"))
    yield found
    service.provide(None)


def door(office: Office, name: str) -> Exchange:
    """The exchange of one of them."""
    return Exchange(office.of(name).store, Person(owner(name), name.title(), "member"))


def at_part(office: Office, name: str, part: str) -> AppTest:
    """A new tab of theirs at a part of the page."""
    at = office.at(name, "exchange")
    at.button_group(key=state.EXCHANGE).set_value(part)
    return ran(at.run())


def asks(office: Office, name: str = "bob", question: str = QUESTION, *, hide: bool = False) -> AppTest:
    """Somebody asks, gets an answer and puts the question to colleagues."""
    at = ask(office.at(name), question)
    (turn,) = [t for c in office.of(name).store.conversations() for t in office.of(name).store.turns(c.id)]
    at.checkbox(key=f"exchange-hide-{turn.id}").set_value(hide)
    return press(at, said.ASK_SEND)


def answers(office: Office, name: str = "cid", text: str = ANSWER, *, named: bool = True) -> AppTest:
    """Somebody answers the first open question."""
    at = at_part(office, name, said.TO_ANSWER)
    at.text_area[0].set_value(text)
    at.checkbox[0].set_value(named)
    return press(at, said.ANSWER_SEND)


def toasts(at: AppTest) -> str:
    return " ".join(toast.value for toast in at.toast)


@pytest.mark.parametrize(
    ("environ", "on"),
    [({}, False), ({"COACH_EXCHANGE": "1"}, True), ({"COACH_EXCHANGE": "no"}, False)],
    ids=["one person", "asked for", "said no"],
)
def test_one_person_alone_has_no_exchange_unless_it_is_asked_for(environ: dict[str, str], on: bool) -> None:
    assert from_environment(environ).exchange is on


def test_a_login_brings_the_exchange() -> None:
    login = {
        "COACH_OIDC_URL": "https://login.example", "COACH_OIDC_CLIENT_ID": "coach",
        "COACH_OIDC_CLIENT_SECRET": "s", "COACH_URL": "https://coach.example",
    }  # fmt: skip
    assert from_environment(login).exchange
    assert not from_environment({**login, "COACH_EXCHANGE": "0"}).exchange


def test_without_it_nothing_of_it_is_shown(begin: Open) -> None:
    at, _ = begin()
    ask(at, QUESTION)
    assert said.ASK not in seen(at) and not at.text_area
    assert said.OFF in seen(go(at, "exchange")) and not at.button_group


def test_one_person_can_try_it(settings: Settings) -> None:
    service.provide(service.of(ScriptedAssistant(replace(settings, exchange=True))))
    at = go(fresh(), "exchange")
    assert said.NONE_OPEN in seen(at)
    service.provide(None)


def test_empty_parts_say_what_to_do(office: Office) -> None:
    assert said.NONE_OPEN in seen(at_part(office, "bob", said.TO_ANSWER))
    mine = seen(at_part(office, "bob", said.MINE))
    assert said.NO_QUESTIONS in mine and said.NO_ANSWERS in mine
    assert said.NONE_TO_REVIEW in seen(at_part(office, "ann", said.TO_REVIEW))


def test_members_have_nothing_to_review(office: Office) -> None:
    at = office.at("bob", "exchange")
    assert said.TO_REVIEW not in str(at.button_group(key=state.EXCHANGE).options)


def test_a_question_is_previewed_with_marks_edited_and_put_to_colleagues(office: Office) -> None:
    at = ask(office.at("bob"), QUESTION)
    (preview,) = at.text_area
    assert preview.value == MASKED
    preview.set_value(MASKED + " Bob asks, 0171 123 4567.")
    press(at, said.ASK_SEND)
    assert said.ASKED in toasts(at) and said.WAITING in seen(at) and not at.text_area
    (question,) = door(office, "cid").questions()
    assert (question.text, question.name) == (f"{MASKED} NAME_2 asks, PHONE_1.", "Bob")


def test_an_empty_question_is_refused_in_one_sentence(office: Office) -> None:
    at = ask(office.at("bob"), QUESTION)
    at.text_area[0].set_value("  ")
    press(at, said.ASK_SEND)
    assert "the question is empty" in toasts(at) and door(office, "cid").questions() == []


@pytest.mark.parametrize(
    ("answer", "offered", "at_once"),
    [(answered(), True, False), (NOTHING, True, True), (CARE, False, False)],
    ids=["an answer", "nothing found", "a grave matter"],
)
def test_asking_is_offered_where_it_helps(office: Office, answer: Answer, offered: bool, at_once: bool) -> None:
    office.assistant.scripts.append([answer])
    at = ask(office.at("bob"), QUESTION)
    assert (said.ASK_SEND in seen(at)) is offered
    assert (said.ASK_NOTHING_FOUND in seen(at)) is at_once


def test_a_hidden_asker_is_named_on_no_page_of_anybody(office: Office) -> None:
    asks(office, hide=True)
    for name in ("ann", "cid"):
        for part in (said.TO_ANSWER, said.MINE):
            text = seen(at_part(office, name, part))
            assert "Bob" not in text
        assert said.COLLEAGUE in seen(at_part(office, name, said.TO_ANSWER))
    answers(office)
    assert "Bob" not in seen(at_part(office, "cid", said.MINE)) + seen(at_part(office, "ann", said.TO_ANSWER))
    assert said.HIDDEN in seen(at_part(office, "bob", said.MINE))


def test_who_asked_is_told_at_the_next_visit_and_then_not_again(office: Office) -> None:
    asks(office)
    assert said.news(1) not in seen(office.at("bob"))
    answers(office)
    at = office.at("bob")
    assert said.news(1) in seen(at)
    press(at, said.NEWS_OPEN)
    page = seen(at)
    assert "<b>walk</b>" in page.replace("&lt;", "<").replace("&gt;", ">") and "Cid" in page
    assert said.COLLEAGUES in page and said.news(1) not in page
    assert said.news(1) not in seen(office.at("bob"))


def test_the_page_opens_at_mine_where_something_is_new(office: Office) -> None:
    asks(office)
    answers(office)
    at = office.at("bob", "exchange")
    assert said.MY_QUESTIONS in seen(at) and f"1 {said.NEW}" in seen(at)
    assert f"1 {said.NEW}" not in seen(ran(at.run()))


def test_what_was_typed_stays_where_it_is_refused(office: Office) -> None:
    asks(office)
    at = answers(office, text=" ")
    assert "the answer is empty" in toasts(at)
    assert door(office, "bob").asked()[0].answers == ()


def test_in_the_room_colleagues_stand_beside_the_authors(office: Office) -> None:
    asks(office)
    answers(office, named=False)
    step = answered().steps[0]
    room = replace(answered(), views=(View("Ann Example", (step,)),))
    office.assistant.scripts.append([room])
    at = ask(office.at("dee"), "My rep has gone quiet in our meetings. What would you do?")
    page = seen(at)
    assert "Ann Example" in page and said.COLLEAGUES in page
    assert f"{said.NEARLY} “{MASKED}".replace("_", "") in page.replace("_", "")
    assert f"{said.COLLEAGUE} ·" in page
    door(office, "cid").withdraw_answer(door(office, "cid").given()[0].answer.id)
    assert said.COLLEAGUES not in seen(ran(at.run())), "at once"


def test_outside_the_room_others_questions_stay_away_unless_the_library_is_silent(office: Office) -> None:
    asks(office)
    answers(office)
    at = ask(office.at("dee"), QUESTION)
    assert said.COLLEAGUES not in seen(at)
    office.assistant.scripts.append([NOTHING])
    at = ask(office.at("eli"), QUESTION)
    assert said.COLLEAGUES in seen(at)


def test_an_answer_is_changed_and_withdrawn(office: Office) -> None:
    asks(office)
    answers(office)
    at = at_part(office, "cid", said.MINE)
    at.text_area[0].set_value("I'd wait.")
    press(at, said.SAVE)
    assert [a.text for a in door(office, "bob").asked()[0].answers] == ["I'd wait."]
    withdraw = [button for button in at.button if button.key.startswith("withdraw-")]
    ran(withdraw[0].click().run())
    assert said.WITHDRAWN in toasts(at) and said.NO_ANSWERS in seen(at)
    assert door(office, "bob").asked()[0].answers == ()


def test_a_question_is_closed_opened_and_withdrawn(office: Office) -> None:
    asks(office)
    at = at_part(office, "bob", said.MINE)
    press(at, said.CLOSE)
    assert said.CLOSED in seen(at) and said.NONE_OPEN in seen(at_part(office, "cid", said.TO_ANSWER))
    at = at_part(office, "bob", said.MINE)
    press(at, said.REOPEN)
    assert MASKED.replace("_", "") in seen(at_part(office, "cid", said.TO_ANSWER)).replace("_", "")
    at = at_part(office, "bob", said.MINE)
    withdraw = [button for button in at.button if button.key.startswith("withdraw-")]
    ran(withdraw[0].click().run())
    assert said.NO_QUESTIONS in seen(at) and door(office, "cid").questions() == []


def finished(at: AppTest) -> AppTest:
    """Waits for the library's work."""
    until = time.monotonic() + 20
    while service._process().tasks.latest.running and time.monotonic() < until:  # type: ignore[union-attr]
        time.sleep(0.05)
    return ran(at.run())


def published(office: Office) -> AppTest:
    """Cid agrees, Ann reviews; returns Ann's page."""
    asks(office, hide=True)
    answers(office)
    at = at_part(office, "cid", said.MINE)
    (name,) = [field for field in at.text_input if field.label == said.OFFER_NAME]
    name.set_value("Cid C.")
    press(at, said.OFFER_AGREE)
    assert said.STATES["offered"] in seen(at)
    at = at_part(office, "ann", said.TO_REVIEW)
    return at


def test_with_consent_and_review_an_answer_becomes_an_article_by_its_author(office: Office) -> None:
    at = published(office)
    page = seen(at)
    assert "Cid C." in page and f"{said.REVIEW_ACCOUNT} Cid" in page and "Bob" not in page
    press(at, said.REVIEW_ADD)
    assert "question to ask oneself is empty" in toasts(at)
    for label, words in ((said.REVIEW_ASK, "When did we last walk?"), (said.REVIEW_ACTION, "Walk with her.")):
        next(field for field in at.text_input if field.label == label).set_value(words)
    press(at, said.REVIEW_ADD)
    at = finished(at)
    assert said.PUBLISHED in seen(at) and said.NONE_TO_REVIEW in seen(at)
    (id,) = set(office.assistant.library.articles) - {"quiet"}
    text = office.assistant.library.articles[id].text
    assert ANSWER in text
    path = office.assistant.library.cards_file(id)
    card = path.read_text(encoding="utf-8")
    assert "NAME_1 has gone quiet" in card and "Cid C." in card and "Bob" not in card + text
    assert said.STATES["card"] in seen(at_part(office, "cid", said.MINE))
    at = at_part(office, "cid", said.MINE)
    press(at, said.OFFER_BACK)
    assert id not in office.assistant.library.articles and not path.exists()
    assert door(office, "bob").asked()[0].answers[0].article == ""


def test_an_editor_makes_no_card_of_it(office: Office) -> None:
    at = published(office)
    press(at, said.REVIEW_DECLINE)
    assert said.NONE_TO_REVIEW in seen(at)
    assert said.STATES["declined"] in seen(at_part(office, "cid", said.MINE))


def test_deleting_everything_takes_ones_card_out_of_the_library(office: Office) -> None:
    at = published(office)
    for label, words in ((said.REVIEW_ASK, "When did we last walk?"), (said.REVIEW_ACTION, "Walk with her.")):
        next(field for field in at.text_input if field.label == label).set_value(words)
    press(at, said.REVIEW_ADD)
    finished(at)
    assert len(office.assistant.library.articles) == 2
    at = office.at("cid", "settings")
    at.text_input(key="delete-word").set_value(settings_texts.DELETE_WORD)
    press(at, settings_texts.DELETE_BUTTON)
    assert list(office.assistant.library.articles) == ["quiet"]
    assert door(office, "bob").asked()[0].answers == ()
