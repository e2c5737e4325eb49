"""Scenarios of the team's own on the Practise page: made, mended, kept and removed by who may."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assistant.errors import NotAllowed, StoreError, WeightsError
from assistant.practice import authoring
from assistant.settings import Settings
from tests.ui.pages import Open, go, press, ran, seen
from tests.ui.team import Office, owner
from ui import people_texts, service
from ui import practice_texts as texts

COPY, FORM, OWN = "copy freight-dispatch", "new coaching", "own freight-dispatch-copy"


@pytest.fixture(autouse=True)
def plays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Playing a scenario needs real ears (tests/assistant/practice/test_authoring.py); what reads it is real here as well."""
    monkeypatch.setattr("assistant.practice.rooms.rehearsal.problems", lambda listener: [])


@pytest.fixture
def office(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Bob is an editor, Carl a member; Ann, an admin, has made it so."""
    found = Office(settings, monkeypatch)
    found.at("bob")
    found.here("ann")
    service.team().set_role(owner("bob"), "editor")
    yield found
    service.provide(None)


def choose(at: AppTest, choice: str) -> AppTest:
    return ran(at.selectbox(key="scenario-to-write").set_value(choice).run())


def field(at: AppTest) -> Any:
    return next(area for area in at.text_area if area.label == texts.WRITE_TEXT)


def toasts(at: AppTest) -> list[str]:
    return [toast.value for toast in at.toast]


def folder(office: Office) -> Path:
    return office.assistant.settings.home / "scenarios"


def test_a_member_neither_sees_it_nor_may_do_it(office: Office) -> None:
    at = office.at("carl", "practise")
    assert texts.WRITE not in [expander.label for expander in at.expander]
    assert "scenario-to-write" not in [box.key for box in at.selectbox]
    with pytest.raises(NotAllowed, match="you may not change the scenarios; an editor or an admin may"):
        service.require("scenarios")


def test_an_editor_makes_one_from_a_copy_and_it_is_there_and_on_record(office: Office) -> None:
    at = choose(office.at("bob", "practise"), COPY)
    field(at).set_value(field(at).value.replace("title: ", "title: Ours, ", 1))
    press(at, texts.CHECK)
    assert texts.NO_PROBLEMS in seen(at) and not folder(office).exists()
    press(at, texts.SAVE)
    assert texts.SAVED in toasts(at)
    assert "look-freight-dispatch-copy" in [button.key for button in at.button]
    assert at.selectbox(key="scenario-to-write").value == OWN and "Ours, " in field(at).value
    assert "Ours, " in seen(office.at("carl", "practise"))
    at = office.at("ann", "library")
    at.button_group[0].set_value(people_texts.AUDIT)
    assert "Bob saved the practice scenario freight-dispatch-copy" in seen(ran(at.run()))
    at = choose(office.at("bob", "practise"), COPY)
    assert authoring.id_in(field(at).value) == "freight-dispatch-copy-2", "the next copy begins anew"


def test_a_text_that_is_wrong_is_refused_and_stays(office: Office) -> None:
    at = choose(office.at("bob", "practise"), COPY)
    wrong = "id: ] <b>no</b>"
    field(at).set_value(wrong)
    press(at, texts.SAVE)
    assert [error.value for error in at.error] == [texts.NOT_SAVED]
    assert "the text: not valid YAML (line 1)" in seen(at) and field(at).value == wrong
    assert list(folder(office).glob("*")) == []
    field(at).set_value("id: x\n<b>kind</b>: y")
    press(at, texts.CHECK)
    assert texts.NOT_SAVED not in seen(at) and texts.problems(1) in seen(at)
    assert not any(element.proto.allow_html for element in at.markdown)
    ran(at.run())
    assert texts.problems(1) in seen(at) and field(at).value == "id: x\n<b>kind</b>: y"
    choose(at, FORM)
    assert "kind: coaching" in field(at).value
    field(at).set_value("half a form")
    ran(at.run())
    choose(at, COPY)
    assert field(at).value == "id: x\n<b>kind</b>: y"
    go(go(at, "library"), "practise")
    assert field(at).value == "id: x\n<b>kind</b>: y", "also after a look at another page"
    press(at, texts.ANEW_BUTTON)
    assert authoring.id_in(field(at).value) == "freight-dispatch-copy"
    assert field(choose(at, FORM)).value == "half a form"


def test_the_id_of_a_shipped_one_is_allowed_and_what_that_means_is_said(office: Office) -> None:
    at = choose(office.at("bob", "practise"), COPY)
    assert texts.TAKES_PLACE not in seen(at)
    text = (
        field(at).value.replace("id: freight-dispatch-copy", "id: freight-dispatch").replace("title: ", "title: Ours, ")
    )
    field(at).set_value(text)
    assert texts.TAKES_PLACE in seen(ran(at.run()))
    press(at, texts.SAVE)
    assert (folder(office) / "freight-dispatch.yaml").is_file() and "Ours, " in seen(at)
    labels = at.selectbox(key="scenario-to-write").options
    assert [label.startswith(texts.own_scenario("", "Ours, ")[:14]) for label in labels].count(True) == 1
    assert not [label for label in labels if label.startswith(texts.copy_of("Ours"))], "a copy is of the shipped one"
    press(at, texts.REMOVE_BUTTON)
    assert texts.REMOVED_BACK in toasts(at) and "Ours, " not in seen(at)
    assert [c.action for c in service.team().audit()][:2] == ["scenario-remove", "scenario"]


def test_it_is_removed_and_the_field_is_gone(office: Office) -> None:
    at = press(choose(office.at("bob", "practise"), COPY), texts.SAVE)
    press(at, texts.REMOVE_BUTTON)
    assert texts.REMOVED in toasts(at) and list(folder(office).glob("*")) == []
    assert "look-freight-dispatch-copy" not in [button.key for button in at.button]
    assert at.selectbox(key="scenario-to-write").value is None and not at.text_area


def test_two_editors_do_not_overwrite_one_another(office: Office) -> None:
    at = press(choose(office.at("bob", "practise"), COPY), texts.SAVE)
    other = choose(office.at("ann", "practise"), OWN)
    field(other).set_value(field(other).value.replace("title: ", "title: Hers, ", 1))
    press(other, texts.SAVE)
    office.here("bob")
    mine = field(at).value.replace("title: ", "title: His, ", 1)
    field(at).set_value(mine)
    press(at, texts.SAVE)
    assert "was changed since you opened it" in at.error[0].value and field(at).value == mine
    press(at, texts.ANEW_BUTTON)
    assert "Hers, " in field(at).value and not at.error
    field(at).set_value(mine)
    office.here("ann")
    press(other, texts.REMOVE_BUTTON)
    office.here("bob")
    ran(at.run())
    assert field(at).value == mine
    press(at, texts.SAVE)
    assert "His, " in seen(at), "removed meanwhile: what was typed was not lost"


def test_a_file_is_taken_in_or_refused_and_nothing_typed_is_lost_by_a_bad_one(office: Office) -> None:
    at = choose(office.at("bob", "practise"), FORM)
    before = field(at).value
    at.file_uploader[0].set_value(("mine.yaml", b"id: \xff", "application/yaml"))
    ran(at.run())
    assert "mine.yaml: is not UTF-8 text" in at.error[0].value.replace("\\", "") and field(at).value == before
    at.file_uploader[0].set_value(("mine.yaml", "\ufeffid: mine\r\n".encode(), "application/yaml"))
    ran(at.run())
    assert field(at).value == "id: mine\n" and not at.error and texts.WRITE_TAKEN in toasts(at)


def test_a_broken_file_is_named_and_the_rest_goes_on(office: Office) -> None:
    folder(office).mkdir(parents=True)
    (folder(office) / "broken.yaml").write_text("id: ]")
    (folder(office) / "latin.yaml").write_bytes(b"\xe9")
    page = seen(office.at("carl", "practise"))
    assert texts.left_out("broken.yaml") in page and "not valid YAML" not in page and texts.START_HERE in page
    at = office.at("bob", "practise")
    assert texts.broken("broken.yaml: not valid YAML (line 1)") in seen(at)
    assert str(folder(office)) not in seen(at)
    assert field(choose(at, "own broken")).value == "id: ]"
    choose(at, "own latin")
    assert "latin.yaml: is not UTF-8 text" in at.error[0].value.replace("\\", "") and not at.text_area
    press(at, texts.REMOVE_BUTTON)
    assert not (folder(office) / "latin.yaml").exists()


def test_a_role_that_was_taken_away_ends_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    at = choose(office.at("bob", "practise"), COPY)
    monkeypatch.setattr("ui.login.FRESH", -1.0)
    office.here("ann")
    service.team().set_role(owner("bob"), "member")
    office.here("bob")
    press(at, texts.SAVE)
    assert list(folder(office).glob("*")) == [] and not at.text_area


def test_one_person_alone_may_do_it(begin: Open) -> None:
    at, assistant = begin()
    choose(go(at, "practise"), COPY)
    press(at, texts.SAVE)
    assert (assistant.settings.home / "scenarios" / "freight-dispatch-copy.yaml").is_file()
    for kind in ("button", "selectbox", "text_area", "file_uploader"):
        assert all(widget.label.strip() for widget in getattr(at, kind))


def test_what_is_not_on_record_is_kept_all_the_same(begin: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    at, assistant = begin()

    def full(*_: Any) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr("assistant.team.Team.record", full)
    press(choose(go(at, "practise"), COPY), texts.SAVE)
    assert texts.unrecorded("the disk is full") in [toast.replace("\\", "") for toast in toasts(at)]
    assert authoring.own(assistant.practice) == ["freight-dispatch-copy"]


def test_what_was_typed_stays_where_it_cannot_be_played(begin: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    at, _ = begin()

    def deaf(listener: Any) -> list[str]:
        raise WeightsError("the weights are not here")

    monkeypatch.setattr("assistant.practice.rooms.rehearsal.problems", deaf)
    choose(go(at, "practise"), COPY)
    mine = field(at).value.replace("title: ", "title: Mine, ", 1)
    field(at).set_value(mine)
    for button in (texts.CHECK, texts.SAVE):
        press(at, button)
        assert [error.value for error in at.error] == ["the weights are not here"] and field(at).value == mine
