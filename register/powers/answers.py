"""Who holds a power, and what an act was worth: answers about any moment, as known at any other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from policies.guard import law
from register import authority as lawful
from register import bodies, conduct, items, modes, rulings, tables
from register.authority import Question
from register.explanations import carried_on, explain, succeeds
from register.lineage import NONE, Lineage
from register.powers import conducting
from register.powers.questions import Asked, about, question, questions
from register.records import Act, Authority, Body, Key, Ruling, Transfer
from register.refusals import NotFound, Refusal
from register.standing import standing
from register.store import Store
from register.successions import reads as successions
from register.words import Validity

_STAMPED = "{} asked for its stamp in a special case, for a recorded reason (R116)"


async def authority(store: Store, actor: Actor, asked: Asked) -> Authority:
    """Tell who holds a stage of an item at a place and moment, as the register knew it at another.

    Refuses with NotFound an item or case the account may not see, and with Invalid a place that is no township.
    """
    async with store.reading(actor) as session:
        return lawful.authority(await question(session, store, actor, asked))


async def ruling(store: Store, actor: Actor, body: Key, asked: Asked) -> Ruling:
    """Give the register's opinion of an act by a body: valid, void or voidable, and by which rule.

    Refuses like `authority`, and with NotFound an unknown body.
    """
    found = (await rulings_on(store, actor, [(body, asked)]))[0]
    if isinstance(found, Refusal):
        raise found
    return found


async def rulings_on(store: Store, actor: Actor, acts: Sequence[tuple[Key, Asked]]) -> list[Ruling | Refusal]:
    """Rule on many acts that others recorded, each by a body; all as known at the moment the first names.

    It takes a number of statements that does not grow with theirs. What `ruling` refuses is told in its place.
    """
    async with store.reading(actor) as session:
        asks = await _asks(session, store, actor, acts)
        wanted = {body for body, _ in acts} | {
            key for ask in asks if isinstance(ask, Question) for key in _bodies_of(ask)
        }
        known_at = next((asked.known_at for _, asked in acts if asked.known_at), None)
        known, lineage = await _known(session, wanted, known_at)
        governments = await _governments(session, known.values())
    unknown = NotFound("no such body", remedy="look it up again; ids are opaque and never change")
    return [
        ask
        if isinstance(ask, Refusal)
        else rule_on(ask, known[body], known, governments, lineage)
        if body in known
        else unknown
        for (body, _), ask in zip(acts, asks, strict=True)
    ]


async def _asks(
    session: AsyncSession, store: Store, actor: Actor, acts: Sequence[tuple[Key, Asked]]
) -> list[Question | Refusal]:
    """The questions that acts are judged by, with what is said of how each was done."""
    asks, now = await questions(session, store, actor, [asked for _, asked in acts]), store.clock()
    known_at = next((asked.known_at for _, asked in acts if asked.known_at), now)
    said = [(body.tenant, asked.manner, asked.at or now) for body, asked in acts]
    conducts = await conducting.of_questions(session, said, known_at)
    return [
        ask if isinstance(ask, Refusal) else replace(ask, conduct=one) for ask, one in zip(asks, conducts, strict=True)
    ]


async def rulings_of(store: Store, actor: Actor, acts: Sequence[Act]) -> dict[Key, Ruling]:
    """Rule on many acts at once, in a number of statements that does not grow with theirs."""
    async with store.reading(actor) as session:
        asks = await _questions_of(session, store, actor, acts)
        wanted = {act.body for act in acts} | {key for ask in asks.values() for key in _bodies_of(ask)}
        known, lineage = await _known(session, wanted)
        governments = await _governments(session, known.values())
    ruled = (act for act in acts if act.key in asks)
    return {act.key: rule_on(asks[act.key], known[act.body], known, governments, lineage) for act in ruled}


async def _known(
    session: AsyncSession, wanted: Iterable[Key], known_at: datetime | None = None
) -> tuple[dict[Key, Body], Lineage]:
    """Bodies as they were entered and all that carried them on, with their lineage as it was known."""
    there = set(wanted)
    lineage = (await successions.lineage(session, {key.tenant for key in there}, known_at)).as_of(known_at)
    return await bodies.load(session, {key for one in there for key in lineage.line(one)}, NONE), lineage


async def _questions_of(session: AsyncSession, store: Store, actor: Actor, acts: Sequence[Act]) -> dict[Key, Question]:
    """What each act is judged by: the item as it stood that day, though it was amended or retired since."""
    now, seen = store.clock(), await items.load(session, actor, {act.case.item for act in acts})
    versions = await items.versions_at(session, [(act.case.item, act.at) for act in acts], now)
    known = [act for act in acts if act.case.item in seen and (act.case.item, act.at) in versions]
    matters = [(versions[act.case.item, act.at], act.stage, act.matter, act.at) for act in known]
    asks = await about(session, actor, matters, now)
    conducts = await conducting.of_acts(session, known, now)
    return {
        act.key: replace(ask, demand=act.disguised_as, reasoned=act.reasoned, conduct=conduct_)
        for act, ask, conduct_ in zip(known, asks, conducts, strict=True)
    }


def rule_on(
    ask: Question, body: Body, known: Mapping[Key, Body], governments: Mapping[str, str], lineage: Lineage = NONE
) -> Ruling:
    """Judge an act by the statute alone: the line that denies it on these facts, or none.

    Whoever carries the body on, as its lineage has it, answers for what it did (R207; 复议法 19 IV).
    """
    then = lineage.as_of(ask.at)
    body, known = then.body(body), {key: then.body(one) for key, one in known.items()}
    found = lawful.authority(ask)
    facts = standing(ask, body) | conduct.standing(ask, body)
    line = law(Action.POWER_EXERCISE, facts)
    rule, kind = (line.rule if line else ""), ask.item.kind
    validity = rulings.validity(rule, kind) if line else Validity.VALID
    grant = _grant(ask, found, body)
    granted = grant if validity is Validity.VALID else None
    special = ["R116"] if not line and "stamps_specially" in facts else []
    said = _STAMPED.format(body.name) if special else explain(ask, found, body, known, validity, rule)
    answerable = modes.respondent(granted) if granted else body.key
    answering = known[lineage.at_place(answerable, ask.matter.place, ask.item.key)]
    carried = answering.key != answerable
    through = [*(["R143"] if granted else []), *(["R207"] if carried and rule != "R207" else []), "R142"]
    more = [*carried_on(found.holder, known, then), *([succeeds(known[answerable], answering)] if carried else [])]
    return Ruling(
        validity=validity,
        rules=(*([rule] if line else special or found.rules), *through),
        holder=found.holder,
        respondent=answering.key,
        review_body=rulings.review_body(answering, governments[answering.key.tenant], ask.at),
        explanation=" ".join([said, *more]),
        in_name_of=_name(found, grant, body),
    )


def _grant(ask: Question, found: Authority, body: Body) -> Transfer | None:
    """The transfer through which the body held the power, if it did."""
    through = (one for one in ask.transfers if one.key == found.transfer and one.holder == body.key)
    return next(through, None)


def _name(found: Authority, grant: Transfer | None, body: Body) -> Key | None:
    """In whose name a body acted (R15): its own, but for whoever acts for its devolver, or accepts for the holder."""
    if body.key in found.serving:
        return found.in_name_of
    return grant.devolver if grant and grant.mode in modes.IN_DEVOLVERS_NAME else body.key


def _bodies_of(ask: Question) -> set[Key]:
    moved = {key for one in ask.transfers for key in (one.devolver, one.holder)}
    return {ask.item.department, ask.item.competent} | moved


async def _governments(session: AsyncSession, known: Iterable[Body]) -> dict[str, str]:
    """The names of the counties and regions that bodies belong to."""
    row = tables.expr(tables.Division)
    codes = {body.key.tenant for body in known}
    found = await session.execute(select(row.code, row.name).where(row.code.in_(codes)))
    return dict(found.all())
