"""What a change of lines would do, told before it is made: equal to asking `may` of everybody about everything."""

from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import ANONYMOUS, ANYONE, Actor
from policies.lines import Line, defaults
from policies.roles import KNOWN
from policies.vocabulary import facts_of
from register import decisions, tables
from register.fence import EVERYTHING
from register.policies import preview as previews
from register.policies.effects import NewLine, PolicyChange
from register.policies.preview.targets import LISTINGS, ON
from register.records import Key, Kind, Ref
from register.refusals import Invalid, NotAllowed, NotFound, OutOfDate
from register.store import Store
from register.tables import Table
from register.words import Effect
from tests.county import Clock, County
from tests.county import fill as fill_county
from tests.databases import Databases, one_dialect
from tests.previews import ADMIN, PEOPLE, SMALL, fill

Answers = dict[tuple[str, str, Ref], bool]
NOON = datetime.now(UTC).replace(hour=4, minute=0, second=0, microsecond=0)
READS: dict[Kind, Action] = {kind: one.read for kind, one in LISTINGS.items() if one.read}


@pytest.fixture
async def small(databases: Databases) -> AsyncIterator[County]:
    """The register with the small county beside the real one; the same whenever it is asked for."""
    await databases.make_template("county", fill_county)
    template = await databases.make_template("small", fill_small, "county")
    async with databases.fresh(template) as url, opened(url) as county:
        yield county


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[County]:
    clock = Clock(NOON)
    store = Store.open(url, clock)
    yield County(store, clock)
    await store.close()


async def fill_small(url: str) -> None:
    async with opened(url) as county:
        await fill(county)


@pytest.fixture(scope="module")
def said() -> Answers:
    """What was answered by the lines that ship, of the register as it stands: asked once for all changes."""
    return {}


async def targets(county: County, kind: Kind) -> list[Ref]:
    """Everything of a kind in the small county that its administrator may see."""
    listing = LISTINGS[kind]
    row = (listing.columns.tenant, listing.id)
    async with county.store.reading(EVERYTHING) as session:
        found = await session.execute(listing.source(select(*row)).where(listing.columns.tenant == SMALL))
        refs = [Ref(kind, Key(*one)) for one in found]
    if kind == "Department":
        refs = [one for one in refs if not one.key.id.isdecimal()]
    admin = await county.actor(ADMIN)
    return [one for one in refs if kind not in READS or await may(county, admin, READS[kind], one)]


async def near(county: County) -> dict[str, Actor]:
    """Whoever holds a role in the small county or over it, and a stranger."""
    row = tables.expr(tables.Account)
    async with county.store.reading(EVERYTHING) as session:
        known = [await county.actor(name) for name in await session.scalars(select(row.account))]
    return {"anyone": ANONYMOUS} | {
        str(one.account): one
        for one in known
        if any(SMALL.startswith(role.place) or role.place.startswith(SMALL) for role in one.roles)
    }


def called(account: str) -> str:
    """An account as the administrator of the small county may know it."""
    own = {*PEOPLE, "other_county_clerk", "anyone"} - {"region_supervisor"}
    return account if account in own else ""


async def may(county: County, actor: Actor, action: str, target: Ref) -> bool:
    try:
        return (await decisions.may(county.store, actor, action, target)).allowed
    except NotFound:
        return False


async def answers(
    county: County, people: Mapping[str, Actor], actions: Collection[str], refs: Collection[Ref], known: Answers
) -> Answers:
    """What they are answered about everything, asked one by one where it is not known; of each in one transaction."""
    wanted = [(ref, action) for ref in refs for action in ON[ref.kind] if action in actions]
    for name, actor in people.items():
        async with county.store.reading(actor) as session:
            for ref, action in wanted:
                if (name, str(action), ref) not in known:
                    known[name, str(action), ref] = await allowed(county, session, actor, action, ref)
    return {(name, str(action), ref): known[name, str(action), ref] for name in people for ref, action in wanted}


async def allowed(county: County, session: AsyncSession, actor: Actor, action: Action, target: Ref) -> bool:
    try:
        return (await decisions.decide(session, county.store, actor, action, target)).allowed
    except NotFound:
        return False


