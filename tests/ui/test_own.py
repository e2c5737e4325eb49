"""What a person does with what is theirs: undo, drafts, coverage, what a model may do, privacy, export, deletion."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from assistant import privacy
from assistant.models import trust
from assistant.settings import Settings
from corpus import drafts
from corpus.documents import Card
from tests.data.make_state import fill
from tests.ui.pages import Open, ask, fresh, go, press, ran, seen
from tests.ui.scripted import ARTICLE, QUOTE, Gate, answered, cite
from tests.ui.test_app import done
from ui import library_texts, service, settings_texts, state, texts

ELSEWHERE = SimpleNamespace(identity="openai:gpt-x", local=False)


def part(at: AppTest, name: str) -> AppTest:
    """Another part of the Library page."""
    go(at, "library")
    at.button_group(key="library-part").set_value(name)
    return ran(at.run())


# ---------------------------------------------------------------- Ask


def test_a_deleted_conversation_is_put_back(begin: Open) -> None:
    at, assistant = begin()
    ask(at, "she is quiet")
    before = assistant.store.everything()
    press(at, texts.DELETE)
    assert assistant.store.conversations() == [] and texts.DELETED in seen(at)
    press(at, texts.UNDO)
    assert assistant.store.everything() == before
    assert "I'd ask her." in seen(at) and texts.UNDO not in seen(at)


def test_undoing_goes_with_the_next_conversation(begin: Open) -> None:
    at, _ = begin()
    ask(at, "she is quiet")
    press(at, texts.DELETE)
    ask(at, "he talks too much")
    assert texts.UNDO not in seen(at)


@pytest.fixture
def practise(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of that address is registered."""
    real = state.keep_pages

    def with_practise(pages: dict[str, Any]) -> dict[str, Any]:
        if not any(page.url_path == "practise" for page in pages.values()):
            pages["Practise"] = st.Page(lambda: None, title="Practise", url_path="practise")
        return real(pages)

    monkeypatch.setattr(state, "keep_pages", with_practise)


@pytest.mark.usefixtures("practise")
def test_a_first_visit_is_led_to_a_question_and_then_to_a_practice(begin: Open) -> None:
    at, assistant = begin()
    assert texts.FIRST_TITLE in seen(at)
    ask(at, "she is quiet")
    assert texts.FIRST_ASKED in seen(at)
    talk = assistant.store.start_practice("freight-dispatch", "discovery", {}, 1)
    assert texts.FIRST_ASKED not in seen(ran(at.run()))
    assistant.store.delete_practice(talk)
    ask(at, "and if she says no?")
    assert texts.FIRST_ASKED not in seen(at)
    press(at, texts.NEW)
    assert texts.FIRST_TITLE not in seen(at)


def test_a_model_elsewhere_is_agreed_to_first(begin: Open, settings: Settings) -> None:
    _, assistant = begin()
    assistant.model = ELSEWHERE
    at = fresh()
    page = seen(at)
    assert settings_texts.NOTICE in page and all(line in page for line in privacy.LEAVES)
    press(at, settings_texts.AGREE)
    assert privacy.read(settings.home).agreed == ("openai:gpt-x",)
    assert settings_texts.NOTICE not in seen(at) and settings_texts.NOTICE not in seen(fresh())


def test_it_can_be_put_off_and_nothing_is_agreed_to(begin: Open, settings: Settings) -> None:
    _, assistant = begin()
    assistant.model = ELSEWHERE
    at = press(fresh(), settings_texts.WITHOUT)
    assert settings_texts.NOTICE not in seen(at)
    assert privacy.read(settings.home).agreed == ()
    assert settings_texts.NOTICE in seen(fresh())


# ---------------------------------------------------------------- the library


