"""Who may send a notice about a case or a transfer, and who answers one: the facts, and what is asked beforehand."""

from dataclasses import replace

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from policies.guard import Verdict
from register import permission, scope, tables
from register.authority import authority
from register.cases.closing import facts_of_handling
from register.cases.questions import question
from register.find import own_body, reaches
from register.notice_kinds import NoticeKind
from register.notices.lines import LINES, Sender
from register.notices.reads import FACTS
from register.records import Body, Case, Notice, Transfer
from register.store import Store
from register.words import BodyKind, Stage


async def facts_of_sending(
    session: AsyncSession, store: Store, actor: Actor, body: Body | None, kind: NoticeKind, about: Case | Transfer
) -> frozenset[str]:
    """How an account and its body stand to a notice of a kind about a case or a transfer."""
    standing = await _standing(session, store, actor, body, about)
    own = {"sends_its_own"} if LINES[kind].sender in standing else set()
    return frozenset({FACTS[kind]} | own | scope.facts_of_account(actor, about.key.tenant))


async def _standing(
    session: AsyncSession, store: Store, actor: Actor, body: Body | None, about: Case | Transfer
) -> set[Sender]:
    """What the account's body is to a case or a transfer, as the lines of notices name it."""
    if body is None:
        return set()
    if isinstance(about, Transfer):
        received = any(actor.acts_for(one.pair, about.item.pair, received=True) for one in about.receivers)
        return {"receiver"} if received else set()
    handles = {"acts_for_filer", "has_case", "handled_it"} & await facts_of_handling(session, store, actor, about)
    standing: set[Sender] = {"handler"} if handles else set()
    decided = await _decided(session, actor, about)
    if decided and body.kind is BodyKind.DEPARTMENT:
        standing.add("decider")
    if body.kind is BodyKind.TOWNSHIP:
        ask = await question(session, store, about, Stage.DECIDE)
        if decided or authority(ask).holder == body.key:
            standing.add("township")
    return standing


async def _decided(session: AsyncSession, actor: Actor, case: Case) -> bool:
    act, item = tables.expr(tables.Act), case.item.pair
    own = {one.body for one in actor.affairs if one.covers(one.body, item)}  # it answers for what others did (R207)
    mine = tuple_(act.body_tenant, act.body).in_(own)
    of_case = (act.tenant == case.key.tenant) & (act.case == case.key.id)
    decided = select(act.id).where(of_case, act.stage == Stage.DECIDE, mine)
    return await session.scalar(decided.limit(1)) is not None


def facts_of_reading(actor: Actor, notice: Notice) -> frozenset[str]:
    """How an account stands to a notice that was sent."""
    item = notice.item.pair
    facts = {FACTS[notice.kind]}
    if any(actor.acts_for(one.pair, item) for one in notice.parties):
        facts.add("party")
    if notice.addressee and actor.acts_for(notice.addressee.pair, item):
        facts.add("addressed")
    return frozenset(facts | scope.facts_of_account(actor, notice.key.tenant))


async def may(session: AsyncSession, actor: Actor, notice: Notice, action: Action) -> Verdict:
    """Ask whether the account may read a notice, or answer it now."""
    body, answers = await own_body(session, actor), action is Action.NOTICE_ANSWER
    division = scope.seat(body, notice.place) if answers else notice.place
    verdict = await permission.decide(session, actor, division, action, facts_of_reading(actor, notice))
    in_turn = not answers or (reaches(actor, notice.key.tenant) and notice.answer is None)
    return replace(verdict, allowed=verdict.allowed and in_turn)


async def may_send(session: AsyncSession, store: Store, actor: Actor, about: Case | Transfer) -> Verdict:
    """Ask whether the account may send some notice about a case or a transfer."""
    body, noun = await own_body(session, actor), "transfer" if isinstance(about, Transfer) else "case"
    division = scope.seat(body, about.place)
    verdicts = []
    for kind in (kind for kind, line in LINES.items() if line.about == noun):
        facts = await facts_of_sending(session, store, actor, body, kind, about)
        verdicts.append(await permission.decide(session, actor, division, Action.NOTICE_SEND, facts))
    found = next((one for one in verdicts if one.allowed), verdicts[0])
    return replace(found, allowed=found.allowed and reaches(actor, about.key.tenant))
