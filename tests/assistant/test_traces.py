"""Traces say what was done, of which kind and how long it took, and nothing that anybody wrote."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from assistant import traces
from assistant.app import Assistant
from assistant.errors import BadInput, SettingsError
from assistant.settings import from_environment

SECRET = "Dana Whitfield cries after every call"


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    found = InMemorySpanExporter()
    traces.use(SimpleSpanProcessor(found))
    yield found
    traces.stop()


def test_an_answer_and_a_reply_leave_spans_without_words(assistant: Assistant, spans: InMemorySpanExporter) -> None:
    assistant.ask(f"{SECRET}. My best rep has gone quiet in team meetings, what would you do?")
    assistant.practice.begin("freight-dispatch").say(f"How does an order get into dispatch? {SECRET}")
    found = {span.name: span for span in spans.get_finished_spans()}
    assert list(found) == ["retrieve", "plan", "answer", "reply"]
    answer, facts = found["answer"], {name: dict(span.attributes or {}) for name, span in found.items()}
    for name in ("retrieve", "plan"):
        assert found[name].parent is not None and found[name].parent.span_id == answer.context.span_id
    assert facts["answer"]["coach.kind"] == "answer" and facts["plan"]["coach.cards"] == facts["answer"]["coach.steps"]
    assert facts["reply"] == {"coach.turn": 1, "coach.origin": "authored", "coach.sentences": 2}
    assert "Dana" not in "".join(span.to_json() for span in found.values())


def test_of_an_error_the_type_alone(spans: InMemorySpanExporter) -> None:
    with pytest.raises(BadInput), traces.span("answer"):
        raise BadInput(SECRET)
    (span,) = spans.get_finished_spans()
    assert dict(span.attributes or {}) == {"coach.error": "BadInput"} and not span.status.is_ok
    assert "Dana" not in span.to_json() and not span.events


def test_a_collector_gets_them_over_http() -> None:
    got: list[tuple[str, bytes]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        traces.send_to(f"http://127.0.0.1:{server.server_port}/")
        with traces.span("library add", sources=3):
            pass
        traces.stop()  # sends what waits
    finally:
        server.shutdown()
        server.server_close()
    ((path, body),) = got
    request = ExportTraceServiceRequest.FromString(body)
    assert path == "/v1/traces"
    assert request.resource_spans[0].scope_spans[0].spans[0].name == "library add"
    assert [a.value.string_value for a in request.resource_spans[0].resource.attributes] == ["in-my-shoes"]


def test_off_unless_there_is_an_address() -> None:
    assert from_environment({}).traces == ""
    with traces.span("answer") as facts:
        facts.note(kind="answer")
    assert traces._tracer is None
    with pytest.raises(SettingsError, match="it is an address like"):
        traces.send_to("localhost:4317")
