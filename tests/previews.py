"""A small county, 前锋区, with things of every kind that decisions are about, and its accounts."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from register import accounts, departments, tables
from register.accounts import NewAccount
from register.fence import EVERYTHING
from register.items import changes as item_changes
from register.notice_kinds import NoticeKind, Recipient
from register.records import Item, Key, Transfer
from register.transfers.record import write
from register.words import Office
from tests.builders import a_recall
from tests.county import County

SMALL, PREFECTURE = "511603", "5116"
TOWN = Key(SMALL, "511603101")
ADMIN = "small_admin"
PEOPLE = {
    ADMIN: ("policy_admin", SMALL, None),
    "small_bureau": ("department_clerk", SMALL, "甲局"),
    "small_town": ("township_clerk", TOWN.id, TOWN.id),
    "small_lawyer": ("legal_reviewer", SMALL, "乙局"),
    "small_office": ("government_officer", SMALL, "丙办"),
    "small_registrar": ("registrar", SMALL, None),
    "region_supervisor": ("supervisor", PREFECTURE, None),
}


async def fill(county: County) -> None:
    """Departments, items, transfers in several statuses, a case, a dispute, notices and a certificate."""
    pattern = await county.transfer(await county.propose(await county.item()))
    item = await county.item()
    async with county.store.changing(EVERYTHING) as session:
        offices = {"甲局": (), "乙局": (Office.LEGAL,), "丙办": (Office.GOVERNMENT,)}
        bureau, *_ = [
            await departments.write(session, SMALL, departments.NewDepartment(SMALL, name, offices=held))
            for name, held in offices.items()
        ]
        own = replace(item, department=bureau, competent=bureau)
        listed = [
            replace(own, key=Key(SMALL, "open"), code="SMALL-1"),
            replace(own, key=Key(SMALL, "unpublished"), code="SMALL-2", published=False),
            replace(own, key=Key(SMALL, "secret"), code="SMALL-3", confidential=True),
            replace(own, key=Key(SMALL, "kept"), code="SMALL-4"),
        ]
        for one in listed:
            await item_changes.write(session, one, fresh=True)
        for moved in _transfers(county, pattern, listed):
            await write(session, moved, fresh=True)
        session.add_all(_around(county, listed[0], bureau))
    for account, (role, place, body) in PEOPLE.items():
        await accounts.add(county.store, NewAccount(account, account, ((role, place),), body))


def _transfers(county: County, pattern: Transfer, listed: list[Item]) -> list[Transfer]:
    now, day = county.clock(), timedelta(days=1)
    first, unpublished, secret, _ = listed
    public: dict[str, Any] = {"published_at": now - day, "effective_from": now - day}
    waiting: dict[str, Any] = {"reviewed_at": None, "approved_at": None, "published_at": None}
    asked = a_recall(ends=now + day, requested_by="small_bureau", **waiting)
    each: list[tuple[Item, dict[str, Any]]] = [
        (first, public),
        (first, public | {"recall": asked}),
        (first, {}),
        (first, {"submitted_at": now, "proposed_by": "small_lawyer"}),
        (secret, {"submitted_at": now}),
        (unpublished, {"reviewed_at": now, "proposer": TOWN}),
        (first, {"accepted_at": now}),
    ]
    same: dict[str, Any] = {"receiver": TOWN, "place": TOWN.id, "proposed_by": "small_bureau", "batch": None}
    return [
        replace(pattern, **{"key": Key(SMALL, f"t{n}"), **_between(item), **same, **given})
        for n, (item, given) in enumerate(each)
    ]


def _between(item: Item) -> dict[str, Any]:
    return {"item": item.key, "devolver": item.department, "proposer": item.department}


def _around(county: County, item: Item, bureau: Key) -> list[Any]:
    where: dict[str, Any] = {"tenant": SMALL, "place": TOWN.id, "item_tenant": item.key.tenant, "item": item.key.id}
    filed: dict[str, Any] = {"filed_at": county.clock(), "filed_by_tenant": TOWN.tenant, "filed_by": TOWN.id}
    parties: dict[str, Any] = {"raised_by_tenant": TOWN.tenant, "raised_by": TOWN.id, "account": "small_town"}
    parties |= {"against_tenant": bureau.tenant, "against": bureau.id, "coordinator": Office.LEGAL}
    sent: dict[str, Any] = {"sender_tenant": TOWN.tenant, "sender": TOWN.id, "to": Recipient.COMPETENT}
    sent |= {"addressee_tenant": bureau.tenant, "addressee": bureau.id, "account": "small_town"}
    case: dict[str, Any] = {"also_at": [], "sanctions": [], **where, **filed}
    return [
        tables.Case(id="c1", **case),
        tables.Case(id="c2", closed_at=county.clock(), outcome="办结", **case),
        tables.Dispute(id="d1", grounds="职责交叉", raised_at=county.clock(), **where, **parties),
        tables.Notice(id="n1", kind=NoticeKind.PROBLEM, text="问题", sent_at=county.clock(), **where, **sent),
        tables.Notice(id="n2", kind=NoticeKind.SEALED, text="文件", sent_at=county.clock(), **where, **sent),
    ]
