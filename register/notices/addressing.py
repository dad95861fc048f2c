"""To which body a notice goes that is sent to somebody as a competent department, a bureau and so on."""

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from register import bodies, find, items
from register.notice_kinds import Recipient
from register.notices.commands import NewNotice
from register.notices.lines import ELSEWHERE, ENFORCED, LINES, is_above
from register.records import Body, Case, Key, Transfer
from register.refusals import Invalid, NotLawful
from register.store import Store
from register.successions import estates
from register.successions import reads as successions
from register.transfers.permissions import DEVOLVER, OF_ITEM, RECEIVER
from register.transfers.reads import TRANSFER, VERSION, joined
from register.transfers.statuses import begun
from register.words import BodyKind, Office, TransferMode

_SAID = (Recipient.POLICE, Recipient.PROCURATORATE)  # which department is which, the sender says


async def addressee(
    session: AsyncSession, store: Store, new: NewNotice, sender: Body, about: Case | Transfer
) -> Key | None:
    """Find the body a notice goes to; None for one that the register has not.

    Refuses with Invalid a body that it does not go to, and one left open where there are several; with NotLawful a
    notice to nobody, or to oneself.
    """
    to = new.to
    fit = await _fit(session, store, to, sender, about) - {sender.key}
    if new.body:
        body = await bodies.one(session, new.body)
        if body is None or not (body.key in fit or _elsewhere(to, body, sender, about)):
            message = f"it is not {to} {to.chinese} here"
            raise Invalid.at("body", message, remedy="name another, or none where the register can tell")
        await find.goes_on(session, body)
        return body.key
    if len(fit) > 1:
        raise Invalid.at("body", f"there are {len(fit)} that are {to} {to.chinese} here", remedy="name one of them")
    if not fit and (to not in ELSEWHERE or LINES[new.kind].awaited):
        remedy = "name the body in `body`" if to in ELSEWHERE else "send it to another, or to none"
        message = f"the register knows no {to} {to.chinese} here beside the sender"
        raise NotLawful(message, rules=LINES[new.kind].rules, remedy=remedy)
    return next(iter(fit), None)


def _elsewhere(to: Recipient, body: Body, sender: Body, about: Case | Transfer) -> bool:
    """Tell whether a body may be named where the register does not know by itself which one it is."""
    if to is Recipient.UPPER:
        return is_above(body, sender)
    other = body.kind is BodyKind.DEPARTMENT and body.key != sender.key
    return to in _SAID and other and about.key.tenant.startswith(body.key.tenant)


async def _fit(session: AsyncSession, store: Store, to: Recipient, sender: Body, about: Case | Transfer) -> set[Key]:
    """The bodies that the register knows it goes to."""
    if to is Recipient.COMPETENT:
        return {(await items.one(session, about.item)).competent}
    if to is Recipient.INSPECTORATE:
        return (await bodies.holding(session, about.key.tenant)).get(Office.INSPECTORATE, set())
    if to is Recipient.DEVOLVER and isinstance(about, Transfer):
        return {about.devolver}
    if to in (Recipient.DEVOLVER, Recipient.BUREAU):
        return await _under_concentrate(session, store, to, sender, about)
    return set()


async def _under_concentrate(
    session: AsyncSession, store: Store, to: Recipient, sender: Body, about: Case | Transfer
) -> set[Key]:
    """Who has, or ever had, powers of the sender's to enforce; or from whom the sender has the item of a case."""
    lineage = await successions.lineage(session, {about.key.tenant})
    own, bureau = estates.of_body(lineage, sender.key), to is Recipient.BUREAU
    party, other = (DEVOLVER, RECEIVER) if bureau else (RECEIVER, DEVOLVER)
    of_kind = TRANSFER.kind.in_(ENFORCED) if bureau else tuple_(*OF_ITEM) == about.item.pair
    query = joined(select(*other, *OF_ITEM)).where(
        TRANSFER.tenant == about.key.tenant,
        VERSION.mode == TransferMode.CONCENTRATE,
        begun(store.clock(), VERSION),
        of_kind,
        estates.among(own, party, OF_ITEM, received=not bureau),
    )
    rows = await session.execute(query.distinct())
    return {lineage.heir(Key(tenant, id_), Key(*item)) for tenant, id_, *item in rows}
