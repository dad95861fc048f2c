"""The three lists of a township: which list what it holds stands on, and what stays taken back from it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from register import transfers
from register.fence import EVERYTHING
from register.modes import DUTIES
from register.paging import Ask
from register.records import Key, Transfer
from register.transfers.record import write
from register.words import DutyList, TransferMode
from tests.builders import a_recall
from tests.county import COUNTY, GUANSHENG, County
from tests.databases import one_dialect

DAY = timedelta(days=1)


async def listed(county: County, duties: DutyList) -> set[str]:
    """The ids on a list of 官盛镇."""
    wanted = transfers.TransferFilter(duties=duties)
    actor = await county.actor(None)
    return {
        one.key.id
        for one in (await transfers.pages(county.store, actor, "receiver", [GUANSHENG], wanted, Ask(200)))[
            GUANSHENG
        ].rows
    }


async def draft(county: County) -> Transfer:
    """A transfer to 官盛镇 as proposed, of which the others are made."""
    return await county.transfer(await county.propose(await county.item()))


async def put(county: County, pattern: Transfer, *given: dict[str, Any]) -> None:
    """Put transfers on the register as they would stand had they come there step by step."""
    now = county.clock()
    long_ago: dict[str, Any] = {"published_at": now - 9 * DAY, "effective_from": now - 9 * DAY}
    async with county.store.changing(EVERYTHING) as session:
        for one in given:
            named = {"key": Key(COUNTY, one["id"])} | {name: said for name, said in one.items() if name != "id"}
            await write(session, replace(pattern, **long_ago | named), fresh=True)


def test_every_mode_that_a_township_receives_stands_on_one_list() -> None:
    listed = [mode for modes in DUTIES.values() for mode in modes]
    assert sorted(listed) == sorted(set(TransferMode) - {TransferMode.CONCENTRATE})


@one_dialect
@pytest.mark.rule("R50")
async def test_what_a_township_exercises_stands_apart_from_what_it_assists_with(county: County) -> None:
    modes = sorted(set(TransferMode) - {TransferMode.CONCENTRATE})
    await put(county, await draft(county), *({"id": f"{mode}", "mode": mode} for mode in modes))
    assert await listed(county, DutyList.BASIC) == {"RESTORE", "ENTRUST", "AUTHORIZE", "EMPOWER"}
    assert await listed(county, DutyList.ASSISTING) == {"AGENCY", "INTERNAL"}


@one_dialect
@pytest.mark.rule("R209")
async def test_taken_back_stays_taken_back_till_the_same_is_handed_over_anew(county: County) -> None:
    now = county.clock()
    back = {"recall": a_recall(ends=now - 5 * DAY)}
    anew = {"published_at": now - 3 * DAY}
    pattern = await draft(county)
    await put(
        county,
        pattern,
        {"id": "recalled", "parts": ("甲",), **back},
        {"id": "other part", "parts": ("乙",), **anew},
        {"id": "lapsed", "effective_to": now - DAY},
        {"id": "recalled before it began", "effective_from": now - 4 * DAY, **back},
        {"id": "not yet", "recall": a_recall(ends=now + DAY)},
    )
    assert await listed(county, DutyList.TAKEN_BACK) == {"recalled"}
    await put(county, pattern, {"id": "same part", "parts": ("甲",), **anew, "recall": a_recall(ends=now)})
    assert await listed(county, DutyList.TAKEN_BACK) == {"same part"}
    await put(county, pattern, {"id": "the whole", "published_at": now, "effective_to": now + DAY})
    assert await listed(county, DutyList.TAKEN_BACK) == set()
    county.clock.forward(days=2)
    assert await listed(county, DutyList.TAKEN_BACK) == {"not yet"}  # the last grant lapsed; it was not taken back
