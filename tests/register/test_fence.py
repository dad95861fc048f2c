"""On whose behalf a transaction runs is told to the database, and the door to everything is rare and named."""

import ast
from pathlib import Path

import pytest
from sqlalchemy import func, select

from policies.actor import ANONYMOUS, Actor, Role
from register.fence import EVERYTHING, scope
from register.store import Store
from tests.county import COUNTY
from tests.databases import PostgreSQLDatabases

ROOT = Path(__file__).parent.parent.parent
# Who may touch everything, since it is on nobody's behalf: finding out who asks, the operator's commands, imports.
OWN_BUSINESS = {
    ("register/accounts.py", "actor"),
    ("register/accounts.py", "add"),
    ("register/accounts.py", "make_signing_key"),
    ("register/accounts.py", "signing_key"),
    ("register/demo.py", "_neighbour"),
    ("register/demo.py", "_offices"),
    ("register/imports/load/divisions.py", "divisions"),
    ("register/imports/load/items.py", "items"),
    ("register/imports/load/transfers.py", "transfers"),
}


def users(name: str) -> set[tuple[str, str]]:
    """The functions of the packages that say a name."""
    packages = ("api", "schema", "register", "policies")
    return {
        (file.relative_to(ROOT).as_posix(), function.name)
        for package in packages
        for file in (ROOT / package).rglob("*.py")
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        if name in {getattr(one, "id", getattr(one, "attr", "")) for one in ast.walk(function)}
    }


def test_only_the_registers_own_business_touches_everything() -> None:
    assert users("EVERYTHING") == OWN_BUSINESS


@pytest.mark.parametrize(
    ("asker", "words"),
    [
        (EVERYTHING, "*"),
        (ANONYMOUS, ""),
        (Actor("nobody"), "@nobody"),
        (Actor("a", roles=(Role("supervisor", COUNTY),)), f"{COUNTY} ^51 ^5116 @a"),
        (Actor("a", roles=(Role("township_clerk", "511602101"),)), f"{COUNTY} ^51 ^5116 @a"),
        (Actor("a", roles=(Role("aggregator", "51"),)), "51 @a"),
        (Actor("a", roles=(Role("department_clerk", COUNTY),), body=("5116", "x")), f"5116 {COUNTY} ^51 ^5116 @a"),
        (Actor("a", roles=(Role("registrar", "511603"), Role("registrar", COUNTY))), f"{COUNTY} 511603 ^51 ^5116 @a"),
        (Actor("a,37", body=("51", "x")), "51 @a,37"),
    ],
)
def test_an_account_is_fenced_to_the_places_of_its_roles_and_of_its_body(asker: Actor, words: str) -> None:
    assert scope(asker) == words


def test_a_name_that_would_bring_a_place_along_is_refused() -> None:
    with pytest.raises(ValueError, match="a space"):
        scope(Actor("a 37"))


async def test_the_database_knows_on_whose_behalf_it_is_asked_and_forgets(
    postgresql_databases: PostgreSQLDatabases,
) -> None:
    told = select(func.current_setting("register.scope", True))
    quoted = Actor("it's", roles=(Role("supervisor", COUNTY),))
    async with postgresql_databases.fresh() as url:
        store = Store.open(url)
        for open_ in (store.reading, store.changing):
            for asker in (quoted, EVERYTHING, ANONYMOUS):
                async with open_(asker) as session:
                    assert await session.scalar(told) == scope(asker)
        async with store.engine.connect() as connection:  # the same connection, from the pool
            assert not await connection.scalar(told)
        await store.close()
