"""`make fuzz-http`: a real server with the demonstration's data, and schemathesis at it as nobody and as some accounts.

Fails on an answer that is none (see hooks), on a timeout, on a traceback in the server's log, and on a dead server.
"""

import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

from api.commands import init
from api.demo.__main__ import serving
from api.demo.client import Client
from api.demo.play import Play
from api.settings import Settings
from policies.actions import Action
from register.demo import COUNTY

ROOT = Path(__file__).parent.parent.parent
WHO = ("anyone", "department_clerk", "township_clerk", "registrar", "supervisor")
# A request that takes longer hangs.
TIMEOUT = 20
FIND = """{
    township(code: "511602101") { id }
    items(filter: {county: "511602"}, first: 5) { edges { cursor node { id code department { id } } } }
    transfers(filter: {county: "511602"}, first: 5) { edges { cursor node { id receiver { id } } } }
    journal(county: "511602", first: 200) { edges { node { id target } } } }"""


def known(client: Client) -> list[str]:
    """Words that mean something to the register: ids, codes, cursors, actions."""
    found = {COUNTY, "51", "5116", "511602101", "511602102", "999999999", *Action, *_leaves(client.ask(FIND))}
    return sorted(found)


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(one)
    elif isinstance(value, str):
        yield value


def configure(folder: Path, words: list[str]) -> Path:
    """Have half of the texts mean something. What schemathesis leaves behind lies in the folder too."""
    file = folder / "schemathesis.toml"
    lines = [
        "[dictionaries.words]",
        f"values = {json.dumps(words)}",
        "[dictionaries.numbers]",
        f"values = {[-(2**31), -1, 0, 1, 2, 3, 200, 201, 2**31 - 1]}",
        "[generation.dictionaries]",
        'string = { dictionary = "words", probability = 0.6 }',
        'integer = { dictionary = "numbers", probability = 0.5 }',
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def fuzz(client: Client, config: Path, seconds: int) -> bool:
    """Send what schemathesis makes of the schema; tell whether every answer was one."""
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run"]
    command += [str(ROOT / "schema/schema.graphql")]
    command += ["--url", f"{client.address}graphql", "--max-time", str(seconds), "--request-timeout", str(TIMEOUT)]
    command += ["--checks", "answered", "--generation-database", "none", "--continue-on-failure", "--no-color"]
    if client.token:
        command += ["--header", f"Authorization: Bearer {client.token}"]
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": "tests.fuzz.hooks", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=config.parent, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stdout, done.stderr, sep="\n")
    return done.returncode == 0


def report(log: Path) -> tuple[int, list[str]]:
    """Read in the server's log how many requests it answered, and what it did not foresee."""
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines() if line.startswith("{")]
    failed = [line.get("traceback") or line["event"] for line in lines if line["level"] in ("error", "critical")]
    return sum(line["event"] == "request" for line in lines), failed


def main() -> int:
    """Fuzz for FUZZ_SECONDS, shared among the accounts."""
    seconds = int(os.environ.get("FUZZ_SECONDS", "120"))
    with tempfile.TemporaryDirectory(prefix="register-") as name:
        folder = Path(name)
        log = folder / "log"
        url = f"sqlite+aiosqlite:///{folder / 'register.db'}"
        environment = {**os.environ, "DATABASE_URL": url, "TOKEN_KEY": secrets.token_urlsafe(32)}
        tokens = {one.account: one.token for one in init.prepare(Settings.from_environment(environment), demo=True)}
        with serving(environment, log) as address:
            clients = {account: Client(account, address, tokens.get(account)) for account in [*tokens, "anyone"]}
            with redirect_stdout(sys.stderr):
                Play(clients).run()
            config = configure(folder, known(clients["supervisor"]))
            before, failed = report(log)
            held = True
            for account in WHO:
                held &= fuzz(clients[account], config, max(1, seconds // len(WHO)))
                sent, failed = report(log)
                print(f"{account}: {sent - before} requests, {len(failed)} failures in all", flush=True)
                before = sent
            clients["anyone"].ask("{ __typename }")  # or the server has died
    for traceback in dict.fromkeys(failed):
        print(traceback, file=sys.stderr)
    return 0 if held and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
