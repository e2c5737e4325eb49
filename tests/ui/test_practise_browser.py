"""Practise and Drill in a real browser, as a person walks through them (the running app of conftest.py)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from assistant.practice import drills
from assistant.store import Store
from tests.ui.browsing import PALE, App, heard, opened, overflow, settled
from ui import practice_texts as texts

pytestmark = pytest.mark.browser
ASK = "How does an order get from a customer into dispatch today?"
PITCH = "We solve exactly that. Can I show you our demo?"
BETTER = "So every order is keyed in a second time. What does that do to the drivers' mornings?"


def say(page: Any, line: str) -> None:
    """Says it, and waits until the person has answered."""
    messages = page.get_by_test_id("stChatMessage")
    before = messages.count()
    field = page.get_by_test_id("stChatInputTextArea")
    field.fill(line)
    field.press("Enter")
    messages.nth(before + 1).wait_for()
    settled(page)
    heard(page, messages.last.inner_text().strip().splitlines()[-1])


def readable(page: Any) -> None:
    """Everything on the page can be read, and nothing is wider than the window."""
    settled(page)
    seen, pale = page.evaluate(PALE)
    assert seen > 10
    assert pale == []
    assert overflow(page) <= 0
    assert (page.outside, page.broken) == ([], [])


def test_practise_hint_rewind_finish_and_follow_a_quote(browser: Any, app: App, shots: Path) -> None:
    page = opened(browser, app, 390, "dark", "/practise?scenario=freight-dispatch")
    page.get_by_text(texts.RUBRIC, exact=True).wait_for()
    page.get_by_role("button", name=texts.BEGIN).click()
    page.get_by_test_id("stChatInputTextArea").wait_for()
    say(page, ASK)
    page.get_by_role("button", name=texts.HINT).click()
    page.get_by_text(texts.HINT_TITLE).wait_for()
    say(page, PITCH)
    page.get_by_text(texts.HINT_TITLE).wait_for(state="detached")
    page.reload()  # nothing is lost
    page.get_by_text(PITCH, exact=True).wait_for()
    page.get_by_role("button", name=texts.AGAIN).last.click()
    page.get_by_text(PITCH, exact=True).wait_for(state="detached")
    say(page, BETTER)
    readable(page)
    page.screenshot(path=shots / "practise-talk.png")

    page.get_by_role("button", name=texts.FINISH).click()
    page.get_by_role("heading", name=texts.CARD_TITLE).wait_for()
    readable(page)
    session = re.search(r"s=(\w+)", page.url)[1]  # type: ignore[index]
    store = Store(f"sqlite:///{app.home / 'state.db'}")
    (result,) = [result for result in store.practice_results() if result.session == session]
    assert texts.score(result.score) in page.get_by_role("heading", level=2).all_inner_texts()
    assert len(store.practice_turns(session)) == 3
    quoted = next(check for check in result.document["checks"] if check["turn"] == 2)
    link = page.locator(f".st-key-check-{quoted['id']} a")
    link.focus()
    page.keyboard.press("Enter")
    there = page.locator(".sentence:target")
    there.wait_for()
    page.wait_for_timeout(300)
    assert there.inner_text() == quoted["quote"]
    assert 0 <= there.bounding_box()["y"] <= 820, "its turn is scrolled to"
    page.screenshot(path=shots / "practise-jump.png")

    page.locator(f".st-key-cite-{quoted['id']} button:visible").click()
    page.locator("#passage").wait_for()
    assert page.locator("mark").all_text_contents() == [quoted["passage"]]


def tab_to(page: Any, name: str) -> None:
    """Moves with the Tab key until the button of this name has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('button')?.innerText || ''").strip().endswith(name):
            return
    raise AssertionError(f"{name} cannot be reached with Tab")


def test_a_practice_with_the_keyboard_alone(browser: Any, app: App) -> None:
    page = opened(browser, app, 1280, "light", "/practise?scenario=quiet-rep")
    page.get_by_role("button", name=texts.BEGIN).wait_for()
    settled(page)
    tab_to(page, texts.BEGIN)
    page.keyboard.press("Enter")
    field = page.get_by_test_id("stChatInputTextArea")
    field.wait_for()
    settled(page)
    for _ in range(120):
        if field.evaluate("field => field === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.type("How have the last weeks been for you?")
    page.keyboard.press("Enter")
    page.get_by_test_id("stChatMessage").nth(2).wait_for()
    settled(page)
    tab_to(page, texts.FINISH)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=texts.CARD_TITLE).wait_for()
    settled(page)
    page.locator("[class*=st-key-check-] a").first.focus()
    tab_to(page, texts.TALK_ON)


def test_a_drill_with_the_keyboard_alone(browser: Any, app: App, shots: Path) -> None:
    page = opened(browser, app, 1280, "light", "/drill")
    page.get_by_label(texts.DRILL_ANSWER, exact=True).wait_for()
    first = drills.items()[0]
    page.get_by_text(first.say).wait_for()
    page.wait_for_function(f"document.activeElement?.getAttribute('aria-label') === '{texts.DRILL_ANSWER}'")
    page.keyboard.type("Who feels it first when the invoices go out late?")
    page.keyboard.press("Enter")
    page.get_by_role("button", name=texts.DRILL_NEXT).wait_for()
    readable(page)
    page.screenshot(path=shots / "drill-verdict.png")
    (row,) = Store(f"sqlite:///{app.home / 'state.db'}").drills()
    assert (row.item, [answer["good"] for answer in row.document["answers"]]) == (first.id, [True])
    page.keyboard.press("Control+Enter")
    page.get_by_text(first.say).wait_for(state="detached")
    page.get_by_label(texts.DRILL_ANSWER, exact=True).wait_for()


def test_a_scenario_is_made_checked_saved_and_removed(browser: Any, app: App, shots: Path) -> None:
    page = opened(browser, app, 390, "light", "/practise")
    settled(page)  # a list that is opened before is closed when the page is drawn anew
    page.get_by_text(texts.WRITE, exact=True).click()
    choice = page.get_by_role("combobox", name=texts.WRITE_CHOICE)
    choice.click()
    copied = texts.copy_of("The dispatch office")
    choice.press_sequentially(copied)
    page.get_by_role(
        "option", name=copied
    ).click()  # Enter takes whatever is marked, and the list may be filtered later
    field = page.get_by_role("textbox", name=texts.WRITE_TEXT)
    field.wait_for()
    copy = field.input_value()
    field.fill("id: ]")
    page.get_by_role("button", name=texts.CHECK, exact=True).click()
    page.get_by_text("the text: not valid YAML (line 1)").wait_for()
    page.screenshot(path=shots / "scenario-wrong.png", full_page=True)
    assert field.input_value() == "id: ]"
    field.fill(copy)
    page.get_by_role("button", name=texts.CHECK, exact=True).click()
    page.get_by_text(texts.NO_PROBLEMS).wait_for()
    readable(page)
    page.get_by_role("button", name=texts.SAVE, exact=True).click()
    page.get_by_text(texts.SAVED).wait_for()
    settled(page)
    kept = app.home / "scenarios" / "freight-dispatch-copy.yaml"
    assert kept.read_text(encoding="utf-8").rstrip() == copy.rstrip() and field.input_value().rstrip() == copy.rstrip()
    readable(page)
    page.screenshot(path=shots / "scenario-saved.png", full_page=True)
    page.get_by_role("button", name=texts.REMOVE, exact=True).click()
    page.get_by_role("button", name=texts.REMOVE_BUTTON).click()
    page.get_by_text(texts.REMOVED, exact=True).wait_for()
    field.wait_for(state="detached")
    assert not kept.exists()
