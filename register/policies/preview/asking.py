"""Decisions that are asked one by one, as `may` is: of what the lines and the register leave open, some at a time."""

from collections.abc import AsyncIterator, Iterable, Mapping

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true, tuple_

from policies.actions import Action
from policies.actor import ANYONE, Actor
from policies.guard import Verdict
from policies.lines import Line
from register import decisions, find, policies, scope
from register.cases import reads as cases
from register.policies.preview.frame import Frame
from register.policies.preview.impact import Flip
from register.policies.preview.privacy import nothing_hidden
from register.policies.preview.targets import LISTINGS, READS, Listing, needed
from register.records import Body, Case, Key, Kind, Ref
from register.refusals import NotFound
from register.words import Office

AT_ONCE = 100
_OFFICES = {
    "enforcement_office": Office.ENFORCEMENT,
    "government_office": Office.GOVERNMENT,
    "legal_office": Office.LEGAL,
    "service_office": Office.SERVICE,
    "staffing_office": Office.STAFFING,
}
# Facts that hold of nobody who has nothing to do with the thing.
_INVOLVED = ("acts_for_filer", "addressed", "handled_it", "has_case", "party", "party_to_dispute")


async def flips(frame: Frame, actor: Actor, kind: Kind, action: Action) -> AsyncIterator[Flip]:
    """Tell the decisions of an account that flip, by what they are about."""
    body = await find.own_body(frame.session, actor)
    listing, last = LISTINGS[kind], Key("", "")
    while keys := await _next(frame, actor, body, listing, action, last):
        known = await cases.load(frame.session, actor, keys) if kind == "Case" else {}
        for key in keys:
            ref = listing.ref(*key.pair)
            verdict = await _before(frame, actor, action, ref, known.get(key))
            before, after = verdict is not None and verdict.allowed, await _after(frame, actor, action, ref, verdict)
            if before != after:
                yield Flip(ref, before, after)
        last = keys[-1]
        frame.session.expunge_all()  # what was read is not kept


async def _decide(frame: Frame, actor: Actor, action: Action, target: Ref) -> Verdict | None:
    try:
        return await decisions.decide(frame.session, frame.store, actor, action, target)
    except NotFound:
        return None


async def _before(frame: Frame, actor: Actor, action: Action, target: Ref, case: Case | None) -> Verdict | None:
    if case is None:
        return None if target.kind == "Case" else await _decide(frame, actor, action, target)
    return await decisions.on_case(frame.session, frame.store, actor, action, case)


async def _after(frame: Frame, actor: Actor, action: Action, target: Ref, before: Verdict | None) -> bool:
    """Whether it would be allowed: on the same facts, unless what they are seen by changes, or several were asked."""
    with policies.supposing(frame.session, frame.after):
        asked = before.asked if before else None
        if before and asked and not frame.actions & READS and action is not Action.NOTICE_SEND:
            guard = await policies.guard(frame.session, asked.division)
            allowed = guard.decide(actor, asked.division, asked.action, asked.facts).allowed
            if before.allowed or not allowed:
                return allowed
        verdict = await _decide(frame, actor, action, target)
        return verdict is not None and verdict.allowed


async def _next(
    frame: Frame, actor: Actor, body: Body | None, listing: Listing, action: Action, last: Key
) -> list[Key]:
    key = (listing.columns.tenant, listing.id)
    query = listing.source(select(*key)).where(
        listing.seen(frame),
        needed(listing.kind, action),
        _met(frame, actor, body, listing, action),
        nothing_hidden(frame, listing.columns.item) if listing.kind == "Case" and listing.columns.item else true(),
        tuple_(*key) > tuple_(last.tenant, last.id),
    )
    found = await frame.session.execute(query.order_by(*key).limit(AT_ONCE))
    return [Key(*one) for one in found]


def _met(frame: Frame, actor: Actor, body: Body | None, listing: Listing, action: Action) -> ColumnElement[bool]:
    """The things on which a changed line may be met, as far as SQL tells: what it does not tell is left open."""
    if listing.read in frame.actions:
        return true()  # what is not seen is not found
    # Who reads the lines of a region is told of it otherwise than who does something there.
    exact = {} if action is Action.POLICY_READ else _facts(actor, body, listing)
    loose = _involved(actor, listing)
    roles = {ANYONE, *(one.name for one in actor.roles)}
    lines = (line for line in frame.lines(action) if line.role in roles)
    return or_(false(), *(and_(true(), *_conditions(line, exact, loose)) for line in lines))


def _conditions(
    line: Line, exact: Mapping[str, ColumnElement[bool]], loose: ColumnElement[bool]
) -> Iterable[ColumnElement[bool]]:
    for name in line.when:
        if name.removeprefix("!") in exact:
            yield ~exact[name[1:]] if name.startswith("!") else exact[name]
        elif name in _INVOLVED:
            yield loose


def _facts(actor: Actor, body: Body | None, listing: Listing) -> dict[str, ColumnElement[bool]]:
    tenant = listing.columns.tenant

    def holds(office: Office) -> ColumnElement[bool]:
        return tenant == body.key.tenant if body and office in body.offices else false()

    return scope.account_in_sql(actor, tenant) | {name: holds(office) for name, office in _OFFICES.items()}


def _involved(actor: Actor, listing: Listing) -> ColumnElement[bool]:
    """The things that the body, or one that it carries on, has anything to do with."""
    columns = listing.columns
    if not columns.parties:
        return true()
    own = {one.body for one in actor.affairs}
    parties: list[ColumnElement[bool]] = [tuple_(*one).in_(own) for one in columns.parties]
    if listing.kind == "Case":
        done = exists().where(cases.ACT.tenant == cases.CASE.tenant, cases.ACT.case == cases.CASE.id)
        parties.append(done.where(tuple_(cases.ACT.body_tenant, cases.ACT.body).in_(own)))
    return or_(false(), *parties)
