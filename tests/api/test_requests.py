"""What a request may look like, and what is said of one that does not."""

import gzip
import json
import socket
from urllib.parse import urlsplit

import httpx
import pytest

from tests.api.conftest import Ask, server

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)  # none of this reaches a database

QUERY = "{ __typename }"
TWO = "query A { a: __typename } query B { b: __typename } mutation C { __typename }"
BODY = json.dumps({"query": QUERY}).encode()
JSON = {"Content-Type": "application/json"}
STRICT = {"Accept": "application/graphql-response+json"}


def refused(answer: httpx.Response, status: int, told: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].endswith("json; charset=utf-8")
    (error,) = answer.json()["errors"]
    assert "data" not in answer.json()
    assert told in error["message"]
    code = {401: "NOT_ALLOWED", 403: "NOT_ALLOWED", 408: "TIMEOUT"}.get(status, "INVALID")
    assert error["extensions"] == {"code": code}


async def test_only_json_in_utf_8_is_read(client: httpx.AsyncClient) -> None:
    for content_type in (
        "application/json",
        "Application/JSON; Charset=UTF-8",
        'application/json; charset="utf-8"',
        "application/json; charset=utf8",
    ):
        answer = await client.post("/graphql", content=BODY, headers={"Content-Type": content_type})
        assert answer.json() == {"data": {"__typename": "Query"}}, content_type
    for content_type in (
        "",
        "text/plain",
        "text/plain; application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/json, text/plain",
        "application/json; charset=gbk",
        "application/json; charset=utf-16",
    ):
        answer = await client.post("/graphql", content=BODY, headers={"Content-Type": content_type})
        refused(answer, 415, "`Content-Type: application/json`")
    refused(await client.post("/graphql", content=BODY), 415, "`Content-Type: application/json`")
    twice = [("Content-Type", "application/json"), ("Content-Type", "application/json")]
    refused(await client.post("/graphql", content=BODY, headers=twice), 415, "one")


async def test_a_compressed_body_is_refused_unopened(client: httpx.AsyncClient) -> None:
    bomb = gzip.compress(b"0" * 1_000_000)
    for encoding in ("gzip", "deflate", "br", "identity, gzip"):
        answer = await client.post("/graphql", content=bomb, headers={**JSON, "Content-Encoding": encoding})
        refused(answer, 415, "compressed")
        assert answer.headers["accept-encoding"] == "identity"


async def test_a_byte_order_mark_is_left_aside_and_other_encodings_are_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/graphql", content=b"\xef\xbb\xbf" + BODY, headers=JSON)
    assert answer.json() == {"data": {"__typename": "Query"}}
    for encoding in ("utf-16", "utf-32-le", "gbk"):
        body = json.dumps({"query": "{ __typename } # 张三"}, ensure_ascii=False).encode(encoding)
        refused(await client.post("/graphql", content=body, headers=JSON), 400, "JSON in UTF-8")


async def test_what_could_be_read_in_two_ways_is_refused(client: httpx.AsyncClient) -> None:
    for body, told in (
        ('{"query": "{ __typename }", "query": "{ other }"}', "`query` is given twice"),
        ('{"query": "{ __typename }", "variables": {"a": 1, "a": 2}}', "`a` is given twice"),
        ('{"query": "{ __typename }", "variables": {"a": NaN}}', "JSON"),
        ('{"query": "{ __typename }", "variables": {"a": -Infinity}}', "JSON"),
        ('[{"query": "{ __typename }"}]', "several at once"),
        ('{"query": "{ __typename }"} x', "JSON"),
        ('{"query": " "}', "`query`"),
        ('{"query": "{ __typename }", "operationName": 1}', "`operationName` is to be a JSON string"),
        ('{"query": "{ __typename }", "variables": "{}"}', "`variables` is to be a JSON object"),
        ('{"query": "{ __typename }", "extensions": []}', "`extensions` is to be a JSON object"),
    ):
        refused(await client.post("/graphql", content=body, headers=JSON), 400, told)
    names = ", ".join(f'"{number}": 0' for number in range(60_000))  # and is not slow to be looked through
    answer = await client.post("/graphql", content=f'{{"query": "{QUERY}", "extensions": {{{names}}}}}', headers=JSON)
    assert answer.status_code == 200


