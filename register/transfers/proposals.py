"""Proposing a transfer, and amending one that is a draft or was returned."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from register import areas, bodies, catalogues, find, items, journal, modes, parts, rules
from register.clock import day_of, start_of_day
from register.once import Once, perform
from register.records import Basis, Body, Item, Key, Transfer
from register.refusals import Invalid, NotFound, Problem
from register.store import Store
from register.texts import ADDRESS, LONG, is_address
from register.transfers import along
from register.transfers.around import around
from register.transfers.commands import Amendment, Proposal
from register.transfers.holding import devolver_holds
from register.transfers.record import entry, require, to_change, write
from register.transfers.together import together
from register.words import PowerKind, TransferMode

# The rules behind the slips of an input.
_RULES = {
    "effective_from": "R92",
    "effective_to": "R210",
    "basis": "R54",
    "parts": "R206",
    "except_parts": "R206",
    "reserves_stepping_in": "R30",
    "condition": "R205",
    "report": "R71",
    "request": "R73",
}
_MANY = 50
_LONG = 2000


async def propose(store: Store, actor: Actor, proposal: Proposal, once: Once | None = None) -> Key:
    """Propose to hand an item to a receiver: by the department, the township (an application, R72) or the government.

    Refuses with NotFound, NotAllowed, Invalid; with NotLawful where a mode, a kind, a receiver or a holder forbids it.
    """

    async def work(session: AsyncSession) -> Key:
        receiver = await find.body(session, actor, proposal.receiver)
        await journal.lock(session, receiver.key.tenant)
        now = store.clock()
        (transfer,) = await drafts(session, actor, [proposal], now)
        await journal.record(
            session, transfer.key.tenant, str(actor.account), now, entry("transfer:proposed", transfer)
        )
        return transfer.key

    return await perform(store, actor, once, work)


async def drafts(
    session: AsyncSession, actor: Actor, proposals: Sequence[Proposal], now: datetime, batch: Key | None = None
) -> list[Transfer]:
    """Write proposals to receivers of one county, whose journal is locked, as drafts: all of them, or none.

    What they name is read for all at once. Refuses as `propose` does.
    """
    named = await _named(session, actor, proposals)
    made = together(lambda one: _draft(actor, one, named, now, batch), proposals)
    # Ids that ascend keep the order in which a list was handed in.
    ids = sorted(uuid4().hex for _ in made)
    checked = [replace(one, key=Key(one.key.tenant, id_)) for one, id_ in zip(made, ids, strict=True)]
    for key in sorted({key for one in made for key in _bodies_of(one)} & named.bodies.keys()):
        await find.goes_on(session, named.bodies[key])
    await require(session, actor, checked, Action.TRANSFER_PROPOSE)
    await _check(session, checked, named, now)
    await write(session, *checked, fresh=True)
    return checked


async def amend(store: Store, actor: Actor, amendment: Amendment, once: Once | None = None) -> Key:
    """Amend a draft or a returned transfer; its proposer does.

    Refuses with NotFound, NotAllowed, OutOfDate, OutOfTurn, Invalid, NotLawful.
    """

    async def work(session: AsyncSession) -> Key:
        transfer, now = await to_change(session, store, actor, amendment, Action.TRANSFER_AMEND)
        named = _Named(await items.required(session, [transfer.item]))
        amended = _amended(transfer, amendment, named.items[transfer.item])
        if amended == transfer:
            raise Invalid.at("transfer", "the amendment changes nothing", remedy="name what is to change")
        after = replace(amended, version=transfer.version + 1, recorded_at=now)
        named.bodies = await bodies.load(session, _bodies_of(after))
        await find.body(session, actor, transfer.receiver)
        await _check(session, [after], named, now, before=transfer)
        await write(session, after)
        told = entry("transfer:amended", after, transfer)
        await journal.record(session, after.key.tenant, str(actor.account), now, told)
        return after.key

    return await perform(store, actor, once, work)


@dataclass(slots=True)
class _Named:
    """What proposals name: their items, as far as the account may see them, and bodies."""

    items: dict[Key, Item]
    bodies: dict[Key, Body] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Terms:
    """A transfer as it would stand, with what it speaks of, and as it stood before."""

    transfer: Transfer
    item: Item
    devolver: Body
    receiver: Body
    outpost: Body | None
    before: Transfer | None = None


async def _named(session: AsyncSession, actor: Actor, proposals: Sequence[Proposal]) -> _Named:
    found = await items.load(session, actor, {one.item for one in proposals})
    wanted = {one.receiver for one in proposals} | {one.department for one in found.values()}
    wanted |= {key for one in proposals for key in (one.devolver, one.outpost) if key}
    return _Named(found, await bodies.load(session, wanted))


def _bodies_of(transfer: Transfer) -> set[Key]:
    return {transfer.receiver, transfer.devolver, *([transfer.outpost] if transfer.outpost else [])}


async def _check(
    session: AsyncSession, transfers: Sequence[Transfer], named: _Named, now: datetime, before: Transfer | None = None
) -> None:
    """Are they lawful: the input well formed, the modes open to the kinds, and the devolvers the holders there."""
    found = together(lambda one: _terms(one, named, before), transfers)
    terms = {one.transfer.key: one for one in found}
    together(lambda one: _well_formed(terms[one.key], now), transfers)
    if before is None or before.mode is not transfers[0].mode:
        listed = await catalogues.listed(session, {one.item for one in transfers})
        together(lambda one: catalogues.admits(listed, terms[one.key].item, one.mode), transfers)
    going = await along.penalties(session, [one.transfer for one in found if one.item.kind is PowerKind.COERCION])
    going += [one.transfer for one in found if one.item.kind is PowerKind.PENALTY]
    together(lambda one: _lawful(terms[one.key], penalty_goes_along=along.goes_along(one, going)), transfers)
    there = await areas.named(session, transfers)
    together(lambda one: areas.lawful(one, terms[one.key].item, terms[one.key].receiver, there), transfers)
    known = await around(session, transfers)
    together(lambda one: devolver_holds(known, one, max(one.effective_from, now)), transfers)


def _terms(transfer: Transfer, named: _Named, before: Transfer | None) -> _Terms:
    devolver, outpost = (named.bodies.get(key) if key else None for key in (transfer.devolver, transfer.outpost))
    if devolver is None:
        message = "no such body"
        raise Invalid.at("devolver", message, remedy="leave it out: it is the item's department then")
    if transfer.outpost and outpost is None:
        raise Invalid.at("outpost", "no such body", remedy="name the devolver's outpost at the receiver's place")
    item, receiver = named.items[transfer.item], named.bodies[transfer.receiver]
    return _Terms(transfer, item, devolver, receiver, outpost, before)


def _lawful(terms: _Terms, *, penalty_goes_along: bool) -> None:
    transfer = terms.transfer
    rules.lawful(
        rules.Terms(
            item=terms.item,
            devolver=terms.devolver,
            receiver=terms.receiver,
            mode=transfer.mode,
            basis=transfer.basis,
            stages=transfer.stages,
            termed=transfer.effective_to is not None,
            penalty_goes_along=penalty_goes_along,
            outpost=terms.outpost,
            report=transfer.report,
            request=transfer.request,
        )
    )


def _item(proposal: Proposal, named: _Named) -> Item:
    """An item of the receiver's county, or of a region above it; another county's is not found."""
    found = named.items.get(proposal.item)
    if found is None or not proposal.receiver.tenant.startswith(found.key.tenant) or found.retired:
        raise NotFound("no such item", remedy="name an item of the receiver's county, or of a region above it")
    return found


def _draft(actor: Actor, proposal: Proposal, named: _Named, now: datetime, batch: Key | None) -> Transfer:
    item = _item(proposal, named)
    receiver = find.found(named.bodies.get(proposal.receiver), "body")
    stages = modes.stages_of(proposal.mode, item.kind) if proposal.stages is None else proposal.stages
    return Transfer(
        key=Key(receiver.key.tenant, ""),  # named once all are made
        item=item.key,
        devolver=proposal.devolver or item.department,
        receiver=receiver.key,
        place=receiver.place,
        proposed_by=str(actor.account),
        proposer=Key(*actor.body) if actor.body else None,
        proposed_at=now,
        version=1,
        recorded_at=now,
        mode=proposal.mode,
        stages=tuple(dict.fromkeys(stages)),
        effective_from=proposal.effective_from,
        effective_to=proposal.effective_to,
        basis=proposal.basis,
        retained=proposal.retained,
        reserves_stepping_in=proposal.reserves_stepping_in,
        outpost=proposal.outpost,
        parts=proposal.parts,
        except_parts=proposal.except_parts,
        also_places=proposal.also_places,
        except_places=proposal.except_places,
        serves=proposal.serves,
        retains_across=proposal.retains_across,
        condition=proposal.condition,
        report=proposal.report,
        request=proposal.request,
        batch=batch,
    )


def _amended(transfer: Transfer, amendment: Amendment, item: Item) -> Transfer:
    names = [one.name for one in fields(amendment) if one.name not in ("transfer", "expected_version")]
    given = {name: getattr(amendment, name) for name in names if getattr(amendment, name) is not None}
    if amendment.mode and amendment.mode is not transfer.mode and amendment.stages is None:
        given["stages"] = modes.stages_of(amendment.mode, item.kind)  # the old mode's stages were not chosen for it
    if amendment.condition == "":
        given["condition"] = None
    if amendment.mode and amendment.mode is not TransferMode.INTERNAL and amendment.outpost is None:
        given["outpost"] = None  # nor was its outpost
    return replace(transfer, **given)


def _well_formed(terms: _Terms, now: datetime) -> None:
    transfer, before = terms.transfer, terms.before
    ends = transfer.effective_to
    # An amendment of something else may find the day that was proposed gone by; it takes effect when published.
    planned_anew = before is None or before.effective_from != transfer.effective_from
    early = planned_anew and transfer.effective_from < start_of_day(day_of(now))
    nothing = not transfer.stages and bool(modes.stages_of(transfer.mode, terms.item.kind))
    astray = transfer.outpost is not None and transfer.mode is not TransferMode.INTERNAL
    reserved = transfer.reserves_stepping_in and terms.item.kind is not PowerKind.PENALTY
    negative = any(one.above is not None and one.above < 0 for one in transfer.retained)
    condition, report = transfer.condition, transfer.report
    unsaid = condition is not None and not (condition.strip() and len(condition) <= _LONG)
    idle = report is not None and transfer.devolver == terms.item.department
    untold = report is not None and not (report.text.strip() and len(report.text) <= LONG)
    request = transfer.request
    unexplained = request is not None and not (request.note.strip() and len(request.note) <= LONG)
    problems = [
        *_basis_problems(transfer.basis, now),
        *parts.problems_of_grant(transfer.parts, transfer.except_parts),
        *_problems(
            (early, "effective_from", "a transfer does not take effect before today (UTC+8)"),
            (ends is not None and ends <= transfer.effective_from, "effective_to", "a term ends after it begins"),
            (nothing, "stages", "name at least one stage"),
            (astray, "outpost", "only INTERNAL 转内部流程 has an outpost 派出机构"),
            (len(transfer.retained) > _MANY, "retained", f"up to {_MANY} kinds of cases are retained"),
            (negative, "retained", "no fine is below 0"),
            (reserved, "reserves_stepping_in", "stepping in is reserved for a penalty 行政处罚 alone"),
            (unsaid, "condition", f"a condition has 1 to {_LONG} characters"),
            (idle, "report", "the item's own department hands over without a special report"),
            (untold, "report.text", f"a report has 1 to {LONG} characters"),
            (request is not None and not transfer.applied_for, "request", "a receiver alone requests what it proposes"),
            (unexplained, "request.note", f"a note has 1 to {LONG} characters"),
        ),
    ]
    if problems:
        wrong = {one.path[0] for one in problems}
        raise Invalid(*problems, rules=[rule for path, rule in _RULES.items() if path in wrong])


def _basis_problems(basis: Sequence[Basis], now: datetime) -> list[Problem]:
    problems = _problems((not 1 <= len(basis) <= _MANY, "basis", f"a transfer rests on 1 to {_MANY} bases"))
    for n, one in enumerate(basis):
        texts = (one.title, one.article, one.number, one.url)
        long = any(text is not None and len(text) > _LONG for text in texts)
        late = one.date is not None and one.date > day_of(now)
        problems += _problems(
            (not one.title.strip(), f"basis.{n}.title", "a basis has a title"),
            (long, f"basis.{n}", f"a text of a basis has up to {_LONG} characters"),
            (one.url is not None and not is_address(one.url), f"basis.{n}.url", ADDRESS),
            (late, f"basis.{n}.date", "a basis is not dated in the future"),
        )
    return problems


def _problems(*checks: tuple[bool, str, str]) -> list[Problem]:
    """What is wrong among checks of a fact, the path of the input it lies at, and what to say of it."""
    return [Problem(tuple(path.split(".")), message) for wrong, path, message in checks if wrong]
