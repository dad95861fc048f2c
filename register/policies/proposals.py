"""Four eyes 双人复核: a change that waits for another administrator, and what that one decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import ANONYMOUS, Actor
from register import accounts, fence, find, permission, scope, tables
from register.once import Once, perform
from register.policies import checking, proving, writing
from register.policies.effects import Edit
from register.policies.proving import Step
from register.policies.requests import Request, action_of, edit_of, kept, of_kept
from register.records import Key
from register.refusals import NotAllowed, OutOfTurn
from register.store import Store
from register.texts import texts

_OPINION = 2000  # characters; the column's width


@dataclass(frozen=True, slots=True)
class ApprovePolicy:
    """A proposal that another administrator approves, or rejects, and why."""

    proposal: Key
    approve: bool
    opinion: str


async def keep(session: AsyncSession, actor: Actor, asked: Request, edit: Edit, now: datetime) -> Key:
    """Keep a request that is not to take effect before another administrator approves it."""
    key = Key(asked.domain, uuid4().hex)
    row = tables.PolicyProposal(
        tenant=key.tenant,
        id=key.id,
        revision=edit.before.domain.revision,
        author=str(actor.account),
        reason=asked.reason,
        at=now,
        change=kept(asked),
    )
    session.add(row)
    await session.flush()
    data = writing.said(edit, asked.reason) | {"expectedRevision": row.revision}
    return await writing.record(session, actor, now, "policy:proposed", key, data)


async def approve(store: Store, actor: Actor, asked: ApprovePolicy, once: Once | None = None) -> Key:
    """Approve what another administrator proposed, which commits it as things stand now, or reject it.

    Refuses with NotFound, with NotAllowed, also where who proposed it might not do so any more, with NotLawful whoever
    proposed it (R37), with OutOfTurn what is decided, with OutOfDate what another revision has overtaken, with Invalid
    a missing opinion, and with UnsafePolicy.
    """

    async def work(session: AsyncSession) -> Key:
        proposal = await _may(session, actor, asked)
        if decided := await session.get(tables.PolicyDecision, (proposal.tenant, proposal.id)):
            outcome = "approved" if decided.approve else "rejected"
            raise OutOfTurn(f"it was {outcome} at {decided.at.isoformat()}", remedy="propose the change anew")
        now = store.clock()
        if not asked.approve:
            await _write(session, actor, asked, now, None)
            data = {"reason": proposal.reason, "opinion": asked.opinion, "author": proposal.author}
            return await writing.record(session, actor, now, "policy:rejected", asked.proposal, data)
        edit = await edit_of(session, await _still(session, proposal, now))
        await checking.require(session, edit, now)
        key, data = await writing.write(session, edit, proposal.author, proposal.reason, now)
        await _write(session, actor, asked, now, edit.after.domain.revision)
        data |= {"proposal": proposal.id, "opinion": asked.opinion, "author": proposal.author}
        return await writing.record(session, actor, now, "policy:approved", key, data)

    async def steps(session: AsyncSession) -> Iterable[Step]:
        edit = await edit_of(session, of_kept((await _may(session, actor, asked)).change))
        return await checking.steps(session, edit, store.clock()) if asked.approve else []

    await proving.ahead(store, actor, steps)
    return await perform(store, actor, once, work, alone=True)


async def _may(session: AsyncSession, actor: Actor, asked: ApprovePolicy) -> tables.PolicyProposal:
    key = asked.proposal
    row = await session.get(tables.PolicyProposal, (key.tenant, key.id)) if find.reaches(actor, key.tenant) else None
    proposal = find.found(row, "proposal")
    own = {"proposed_it_oneself"} if proposal.author == actor.account else set()
    facts = frozenset(scope.facts_of_account(actor, key.tenant) | own)
    await permission.require(session, actor, key.tenant, Action.POLICY_APPROVE, facts)
    texts(opinion=(asked.opinion, _OPINION))
    return proposal


async def _still(session: AsyncSession, proposal: tables.PolicyProposal, now: datetime) -> Request:
    """What was proposed, if its author might propose it now: two stand for a change, when it is made. Refuses."""
    asked = of_kept(proposal.change)
    async with fence.lifted(session):
        author = await accounts.load(session, proposal.author, now) or ANONYMOUS
    facts = frozenset(scope.facts_of_account(author, proposal.tenant))
    verdict = await permission.decide(session, author, proposal.tenant, action_of(asked), facts)
    if not verdict.allowed:
        message = f"`{proposal.author}`, who proposed it, may not `{action_of(asked)}` here any more"
        raise NotAllowed(message, remedy="reject it, and propose the change anew", rules=verdict.rules)
    return asked


async def _write(
    session: AsyncSession, actor: Actor, asked: ApprovePolicy, now: datetime, revision: int | None
) -> None:
    row = tables.PolicyDecision(
        tenant=asked.proposal.tenant,
        proposal=asked.proposal.id,
        approve=asked.approve,
        opinion=asked.opinion,
        account=str(actor.account),
        at=now,
        revision=revision,
    )
    session.add(row)
    await session.flush()