def two_articles(at: AppTest) -> None:
    go(at, "library")
    text = "# First\n\nAsk one thing at a time.\n\n# Second\n\nThen wait for the whole answer.\n"
    at.file_uploader[0].set_value([("both.md", text.encode(), "text/markdown"), ("bad.txt", b"", "text/plain")])
    at.checkbox(key="split").set_value(True)
    ran(at.run())
    press(at, library_texts.PREVIEW)


def test_several_articles_in_a_file_are_looked_at_and_chosen_from(begin: Open) -> None:
    at, assistant = begin()
    two_articles(at)
    page = seen(at)
    assert library_texts.PREVIEWED in page and "Ask one thing at a time." in page
    assert any("bad.txt" in error.value.replace("\\", "") for error in at.error)
    assert assistant.library.given == []
    (second,) = [box for box in at.checkbox if "Second" in box.label]
    second.set_value(False)
    ran(at.run())
    done(press(at, library_texts.CHOSEN))
    assert [(name, text) for name, text, _ in assistant.library.given] == [
        ("both.md · First", "# First\n\nAsk one thing at a time.\n")
    ]


def test_a_preview_goes_when_something_else_is_chosen(begin: Open) -> None:
    at, _ = begin()
    two_articles(at)
    at.checkbox(key="split").set_value(False)
    ran(at.run())
    assert library_texts.PREVIEWED not in seen(at)


def test_what_is_no_address_is_said(begin: Open) -> None:
    at, assistant = begin()
    go(at, "library")
    at.text_input(key="address-0").set_value("/etc/passwd")
    ran(at.run())
    done(press(at, texts.ADD_BUTTON))
    assert "is no address of a web page" in seen(at)
    assert assistant.library.given == []


CARD = Card(
    "quiet-draft-1", "quiet", (cite(),), "I'd ask her what changed.", "both", ("she went quiet on me", "he says nothing"),
    "When did I last listen?", "Ask her on Thursday.", status="draft", writer="drafted by a model",
)  # fmt: skip


@pytest.fixture
def drafted(begin: Open) -> tuple[AppTest, Any]:
    """The Drafts part, with a draft that waits."""
    at, assistant = begin()
    drafts.save(assistant.library.cards_file("quiet"), [CARD])
    return part(at, library_texts.DRAFTS), assistant


def kept(assistant: Any) -> list[Card]:
    while service.current().tasks.latest.running:
        pass
    return drafts.read(assistant.library.cards_file("quiet"))


def test_a_draft_shows_what_it_stands_on_and_is_accepted(drafted: tuple[AppTest, Any]) -> None:
    at, assistant = drafted
    page = seen(at)
    for words in (CARD.step, CARD.ask_yourself, CARD.small_action, "she went quiet on me", "Ask first. - Then listen"):
        assert words in page
    press(at, library_texts.ACCEPT)
    assert kept(assistant) == [replace(CARD, status="reviewed")]
    assert assistant.library.opened == 1
    assert library_texts.NO_DRAFTS in seen(ran(at.run()))


def test_a_draft_is_rejected(drafted: tuple[AppTest, Any]) -> None:
    at, assistant = drafted
    press(at, library_texts.REJECT)
    assert kept(assistant) == [] and assistant.library.opened == 1


def test_a_draft_is_edited_and_stays_a_draft(drafted: tuple[AppTest, Any]) -> None:
    at, assistant = drafted
    at.text_area(key="edit-step-quiet-draft-1").set_value("I'd ask her: what: changed?\n")
    at.text_area(key="edit-situations-quiet-draft-1").set_value("she went quiet\n\nhe - says # nothing")
    press(at, library_texts.SAVE)
    assert kept(assistant) == [
        replace(CARD, step="I'd ask her: what: changed?", situations=("she went quiet", "he - says # nothing"))
    ]


def test_an_edit_that_makes_no_card_changes_nothing(drafted: tuple[AppTest, Any]) -> None:
    at, assistant = drafted
    at.text_area(key="edit-step-quiet-draft-1").set_value("  ")
    (save,) = [button for button in at.button if button.label == library_texts.SAVE]
    ran(save.click().run())
    assert at.toast and drafts.read(assistant.library.cards_file("quiet")) == [CARD]


