"""A team in a real browser, logged in with a real OpenID Connect provider on this machine."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from oidc_provider_mock import User, run_server_in_thread

from tests.ui.browsing import App, opened, settled
from tests.ui.conftest import ROOT, serving
from ui import people_texts, texts

pytestmark = pytest.mark.browser


def user(name: str, **more: Any) -> User:
    """Somebody whom the provider knows."""
    claims = {"name": name.title(), "email": f"{name}@firm.example", "email_verified": True} | more
    return User(sub=f"sub-{name}", claims=claims)


PEOPLE = [user("ann"), user("bob"), user("eve"), user("unconfirmed", email_verified=False)]


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory, built_home: Path) -> Iterator[App]:
    """`coach ui` with a login; ann is an admin."""
    home = tmp_path_factory.mktemp("team") / "home"
    home.symlink_to(built_home)
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
        process, said = serving(command, environment, home.parent, port)
        yield App(f"http://127.0.0.1:{port}", home)
        print("".join(said))
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        finally:
            process.kill()


def log_in(browser: Any, team: App, name: str) -> Any:
    """A browser of their own, logged in as they would."""
    page = opened(browser, team)
    page.get_by_role("button", name=people_texts.LOG_IN).click()
    page.get_by_role("button", name=f"sub-{name}").click()
    page.wait_for_url(f"{team.url}/**")
    return page


def test_two_people_log_in_and_do_not_meet(team: App, browser: Any) -> None:
    ann, bob = log_in(browser, team, "ann"), log_in(browser, team, "bob")
    for page, name in ((ann, "Ann"), (bob, "Bob")):
        page.get_by_text(name).first.wait_for()
        settled(page)
        print(page.locator("body").inner_text())
        page.get_by_placeholder(texts.ASK_INPUT).wait_for()
