"""Nobody's words reach the log, whoever logs; and what is counted has no words and no names."""

from __future__ import annotations

import io
import json
import logging
import socket
import threading
import time
import tomllib
import urllib.request
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import logs, watch
from assistant.app import Assistant
from assistant.errors import BadInput, SettingsError, StoreError
from assistant.settings import Settings, from_environment
from tests.ui.scripted import ScriptedAssistant, answered
from ui import service

SECRET = "Dana Whitfield cries after every call"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The log of this process as it is set up for serving, and afterwards as it was."""
    root, ours = logging.getLogger(), logging.getLogger(logs.OURS)
    before = root.handlers[:], root.level, ours.level, logging.getLogRecordFactory(), threading.excepthook
    stream = io.StringIO()
    with warnings.catch_warnings():
        assert logs.set_up(stream)
        yield stream
        logging.captureWarnings(False)
    root.handlers, threading.excepthook = before[0], before[4]
    root.setLevel(before[1])
    ours.setLevel(before[2])
    logging.setLogRecordFactory(before[3])


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    assert SECRET not in log.getvalue() and "Dana" not in log.getvalue()
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_libraries_with_a_level_of_their_own_keep_quiet(log: io.StringIO) -> None:
    chatty = logging.getLogger("some.chatty")
    chatty.setLevel(logging.DEBUG)
    chatty.debug("building")
    chatty.info("built")
    chatty.warning("torn")
    logging.getLogger(logs.OURS).info("an answer was made")
    assert [(row["logger"], row["level"]) for row in lines(log)] == [("some.chatty", "WARNING"), ("coach", "INFO")]


def test_what_libraries_quote_is_dropped(log: io.StringIO, capfd: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("some.library").exception("cannot read %r", SECRET, extra={"about": {"text": SECRET}})
    logging.getLogger("some.library").warning(SECRET, stack_info=True)
    warnings.warn(SECRET, UserWarning, stacklevel=1)
    thread = threading.Thread(target=lambda: [][SECRET])  # type: ignore[call-overload]
    thread.start()
    thread.join()
    first, second, third, fourth = lines(log)
    assert (first["logger"], first["level"], first["error"]) == ("some.library", "ERROR", "ValueError")
    assert first["where"].startswith("test_logs:") and second["event"] == logs.FOREIGN
    assert third["logger"] == "py.warnings"
    assert (fourth["logger"], fourth["event"], fourth["error"]) == ("coach", "a thread ended", "TypeError")
    assert "Dana" not in "".join(capfd.readouterr())


def test_a_page_that_breaks_tells_the_log_only_how(log: io.StringIO, capfd: pytest.CaptureFixture[str]) -> None:
    from streamlit import config
    from streamlit.error_util import _log_uncaught_app_exception
    from streamlit.logger import get_logger

    handler = logging.StreamHandler(log)  # Streamlit's loggers have handlers of their own
    handler.setFormatter(logging.Formatter(logs.TEMPLATE))
    theirs = get_logger("streamlit.error_util")
    theirs.addHandler(handler)
    look = Path(__file__).parents[2] / "ui" / ".streamlit" / "config.toml"
    rich = config.get_option("logger.enableRich")
    config.set_option("logger.enableRich", tomllib.loads(look.read_text(encoding="utf-8"))["logger"]["enableRich"])
    try:
        _log_uncaught_app_exception(RuntimeError(SECRET))
    finally:
        theirs.removeHandler(handler)
        config.set_option("logger.enableRich", rich)
    (line,) = lines(log)
    assert (line["logger"], line["error"]) == ("streamlit.error_util", "RuntimeError")
    assert "Dana" not in "".join(capfd.readouterr())


def test_a_question_never_reaches_the_log(settings: Settings, log: io.StringIO) -> None:
    assistant = ScriptedAssistant(settings, [RuntimeError(SECRET)], [answered(), StoreError(SECRET)], [answered()])
    here = service.of(assistant)
    talk = assistant.store.start_conversation(SECRET)
    for _ in range(3):
        turn = here.worker.ask(talk, SECRET)
        while here.worker.at_work(turn):
            time.sleep(0.01)
    here.tasks.start("add", lambda: [][SECRET])  # type: ignore[call-overload]
    while here.tasks.latest is not None and here.tasks.latest.running:
        time.sleep(0.01)
    assert [(line["event"], line["error"]) for line in lines(log)] == [
        ("an answer failed", "RuntimeError"),
        ("work on the library failed", "TypeError"),
    ]


def fetched(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        return str(answer.read().decode())


def test_answers_and_replies_are_counted_by_kind(
    assistant: Assistant, home: Path, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "_served", {})
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    watch.serve(port)
    with pytest.raises(SettingsError, match=f"port {port} at 127.0.0.1 cannot be used"):
        watch.serve(port)

    assistant.ask(f"{SECRET}. My best rep has gone quiet in team meetings, what would you do?")
    with pytest.raises(BadInput):
        assistant.ask("?")
    session = Assistant(
        from_environment(home=home, model="none"), assistant.library, assistant.embedder, None
    ).practice.begin("freight-dispatch")
    session.say(f"How does an order get into dispatch? {SECRET}")

    page = fetched(port)
    counts = {line.split("{")[0] + "{" + line.split("{")[1].split("}")[0]: float(line.split()[-1])
              for line in page.splitlines() if "_count{" in line}  # fmt: skip
    assert counts['coach_answer_seconds_count{kind="refused"'] == 1
    assert sum(counts.values()) == 3 and len(counts) == 3
    assert "Dana" not in page and "freight" not in page
    about = [{name for name in line if name not in ("time", "level", "logger", "where")} for line in lines(log)]
    assert about == [{"event", "kind", "ms"}, {"event", "kind", "ms"}, {"event", "origin", "ms"}]


@pytest.mark.parametrize("port", ["x", "0", "70000", "-1", "9.5"])
def test_a_port_that_is_none(port: str) -> None:
    with pytest.raises(SettingsError, match="a port from 1 to 65535"):
        from_environment({"COACH_METRICS_PORT": port})


def test_no_metrics_unless_asked_for() -> None:
    assert from_environment({}).metrics_port == 0
    watch.answered("answer", 0.1)
    assert watch._served == {}
