"""The commands on real databases: some as processes, as a person runs them, the others in this process."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import jwt
import pytest

from tests.api.conftest import Command, process, server

HEADER = "item_name,power_kind,department,item_code\n"
ITEM = f"{HEADER}甲事项,行政许可,区司法局,A-1\n"
TOKEN = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]+")


def post(address: str, query: str, token: str) -> object:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    request = urllib.request.Request(f"{address}graphql", json.dumps({"query": query}).encode(), headers)  # noqa: S310  our own
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310  our own
        return json.load(answer)["data"]


def test_a_new_account_gets_a_token_that_the_server_takes(county_url: str) -> None:
    roles = ["--role", "township_clerk@511602101", "supervisor@511602101", "--role", "registrar@511602"]
    added = process(county_url, "account", "add", "zhang", "--name", "张三", "--body", "官盛镇", *roles)
    assert (added.returncode, added.stderr) == (0, "")
    printed = process(county_url, "token", "zhang", "--for", "30m")
    assert (printed.returncode, printed.stderr) == (0, "")
    token = printed.stdout.removesuffix("\n")
    assert TOKEN.fullmatch(token)
    claims = jwt.decode(token, options={"verify_signature": False})
    assert (claims["sub"], claims["exp"] - claims["iat"]) == ("zhang", 1800)

    with server(county_url) as (address, running):
        assert address.startswith("http://127.0.0.1:")
        viewer = post(address, "{ viewer { account name body { name } roles { role place } } }", token)
        held = (("registrar", "511602"), ("supervisor", "511602101"), ("township_clerk", "511602101"))
        roles_held = [{"role": role, "place": place} for role, place in held]
        expected = {"account": "zhang", "name": "张三", "body": {"name": "官盛镇"}, "roles": roles_held}
        assert viewer == {"viewer": expected}
        running.send_signal(signal.SIGTERM)
        _, log = running.communicate(timeout=30)
    assert running.returncode == 0
    (line,) = [json.loads(each) for each in log.splitlines()]
    assert (line["event"], line["method"], line["path"], line["status"]) == ("request", "POST", "/graphql", 200)


def test_init_with_the_demo_again_prints_the_same_and_changes_nothing(county_url: str, command: Command) -> None:
    first = process(county_url, "init", "--demo")
    assert (first.returncode, first.stderr) == (0, "")
    assert len(TOKEN.findall(first.stdout)) == 11  # one for each account, and the query's
    for account in ("department_clerk, for 区交通运输局", "township_clerk, for 官盛镇", "aggregator at 四川省 (51)"):
        assert account in first.stdout
    assert "curl -s http://127.0.0.1:8000/graphql" in first.stdout
    second = command(county_url, "init", "--demo")
    assert (second.returncode, second.stderr) == (0, "")
    assert TOKEN.sub("", first.stdout) == TOKEN.sub("", second.stdout)


def test_init_prepares_an_empty_database_and_makes_a_key(database_url: str, command: Command) -> None:
    # What is empty is told from what is missing.
    if database_url.startswith("sqlite"):
        Path(database_url.removeprefix("sqlite+aiosqlite:///")).touch()
    done = command(database_url, "token", "supervisor")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "the database is not prepared for this version: run `python -m api init`\n"
    for _ in range(2):
        done = command(database_url, "init")
        assert (done.returncode, done.stderr) == (0, "")
    done = command(database_url, "token", "supervisor")
    assert "there is no account `supervisor`" in done.stderr


def test_before_init_nothing_runs_and_no_file_is_left_behind(tmp_path: Path) -> None:
    # As a person runs it, and so with all that is loaded.
    command = [sys.executable, "-m", "api", "serve", "--port", "0"]
    kept = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/register.db"}
    done = subprocess.run(command, env=kept, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "there is no register yet: run `python -m api init`\n"
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_command_line_is_a_usage_error(tmp_path: Path, command: Command) -> None:
    url = f"sqlite:///{tmp_path}/register.db"
    for arguments, told in (
        ([], "required"),
        (["token", "somebody", "--for", "soon"], "`soon` is no time"),
        (["token", "somebody", "--for", "367d"], "366 days at most"),
        (["token", "somebody", "--for", "0s"], "is no time"),
        (["serve", "--port", "65536"], "`65536` is no port"),
        (["account", "add", "new", "--name", "某", "--role", "supervisor"], "write ROLE@CODE"),
        (["import", "powers", "file.csv"], "powers"),
    ):
        done = command(url, *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert told in done.stderr


@pytest.mark.parametrize("arguments", [["init"], ["serve"], ["token", "supervisor"]])
def test_a_database_out_of_reach_is_told_in_a_line(tmp_path: Path, command: Command, arguments: list[str]) -> None:
    done = command(f"postgresql://nobody:hunter2@/register?host={tmp_path}", *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("the database cannot be")
    assert done.stderr.count("\n") == 1
    assert "hunter2" not in done.stderr


def test_a_refusal_is_a_plain_line(county_url: str, command: Command) -> None:
    new = ["account", "add", "new", "--name", "某"]
    for arguments, told in (
        (["token", "nobody"], "there is no account `nobody`"),
        (["account", "add", "supervisor", "--name", "某", "--role", "supervisor@511602"], "`supervisor` is taken"),
        ([*new, "--role", "emperor@511602"], "`emperor` is no role"),
        ([*new, "--role", "supervisor@511699"], "511699"),
        ([*new, "--body", "无此局", "--role", "supervisor@511602"], "no body goes by `无此局`"),
        (["import", "items", "511602", "no_such_file.csv"], "cannot read `no_such_file.csv`"),
        (["import", "items", "511699", "data/items_guangan_511602.csv"], "`511699` is no county or region"),
    ):
        done = command(county_url, *arguments)
        assert (done.returncode, done.stdout) == (1, ""), done
        assert told in done.stderr


def test_an_import_tells_each_problem_with_its_line_and_column(county_url: str, tmp_path: Path) -> None:
    file = tmp_path / "items.csv"
    file.write_text(f"{HEADER}甲,行政许可,某局,A-1\n,行政许可,某局,A-2\n丙,行政魔法,某局,A-3\n", encoding="utf-8")
    done = process(county_url, "import", "items", "511602", file, "--dry-run")
    assert done.returncode == 1
    told = done.stderr.splitlines()
    assert told[0] == f"{file}:3: item_name: is empty"
    assert told[1].startswith(f"{file}:4: power_kind: `行政魔法` is not known here")


def test_a_dry_run_changes_nothing_and_a_run_does(county_url: str, tmp_path: Path, command: Command) -> None:
    file = tmp_path / "items.csv"
    file.write_text(ITEM, encoding="utf-8")
    said = []
    for arguments in (["--dry-run"], ["--dry-run"], [], []):
        done = command(county_url, "import", "items", "511602", file, *arguments)
        assert (done.returncode, done.stderr) == (0, "")
        said.append(done.stdout)
    checked, again, taken, known = said
    assert checked == again
    assert len({checked, taken, known}) == 3


def test_a_port_that_is_taken_is_told_in_a_line(county_url: str, command: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = command(county_url, "serve", "--port", taken.getsockname()[1])
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("cannot listen on 127.0.0.1 port")
