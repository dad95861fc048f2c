"""In whose name an act was done, and which office or team handled it."""

import pytest

from register.records import Ref
from register.words import TransferMode
from schema.ids import encode
from tests.county import GUANSHENG, County
from tests.schema.conftest import Ask

EXERCISE = """mutation ($input: ExercisePower!) { answer: exercisePower(input: $input) {
    ... on Act { id handledBy inNameOf { name } body { name } ruling { validity } }
    ... on Invalid { problems { path } } } }"""
AGAIN = "query ($id: ID!) { node(id: $id) { ... on Act { handledBy inNameOf { name } } } }"


@pytest.mark.rule("R14", "R15")
@pytest.mark.parametrize(("mode", "name"), [(TransferMode.ENTRUST, "区交通运输局"), (TransferMode.AUTHORIZE, "官盛镇")])
async def test_a_team_handles_what_is_done_in_anothers_name(
    county: County, ask: Ask, mode: TransferMode, name: str
) -> None:
    item = await county.item()
    ends = county.clock().replace(year=county.clock().year + 1)
    transfer = await county.publish(item, mode=mode, effective_to=ends)
    given = {"item": encode(Ref("Item", item.key)), "stage": "DECIDE", "facts": {"place": GUANSHENG.id}}
    for wrong in ("", " ", "队" * 201):
        refused = (await ask("township_clerk", EXERCISE, input=given | {"handledBy": wrong}))["answer"]
        assert refused["problems"] == [{"path": ["handledBy"]}]
    done = (await ask("township_clerk", EXERCISE, input=given | {"handledBy": "综合执法队"}))["answer"]
    told = {"handledBy": "综合执法队", "inNameOf": {"name": name}}
    assert {key: done[key] for key in told} == told
    assert (done["body"], done["ruling"]) == ({"name": "官盛镇"}, {"validity": "VALID"})
    county.clock.forward(days=1)
    await county.recall(transfer)
    assert (await ask("supervisor", AGAIN, id=done["id"]))["node"] == told  # as of the act, not of today
