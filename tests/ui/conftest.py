"""The app as the page tests use it: on a scripted assistant, or really started, with a real browser."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assistant.settings import Settings
from tests.ui.browsing import App
from tests.ui.pages import Open, fresh
from tests.ui.scripted import ScriptedAssistant
from ui import service

ROOT = Path(__file__).parents[2]


@pytest.fixture
def begin(settings: Settings) -> Iterator[Open]:
    """Opens the app on an assistant with these scripts."""

    def make(*scripts: list[Any]) -> tuple[AppTest, ScriptedAssistant]:
        assistant = ScriptedAssistant(settings, *scripts)
        service.provide(service.of(assistant))
        return fresh(), assistant

    yield make
    service.provide(None)


def serving(
    command: list[str], environment: dict[str, str], folder: Path, port: int
) -> tuple[subprocess.Popen[str], list[str]]:
    """A `coach ui` that has said where it is, and the lines of its stderr, which go on growing."""
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment, cwd=folder)
    assert process.stderr is not None
    said: list[str] = []
    for line in process.stderr:
        said.append(line)
        if f"http://127.0.0.1:{port}" in line:
            break
    else:
        raise AssertionError(f"coach ui ended: {''.join(said)}")
    threading.Thread(
        target=lambda: said.extend(process.stderr or ()), daemon=True
    ).start()  # it never waits for a reader
    return process, said


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
    process, _ = serving(command, environment, home.parent, port)
    yield App(f"http://127.0.0.1:{port}", home, process.pid)
    process.send_signal(signal.SIGINT)
    try:
        process.wait(30)
    finally:
        process.kill()


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    """Where screenshots go: COACH_SHOTS, if one wants to look at them."""
    folder = Path(os.environ.get("SHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
