"""On whose behalf a transaction runs is told to the database, and the door to everything is rare and named."""

import ast
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from api.app import create_app
from api.settings import Settings
from policies.actor import ANONYMOUS, Actor, Role
from register import cases, departments, items, journal, powers, roles, tables
from register.fence import EVERYTHING, scope
from register.notice_kinds import AnswerKind, NoticeKind, Recipient
from register.once import Once
from register.powers import Claim, Exercise
from register.store import Store
from register.words import Office, PowerKind, Stage, TransferMode
from tests.administering import change
from tests.county import COUNTY, GUANSHENG, XIEXING, Clock, County, fill
from tests.databases import PostgreSQLDatabases, SQLiteDatabases
from tests.disputes import bureau, coordinate, decide, raise_over
from tests.notices import answer, send
from tests.passings import HEAVY, a_penalty, case_of, pass_on
from tests.passings import act as act_of

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
    ("register/verify.py", "problems"),
}
# What a decision or a step rests on, though the account may not read it.
LIFTING = {
    ("register/items/reads.py", "required"),
    ("register/policies/holders.py", "held_at"),
    ("register/policies/proposals.py", "_still"),
    ("register/policies/preview/previewing.py", "_named"),
    ("register/policies/preview/previewing.py", "_people"),
    ("register/policies/reads.py", "recorded_below"),
    ("register/policies/reads.py", "recorded_domains"),
    ("register/settled.py", "know_again"),
    ("register/transfers/record.py", "_of_items"),
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
    assert {one for one in users("EVERYTHING") if one[0] != "register/fence.py"} == OWN_BUSINESS
    assert users("lifted") == LIFTING


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


async def test_every_table_is_behind_the_fence(postgresql_county: County) -> None:
    """A new table has policies in the migration that makes it."""
    assert await postgresql_county.store.fenced()
    active = text(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
        "AND NOT row_security_active(oid)"
    )
    async with postgresql_county.store.reading(ANONYMOUS) as session:
        assert set(await session.scalars(active)) == {*tables.UNFENCED, "alembic_version"}


async def test_a_superuser_goes_past_the_fence_and_is_told(
    postgresql_county: County, caplog: pytest.LogCaptureFixture
) -> None:
    url = postgresql_county.store.engine.url.set(username="postgres").render_as_string(hide_password=False)
    app = create_app(Settings(url))
    async with app.router.lifespan_context(app):
        assert not await app.state.store.fenced()
    assert [record.getMessage() for record in caplog.records] == ["unfenced"]


async def test_sqlite_has_no_fence(sqlite_databases: SQLiteDatabases) -> None:
    async with sqlite_databases.fresh() as url:
        assert not await Store.open(url).fenced()


async def rows(county: County, actor: Actor, table: type[tables.Table]) -> set[tuple[Any, ...]]:
    """The keys of all the rows that a query without any filter finds."""
    async with county.store.reading(actor) as session:
        return {tuple(row) for row in await session.execute(select(*inspect(table).primary_key))}


async def test_a_query_without_a_filter_finds_what_is_public_or_ones_own(postgresql_county: County) -> None:
    county = postgresql_county
    item = await county.item()
    secret = await county.enter_item(PowerKind.OTHER, confidential=True)
    draft, published = await county.propose(item, receiver=XIEXING), (await county.publish(item)).key
    own, neighbour = await county.actor("supervisor"), await county.actor("other_county_clerk")
    for stranger in (ANONYMOUS, neighbour):
        assert await rows(county, stranger, tables.Transfer) == {(COUNTY, published.id)}
        versions = await rows(county, stranger, tables.TransferVersion)
        assert versions == {(COUNTY, published.id, number) for number in range(1, 7)}
        found = await rows(county, stranger, tables.Item)
        assert (COUNTY, item.key.id) in found
        assert (COUNTY, secret.key.id) not in found
        for table in (tables.JournalEntry, tables.JournalHead, tables.Account, tables.Login, tables.SigningKey):
            assert {key for key in await rows(county, stranger, table) if COUNTY in key} == set()
    assert await rows(county, own, tables.Transfer) == {(COUNTY, draft.id), (COUNTY, published.id)}
    assert (COUNTY, secret.key.id) in await rows(county, own, tables.Item)
    assert await rows(county, own, tables.SigningKey) == set()


async def test_a_row_of_another_county_cannot_be_written(postgresql_county: County) -> None:
    county = postgresql_county
    clerk = await county.actor("other_county_clerk")

    async def write() -> None:
        async with county.store.changing(clerk) as session:
            await journal.lock(session, COUNTY)

    with pytest.raises(DBAPIError, match="row-level security"):
        await write()


async def test_what_is_public_follows_the_item(county: County) -> None:
    """A transfer is read together with its item, all versions of both, whichever of them changed last."""
    item, registrar = await county.item(), await county.actor("registrar")
    key = (await county.publish(item)).key
    for version, confidential in ((item.version, True), (item.version + 1, False)):
        await items.amend(
            county.store, registrar, items.Amendment(item.key, version, "测试", confidential=confidential)
        )
        for table, of in (
            (tables.ItemVersion, item.key),
            (tables.TransferVersion, key),
            (tables.Transfer, key),
            (tables.Item, item.key),
        ):
            row = tables.expr(table)
            async with county.store.reading(EVERYTHING) as session:
                found = set(await session.scalars(select(row.public).where(row.tenant == of.tenant, row.id == of.id)))
            assert found == {not confidential}, table


async def test_the_grants_are_all_the_server_needs(
    postgresql_county: County, postgresql_databases: PostgreSQLDatabases
) -> None:
    lines = (ROOT / "migrations" / "server.sql").read_text(encoding="utf-8").splitlines()
    grants = "\n".join(line for line in lines if not line.startswith("--")).strip().removesuffix(";").split(";")
    await postgresql_databases._execute("CREATE ROLE register_server LOGIN NOSUPERUSER NOBYPASSRLS")
    url = postgresql_county.store.engine.url
    async with postgresql_county.store.engine.begin() as connection:
        for grant in grants:
            await connection.execute(text(grant))
    store = Store.open(
        url.set(username="register_server").render_as_string(hide_password=False), postgresql_county.clock
    )
    county = County(store, postgresql_county.clock)
    item, clerk = await county.item(), await county.actor("township_clerk")
    await county.publish(item)
    act = await powers.exercise(store, clerk, Exercise(item.key, Stage.DECIDE, Claim(GUANSHENG.id)), Once("k", "d"))
    case = (await cases.acts_by_key(store, clerk, [act]))[act].case
    await bureau(postgresql_county)
    dispute = await raise_over(county, case.key)
    await coordinate(county, dispute)
    await decide(county, dispute)
    notice = await send(county, NoticeKind.SEALED, Recipient.COMPETENT, case=case.key)
    await answer(county, notice, AnswerKind.FILED)
    await cases.close(store, clerk, cases.Closing(case.key, "准予"))
    penalty = await a_penalty(county)
    heavy = await case_of(county, await act_of(county, penalty, Stage.INVESTIGATE))
    await pass_on(county, heavy.key, penalty.department, sanctions=(HEAVY,))
    entered = await county.enter_item(PowerKind.OTHER)
    registrar = await county.actor("registrar")
    await items.amend(store, registrar, items.Amendment(entered.key, 1, "测试", published=False))
    await postgresql_county.service_centre()
    await county.review_item(item)
    await county.publish_catalogue({entered.key: TransferMode.AUTHORIZE}, retained={item.key: "统筹"})
    await departments.enter(store, registrar, departments.NewDepartment(COUNTY, "区测试局", offices=(Office.FINANCE,)))
    await change(county)
    role = roles.RoleInput("registrar", "supervisor", COUNTY)
    for grant_or_revoke in (roles.assign, roles.assign, roles.revoke):
        await grant_or_revoke(store, await county.actor("policy_admin"), role)
    for statement in ("UPDATE journal SET actor = 'x'", "DELETE FROM item_versions", "UPDATE accounts SET name = 'x'"):
        async with store.engine.connect() as connection:
            with pytest.raises(DBAPIError, match="permission denied"):
                await connection.execute(text(statement))
    await store.close()


@pytest.fixture
async def postgresql_county(postgresql_databases: PostgreSQLDatabases) -> AsyncIterator[County]:
    """The real county on PostgreSQL alone: SQLite has no fence."""
    template = await postgresql_databases.make_template("county", fill)
    async with postgresql_databases.fresh(template) as url:
        clock = Clock(datetime.now(UTC).replace(hour=4, minute=0, second=0, microsecond=0))
        store = Store.open(url, clock)
        yield County(store, clock)
        await store.close()
