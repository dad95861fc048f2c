"""`python -m api.demo`: a fresh register, a real server, the play; whatever happens, nothing of it remains."""

import os
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from api.commands import init
from api.demo.client import Client, Unexpected
from api.demo.play import Play
from api.errors import Hindrance
from api.settings import Settings

SERVE = [sys.executable, "-m", "api", "serve", "--port", "0"]
GRACE = 20  # seconds


@contextmanager
def serving(environment: Mapping[str, str], log: Path) -> Iterator[str]:
    """Run a server on a free port of this machine and give its address."""
    with (
        log.open("w") as errors,
        subprocess.Popen(SERVE, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True) as process,  # noqa: S603  our own
    ):
        try:
            yield _address(process)
        finally:
            process.terminate()
            try:
                process.wait(GRACE)
            except subprocess.TimeoutExpired:
                process.kill()


def _address(process: "subprocess.Popen[str]") -> str:
    said = process.stdout.readline() if process.stdout else ""
    for word in said.split():
        if word.startswith("http://"):
            return word
    raise Unexpected("the server did not start")


def play(folder: Path) -> None:
    """Make a register in a folder, serve it and play; the server's log is shown if something does not hold."""
    database, log = f"sqlite+aiosqlite:///{folder / 'register.db'}", folder / "log"
    environment = {**os.environ, "DATABASE_URL": database, "TOKEN_KEY": secrets.token_urlsafe(32)}
    people = init.prepare(Settings.from_environment(environment), demo=True)
    try:
        with serving(environment, log) as address:
            clients = {person.account: Client(person.account, address, person.token) for person in people}
            Play({**clients, "anyone": Client("anyone", address, None)}).run()
    except Unexpected:
        sys.stderr.write(log.read_text())
        raise


def main() -> int:
    """Play, and say whether all of it held."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: sys.exit(1))  # an exception, so that the server and the folder go too
    try:
        with tempfile.TemporaryDirectory(prefix="register-") as folder:
            play(Path(folder))
    except (Unexpected, Hindrance) as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    print("\nAll of it held.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
