"""Nothing is decided by what was replaced: roles and policies stay as a transaction finds them until it has ended."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.lines import Line, defaults
from register import certificates, departments, permission, policies, scope, tables
from register.certificates import NewCertificate
from register.clock import day_of
from register.departments import NewDepartment
from register.fence import EVERYTHING
from register.once import perform
from register.records import Key
from register.refusals import NotAllowed
from register.settled import settle
from register.store import Store
from tests.county import COUNTY, GUANSHENG, County
from tests.databases import many_writers

DENY = Line("registrar", COUNTY, "department:enter", (), "deny")


async def _revise(session: AsyncSession, county: County, number: int, *lines: Line) -> None:
    revision: dict[str, Any] = {"tenant": COUNTY, "revision": number}
    session.add(tables.PolicyRevision(**revision, author="policy_admin", reason="试行", at=county.clock()))
    await session.flush()
    for n, line in enumerate((*defaults(COUNTY), *lines)):
        said: dict[str, Any] = {"role": line.role, "action": line.action, "effect": line.effect, "rule": line.rule}
        session.add(tables.PolicyLine(**revision, **said, id=f"{n}", position=n, when=list(line.when)))
    await session.flush()


async def _may_enter(session: AsyncSession, county: County) -> bool:
    registrar = await county.actor("registrar")
    facts = frozenset(scope.facts_of_account(registrar, COUNTY))
    return (await permission.decide(session, registrar, COUNTY, Action.DEPARTMENT_ENTER, facts)).allowed


# --- whoever acts is who it was when it asked


async def test_a_role_that_was_revoked_after_its_account_had_asked_decides_nothing(county: County) -> None:
    registrar, grant = await county.actor("registrar"), tables.expr(tables.RoleGrant)
    async with county.store.changing(EVERYTHING) as session:
        await session.execute(delete(grant).where(grant.account == "registrar"))
    with pytest.raises(NotAllowed) as refusal:
        await departments.enter(county.store, registrar, NewDepartment(COUNTY, "区测试局"))
    assert refusal.value.remedy == "send the request again; what it holds now decides"


async def test_a_role_that_ended_after_its_account_had_asked_decides_nothing(county: County) -> None:
    grant = tables.expr(tables.RoleGrant)
    async with county.store.changing(EVERYTHING) as session:
        ends = update(grant).where(grant.account == "registrar")
        await session.execute(ends.values(until=county.clock() + timedelta(minutes=1)))
    registrar = await county.actor("registrar")
    await departments.enter(county.store, registrar, NewDepartment(COUNTY, "区测试局"))
    county.clock.forward(minutes=1)
    with pytest.raises(NotAllowed):
        await departments.enter(county.store, registrar, NewDepartment(COUNTY, "区另一局"))


# --- an edit waits for what was decided before it, and what begins after it is decided by it


async def test_an_edit_waits_until_what_was_decided_before_it_has_ended(county: County) -> None:
    order: list[str] = []
    registrar, editor = await county.actor("registrar"), await county.actor("policy_admin")
    decided, ended = asyncio.Event(), asyncio.Event()

    async def act(session: AsyncSession) -> Key:
        assert await _may_enter(session, county)
        decided.set()
        await asyncio.wait([asyncio.create_task(ended.wait())], timeout=1)  # the edit begins meanwhile, and waits
        order.append("acted")
        return Key(COUNTY, "a")

    async def edit(session: AsyncSession) -> Key:
        await _revise(session, county, 1, DENY)
        order.append("edited")
        ended.set()
        return Key(COUNTY, "b")

    acting = asyncio.create_task(perform(county.store, registrar, None, act))
    await decided.wait()
    await perform(county.store, editor, None, edit, alone=True)
    await acting
    assert order == ["acted", "edited"]
    async with county.store.reading(EVERYTHING) as session:
        assert not await _may_enter(session, county)


@many_writers
async def test_those_who_only_act_do_not_wait_for_each_other(county: County) -> None:
    registrar, legal = await county.actor("registrar"), await county.actor("legal_reviewer")
    both = asyncio.Barrier(2)

    async def act(session: AsyncSession) -> Key:
        await asyncio.wait_for(both.wait(), 20)
        return Key(COUNTY, "a")

    await asyncio.gather(*(perform(county.store, one, None, act) for one in (registrar, legal)))


@many_writers
async def test_an_edit_waits_for_nobody_of_another_province(county: County) -> None:
    async with county.store.changing(EVERYTHING) as session:
        session.add(tables.Login(account="elsewhere", tenant="32"))
        row = tables.Account(tenant="32", account="elsewhere", name="江苏省策略管理员", created_at=county.clock())
        session.add(row)
    editor, other = await county.actor("policy_admin"), await county.actor("elsewhere")
    async with county.store.changing(EVERYTHING) as session:
        await settle(session, county.store, editor, alone=True)
        async with county.store.changing(EVERYTHING) as beside:
            await asyncio.wait_for(settle(beside, county.store, other, alone=True), 20)


# --- lines are read once for each revision, and never from one that was not committed


async def test_lines_that_were_read_before_an_edit_decide_nothing_after_it(county: County) -> None:
    async with county.store.reading(EVERYTHING) as before:
        assert await _may_enter(before, county)
        async with county.store.changing(EVERYTHING) as session:
            await _revise(session, county, 1, DENY)
        async with county.store.reading(EVERYTHING) as after:
            assert not await _may_enter(after, county)
        assert await _may_enter(before, county)  # it sees the register as it was when it began
    other = Store.open(county.store.engine.url.render_as_string(hide_password=False), county.clock)
    async with other.reading(EVERYTHING) as session:
        assert not await _may_enter(session, county)
    await other.close()


async def test_an_edit_that_is_undone_is_not_remembered(county: County) -> None:
    editor = await county.actor("policy_admin")

    async def edit(session: AsyncSession) -> Key:
        await _revise(session, county, 1, DENY)
        assert (await policies.guard(session, COUNTY)).path[-1].revision == 1
        raise TimeoutError

    with pytest.raises(TimeoutError):
        await perform(county.store, editor, None, edit, alone=True)
    async with county.store.changing(EVERYTHING) as session:
        await _revise(session, county, 1)
    async with county.store.reading(EVERYTHING) as session:
        assert await _may_enter(session, county)


async def test_a_certificate_issued_beside_an_edit_is_decided_by_one_revision(county: County) -> None:
    legal, editor = await county.actor("legal_reviewer"), await county.actor("policy_admin")
    day = day_of(county.clock())
    new = NewCertificate("川-1", "李四", GUANSHENG, day, day)

    async def edit(session: AsyncSession) -> Key:
        await _revise(session, county, 1, Line("legal_reviewer", COUNTY, "certificate:issue", (), "deny"))
        return Key(COUNTY, "b")

    issuing = certificates.issue(county.store, legal, new)
    editing = perform(county.store, editor, None, edit, alone=True)
    issued, _ = await asyncio.gather(issuing, editing, return_exceptions=True)
    assert isinstance(issued, Key | NotAllowed)
    with pytest.raises(NotAllowed):
        await certificates.issue(county.store, legal, NewCertificate("川-2", "李四", new.body, day, day))
