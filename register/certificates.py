"""Certificates 行政执法证件: issuing and revoking one, and reading them. Everybody may (行政执法公示)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import ANONYMOUS, Actor
from policies.guard import Verdict
from register import find, journal, paging, permission, scope, tables
from register.once import Once, perform
from register.paging import Ask, Below, By, Page
from register.records import Certificate, Key, Ref
from register.refusals import Conflict, Invalid, OutOfTurn, Problem
from register.store import Store
from register.texts import texts

CERTIFICATE, REVOCATION = tables.expr(tables.Certificate), tables.expr(tables.CertificateRevocation)
_NUMBER, _OFFICER, _REASON = 50, 100, 2000


@dataclass(frozen=True, slots=True)
class NewCertificate:
    """A certificate as the legal office issues it: valid on both days and between them."""

    number: str
    officer: str
    body: Key
    valid_from: date
    valid_to: date


@dataclass(frozen=True, slots=True)
class Revocation:
    """A certificate to be taken away, and why."""

    certificate: Key
    reason: str


async def issue(store: Store, actor: Actor, new: NewCertificate, once: Once | None = None) -> Key:
    """Issue a certificate to an officer of a body; the legal office of the body's county or region does (R193).

    Refuses with NotFound, NotAllowed, NotLawful, Invalid, and with Conflict where the number is taken.
    """

    async def work(session: AsyncSession) -> Key:
        body = await find.body(session, actor, new.body)
        tenant = body.key.tenant
        await permission.require(session, actor, tenant, Action.CERTIFICATE_ISSUE, await _facts(session, actor, tenant))
        _well_formed(new)
        await journal.lock(session, tenant)
        if await session.get(tables.Certificate, (tenant, new.number)):
            message = f"the certificate number `{new.number}` is taken"
            raise Conflict(message, remedy="give the number that is printed on the new one")
        now, key = store.clock(), Key(tenant, new.number)
        session.add(
            tables.Certificate(
                tenant=tenant,
                number=new.number,
                officer=new.officer,
                body=body.key.id,
                valid_from=new.valid_from,
                valid_to=new.valid_to,
                issued_at=now,
            )
        )
        await session.flush()
        await _record(session, actor, now, journal.Event("certificate:issued", Ref("Certificate", key), _said(new)))
        return key

    return await perform(store, actor, once, work)


async def revoke(store: Store, actor: Actor, revocation: Revocation, once: Once | None = None) -> Key:
    """Revoke a certificate from now on; the legal office does (R193). What was done with it before stays as it is.

    Refuses with NotFound, NotAllowed, NotLawful, Invalid, and with OutOfTurn one that is revoked.
    """

    async def work(session: AsyncSession) -> Key:
        key = revocation.certificate
        await _to_change(session, actor, key)  # before the lock: what is not found locks nothing
        await journal.lock(session, key.tenant)
        session.expire_all()
        certificate = await _to_change(session, actor, key)
        facts = await _facts(session, actor, key.tenant)
        await permission.require(session, actor, key.tenant, Action.CERTIFICATE_REVOKE, facts)
        if certificate.revoked_at:
            message = f"the certificate was revoked at {certificate.revoked_at.isoformat()}"
            raise OutOfTurn(message, remedy="issue another under a number of its own")
        texts(reason=(revocation.reason, _REASON))
        now = store.clock()
        session.add(
            tables.CertificateRevocation(tenant=key.tenant, number=key.id, reason=revocation.reason, revoked_at=now)
        )
        await session.flush()
        event = journal.Event("certificate:revoked", Ref("Certificate", key), {"reason": revocation.reason})
        await _record(session, actor, now, event)
        return key

    return await perform(store, actor, once, work)


async def decide(session: AsyncSession, actor: Actor, tenant: str, action: Action) -> Verdict:
    """Ask the policy whether the account may issue, or revoke, certificates of a tenant."""
    return await permission.decide(session, actor, tenant, action, await _facts(session, actor, tenant))


async def by_key(store: Store, keys: Iterable[Key]) -> dict[Key, Certificate]:
    """Find certificates by their numbers."""
    async with store.reading(ANONYMOUS) as session:
        return await load(session, keys)


async def load(session: AsyncSession, keys: Iterable[Key]) -> dict[Key, Certificate]:
    """Find certificates within a transaction, in one statement."""
    wanted = {(key.tenant, key.id) for key in keys}
    if not wanted:
        return {}
    revoked = (REVOCATION.tenant == CERTIFICATE.tenant) & (REVOCATION.number == CERTIFICATE.number)
    query = select(CERTIFICATE, REVOCATION).outerjoin(REVOCATION, revoked)
    rows = await session.execute(query.where(tuple_(CERTIFICATE.tenant, CERTIFICATE.number).in_(wanted)))
    found = (_of_row(row, revocation) for row, revocation in rows)
    return {one.key: one for one in found}


async def first_issued(session: AsyncSession, tenants: Collection[str]) -> dict[str, datetime]:
    """Since when certificates are kept, where they are: the moment of the first of each county or region."""
    if not tenants:
        return {}
    first = select(CERTIFICATE.tenant, func.min(CERTIFICATE.issued_at)).group_by(CERTIFICATE.tenant)
    return dict((await session.execute(first.where(CERTIFICATE.tenant.in_(sorted(tenants))))).all())


async def pages(store: Store, bodies: Sequence[Key], ask: Ask) -> dict[Key, Page[Certificate]]:
    """List the certificates of each body, by number."""
    async with store.reading(ANONYMOUS) as session:
        query, below = _of(bodies)
        query = query.add_columns(CERTIFICATE.tenant, CERTIFICATE.number)
        return await paging.lists(session, query, [By(CERTIFICATE.number)], ask, below, partial(load, session))


async def counts(store: Store, bodies: Sequence[Key]) -> dict[Key, int]:
    """Count the certificates of each body."""
    async with store.reading(ANONYMOUS) as session:
        return await paging.counts(session, *_of(bodies))


def _of(bodies: Sequence[Key]) -> tuple[Select[Any], Below]:
    wanted = [(body.tenant, body.id) for body in bodies]
    query = select().select_from(CERTIFICATE).where(tuple_(CERTIFICATE.tenant, CERTIFICATE.body).in_(wanted))
    return query, Below(bodies, CERTIFICATE.tenant + "/" + CERTIFICATE.body, lambda row: Key(row.tenant, row.number))


def _of_row(row: tables.Certificate, revocation: tables.CertificateRevocation | None) -> Certificate:
    return Certificate(
        key=Key(row.tenant, row.number),
        officer=row.officer,
        body=Key(row.tenant, row.body),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        issued_at=row.issued_at,
        revoked_at=revocation.revoked_at if revocation else None,
        revoked_for=revocation.reason if revocation else None,
    )


async def _to_change(session: AsyncSession, actor: Actor, key: Key) -> Certificate:
    row = (await load(session, [key])).get(key) if find.reaches(actor, key.tenant) else None
    return find.found(row, "certificate")


async def _facts(session: AsyncSession, actor: Actor, tenant: str) -> frozenset[str]:
    body = await find.own_body(session, actor)
    return frozenset(scope.facts_of_offices(body, tenant) | scope.facts_of_account(actor, tenant))


def _said(new: NewCertificate) -> dict[str, object]:
    return {
        "officer": new.officer,
        "body": new.body.id,
        "validFrom": new.valid_from.isoformat(),
        "validTo": new.valid_to.isoformat(),
    }


def _well_formed(new: NewCertificate) -> None:
    number = new.number
    plain = number.isprintable() and not any(one.isspace() for one in number)
    checks = (
        ("number", not (1 <= len(number) <= _NUMBER and plain), f"a number has 1 to {_NUMBER} characters, no spaces"),
        (
            "officer",
            not (new.officer.strip() and len(new.officer) <= _OFFICER),
            f"a name has 1 to {_OFFICER} characters",
        ),
        ("valid_to", new.valid_to < new.valid_from, "a certificate is not over before the day it begins"),
    )
    problems = [Problem((path,), message) for path, wrong, message in checks if wrong]
    if problems:
        raise Invalid(*problems, rules=["R146"])


async def _record(session: AsyncSession, actor: Actor, now: datetime, event: journal.Event) -> None:
    await journal.record(session, event.target.key.tenant, str(actor.account), now, event)
