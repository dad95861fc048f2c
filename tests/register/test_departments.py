"""Departments 部门 as a registrar enters them, and as everybody lists them."""

import asyncio
import json
from typing import Any

import pytest

from register import bodies, departments, entries
from register.departments import NewDepartment
from register.paging import Ask
from register.records import Body, Entry, Key
from register.refusals import Conflict, Invalid, NotAllowed
from register.words import BodyKind, Office
from tests.county import COUNTY, GUANSHENG, County

NAME, GOOD, BAD = "区新设局", "91350100M000100Y43", "91350100M000100Y44"


async def enter(county: County, place: str = COUNTY, name: str = NAME, account: str = "registrar", **more: Any) -> Key:
    new = NewDepartment(place, name, **more)
    return await departments.enter(county.store, await county.actor(account), new)


async def last_entry(county: County) -> Entry:
    actor = await county.actor("supervisor")
    number = (await entries.counts(county.store, actor, "county", [COUNTY]))[COUNTY]
    return (await entries.by_key(county.store, actor, [Key(COUNTY, str(number))]))[Key(COUNTY, str(number))]


async def names(county: County) -> list[str]:
    return [one.name for one in (await departments.pages(county.store, [COUNTY], Ask(200)))[COUNTY].rows]


@pytest.mark.rule("R104")
async def test_a_department_is_entered_with_its_offices_and_one_journal_entry(county: County) -> None:
    key = await enter(county, code=GOOD, offices=(Office.LEGAL, Office.FINANCE, Office.LEGAL))
    offices = (Office.FINANCE, Office.LEGAL)
    assert await county.body(key) == Body(key, BodyKind.DEPARTMENT, NAME, COUNTY, GOOD, True, None, offices)
    entry = await last_entry(county)
    assert (entry.action, entry.actor, entry.target.key) == ("department:entered", "registrar", key)
    said = {"place": COUNTY, "name": NAME, "code": GOOD, "parent": None, "offices": ["FINANCE", "LEGAL"]}
    assert json.loads(entry.data) == said


async def test_an_outpost_sits_in_a_township_of_its_parents_county(county: County) -> None:
    parent = await enter(county)
    outpost = await enter(county, GUANSHENG.id, "官盛所", parent=parent)
    found = await county.body(outpost)
    assert (found.parent, found.place, found.key.tenant) == (parent.id, GUANSHENG.id, COUNTY)


async def test_an_outpost_in_the_wrong_place_is_refused(county: County) -> None:
    parent = await enter(county)
    before = await names(county)
    wrong: list[tuple[str, Key | None]] = [
        (GUANSHENG.id, None),  # a township's own department is an outpost
        (COUNTY, parent),  # an outpost is not at the county
        (GUANSHENG.id, Key(COUNTY, "none")),
        (GUANSHENG.id, GUANSHENG),  # a township is no department
    ]
    for place, key in wrong:
        with pytest.raises(Invalid) as refused:
            await enter(county, place, "官盛所", parent=key)
        assert refused.value.problems[0].path == ("parent",)
    neighbours = (await departments.pages(county.store, ["511603"], Ask()))["511603"].rows[0]
    with pytest.raises(Invalid, match="of its parent's county"):
        await enter(county, GUANSHENG.id, "官盛所", parent=neighbours.key)
    assert await names(county) == before


async def test_a_wrong_credit_code_is_refused_and_kept_flagged_when_it_is_accepted_as_wrong(county: County) -> None:
    with pytest.raises(Invalid, match="check character") as refused:
        await enter(county, code=BAD)
    assert refused.value.problems[0].path == ("code",)
    assert "acceptInvalidCode" in (refused.value.remedy or "")
    found = await county.body(await enter(county, code=BAD, accept_invalid_code=True))
    assert (found.code, found.code_valid) == (BAD, False)
    good = await county.body(await enter(county, name="区另设局", code=GOOD, accept_invalid_code=True))
    assert (good.code, good.code_valid) == (GOOD, True)
    with pytest.raises(Invalid, match="has 18"):
        await enter(county, name="区又设局", code="9" * 19, accept_invalid_code=True)


async def test_a_name_or_a_code_that_is_taken_is_refused(county: County) -> None:
    await enter(county, code=GOOD)
    with pytest.raises(Conflict, match="is on the register"):
        await enter(county)
    with pytest.raises(Conflict, match="is taken"):
        await enter(county, name="区另设局", code=GOOD)
    parent = await enter(county, name="区又设局")
    await enter(county, GUANSHENG.id, parent=parent)  # the same name at another place is another body


async def test_of_two_who_enter_the_same_at_once_one_is_refused(county: County) -> None:
    done = await asyncio.gather(*(enter(county) for _ in range(4)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["Conflict", "Conflict", "Conflict", "Key"]
    assert (await names(county)).count(NAME) == 1


async def test_a_name_is_one_to_two_hundred_characters(county: County) -> None:
    for name in ("", "  ", "局" * 201):
        with pytest.raises(Invalid, match="1 to 200 characters"):
            await enter(county, name=name)


async def test_only_a_registrar_enters_a_department_and_only_in_its_places(county: County) -> None:
    before = await names(county)
    for account in ("department_clerk", "supervisor", "policy_admin", "aggregator"):
        with pytest.raises(NotAllowed):
            await enter(county, account=account)
    for place in ("511603", "5116", "51", "999999", "x", ""):
        with pytest.raises(Invalid) as refused:
            await enter(county, place)
        assert refused.value.problems[0].path == ("place",)
    with pytest.raises(Invalid, match="does not lie in your places"):
        await enter(county, account="other_county_clerk")
    assert await names(county) == before


async def test_departments_are_listed_by_code_and_those_without_one_last(county: County) -> None:
    await enter(county, name="区丙局")
    await enter(county, name="区丁局", code="00000000000000000A", accept_invalid_code=True)
    page = await departments.pages(county.store, [COUNTY, "511603", "5116"], Ask(200))
    codes = [one.code for one in page[COUNTY].rows]
    coded = [code for code in codes if code]
    assert coded == sorted(coded)
    assert codes[0] == "00000000000000000A"
    assert codes[len(coded) :] == [None] * (len(codes) - len(coded))
    assert len(codes) == 36
    assert [one.name for one in page["511603"].rows] == ["区交通运输局"]
    assert page["5116"].rows == ()
    assert await departments.counts(county.store, [COUNTY, "511603", "5116"]) == {COUNTY: 36, "511603": 1, "5116": 0}


async def test_departments_are_paged(county: County) -> None:
    whole = (await departments.pages(county.store, [COUNTY], Ask(200)))[COUNTY].rows
    found: list[Body] = []
    after: str | None = None
    while True:
        page = (await departments.pages(county.store, [COUNTY], Ask(10, after)))[COUNTY]
        found += page.rows
        if not page.has_next:
            break
        after = page.cursors[-1]
    assert tuple(found) == whole


async def test_bodies_are_found_by_their_keys_and_what_is_none_is_absent(county: County) -> None:
    found = await bodies.by_key(county.store, [GUANSHENG, Key("511603", GUANSHENG.id), Key(COUNTY, "")])
    assert {key: one.name for key, one in found.items()} == {GUANSHENG: "官盛镇"}
    assert await bodies.by_key(county.store, []) == {}
