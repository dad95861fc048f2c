"""Runs `python -m …` for a shell in a process forked from one that has loaded the libraries, which takes seconds.

Two ends of a socket, whose path is in FORKED: `lend` forks, and this file run as a program borrows. The process that is
lent has the arguments, the environment, the folder and the three streams of the one that borrows.
"""

import json
import os
import runpy
import select
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

LONGEST = 1 << 20


def lend(says: Any, path: str) -> None:
    """Fork a process for each that asks, until killed or nobody hears it any more."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening:
        listening.bind(path)
        listening.listen()
        says.send("listening")
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no child waits to be buried
        waiting = select.poll()
        waiting.register(listening, select.POLLIN)
        waiting.register(says.fileno(), 0)  # tells of its other end being closed
        while says.fileno() not in dict(waiting.poll()):
            asking, _ = listening.accept()
            if not os.fork():
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                listening.close()
                _become(asking)
            asking.close()


def _become(asking: socket.socket) -> None:
    said, streams, _, _ = socket.recv_fds(asking, LONGEST, 3)
    wanted = json.loads(said)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    asking.send(str(os.getpid()).encode())
    leave = os._exit

    def leaving_at_once(status: int) -> NoReturn:
        asking.send(str(status).encode())
        leave(status)

    os._exit = leaving_at_once  # as a server does that is told again to stop
    threading.Thread(target=_outlive_nobody, args=[asking, leave], daemon=True).start()
    os.environ.clear()
    os.environ.update(wanted["environment"])
    os.chdir(wanted["folder"])
    _, module, *sys.argv[1:] = wanted["arguments"]  # -m comes first
    sys.modules.pop(f"{module}.__main__", None)  # or Python would warn of its running twice
    status = 1
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        status = 0
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _outlive_nobody(asking: socket.socket, leave: Callable[[int], Any]) -> None:
    """End with the one that borrows, however that ends."""
    asking.recv(1)  # it says nothing more
    leave(1)


def borrow() -> int:
    """Have it done there, hand on a signal to end, and tell how it ended."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as asking:
        asking.connect(os.environ["FORKED"])
        wanted = {"arguments": sys.argv[1:], "environment": dict(os.environ), "folder": str(Path.cwd())}
        socket.send_fds(asking, [json.dumps(wanted).encode()], [0, 1, 2])
        process = int(asking.recv(LONGEST))
        signal.signal(signal.SIGTERM, lambda *_: os.kill(process, signal.SIGTERM))
        return int(asking.recv(LONGEST) or 1)


if __name__ == "__main__":
    sys.exit(borrow())
