"""What bad input gets over the graph: a typed refusal or an error with a code; nothing changes."""

from typing import Any

import pytest

from register.records import Key, Ref
from register.words import PowerKind
from schema.ids import encode
from tests.county import COUNTY, GUANSHENG, TRANSPORT_PERMIT, County
from tests.schema.conftest import Ask

PROPOSE = """mutation ($input: ProposeTransfer!) { proposeTransfer(input: $input) { __typename
    ... on Transfer { id status version }
    ... on Refusal { code message remedy }
    ... on Invalid { problems { path message } }
    ... on NotLawful { rules { id text basis source } holder { name } } } }"""
EXERCISE = """mutation ($input: ExercisePower!) { exercisePower(input: $input) { __typename
    ... on Act { id case { filedAt } }
    ... on Refusal { code message }
    ... on Invalid { problems { path message } }
    ... on NotLawful { rules { id } holder { name } } } }"""
LAW = {"level": "LAW", "title": "中华人民共和国公路法"}


def body_id(key: Key) -> str:
    return encode(Ref("Place" if key.id.isdecimal() else "Department", key))


async def proposal(county: County, **more: Any) -> dict[str, Any]:
    item = await county.item()
    return {
        "item": encode(Ref("Item", item.key)),
        "receiver": body_id(GUANSHENG),
        "mode": "AUTHORIZE",
        "effectiveFrom": county.clock().isoformat(),
        "basis": [LAW],
        **more,
    }


async def propose(county: County, ask: Ask, account: str | None = "department_clerk", **more: Any) -> dict[str, Any]:
    data = await ask(account, PROPOSE, input=await proposal(county, **more))
    answer: dict[str, Any] = data["proposeTransfer"]
    return answer


async def test_a_good_proposal_is_a_draft(county: County, ask: Ask) -> None:
    answer = await propose(county, ask)
    assert (answer["__typename"], answer["status"], answer["version"]) == ("Transfer", "DRAFT", 1)


@pytest.mark.rule("R2", "R3", "R4", "R8", "R16", "R210")
async def test_what_the_law_does_not_admit_is_not_lawful_by_its_rule(county: County, ask: Ask) -> None:
    permit = encode(Ref("Item", (await county.item(TRANSPORT_PERMIT)).key))
    coercion = encode(Ref("Item", (await county.enter_item(PowerKind.COERCION, "扣押车辆")).key))
    department = body_id((await county.item()).department)
    document = {"level": "GOVERNMENT_DOCUMENT", "title": "广区府发〔2026〕1号"}
    ends = "2100-01-01T00:00:00+08:00"
    for more, rule in (
        ({"item": permit}, "R3"),
        ({"item": permit, "mode": "ENTRUST", "effectiveTo": ends, "basis": [document]}, "R2"),
        ({"item": coercion, "mode": "ENTRUST", "effectiveTo": ends}, "R2"),
        ({"mode": "INTERNAL"}, "R4"),
        ({"mode": "CONCENTRATE"}, "R16"),
        ({"mode": "EMPOWER"}, "R8"),
        ({"mode": "ENTRUST"}, "R210"),
        ({"receiver": department}, "R16"),
    ):
        answer = await propose(county, ask, **more)
        assert (answer["__typename"], answer["code"]) == ("NotLawful", "NOT_LAWFUL"), (more, answer)
        assert answer["rules"][0]["id"] == rule
        assert answer["rules"][0]["text"]
        assert answer["remedy"]


@pytest.mark.rule("R8")
async def test_a_park_is_not_empowered(county: County, ask: Ask) -> None:
    park = await county.park()
    decision = {
        "level": "PROVINCIAL_DECISION",
        "title": "省人民政府决定",
        "number": "苏政发〔2021〕1号",
        "date": "2021-01-04",
        "url": "https://www.jiangsu.gov.cn/1",
    }
    item = await county.enter_item_at(park.tenant, PowerKind.PENALTY)
    more = {"item": encode(Ref("Item", item)), "receiver": body_id(park), "mode": "EMPOWER", "basis": [decision]}
    answer = await propose(county, ask, "clerk_of_park", **more)
    assert (answer["__typename"], answer["rules"][0]["id"]) == ("NotLawful", "R8")


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"effectiveFrom": "2020-01-01T00:00:00+08:00"}, ["effectiveFrom"]),
        ({"effectiveTo": "2020-01-01T00:00:00+08:00"}, ["effectiveTo"]),
        ({"basis": [LAW | {"date": "2999-01-01"}]}, ["basis", "0", "date"]),
        ({"basis": [LAW | {"title": " "}]}, ["basis", "0", "title"]),
        ({"basis": []}, ["basis"]),
        ({"basis": [LAW | {"url": "javascript:alert(1)"}]}, ["basis", "0", "url"]),
        ({"stages": []}, ["stages"]),
    ],
)
async def test_a_slip_is_invalid_where_it_is(county: County, ask: Ask, more: dict[str, Any], path: list[str]) -> None:
    answer = await propose(county, ask, **more)
    assert (answer["__typename"], answer["code"]) == ("Invalid", "INVALID")
    assert [one["path"] for one in answer["problems"]] == [path]


