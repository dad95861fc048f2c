"""Who watches the requests, as the settings have it. What nobody asked for is not loaded: it would slow the start."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.middleware import Middleware

from api.settings import Settings
from register.store import Store

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

    from api.metrics import Metrics


@dataclass(frozen=True, slots=True)
class Watchers:
    """The figures and the traces of one application, where they are wanted."""

    metrics: "Metrics | None" = None
    traces: "TracerProvider | None" = None

    @classmethod
    def of(cls, settings: Settings) -> "Watchers":
        """Load what the settings ask for."""
        metrics = traces = None
        if settings.metrics_address:
            from api.metrics import Metrics  # noqa: PLC0415  see above

            metrics = Metrics()
        if settings.traces_endpoint:
            from api import tracing  # noqa: PLC0415  see above

            traces = tracing.provider(settings.traces_endpoint)
        return cls(metrics, traces)

    def middleware(self) -> list[Middleware]:
        """What stands in front of the application, the outermost first."""
        found = []
        if self.traces:
            from api.tracing import Traced  # noqa: PLC0415  see above

            found.append(Middleware(Traced, self.traces))
        if self.metrics:
            from api.counting import Counted  # noqa: PLC0415  see above

            found.append(Middleware(Counted, self.metrics))
        return found

    @asynccontextmanager
    async def watching(self, store: Store) -> AsyncIterator[None]:
        """Watch the database as well; when it is over, send the traces that are left."""
        if self.metrics:
            self.metrics.watch_connections(store)
        try:
            yield
        finally:
            if self.traces:
                await asyncio.to_thread(self.traces.shutdown)