async def about(county: County, actions: Collection[str]) -> list[Ref]:
    """Everything that the administrator sees of what the actions are asked on."""
    kinds = [kind for kind, asked in ON.items() if {*actions} & {*asked}]
    return [ref for kind in kinds for ref in await targets(county, kind)]


async def record(county: County, lines: Sequence[Line]) -> int:
    """Record lines as the next revision of the small county."""
    row = tables.expr(tables.PolicyRevision)
    async with county.store.changing(EVERYTHING) as session:
        last = await session.scalar(select(func.max(row.revision)).where(row.tenant == SMALL)) or 0
        which: dict[str, Any] = {"tenant": SMALL, "revision": last + 1}
        session.add(tables.PolicyRevision(**which, author="policy_admin", reason="试行", at=county.clock()))
        await session.flush()
        for n, line in enumerate(lines):
            said: dict[str, Any] = {"role": line.role, "action": line.action, "when": list(line.when)}
            said |= {"effect": line.effect, "rule": line.rule}
            session.add(tables.PolicyLine(**which, id=f"{n}", position=n, **said))
    return last + 1


def line(who: str, action: str, *when: str, deny: bool = False) -> NewLine:
    return NewLine(who, action, when, Effect.DENY if deny else Effect.ALLOW)


def shipped(*actions: str, role: str | None = None) -> tuple[Line, ...]:
    return tuple(one for one in defaults(SMALL) if one.action in actions and role in (None, one.role))


Lines = tuple[tuple[NewLine, ...], tuple[Line, ...]]
# Lines to add, and lines that ship to take out.
CHANGES: dict[str, Lines] = {
    "reading items": ((line("department_clerk", "item:read", "!published", deny=True),), ()),
    "reading transfers, and a step": (
        (line("township_clerk", "transfer:read", "!published", deny=True),),
        shipped("transfer:publish", role="township_clerk"),
    ),
    "steps": ((line("anyone", "transfer:review", "legal_office"),), shipped("transfer:accept", "transfer:review")),
    "recalls": ((line("legal_reviewer", "recall:review", "legal_office", "!own_tenant"),), shipped("recall:review")),
    "exercising": ((line("township_clerk", "power:exercise", deny=True),), shipped("power:exercise")),
    "exercising without reading": ((line("township_clerk", "item:read", deny=True),), shipped("power:exercise")),
    "cases": (
        (line("legal_reviewer", "case:close", "!own_tenant"),),
        shipped("case:close", "case:pass", "case:review"),
    ),
    "reading cases": (
        (line("township_clerk", "case:read", deny=True),),
        shipped("dispute:raise", "notice:send", "case:revert"),
    ),
    "between bodies": ((), shipped("dispute:coordinate", "dispute:read", "notice:answer", "notice:read")),
    "places": (
        (line("government_officer", "journal:read", deny=True),),
        shipped("item:enter", "certificate:issue"),
    ),
    "edits of items": ((line("anyone", "item:amend", "published"),), shipped("item:retire")),
}


async def compared(county: County, add: Sequence[NewLine], remove: Sequence[Line], known: Answers) -> int:
    """How many decisions flip, as the preview tells them and as everybody is answered before and after."""
    revision = await record(county, defaults(SMALL))
    change = PolicyChange(SMALL, revision, "试行", tuple(add), tuple(line.id for line in remove))
    admin = await county.actor(ADMIN)
    impact = await previews.preview(county.store, admin, change)
    shown = await previews.examples(county.store, admin, impact, 200)
    actions, roles = [{getattr(one, what) for one in (*add, *remove)} for what in ("action", "role")]
    refs = await about(county, actions)
    # A line is met by nobody who holds its role nowhere: they are answered as before.
    people = {
        name: one
        for name, one in (await near(county)).items()
        if ANYONE in roles or roles & {held.name for held in one.roles}
    }
    before = await answers(county, people, actions, refs, known)
    kept = [line for line in defaults(SMALL) if line not in remove]
    await record(county, [*kept, *(one.of(SMALL) for one in add)])
    after = await answers(county, people, actions, refs, {})
    flipped = [(*one, was, after[one]) for one, was in before.items() if was != after[one]]
    told = [(one.account, str(one.action), one.target, one.before, one.after) for one in shown]
    assert Counter(told) == Counter((called(account), *more) for account, *more in flipped)
    assert (impact.gained, impact.lost) == (sum(one[-1] for one in flipped), sum(one[-2] for one in flipped))
    return len(flipped)


