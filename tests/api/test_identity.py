"""Who is asking: a good token, none, and everything else."""

import base64
import json
from datetime import timedelta
from typing import Any

import httpx
import jwt
import pytest
from starlette.applications import Starlette

from api.identity import Tokens
from register import clock
from tests.api.conftest import Ask

VIEWER = "{ viewer { account } }"
HOUR = timedelta(hours=1)


@pytest.fixture
def tokens(app: Starlette) -> Tokens:
    found = app.state.tokens
    assert isinstance(found, Tokens)
    return found


def claims(tokens: Tokens, **changed: Any) -> dict[str, Any]:
    """Claims that are good but for what is changed; None takes a claim away."""
    now = clock.now()
    good = {"iss": tokens.issuer, "aud": tokens.audience, "sub": "department_clerk", "iat": now, "exp": now + HOUR}
    return {name: value for name, value in {**good, **changed}.items() if value is not None}


def signed(tokens: Tokens, **changed: Any) -> str:
    return jwt.encode(claims(tokens, **changed), tokens.key, algorithm="HS256")


async def refused(ask: Ask, authorization: str) -> None:
    answer = await ask(VIEWER, authorization)
    assert answer.status_code == 401, answer.text
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert answer.json()["errors"][0]["extensions"]["code"] == "NOT_ALLOWED"
    assert "data" not in answer.json()


async def test_without_a_token_one_is_nobody(ask: Ask) -> None:
    answer = await ask(VIEWER)
    assert answer.json() == {"data": {"viewer": None}}


async def test_a_token_is_whose_it_is(ask: Ask, tokens: Tokens) -> None:
    for scheme in ("Bearer", "bearer"):
        answer = await ask(VIEWER, f"{scheme} {tokens.issue('department_clerk', HOUR)}")
        assert answer.json() == {"data": {"viewer": {"account": "department_clerk"}}}


async def test_a_token_that_is_not_good_is_never_nobody(ask: Ask, tokens: Tokens) -> None:
    now = clock.now()
    bad: tuple[dict[str, Any], ...] = (
        {"iss": "another"},
        {"aud": "another"},
        {"aud": ["another"]},
        {"exp": now - HOUR},
        {"iat": now + HOUR},
        {"nbf": now + HOUR},
        {"sub": "nobody_of_this_name"},
        {"sub": ""},
        *({name: None} for name in ("iss", "aud", "sub", "iat", "exp")),
    )
    for changed in bad:
        await refused(ask, f"Bearer {signed(tokens, **changed)}")


async def test_only_our_key_and_our_algorithm_sign(ask: Ask, tokens: Tokens) -> None:
    good = claims(tokens)
    await refused(ask, f"Bearer {jwt.encode(good, 'another key, which is long enough, too', algorithm='HS256')}")
    await refused(ask, f"Bearer {jwt.encode(good, tokens.key * 2, algorithm='HS512')}")
    await refused(ask, f"Bearer {jwt.encode(good, None, algorithm='none')}")
    header, payload, signature = signed(tokens).split(".")
    await refused(ask, f"Bearer {header}.{payload}.")
    unsigned = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "JWT"}).encode()).rstrip(b"=").decode()
    await refused(ask, f"Bearer {unsigned}.{payload}.{signature}")
    await refused(ask, f"Bearer {unsigned}.{payload}.")


async def test_what_is_no_bearer_token_is_refused(ask: Ask, tokens: Tokens) -> None:
    deep = base64.urlsafe_b64encode(b"[" * 2000).decode()
    for authorization in (
        "Bearer",
        "Bearer ",
        "Basic Y2xlcms6c2VjcmV0",
        "x",
        f"Bearer {deep}.x.y",
        "Bearer " + "x" * 9999,
    ):
        await refused(ask, authorization)


async def test_two_tokens_are_refused(client: httpx.AsyncClient, tokens: Tokens) -> None:
    headers = [("Authorization", f"Bearer {tokens.issue(account, HOUR)}") for account in ("supervisor", "registrar")]
    answer = await client.post("/graphql", json={"query": VIEWER}, headers=headers)
    assert answer.status_code == 401


async def test_a_mutation_under_a_bad_token_changes_nothing(ask: Ask) -> None:
    mutation = 'mutation { enterDepartment(input: {place: "511602", name: "新设局"}) { __typename } }'
    await refused(ask, "Bearer x.y.z")
    answer = await ask(mutation, "Bearer x.y.z")
    assert answer.status_code == 401
