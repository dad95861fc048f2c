"""Traces, as a real collector gets them over OTLP; and that nothing of it is loaded by those who want none."""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from api.app import create_app
from api.logs import Lines
from api.settings import Settings

MUTATION = """
mutation Eintragen($name: String!) { enterDepartment(input: {place: "511602", name: $name}) { __typename } }"""
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
LOADED = (
    "import sys, api.app, api.commands.serve; print([m for m in sys.modules if m.startswith(('opentele', 'prometh'))])"
)


@contextmanager
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """Listen as a collector does, and keep what is sent."""
    received: list[bytes] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Collector) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", received
        server.shutdown()


def spans(received: list[bytes]) -> dict[str, Span]:
    exported = [ExportTraceServiceRequest.FromString(one) for one in received]
    found = [
        one for each in exported for part in each.resource_spans for scope in part.scope_spans for one in scope.spans
    ]
    return {span.name: span for span in found}


async def test_a_request_is_traced_below_its_callers_and_says_nothing_of_what_was_asked(
    county_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with collector() as (endpoint, received), caplog.at_level(logging.INFO):
        app = create_app(Settings(county_url, otel_exporter_otlp_endpoint=endpoint))
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://r") as client,
        ):
            token = app.state.tokens.issue("registrar", timedelta(hours=1))
            headers = {"Authorization": f"Bearer {token}", "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
            body = {"query": MUTATION, "variables": {"name": "新设局"}}
            answer = await client.post("/graphql?张三", json=body, headers=headers)
            assert answer.json()["data"]["enterDepartment"]["__typename"] == "Department"
    found = spans(received)
    request, operation, use_case = (found[name] for name in ("POST /graphql", "graphql mutation", "enterDepartment"))
    assert {span.trace_id.hex() for span in found.values()} == {TRACE}
    assert request.parent_span_id.hex() == "00f067aa0ba902b7"
    assert operation.parent_span_id == request.span_id
    assert use_case.parent_span_id == operation.span_id
    assert found["INSERT"].parent_span_id == use_case.span_id
    assert [event.name for event in use_case.events] == ["decided"]
    for word in ("新设局", "张三", "registrar", "511602", "Eintragen", token):
        assert word.encode() not in b"".join(received)
    (line,) = [json.loads(Lines().format(one)) for one in caplog.records if one.getMessage() == "request"]
    assert line["trace"] == TRACE


def test_who_configures_no_traces_and_no_figures_loads_nothing_of_them() -> None:
    loaded = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert loaded.stdout == "[]\n"
