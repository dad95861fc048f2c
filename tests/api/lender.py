"""`python -m …` in a process of its own, without the seconds that loading the libraries takes (forked.py)."""

import atexit
import os
import sys
import tempfile
from contextlib import ExitStack
from functools import cache
from pathlib import Path

from tests.api import forked
from tests.processes import GUARD, started


def lent(module: str, *arguments: object) -> list[str]:
    """The command that does what `python -m module …` would, in the environment that it is run in."""
    return [sys.executable, "-S", "-I", forked.__file__, "-m", module, *map(str, arguments)]


def environment(**settings: str) -> dict[str, str]:
    """Ours, with settings, and with what such a command needs."""
    return {**os.environ, "FORKED": _lender(), **settings}


@cache
def _lender() -> str:
    """What all of a worker's are forked from; it ends with the worker."""
    stack = ExitStack()
    atexit.register(stack.close)
    path = str(Path(stack.enter_context(tempfile.TemporaryDirectory())) / "forked")
    assert stack.enter_context(started(forked.lend, path)).says.poll(GUARD)
    return path
