"""Driving the pages with Streamlit's AppTest, as a person would: open, click, read."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from tests.ui.scripted import ScriptedAssistant
from ui import texts

APP = str(Path(__file__).parents[2] / "ui" / "app.py")
Open = Callable[..., tuple[AppTest, ScriptedAssistant]]


def fresh(query: dict[str, str] | None = None) -> AppTest:
    """A new browser tab."""
    at = AppTest.from_file(APP, default_timeout=20)
    for name, value in (query or {}).items():
        at.query_params[name] = value
    return ran(at.run())


def go(at: AppTest, url_path: str) -> AppTest:
    """A click in the navigation."""
    at._page_hash = calc_hash(url_path)
    return ran(at.run())


def ran(at: AppTest) -> AppTest:
    assert not at.exception, at.exception
    return at


def ask(at: AppTest, question: str) -> AppTest:
    """Asks, and waits for the worker as a person would; what is still running after two seconds stays so."""
    ran(at.chat_input[0].set_value(question).run())
    until = time.monotonic() + 2
    while time.monotonic() < until and not (at.error or at.warning or any(texts.COPY in b.label for b in at.button)):
        time.sleep(0.05)
        ran(at.run())
    return at


def press(at: AppTest, label: str, number: int = 0) -> AppTest:
    found = [button for button in at.button if button.label.strip("* ") == label]
    assert len(found) > number, f"no button {label!r} among {[button.label for button in at.button]}"
    return ran(found[number].click().run())


def seen(at: AppTest) -> str:
    """Everything that can be read on the page, without marks of Markdown."""
    kinds = (
        "title",
        "subheader",
        "markdown",
        "caption",
        "text",
        "info",
        "warning",
        "error",
        "success",
        "button",
        "code",
    )
    found = []
    for kind in kinds:
        found += [str(getattr(element, "label", None) or element.value) for element in getattr(at, kind)]
    found += [html.proto.body for html in at.get("html")]
    return re.sub(r"[*\\]", "", "\n".join(found))
