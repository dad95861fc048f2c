"""What the image would run, run in a folder that holds what the image would hold."""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.image.containerfile import Stage


@dataclass(frozen=True, slots=True)
class Image:
    """The final stage, laid in a folder; `environment` is all that it has."""

    stage: Stage
    place: Path
    environment: Mapping[str, str]
    before: tuple[str, ...] = ()  # what a command is run by

    def run(self, *command: str) -> "subprocess.CompletedProcess[str]":
        """Run the entry point with a command, as a one-off."""
        return subprocess.run([*self.before, *self.stage.listed("ENTRYPOINT"), *command], check=False, **self._how())

    @contextmanager
    def serving(self) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
        """Run the image's own command, on this machine alone and on a free port, and tell where it serves."""
        here = ["--host", "127.0.0.1", "--port", "0"]  # what is said last counts
        command = [*self.before, *self.stage.listed("ENTRYPOINT"), *self.stage.listed("CMD"), *here]
        with subprocess.Popen(command, **self._how()) as running:
            try:
                assert running.stdout is not None
                said = running.stdout.readline()
                assert "http://" in said, running.communicate(timeout=60)
                yield next(word for word in said.split() if word.startswith("http://")), running
            finally:
                running.kill()

    def healthy(self, port: int) -> bool:
        """Run the image's own check of its health, against another port."""
        command = [word.replace(self.stage.said("EXPOSE"), str(port)) for word in self.stage.listed("HEALTHCHECK")]
        return subprocess.run([*self.before, *command], check=False, **self._how()).returncode == 0

    def _how(self) -> dict[str, Any]:
        pipe = subprocess.PIPE
        return {"cwd": self.place, "env": dict(self.environment), "stdout": pipe, "stderr": pipe, "text": True}
