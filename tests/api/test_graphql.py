"""What a client meets at the endpoint when something is wrong: with the request, with the document, with us."""

import json
import logging
import re
from datetime import timedelta
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from api.logs import Lines
from register.store import Store
from tests.api.conftest import Ask

QUERY = '{ county(code: "511602") { name } }'


@pytest.fixture
async def broken(app: Starlette) -> None:
    """Take a table away under the running server: an error that nobody foresaw."""
    store = app.state.store
    assert isinstance(store, Store)
    async with store.engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE divisions RENAME TO gone")


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """The log as it would be written."""
    return [json.loads(Lines().format(record)) for record in caplog.records if record.name.startswith("api")]


async def test_an_error_nobody_foresaw_is_masked_and_the_log_has_it(
    ask: Ask, broken: None, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        answer = await ask(QUERY)
    request_id = answer.headers["x-request-id"]
    (error,) = answer.json()["errors"]
    assert error["message"] == f"something went wrong; quote this request id: {request_id}"
    assert error["extensions"] == {"code": "INTERNAL", "id": request_id}
    assert "divisions" not in answer.text
    failed, request = lines(caplog)
    assert (failed["level"], failed["id"], failed["field"]) == ("error", request_id, "county")
    assert "divisions" in failed["traceback"]
    assert (request["event"], request["id"], request["path"], request["status"]) == (
        "request",
        request_id,
        "/graphql",
        200,
    )


async def test_an_error_before_anything_is_resolved_is_masked_too(
    ask: Ask, app: Starlette, caplog: pytest.LogCaptureFixture
) -> None:
    token = app.state.tokens.issue("supervisor", timedelta(hours=1))
    async with app.state.store.engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE logins RENAME TO gone")
    answer = await ask(QUERY, f"Bearer {token}")
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (500, "INTERNAL")
    assert answer.headers["x-request-id"] in error["message"]
    assert "logins" not in answer.text
    assert "logins" in lines(caplog)[0]["traceback"]


@pytest.mark.parametrize(
    "document",
    [
        "{",
        "{ county }",
        "{ nothing }",
        "query Q($code: String!) { county(code: $code) { name } }",
        "{ items { totalCount } }",
    ],
)
async def test_what_a_client_did_wrong_is_told_with_a_code_and_leaves_no_traceback(
    ask: Ask, document: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        answer = await ask(document)
    for error in answer.json()["errors"]:
        assert error["extensions"]["code"] == "INVALID"
        assert "went wrong" not in error["message"]
    assert [line["event"] for line in lines(caplog)] == ["request"]
    assert all(record.exc_info is None for record in caplog.records)


async def test_a_moment_without_offset_is_told_as_such(ask: Ask) -> None:
    document = "query Q($at: DateTime) { authority(item: 1, stage: DECIDE, facts: {place: 1}, at: $at) { __typename } }"
    document = document.replace("1", '"511602101"')
    answer = await ask(document, at="2026-01-01T00:00:00")
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "INVALID"
    assert "offset" in error["message"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff", b"5", b'"x"', b"null", b"[]", b"{}", b'{"query": 5}', b'{"query": null}', b"[" * 100_000],
)
async def test_a_body_that_asks_nothing_is_refused_in_json(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/graphql", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400, answer.text
    assert answer.json()["errors"][0]["extensions"]["code"] == "INVALID"


@pytest.mark.parametrize("part", ['"variables": 5', '"operationName": 5', '"operationName": [5]', '"extensions": 5'])
async def test_a_part_of_another_shape_is_refused(client: httpx.AsyncClient, part: str) -> None:
    body = f'{{"query": {json.dumps(QUERY)}, {part}}}'
    answer = await client.post("/graphql", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (200, 400), answer.text
    assert answer.json()["errors"][0]["extensions"]["code"] == "INVALID"


async def test_an_answer_is_read_as_it_is_written(ask: Ask) -> None:
    answer = await ask(QUERY)
    assert "广安区" in answer.content.decode()


@pytest.mark.parametrize("part", ["query", "operationName"])
async def test_half_a_character_is_refused_and_not_fatal(client: httpx.AsyncClient, part: str) -> None:
    body = json.dumps({"query": QUERY, part: "{ \ud800 }"})
    answer = await client.post("/graphql", content=body, headers={"Content-Type": "application/json"})
    assert answer.json()["errors"][0]["extensions"]["code"] == "INVALID", answer.text


async def test_get_asks_and_does_not_change(client: httpx.AsyncClient) -> None:
    answer = await client.get("/graphql", params={"query": QUERY})
    assert answer.json() == {"data": {"county": {"name": "广安区"}}}
    mutation = 'mutation { enterDepartment(input: {place: "511602", name: "新设局"}) { __typename } }'
    answer = await client.get("/graphql", params={"query": mutation})
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert answer.json()["errors"][0]["extensions"]["code"] == "INVALID"


async def test_other_methods_and_paths_are_refused_in_json(client: httpx.AsyncClient) -> None:
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "QUERY", "HEAD"):
        answer = await client.request(method, "/graphql", json={"query": QUERY})
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")
        assert method == "HEAD" or answer.json()["errors"][0]["extensions"]["code"] == "INVALID"
    answer = await client.get("/elsewhere")
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (404, "NOT_FOUND")


async def test_the_log_keeps_neither_a_strange_path_nor_what_was_asked(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        await client.get("/张三/510000199001011234")
        await client.get("/graphql", params={"query": '{ place(code: "张三") { name } }'})
    assert [line["path"] for line in lines(caplog)] == ["elsewhere", "/graphql"]
    assert "张三" not in str(lines(caplog))


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
async def test_the_log_keeps_no_name_that_an_error_brings_along(
    ask: Ask, app: Starlette, caplog: pytest.LogCaptureFixture
) -> None:
    store = app.state.store
    async with store.engine.begin() as connection:
        # PostgreSQL says of a row that it does not take what is in it.
        await connection.exec_driver_sql("ALTER TABLE bodies ADD CHECK (name <> '张三')")
    token = app.state.tokens.issue("registrar", timedelta(hours=1))
    document = 'mutation { zhang_san: enterDepartment(input: {place: "511602", name: "张三"}) { __typename } }'
    with caplog.at_level(logging.INFO):
        answer = await ask(document, f"Bearer {token}")
    assert answer.json()["errors"][0]["extensions"]["code"] == "INTERNAL"
    failed, request = lines(caplog)
    assert failed["field"] == "enterDepartment"
    assert "IntegrityError" in failed["traceback"]
    assert "bodies" in failed["traceback"]
    assert request["codes"] == ["INTERNAL"]
    for person in ("张三", "zhang_san", "Failing row"):
        assert person not in str(lines(caplog))


@pytest.mark.parametrize("error", [KeyError("张三"), ValueError("张三"), ExceptionGroup("张三", [OSError("张三")])])
def test_of_an_error_the_log_keeps_the_kind_and_the_place_alone(error: Exception) -> None:
    person = "张三"
    try:
        try:
            raise error
        except type(error) as cause:
            raise RuntimeError(person) from cause
    except RuntimeError as raised:
        record = logging.LogRecord("api", logging.ERROR, __file__, 1, "failed", None, (type(raised), raised, None))
    line = Lines().format(record)
    assert "张三" not in line
    assert "RuntimeError" in line
    assert type(error).__name__ in line
    assert "test_graphql.py" in line
    assert line.count("\n") == 0


@pytest.mark.parametrize(
    ("document", "authorization", "facts"),
    [
        (QUERY, None, {"operation": "query"}),
        ("mutation { __typename }", None, {"operation": "mutation"}),
        ("{ nothing }", None, {"operation": "query", "codes": ["INVALID"]}),
        ("{", None, {"codes": ["INVALID"]}),
        (QUERY, "Bearer x", {"codes": ["NOT_ALLOWED"], "refused": "DecodeError"}),
    ],
)
async def test_a_request_is_one_line_of_the_log(
    ask: Ask, document: str, authorization: str | None, facts: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        answer = await ask(document, authorization)
    (line,) = lines(caplog)
    always = {"at", "level", "event", "id", "method", "path", "status", "ms"}
    assert {name: value for name, value in line.items() if name not in always} == facts
    assert always <= set(line)
    assert (line["status"], line["id"]) == (answer.status_code, answer.headers["x-request-id"])


async def test_the_home_page_has_nothing_from_elsewhere(client: httpx.AsyncClient) -> None:
    answer = await client.get("/")
    assert answer.status_code == 200
    assert "curl -s http://register.test/graphql" in answer.text
    assert "src=" not in answer.text
    assert re.findall('href="([^"]*)"', answer.text) == ["http://register.test/graphql"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
