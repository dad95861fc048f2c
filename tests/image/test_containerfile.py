"""The Containerfile holds what the server needs and nothing else; `make image-check` also installs it."""

import ast
import os
import re
import signal
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path
from urllib.parse import urlsplit

from api.commands.serve import PORT
from tests.county import fill
from tests.databases import SQLiteDatabases
from tests.image.containerfile import ROOT, ignored, lay, read, taken
from tests.image.running import Image

FINAL = read()[-1]


def known_to_git() -> set[str]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    return set(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0"))


def test_whatever_is_copied_is_there_and_known_to_git() -> None:
    known = known_to_git()
    for source in (source for stage in read() for copy in stage.copies if not copy.stage for source in copy.sources):
        files = {file.relative_to(ROOT).as_posix() for file in taken(source)}
        assert files, f"there is nothing to copy from {source}"
        assert files <= known, f"{source} would take along what is no part of the project"


def test_a_folder_is_copied_whole() -> None:
    folders = tuple(f"{source}/" for copy in FINAL.copies if not copy.stage for source in copy.sources)
    assert [path for path in known_to_git() if path.startswith(folders) and ignored(path)] == []


def test_registers_environments_histories_and_secrets_stay_out() -> None:
    paths = """
        .venv/bin/python .git/config .env api/.env register.db data/register.db data/register.db-wal .state/x
        api/__pycache__/app.cpython-311.pyc node_modules/altair-static/package.json tests/county.py .mypy_cache/x
        """
    assert [path for path in paths.split() if not ignored(path)] == []


def test_every_import_is_satisfied_by_what_is_copied_and_installed() -> None:
    pinned = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    installed = {one.lower().replace("_", "-") for one in pinned}
    provided = {
        name
        for name, distributions in packages_distributions().items()
        if {one.lower().replace("_", "-") for one in distributions} & installed
    }
    copied = {copy.target for copy in FINAL.copies if copy.sources == (copy.target,)}
    there = provided | copied | sys.stdlib_module_names
    for folder in sorted(copied):
        for file in (file for file in taken(folder) if file.suffix == ".py"):
            assert imported(file) <= there, f"{file.relative_to(ROOT)} imports what the image does not have"


def imported(file: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    named = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    taken_from = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level]
    return {name.partition(".")[0] for name in (*named, *taken_from)}


def test_the_user_is_a_number_and_not_root() -> None:
    user, group = FINAL.said("USER").split(":")
    assert int(user) > 0
    assert int(group) > 0
    assert [word for word, _ in FINAL.steps].index("USER") > [word for word, _ in FINAL.steps].index("RUN")


def test_the_port_is_the_one_the_server_takes() -> None:
    assert int(FINAL.said("EXPOSE")) == PORT


def test_what_is_installed_is_pinned_with_its_hash() -> None:
    (install,) = [
        rest
        for stage in read()
        for word, rest in stage.steps
        if word == "RUN" and " install " in rest and "pip" in rest
    ]
    assert "--require-hashes" in install
    assert install.endswith("-r requirements.txt")


async def test_what_is_copied_serves_is_found_healthy_and_stops_in_order(
    sqlite_databases: SQLiteDatabases, tmp_path: Path
) -> None:
    place = lay(FINAL, tmp_path)
    async with sqlite_databases.fresh(await sqlite_databases.make_template("county", fill)) as url:
        environment = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}/usr/bin:/bin", "DATABASE_URL": url}
        image = Image(FINAL, place, environment)
        with image.serving() as (address, running):
            assert image.healthy(urlsplit(address).port or 0)
            assert not image.healthy(1)
            running.send_signal(signal.Signals[FINAL.said("STOPSIGNAL")])
            _, log = running.communicate(timeout=60)
        assert running.returncode == 0, log
