"""Lists of one region are to be uniform: what differs from above or from beside is reported, all of it and no more."""

import pytest
from sqlalchemy import select

from register import items, tables, uniformity
from register.codes import common_code
from register.fence import EVERYTHING
from register.imports import load
from register.paging import Ask
from register.records import Item, Key
from register.refusals import Invalid
from register.uniformity import Against, differences
from tests.county import COUNTY, TRANSPORT_FILING, County
from tests.databases import one_dialect

pytestmark = pytest.mark.rule("R99")
NEIGHBOUR, PREFECTURE, PROVINCE, ELSEWHERE = "511603", "5116", "51", "320722"
HEAD = "item_name,power_kind,department,legal_basis,item_code"


async def enter(county: County, place: str, *lines: str) -> None:
    """Items of a department of a place, each as `name;kind;legal basis;code`."""
    named = [one.split(";") for one in lines]
    rows = [f"{name},{kind},交通局,{basis},{code}" for name, kind, basis, code in named]
    report = await load.items(county.store, place, "\n".join([HEAD, *rows]).encode())
    assert not report.problems, report.problems


async def found(
    county: County, place: str = COUNTY, account: str | None = None, against: Against | None = None
) -> list[str]:
    """What is reported, page by page and counted, each as `name → place name: differences`."""
    actor, told, after = await county.actor(account), list[str](), None
    while True:
        page = (await uniformity.pages(county.store, actor, [place], against, Ask(2, after)))[place]
        for row in page.rows:
            assert row.differences == differences(row.item, row.other)
            said = " ".join(row.differences)
            told.append(f"{row.item.name} → {row.other.key.tenant} {row.other.name}: {said}")
        if not page.has_next:
            break
        after = page.cursors[-1]
    assert (await uniformity.counts(county.store, actor, [place], against))[place] == len(told)
    return told


@pytest.fixture
async def lists(county: County) -> County:
    """The county beside lists of its neighbour, its prefecture, its province and of a county of another province."""
    for place in (NEIGHBOUR, PREFECTURE, PROVINCE, ELSEWHERE):
        await enter(
            county,
            place,
            f"{(await county.item()).name};其他行政权力;;{code(TRANSPORT_FILING, place)}",  # the same in all
            f"路{place}占用挖掘许可;行政许可;;{code('511A0100000000', place)}",
            f"公路养护检查;行政检查;公路法;{code(f'512B0{place:0>9}', place)}",
            f"公路养护检查;行政处罚;公路法;{code(f'513B0{place:0>9}', place)}",  # of another kind: another item
            "渡口备案;其他行政权力;港口法;渡口-1",
        )
    await enter(
        county,
        COUNTY,
        f"道路占用挖掘许可;行政许可;;{code('511A0100000000', COUNTY)}",
        f"公路养护检查;行政检查;;{code('512B0000511602', COUNTY)}",
        "渡口备案;其他行政权力;;渡口-1",
    )
    return county


def code(common: str, place: str) -> str:
    """The code of an item, of a place of Sichuan's kind."""
    return f"{common.split('-', maxsplit=1)[0]}-{place:0<12}-000-B-1-00"


async def test_every_entry_above_and_beside_that_differs_is_reported_and_no_other(lists: County) -> None:
    above = [
        line
        for place in ("51", "5116")
        for line in (
            f"道路占用挖掘许可 → {place} 路{place}占用挖掘许可: NAME",
            f"公路养护检查 → {place} 公路养护检查: CODE LEGAL_BASIS",
            f"渡口备案 → {place} 渡口备案: LEGAL_BASIS",
        )
    ]
    beside = [line.replace("5116 ", "511603 ").replace("路5116占", "路511603占") for line in above[3:]]
    assert sorted(await found(lists)) == sorted(above + beside)
    assert sorted(await found(lists, against=Against.ABOVE)) == sorted(above)
    assert sorted(await found(lists, against=Against.BESIDE)) == sorted(beside)
    assert await found(lists, PROVINCE) == []  # there is nothing above it
    assert await found(lists, ELSEWHERE) == []


async def test_the_report_is_what_asking_every_two_entries_tells(lists: County) -> None:
    tenants = (COUNTY, NEIGHBOUR, PREFECTURE, PROVINCE)
    row = tables.expr(tables.Item)
    async with lists.store.reading(EVERYTHING) as session:
        keys = [Key(*one) for one in await session.execute(select(row.tenant, row.id).where(row.tenant.in_(tenants)))]
    known = list((await items.by_key(lists.store, await lists.onlooker(), keys)).values())
    own = [one for one in known if one.key.tenant == COUNTY]
    others = [one for one in known if one.key.tenant != COUNTY]
    told = sum(bool(differences(one, other)) for one in own for other in others)
    assert len(await found(lists)) == told


@one_dialect
@pytest.mark.rule("R89")
async def test_what_the_account_does_not_see_is_not_reported(lists: County) -> None:
    item = await county_item(lists, "渡口备案")
    registrar = await lists.actor("registrar")
    assert len([line for line in await found(lists) if line.startswith("渡口备案")]) == 3
    await items.amend(lists.store, registrar, items.Amendment(item.key, item.version, "涉密", confidential=True))
    assert not [line for line in await found(lists) if line.startswith("渡口备案")]
    assert len([line for line in await found(lists, account="supervisor") if line.startswith("渡口备案")]) == 3
    assert not [line for line in await found(lists, NEIGHBOUR) if f"→ {COUNTY} 渡口备案" in line]
    await items.retire(lists.store, registrar, item.key, item.version + 1, "取消")
    assert not [line for line in await found(lists, account="supervisor") if line.startswith("渡口备案")]


async def county_item(county: County, name: str) -> Item:
    wanted = items.ItemFilter(county=COUNTY, text=name)
    page = (await items.pages(county.store, await county.actor("supervisor"), "list", [None], wanted, Ask(9)))[None]
    return page.rows[0]


@one_dialect
async def test_a_report_is_of_a_place(county: County) -> None:
    for code_ in ("999999", "x", ""):
        with pytest.raises(Invalid):
            await found(county, code_)


@pytest.mark.parametrize(
    ("code", "common"),
    [
        (TRANSPORT_FILING, "511Z18020001"),
        ("511A0302900000-511602000000-000-11511301008778386B-1-00", "511A0302900000"),
        ("Z-012345-123-511602000000-000-11511301008778386B-1-00", "Z-012345-123"),
        ("Z-012345-1234-511602000000-000-11511301008778386B-1-00", "Z-012345-1234"),
        ("1J-0123-01234-511602000000-000-11511301008778386B-1-00", "1J-0123-01234"),
        ("11440100007482620J3440102003001", "440102003001"),
        ("11440100007482620J344010200300101", "44010200300101"),
        ("440113001000", "440113001000"),
        ("渡口-1", "渡口-1"),
    ],
)
def test_the_common_part_of_a_code_is_what_other_places_have_too(code: str, common: str) -> None:
    assert common_code(code) == common
