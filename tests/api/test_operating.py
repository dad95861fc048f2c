"""docs/operating.md is followed from the first line to the last, on either database."""

import gzip
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import make_url

from register import migrate
from tests.api.site import GUIDE, ROOT, Site, site
from tests.clusters import cluster

OWNER = "python -m api account add registrar --name 赵六 --role registrar@511602 supervisor@511602"
ALL = """{
  county(code: "511602") { name departments { totalCount } townships { totalCount edges { node { code name } } } }
  items(filter: {county: "511602"}, first: 200) { totalCount edges { node { id name kind department { name } } } }
  transfers(filter: {county: "511602"}) { totalCount edges { node { id status mode receiver { name } item { name } } } }
  changes(within: "511602", first: 200) { changes { sequence action target at data } cursor more }
}"""
ENTER = 'mutation { enterDepartment(input: {place: "511602", name: "新设局"}) { __typename } }'
TRANSFER = {
    "item_code": "",
    "receiver": "511602101",
    "mode": "AUTHORIZE",
    "effective_from": "2024-06-01",
    "basis_level": "PROVINCIAL_DECISION",
    "basis_title": "决定",
    "document": "批复",
    "document_date": "2024-05-01",
    "published_at": "2024-05-20",
    "published_url": "https://www.sc.gov.cn/1",
}


@pytest.fixture(params=["sqlite", "postgresql"])
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """A machine with nothing on it but PostgreSQL, where that is what it is about; its lists are short."""
    assert shutil.which("curl"), "the guide asks with curl, which is not here: install it"
    lines = gzip.decompress((ROOT / "data/divisions.csv.gz").read_bytes()).decode().splitlines(keepends=True)
    (tmp_path / "divisions.csv").write_text("".join(one for one in lines if one.startswith(("code", "51,", "5116"))))
    lines = (ROOT / "data/items_guangan_511602.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "items.csv").write_text("".join(lines[:60]), encoding="utf-8")
    transfer = {**TRANSFER, "item_code": lines[1].split(",")[7]}
    (tmp_path / "transfers.csv").write_text(f"{','.join(transfer)}\n{','.join(transfer.values())}\n", encoding="utf-8")
    moved = {
        "data/divisions.csv.gz": f"{tmp_path}/divisions.csv",
        "data/items_guangan_511602.csv": f"{tmp_path}/items.csv",
    }
    here = tmp_path / "machine"
    with tempfile.TemporaryDirectory() as short:
        if request.param == "sqlite":
            with site(here, Path(short), "sqlite", moved) as made:
                yield made
            return
        with cluster(request.getfixturevalue("postgresql_databases")._folder) as server:
            moved["/var/run/postgresql"] = str(server.home)
            with site(here, Path(short), "postgresql", moved) as made:
                yield made


def said(answer: httpx.Response) -> object:
    assert answer.status_code == 200, answer.text
    assert "errors" not in answer.json(), answer.text
    return answer.json()["data"]


def take_back(machine: Site, revision: str) -> None:
    """Make the database what an earlier version left: what later migrations brought is taken away."""
    url = machine.run('printf %s "$DATABASE_URL"')
    if machine.dialect == "postgresql":
        host = machine.run('printf %s "$PGHOST"')
        url = make_url(url).update_query_dict({"host": host, "port": "5432"}).render_as_string(hide_password=False)
    migrate.downgrade(url, revision)


def test_each_step_of_the_guide_does_what_it_says(machine: Site) -> None:
    machine.follow("Install", "At the start of each session", "First start", "Accounts and tokens")
    assert stat.S_IMODE((machine.here / "etc/register.env").stat().st_mode) == 0o600
    former = machine.run('printf %s "$token"')
    assert said(machine.ask("{ viewer { account } }", former)) == {"viewer": {"account": "wang"}}

    machine.follow("A key that leaked")
    assert machine.ask("{ viewer { account } }", former).status_code == 401
    machine.run(
        f".venv/bin/{OWNER}\n.venv/bin/python -m api import transfers 511602 {machine.here.parent}/transfers.csv"
    )
    token = machine.run(".venv/bin/python -m api token registrar").strip()
    before = said(machine.ask(ALL, token))
    assert isinstance(before, dict)
    assert [before[one]["totalCount"] for one in ("items", "transfers")] == [59, 1]

    line = machine.follow("Logs, figures and traces")
    assert '"path": "/health"' in line
    figures = httpx.get(machine.run("printf 'http://%s/metrics' \"$METRICS_ADDRESS\""), trust_env=False).text
    alerts = GUIDE.read_text(encoding="utf-8").split("| alert when")[1].split("\n\n")[0]
    named = set(re.findall(r"`((?:register|process)_\w+)`", alerts))
    assert named
    assert named <= set(re.findall(r"^# TYPE (\S+)", figures, re.MULTILINE))

    machine.follow("Backup")
    assert said(machine.ask(ENTER, token)) == {"enterDepartment": {"__typename": "Department"}}
    assert said(machine.ask(ALL, token)) != before
    machine.follow("Restore")
    assert said(machine.ask(ALL, token)) == before

    take_back(machine, "0003")
    machine.follow("Upgrade")
    assert said(machine.ask(ALL, token)) == before
    assert machine.left == []
