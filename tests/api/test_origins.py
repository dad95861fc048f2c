"""What a page of another origin may make a browser do."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette

from api.app import create_app
from api.settings import Settings

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

QUERY = {"query": "{ __typename }"}
FRONT = "https://front.example.cn"
OTHER = "https://other.example.cn"
PREFLIGHT = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}


@pytest.fixture
async def open_to_front(county_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who speaks HTTP with a register that pages of one other origin may ask."""
    app = create_app(Settings(county_url, allowed_origins=frozenset({FRONT})))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://register.test") as client:
            yield client


async def test_what_a_page_of_another_origin_sends_is_refused(client: httpx.AsyncClient) -> None:
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": OTHER},
        {"Origin": OTHER},
        {"Origin": "null"},
        {"Origin": "http://register.test:81"},
    ):
        for answer in (
            await client.get("/graphql", params=QUERY, headers=headers),
            await client.post("/graphql", json=QUERY, headers=headers),
        ):
            assert answer.status_code == 403, headers
            assert answer.json()["errors"][0]["extensions"] == {"code": "NOT_ALLOWED"}
            assert "access-control-allow-origin" not in answer.headers


async def test_our_own_pages_the_address_bar_and_programs_may_ask(client: httpx.AsyncClient) -> None:
    for headers in (
        {},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://register.test"},
        {"Origin": "http://register.test"},
    ):
        assert (await client.get("/graphql", params=QUERY, headers=headers)).status_code == 200
        assert (await client.post("/graphql", json=QUERY, headers=headers)).status_code == 200


async def test_without_allowed_origins_a_browser_that_asks_first_is_told_no(client: httpx.AsyncClient) -> None:
    answer = await client.options("/graphql", headers={"Origin": FRONT, **PREFLIGHT})
    assert answer.status_code == 405
    assert "access-control-allow-origin" not in answer.headers


async def test_an_allowed_origin_may_ask_and_read_the_request_id(open_to_front: httpx.AsyncClient) -> None:
    answer = await open_to_front.options("/graphql", headers={"Origin": FRONT, **PREFLIGHT})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, FRONT)
    assert "Authorization" in answer.headers["access-control-allow-headers"]
    headers = {"Origin": FRONT, "Sec-Fetch-Site": "cross-site"}
    answer = await open_to_front.post("/graphql", json=QUERY, headers=headers)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, FRONT)
    assert answer.headers["access-control-expose-headers"] == "X-Request-Id"
    assert {"Origin", "Authorization", "Accept"} <= set(answer.headers["vary"].split(", "))
    assert "access-control-allow-credentials" not in answer.headers
    for headers in ({"Origin": OTHER}, {"Origin": FRONT.upper()}, {"Origin": f"{FRONT}.evil.example"}):
        assert (await open_to_front.options("/graphql", headers={**headers, **PREFLIGHT})).status_code == 400
        assert (await open_to_front.post("/graphql", json=QUERY, headers=headers)).status_code == 403


async def test_an_allowed_origin_can_read_even_an_error_nobody_foresaw(
    open_to_front: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.graphql.actor_of", None)
    answer = await open_to_front.post("/graphql", json=QUERY, headers={"Origin": FRONT})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (500, FRONT)


async def test_no_cookie_is_ever_read(app: Starlette, client: httpx.AsyncClient) -> None:
    answer = await client.post("/graphql", json={"query": "{ viewer { account } }"}, headers={"Cookie": "token=x; a=b"})
    assert answer.json() == {"data": {"viewer": None}}
    assert "set-cookie" not in answer.headers


async def test_every_answer_is_safe_to_receive_and_kept_by_nobody(client: httpx.AsyncClient) -> None:
    for answer in (
        await client.post("/graphql", json=QUERY),
        await client.get("/graphql", params=QUERY, headers={"Authorization": "Bearer x"}),
        await client.put("/graphql"),
        await client.get("/elsewhere"),
        await client.get("/"),
    ):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
