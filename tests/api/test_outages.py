"""The database goes, or has no room left: requests are answered with an error, and with no restart all is well again.

A server process runs throughout. Room runs out in two ways. RLIMIT_FSIZE, which needs no privilege, makes the very
write calls fail that a full disk makes fail, with EFBIG instead of ENOSPC: of the process that has the SQLite file
open, or of PostgreSQL's own. Where the machine lets us mount one, SQLite also lies on a file system that is full.
"""

import asyncio
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from register.fence import EVERYTHING
from tests.api.writers import READ, bearer, client, enter, entered, opened, post, problems
from tests.clusters import Cluster, cluster
from tests.county import fill
from tests.databases import PostgreSQLDatabases, SQLiteDatabases
from tests.processes import GUARD, serving
from tests.register.crashes import load_items

ERRORS = (200, 500, 503)
MEGABYTE = 1 << 20
NO_LIMIT = resource.RLIM_INFINITY


def masked(response: httpx.Response) -> bool:
    """An error of ours: a status that says so or data that do not, the code, and an id to ask with."""
    (error,) = response.json()["errors"]
    assert response.status_code in ERRORS
    assert error["extensions"]["code"] == "INTERNAL"
    assert response.headers["x-request-id"] in error["message"]
    return True


async def recovered(speaking: httpx.AsyncClient, number: int) -> None:
    """The database may need a moment to let us in again; the server needs no restart."""
    async with asyncio.timeout(GUARD):
        while "name" not in (answer := await enter(speaking, number)).text:
            assert masked(answer)
            await asyncio.sleep(0.05)


@pytest.fixture(scope="module")
def own_cluster(postgresql_databases: PostgreSQLDatabases) -> Iterator[Cluster]:
    """A PostgreSQL that nobody else needs, with the real county on it."""
    with cluster(postgresql_databases._folder) as made:
        asyncio.run(fill_beyond(made.url))
        yield made


async def fill_beyond(url: str) -> None:
    """Fill a database until its journal is well beyond the megabyte that the smallest piece of PostgreSQL's log has."""
    await fill(url)
    async with opened(url) as store:
        for number in range(6):
            assert not (await load_items(store, number)).problems
        async with store.reading(EVERYTHING) as session:
            assert (await session.scalar(select(func.pg_relation_size("journal"))) or 0) > MEGABYTE


async def test_postgresql_stops_and_comes_back(own_cluster: Cluster, tmp_path: Path) -> None:
    headers = await bearer(own_cluster.url)
    before = len(await entered(own_cluster.url))
    with serving(own_cluster.url, tmp_path / "log") as (address, _):
        async with client(address, headers) as speaking:
            # Several at once, so that more than one connection is left behind.
            assert all(
                "name" in one.text for one in await asyncio.gather(*(enter(speaking, n) for n in range(100, 104)))
            )
            for number, how in ((104, "INT"), (105, "QUIT")):
                own_cluster.stop(how)  # type: ignore[arg-type]  # one of the two
                for answer in await asyncio.gather(enter(speaking, number), post(speaking, READ), enter(speaking, 199)):
                    assert masked(answer)
                own_cluster.start()
                await recovered(speaking, number)
    # A key that met only errors has done nothing.
    assert set(await entered(own_cluster.url)) >= set(range(100, 106))
    assert len(await entered(own_cluster.url)) == before + 6
    assert await problems(own_cluster.url) == []


@pytest.mark.skipif(not shutil.which("prlimit"), reason="nothing here limits the files of a process that runs")
async def test_postgresql_has_no_room_left(own_cluster: Cluster, tmp_path: Path) -> None:
    headers = await bearer(own_cluster.url)
    with serving(own_cluster.url, tmp_path / "log") as (address, _):
        async with client(address, headers) as speaking:
            assert "name" in (await enter(speaking, 200)).text
            # First of its tables: the journal is longer than 1 MB, the limit, and cannot grow. PostgreSQL refuses.
            # Then of its own log as well: it breaks off, and mends itself with the room that its processes find anew.
            for limit, number, lasting in ((MEGABYTE, 210, True), (8 << 10, 1210, False)):
                own_cluster.limit(limit, first=lasting)
                refused = await until_refused(speaking, number)
                own_cluster.limit("unlimited", first=True)
                await recovered(speaking, refused)
    found = await entered(own_cluster.url)
    assert set(found.values()) == {1}
    assert await problems(own_cluster.url) == []


@pytest.fixture(params=["limit", "mount"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A folder, or a file system of 8 MB where the machine lets us mount one."""
    if request.param == "limit":
        if sys.platform != "linux":
            pytest.skip("only Linux limits the files of a process that runs")
        yield tmp_path
        return
    mounting = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(tmp_path)]
    if os.geteuid() != 0 or not shutil.which("mount") or subprocess.run(mounting, check=False).returncode:
        pytest.skip("this machine lets us mount nothing")
    yield tmp_path
    subprocess.run(["umount", "--lazy", tmp_path], check=True)


async def test_sqlite_has_no_room_left(
    sqlite_databases: SQLiteDatabases, place: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with AsyncExitStack() as stack:
        template = await sqlite_databases.make_template("county", fill)
        made = await stack.enter_async_context(sqlite_databases.fresh(template))
        file = place / "register.db"
        shutil.copyfile(made.removeprefix("sqlite+aiosqlite:///"), file)
        url, log = f"sqlite+aiosqlite:///{file}", tmp_path_factory.mktemp("log") / "log"
        headers = await bearer(url)
        address, server = stack.enter_context(serving(url, log))
        speaking = await stack.enter_async_context(client(address, headers))
        assert "name" in (await enter(speaking, 1)).text
        for first, spare in ((10, 0), (40, 5_000), (70, 30_000)):
            ballast = starve(file, spare, server.pid)
            refused = await until_refused(speaking, first)
            assert "广安区" in (await post(speaking, READ)).text  # whoever only reads needs no room
            ballast.unlink(missing_ok=True)
            limited([server.pid], NO_LIMIT)
            await recovered(speaking, refused)
        found = await entered(url)
        assert set(found.values()) == {1}
        assert await problems(url) == []


def starve(file: Path, spare: int, pid: int) -> Path:
    """Leave so many bytes to write, more or less: a full file system, or a limit on how long a file may be."""
    ballast = file.with_name("ballast")
    if not file.parent.is_mount():
        log = file.with_name(f"{file.name}-wal")
        limited([pid], log.stat().st_size + spare)
        return ballast
    with ballast.open("wb", buffering=0) as filling:
        with suppress(OSError):
            while True:
                filling.write(bytes(4096))
        assert os.statvfs(file.parent).f_bavail == 0
        filling.truncate(max(filling.tell() - spare, 0))
    return ballast


def limited(pids: list[int], most: int) -> None:
    """Let no file of these processes grow beyond so many bytes."""
    for pid in pids:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, NO_LIMIT))


async def until_refused(speaking: httpx.AsyncClient, first: int) -> int:
    """Enter departments until one is answered with an error, which it has to be; tell which."""
    for number in range(first, first + 900):  # what was loaded at once left pages with room
        if "name" not in (answer := await enter(speaking, number)).text:
            assert masked(answer)
            return number
    raise AssertionError("there was room for everything")
