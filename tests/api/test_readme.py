"""What the README shows works as it stands there."""

import json
import re
import shlex
from pathlib import Path

import httpx
from graphql import parse, validate

from api.settings import table
from schema.root import schema

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def test_every_document_fits_the_schema() -> None:
    documents = blocks("graphql")
    assert len(documents) == 6
    for document in documents:
        assert validate(schema._schema, parse(document)) == []


async def test_the_first_query_is_answered(client: httpx.AsyncClient) -> None:
    (command,) = blocks("sh")
    program, *arguments = shlex.split(command.replace("\\\n", " "))
    assert (program, arguments[:2]) == ("curl", ["-s", "http://127.0.0.1:8000/graphql"])
    body = json.loads(arguments[arguments.index("-d") + 1])
    answer = (await client.post("/graphql", json=body)).json()
    assert answer["data"]["county"]["name"] == "广安区"
    assert answer["data"]["county"]["townships"]["totalCount"] == 25


def test_the_table_of_settings_is_what_the_code_says() -> None:
    assert table() in README, f"put this into the README:\n\n{table()}"
