"""Making an edit of lines the next revision: rows that are never changed again, and the entry in the journal."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actor import Actor
from policies.lines import Line, defaults
from register import journal, tables
from register.policies import expecting
from register.policies.effects import Edit
from register.records import Key, Ref


async def write(
    session: AsyncSession, edit: Edit, author: str, reason: str, now: datetime
) -> tuple[Key, dict[str, Any]]:
    """Write the next revision whole; tell its key, and what is to be said of it in the journal."""
    domain = edit.after.domain
    shipped = await _decided(session, edit)
    session.add(
        tables.PolicyRevision(
            tenant=domain.code,
            revision=domain.revision,
            author=author,
            reason=reason,
            at=now,
            four_eyes=edit.after.four_eyes,
            shipped=shipped,
        )
    )
    await session.flush()
    if domain.lines:
        await session.execute(insert(tables.PolicyLine), [_row(n, line, edit) for n, line in enumerate(domain.lines)])
    session.add_all(expecting.rows(domain.code, domain.revision, edit.after.expectations))
    await session.flush()
    return Key(domain.code, str(domain.revision)), said(edit, reason) | {"revision": domain.revision}


async def record(
    session: AsyncSession, actor: Actor, now: datetime, action: str, key: Key, data: Mapping[str, Any]
) -> Key:
    """Write the entry of what was done to a revision, or to a proposal of one."""
    await journal.record(
        session, key.tenant, str(actor.account), now, journal.Event(action, Ref("PolicyRevision", key), data)
    )
    return key


def said(edit: Edit, reason: str) -> dict[str, Any]:
    """An edit as the journal tells it."""
    before, after = edit.before, edit.after
    data: dict[str, Any] = {"reason": reason, "added": lines(edit.added), "removed": lines(edit.removed)}
    names = {one.name for one in after.expectations}
    if edit.expected:
        data["expectationsAdded"] = [expecting.said(one) for one in edit.expected]
    if gone := [one.name for one in before.expectations if one.name not in names]:
        data["expectationsRemoved"] = gone
    if before.four_eyes != after.four_eyes:
        data["fourEyes"] = {"from": before.four_eyes, "to": after.four_eyes}
    return data


def lines(of: Iterable[Line]) -> list[dict[str, Any]]:
    """Lines as the journal tells them."""
    return [
        {"id": one.id, "role": one.role, "action": one.action, "when": list(one.when), "effect": one.effect}
        for one in of
    ]


def _row(n: int, line: Line, edit: Edit) -> dict[str, Any]:
    return {
        "tenant": edit.code,
        "revision": edit.after.domain.revision,
        "id": line.id,
        "position": n,
        "role": line.role,
        "action": line.action,
        "when": list(line.when),
        "effect": line.effect,
        "rule": line.rule,
    }


async def _decided(session: AsyncSession, edit: Edit) -> list[str]:
    """The shipped lines that the domain has decided about: those it began with, and those it ever had."""
    shipped = {line.id for line in defaults(edit.code)}
    before = edit.before.domain.revision
    row = await session.get(tables.PolicyRevision, (edit.code, before)) if before else None
    known = set(row.shipped or ()) if row else shipped
    return sorted(known | (shipped & {line.id for line in edit.after.domain.lines}))
