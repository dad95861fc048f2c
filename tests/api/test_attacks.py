"""What a security scanner tries first (the checks of graphql-cop among it), over HTTP, as a stranger."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from api.app import create_app
from api.settings import Settings
from register.words import RefusalCode
from tests.api.conftest import Ask

Send = Callable[[httpx.AsyncClient], Any]
JSON = {"Content-Type": "application/json"}
CIRCLE = (
    "{ __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }"
)


def post(query: str, **more: Any) -> Send:
    return lambda client: client.post("/graphql", json={"query": query, **more})


def raw(body: bytes) -> Send:
    return lambda client: client.post("/graphql", content=body, headers=JSON)


ATTACKS: dict[str, Send] = {
    "alias overloading": post(f"query {{ {' '.join(f'alias{n}: __typename' for n in range(101))} }}"),
    "array batch": lambda client: client.post("/graphql", json=[{"query": "{ __typename }"}] * 10),
    "batch of one": lambda client: client.post("/graphql", json=[{"query": "{ __typename }"}]),
    "field duplication": post(f"{{ {'__typename ' * 500} }}"),
    "directive overloading": post(f"{{ __typename {'@aa' * 10} }}"),
    "a circle through the introspection": post(CIRCLE),
    "introspection": post("{ __schema { types { name fields { name } } } }"),
    "field suggestion": post("{ __schema { directive } }"),
    "a mutation by GET": lambda client: client.get("/graphql", params={"query": "mutation { __typename }"}),
    "a form": lambda client: client.post("/graphql", data={"query": "{ __typename }"}),
    "an error unhandled": post("qwerty cop { abc }"),
    "a circle of fragments": post("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"),
    "depth": post(f"{{ viewer {'{ body ' * 100} {{ id }} {'}' * 100} }}"),
    "a document of a hundred thousand tokens": post("{" + "a " * 100_000 + "}"),
    "variables nested deeply": raw(
        b'{"query": "query($v: String) { place(code: $v) { name } }", "variables": {"v": %b}}'
        % (b"[" * 900 + b"]" * 900)
    ),
    "a number of five thousand digits": post(f"{{ counties(first: {'9' * 5000}) {{ totalCount }} }}"),
}


@pytest.mark.parametrize("attack", ATTACKS)
async def test_an_attack_is_refused_with_a_code_and_tells_nothing(client: httpx.AsyncClient, attack: str) -> None:
    answer = await ATTACKS[attack](client)
    assert answer.status_code < 500
    body = answer.json()
    assert not body.get("data")
    assert 1 <= len(body["errors"]) < 10
    for error in body["errors"]:
        assert error["extensions"]["code"] in (RefusalCode.INVALID, RefusalCode.NOT_ALLOWED)
    assert not any(word in answer.text for word in ("Did you mean", "Traceback", "tracing", '"exception"'))


async def test_answers_carry_no_trace(ask: Ask) -> None:
    assert (await ask("{ __typename }")).json() == {"data": {"__typename": "Query"}}


async def test_an_account_that_signed_in_may_look_through_the_schema(ask: Ask, app: Starlette) -> None:
    token = app.state.tokens.issue("supervisor", timedelta(hours=1))
    answer = (await ask("{ __schema { queryType { name } } }", f"Bearer {token}")).json()
    assert answer == {"data": {"__schema": {"queryType": {"name": "Query"}}}}


async def test_where_it_is_open_everybody_may(county_url: str) -> None:
    app = create_app(Settings(county_url, introspection="everyone"))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://register.test") as client,
    ):
        answer = await client.post("/graphql", json={"query": "{ __schema { queryType { name } } nothing }"})
    assert "Cannot query field" in answer.text
    assert "schema is shown" not in answer.text
