"""Windows 窗口 of a department in townships, for what cannot be handed down now: where there may be one (R17)."""

from dataclasses import replace
from typing import Any

import pytest

from register import powers
from register.items import Amendment, amend, by_key, windows
from register.powers import Asked, Claim
from register.records import Item, Transfer
from register.refusals import Invalid, NotLawful
from register.words import Stage, TransferMode
from tests.builders import BUREAU, COUNTY, DAY, NOON, TOWN, a_draft, a_recall, a_transfer, an_item
from tests.county import GUANSHENG, XIEXING, County
from tests.databases import one_dialect


@pytest.mark.rule("R17")
@pytest.mark.parametrize(
    "transfer",
    [
        a_transfer(),
        a_transfer(mode=TransferMode.AGENCY, stages=(Stage.ACCEPT,)),
        a_transfer(mode=TransferMode.CONCENTRATE, receiver=replace(BUREAU, place=COUNTY)),
    ],
    ids=lambda one: one.mode,
)
def test_no_window_is_where_another_takes_the_applications(transfer: Transfer) -> None:
    with pytest.raises(NotLawful) as refused:
        windows.lawful(an_item(), [TOWN.place], [transfer], NOON)
    assert (refused.value.rules, refused.value.holder) == (("R17",), transfer.receiver)
    windows.lawful(an_item(), [TOWN.place], [transfer], NOON - DAY)  # not yet in force


@pytest.mark.parametrize(
    "more",
    [
        {"place": "511602102"},
        {"stages": (Stage.DECIDE,)},
        {"parts": ("矿山安全",)},
        {"recall": a_recall(ends=NOON)},
        {"published_at": None},
    ],
    ids=lambda more: next(iter(more)),
)
def test_a_window_may_be_where_its_department_still_takes_them(more: dict[str, Any]) -> None:
    windows.lawful(an_item(), [TOWN.place], [a_transfer(**more), a_draft()], NOON)


async def with_windows(county: County, item: Item, *codes: str) -> Item:
    registrar = await county.actor("registrar")
    await amend(county.store, registrar, Amendment(item.key, item.version, "设立窗口", windows=codes))
    return (await by_key(county.store, registrar, [item.key]))[item.key]


@one_dialect
@pytest.mark.rule("R17")
async def test_a_window_moves_no_power_and_goes_where_the_item_has_been_handed_over(county: County) -> None:
    item = await county.item()
    for codes in (["511603101"], [COUNTY], ["511602999"], [GUANSHENG.id, GUANSHENG.id], ["51160210"]):
        with pytest.raises(Invalid) as refused:
            await with_windows(county, item, *codes)
        assert refused.value.problems[0].path == ("windows", str(len(codes) - 1))
    item = await with_windows(county, item, GUANSHENG.id, XIEXING.id)
    asked = Asked(item.key, Stage.ACCEPT, Claim(GUANSHENG.id), county.clock(), None)
    found = await powers.authority(county.store, await county.actor(None), asked)
    assert (found.holder, found.also) == (item.department, ())
    await county.publish(item)
    with pytest.raises(NotLawful):
        await with_windows(county, item, GUANSHENG.id)
    assert (await with_windows(county, item, XIEXING.id)).windows == (XIEXING.id,)
