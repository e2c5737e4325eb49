"""The pictures of the README: the running app with a library, a practice and a reflection in it. `make docs`"""

from __future__ import annotations

import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assistant.app import Assistant, build_assistant
from assistant.settings import from_environment
from ui import texts

FOLDER = Path(__file__).parents[1] / "docs" / "images"
WIDTH, HEIGHT = 1280, 860
SECONDS = 120  # that a slow machine may take for one thing
COLOURS = 128  # of a picture; keeps it small
QUESTION = (
    "My best rep has gone quiet in team meetings and her numbers slipped two months in a row. "
    "What would you do in my shoes?"
)
TALK = (
    "Hi Dana, thanks for taking this. How does an order get from a customer into dispatch today?",
    "So every order is typed in a second time. How long has it been that way?",
    "What does that do to the drivers' mornings?",
    "We solve exactly that. Can I show you our demo?",
    "Sorry, that was too quick. Who feels it first when the trucks leave late?",
    "What was tried to get rid of the double typing?",
)
WEEK = """Mon 9:00-10:30 pipeline review
Mon 11:00-11:30 1:1 with Priya
Mon 13:00-15:00 forecast spreadsheet
Tue 10:00-12:00 deal rescue Hartley
Tue 14:00-15:00 call coaching Sam
Wed 9:00-11:00 CRM clean-up
Wed 13:00-14:00 team lunch
Thu 11:00-11:30 1:1 with Tom
Thu 14:00-16:00 quarterly report
Fri 9:00-10:00 ride-along Sam"""
AUDIT = (WEEK, "ok", "1", "Sit beside Sam for two discovery calls each Tuesday at ten", "tomorrow")


def fill(assistant: Assistant) -> tuple[str, str]:
    """Plays a practice and an exercise to their ends; returns the ids of both."""
    session = assistant.practice.begin("freight-dispatch", 0)
    for line in TALK:
        session.say(line)
    session.finish()
    sitting = assistant.reflections.start("time-audit")
    for answer in AUDIT:
        sitting, reply = assistant.reflections.answer(sitting, answer)
        if reply.kind == "problem":
            raise ValueError(f"the exercise does not take {answer!r}: {reply.said}")
    return session.id, sitting.id


@contextmanager
def running(home: Path) -> Iterator[str]:
    """`coach ui` without a chat model on a free port; its address. Ends with it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment: Mapping[str, str] = {**os.environ, "COACH_HOME": str(home), "COACH_MODEL": "none"}
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "ui.cli", "ui", "--port", str(port)], stderr=subprocess.PIPE, text=True, env=environment
    )
    assert process.stderr is not None
    try:
        said = []
        for line in process.stderr:
            said.append(line)
            if f":{port}" in line:
                break
        else:
            raise RuntimeError("coach ui ended: " + "".join(said))
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        finally:
            process.kill()


@contextmanager
def browser() -> Iterator[Any]:
    """Chromium. Raises FileNotFoundError where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        raise FileNotFoundError("there is no chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])


@contextmanager
def filled() -> Iterator[tuple[str, dict[str, str]]]:
    """The app on a new home with a practice and a reflection in it: (address, page -> its path)."""
    with tempfile.TemporaryDirectory(prefix="coach-") as folder:
        home = Path(folder)
        assistant = build_assistant(from_environment(home=home, model="none"))
        practice, reflection = fill(assistant)
        assistant.close()
        paths = {"practise": f"/practise?s={practice}", "reflect": f"/reflect?kept={reflection}"}
        with running(home) as url:
            yield url, paths


def still(page: Any) -> None:
    """Waits until the script has run and nothing moves."""
    page.wait_for_function(
        """() => document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning"
                && !document.querySelector("[data-testid=stSkeleton]")"""
    )
    page.wait_for_timeout(1200)


def ask(page: Any) -> None:
    """Asks on the open page, and waits for the answer."""
    field = page.get_by_test_id("stChatInputTextArea")
    field.fill(QUESTION)
    field.press("Enter")
    page.get_by_role("button", name=texts.COPY).last.wait_for()
    still(page)


def _picture(page: Any, name: str) -> None:
    from PIL import Image

    still(page)
    page.mouse.move(0, 0)
    made = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    FOLDER.mkdir(parents=True, exist_ok=True)
    made.quantize(COLOURS, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


def main() -> int:
    """Makes the pictures."""
    try:
        with browser() as chromium, filled() as (url, paths):
            page = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
            page.set_default_timeout(SECONDS * 1000)
            page.goto(url)
            ask(page)
            page.locator("[class*=st-key-cite-] button:visible").first.click()
            page.locator("#passage").wait_for()
            _picture(page, "ask")
            for name, path in paths.items():
                page.goto(url + path)
                page.get_by_role("heading", level=1).wait_for()
                _picture(page, name)
    except FileNotFoundError as error:
        sys.stderr.write(f"The pictures in {FOLDER} are as they were: {error}.\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
