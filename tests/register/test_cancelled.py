"""Approvals that were cancelled do not come back under another kind, by whatever way an item is listed."""

from typing import Any

import pytest

from register import items
from register.imports import load
from register.items import Amendment
from register.items.cancelled import Cancelled
from register.records import Item
from register.refusals import NotLawful
from register.words import PowerKind
from tests.county import COUNTY, County

pytestmark = pytest.mark.rule("R38")
APPROVAL = "公路建设项目施工许可"
LAW = ("公路法 第二十五条",)


async def cancel(county: County, **more: Any) -> Item:
    """An approval of 区交通运输局 that has been taken off the list."""
    item = await county.enter_item(PowerKind.LICENSING, APPROVAL, **{"legal_basis": LAW, **more})
    await items.retire(county.store, await county.actor("registrar"), item.key, item.version, "国务院取消")
    return item


@pytest.mark.parametrize("kind", [PowerKind.OTHER, PowerKind.CONFIRMATION, PowerKind.PUBLIC_SERVICE])
async def test_a_cancelled_approval_is_not_entered_under_another_kind(county: County, kind: PowerKind) -> None:
    cancelled = await cancel(county)
    with pytest.raises(NotLawful, match=f"the approval `{cancelled.code}` and is cancelled") as refusal:
        await county.enter_item(kind, APPROVAL, legal_basis=LAW)
    assert refusal.value.rules == ("R38",)
    await county.enter_item(kind, f"{APPROVAL}备案", legal_basis=LAW)


async def test_an_item_is_not_renamed_into_a_cancelled_approval(county: County) -> None:
    await cancel(county)
    other = await county.enter_item(PowerKind.OTHER, "公路施工备案")
    registrar = await county.actor("registrar")
    with pytest.raises(NotLawful, match="does not return as 其他行政权力"):
        await items.amend(county.store, registrar, Amendment(other.key, other.version, "更名", name=f" {APPROVAL}"))


async def test_nor_does_one_come_in_with_a_list(county: County) -> None:
    cancelled = await cancel(county)
    rows = f"X-1,{APPROVAL},其他行政权力,区交通运输局\nX-2,{APPROVAL},行政许可,区交通运输局\n"
    report = await load.items(county.store, COUNTY, f"item_code,item_name,power_kind,department\n{rows}".encode())
    (problem,) = report.problems
    assert (problem.line, problem.column) == (2, "item_name")
    assert cancelled.code in problem.message


async def test_an_approval_may_be_restored_as_what_it_was(county: County) -> None:
    await cancel(county)
    again = await county.enter_item(PowerKind.LICENSING, APPROVAL.replace("施工", " 施工"), legal_basis=LAW)
    assert again.listed


@pytest.mark.parametrize(
    ("name", "legal_basis", "kind", "returns"),
    [
        (APPROVAL, LAW, PowerKind.OTHER, True),
        ("公路建设 项目施工许可", ("公路法第二十五条", "别的"), PowerKind.OTHER, True),
        (APPROVAL, (), PowerKind.OTHER, True),
        (APPROVAL, ("港口法 第十五条",), PowerKind.OTHER, False),
        ("港口建设项目施工许可", LAW, PowerKind.OTHER, False),
        (APPROVAL, LAW, PowerKind.LICENSING, False),
    ],
)
def test_it_is_known_by_its_name_and_by_its_basis_where_both_say_one(
    name: str, legal_basis: tuple[str, ...], kind: PowerKind, returns: bool
) -> None:
    assert Cancelled("C1", APPROVAL, LAW).returns_as(name, legal_basis, kind) is returns
    assert Cancelled("C1", APPROVAL, ()).returns_as(name, legal_basis, kind) is (
        name != "港口建设项目施工许可" and kind is not PowerKind.LICENSING
    )
