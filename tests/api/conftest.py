"""A register with the real county on it, over HTTP in process and through the commands."""

import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from api.__main__ import main
from api.app import create_app
from api.settings import Settings
from tests.api.lender import environment, lent
from tests.county import fill
from tests.databases import Databases

Ask = Callable[..., Awaitable[httpx.Response]]
Done = subprocess.CompletedProcess[str]
Command = Callable[..., Done]


@pytest.fixture
async def county_url(databases: Databases) -> AsyncIterator[str]:
    """The URL of a database with the real county and its accounts on it, which nobody else uses."""
    async with databases.fresh(await databases.make_template("county", fill)) as url:
        yield url


@pytest.fixture
async def app(county_url: str) -> AsyncIterator[Starlette]:
    """The application, with its database open."""
    app = create_app(Settings(county_url))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who speaks HTTP, in process."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://register.test") as client:
        yield client


@pytest.fixture
def ask(client: httpx.AsyncClient) -> Ask:
    """Send a GraphQL document, with an Authorization header if one is given."""

    async def asking(document: str, authorization: str | None = None, **variables: Any) -> httpx.Response:
        headers = {"Authorization": authorization} if authorization is not None else {}
        body = {"query": document, "variables": variables}
        return await client.post("/graphql", json=body, headers=headers)

    return asking


def process(url: str, *arguments: object) -> Done:
    """Run `python -m api` in a process of its own."""
    command, kept = lent("api", *arguments), environment(DATABASE_URL=url)
    return subprocess.run(command, env=kept, capture_output=True, text=True, check=False, timeout=120)


@contextmanager
def server(url: str, **settings: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Serve a database on a free port, as a process of its own."""
    kept = environment(DATABASE_URL=url, **settings)
    command = lent("api", "serve", "--port", "0")
    with subprocess.Popen(command, env=kept, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            said = running.stdout.readline()
            yield next(word for word in said.split() if word.startswith("http://")), running
        finally:
            running.kill()


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run `python -m api` inside this process: the same, and quicker."""

    def running(url: str, *arguments: object) -> Done:
        monkeypatch.setenv("DATABASE_URL", url)
        monkeypatch.setattr(sys, "argv", ["python -m api", *map(str, arguments)])
        try:
            status = main()
        except SystemExit as leaving:  # argparse does not return
            status = int(leaving.code or 0)
        said = capsys.readouterr()
        return Done(sys.argv, status, said.out, said.err)

    return running
