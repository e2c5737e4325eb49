"""The exchange in a real browser, three people logged in: one asks, one answers, one reviews; the next one finds it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.ui.browsing import PALE, overflow, settled
from tests.ui.test_people_browser import asked, log_in, serving_team, visit
from ui import exchange_texts as said
from ui import texts

pytestmark = pytest.mark.browser
QUESTION = "Which of my two sellers should have the shared car at the end of each week? What would you do in my shoes?"
ALIKE = "My two sellers both need the shared car at the end of each week. Which of them gets it?"
ANSWER = "I'd sit down with both of them and let them draw their week on one sheet.\nMine found it in ten minutes."


def part(page: Any, name: str) -> None:
    page.get_by_role("radio", name=re.compile(name)).click()
    settled(page)


def fits(page: Any, shots: Path, name: str) -> None:
    """Nothing is wider than the window, and nothing too pale to read."""
    settled(page)
    page.screenshot(path=shots / f"exchange-{name}.png", full_page=True)
    assert overflow(page) <= 0
    assert page.evaluate(PALE)[1] == []


def test_one_asks_one_answers_one_reviews_and_the_next_one_finds_it(home: Path, browser: Any, shots: Path) -> None:
    with serving_team(home) as team:
        bob, eve, ann = (log_in(browser, team, name) for name in ("bob", "eve", "ann"))

        # bob asks on the phone, and hides his name
        bob.set_viewport_size({"width": 390, "height": 860})
        asked(bob, QUESTION)
        bob.get_by_role("button", name=said.ASK).click()
        bob.get_by_label(said.ASK_TEXT).wait_for()
        assert bob.get_by_label(said.ASK_TEXT).input_value() == QUESTION
        bob.get_by_text(said.ASK_HIDE).click()
        fits(bob, shots, "1-ask")
        bob.get_by_role("button", name=said.ASK_SEND).click()
        bob.get_by_text(said.WAITING).wait_for()

        # eve answers with the keyboard alone
        text = visit(eve, team, "exchange")
        assert QUESTION in text and said.COLLEAGUE in text and "Bob" not in text
        fold = eve.locator("summary", has_text=said.ANSWER).first
        fold.focus()
        eve.keyboard.press("Enter")
        eve.get_by_label(said.ANSWER_TEXT).wait_for()
        eve.get_by_label(said.ANSWER_TEXT).focus()
        eve.keyboard.type(ANSWER)
        eve.keyboard.press("Control+Enter")
        eve.get_by_text(said.YOURS).wait_for()
        fits(eve, shots, "2-answer")

        # bob is told at his next visit, and reads it where he asked
        assert said.news(1) in visit(bob, team, "")
        fits(bob, shots, "3-news")
        bob.get_by_role("button", name=said.NEWS_OPEN).click()
        bob.get_by_text("let them draw their week").first.wait_for()
        settled(bob)
        assert said.COLLEAGUES in bob.locator("body").inner_text() and "Eve" in bob.locator("body").inner_text()
        fits(bob, shots, "4-read")
        assert said.news(1) not in visit(bob, team, "")

        # eve agrees to a card, ann reviews it
        visit(eve, team, "exchange")
        part(eve, said.MINE)
        eve.locator("summary", has_text=said.OFFER).click()
        eve.get_by_label(said.OFFER_NAME).fill("Eve E.")
        eve.get_by_role("button", name=said.OFFER_AGREE).click()
        eve.get_by_text(said.STATES["offered"]).wait_for()
        fits(eve, shots, "5-mine")
        visit(ann, team, "exchange")
        part(ann, said.TO_REVIEW)
        ann.get_by_label(said.REVIEW_ASK).fill("What have I not asked the two of them yet?")
        ann.get_by_label(said.REVIEW_ACTION).fill("Put twenty minutes with both in the calendar.")
        fits(ann, shots, "6-review")
        assert "Bob" not in ann.locator("body").inner_text()
        ann.get_by_role("button", name=said.REVIEW_ADD).click()
        ann.get_by_text(said.PUBLISHED).wait_for()

        # the next person with the same story finds it, and the words are exact
        visit(ann, team, "")
        asked(ann, ALIKE)
        chip = ann.locator("[class*=st-key-cite-]", has_text="I'd sit down with both").first
        chip.get_by_role("button").click()
        ann.locator("#passage").wait_for()
        settled(ann)
        marked = "".join(ann.locator(".article mark").all_inner_texts())
        assert "".join(marked.split()) == "".join(ANSWER.split())  # each line is a paragraph of its own there
        ann.screenshot(path=shots / "exchange-7-found.png")

        # eve withdraws: it answers nothing any more
        visit(eve, team, "exchange")
        part(eve, said.MINE)
        eve.get_by_role("button", name=said.WITHDRAW).click()
        eve.get_by_role("button", name=said.WITHDRAW).last.click()
        eve.get_by_text(said.NO_ANSWERS).wait_for()
        visit(ann, team, "")
        ann.get_by_role("button", name=texts.NEW).click()
        asked(ann, ALIKE)
        assert "sit down with both" not in " ".join(ann.get_by_test_id("stChatMessage").all_inner_texts())
        assert not bob.broken and not eve.broken and not ann.broken
