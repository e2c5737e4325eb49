"""Traces of answers, replies and what is added to the library, sent to an OpenTelemetry collector over HTTP; off by default.

A span says what was done, of which kind and how much; nobody's words, no names, no ids. The tracer is our own and not the
process's global one, so that no library's spans, which may quote what they work on, go out with ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from assistant.errors import SettingsError

Fact = str | int | float | bool
_provider: Any = None  # of opentelemetry, once `send_to` or `use` was called
_tracer: Any = None


class Facts:
    """What a span says besides its name and duration."""

    def __init__(self, span: Any = None) -> None:
        self._span = span

    def note(self, **facts: Fact) -> None:
        """Adds facts: kinds and counts, never words."""
        if self._span is not None:
            self._span.set_attributes({f"coach.{name}": value for name, value in facts.items()})


def send_to(url: str) -> None:
    """Sends spans to the collector at `url`, in batches. Raises SettingsError for no address or without the packages."""
    if not url.startswith(("http://", "https://")):
        raise SettingsError(f"OTEL_EXPORTER_OTLP_ENDPOINT is {url!r}; it is an address like http://127.0.0.1:4318")
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise SettingsError(
            "traces need two packages: pip install opentelemetry-sdk opentelemetry-exporter-otlp-proto-http"
        ) from error
    use(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{url.rstrip('/')}/v1/traces")))


def use(processor: Any) -> None:
    """Hands every span to a processor of OpenTelemetry's SDK."""
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource
    from opentelemetry.sdk.trace import TracerProvider

    global _provider, _tracer
    _provider = TracerProvider(resource=Resource({SERVICE_NAME: "in-my-shoes"}))
    _provider.add_span_processor(processor)
    _tracer = _provider.get_tracer("coach")


def stop() -> None:
    """Sends what waits; no more spans then."""
    global _provider, _tracer
    if _provider is not None:
        _provider.shutdown()
    _provider = _tracer = None


@contextmanager
def span(name: str, **facts: Fact) -> Iterator[Facts]:
    """One piece of work, inside the piece that is under way. Of what goes wrong it says the type, not the text."""
    if _tracer is None:
        yield Facts()
        return
    with _tracer.start_as_current_span(name, record_exception=False, set_status_on_exception=False) as made:
        found = Facts(made)
        found.note(**facts)
        try:
            yield found
        except Exception as error:
            from opentelemetry.trace import StatusCode

            made.set_status(StatusCode.ERROR)
            found.note(error=type(error).__name__)
            raise
