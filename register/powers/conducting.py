"""How acts were done, as far as the register knows it: read for an exercise, for acts on record, and for a question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from register import certificates, conduct, random_checks, tables
from register.clock import start_of_day
from register.codes import quoted
from register.question import Question
from register.records import Act, Body, Case, Conduct, Key
from register.refusals import Invalid, Problem

MOST_OFFICERS = 20


@dataclass(frozen=True, slots=True)
class Manner:
    """How an act was done, as a question puts it; what is None is left open."""

    officers: tuple[str, ...] | None = None
    reviewed: bool | None = None


def reviewed(case: Case | None, at: datetime, account: str) -> bool:
    """Tell whether a decision, made by an account, passed its review; nobody reviews what they decide themselves."""
    last = case.last_review(at) if case else None
    return last is not None and last.approve and last.account != account


async def check_number(session: AsyncSession, tenant: str, subject: str, now: datetime) -> int:
    """Count a random check that is made now with those of the same market body in the county within a year (R154)."""
    act = tables.expr(tables.Act)
    same = select(act.at).where(act.tenant == tenant, act.check_subject == subject)
    earlier = await session.scalars(same.where(act.at >= start_of_day(random_checks.first_day(now))))
    return random_checks.number(earlier, now)


async def of_exercise(
    session: AsyncSession, ask: Question, body: Body, officers: Sequence[str], *, reviewed: bool
) -> Conduct:
    """Read how an exercise is to be done. Refuses with Invalid a number under which there is no certificate."""
    found = await certificates.load(session, [Key(body.key.tenant, number) for number in officers])
    known = {key.id for key in found}
    problems = [
        Problem(("officers", str(n)), f"there is no certificate with the number {quoted(number)}")
        for n, number in enumerate(officers)
        if number not in known
    ]
    if problems:
        remedy = "give the numbers as they are printed; the legal office issues certificates"
        raise Invalid(*problems, remedy=remedy, rules=["R146"])
    if not conduct.by_officers(ask):
        return Conduct(None, tuple(found.values()), reviewed)
    since = (await certificates.first_issued(session, [body.key.tenant])).get(body.key.tenant)
    asked_for = since is not None and since <= ask.at
    return Conduct(tuple(officers) if asked_for else None, tuple(found.values()), reviewed)


async def of_questions(
    session: AsyncSession, said: Sequence[tuple[str, Manner | None, datetime]], known_at: datetime
) -> list[Conduct]:
    """Read how acts were done that are asked about: the tenant of the body of each, what is said, and its moment.

    A number under which nothing is known is nobody's.
    """
    manners = [(tenant, manner or Manner(), at) for tenant, manner, at in said]
    shown = [_Shown(tenant, manner.officers, at, manner.reviewed) for tenant, manner, at in manners]
    return await _known(session, shown, known_at)


async def of_acts(session: AsyncSession, acts: Sequence[Act], now: datetime) -> list[Conduct]:
    """Read how acts on record were done, in a number of statements that does not grow with theirs."""
    return await _known(session, [_shown(act) for act in acts], now)


def _shown(act: Act) -> "_Shown":
    """What is on record; of an act from before officers were asked for nothing is, of its review neither."""
    last = act.case.last_review(act.at)
    passed = None if act.officers is None else last is not None and last.approve
    return _Shown(act.body.tenant, act.officers, act.at, passed)


@dataclass(frozen=True, slots=True)
class _Shown:
    """The certificates that were shown in an act of a body of this tenant, and whether it was reviewed."""

    tenant: str
    officers: tuple[str, ...] | None
    at: datetime
    reviewed: bool | None


async def _known(session: AsyncSession, shown: Sequence[_Shown], known_at: datetime) -> list[Conduct]:
    since = await certificates.first_issued(session, {one.tenant for one in shown if one.officers is not None})
    keys = {Key(one.tenant, number) for one in shown for number in one.officers or ()}
    issued = [one.as_of(known_at) for one in (await certificates.load(session, keys)).values()]
    found = {one.key: one for one in issued if one.issued_at <= known_at}
    conducts = []
    for one in shown:
        kept = since.get(one.tenant)
        asked_for = kept is not None and kept <= min(one.at, known_at)
        named = [found[key] for number in one.officers or () if (key := Key(one.tenant, number)) in found]
        conducts.append(Conduct(one.officers if asked_for else None, tuple(named), one.reviewed))
    return conducts
