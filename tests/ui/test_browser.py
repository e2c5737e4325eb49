"""The real app in a real browser: `coach ui` without a chat model, Debian's chromium. One home, made anew, for all."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest

from assistant.store import Store
from tests.ui.browsing import PALE, App, heard, opened, overflow, settled
from ui import texts

pytestmark = pytest.mark.browser
QUESTION = (
    "My best rep has gone quiet in team meetings and her numbers slipped two months in a row. "
    "What would you do in my shoes?"
)

PAGES = [
    *("/", "/practise", "/practise?scenario=freight-dispatch", "/drill", "/reflect", "/progress", "/library", "/evals"),
    *("/settings", "/article?id=quietly-quitting&at=704-817"),
]


def ask(page: Any, question: str = QUESTION) -> None:
    """Types the question and waits for the whole answer."""
    field = page.get_by_test_id("stChatInputTextArea")
    field.fill(question)
    field.press("Enter")
    page.get_by_role("button", name=texts.COPY).last.wait_for()
    settled(page)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark"), (390, "light"), (1280, "dark")])
def test_ask_and_open_the_passage(browser: Any, app: App, shots: Path, width: int, scheme: str) -> None:
    page = opened(browser, app, width, scheme)
    page.get_by_text(texts.ASK_EXAMPLES_LABEL).wait_for()
    settled(page)
    page.screenshot(path=shots / f"{width}-{scheme}-1-empty.png")
    ask(page)
    heard(page, "The answer has ")
    page.get_by_text(texts.ASK_YOURSELF).wait_for()
    page.screenshot(path=shots / f"{width}-{scheme}-2-answer.png")
    assert page.get_by_test_id("stText").last.bounding_box()["y"] < 400  # it is read from its beginning
    assert overflow(page) <= 0

    settled(page)
    page.locator("[class*=st-key-cite-] button:visible").first.click()
    mark = page.locator("#passage")
    mark.wait_for()
    settled(page)
    page.screenshot(path=shots / f"{width}-{scheme}-3-passage.png")
    box = mark.bounding_box()
    assert 0 <= box["y"] <= 860 - 40, "the passage is scrolled to"
    assert overflow(page) <= 0

    store = Store(f"sqlite:///{app.home / 'state.db'}")
    conversation = re.search(r"c=(\w+)", page.url)[1]  # type: ignore[index]
    step = store.turns(conversation)[-1].answer["steps"][0]
    cited = [c for c in step["citations"] if c["article"] == step["citations"][0]["article"]]
    assert "".join(page.locator("mark").all_text_contents()) == "".join(
        c["quote"] for c in sorted(cited, key=lambda c: c["start"])
    )
    from corpus.library import shipped_folder
    from corpus.loaders import load

    article = load(shipped_folder("articles") / f"{cited[0]['article']}.md")
    assert page.locator("article.article").text_content() == article.text
    page.keyboard.press("Escape")
    mark.wait_for(state="detached")
    assert (page.outside, page.broken) == ([], [])


def test_a_refresh_and_a_second_tab_show_the_same(browser: Any, app: App) -> None:
    page = opened(browser, app)
    ask(page)
    steps = page.locator("[class*=st-key-step-]").all_inner_texts()
    assert steps
    page.reload()
    other = opened(browser, app, path=page.url.removeprefix(app.url))
    for tab in (page, other):
        tab.get_by_role("button", name=texts.COPY).last.wait_for()
        settled(tab)
        assert tab.locator("[class*=st-key-step-]").all_inner_texts() == steps


def test_with_the_keyboard_alone(browser: Any, app: App) -> None:
    page = opened(browser, app)
    field = page.get_by_test_id("stChatInputTextArea")
    field.wait_for()
    for _ in range(60):
        if field.evaluate("field => field === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.type("My best rep has gone quiet in our meetings and I don't know why.")
    page.keyboard.press("Enter")
    page.get_by_role("button", name=texts.COPY).last.wait_for()
    settled(page)
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("!!document.activeElement.closest('[class*=st-key-cite-]')"):
            break
    page.keyboard.press("Enter")
    page.locator("#passage").wait_for()
    page.keyboard.press("Escape")
    page.locator("#passage").wait_for(state="detached")


def test_html_in_a_question_is_text(browser: Any, app: App) -> None:
    page = opened(browser, app)
    said = "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'> my best rep has gone quiet"
    ask(page, said)
    assert page.get_by_test_id("stText").last.inner_text() == said
    assert page.evaluate("window.hacked") is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_every_text_can_be_read(browser: Any, app: App, scheme: str, path: str) -> None:
    page = opened(browser, app, 1280, scheme, path)
    page.get_by_role("heading", level=1).first.wait_for()
    if path == "/":
        ask(page)
    settled(page)
    seen, pale = page.evaluate(PALE)
    assert seen > 10
    assert pale == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [360, 2560])
def test_nothing_is_wider_than_the_window(browser: Any, app: App, path: str, width: int) -> None:
    page = opened(browser, app, width, "light", path)
    page.get_by_role("heading", level=1).first.wait_for()
    settled(page)
    assert overflow(page) <= 0
    assert page.broken == []


def test_a_file_is_added_answers_and_is_removed(browser: Any, app: App, tmp_path: Path, shots: Path) -> None:
    good, bad = tmp_path / "parking.md", tmp_path / "picture.txt"
    good.write_text(
        "# Parking bays\n\nWhoever parks a forklift in the visitors' bay gives up a coffee voucher to the receptionist.\n"
    )
    bad.write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8)
    page = opened(browser, app, path="/library")
    page.get_by_text(texts.ADD).first.click()
    page.locator("input[type=file]").set_input_files([good, bad])
    page.get_by_role("button", name=texts.ADD_BUTTON).click()
    page.get_by_text("parking.md: added").wait_for()
    assert "picture.txt" in page.get_by_test_id("stAlert").last.inner_text()
    page.screenshot(path=shots / "library-added.png")
    page.goto(f"{app.url}/article?id=parking")
    page.get_by_text("gives up a coffee voucher").wait_for()
    page.goto(f"{app.url}/library")
    row = page.locator(".st-key-article-parking")
    row.get_by_text(texts.REMOVE).click()
    page.get_by_role("button", name=texts.REMOVE_BUTTON).click()
    page.get_by_text(texts.REMOVED, exact=True).wait_for()
    row.wait_for(state="detached")


def test_the_app_is_quick_enough_to_use(browser: Any, app: App) -> None:
    """From Enter to the first step on the screen; a bound that a loaded machine keeps as well."""
    page = opened(browser, app)
    ask(page)  # warm
    field = page.get_by_test_id("stChatInputTextArea")
    field.fill("A new rep of mine hangs up before anybody can say no.")
    begun = time.perf_counter()
    field.press("Enter")
    page.locator("[class*=st-key-turn-]").nth(1).wait_for()
    page.locator("[class*=st-key-cite-]:visible").last.wait_for()
    assert time.perf_counter() - begun < 10
