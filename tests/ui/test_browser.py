"""The real app in a real browser: `coach ui` without a chat model, Debian's chromium. One home, made anew, for all."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assistant.store import Store
from ui import texts

pytestmark = pytest.mark.browser
QUESTION = (
    "My best rep has gone quiet in team meetings and her numbers slipped two months in a row. "
    "What would you do in my shoes?"
)
ROOT = Path(__file__).parents[2]
SECONDS = 120_000  # milliseconds that a slow machine may take for one thing
# Texts that are drawn too pale: contrast below 4.5:1 (WCAG 2.1), icons below 3:1.
PALE = """() => {
  const lum = c => { const f = v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4 };
    return .2126 * f(c[0]) + .7152 * f(c[1]) + .0722 * f(c[2]) };
  const parse = s => { const m = s.match(/[\\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m };
  const over = (a, b) => [0, 1, 2].map(i => a[i] * a[3] + b[i] * (1 - a[3]));
  const ground = e => { const layers = [];
    for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
      if (c[3] > 0) { layers.push(c); if (c[3] == 1) break } }
    let below = [255, 255, 255]; for (const c of layers.reverse()) below = over(c, below); return below };
  const found = []; const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); let seen = 0;
  while (walker.nextNode()) { const e = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || ["SCRIPT", "STYLE"].includes(e.tagName) || e.closest("[disabled]")
        || !e.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    seen++;
    let shown = 1; for (let x = e; x; x = x.parentElement) shown *= +getComputedStyle(x).opacity;
    const below = ground(e), colour = parse(getComputedStyle(e).color); colour[3] *= shown;
    const a = lum(over(colour, below)), b = lum(below), ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < (e.closest("[data-testid=stIconMaterial], [role=img]") ? 3 : 4.5))
      found.push(walker.currentNode.textContent.trim().slice(0, 40) + " " + ratio.toFixed(2)) }
  return [seen, found] }"""


@dataclass(frozen=True)
class App:
    """A running app: where it is, and where its data is."""

    url: str
    home: Path


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """`coach ui` on a free port. Ends with Ctrl-C, as a person would end it."""
    home = tmp_path_factory.mktemp("app") / "home"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("COACH_")},
        **{name: os.environ[name] for name in ("COACH_MODELS", "COACH_WEIGHTS") if name in os.environ},
        "COACH_HOME": str(home),
        "COACH_MODEL": "none",
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", "")))),
    }
    command = [sys.executable, "-m", "ui.cli", "ui", "--port", str(port)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment, cwd=home.parent)
    assert process.stderr is not None
    said: list[str] = []
    for line in process.stderr:
        said.append(line)
        if f"http://127.0.0.1:{port}" in line:
            break
    else:
        raise AssertionError(f"coach ui ended: {''.join(said)}")
    threading.Thread(target=process.stderr.read, daemon=True).start()  # so that it never waits for a reader
    yield App(f"http://127.0.0.1:{port}", home)
    process.send_signal(signal.SIGINT)
    try:
        process.wait(30)
    finally:
        process.kill()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    """Where screenshots go: COACH_SHOTS, if one wants to look at them."""
    folder = Path(os.environ.get("SHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def opened(browser: Any, app: App, width: int = 1280, scheme: str = "light", path: str = "/") -> Any:
    """A page that has loaded; `page.outside` lists what it asked of other machines."""
    context = browser.new_context(viewport={"width": width, "height": 860}, color_scheme=scheme)
    page = context.new_page()
    page.set_default_timeout(SECONDS)
    page.outside, page.broken = [], []
    local = (app.url, app.url.replace("http", "ws"), "data:", "blob:")
    page.on("request", lambda request: page.outside.append(request.url) if not request.url.startswith(local) else None)
    page.on("pageerror", lambda error: page.broken.append(str(error)))
    page.goto(app.url + path)
    return page


def ask(page: Any, question: str = QUESTION) -> None:
    """Types the question and waits for the whole answer."""
    field = page.get_by_test_id("stChatInputTextArea")
    field.fill(question)
    field.press("Enter")
    page.get_by_role("button", name=texts.COPY).last.wait_for()


def overflow(page: Any) -> int:
    """Pixels by which something is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark"), (390, "light"), (1280, "dark")])
def test_ask_and_open_the_passage(browser: Any, app: App, shots: Path, width: int, scheme: str) -> None:
    page = opened(browser, app, width, scheme)
    page.get_by_text(texts.ASK_EXAMPLES_LABEL).wait_for()
    page.screenshot(path=shots / f"{width}-{scheme}-1-empty.png")
    ask(page)
    page.get_by_text(texts.ASK_YOURSELF).wait_for()
    page.wait_for_timeout(1500)  # until it has come to rest
    page.screenshot(path=shots / f"{width}-{scheme}-2-answer.png")
    assert page.get_by_text(QUESTION).last.bounding_box()["y"] < 400  # read from its beginning
    assert overflow(page) <= 0

    page.locator("[class*=st-key-cite-] button:visible").first.click()
    mark = page.locator("#passage")
    mark.wait_for()
    page.wait_for_timeout(1500)
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
    page.wait_for_timeout(500)
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
@pytest.mark.parametrize("path", ["/", "/library", "/settings"])
def test_every_text_can_be_read(browser: Any, app: App, scheme: str, path: str) -> None:
    page = opened(browser, app, 1280, scheme, path)
    page.get_by_role("heading", level=1).wait_for()
    if path == "/":
        ask(page)
    page.wait_for_timeout(1500)
    seen, pale = page.evaluate(PALE)
    assert seen > 10
    assert pale == []


@pytest.mark.parametrize("path", ["/", "/library", "/settings", "/article?id=quietly-quitting&at=704-817"])
def test_nothing_is_wider_than_a_phone(browser: Any, app: App, path: str) -> None:
    page = opened(browser, app, 390, "light", path)
    page.get_by_role("heading", level=1).first.wait_for()
    page.wait_for_timeout(500)
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
    assert page.locator(".st-key-article-parking").count() == 0


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
