"""The Containerfile, read; and as much of it done in a folder as needs no container engine.

It knows the few forms that ours uses, and stumbles over any other rather than pass over it.
"""

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Copy:
    """One COPY: from the stage that is named, or else from the checkout."""

    stage: str | None
    sources: tuple[str, ...]
    target: str


@dataclass(frozen=True, slots=True)
class Stage:
    """What stands between one FROM and the next, as pairs of an instruction and what it is told."""

    base: str
    name: str
    steps: tuple[tuple[str, str], ...]

    def said(self, word: str) -> str:
        """What an instruction that stands here once is told."""
        (rest,) = [rest for each, rest in self.steps if each == word]
        return rest

    def listed(self, word: str) -> list[str]:
        """The same, of an instruction in its JSON form, whose options stand before."""
        rest = self.said(word)
        words = json.loads(rest[rest.index("[") :])
        assert isinstance(words, list)
        return words

    @property
    def folder(self) -> str:
        """Where everything lies, as a path within the image."""
        return self.said("WORKDIR")

    @property
    def environment(self) -> dict[str, str]:
        """The variables it sets, as they are written."""
        return dict(pair.split("=", 1) for pair in shlex.split(self.said("ENV")))

    @property
    def copies(self) -> list[Copy]:
        """Its COPY instructions, in order."""
        return [_copy(rest) for word, rest in self.steps if word == "COPY"]


def read() -> list[Stage]:
    """Read the Containerfile."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Containerfile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    steps = [line.split(maxsplit=1) for line in text.replace("\\\n", " ").splitlines() if line.strip()]
    stages: list[Stage] = []
    for word, rest in steps:
        if word == "FROM":
            base, _, name = rest.partition(" AS ")
            stages.append(Stage(base, name, ()))
        else:
            last = stages.pop()
            stages.append(Stage(last.base, last.name, (*last.steps, (word, rest))))
    return stages


def _copy(rest: str) -> Copy:
    words = rest.split()
    stage = words.pop(0).removeprefix("--from=") if words[0].startswith("--from=") else None
    assert not any(word.startswith(("-", "[", "<")) for word in words), rest
    *sources, target = words
    return Copy(stage, tuple(sources), target)


def taken(source: str) -> Iterator[Path]:
    """The files that a COPY of `source` takes from the checkout: those that .dockerignore lets in."""
    path = ROOT / source
    files = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
    return (each for each in files if not ignored(each.relative_to(ROOT).as_posix()))


def ignored(path: str) -> bool:
    """Tell whether .dockerignore keeps a file out: the last line that fits it, or a folder it is in, decides."""
    out = False
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#") and re.fullmatch(_pattern(line.removeprefix("!")), path):
            out = not line.startswith("!")
    return out


def _pattern(line: str) -> str:
    signs = {"**/": "(.*/)?", "*": "[^/]*"}
    parts = re.split(r"(\*\*/|\*)", line)
    return "".join(signs.get(part, re.escape(part)) for part in parts) + "(/.*)?"


def lay(stage: Stage, images: Path) -> Path:
    """Copy below `images`, where each stage has a folder of its name, all that a stage copies; tell where it works.

    What it copies from a stage that is not there is left out.
    """
    place = images / (stage.name or "final") / stage.folder.strip("/")
    place.mkdir(parents=True)
    for copy in stage.copies:
        for source in copy.sources:
            if copy.stage is None:
                _lay_from_checkout(source, place / copy.target, into=copy.target.endswith("/"))
            elif (images / copy.stage).exists():
                shutil.copytree(images / copy.stage / source.strip("/"), place / copy.target, symlinks=True)
    return place


def _lay_from_checkout(source: str, target: Path, *, into: bool) -> None:
    # Of a folder COPY takes what is in it, not the folder.
    for file in taken(source):
        inner = file.relative_to(ROOT / source)
        goes = target / inner if (ROOT / source).is_dir() else target / file.name if into else target
        goes.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, goes)


def build(stage: Stage, images: Path, environment: Mapping[str, str]) -> None:
    """Lay a stage and run the very lines that it runs, which name no path outside of where it works."""
    place = lay(stage, images)
    for word, rest in stage.steps:
        if word == "RUN":
            subprocess.run(["/bin/sh", "-euc", rest], cwd=place, env=environment, check=True)


def environment_in(stage: Stage, place: Path, data: Path) -> dict[str, str]:
    """The variables that a stage sets, for a copy of it that lies in `place`, with its volume in `data`."""
    here = {f"{stage.folder}/": f"{place}/", f"{stage.said('VOLUME')}/": f"{data}/"}
    found = {}
    for name, value in stage.environment.items():
        moved = re.sub("|".join(here), lambda match: here[match[0]], value)
        found[name] = Template(moved).substitute(PATH="/usr/bin:/bin")
    return found