def test_a_broken_cards_file_is_one_sentence(begin: Open) -> None:
    at, assistant = begin()
    path = assistant.library.cards_file("quiet")
    path.parent.mkdir(parents=True)
    path.write_text("{")
    part(at, library_texts.DRAFTS)
    assert len(at.error) == 1 and "quiet.yaml" in at.error[0].value.replace("\\", "")


def test_without_a_model_nothing_can_be_drafted(begin: Open) -> None:
    at, _ = begin()
    page = seen(part(at, library_texts.DRAFTS))
    assert library_texts.DRAFT_NONE_SET in page and library_texts.DRAFT_CARDS not in page


def test_questions_that_found_nothing_are_done_or_deleted(begin: Open) -> None:
    at, assistant = begin()
    assistant.store.add_unanswered("accelerators?", ["pay"])
    assistant.store.add_unanswered("the capital of Mongolia?", [])
    part(at, library_texts.NEXT)
    assert "accelerators?" in seen(at) and "listening" in seen(at) and library_texts.WITHOUT_CARD in seen(at)
    press(at, library_texts.UNANSWERED_DELETE)
    press(at, library_texts.UNANSWERED_DONE)
    assert [(q.question, q.state) for q in assistant.store.unanswered("")] == [("accelerators?", "done")]
    assert "accelerators?" not in seen(at)


# ---------------------------------------------------------------- settings


def test_a_person_overrules_what_was_measured_and_takes_it_back(begin: Open, settings: Settings) -> None:
    at, assistant = begin()
    assistant.model = ELSEWHERE
    go(at, "settings")
    for choice, allowed, overruled in (("yes", True, True), ("no", False, True), ("measured", False, False)):
        at.button_group(key="may-case").set_value(choice)
        ran(at.run())
        now = trust.profile("openai:gpt-x", settings.home)["case"]
        assert (now.allowed, now.overruled) == (allowed, overruled)
    assert assistant.trusted_anew == 3


def test_masking_is_switched_on_with_names_and_says_what_it_may_miss(begin: Open, settings: Settings) -> None:
    at, _ = begin()
    page = seen(go(at, "settings"))
    assert settings_texts.NOTHING_LEAVES in page and settings_texts.MISSES in page
    at.checkbox(key="mask").set_value(True)
    at.text_area(key="mask-names").set_value("Dana Whitfield\n\nTom")
    press(at, settings_texts.MASK_SAVE)
    assert privacy.read(settings.home) == privacy.Privacy(True, ("Dana Whitfield", "Tom"), ())


def test_all_my_data_comes_out_as_one_file(begin: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    at, assistant = begin()
    fill(assistant.store)
    given: list[bytes] = []
    go(at, "settings")
    monkeypatch.setattr("streamlit.download_button", lambda label, data, **_: given.append(data))
    press(at, settings_texts.EXPORT)
    with zipfile.ZipFile(io.BytesIO(given[0])) as packed:
        assert json.loads(packed.read("data/conversations.json"))[0]["title"] == "About Dana"


def test_everything_is_deleted_only_after_the_word_was_typed(begin: Open) -> None:
    gate = Gate()
    at, assistant = begin([answered(small_action=""), gate, answered()])
    ask(at, "she is quiet")  # still being answered
    fill(assistant.store)
    go(at, "settings")
    press(at, settings_texts.DELETE_BUTTON)
    assert assistant.store.conversations()
    at.text_input(key="delete-word").set_value("Delete ")
    ran(at.run())
    press(at, settings_texts.DELETE_BUTTON)
    gate.open.set()
    assert not any(assistant.store.everything().values())
    assert texts.ASK_WHAT in seen(go(at, ""))


def test_the_passage_of_the_card_is_in_the_article() -> None:
    assert QUOTE in ARTICLE.text
