"""What an account may do, as a list: filtered in SQL, and equal to asking of one transfer after another."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from policies.actor import Actor, Role
from policies.guard import Domain, Guard
from policies.lines import Line, defaults
from policies.roles import KNOWN, ROLES
from policies.vocabulary import facts_of
from register import decisions, lifecycle, scope, tables, transfers
from register.fence import EVERYTHING
from register.find import own_body
from register.lifecycle import STEPS
from register.paging import Ask
from register.records import Key, Ref, Transfer
from register.refusals import Invalid
from register.transfers import TransferFilter, permissions, reads, statuses
from register.transfers.rows import of_row
from tests.county import COUNTY, GUANSHENG, County
from tests.every_status import EAST, PREFECTURE, acting, fill

DOMAINS = ("51", PREFECTURE, COUNTY)
PLACES = ("51", PREFECTURE, COUNTY, COUNTY, GUANSHENG.id, EAST.id, "511603")
BODIES = 10
ANY = TransferFilter(county=COUNTY)


Drawn = tuple[str | None, tuple[Role, ...], int]
# The county is filled once for all that is drawn; what went wrong is told as drawn, for to shrink it takes minutes.
_DRAWN = settings(phases=[Phase.explicit, Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
PATIENTLY, BRIEFLY = settings(_DRAWN, max_examples=10), settings(_DRAWN, max_examples=3)
role = st.builds(Role, st.sampled_from(sorted(ROLES)), st.sampled_from(PLACES))
roles = st.lists(role, min_size=1, max_size=4).map(tuple)
accounts = st.tuples(st.sampled_from(["zhang", "li", "wang", None]), roles, st.integers(0, BODIES - 1))
WHO = ("anyone", "anyone", "anyone", *sorted(KNOWN))


@st.composite
def lines(draw: st.DrawFn, domain: str, action: str) -> Line:
    """A line about an action, on facts that are worked out for it."""
    facts = draw(st.lists(st.sampled_from(sorted(facts_of(action))), max_size=2, unique=True))
    when = tuple(draw(st.sampled_from(["", "!"])) + fact for fact in facts)
    return Line(draw(st.sampled_from(WHO)), domain, action, when, draw(st.sampled_from(["allow", "allow", "deny"])))


@st.composite
def own_lines(draw: st.DrawFn, domain: str) -> tuple[Line, ...]:
    """What ships, or nothing, with lines of the domain's own about every step, and about reading."""
    drawn = [draw(lines(domain, action)) for action in (*STEPS, "transfer:read") if draw(st.booleans())]
    return (*(defaults(domain) if draw(st.booleans()) else ()), *drawn)


async def record(county: County, domain: str, lines: tuple[Line, ...]) -> None:
    """Record lines as the next revision of a domain."""
    row = tables.expr(tables.PolicyRevision)
    async with county.store.changing(EVERYTHING) as session:
        last = await session.scalar(select(func.max(row.revision)).where(row.tenant == domain))
        which: dict[str, Any] = {"tenant": domain, "revision": (last or 0) + 1}
        session.add(tables.PolicyRevision(**which, author="policy_admin", reason="试行", at=county.clock()))
        await session.flush()
        for n, line in enumerate(lines):
            said: dict[str, Any] = {"role": line.role, "action": line.action, "when": list(line.when)}
            said |= {"effect": line.effect, "rule": line.rule}
            session.add(tables.PolicyLine(**which, id=f"{n}", position=n, **said))


async def every_page(county: County, actor: Actor, wanted: TransferFilter, first: int) -> list[Transfer]:
    """All of a list, page by page, which is as long as it is said to be."""
    found: list[Transfer] = []
    ask = Ask(first)
    while page := (await transfers.pages(county.store, actor, "list", [None], wanted, ask))[None]:
        found += page.rows
        if not page.has_next:
            break
        assert len(page.rows) == first
        ask = Ask(first, page.cursors[-1])
    assert (await transfers.counts(county.store, actor, "list", [None], wanted))[None] == len(found)
    return found


@pytest.fixture
async def bodies(county: County) -> list[Key | None]:
    """The bodies of the register that is filled with a transfer in every status."""
    return await fill(county)


async def everything(county: County) -> list[Transfer]:
    """All there is, between whoever carries the parties on."""
    query = reads.joined(select(reads.TRANSFER, reads.VERSION))
    async with county.store.reading(EVERYTHING) as session:
        return await reads.carried_on(session, [of_row(*row) for row in (await session.execute(query)).all()])


