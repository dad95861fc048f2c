"""Traces, by OpenTelemetry, for whoever configures a collector. Loaded only then: it takes as long as all the rest.

Spans say which step took how long. They hold no document, no parameter, no account and no address: what is asked, and
by whom, is nobody's business but the register's.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.types import Attributes
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.routing import method_of, route_of
from api.settings import NAME
from policies import watch

LONGEST_STATEMENT = 2000  # characters; a list of ids may be long
_PARENT = TraceContextTextMapPropagator()


def provider(endpoint: str) -> TracerProvider:
    """Send spans to a collector; what our settings do not name, OpenTelemetry reads from its own OTEL_ variables."""
    ours = Resource({SERVICE_NAME: NAME})
    sending = TracerProvider(resource=Resource.create().merge(ours).merge(OTELResourceDetector().detect()))
    sending.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint)))
    return sending


class Traced:
    """Gives each request a span, below the one its `traceparent` names (W3C), and has what happens in it traced."""

    def __init__(self, app: ASGIApp, provider: TracerProvider) -> None:
        """Stand in front of `app`."""
        self.app = app
        self.tracer = provider.get_tracer(NAME)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        parent = _PARENT.extract(Headers(scope=scope))
        method = method_of(scope)
        with self.tracer.start_as_current_span(method, parent, SpanKind.SERVER, record_exception=False) as span:
            scope.setdefault("state", {})["trace"] = f"{span.get_span_context().trace_id:032x}"

            async def sending(message: Message) -> None:
                if message["type"] == "http.response.start":
                    _answered(span, message["status"])
                await send(message)

            try:
                with watch.by(_Tracing(self.tracer)):
                    await self.app(scope, receive, sending)
            finally:
                span.update_name(f"{method} {route_of(scope)}")
                span.set_attributes({"http.request.method": method, "http.route": route_of(scope)})


def _answered(span: Span, status: int) -> None:
    span.set_attribute("http.response.status_code", status)
    if status >= 500:  # noqa: PLR2004  from there on it is the server's failing
        span.set_status(StatusCode.ERROR)


class _Tracing(watch.Watch):
    """Traces what happens in one request."""

    def __init__(self, tracer: trace.Tracer) -> None:
        self.tracer = tracer

    def operation(self, kind: str) -> AbstractContextManager[object]:
        return self._span(f"graphql {kind}", {"graphql.operation.type": kind})

    def use_case(self, name: str) -> AbstractContextManager[object]:
        return self._span(name, {})

    def statement(self, sql: str) -> watch.Ended:
        attributes = {"db.query.text": sql[:LONGEST_STATEMENT]}
        return self.tracer.start_span(sql.split(maxsplit=1)[0], kind=SpanKind.CLIENT, attributes=attributes).end

    def decided(self, action: str, outcome: str, rules: Sequence[str], seconds: float) -> None:
        attributes: Attributes = {"action": action, "outcome": outcome, "rules": rules, "seconds": seconds}
        trace.get_current_span().add_event("decided", attributes)

    def refused(self, code: str, rules: Sequence[str]) -> None:
        trace.get_current_span().add_event("refused", {"code": code, "rules": rules})

    @contextmanager
    def _span(self, name: str, attributes: dict[str, str]) -> Iterator[None]:
        # An exception's message may name people; that something failed, and where, is enough.
        with self.tracer.start_as_current_span(
            name, attributes=attributes, record_exception=False, set_status_on_exception=False
        ):
            yield
