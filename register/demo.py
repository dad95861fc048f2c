"""The demonstration: the real county 广安区, one account for each role, and a neighbour to be refused."""

import gzip
from pathlib import Path

from sqlalchemy import select

from policies.actor import Role
from register import accounts, departments, journal, tables
from register.accounts import OPERATOR, NewAccount
from register.departments import NewDepartment
from register.fence import EVERYTHING
from register.imports import load
from register.records import Key, Ref
from register.store import Store
from register.words import Office

DATA = Path(__file__).parent.parent / "data"
COUNTY = "511602"
NEIGHBOUR = "511603"  # 前锋区, of the same prefecture
# The duties of R193 where the county has them.
OFFICES = {
    "区司法局": (Office.LEGAL,),
    "区政府办": (Office.GOVERNMENT,),
    "区财政局": (Office.FINANCE,),
    "区行政审批局": (Office.SERVICE,),
    "区综合执法局": (Office.ENFORCEMENT,),
}
PEOPLE = (
    ("department_clerk", "区交通运输局经办人", "区交通运输局", "department_clerk", COUNTY),
    ("township_clerk", "官盛镇经办人", "官盛镇", "township_clerk", "511602101"),
    ("other_township_clerk", "协兴镇经办人", "协兴镇", "township_clerk", "511602102"),
    ("other_county_clerk", "前锋区交通运输局经办人", "区交通运输局", "department_clerk", NEIGHBOUR),
    ("legal_reviewer", "区司法局法制审核员", "区司法局", "legal_reviewer", COUNTY),
    ("government_officer", "区政府办经办人", "区政府办", "government_officer", COUNTY),
    ("registrar", "区登记员", None, "registrar", COUNTY),
    ("policy_admin", "区策略管理员", None, "policy_admin", COUNTY),
    ("supervisor", "区监督员", None, "supervisor", COUNTY),
    ("aggregator", "四川省汇总单位", None, "aggregator", "51"),
)


async def fill(store: Store) -> list[tuple[str, tuple[Role, ...], str | None]]:
    """Load the county and add the accounts; what is there stays. Tells each account with its roles and its body."""
    _loaded(await load.divisions(store, gzip.decompress((DATA / "divisions.csv.gz").read_bytes())))
    return await fill_county(store)


async def fill_county(store: Store) -> list[tuple[str, tuple[Role, ...], str | None]]:
    """Load the county alone, onto divisions that are there."""
    _loaded(await load.items(store, COUNTY, (DATA / "items_guangan_511602.csv").read_bytes()))
    await _offices(store)
    await _neighbour(store)
    for account, name, body, role, place in PEOPLE:
        if await accounts.actor(store, account) is None:
            await accounts.add(store, NewAccount(account, name, ((role, place),), body))
    return [(account, (Role(role, place),), body) for account, _, body, role, place in PEOPLE]


def _loaded(report: load.Report) -> None:
    if report.problems:
        raise RuntimeError(f"the data that ship do not load: {report.problems[:3]}")


async def _offices(store: Store) -> None:
    body, held = tables.expr(tables.Body), tables.expr(tables.DepartmentOffice)
    async with store.changing(EVERYTHING) as session:
        found = await session.execute(select(body.name, body.id).where(body.tenant == COUNTY, body.place == COUNTY))
        ids: dict[str, str] = dict(found.all())
        holding = await session.execute(select(held.department, held.office).where(held.tenant == COUNTY))
        there = {tuple(row) for row in holding}
        wanted = [(ids[name], office.value) for name, offices in OFFICES.items() for office in offices]
        fresh = [one for one in wanted if one not in there]
        session.add_all(tables.DepartmentOffice(tenant=COUNTY, department=id_, office=office) for id_, office in fresh)
        events = [
            journal.Event("office:imported", Ref("Department", Key(COUNTY, id_)), {"office": office})
            for id_, office in fresh
        ]
        if events:
            await journal.record(session, COUNTY, OPERATOR, store.clock(), *events)


async def _neighbour(store: Store) -> None:
    """The neighbour has a department of its own, whose clerk is to find nothing of the county's drafts."""
    body = tables.expr(tables.Body)
    new = NewDepartment(place=NEIGHBOUR, name="区交通运输局")
    async with store.changing(EVERYTHING) as session:
        there = select(body.id).where(body.tenant == NEIGHBOUR, body.place == NEIGHBOUR, body.name == new.name)
        if await session.scalar(there):
            return
        key = await departments.write(session, NEIGHBOUR, new)
        event = journal.Event("department:imported", Ref("Department", key), departments.said(new))
        await journal.record(session, NEIGHBOUR, OPERATOR, store.clock(), event)
