"""Reflect and Progress in a real browser: an exercise to its end, resumed after a refresh, its PDF, and a chart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.ui.browsing import App, opened, overflow, settled
from ui import reflect_texts as texts

pytestmark = pytest.mark.browser


def say(page: Any, text: str) -> None:
    page.locator("textarea:visible").first.fill(text)
    following(page, texts.NEXT)


def following(page: Any, button: str) -> None:
    """Presses, and waits for the next question."""
    before = page.get_by_test_id("stProgress").inner_text()
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_function(
        "before => { const e = document.querySelector('[data-testid=stProgress]'); return !e || e.innerText !== before }",
        arg=before,
    )
    page.wait_for_function(
        "() => document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"
    )
    page.wait_for_timeout(200)


def test_an_exercise_to_its_end_and_a_chart_of_it(browser: Any, app: App, shots: Path) -> None:
    page = opened(browser, app, path="/reflect")
    page.get_by_role("heading", level=1).wait_for()
    settled(page)
    page.screenshot(path=shots / "reflect-list.png")
    page.locator(".st-key-start-self-rating button").click()
    page.get_by_test_id("stProgress").wait_for()
    settled(page)
    say(page, "I asked Tom when the Hartley quote goes out to the buyer")
    say(page, "The partner webinar went to Priya")
    page.reload()
    page.get_by_text(texts.question(3, 8)).wait_for()  # resumed where it was
    settled(page)
    page.screenshot(path=shots / "reflect-question.png")
    say(page, "Sam runs renewal calls alone now, I sat with him three times")
    following(page, texts.SKIP)
    for number in ("40", "60"):
        page.locator("input[type=number]").fill(number)
        following(page, texts.NEXT)
    say(page, "I ask Tom on Monday what he would change and only listen")
    page.get_by_test_id("stDateInput").get_by_role("spinbutton").first.click()
    page.keyboard.type("31122030")
    page.keyboard.press("Escape")
    settled(page)
    page.screenshot(path=shots / "reflect-date.png")
    page.get_by_role("button", name=texts.NEXT, exact=True).click()
    page.get_by_text("Today I am 40 percent leader").wait_for()
    page.locator("[data-testid=stImage] img").first.wait_for()
    settled(page)
    page.screenshot(path=shots / "reflect-result.png", full_page=True)
    with page.expect_download() as waiting:
        page.get_by_role("button", name=texts.AS_PDF).click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF")

    page.get_by_role("link", name=texts.PAGE_PROGRESS).click()
    page.locator("[data-testid=stVegaLiteChart] :is(canvas, svg)").first.wait_for()
    settled(page)
    page.screenshot(path=shots / "progress.png", full_page=True)
    assert (page.outside, page.broken, overflow(page)) == ([], [], 0)
    for path, width, scheme in (("/reflect", 390, "dark"), ("/progress", 390, "dark")):
        phone = opened(browser, app, width, scheme, path)
        phone.get_by_role("heading", level=1).wait_for()
        settled(phone)
        phone.screenshot(path=shots / f"phone{path.replace('/', '-')}.png")
        assert overflow(phone) <= 0
        phone.context.close()
