"""What every test can ask for: a database of its own, on each dialect."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import hypothesis
import pytest

from register.store import Store
from tests.county import Clock, County, fill
from tests.databases import Databases, PostgreSQLDatabases, SQLiteDatabases, postgresql_server

# A slow machine is not a failing test.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> SQLiteDatabases:
    """SQLite databases, for a test of that dialect alone."""
    return SQLiteDatabases(tmp_path_factory.mktemp("databases"))


@pytest.fixture(scope="session")
def postgresql_databases() -> Iterator[PostgreSQLDatabases]:
    """PostgreSQL databases, for a test of that dialect alone. Each test worker runs one server."""
    with postgresql_server() as folder:
        yield PostgreSQLDatabases(folder)


# A parametrised session fixture would be torn down, with its templates, whenever its parameter changes. So the two
# above last as long as the worker, and this one only chooses.
@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Databases:
    """The databases of one dialect; a test that asks for it, or for what rests on it, runs on both."""
    chosen = request.getfixturevalue(f"{request.param}_databases")
    assert isinstance(chosen, Databases)
    return chosen


@pytest.fixture
async def database_url(databases: Databases) -> AsyncIterator[str]:
    """The URL of an empty database nobody else uses."""
    async with databases.fresh() as url:
        yield url


@pytest.fixture
async def county(databases: Databases) -> AsyncIterator[County]:
    """The register of the real county, its people, and a clock that stands at noon in China."""
    template = await databases.make_template("county", fill)
    async with databases.fresh(template) as url:
        clock = Clock(datetime.now(UTC).replace(hour=4, minute=0, second=0, microsecond=0))
        store = Store.open(url, clock)
        yield County(store, clock)
        await store.close()
