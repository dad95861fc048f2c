"""Revisions are kept whole and can be compared; what ships later is told to whoever has lines of its own."""

from policies.lines import defaults
from register.paging import Ask
from register.policies import revisions
from register.policies.effects import NewLine, State
from register.records import Key
from register.words import Effect
from tests.administering import READING, change, ids_of, record, rollback
from tests.county import COUNTY, County
from tests.databases import one_dialect


async def states(county: County, *numbers: int, account: str = "policy_admin") -> list[State]:
    keys = [Key(COUNTY, str(number)) for number in numbers]
    found = await revisions.said(county.store, await county.actor(account), keys)
    return [found[key] for key in keys if key in found]


async def test_any_two_revisions_are_compared_and_all_are_listed_the_newest_first(county: County) -> None:
    gone = ids_of("journal:read", role="aggregator")
    await change(county)
    county.clock.forward(hours=1)
    await change(county, add=(), remove=gone)
    await rollback(county, 0)
    actor = await county.actor("policy_admin")
    page = (await revisions.pages(county.store, actor, [COUNTY, "5116"], Ask(2)))[COUNTY]
    assert [one.revision for one in page.rows] == [3, 2]
    rest = (await revisions.pages(county.store, actor, [COUNTY], Ask(2, page.cursors[-1])))[COUNTY]
    assert [(one.revision, one.author, one.reason) for one in rest.rows] == [(1, "policy_admin", "试行")]
    assert await revisions.counts(county.store, actor, [COUNTY, "5116"]) == {COUNTY: 3, "5116": 0}
    shipped, first, second, third = await states(county, 0, 1, 2, 3)
    assert revisions.difference(shipped, first).added == (READING.of(COUNTY),)
    both = revisions.difference(shipped, second)
    assert ([one.id for one in both.added], [one.id for one in both.removed]) == ([READING.of(COUNTY).id], list(gone))
    assert revisions.difference(second, shipped).removed == both.added
    assert revisions.difference(shipped, third) == revisions.Difference((), ())
    assert await states(county, 4, -1) == []


@one_dialect
async def test_lines_that_ship_later_are_told_until_they_are_decided_about(county: County) -> None:
    """A revision as a release wrote it that shipped a line less, and of the others the county had taken one out."""
    late, removed, *others = defaults(COUNTY)
    await record(county, 1, others, shipped=[line.id for line in (removed, *others)])
    await change(county, add=(READING,))
    taken = NewLine(late.role, late.action, late.when, Effect(late.effect.upper()))
    await change(county, add=(taken,))
    await change(county, add=(), remove=(late.id,))
    keys = [Key(COUNTY, str(n)) for n in range(5)]
    found = await revisions.not_taken(county.store, await county.actor("policy_admin"), keys)
    assert [found[key] for key in keys] == [(), (late,), (late,), (), ()]
