"""Two people at one app: who they are, what each may do, and that neither gets to the other's."""

from __future__ import annotations

import pytest

from assistant.settings import Settings
from tests.ui.pages import ask, seen
from tests.ui.team import Office
from ui import service


@pytest.fixture
def office(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    yield Office(settings, monkeypatch)
    service.provide(None)


def test_a_question_of_one_is_not_the_others(office: Office) -> None:
    at = office.at("ann")
    ask(at, "she is quiet")
    assert "she is quiet" in seen(at)
    assert [c.title for c in office.of("ann").store.conversations()] == ["she is quiet"]
    assert "she is quiet" not in seen(office.at("bob"))
