"""Real processes of the register, forked from one that has loaded it, so that many can be killed in a second."""

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import api.app  # what a server and a writer need is loaded once, in the process that the others are forked from
from api.__main__ import main

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.processes", "tests.register.crashes"])
GUARD = 60  # seconds after which whatever hangs fails its test
assert api.app


@dataclass
class Process:
    """A process that was started, and what it says."""

    pid: int
    says: Connection
    _process: Any

    def kill(self) -> None:
        """End it as a power cut would: it learns nothing of it."""
        self._process.kill()
        self._process.join(GUARD)

    def heard(self) -> list[Any]:
        """All it said until it ended; a word it was killed in the middle of was not said."""
        words = []
        try:
            while self.says.poll(GUARD):
                words.append(self.says.recv())
        except (EOFError, OSError):
            return words
        raise TimeoutError(f"process {self.pid} neither speaks nor ends")


@contextmanager
def started(work: Callable[..., None], *given: object) -> Iterator[Process]:
    """Run `work(say, *given)` in a process of its own, and see to its end."""
    hears, says = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=work, args=(says, *given), daemon=True)
    process.start()
    says.close()  # so that its end is heard
    assert process.pid is not None
    running = Process(process.pid, hears, process)
    try:
        yield running
    finally:
        running.kill()
        hears.close()


@contextmanager
def serving(url: str, log: Path, port: int = 0) -> Iterator[tuple[str, Process]]:
    """Serve a database with `python -m api serve`, and tell where."""
    with started(_serve, url, str(log), port) as running:
        assert running.says.poll(GUARD), log.read_text()
        address = next(word for word in running.says.recv_bytes().decode().split() if word.startswith("http://"))
        yield address, running


def _serve(says: Connection, url: str, log: str, port: int) -> None:
    class Speaker:
        """Standard output as the other end of the pipe hears it: a message for each line."""

        def write(self, text: str) -> int:
            if text.strip():
                says.send_bytes(text.encode())
            return len(text)

        def flush(self) -> None:
            """Nothing is held back."""

    os.environ["DATABASE_URL"] = url
    sys.argv = ["python -m api", "serve", "--port", str(port)]
    sys.stderr = Path(log).open("a", buffering=1)  # noqa: SIM115  for as long as the process lives
    sys.stdout = Speaker()  # as much of a file as `print` wants
    sys.exit(main())
