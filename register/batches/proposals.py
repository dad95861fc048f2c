"""Proposing a batch: a whole list handed over by one document, all of it or none."""

from collections.abc import Iterator
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from policies.actor import Actor
from register import find, journal, tables
from register.batches.commands import NewBatch
from register.once import Once, perform
from register.records import Batch, Key, Ref
from register.refusals import Invalid, Problem
from register.store import Store
from register.texts import NAME, texts
from register.transfers.commands import Proposal
from register.transfers.proposals import drafts
from register.transfers.record import entry

LONGEST = 1000


async def propose(store: Store, actor: Actor, new: NewBatch, once: Once | None = None) -> Key:
    """Propose a list of items to receivers of one county (R75): whoever may propose each of them.

    Refuses as a single proposal does, and with Invalid a list that names an item twice for the same.
    """

    async def work(session: AsyncSession) -> Key:
        proposals = new.proposals()
        tenant = _well_formed(new, proposals)
        if not find.reaches(actor, tenant):
            find.found(None, "body")
        await journal.lock(session, tenant)
        now = store.clock()
        batch = Batch(
            key=Key(tenant, uuid4().hex),
            title=new.title,
            effective_from=new.effective_from,
            proposed_by=str(actor.account),
            proposer=Key(*actor.body) if actor.body else None,
            proposed_at=now,
            version=1,
        )
        session.add(_row(batch))
        await session.flush()
        made = await drafts(session, actor, proposals, now, batch.key)
        events = [entry("transfer:proposed", one) for one in made]
        said = {"version": 1, "title": batch.title, "transfers": len(made)}
        said |= {"effective_from": batch.effective_from.isoformat()}
        last = journal.Event("batch:proposed", Ref("Batch", batch.key), said)
        await journal.record(session, tenant, str(actor.account), now, *events, last)
        return batch.key

    return await perform(store, actor, once, work)


def _row(batch: Batch) -> tables.Batch:
    return tables.Batch(
        tenant=batch.key.tenant,
        id=batch.key.id,
        title=batch.title,
        effective_from=batch.effective_from,
        proposed_by=batch.proposed_by,
        proposer_tenant=batch.proposer.tenant if batch.proposer else None,
        proposer=batch.proposer.id if batch.proposer else None,
        proposed_at=batch.proposed_at,
        version=0,  # its transfers count it to 1
    )


def _well_formed(new: NewBatch, proposals: list[Proposal]) -> str:
    """The county the list is for."""
    texts(title=(new.title, NAME))
    if not 1 <= len(proposals) <= LONGEST:
        raise Invalid.at("items", f"a batch lists 1 to {LONGEST} items", rules=["R75"])
    tenants = {one.receiver.tenant for one in proposals}
    if len(tenants) > 1:
        raise Invalid.at("items", "a batch goes to receivers of one county", remedy="make a batch for each county")
    if twice := list(_twice(proposals)):
        raise Invalid(*twice, rules=["R75"])
    return tenants.pop()


def _twice(proposals: list[Proposal]) -> Iterator[Problem]:
    """What the same receiver would be handed twice: parts of an item may stand in a list one by one."""
    before: dict[tuple[Key, Key], list[Proposal]] = {}
    for n, one in enumerate(proposals):
        others = before.setdefault((one.item, one.receiver), [])
        if any(not one.parts or not other.parts or set(one.parts) & set(other.parts) for other in others):
            yield Problem(("items", str(n), "item"), "it stands in the list before, for the same receiver")
        others.append(one)
