"""Which rows an account sees: a list is filtered in SQL, and comes out equal to asking the guard row by row."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from policies.actor import Actor, Role
from policies.guard import Domain, Guard
from policies.lines import Line, defaults
from policies.roles import KNOWN, ROLES
from policies.vocabulary import facts_of
from register import entries, items, lifecycle, policies, powers, scope, tables, transfers
from register.fence import EVERYTHING
from register.items import ItemFilter
from register.paging import Ask
from register.powers import Asked, Claim
from register.records import Key
from register.refusals import NotFound
from register.transfers import TransferFilter
from register.transfers import reads as transfer_reads
from register.transfers.record import write as write_transfer
from register.transfers.rows import of_row
from register.transfers.statuses import begun, in_force, status, taken_back
from register.words import Stage, TransferStatus
from tests.builders import a_recall
from tests.county import COUNTY, GUANSHENG, XIEXING, County
from tests.every_row import NEIGHBOUR, PREFECTURE, PROVINCE, Asking, rows

DEMO = (
    *("department_clerk", "township_clerk", "other_township_clerk", "other_county_clerk", "legal_reviewer"),
    *("government_officer", "registrar", "policy_admin", "supervisor", "aggregator", None),
)
PLACES = ("51", "5116", "511602", "511602101", "511602102", "511603", "511603101", "37", "5117")
READ = ("item:read", "transfer:read", "case:read", "dispute:read", "notice:read", "journal:read")
EFFECTS, PHASES = ("allow", "allow", "deny"), (Phase.explicit, Phase.generate)


async def actors(county: County) -> list[Actor]:
    """The accounts of the demonstration, nobody, and others drawn from the roles, places and bodies there are."""
    department = (await county.item()).department
    bodies = [None, GUANSHENG, XIEXING, department, Key(NEIGHBOUR, "511603101")]
    draw = random.Random(511602)  # noqa: S311  the same accounts in each run
    drawn = []
    for n in range(16):
        roles = tuple(Role(draw.choice(sorted(ROLES)), draw.choice(PLACES)) for _ in range(draw.randint(0, 3)))
        body = draw.choice(bodies)
        drawn.append(Actor(f"drawn{n}", "", roles, (body.tenant, body.id) if body else None, COUNTY))
    return [await county.actor(account) for account in DEMO] + drawn


def guard_of(division: str, recorded: Mapping[str, Domain], known: dict[str, Guard]) -> Guard:
    tenant = division[:6]
    if tenant not in known:
        known[tenant] = Guard(recorded.get(code) or policies.shipped(code) for code in policies.path_of(tenant))
    return known[tenant]


async def differences(
    county: County, tables_: Iterable[Asking], who: Iterable[Actor], recorded: Mapping[str, Domain]
) -> list[str]:
    """Ask the database for a list and the guard for each of its rows; tell where the two differ."""
    found, known = [], dict[str, Guard]()
    answers: dict[Any, bool] = {}  # many rows are alike to the guard, which takes its time
    async with county.store.reading(EVERYTHING) as session:
        for actor, asking in product(who, tables_):
            query = asking.query.where(scope.visible(actor, asking.action, asking.columns, recorded))
            listed = {Key(tenant, str(id_)) for tenant, id_ in (await session.execute(query)).all()}
            for key, (division, facts) in asking.rows.items():
                asked = (actor, division, asking.action, facts(actor))
                if asked not in answers:
                    answers[asked] = guard_of(division, recorded, known).decide(*asked).allowed
                if answers[asked] != (key in listed):
                    found.append(f"{asking.action} {key} as {actor}: {'listed' if key in listed else 'not listed'}")
    return found


def without(domain: str, role: str) -> tuple[Line, ...]:
    return tuple(line for line in defaults(domain) if line.role != role)


REVISED = {
    COUNTY: without(COUNTY, "supervisor"),
    NEIGHBOUR: (*defaults(NEIGHBOUR), Line("anyone", NEIGHBOUR, "item:read", ("own_tenant",), "deny")),
    PREFECTURE: (
        *defaults(PREFECTURE),
        Line("department_clerk", PREFECTURE, "item:read", ("!confidential",), "allow"),
        Line("anyone", PREFECTURE, "transfer:read", ("party", "!published"), "deny"),
    ),
    "5117": (),
}


async def record(county: County, revised: Mapping[str, tuple[Line, ...]], revision: int = 1) -> None:
    """Record a revision of each domain, as an edit of its administrator would."""
    async with county.store.changing(EVERYTHING) as session:
        for domain, lines in revised.items():
            which: dict[str, Any] = {"tenant": domain, "revision": revision}
            session.add(tables.PolicyRevision(**which, author="policy_admin", reason="试行", at=county.clock()))
            await session.flush()
            for n, line in enumerate(lines):
                said: dict[str, Any] = {
                    "role": line.role,
                    "action": line.action,
                    "when": list(line.when),
                    "effect": line.effect,
                }
                session.add(tables.PolicyLine(**which, id=f"{n}", position=n, rule=line.rule, **said))


@pytest.mark.rule("R88")
@pytest.mark.rule("R89")
async def test_a_list_equals_asking_row_by_row_as_every_account(county: County) -> None:
    filled, who = await rows(county), await actors(county)
    assert await differences(county, filled, who, {}) == []


async def test_a_list_equals_asking_row_by_row_where_domains_have_lines_of_their_own(county: County) -> None:
    filled, who = await rows(county), await actors(county)
    await record(county, {COUNTY: ()})
    await record(county, {COUNTY: REVISED[COUNTY]}, revision=2)
    await record(county, {code: lines for code, lines in REVISED.items() if code != COUNTY})
    async with county.store.reading(EVERYTHING) as session:
        recorded = await policies.recorded_below(session, [""])
    assert {code: domain.lines for code, domain in recorded.items()} == REVISED
    assert recorded[COUNTY].revision == 2
    assert await differences(county, filled, who, recorded) == []


@st.composite
def lines(draw: st.DrawFn, domain: str) -> Line:
    """A line about reading, on facts that are worked out for it."""
    action = draw(st.sampled_from(READ))
    facts = draw(st.lists(st.sampled_from(sorted(facts_of(action))), max_size=3, unique=True))
    when = tuple(draw(st.sampled_from(["", "!"])) + fact for fact in facts)
    return Line(draw(st.sampled_from(sorted(KNOWN))), domain, action, when, draw(st.sampled_from(EFFECTS)))


@st.composite
def own_lines(draw: st.DrawFn) -> dict[str, Domain]:
    """Some domains with lines of their own in the place of those that ship."""
    codes = draw(st.sets(st.sampled_from([COUNTY, NEIGHBOUR, PREFECTURE, PROVINCE, "511621"]), min_size=1, max_size=3))
    return {code: Domain(code, 1, tuple(draw(st.lists(lines(code), max_size=16)))) for code in sorted(codes)}


@pytest.fixture
async def filled(county: County) -> list[Asking]:
    """The register with a row of every kind."""
    return await rows(county)


@given(own_lines(), st.sets(st.integers(0, 26), min_size=4, max_size=4))
@settings(max_examples=10, phases=PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_list_equals_asking_row_by_row_whatever_lines_there_are(
    county: County, filled: list[Asking], recorded: dict[str, Domain], some: set[int]
) -> None:
    who = await actors(county)
    assert await differences(county, filled, [who[n] for n in some], recorded) == []


async def test_the_status_in_sql_equals_the_one_derived_from_a_row(county: County) -> None:
    filled = await rows(county)
    now, row, version = county.clock(), transfer_reads.TRANSFER, transfer_reads.VERSION
    tick, day = timedelta(microseconds=1), timedelta(days=1)
    pattern = await county.transfer(next(key for key in filled[1].rows))
    moments = (None, now - day, now, now + day)
    async with county.store.changing(EVERYTHING) as session:
        for n, (published, begins, ends, withdrawn) in enumerate(product(moments, moments[1:], moments, moments[:2])):
            given = {"published_at": published, "effective_from": begins, "effective_to": ends}
            one = replace(pattern, key=Key(COUNTY, f"status-{n}"), **given, withdrawn_at=withdrawn)
            await write_transfer(session, one, fresh=True)
        recalls = product(moments[1:3], (None, now, now + day), moments[1:], moments[1:3], moments[1:])
        for n, (asked, announced, back, published, begins) in enumerate(recalls):
            recall = a_recall(requested_at=asked, published_at=announced, effective_from=back)
            given = {"published_at": published, "effective_from": begins, "effective_to": (None, now + day)[n % 2]}
            one = replace(pattern, key=Key(COUNTY, f"recall-{n}"), **given, recall=recall)
            await write_transfer(session, one, fresh=True)
    seen: set[TransferStatus] = set()
    async with county.store.reading(EVERYTHING) as session:
        for moment in [at + offset for at in moments if at for offset in (-tick, timedelta(0), tick)]:
            told = status(moment), in_force(moment), begun(moment, version), taken_back(moment)
            query = select(row, version, *told).join(version, transfer_reads.current())
            for identity, said, derived, *holds in (await session.execute(query)).all():
                one = of_row(identity, said)
                facts = [one.in_force(moment), one.begun(moment), one.taken_back(moment)]
                assert (derived, [bool(held) for held in holds]) == (lifecycle.status(one, moment), facts), (
                    one,
                    moment,
                )
                seen.add(TransferStatus(derived))
    assert seen == set(TransferStatus)


async def listed(county: County, account: str | None, **wanted: Any) -> set[Key]:
    """The transfers of the county as an account lists them, which are also those it counts and finds by key."""
    actor, filter_ = await county.actor(account), TransferFilter(county=COUNTY, **wanted)
    page = (await transfers.pages(county.store, actor, "list", [None], filter_, Ask(200)))[None]
    assert (await transfers.counts(county.store, actor, "list", [None], filter_))[None] == len(page.rows)
    keys = {row.key for row in page.rows}
    assert set(await transfers.by_key(county.store, actor, keys)) == keys
    return keys


@pytest.mark.rule("R92")
async def test_strangers_see_what_is_published_and_no_drafts(county: County) -> None:
    item = await county.item()
    draft, published = await county.propose(item, receiver=XIEXING), (await county.publish(item)).key
    for account in (None, "other_county_clerk"):
        assert await listed(county, account) == {published}
        assert await transfers.by_key(county.store, await county.actor(account), [draft]) == {}
    for account in ("department_clerk", "other_township_clerk", "supervisor", "aggregator", "registrar"):
        assert await listed(county, account) == {draft, published}
    assert await listed(county, None, statuses=(TransferStatus.DRAFT,)) == set()


@pytest.mark.rule("R88")
async def test_the_public_sees_the_published_items_and_no_others(county: County) -> None:
    item = await county.item()
    hidden = await county.enter_item(item.kind, "尚未公布", published=False)
    for account, seen in ((None, False), ("other_county_clerk", False), ("registrar", True), ("aggregator", True)):
        actor = await county.actor(account)
        assert set(await items.by_key(county.store, actor, [item.key, hidden.key])) == {
            item.key,
            *([hidden.key] * seen),
        }
        found = await items.counts(county.store, actor, "list", [None], ItemFilter(county=COUNTY))
        assert found[None] == 1135 + seen
        assert (await items.by_code(county.store, actor, hidden.code, COUNTY) is not None) is seen


@pytest.mark.rule("R89")
async def test_what_is_confidential_never_reaches_the_public(county: County) -> None:
    item = await county.enter_item((await county.item()).kind, "涉密事项", confidential=True)
    key = await county.propose(item)
    for verb in ("submit", "review", "accept", "confirm"):
        await county.step(verb, key)
    await county.step("publish", key, url=None, served_on=county.clock().date())
    asked = Asked(item.key, Stage.DECIDE, Claim(GUANSHENG.id))
    for account in (None, "other_county_clerk"):
        actor = await county.actor(account)
        assert await listed(county, account) == set()
        assert await items.by_key(county.store, actor, [item.key]) == {}
        assert await items.by_code(county.store, actor, item.code, COUNTY) is None
        with pytest.raises(NotFound):
            await powers.authority(county.store, actor, asked)
        below = await transfers.pages(county.store, actor, "receiver", [GUANSHENG], TransferFilter(), Ask())
        assert below[GUANSHENG].rows == ()
    for account in ("township_clerk", "other_township_clerk", "aggregator"):
        assert await listed(county, account) == {key}
    assert (await powers.authority(county.store, await county.actor("supervisor"), asked)).holder == GUANSHENG


async def test_nothing_of_a_case_or_the_journal_is_public(county: County) -> None:
    await county.propose(await county.item())
    for account in (None, "other_county_clerk"):
        actor = await county.actor(account)
        assert (await entries.pages(county.store, actor, "county", [COUNTY], Ask()))[COUNTY].rows == ()
