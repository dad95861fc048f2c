"""The journal 台账: what was done, by whom, when; numbered without gaps and hash-chained per tenant. Append-only."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import rfc8785
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from register import store, tables
from register.records import Ref

START = "0" * 64  # what the first entry of a tenant follows


@dataclass(frozen=True, slots=True)
class Event:
    """What there is to record: an action in the past, its target, and the facts that changed."""

    action: str
    target: Ref
    data: Mapping[str, Any]


async def lock(session: AsyncSession, tenant: str) -> tuple[int, str]:
    """Take the tenant's head row: writers of one county come one after another, so numbers have no gap.

    Tells the last number and hash.
    """
    row = tables.expr(tables.JournalHead)
    fresh = store.insert(session, tables.JournalHead).values(tenant=tenant, sequence=0, hash=START)
    await session.execute(fresh.on_conflict_do_nothing())
    found = await session.execute(select(row.sequence, row.hash).where(row.tenant == tenant).with_for_update())
    sequence, last = found.one()
    return sequence, last


async def record(session: AsyncSession, tenant: str, actor: str, at: datetime, *events: Event) -> None:
    """Append entries, each hashed over its canonical JSON (RFC 8785) together with the hash before it."""
    sequence, previous = await lock(session, tenant)
    rows = []
    for number, event in enumerate(events, start=sequence + 1):
        row = {
            "tenant": tenant,
            "sequence": number,
            "action": event.action,
            "actor": actor,
            "at": at,
            "target_kind": event.target.kind,
            "target_tenant": event.target.key.tenant,
            "target_id": event.target.key.id,
            "data": rfc8785.dumps(dict(event.data)).decode(),
            "previous_hash": previous,
        }
        previous = digest(row)
        rows.append(row | {"hash": previous})
    await session.execute(insert(tables.JournalEntry), rows)
    head = tables.expr(tables.JournalHead)
    at_head = update(head).where(head.tenant == tenant)
    await session.execute(at_head.values(sequence=sequence + len(rows), hash=previous))


def digest(row: Mapping[str, Any]) -> str:
    """Hash an entry: SHA-256 over the canonical JSON of all it says, the hash before it included."""
    said = {name: value for name, value in row.items() if name != "hash"}
    at = row["at"].astimezone(UTC).isoformat()  # as it is read back, whatever offset the clock has
    return hashlib.sha256(rfc8785.dumps(said | {"at": at})).hexdigest()


async def verify(session: AsyncSession, tenant: str) -> list[str]:
    """Walk a tenant's chain and tell every break in it; empty when it holds."""
    columns = tables.expr(tables.JournalEntry).__table__.c
    found = await session.stream(select(*columns).where(columns.tenant == tenant).order_by(columns.sequence))
    problems, expected, previous = [], 1, START
    async for entry in found.mappings():
        row = dict(entry)
        if row["sequence"] != expected:
            problems.append(f"entry {expected} of {tenant} is missing")
        if row["previous_hash"] != previous or digest(row) != row["hash"]:
            problems.append(f"entry {row['sequence']} of {tenant} does not follow from the one before it")
        expected, previous = row["sequence"] + 1, row["hash"]
    head = await session.get(tables.JournalHead, tenant)
    last, hashed = (head.sequence, head.hash) if head else (0, START)
    if (last, hashed) != (expected - 1, previous):
        problems.append(f"the journal of {tenant} ends at {expected - 1} and its head says {last}")
    return problems


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What an amendment changed, with what stood there before."""
    return {name: {"from": before.get(name), "to": value} for name, value in after.items() if before.get(name) != value}
