"""The one place where logging is set up: what happened, to whoever runs the program, without anyone's words.

Libraries quote in their messages what they work on, and exceptions quote what broke them. So of a record that is not
ours there stays where it comes from and the kind of error; ours (loggers under `coach`) say constant sentences, with
numbers and kinds in `about`.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
from typing import Any, TextIO

OURS = "coach"
FOREIGN = "something was logged by a library"
# For loggers with handlers of their own, such as Streamlit's; every field is one that `_wordless` has set.
TEMPLATE = (
    '{"time": "%(asctime)s", "level": "%(levelname)s", "logger": "%(name)s", "event": "%(message)s",'
    ' "where": "%(where)s", "error": "%(error)s"}'
)
_make = logging.LogRecord


def set_up(stream: TextIO | None = None) -> bool:
    """For processes that serve others. A line of JSON an event, or where a person watches, plain warnings.

    Returns whether it is JSON.
    """
    logging.setLogRecordFactory(_wordless)
    logging.captureWarnings(True)
    threading.excepthook = _thread_ended
    out = stream or sys.stderr
    structured = not out.isatty()
    handler = logging.StreamHandler(out)
    handler.setFormatter(_JsonLines() if structured else logging.Formatter("%(levelname)s %(message)s %(error)s"))
    handler.addFilter(_worth_saying)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(logging.INFO if structured else logging.WARNING)
    return structured


def _wordless(*args: Any, **kwargs: Any) -> logging.LogRecord:
    record = _make(*args, **kwargs)
    failed = record.exc_info[0] if record.exc_info else None
    record.error = failed.__name__ if failed else ""
    record.where = f"{record.module}:{record.lineno}"
    if record.name.split(".")[0] != OURS:
        record.msg, record.args = FOREIGN, ()
    record.exc_info = record.exc_text = record.stack_info = None
    return record


def _worth_saying(record: logging.LogRecord) -> bool:
    """Libraries that set a level of their own (bm25s: DEBUG) pass the root's; they have something to say from warnings on."""
    return record.levelno >= logging.WARNING or record.name.split(".")[0] == OURS


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        row = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "event": record.getMessage(),
            "where": getattr(record, "where", ""),
            "error": getattr(record, "error", ""),
        }
        about = getattr(record, "about", {}) if record.name.split(".")[0] == OURS else {}
        return json.dumps({name: value for name, value in row.items() if value} | about, ensure_ascii=False)


def _thread_ended(ended: threading.ExceptHookArgs) -> None:
    failed = (ended.exc_type, ended.exc_value, None)
    logging.getLogger(OURS).error("a thread ended", exc_info=failed)  # type: ignore[arg-type]