@pytest.mark.parametrize(
    "more",
    [
        {"item": "bm9uc2Vuc2U"},
        {"item": "…"},
        {"item": ""},
        {"receiver": encode(Ref("Place", Key(COUNTY, "511602999")))},
        {"receiver": encode(Ref("Place", Key("511603", "511603101")))},
        {"item": encode(Ref("Item", Key(COUNTY, "0" * 32)))},
        {"item": encode(Ref("Item", Key("999999", "0" * 32)))},
        {"item": encode(Ref("Item", Key(COUNTY, "x" * 200)))},
    ],
)
async def test_what_is_missing_or_anothers_is_not_found(county: County, ask: Ask, more: dict[str, Any]) -> None:
    answer = await propose(county, ask, **more)
    assert (answer["__typename"], answer["code"]) == ("Refused", "NOT_FOUND")


@pytest.mark.parametrize(
    "moment", ["2026-12-01T00:00:00", "2026-12-01", "tomorrow", "9999-12-31T23:59:59-12:00", "", 7]
)
async def test_a_moment_without_an_offset_is_refused(county: County, refusals: Ask, moment: Any) -> None:
    given = await proposal(county, effectiveFrom=moment)
    assert (await refusals("department_clerk", PROPOSE, input=given))["message"]


REFUSED = """mutation ($input: StepTransfer!) { submitTransfer(input: $input) {
    ... on Refused { code rules { id } remedy } } }"""


@pytest.mark.rule("R37", "R56")
async def test_every_refusal_names_its_rule_and_a_remedy(county: County, ask: Ask) -> None:
    step = {"transfer": (await propose(county, ask))["id"], "expectedVersion": 1}
    for account, rule in (("township_clerk", "R56"), ("legal_reviewer", "R56"), (None, "R37")):
        answer = (await ask(account, REFUSED, input=step))["submitTransfer"]
        assert (answer["code"], answer["rules"]) == ("NOT_ALLOWED", [{"id": rule}])
        assert answer["remedy"]


async def test_an_amendment_of_nothing_is_refused(county: County, ask: Ask) -> None:
    draft = await propose(county, ask)
    document = "mutation ($i: AmendTransfer!) { amendTransfer(input: $i) { __typename } }"
    answer = await ask("department_clerk", document, i={"transfer": draft["id"], "expectedVersion": 1})
    assert answer["amendTransfer"]["__typename"] == "Invalid"


async def test_a_claimed_filing_date_changes_nothing(county: County, ask: Ask) -> None:
    item = await county.item()
    await county.publish(item)
    facts = {"place": GUANSHENG.id, "filedAt": "2020-01-01T00:00:00+08:00"}
    given = {"item": encode(Ref("Item", item.key)), "stage": "DECIDE", "facts": facts}
    answer = (await ask("department_clerk", EXERCISE, input=given))["exercisePower"]
    assert answer["__typename"] == "Invalid"
    assert answer["problems"][0]["path"] == ["facts", "filedAt"]
    given["facts"] = {"place": GUANSHENG.id}
    answer = (await ask("department_clerk", EXERCISE, input=given))["exercisePower"]
    assert (answer["__typename"], answer["rules"], answer["holder"]) == (
        "NotLawful",
        [{"id": "R26"}],
        {"name": "官盛镇"},
    )


async def test_a_stale_version_is_told_the_current_one(county: County, ask: Ask) -> None:
    draft = await propose(county, ask)
    document = """mutation ($input: StepTransfer!) { submitTransfer(input: $input) { __typename
        ... on OutOfDate { code currentVersion } ... on Transfer { version status } } }"""
    step = {"transfer": draft["id"], "expectedVersion": 1}
    assert (await ask("department_clerk", document, input=step))["submitTransfer"]["status"] == "IN_REVIEW"
    answer = (await ask("department_clerk", document, input=step))["submitTransfer"]
    assert answer == {"__typename": "OutOfDate", "code": "OUT_OF_DATE", "currentVersion": 2}


AUTHORITY = "query ($i: ID!, $p: String!) { authority(item: $i, stage: DECIDE, facts: {place: $p}) { rules { id } } }"
MAY = "query ($a: String!, $i: ID!) { may(action: $a, on: $i) { allowed } }"
COUNTIES = "query ($n: Int, $c: String) { counties(first: $n, after: $c) { edges { cursor } } }"


@pytest.mark.parametrize(
    ("account", "document", "variables", "code"),
    [
        (None, AUTHORITY, {"p": "999999999"}, "INVALID"),
        (None, AUTHORITY, {"i": "none", "p": GUANSHENG.id}, "NOT_FOUND"),
        (None, "{ items { totalCount } }", {}, "INVALID"),
        (None, '{ items(filter: {county: "999999"}) { totalCount } }', {}, "INVALID"),
        (None, '{ transfers(filter: {within: "zz"}) { totalCount } }', {}, "INVALID"),
        (None, '{ places(within: "99", level: TOWNSHIP) { totalCount } }', {}, "INVALID"),
        ("supervisor", '{ journal(county: "51160") { totalCount } }', {}, "INVALID"),
        (None, COUNTIES, {"n": 0}, "INVALID"),
        (None, COUNTIES, {"n": 201}, "INVALID"),
        (None, COUNTIES, {"n": 1, "c": "x"}, "INVALID"),
        ("supervisor", MAY, {"a": "item:eat"}, "INVALID"),
        ("supervisor", MAY, {"a": "transfer:accept"}, "INVALID"),
        (None, MAY, {"a": "item:read", "i": "none"}, "NOT_FOUND"),
    ],
)
async def test_a_query_that_fails_carries_its_code(
    county: County, refusals: Ask, account: str | None, document: str, variables: dict[str, Any], code: str
) -> None:
    item = encode(Ref("Item", (await county.item()).key))
    assert (await refusals(account, document, **{"i": item} | variables))["code"] == code
