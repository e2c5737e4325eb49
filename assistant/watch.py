"""What can be watched of a running process: how many answers and replies, of which kind, how long each took.

A line in the log (assistant/logs.py) each, and Prometheus metrics where a port is set. No words, no names.
"""

from __future__ import annotations

import logging
from typing import Any

from assistant.errors import SettingsError

_LOG = logging.getLogger("coach.watch")
_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60)
_served: dict[str, Any] = {}  # name -> histogram, once `serve` was called


def serve(port: int, host: str = "127.0.0.1") -> None:
    """Offers the metrics at http://HOST:PORT/metrics. Raises SettingsError where nothing can listen there."""
    from prometheus_client import CollectorRegistry, Histogram, start_http_server

    registry = CollectorRegistry()
    try:
        start_http_server(port, host, registry)
    except (OSError, OverflowError) as error:
        raise SettingsError(f"COACH_METRICS_PORT: port {port} at {host} cannot be used; try another one") from error
    _served["answer"] = Histogram(
        "coach_answer_seconds", "Answers to questions", ["kind"], registry=registry, buckets=_SECONDS
    )
    _served["reply"] = Histogram(
        "coach_reply_seconds", "Replies in practice talks", ["origin"], registry=registry, buckets=_SECONDS
    )


def answered(kind: str, seconds: float) -> None:
    """An answer ended: answer, clarify, abstain, care, refused (it was no question) or failed."""
    _note("answer", "kind", kind, seconds)


def replied(origin: str, seconds: float) -> None:
    """A reply of a practice talk: authored, model, or care where it was stopped."""
    _note("reply", "origin", origin, seconds)


def _note(what: str, label: str, value: str, seconds: float) -> None:
    _LOG.info(what, extra={"about": {label: value, "ms": round(seconds * 1000)}})
    if what in _served:
        _served[what].labels(value).observe(seconds)
