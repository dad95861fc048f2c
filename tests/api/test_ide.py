"""The IDE at /graphql: a browser gets it, whole and from here alone; a program never does."""

import logging
import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest
from graphql import parse, validate

from api import ide
from api.app import create_app
from api.settings import Settings
from schema.root import schema

CHROMIUM = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
PROGRAMS = [
    "*/*",
    "application/json",
    "application/graphql-response+json",
    "application/graphql-response+json; charset=utf-8, application/json; charset=utf-8",
    "application/json, text/html;q=0.5",
    "application/json, text/html",
    "text/*",
    "text/html;q=0",
    "text/html;q=much",
    "",
]
HERE = "http://register.test"
TYPES = {
    ".css": "text/css",
    ".ico": "image/",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}
# What HTML, CSS and JavaScript load: each names it relative to itself, or in HTML to its <base>.
LOADED = {
    ".html": re.compile(r'<(?:link|script|img)\b[^>]*?\b(?:src|href)="([^"]+)"'),
    ".css": re.compile(r"""url\(["']?(?!data:|#)([^"')]+)"""),
    ".js": re.compile(r'(?:\bfrom|\bimport|\bimport\(|new URL\()"(\.?/?[\w./-]+\.js)"'),
}


def browser(settings: Settings) -> httpx.AsyncClient:
    """A browser before the application; nothing of what it gets is read from the database."""
    transport = httpx.ASGITransport(create_app(settings))
    return httpx.AsyncClient(transport=transport, base_url=HERE, headers={"Accept": CHROMIUM})


@pytest.fixture
async def opened() -> AsyncIterator[httpx.AsyncClient]:
    """A browser, where the IDE is on."""
    async with browser(Settings("unread")) as client:
        yield client


def directives(answer: httpx.Response) -> dict[str, list[str]]:
    policy = answer.headers["content-security-policy"]
    return {name: sources for name, *sources in (one.split() for one in policy.split(";"))}


async def test_a_browser_gets_everything_the_page_loads_from_here(opened: httpx.AsyncClient) -> None:
    page = await opened.get("/graphql")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    base = re.search('<base href="([^"]+)"', page.text)
    assert base
    ahead = [urljoin(urljoin(f"{HERE}/graphql", base[1]), path) for path in LOADED[".html"].findall(page.text)]
    seen: set[str] = set()
    while ahead:
        address = ahead.pop()
        if address in seen:
            continue
        seen.add(address)
        assert address.startswith(f"{HERE}/graphql/ide/"), address
        answer = await opened.get(address)
        kind = Path(address).suffix
        assert (answer.status_code, address) == (200, address)
        assert answer.headers["content-type"].startswith(TYPES[kind]), address
        assert answer.headers["x-content-type-options"] == "nosniff"
        if kind in LOADED:
            ahead += [urljoin(address, path) for path in LOADED[kind].findall(answer.text)]
    names = {address.rpartition("/")[2] for address in seen}
    assert {"start.js", "main.js", "polyfills.js", "styles.css", "favicon.ico"} <= names
    assert len([name for name in names if name.startswith("worker-")]) == 2
    assert len(names) > 40


async def test_the_page_can_load_from_nowhere_else(opened: httpx.AsyncClient) -> None:
    page = await opened.get("/graphql")
    found = directives(page)
    assert found.pop("default-src") == found.pop("form-action") == found.pop("frame-ancestors") == ["'none'"]
    assert found.pop("script-src") == ["'self'"]
    own, nonce = found.pop("style-src")
    assert own == "'self'"
    assert f'<style nonce="{nonce[7:-1]}">' in page.text
    assert f'<app-root ngCspNonce="{nonce[7:-1]}">' in page.text
    assert f'"cspNonce": "{nonce[7:-1]}"' in unescape(page.text)
    assert found.pop("img-src") == ["'self'", "data:"]
    assert set(map(tuple, found.values())) == {("'self'",)}


async def test_no_two_pages_share_a_nonce_and_none_is_kept(opened: httpx.AsyncClient) -> None:
    one, other = await opened.get("/graphql"), await opened.get("/graphql")
    assert one.headers["content-security-policy"] != other.headers["content-security-policy"]
    assert (one.headers["cache-control"], one.headers["vary"]) == ("no-cache", "Accept")


async def test_what_never_changes_is_kept_for_good_and_held_to_the_same_policy(opened: httpx.AsyncClient) -> None:
    version = re.search(r'<base href="graphql/ide/([\d.]+)/"', (await opened.get("/graphql")).text)
    assert version
    main = await opened.get(f"/graphql/ide/{version[1]}/main.js")
    assert "immutable" in main.headers["cache-control"]
    assert directives(main)["script-src"] == ["'self'"]  # a worker is held to what its own file came with
    assert (await opened.get("/graphql/ide/start.js")).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["index.html", "iframe-sandbox/index.html", "", "../package.json", "%2e%2e/package.json"]
)
async def test_no_page_of_the_package_is_served(opened: httpx.AsyncClient, path: str) -> None:
    answer = await opened.get(f"/graphql/ide/{ide._version()}/{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/json; charset=utf-8"), answer.text


async def test_the_log_keeps_the_files_that_are_there_and_no_other_path(
    opened: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        await opened.get(f"/graphql/ide/{ide._version()}/main.js")
        await opened.get(f"/graphql/ide/{ide._version()}/张三.js")
        await opened.get(f"/graphql/ide/{ide._version()}/张三")
    paths = [record.__dict__["facts"]["path"] for record in caplog.records if record.name == "api.logs"]
    assert paths == [f"/graphql/ide/{ide._version()}/main.js", "elsewhere", "elsewhere"]


@pytest.mark.parametrize("accept", PROGRAMS)
async def test_a_program_never_gets_the_page(client: httpx.AsyncClient, accept: str) -> None:
    answer = await client.get("/graphql", headers={"Accept": accept})
    assert answer.json()["errors"][0]["extensions"]["code"] == "INVALID"


async def test_a_browser_that_brings_a_query_gets_its_answer(client: httpx.AsyncClient) -> None:
    asked = {"query": '{ county(code: "511602") { name } }'}
    for answer in (
        await client.get("/graphql", params=asked, headers={"Accept": CHROMIUM}),
        await client.post("/graphql", json=asked, headers={"Accept": CHROMIUM}),
    ):
        assert answer.json() == {"data": {"county": {"name": "广安区"}}}


async def test_the_query_it_starts_with_is_lawful(opened: httpx.AsyncClient) -> None:
    options = re.search('data-options="([^"]+)"', (await opened.get("/graphql")).text)
    assert options
    assert validate(schema._schema, parse(ide._FIRST)) == []
    assert ide._FIRST.splitlines()[0] in unescape(options[1])


async def test_where_the_package_is_missing_a_browser_is_told_what_installs_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(ide, "PACKAGE", tmp_path / "altair-static")
    async with browser(Settings("unread")) as client:
        page = await client.get("/graphql")
        assert page.status_code == 200
        assert "make setup" in page.text
        assert (await client.get("/")).status_code == 200


async def test_switched_off_it_is_gone() -> None:
    async with browser(Settings("unread", ide=False)) as client:
        assert (await client.get("/graphql/ide/start.js")).status_code == 404
        assert (await client.get("/")).text.count("href=") == 0
        assert (await client.get("/graphql")).headers["content-type"] != "text/html; charset=utf-8"
