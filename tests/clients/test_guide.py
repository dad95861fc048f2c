"""docs/clients.md shows nothing that is not run or compiled."""

import json
import re
import shlex
from pathlib import Path
from textwrap import dedent

import httpx
import pytest
from starlette.applications import Starlette

HERE = Path(__file__).parent
GUIDE = (HERE.parents[1] / "docs" / "clients.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"^```(\w+)\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
COMPILED = "\n".join(
    dedent(file.read_text(encoding="utf-8"))
    for suffix in ("graphql", "json", "ts")
    for file in sorted(HERE.glob(f"*/*.{suffix}"))
)


@pytest.mark.parametrize("snippet", [text for language, text in SNIPPETS if language != "sh"])
def test_a_snippet_stands_in_a_front_end_that_is_compiled(snippet: str) -> None:
    assert snippet in COMPILED


async def test_the_first_query_is_answered(app: Starlette) -> None:
    (command,) = [text for language, text in SNIPPETS if language == "sh"]
    arguments = shlex.split(command.replace("\\\n", " "))
    body = json.loads(arguments[arguments.index("-d") + 1])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://register.test") as client:
        answer = (await client.post("/graphql", json=body)).json()
    assert answer == {"data": {"township": {"name": "官盛镇", "powers": {"totalCount": 0}}}}
