"""A server as a process, as an operator runs it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

COMMAND = [sys.executable, "-m", "api", "serve", "--port", "0"]


@contextmanager
def serving(url: str, **settings: str) -> Iterator[tuple[str, str, "subprocess.Popen[str]"]]:
    """Serve a database on a free port, with figures on another, and tell where both are.

    Whatever happens, the process is gone afterwards.
    """
    environment = {**os.environ, "DATABASE_URL": url, "METRICS_ADDRESS": "127.0.0.1:0", **settings}
    with subprocess.Popen(
        COMMAND, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        try:
            assert running.stdout is not None
            said = running.stdout.readline() + running.stdout.readline()
            figures, address = [word for word in said.split() if word.startswith("http://")]
            yield address, figures, running
        finally:
            running.kill()