@one_dialect
@pytest.mark.parametrize("name", CHANGES)
async def test_a_preview_tells_every_decision_that_flips(small: County, said: Answers, name: str) -> None:
    assert await compared(small, *CHANGES[name], said)


@st.composite
def added(draw: st.DrawFn, action: str) -> NewLine:
    """A line as an administrator might write it."""
    facts = draw(st.lists(st.sampled_from(sorted(facts_of(action))), max_size=2, unique=True))
    when = tuple(draw(st.sampled_from(["", "!"])) + fact for fact in facts)
    return NewLine(draw(st.sampled_from(WHO)), action, when, draw(st.sampled_from([*Effect])))


ASKED = sorted({str(action) for actions in ON.values() for action in actions})
ADMIN_ROLE = "policy_admin"
WHO = ("anyone", "anyone", *sorted(KNOWN))


@st.composite
def changes(draw: st.DrawFn) -> Lines:
    """Lines to add and lines that ship to take out, about a few actions."""
    actions = draw(st.lists(st.sampled_from(ASKED), min_size=2, max_size=3, unique=True))
    new = tuple(draw(added(action)) for action in actions)
    gone = [line for line in defaults(SMALL) if line.action in actions and draw(st.booleans())]
    return new, tuple(gone)


@given(changes())
@settings(
    max_examples=2,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
async def test_a_preview_equals_asking_everybody_about_everything(small: County, drawn: Lines) -> None:
    try:
        await compared(small, *drawn, {})
    except Invalid:
        reject()


async def everything(county: County) -> dict[str, list[Any]]:
    """All that the database holds."""
    async with county.store.reading(EVERYTHING) as session:
        rows = {name: (await session.execute(select(table))).all() for name, table in Table.metadata.tables.items()}
    return {name: sorted(map(repr, found)) for name, found in rows.items()}


@one_dialect
async def test_a_preview_writes_nothing_and_is_for_whoever_may_make_the_change(small: County) -> None:
    closing = tuple(line.id for line in shipped("case:close"))
    change = PolicyChange(SMALL, 0, "试行", remove=closing)
    before = await everything(small)
    impact = await previews.preview(small.store, await small.actor(ADMIN), change)
    assert await previews.examples(small.store, await small.actor(ADMIN), impact, 1)
    assert impact.violations, "nobody is left who closes a case"
    for account in ("small_registrar", "region_supervisor", "policy_admin"):
        with pytest.raises((NotAllowed, Invalid)):
            await previews.preview(small.store, await small.actor(account), change)
    with pytest.raises(OutOfDate):
        await previews.preview(small.store, await small.actor(ADMIN), replace(change, expected_revision=1))
    with pytest.raises(Invalid):
        await previews.preview(small.store, await small.actor(ADMIN), replace(change, remove=("nothing",)))
    assert await everything(small) == before


@one_dialect
async def test_a_preview_tells_nothing_of_what_the_administrator_may_not_see(small: County) -> None:
    admin = await small.actor(ADMIN)
    blind = [line(ADMIN_ROLE, action, deny=True).of(SMALL) for action in ("case:read", "item:read")]
    blind.append(line(ADMIN_ROLE, "transfer:read", "!published", deny=True).of(SMALL))
    roles = [one for one in defaults(SMALL) if one.action != "role:read"]
    revision = await record(small, [*roles, *blind])
    gone = shipped(
        "case:close", "item:amend", "transfer:accept", "transfer:withdraw", "transfer:review", "recall:review"
    )
    change = PolicyChange(SMALL, revision, "试行", remove=tuple(one.id for one in gone))
    impact = await previews.preview(small.store, admin, change)
    shown = await previews.examples(small.store, admin, impact, 200)
    # A recall that is under way is with a transfer that was published; all else is a draft, a case or an item.
    assert {(one.account, str(one.action), one.target.key.id) for one in shown} == {("", "recall:review", "t1")}
    assert (impact.gained, impact.lost) == (0, 1)