async def test_the_url_is_read_as_strictly_as_a_body(client: httpx.AsyncClient) -> None:
    for query, told in (
        ("", "`query`"),
        ("query=%7B__typename%7D&query=%7B__typename%7D", "`query` is given twice"),
        ("query=%7B__typename%7D&variables=5", "`variables` is to be"),
        ("query=%7B__typename%7D&variables=%7B", "JSON"),
        ("query=%7B__typename%7D&extensions=x", "JSON"),
    ):
        refused(await client.get(f"/graphql?{query}"), 400, told)
    answer = await client.get("/graphql?query=%7B__typename%7D&operationName=&variables=&extensions=&_=1")
    assert answer.json() == {"data": {"__typename": "Query"}}
    answer = await client.get("/graphql", params={"query": "{ __typename }" + "#" * 16_384})
    refused(answer, 414, "by POST")


async def test_of_several_operations_the_named_one_runs(client: httpx.AsyncClient, ask: Ask) -> None:
    answer = await client.post("/graphql", json={"query": TWO, "operationName": "B"})
    assert answer.json() == {"data": {"b": "Query"}}
    for name, told in ((None, "3 operations: name the one"), ("D", "no operation named `D`"), ("", "named ``")):
        asked = {"query": TWO, "operationName": name}
        refused(await client.post("/graphql", json=asked), 200, told)
        refused(await client.post("/graphql", json=asked, headers=STRICT), 400, told)
    refused(await client.post("/graphql", json={"query": "fragment F on Query { __typename }"}), 200, "no operation")


async def test_by_get_the_named_operation_decides_what_is_allowed(client: httpx.AsyncClient) -> None:
    answer = await client.get("/graphql", params={"query": TWO, "operationName": "A"})
    assert answer.json() == {"data": {"a": "Query"}}
    answer = await client.get("/graphql", params={"query": TWO, "operationName": "C"})
    refused(answer, 405, "by POST")
    assert answer.headers["allow"] == "POST"


async def test_what_was_resolved_in_part_is_200_and_what_never_ran_is_not(client: httpx.AsyncClient) -> None:
    partly = '{ __typename transfer(id: "x") { id } }'
    answer = await client.post("/graphql", json={"query": partly}, headers=STRICT)
    assert (answer.status_code, answer.json()["data"]["__typename"]) == (200, "Query")
    for document in ("{", "{ nothing }", "subscription { nothing }", "query Q($i: ID!) { transfer(id: $i) { id } }"):
        for headers, status in ((STRICT, 400), ({}, 200)):
            answer = await client.post("/graphql", json={"query": document}, headers=headers)
            assert (answer.status_code, "data" in answer.json()) == (status, False), answer.text


def exchanged(address: str, sent: bytes, *, more: bytes = b"") -> bytes:
    """Speak HTTP by hand: send, and go on sending `more` for as long as the server takes it; read until it closes."""
    where = urlsplit(address)
    assert where.hostname
    with socket.create_connection((where.hostname, where.port or 80), timeout=30) as connection:
        connection.sendall(sent)
        try:
            while more:
                connection.sendall(more)
        except OSError:
            pass
        answer = b""
        try:
            while chunk := connection.recv(65_536):
                answer += chunk
        except OSError:
            pass
    return answer


def test_a_body_is_bounded_in_size_and_in_time_whatever_is_said_of_its_length(county_url: str) -> None:
    head = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    with server(county_url, BODY_LIMIT="2048", REQUEST_TIMEOUT="1") as (address, _):
        for sent, status in (
            (head + b"Content-Length: 2049\r\n\r\n", b"413"),
            (head + b"Content-Length: 99999999999999999999\r\n\r\n", b"4"),
            (head + b"Transfer-Encoding: chunked\r\n\r\n801\r\n" + b" " * 2049 + b"\r\n", b"413"),
            (head + b"Content-Length: 40\r\n\r\n" + BODY, b"408"),
            (head + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", b"408"),
            (head + b"Content-Length: 5\r\nConnection: close\r\n\r\n" + BODY, b"400"),
        ):
            answer = exchanged(address, sent)
            assert answer.startswith(b"HTTP/1.1 " + status), (sent, answer)
        endless = exchanged(
            address, head + b"Transfer-Encoding: chunked\r\n\r\n", more=b"400\r\n" + b" " * 1024 + b"\r\n"
        )
        assert endless.startswith(b"HTTP/1.1 413") or endless == b""  # a client that still sends may miss the answer
        after = httpx.post(f"{address}graphql", json={"query": QUERY})
        assert after.json() == {"data": {"__typename": "Query"}}
