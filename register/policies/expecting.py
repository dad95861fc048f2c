"""Expectations 策略预期 of a domain: kept with each revision of its lines, run before every change of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actor import Role
from policies.expectations import Expectation, failing
from policies.guard import Domain, Guard
from policies.proof import Violation
from register import tables
from register.codes import tenant_of

ROW, GRANT = tables.expr(tables.PolicyExpectation), tables.expr(tables.RoleGrant)


@dataclass(frozen=True, slots=True)
class RoleAt:
    """A role held at a place, until a moment or without end."""

    role: str
    place: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewExpectation:
    """What the lines are to say: of whoever holds these roles (of nobody's, without any), or of an account.

    Of an account its grants count as they stand. `at` is the moment it is asked about; now without one.
    """

    name: str
    action: str
    place: str
    allowed: bool
    who: tuple[RoleAt, ...] = ()
    account: str | None = None
    holding: tuple[str, ...] = ()
    at: datetime | None = None

    def of(self, granted: Sequence[RoleAt], now: datetime) -> Expectation:
        """The expectation as it is decided; `granted` are the roles of its account."""
        at = self.at or now
        # An end that is over by then is a role that is not held.
        held = [one for one in (*self.who, *granted) if one.until is None or one.until > at]
        who = tuple(Role(one.role, one.place) for one in held)
        return Expectation(self.name, who, self.action, self.place, self.holding, self.allowed, at)

    def written(self, now: datetime) -> Expectation:
        """The expectation as it was written, with the roles that are over, for whoever tells what is wrong with it."""
        who = tuple(Role(one.role, one.place, one.until) for one in self.who)
        return Expectation(self.name, who, self.action, self.place, self.holding, self.allowed, self.at or now)


async def unmet(
    session: AsyncSession,
    paths: Mapping[str, tuple[Domain, ...]],
    expected: Iterable[NewExpectation],
    now: datetime,
) -> list[Violation]:
    """Those that the lines of their places do not meet."""
    wanted = [one for one in expected if tenant_of(one.place) in paths]
    granted = await grants_of(session, {one.account for one in wanted if one.account})
    guards = {code: Guard(paths[code]) for code in {tenant_of(one.place) for one in wanted}}
    found = []
    for one in wanted:
        asked = one.of(granted.get(one.account or "", ()), now)
        for failure in failing(guards[tenant_of(one.place)], [asked]):
            rule = next(iter(failure.verdict.rules), "")
            found.append(Violation(f"expectation: {one.name}", rule, failure.message))
    return found


async def grants_of(session: AsyncSession, accounts: Iterable[str]) -> dict[str, list[RoleAt]]:
    """The roles granted to accounts, those that are over included: an expectation may ask about the past."""
    found: dict[str, list[RoleAt]] = {}
    query = select(GRANT).where(GRANT.account.in_(sorted(accounts))).order_by(GRANT.account, GRANT.role, GRANT.place)
    for row in await session.scalars(query):
        found.setdefault(row.account, []).append(RoleAt(row.role, row.place, row.until))
    return found


async def of_revisions(session: AsyncSession, wanted: Mapping[str, int]) -> dict[str, tuple[NewExpectation, ...]]:
    """The expectations of domains at a revision each."""
    query = select(ROW).where(tuple_(ROW.tenant, ROW.revision).in_(sorted(wanted.items())))
    found: dict[str, list[NewExpectation]] = {}
    for row in await session.scalars(query.order_by(ROW.tenant, ROW.position)):
        found.setdefault(row.tenant, []).append(as_expectation(row))
    return {code: tuple(rows) for code, rows in found.items()}


def as_expectation(row: tables.PolicyExpectation) -> NewExpectation:
    """Read a row."""
    who = tuple(RoleAt(one["role"], one["place"], _moment(one["until"])) for one in row.who)
    return NewExpectation(row.name, row.action, row.place, row.allowed, who, row.account, tuple(row.holding), row.at)


def rows(domain: str, revision: int, expected: Iterable[NewExpectation]) -> list[tables.PolicyExpectation]:
    """The rows of the expectations of a revision."""
    return [
        tables.PolicyExpectation(
            tenant=domain,
            revision=revision,
            name=one.name,
            position=n,
            who=[said_of_role(role) for role in one.who],
            account=one.account,
            action=one.action,
            place=one.place,
            holding=list(one.holding),
            allowed=one.allowed,
            at=one.at,
        )
        for n, one in enumerate(expected)
    ]


def said(one: NewExpectation) -> dict[str, object]:
    """An expectation as the journal and a proposal tell it."""
    at = one.at.isoformat() if one.at else None
    who = [said_of_role(role) for role in one.who]
    plain = {"name": one.name, "action": one.action, "place": one.place, "allowed": one.allowed}
    return plain | {"who": who, "account": one.account, "holding": list(one.holding), "at": at}


def said_of_role(role: RoleAt) -> dict[str, str | None]:
    """A role of an expectation, likewise."""
    return {"role": role.role, "place": role.place, "until": role.until.isoformat() if role.until else None}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def of_said(one: Mapping[str, Any]) -> NewExpectation:
    """Read back what `said` tells."""
    given = dict(one)
    given["who"] = tuple(RoleAt(role["role"], role["place"], _moment(role["until"])) for role in given["who"])
    given["holding"] = tuple(given["holding"])
    given["at"] = _moment(given["at"])
    return NewExpectation(**given)
