"""What goes along with a penalty 随同赋予: coercive measures have no life of their own, and go back with it (R11)."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from register import tables
from register.records import Key, Transfer
from register.refusals import NotLawful
from register.successions import reads as successions
from register.transfers import rows
from register.transfers.around import Around
from register.transfers.reads import current
from register.words import PowerKind, TransferMode

# The modes under which a measure goes for its penalty's sake alone.
_MODES = frozenset({TransferMode.EMPOWER, TransferMode.CONCENTRATE})


def goes_along(measure: Transfer, penalties: Iterable[Transfer]) -> bool:
    """Tell whether one of these goes from whom, to whom and in which mode a measure goes, and is not over by then."""
    return any(_alike(one, measure) and (one.ends is None or one.ends > measure.effective_from) for one in penalties)


async def penalties(session: AsyncSession, measures: Sequence[Transfer]) -> list[Transfer]:
    """The penalties that go, or went, between the bodies of measures."""
    return list((await _between(session, measures, PowerKind.PENALTY)).values())


async def look(session: AsyncSession, known: Around, transfers: Sequence[Transfer]) -> None:
    """Read the measures and the penalties between the bodies of transfers that are to be published, or taken back."""
    there = [one for one in transfers if one.mode in _MODES]
    kinds = {known.items[one.item].kind for one in there}
    if kinds.isdisjoint({PowerKind.PENALTY, PowerKind.COERCION}):
        return
    known.measures = await _between(session, there, PowerKind.COERCION)
    if known.measures:
        known.penalties = await _between(session, there, PowerKind.PENALTY)


def with_penalty(known: Around, transfer: Transfer) -> None:
    """Refuse with NotLawful (R11) to publish a measure that would be in force without a penalty, for a while or all."""
    if transfer.key not in known.measures:
        return
    carrying = [one for one in _told(known, known.penalties) if _carries(one, transfer)]
    if any(one.begins and transfer.begins and one.begins <= transfer.begins for one in carrying):
        return
    name = known.items[transfer.item].name
    message = f"`{name}` goes only with a penalty, and none would be in force there as long as it"
    remedy = "publish the department's penalty to the same receiver first, or both together"
    raise NotLawful(message, rules=["R11"], remedy=remedy, holder=transfer.devolver)


def leaves_none(known: Around, transfer: Transfer) -> None:
    """Refuse with NotLawful (R11) to take a penalty back while a measure that went along with it would be left."""
    if transfer.key not in known.penalties:
        return
    others = [one for one in _told(known, known.penalties) if one.key != transfer.key]
    left = [
        one
        for one in _told(known, known.measures)
        if one.ever and _alike(transfer, one) and not any(_carries(other, one) for other in (transfer, *others))
    ]
    if left:
        message = f"{len(left)} coercive measure(s) went along with the penalty and would be left without one"
        remedy = "take them back with it, by one order (`requestRecalls`)"
        raise NotLawful(message, rules=["R11"], remedy=remedy, holder=transfer.holder)


def _alike(one: Transfer, other: Transfer) -> bool:
    """From the same body, to the same, in the same mode."""
    same = (one.devolver, one.mode) == (other.devolver, other.mode)
    return same and not {*one.receivers}.isdisjoint(other.receivers)


def _carries(penalty: Transfer, measure: Transfer) -> bool:
    """Tell whether a penalty that was published ends no sooner than a measure."""
    outlasts = penalty.ends is None or (measure.ends is not None and measure.ends <= penalty.ends)
    return penalty.ever and _alike(penalty, measure) and outlasts


def _told(known: Around, found: dict[Key, Transfer]) -> list[Transfer]:
    return [known.lineage.transfer(one) for one in found.values()]


async def _between(session: AsyncSession, transfers: Sequence[Transfer], kind: PowerKind) -> dict[Key, Transfer]:
    """The transfers of a kind between the bodies of these, under way or published, whoever sees them."""
    if not transfers:
        return {}
    row, version = tables.expr(tables.Transfer), tables.expr(tables.TransferVersion)
    tenant = transfers[0].key.tenant
    lineage = await successions.lineage(session, {tenant, *(one.devolver.tenant for one in transfers)})
    theirs = {one.devolver for one in transfers}
    ours = {key for one in transfers for key in one.receivers}
    query = (
        select(row, version)
        .join(version, current())
        .where(row.tenant == tenant, row.kind == kind)
        .where(row.receiver.in_({one.id for one in (*ours, *lineage.carried_by(ours))}))
        .where(row.devolver.in_({one.id for one in (*theirs, *lineage.carried_by(theirs))}))
        .where(version.withdrawn_at.is_(None), version.declined_at.is_(None))
    )
    found = [rows.of_row(*one) for one in (await session.execute(query)).all()]
    return {one.key: lineage.transfer(one) for one in found}
