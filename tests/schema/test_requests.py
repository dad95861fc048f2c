"""A township's own request for an item, with its two tests: needed, and able."""

from typing import Any

import pytest

from register.records import Ref
from schema.ids import encode
from tests.county import GUANSHENG, County
from tests.schema.conftest import Ask

PROPOSE = """mutation ($input: ProposeTransfer!) { answer: proposeTransfer(input: $input) {
    ... on Transfer { id version flags request { needed able note } }
    ... on Invalid { problems { path } rules { id } }
    ... on NotLawful { remedy rules { id } } } }"""
AMEND = """mutation ($input: AmendTransfer!) { answer: amendTransfer(input: $input) {
    ... on Transfer { flags request { needed able note } history { edges { node { data } } } } } }"""


@pytest.mark.rule("R73", "R74")
async def test_a_township_applies_with_its_two_tests_and_may_say_them_later(county: County, ask: Ask) -> None:
    given = {
        "item": encode(Ref("Item", (await county.item()).key)),
        "receiver": encode(Ref("Place", GUANSHENG)),
        "mode": "AUTHORIZE",
        "effectiveFrom": county.clock().isoformat(),
        "basis": [{"level": "GOVERNMENT_DOCUMENT", "title": "广区府发〔2026〕1号"}],
    }
    said = {"needed": True, "able": True, "note": "辖区企业多,已设综合行政执法队"}

    async def propose(account: str, **more: Any) -> dict[str, Any]:
        answer: dict[str, Any] = (await ask(account, PROPOSE, input=given | more))["answer"]
        return answer

    assert (await propose("township_clerk", request=said | {"able": False}))["rules"] == [{"id": "R74"}]
    another = await propose("department_clerk", request=said)
    assert (another["problems"], another["rules"]) == ([{"path": ["request"]}], [{"id": "R73"}])
    assert (await propose("township_clerk", request=said | {"note": " "}))["problems"] == [
        {"path": ["request", "note"]}
    ]
    assert (await propose("department_clerk"))["flags"] == ["MAY_BE_ENTRUSTMENT"]
    untested = await propose("township_clerk")
    assert (untested["request"], "REQUEST_UNTESTED" in untested["flags"]) == (None, True)
    named = {"transfer": untested["id"], "expectedVersion": untested["version"]}
    tested = (await ask("township_clerk", AMEND, input={**named, "request": said}))["answer"]
    assert (tested["request"], "REQUEST_UNTESTED" in tested["flags"]) == (said, False)
    assert said["note"] in tested["history"]["edges"][1]["node"]["data"]
