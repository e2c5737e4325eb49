"""The database is locked, or the disk full, while somebody asks and practises: a clear word, nothing lost, nothing double.

And a talk with the keyboard alone. In a real browser, on the running app of conftest.py.
"""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from assistant.store import Store
from tests.ui.browsing import App, heard, opened, settled
from ui import practice_texts, texts

pytestmark = pytest.mark.browser
Trouble = Callable[[App], AbstractContextManager[None]]
FIRST = "My best rep has gone quiet in our team meetings. What would you do in my shoes?"
SECOND = "And what would you do if she says that all is well?"
LINES = ("How does an order get into dispatch today?", "And how long has it been that way?")


@contextmanager
def locked(app: App) -> Iterator[None]:
    """Another program holds the database."""
    other = sqlite3.connect(app.home / "state.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@contextmanager
def full(app: App) -> Iterator[None]:
    """No file of the app's process can grow."""
    import resource

    before = resource.prlimit(app.process, resource.RLIMIT_FSIZE)
    resource.prlimit(app.process, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.prlimit(app.process, resource.RLIMIT_FSIZE, before)


TROUBLES = pytest.mark.parametrize(
    ("trouble", "word"),
    [(locked, "another program holds the database"), (full, "the disk is full or cannot be written")],
    ids=["locked", "full"],
)
pytestmark = [pytestmark, pytest.mark.skipif(sys.platform != "linux", reason="limits of another process are Linux's")]


def send(page: Any, text: str) -> Any:
    """Types it and presses Enter; returns the field."""
    field = page.get_by_test_id("stChatInputTextArea")
    field.fill(text)
    field.press("Enter")
    return field


@TROUBLES
def test_asking(browser: Any, app: App, trouble: Trouble, word: str) -> None:
    page = opened(browser, app)
    send(page, FIRST)
    page.get_by_role("button", name=texts.COPY).wait_for()
    heard(page, "The answer has")
    settled(page)
    with trouble(app):
        field = send(page, SECOND)
        page.get_by_test_id("stToast").filter(has_text=word).wait_for()
        settled(page)
        assert field.input_value() == SECOND
    field.press("Enter")
    page.get_by_role("button", name=texts.COPY).nth(1).wait_for()
    store = Store(f"sqlite:///{app.home / 'state.db'}")
    conversation = re.search(r"c=(\w+)", page.url)
    assert conversation is not None
    turns = store.turns(conversation[1])
    assert [(turn.question, turn.state) for turn in turns] == [(FIRST, "done"), (SECOND, "done")]
    page.context.close()


@TROUBLES
def test_practising(browser: Any, app: App, trouble: Trouble, word: str) -> None:
    page = opened(browser, app, path="/practise?scenario=freight-dispatch")
    page.get_by_role("button", name=practice_texts.BEGIN).click()
    page.get_by_test_id("stChatInputTextArea").wait_for()
    send(page, LINES[0])
    page.get_by_role("button", name=practice_texts.AGAIN).wait_for()
    heard(page, "Dana Whitfield: ")
    settled(page)
    with trouble(app):
        field = send(page, LINES[1])
        page.get_by_test_id("stToast").filter(has_text=word).wait_for()
        settled(page)
        assert field.input_value() == LINES[1]
    field.press("Enter")
    page.get_by_role("button", name=practice_texts.AGAIN).nth(1).wait_for()
    session = re.search(r"s=(\w+)", page.url)
    assert session is not None
    turns = Store(f"sqlite:///{app.home / 'state.db'}").practice_turns(session[1])
    assert [turn.document["said"] for turn in turns] == list(LINES)
    page.context.close()


def test_a_talk_with_the_keyboard_alone(browser: Any, app: App) -> None:
    page = opened(browser, app, path="/practise?scenario=freight-dispatch")
    button = page.get_by_role("button", name=practice_texts.BEGIN)
    button.wait_for()
    settled(page)
    reach(page, button)
    assert (
        page.evaluate(
            "getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).boxShadow"
        )
        != "nonenone"
    ), "one sees where one is"
    page.keyboard.press("Enter")
    field = page.get_by_test_id("stChatInputTextArea")
    field.wait_for()
    settled(page)
    reach(page, field)
    page.keyboard.type(LINES[0])
    page.keyboard.press("Enter")
    page.get_by_role("button", name=practice_texts.AGAIN).wait_for()
    settled(page)
    finish = page.get_by_role("button", name=practice_texts.FINISH)
    reach(page, finish, "Shift+Tab")
    page.keyboard.press("Enter")
    finish.wait_for(state="detached")
    page.context.close()


def reach(page: Any, wanted: Any, key: str = "Tab") -> None:
    """Goes there as one does without a mouse."""
    for _ in range(90):
        if wanted.evaluate("wanted => wanted === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError("it cannot be reached with the keyboard")
