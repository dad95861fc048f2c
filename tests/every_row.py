"""A row of every kind that is read, with what reading looks at, as lists and the guard are both asked of it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any, NamedTuple

from sqlalchemy import Select, select

from policies.actions import Action
from register import departments, entries, journal, scope, tables
from register.cases import reads as case_reads
from register.disputes import permissions as dispute_permissions
from register.disputes import reads as dispute_reads
from register.fence import EVERYTHING
from register.items import changes as item_changes
from register.items import reads as item_reads
from register.notice_kinds import NoticeKind, Recipient
from register.notices import permissions as notice_permissions
from register.notices import reads as notice_reads
from register.records import Case, Item, Key, Ref, Transfer
from register.transfers import reads as transfer_reads
from register.transfers.record import write as write_transfer
from register.words import Office
from tests.county import COUNTY, GUANSHENG, XIEXING, County

NEIGHBOUR, PREFECTURE, PROVINCE = "511603", "5116", "51"


class Asking(NamedTuple):
    """A table as it is asked of the guard: where a row lies, and the facts it gives an account."""

    action: Action
    columns: scope.Columns
    query: Select[Any]
    rows: Mapping[Key, tuple[str, Any]]


async def rows(county: County) -> list[Asking]:
    """Fill the register with a row of every kind that reading can tell apart."""
    here = await county.item()
    listed = [await _items(county, tenant) for tenant in (COUNTY, NEIGHBOUR, PREFECTURE, PROVINCE)]
    items_ = {item.key: item for found in listed for item in found}
    own = [item for item in items_.values() if item.key.tenant in (COUNTY, PREFECTURE)]
    transfers_ = await _transfers(county, [here, *own])
    cases, between = await _cases(county, here), await _between_bodies(county, here)
    async with county.store.changing(EVERYTHING) as session:
        for tenant in (NEIGHBOUR, PREFECTURE, PROVINCE, "511621"):
            event = journal.Event("test:done", Ref("Item", Key(tenant, "1")), {})
            await journal.record(session, tenant, "somebody", county.clock(), event)
    told = {Key(tenant, "1"): (tenant, None) for tenant in (NEIGHBOUR, PREFECTURE, PROVINCE, "511621", COUNTY)}
    one_of = {one.key: one for one in [here, *items_.values()]}
    item, entry = item_reads.ITEM, entries.ENTRY
    row, case = transfer_reads.TRANSFER, case_reads.CASE
    return [
        Asking(
            Action.ITEM_READ,
            item_reads.COLUMNS,
            select(item.tenant, item.id).join(item_reads.VERSION, item_reads.current()),
            {key: (key.tenant, lambda actor, one=one: scope.facts_of_item(actor, one)) for key, one in items_.items()},
        ),
        Asking(
            Action.TRANSFER_READ,
            transfer_reads.COLUMNS,
            transfer_reads.joined(select(row.tenant, row.id)),
            {
                one.key: (one.place, lambda a, one=one: scope.facts_of_transfer(a, one, one_of[one.item]))
                for one in transfers_
            },
        ),
        Asking(
            Action.CASE_READ,
            case_reads.COLUMNS,
            select(case.tenant, case.id),
            {one.key: (one.place, lambda actor, one=one: scope.facts_of_case(actor, one)) for one in cases},
        ),
        Asking(
            Action.JOURNAL_READ,
            entries.COLUMNS,
            select(entry.tenant, entry.sequence).where(entry.sequence == 1),
            {key: (key.tenant, lambda a, t=key.tenant: frozenset(scope.facts_of_account(a, t))) for key in told},
        ),
        *between,
    ]


async def _items(county: County, tenant: str) -> list[Item]:
    """An item for each of published and confidential."""
    pattern = await county.item()
    async with county.store.changing(EVERYTHING) as session:
        department = await departments.write(session, tenant, departments.NewDepartment(tenant, "测试局"))
        made = [
            replace(
                pattern,
                key=Key(tenant, f"item-{published:d}{confidential:d}"),
                code=f"TEST-{published:d}{confidential:d}",
                department=department,
                competent=department,
                published=published,
                confidential=confidential,
            )
            for published, confidential in product((True, False), repeat=2)
        ]
        for item in made:
            await item_changes.write(session, item, fresh=True)
    return made


async def _transfers(county: County, of: Iterable[Item]) -> list[Transfer]:
    """Transfers in every status, and with every combination of what reading looks at, of each of the items."""
    first, *others = of
    pattern = await county.transfer(await county.propose(first))
    now = county.clock()
    facts: list[dict[str, Any]] = [
        *({name: now} for name in ("submitted_at", "returned_at", "reviewed_at", "accepted_at", "declined_at")),
        *({name: now} for name in ("confirmed_at", "withdrawn_at", "published_at")),
        {"published_at": now, "effective_from": now + timedelta(days=9)},
        {"published_at": now - timedelta(days=9), "effective_to": now},
        {},
    ]
    made: list[tuple[Item, dict[str, Any]]] = [(first, {**one, "proposer": None}) for one in facts]
    made += [(item, one) for item in others for one in ({}, {"published_at": now})]
    made += [(first, {"receiver": XIEXING, "place": XIEXING.id, "proposer": XIEXING, **one}) for one in facts[-4:]]
    found = []
    async with county.store.changing(EVERYTHING) as session:
        for n, (item, given) in enumerate(made):
            parties: dict[str, Any] = {"item": item.key, "devolver": item.department}
            transfer = replace(pattern, **{"key": Key(COUNTY, f"transfer-{n}"), **parties, **given})
            await write_transfer(session, transfer, fresh=True)
            found.append(transfer)
    return [pattern, *found]


async def _cases(county: County, item: Item) -> list[Case]:
    places = (GUANSHENG, XIEXING, Key(NEIGHBOUR, "511603101"))
    async with county.store.changing(EVERYTHING) as session:
        for n, body in enumerate(places):
            where: dict[str, Any] = {
                "tenant": body.tenant,
                "id": f"case-{n}",
                "place": body.id,
                "also_at": [],
                "sanctions": [],
            }
            filed: dict[str, Any] = {"filed_at": county.clock(), "filed_by_tenant": body.tenant, "filed_by": body.id}
            session.add(tables.Case(**where, **filed, item_tenant=item.key.tenant, item=item.key.id))
    return [Case(Key(b.tenant, f"case-{n}"), item.key, b.id, county.clock(), b) for n, b in enumerate(places)]


async def _between_bodies(county: County, item: Item) -> list[Asking]:
    """Disputes and notices between a department and townships here, and within another county."""
    here, there = (item.department, GUANSHENG), (XIEXING, Key(NEIGHBOUR, "511603101"))
    pairs = (here, here[::-1], (GUANSHENG, XIEXING), there[::-1])
    raised = [_dispute(county, item, n, *pair) for n, pair in enumerate(pairs)]
    sent = [_notice(county, item, kind, n, *pair) for kind in NoticeKind for n, pair in enumerate(pairs)]
    disputes, notices = [dispute_reads.of_row(one) for one in raised], [notice_reads.of_row(one, None) for one in sent]
    async with county.store.changing(EVERYTHING) as session:
        session.add_all([*raised, *sent])
    dispute, notice = dispute_reads.DISPUTE, notice_reads.NOTICE
    standing, told = dispute_permissions.facts_of_reading, notice_permissions.facts_of_reading
    return [
        Asking(
            Action.DISPUTE_READ,
            dispute_reads.COLUMNS,
            select(dispute.tenant, dispute.id),
            {one.key: (one.place, lambda actor, one=one: standing(actor, one)) for one in disputes},
        ),
        Asking(
            Action.NOTICE_READ,
            notice_reads.COLUMNS,
            select(notice.tenant, notice.id),
            {one.key: (one.place, lambda actor, one=one: told(actor, one)) for one in notices},
        ),
    ]


def _dispute(county: County, item: Item, n: int, one: Key, other: Key) -> tables.Dispute:
    where: dict[str, Any] = {"tenant": other.tenant, "id": f"dispute-{n}", "place": _place(other)}
    of_item: dict[str, Any] = {"item_tenant": item.key.tenant, "item": item.key.id}
    parties: dict[str, Any] = {"raised_by_tenant": one.tenant, "raised_by": one.id}
    parties |= {"against_tenant": other.tenant, "against": other.id, "account": "zhang"}
    return tables.Dispute(
        **where, **of_item, **parties, grounds="职责交叉", raised_at=county.clock(), coordinator=Office.LEGAL
    )


def _notice(county: County, item: Item, kind: NoticeKind, n: int, one: Key, other: Key) -> tables.Notice:
    where: dict[str, Any] = {"tenant": one.tenant, "id": f"notice-{kind}-{n}", "place": _place(one)}
    of_item: dict[str, Any] = {"item_tenant": item.key.tenant, "item": item.key.id}
    parties: dict[str, Any] = {"sender_tenant": one.tenant, "sender": one.id, "to": Recipient.POLICE}
    if n:  # the police is no body of the register
        parties |= {"to": Recipient.COMPETENT, "addressee_tenant": other.tenant, "addressee": other.id}
    return tables.Notice(
        **where, **of_item, **parties, kind=kind, text="情况如附件", sent_at=county.clock(), account="zhang"
    )


def _place(body: Key) -> str:
    """A township's own place, and that of a department's county."""
    return body.id if body.id.isdecimal() else body.tenant
