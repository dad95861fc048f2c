"""Counts what requests come to."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import UNKNOWN
from api.logs import HANG_UP
from api.metrics import Metrics
from api.routing import method_of, route_of
from policies import watch

GRAPHQL = "/graphql"


class Counted:
    """Counts and times each request, and has what happens in it counted."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """Stand in front of `app`."""
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status, counting = perf_counter(), HANG_UP, _Counting(self.metrics)

        async def sending(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            with self.metrics.in_flight.track_inprogress(), watch.by(counting):
                await self.app(scope, receive, sending)
        finally:
            path = route_of(scope)
            self.metrics.requests.labels(method_of(scope), path, status).inc()
            self.metrics.request_seconds.labels(path).observe(perf_counter() - began)
            if path == GRAPHQL:
                counting.answered(scope["state"]["facts"].get("codes", ()))


class _Counting(watch.Watch):
    """Counts what happens in one request."""

    def __init__(self, metrics: Metrics) -> None:
        self.metrics = metrics
        self.kind = "none"

    @contextmanager
    def operation(self, kind: str) -> Iterator[None]:
        self.kind = kind  # counted with its outcome, which is not known before the answer
        yield

    def answered(self, codes: Sequence[str]) -> None:
        outcome = UNKNOWN if UNKNOWN in codes else next(iter(codes), "OK")
        self.metrics.operations.labels(self.kind, outcome).inc()

    def use_case(self, name: str) -> AbstractContextManager[object]:
        return self.metrics.use_case_seconds.labels(name).time()

    def statement(self, sql: str) -> watch.Ended:  # noqa: ARG002
        began = perf_counter()
        return lambda: self.metrics.statement_seconds.observe(perf_counter() - began)

    def decided(self, action: str, outcome: str, rules: Sequence[str], seconds: float) -> None:  # noqa: ARG002
        self.metrics.decisions.labels(action, outcome).inc()
        self.metrics.decision_seconds.observe(seconds)

    def refused(self, code: str, rules: Sequence[str]) -> None:
        self.metrics.refused(code, rules)

    def seized(self, role: str) -> None:
        self.metrics.seized_roles.labels(role).inc()