async def in_sql(county: County, conditions: list[Any]) -> dict[Key, set[str]]:
    """For each transfer the steps of which a condition holds."""
    row = reads.TRANSFER
    async with county.store.reading(EVERYTHING) as session:
        found = await session.execute(reads.joined(select(row.tenant, row.id, *conditions)))
        return {Key(*one[:2]): {step for step, holds in zip(STEPS, one[2:], strict=True) if holds} for one in found}


async def test_whose_turn_it_is_in_sql_equals_the_life_of_a_row(county: County, bodies: list[Key | None]) -> None:
    assert len(bodies) == BODIES
    for moment in (county.clock(), county.clock.forward(days=1), county.clock.forward(days=400)):
        told = await in_sql(county, [statuses.in_turn(step, moment) for step in STEPS])
        rows = await everything(county)
        assert told == {one.key: {step for step in STEPS if lifecycle.in_turn(one, step, moment)} for one in rows}
        assert {step for steps in told.values() for step in steps} >= {"seal:return", "recall:publish"}


@given(st.tuples(*map(own_lines, DOMAINS)), st.lists(accounts, min_size=2, max_size=2))
@PATIENTLY
async def test_what_is_allowed_in_sql_equals_the_guard_whatever_lines_there_are(
    county: County, bodies: list[Key | None], drawn: tuple[tuple[Line, ...], ...], who: list[Drawn]
) -> None:
    domains = [Domain(code, 1, own) for code, own in zip(DOMAINS, drawn, strict=True)]
    guard, rows, row = Guard(domains), await everything(county), reads.TRANSFER
    for account, held, n in who:
        actor = await acting(county, account, held, bodies[n])
        async with county.store.reading(EVERYTHING) as session:
            body = await own_body(session, actor)
        facts = permissions.in_sql(actor, body)
        asked = [scope.allowed(actor, step, row.tenant, row.place, facts, domains) for step in STEPS]
        told = await in_sql(county, asked)
        known: dict[Any, set[str]] = {}  # many are alike to the guard, which takes its time
        for one in rows:
            stands = permissions.facts_of_step(actor, body, one)
            if (one.place, stands) not in known:
                may = {step for step in STEPS if guard.decide(actor, one.place, step, stands).allowed}
                known[one.place, stands] = may
            assert told[one.key] == known[one.place, stands], (one, sorted(stands))


@given(own_lines(COUNTY), accounts, st.sets(st.sampled_from(sorted(STEPS)), min_size=4), st.integers(1, 3))
@BRIEFLY
async def test_a_worklist_page_by_page_equals_asking_one_by_one(
    county: County, bodies: list[Key | None], own: tuple[Line, ...], who: Drawn, steps: set[str], first: int
) -> None:
    await record(county, COUNTY, own)
    account, held, n = who
    actor = await acting(county, account, held, bodies[n])
    seen = (await transfers.pages(county.store, actor, "list", [None], ANY, Ask(200)))[None].rows
    may = await transfers.viewer_may(county.store, actor, seen)
    wanted = replace(ANY, viewer_may=tuple(steps))
    assert await every_page(county, actor, wanted, first) == [one for one in seen if steps & {*may[one.key]}]
    for one in seen[:2]:
        ref = Ref("Transfer", one.key)
        asked = {step: (await decisions.may(county.store, actor, step, ref)).allowed for step in steps}
        assert asked == {step: step in may[one.key] for step in steps}


async def test_a_worklist_holds_what_waits_for_an_office_now(county: County) -> None:
    item, legal = await county.item(), await county.actor("legal_reviewer")
    wanted = TransferFilter(viewer_may=("transfer:review", "recall:review"))
    key = await county.propose(item)
    assert await every_page(county, legal, wanted, 1) == []
    sent = await county.step("submit", key)
    assert await every_page(county, legal, wanted, 1) == [sent]
    for account in ("department_clerk", "supervisor", "other_county_clerk"):
        assert await every_page(county, await county.actor(account), wanted, 1) == []
    await county.step("review", key)
    assert await every_page(county, legal, wanted, 1) == []
    assert await every_page(county, legal, TransferFilter(viewer_may=()), 1) == []


@pytest.mark.parametrize("step", ["transfer:propose", "transfer:read", "case:close", "transfer:submit ", ""])
def test_what_is_no_step_of_a_transfer_is_refused(step: str) -> None:
    with pytest.raises(Invalid) as refused:
        TransferFilter(viewer_may=("transfer:accept", step))
    assert [one.path for one in refused.value.problems] == [("filter", "viewer_may", "1")]
    assert "transfer:accept" in (refused.value.remedy or "")
