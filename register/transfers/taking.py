"""Taking a step: with one transfer, or with many at once, all of them or none. There is no other way to take one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from register import bodies, find, journal, lifecycle, papers, readiness
from register.once import Once, perform
from register.records import Key, Transfer
from register.store import Store
from register.transfers import along
from register.transfers.around import Around, around
from register.transfers.record import Step, entry, locked, require, write
from register.transfers.together import together
from register.words import RecallGround


@dataclass(frozen=True, slots=True)
class At:
    """What a step is taken in: its moment, and where the step looks around, what is around its transfers."""

    now: datetime
    around: Around


Change = Callable[[Transfer, At], Transfer]


@dataclass(frozen=True, slots=True)
class Taking:
    """A step as it is taken with each of its transfers. `done` is what the journal calls it, with what was `said`.

    `check` holds the step itself to its form; `change` refuses or makes the next version; `settled` is asked of each
    once all are changed, where they may stand in each other's way. Only a step that `looks` around is told of more.
    """

    action: Action
    done: str
    change: Change
    said: Mapping[str, object] = field(default_factory=dict)
    check: Callable[[], None] | None = None
    settled: Callable[[Transfer, At], None] | None = None
    looks: bool = False
    ground: RecallGround | None = None


async def take(store: Store, actor: Actor, step: Step, taking: Taking, once: Once | None) -> Key:
    """Take a step with one transfer, in the version that was read."""

    async def work(session: AsyncSession) -> Key:
        transfers = await locked(session, actor, [step.transfer])
        await require(session, actor, transfers, taking.action, taking.ground)
        find.unchanged(step.expected_version, transfers[0].version)
        now, events = await carry_out(session, store, transfers, taking)
        await journal.record(session, step.transfer.tenant, str(actor.account), now, *events)
        return step.transfer

    return await perform(store, actor, once, work)


async def carry_out(
    session: AsyncSession, store: Store, transfers: Sequence[Transfer], taking: Taking
) -> tuple[datetime, list[journal.Event]]:
    """Take a step with transfers of one county that the account was found to be allowed it with.

    Tells its moment and what there is to record. The clock is read under the lock, so that what others did while this
    one waited lies before it.
    """
    at = At(store.clock(), await around(session, transfers) if taking.looks else Around())
    if taking.looks:
        await along.look(session, at.around, transfers)
    together(lambda one: lifecycle.step(one, taking.action, at.now), transfers)
    await _prepared(session, transfers, taking.action)
    if taking.check:
        taking.check()

    def changed(transfer: Transfer) -> Transfer:
        after = replace(taking.change(transfer, at), version=transfer.version + 1, recorded_at=at.now)
        at.around.put(after)
        return after

    after = together(changed, transfers)
    if settled := taking.settled:
        together(lambda one: settled(one, at), after)
    await write(session, *after)
    pairs = zip(transfers, after, strict=True)
    return at.now, [entry(taking.done, now, before, **taking.said) for before, now in pairs]


async def _prepared(session: AsyncSession, transfers: Sequence[Transfer], step: str) -> None:
    """Refuse with NotLawful to take a step with transfers of a batch before what comes first was filed with it."""
    batches = {one.batch for one in transfers if one.batch}
    if not batches or step not in readiness.STEPS:
        return
    filed = await papers.of_batches(session, batches)
    offices = await bodies.offices(session, transfers[0].key.tenant)
    listed = [one for one in transfers if one.batch]
    together(lambda one: readiness.ready(one, step, filed[one.batch or one.key], offices), listed)
