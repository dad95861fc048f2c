"""The lists of both sides: what is gone from a department's, and the three lists of a township."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from register.records import Ref
from schema.ids import encode
from tests.county import GUANSHENG, County
from tests.schema.conftest import Ask

LISTS = """query ($township: String!, $department: ID!, $at: DateTime) {
    township(code: $township) {
        powers(asOf: $at) { ...of }
        basic: duties(list: BASIC, asOf: $at) { ...of }
        assisting: duties(list: ASSISTING, asOf: $at) { ...of }
        takenBack: duties(list: TAKEN_BACK, asOf: $at) { ...of } }
    department: node(id: $department) { ... on Department { devolved(asOf: $at) { ...of } } } }
fragment of on TransferConnection { totalCount edges { node {
    id item { code } receiver { name } liability { legal { name } supervision { name } } } } }"""
EXERCISE = """mutation ($input: ExercisePower!) { answer: exercisePower(input: $input) { __typename
    ... on NotLawful { rules { id } holder { name } } } }"""


async def lists(county: County, ask: Ask, at: datetime | None = None) -> dict[str, list[dict[str, Any]]]:
    """What stands on each list, as everybody reads it."""
    department = (await county.item()).department
    given = {"township": GUANSHENG.id, "department": encode(Ref("Department", department))}
    found = await ask(None, LISTS, **given, at=at.isoformat() if at else None)
    assert all(one["totalCount"] == len(one["edges"]) for one in found["township"].values())
    return {
        name: [edge["node"] for edge in one["edges"]] for name, one in (found["township"] | found["department"]).items()
    }


@pytest.mark.rule("R50")
@pytest.mark.rule("R51")
async def test_both_sides_lists_change_at_one_instant_and_what_is_taken_back_bars_both_ways(
    county: County, ask: Ask
) -> None:
    begins, tick = county.clock() + timedelta(days=1), timedelta(microseconds=1)
    item = await county.item()
    transfer = await county.publish(item, effective_from=begins)
    before = await lists(county, ask, begins - tick)
    assert (before["devolved"], before["powers"], before["basic"]) == ([], [], [])
    held = await lists(county, ask, begins)
    assert held["devolved"] == held["powers"] == held["basic"] != []
    (entry,) = held["devolved"]
    answering = {"legal": {"name": "官盛镇"}, "supervision": {"name": "区交通运输局"}}
    assert (entry["item"], entry["receiver"], entry["liability"]) == (
        {"code": item.code},
        {"name": "官盛镇"},
        answering,
    )
    county.clock.at = begins
    ends = begins + timedelta(days=1)
    await county.recall(transfer, effective_from=ends)
    assert (await lists(county, ask, ends - tick)) == held
    county.clock.at = ends
    after = await lists(county, ask)
    assert (after["devolved"], after["powers"], after["basic"]) == ([], [], [])
    assert after["takenBack"] == [entry]
    command = {"item": encode(Ref("Item", item.key)), "stage": "DECIDE", "facts": {"place": GUANSHENG.id}}
    refused = (await ask("township_clerk", EXERCISE, input=command))["answer"]
    assert ({"id": "R209"} in refused["rules"], refused["holder"]) == (True, {"name": "区交通运输局"})
    await county.publish(item)
    anew = await lists(county, ask)
    assert (anew["takenBack"], len(anew["basic"])) == ([], 1)
    assert (await lists(county, ask, ends))["takenBack"] == []  # handed back the moment it was recalled
