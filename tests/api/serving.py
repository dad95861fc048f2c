"""A server as a process, as an operator runs it."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.api.lender import environment, lent


@contextmanager
def serving(url: str, **settings: str) -> Iterator[tuple[str, str, "subprocess.Popen[str]"]]:
    """Serve a database on a free port, with figures on another, and tell where both are.

    Whatever happens, the process is gone afterwards.
    """
    kept = environment(DATABASE_URL=url, METRICS_ADDRESS="127.0.0.1:0", **settings)
    command = lent("api", "serve", "--port", "0")
    with subprocess.Popen(command, env=kept, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            said = running.stdout.readline() + running.stdout.readline()
            figures, address = [word for word in said.split() if word.startswith("http://")]
            yield address, figures, running
        finally:
            running.kill()
