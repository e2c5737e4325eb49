"""A team in a real browser, logged in with a real OpenID Connect provider on this machine."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from oidc_provider_mock import User, run_server_in_thread

from tests.ui.browsing import PALE, App, opened, overflow, settled
from tests.ui.conftest import ROOT, serving
from ui import evals_texts, people_texts, texts

pytestmark = pytest.mark.browser


def user(name: str, **more: Any) -> User:
    """Somebody whom the provider knows."""
    claims = {"name": name.title(), "email": f"{name}@firm.example", "email_verified": True} | more
    return User(sub=f"sub-{name}", claims=claims)


PEOPLE = [user("ann"), user("bob"), user("eve"), user("unconfirmed", email_verified=False)]


@contextmanager
def serving_team(home: Path) -> Iterator[App]:
    """`coach ui` with a login at this home, its database beside it; ann is an admin."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with run_server_in_thread(user_claims=PEOPLE) as server:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("COACH_")},
            **{name: os.environ[name] for name in ("COACH_MODELS", "COACH_WEIGHTS") if name in os.environ},
            "COACH_HOME": str(home),
            "COACH_MODEL": "none",
            "COACH_DATABASE_URL": f"sqlite:///{home.parent / 'team.db'}",
            "COACH_OIDC_URL": f"http://localhost:{server.server_port}",
            "COACH_OIDC_CLIENT_ID": "coach",
            "COACH_OIDC_CLIENT_SECRET": "a secret",
            "COACH_URL": f"http://127.0.0.1:{port}",
            "COACH_ADMINS": "Ann@Firm.example",
            "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", "")))),
        }
        command = [sys.executable, "-m", "ui.cli", "ui", "--port", str(port)]
        process, _ = serving(command, environment, home.parent, port)
        yield App(f"http://127.0.0.1:{port}", home)
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        finally:
            process.kill()


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory, built_home: Path) -> Iterator[App]:
    """One for the tests of this module, which write to no library."""
    home = tmp_path_factory.mktemp("team") / "home"
    home.symlink_to(built_home)
    with serving_team(home) as found:
        yield found


def log_in(browser: Any, team: App, name: str, width: int = 1280, scheme: str = "light") -> Any:
    """A browser of their own, logged in as they would."""
    page = opened(browser, team, width, scheme)
    page.get_by_role("button", name=people_texts.LOG_IN).wait_for()
    readable(page)
    page.get_by_role("button", name=people_texts.LOG_IN).click()
    page.get_by_role("button", name=f"sub-{name}").first.click()
    page.wait_for_url(f"{team.url}/**")
    return page


def log_out(page: Any, team: App) -> None:
    """Out here, and at the provider, which asks once more."""
    page.get_by_role("button", name=people_texts.LOG_OUT).click()
    page.wait_for_url(lambda url: not url.startswith(team.url))
    page.locator("form button[type=submit], form button").first.click()
    page.goto(team.url)


def readable(page: Any) -> None:
    """Nothing is wider than the window or too pale."""
    settled(page)
    assert overflow(page) <= 0
    seen, pale = page.evaluate(PALE)
    assert seen and pale == []


def visit(page: Any, team: App, path: str) -> str:
    """A page by its address; what can be read there."""
    page.goto(f"{team.url}/{path}")
    page.locator("[data-testid=stMainBlockContainer] [data-testid=stMarkdownContainer]").first.wait_for()
    settled(page)
    return str(page.locator("body").inner_text())


def asked(page: Any, question: str) -> None:
    page.get_by_placeholder(texts.ASK_INPUT).fill(question)
    page.keyboard.press("Enter")
    page.get_by_role("button", name=texts.COPY).wait_for()
    settled(page)


