"""The figures of /metrics, for Prometheus. Each label has a few values that we choose, and none is about a person."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    disable_created_metrics,
    start_http_server,
)

from api.errors import Hindrance
from policies.lines import statute_version
from register import migrate
from register.store import Store

QUICK = (0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.1)  # seconds
SLOW = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30)
disable_created_metrics()  # type: ignore[no-untyped-call]  # the moment each figure began: nobody asks, and it doubles what is told
OF_LAW = re.compile(r"R[0-9]{1,3}")


class Metrics:
    """The figures of one application, in a registry of its own."""

    def __init__(self) -> None:
        """Begin at zero."""
        self.registry = CollectorRegistry()
        counter, histogram, gauge = self._counter, self._histogram, self._gauge
        self.requests = counter("requests", "HTTP requests; 499: the client hung up", "method", "path", "status")
        self.request_seconds = histogram("request_seconds", "How long requests took", SLOW, "path")
        self.in_flight = gauge("requests_in_flight", "Requests under way")
        self.operations = counter("operations", "GraphQL operations by kind and outcome", "kind", "code")
        self.use_case_seconds = histogram("use_case_seconds", "How long mutations took", SLOW, "mutation")
        self.refusals = counter("refusals", "Refusals by code and by the rule that decided", "code", "rule")
        self.seized_roles = counter("seized_roles", "Roles that accounts took for themselves in an emergency", "role")
        self.decisions = counter("decisions", "Decisions of the policy", "action", "outcome")
        self.decision_seconds = histogram("decision_seconds", "How long the policy took to decide", QUICK)
        self.statement_seconds = histogram("statement_seconds", "How long statements to the database took", SLOW)
        self._about = Info("register_build", "What is running", registry=self.registry)
        self._about.info({"version": version(), "migration": migrate.head() or "", "statute": statute_version()})
        ProcessCollector(registry=self.registry)

    def watch_connections(self, store: Store) -> None:
        """Tell how far the database's connections are in use, read whenever somebody asks."""
        in_use = self._gauge("database_connections", "Connections to the database in use")
        in_use.set_function(lambda: store.connections[0])
        most = self._gauge("database_connections_max", "Connections to the database that there may be at once")
        most.set_function(lambda: store.connections[1])

    def refused(self, code: str, rules: Sequence[str]) -> None:
        """Count a refusal under the rule that decided, the first one; a domain's own line may name anything."""
        rule = rules[0] if rules else ""
        self.refusals.labels(code, rule if not rule or OF_LAW.fullmatch(rule) else "other").inc()

    @contextmanager
    def served(self, address: tuple[str, int]) -> Iterator[tuple[str, int]]:
        """Serve the figures at an address, from a thread of its own; tell where they really are."""
        host, port = address
        try:
            server, thread = start_http_server(port, host, self.registry)
        except OSError as error:
            raise Hindrance(f"cannot listen on {host} port {port}: {error.strerror or error}") from error
        try:
            yield host, server.server_port
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(f"register_{name}", about, labels, registry=self.registry)

    def _histogram(self, name: str, about: str, buckets: Sequence[float], *labels: str) -> Histogram:
        return Histogram(f"register_{name}", about, labels, buckets=buckets, registry=self.registry)

    def _gauge(self, name: str, about: str) -> Gauge:
        return Gauge(f"register_{name}", about, registry=self.registry)


def version() -> str:
    """The version of this project, which is written in one place."""
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])
