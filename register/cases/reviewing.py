"""Reviewing the decision of a case 法制审核: before a major one is made, who handled none of it looks it over."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from policies.guard import Verdict
from register import authority as lawful
from register import find, journal, permission, scope, tables
from register.cases.closing import seat, to_change
from register.cases.questions import question
from register.once import Once, perform
from register.records import Body, Case, Key, Ref
from register.refusals import NotAllowed, OutOfTurn
from register.store import Store
from register.texts import LONG, texts
from register.words import Stage


@dataclass(frozen=True, slots=True)
class DecisionReview:
    """What a reviewer finds of a decision that is to be made: whether it may be, and why."""

    case: Key
    approve: bool
    opinion: str


async def review(store: Store, actor: Actor, found: DecisionReview, once: Once | None = None) -> Key:
    """Review the legality of the decision of a case; of several reviews the last counts (R151).

    A reviewer of the body that may decide the case does (R150), or one of the county's legal office, but no account
    that did a stage of it. Refuses with NotFound, NotAllowed, NotLawful, Invalid, and with OutOfTurn a closed case.
    """

    async def work(session: AsyncSession) -> Key:
        await to_change(session, actor, found.case)  # before the lock: what is not found locks nothing
        await journal.lock(session, found.case.tenant)
        session.expire_all()
        case = await to_change(session, actor, found.case)
        reviewer = await find.own_body(session, actor)
        facts = await _facts(session, store, actor, reviewer, case)
        await permission.require(session, actor, seat(reviewer, case), Action.CASE_REVIEW, facts)
        if reviewer is None:
            raise NotAllowed(f"`{actor.account}` acts for no body", remedy="only a body's account reviews a decision")
        if case.closed_at:
            raise OutOfTurn(
                f"the case was closed at {case.closed_at.isoformat()}", remedy="review it before the decision"
            )
        texts(opinion=(found.opinion, LONG))
        await _record(session, actor, found, reviewer.key, len(case.reviews) + 1, store.clock())
        return case.key

    return await perform(store, actor, once, work)


async def decide(session: AsyncSession, store: Store, actor: Actor, case: Case) -> Verdict:
    """Ask whether the account may review the case: not once it is closed."""
    reviewer = await find.own_body(session, actor)
    facts = await _facts(session, store, actor, reviewer, case)
    verdict = await permission.decide(session, actor, seat(reviewer, case), Action.CASE_REVIEW, facts)
    return replace(verdict, allowed=verdict.allowed and case.closed_at is None)


async def _facts(session: AsyncSession, store: Store, actor: Actor, body: Body | None, case: Case) -> frozenset[str]:
    tenant, act = case.key.tenant, tables.expr(tables.Act)
    holding = lawful.authority(await question(session, store, case, Stage.DECIDE))
    done = select(act.id).where(act.tenant == tenant, act.case == case.key.id, act.account == str(actor.account))
    facts = {
        "acts_for_decider": body is not None and holding.admits(body.key),
        "handled_it_oneself": await session.scalar(done.limit(1)) is not None,
    }
    held = {name for name, holds in facts.items() if holds}
    return frozenset(held | scope.facts_of_offices(body, tenant) | scope.facts_of_account(actor, tenant))


async def _record(
    session: AsyncSession, actor: Actor, found: DecisionReview, body: Key, number: int, now: datetime
) -> None:
    tenant, account = found.case.tenant, str(actor.account)
    session.add(
        tables.DecisionReview(
            tenant=tenant,
            case=found.case.id,
            number=number,
            approve=found.approve,
            opinion=found.opinion,
            at=now,
            account=account,
            body_tenant=body.tenant,
            body=body.id,
        )
    )
    await session.flush()
    data = {"approve": found.approve, "opinion": found.opinion, "body": body.id}
    await journal.record(session, tenant, account, now, journal.Event("case:reviewed", Ref("Case", found.case), data))