def test_two_people_work_side_by_side_and_do_not_meet(team: App, browser: Any) -> None:
    ann, bob = log_in(browser, team, "ann"), log_in(browser, team, "bob")
    asked(ann, "My best rep has gone quiet. What would you do in my shoes?")
    address = ann.url
    asked(bob, "A buyer says no on the phone. How would you handle that?")
    assert "gone quiet" not in bob.locator("[data-testid=stSidebar]").inner_text()
    text = visit(bob, team, address.removeprefix(team.url + "/"))
    assert texts.GONE in text and "gone quiet. What" not in text
    assert "Ann" in visit(ann, team, "") and "Bob" in visit(bob, team, "")

    # what each may do
    assert evals_texts.PAGE in ann.locator("[data-testid=stSidebarNav]").inner_text()
    assert evals_texts.PAGE not in bob.locator("[data-testid=stSidebarNav]").inner_text()
    assert "you may not see and start evals" in visit(bob, team, "evals")
    text = visit(bob, team, "library")
    assert people_texts.EDITORS_WRITE in text and texts.REBUILD not in text
    visit(ann, team, "settings")
    ann.get_by_role("radiogroup", name=f"{people_texts.ROLE_OF} Bob").get_by_text(people_texts.ROLES["editor"]).click()
    ann.get_by_text(people_texts.ROLE_KEPT).wait_for()
    assert texts.REBUILD in visit(bob, team, "library")

    # one transcript, by its link
    ann.goto(address)
    ann.get_by_role("button", name=people_texts.SHARE).click()
    ann.get_by_role("button", name=people_texts.SHARE_MAKE).click()
    code = ann.locator("[data-testid=stCode]").filter(has_text="/shared?t=")
    code.wait_for()
    shared = code.inner_text().strip().removeprefix(team.url + "/")
    text = visit(bob, team, shared)
    assert "gone quiet. What" in text and "Shared by Ann" in text
    ann.get_by_role("button", name=people_texts.SHARE_BACK).click()
    ann.get_by_text(people_texts.SHARE_TAKEN).wait_for()
    assert people_texts.SHARED_GONE in visit(bob, team, shared)
    assert ann.broken == bob.broken == []


def test_logging_out_ends_it_also_for_a_cookie_that_was_kept(team: App, browser: Any) -> None:
    page = log_in(browser, team, "eve")
    page.get_by_role("button", name=people_texts.LOG_OUT).wait_for()
    settled(page)
    kept = page.context.cookies(team.url)
    assert all(cookie["httpOnly"] for cookie in kept if cookie["name"].startswith("_streamlit_user"))
    log_out(page, team)
    page.get_by_role("button", name=people_texts.LOG_IN).wait_for()
    assert texts.ASK_WHAT not in page.locator("body").inner_text()
    page.context.add_cookies(kept)
    page.goto(f"{team.url}/library")
    page.get_by_text("You logged out.").wait_for()
    page.context.clear_cookies()
    page.goto(team.url)
    page.get_by_role("button", name=people_texts.LOG_IN).click()
    page.get_by_role("button", name="sub-eve").first.click()
    page.get_by_role("button", name=people_texts.LOG_OUT).wait_for()


def test_an_address_that_is_not_confirmed_lets_nobody_in(team: App, browser: Any) -> None:
    page = log_in(browser, team, "unconfirmed")
    page.get_by_text("did not confirm your e-mail address").wait_for()
    settled(page)
    assert texts.ASK_WHAT not in page.locator("body").inner_text()
    assert not page.locator("[data-testid=stSidebarNav]").count()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")], ids=["phone", "desktop"])
def test_what_is_there_for_a_team_can_be_read(team: App, browser: Any, width: int, scheme: str) -> None:
    page = log_in(browser, team, "ann", width, scheme)
    page.get_by_placeholder(texts.ASK_INPUT).wait_for()
    visit(page, team, "practise")
    settled(page)  # a click while the page is still drawn can be lost
    page.get_by_text(people_texts.ASK_TITLE).click()
    settled(page)
    page.get_by_role("button", name=people_texts.ASK_BUTTON, exact=True).click()
    page.get_by_text(people_texts.ASKED, exact=True).first.wait_for()
    readable(page)
    for path in ("settings", "progress", "shared?t=nothing"):
        visit(page, team, path)
        readable(page)
    visit(page, team, "library")
    page.get_by_text(people_texts.AUDIT).click()
    readable(page)
