"""A team on the scripted assistant: pages as somebody who is logged in sees them."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assistant.exercises.session import Reflections
from assistant.people import identify
from assistant.settings import Login, Settings
from tests.ui.pages import fresh, go
from tests.ui.scripted import ScriptedAssistant
from ui import login, service

ISSUER = "https://login.example"
RULES = Login(ISSUER, "coach", "a secret", "https://coach.example", ("ann@firm.example",))


def claims(name: str, **more: Any) -> dict[str, Any]:
    """What a provider says of somebody who has just logged in."""
    return {
        "is_logged_in": True,
        "iss": ISSUER,
        "sub": f"sub-{name}",
        "iat": time.time() - 60,
        "name": name.title(),
        "email": f"{name}@firm.example",
        "email_verified": True,
    } | more


def owner(name: str) -> str:
    """Whose rows are somebody's."""
    return identify(ISSUER, f"sub-{name}")


class Office:
    """Several people at one app. Ann is an admin; whoever is `at` a page is logged in while it runs."""

    def __init__(self, settings: Settings, monkeypatch: pytest.MonkeyPatch, *scripts: list[Any]) -> None:
        self.assistant = ScriptedAssistant(replace(settings, login=RULES), *scripts)
        self.assistant.reflections = Reflections(self.assistant.store, lambda text: None)  # type: ignore[attr-defined]
        self._said: dict[str, Any] = {}
        monkeypatch.setattr(login, "claims", lambda: dict(self._said))
        service.provide(service.of(self.assistant))

    def here(self, name: str, **more: Any) -> None:
        """Who is at the machine from now on; "" is nobody."""
        self._said = claims(name, **more) if name else {"is_logged_in": False}

    def at(self, name: str, url_path: str = "", query: dict[str, str] | None = None) -> AppTest:
        """A new tab of theirs at a page."""
        self.here(name)
        at = fresh(query)
        return go(at, url_path) if url_path else at

    def of(self, name: str) -> Any:
        """The parts of one of them."""
        return service._process().of(owner(name)).assistant
