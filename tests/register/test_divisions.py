"""Divisions 行政区划 as everybody reads them; nested lists take one statement for each length of code there is."""

import pytest

from register import divisions
from register.paging import Ask
from register.records import Place
from register.refusals import Invalid
from register.words import PlaceLevel, TownshipKind
from tests.county import COUNTY, GUANSHENG, County


async def codes(county: County, level: PlaceLevel, within: str | None, first: int = 200) -> list[str]:
    found: list[str] = []
    after: str | None = None
    while True:
        page = (await divisions.pages(county.store, level, [within], Ask(first, after)))[within]
        found += [row.code for row in page.rows]
        if not page.has_next:
            return found
        after = page.cursors[-1]


async def test_places_are_found_by_their_codes_and_what_names_none_is_absent(county: County) -> None:
    found = await divisions.by_code(county.store, [GUANSHENG.id, COUNTY, "999999", "", "5116020001"])
    assert found == {
        COUNTY: Place(COUNTY, "广安区", PlaceLevel.COUNTY, "5116"),
        GUANSHENG.id: Place(GUANSHENG.id, "官盛镇", PlaceLevel.TOWNSHIP, COUNTY, TownshipKind.TOWN),
    }


async def test_a_level_is_listed_below_any_division_by_code(county: County) -> None:
    everywhere = await codes(county, PlaceLevel.TOWNSHIP, None)
    assert everywhere == sorted(set(everywhere))
    for within in ("51", "5116", COUNTY, GUANSHENG.id):
        expected = [code for code in everywhere if code.startswith(within)]
        assert await codes(county, PlaceLevel.TOWNSHIP, within) == expected
        assert await codes(county, PlaceLevel.TOWNSHIP, within, first=7) == expected
    assert await codes(county, PlaceLevel.COUNTY, "5116") == [
        *("511602", "511603", "511621", "511622", "511623", "511681")
    ]
    assert await codes(county, PlaceLevel.PROVINCE, None) == ["32", "37", "51"]
    assert await codes(county, PlaceLevel.PROVINCE, COUNTY) == []
    for unknown in ("99", "", "511602 "):
        with pytest.raises(Invalid):
            await codes(county, PlaceLevel.COUNTY, unknown)


async def test_lists_below_many_places_equal_the_lists_below_each(county: County) -> None:
    withins = [None, "51", "37", "3207", "5116", COUNTY, "511603", "320707", GUANSHENG.id]
    together = await divisions.pages(county.store, PlaceLevel.TOWNSHIP, withins, Ask(5))
    numbers = await divisions.counts(county.store, PlaceLevel.TOWNSHIP, withins)
    for within in withins:
        every = await codes(county, PlaceLevel.TOWNSHIP, within)
        assert [row.code for row in together[within].rows] == every[:5]
        assert together[within].has_next is (len(every) > 5)
        assert numbers[within] == len(every)
    assert numbers["5116"] > numbers[COUNTY] > 5
