"""The app on a scripted assistant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assistant.settings import Settings
from tests.ui.scripted import ScriptedAssistant
from ui import service

Open = Callable[..., tuple[AppTest, ScriptedAssistant]]


@pytest.fixture
def begin(settings: Settings) -> Iterator[Open]:
    """Opens the app on an assistant with these scripts."""
    from tests.ui.test_app import fresh

    def make(*scripts: list[Any]) -> tuple[AppTest, ScriptedAssistant]:
        assistant = ScriptedAssistant(settings, *scripts)
        service.provide(service.of(assistant))
        return fresh(), assistant

    yield make
    service.provide(None)
