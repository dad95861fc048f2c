"""The one place where the parts are wired: settings, store, tokens, routes."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api import errors, health, ide, origins
from api.database import opened
from api.graphql import Endpoint
from api.headers import SafeHeaders
from api.home import home
from api.identity import Tokens
from api.logs import Masked, RequestLog
from api.settings import Settings
from api.watchers import Watchers

log = logging.getLogger(__name__)
REMEDY = "row-level security passes this role by: serve as one without SUPERUSER and BYPASSRLS (docs/decisions/0017)"


def create_app(settings: Settings) -> Starlette:
    """Make the application; its lifespan opens the database and closes it."""
    watchers = Watchers.of(settings)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with opened(settings) as store:
            app.state.store = store
            if not store.sqlite and not await store.fenced():
                log.warning("unfenced", extra={"facts": {"remedy": REMEDY}})
            app.state.tokens = await Tokens.of(settings, store)
            async with watchers.watching(store):
                yield

    app = Starlette(
        middleware=[
            *watchers.middleware(),
            Middleware(RequestLog),
            Middleware(SafeHeaders),
            *origins.cors(settings.allowed_origins),
            Middleware(Masked),
        ],
        exception_handlers={HTTPException: _refuse},
        lifespan=lifespan,
    )
    app.state.ide = settings.ide
    endpoint = Endpoint(settings, app.state)
    app.state.metrics, app.state.stopping = watchers.metrics, False
    app.router.routes += [
        *health.routes(app.state),
        Route("/", home, name="home"),
        Route("/graphql", ide.Door(endpoint) if settings.ide else endpoint, name="graphql"),
        *(ide.routes() if settings.ide else ()),
    ]
    return app


async def _refuse(request: Request, refusal: Exception) -> Response:
    found = cast("HTTPException", refusal)
    return errors.answer(request, found.status_code, found.detail, found.headers)
