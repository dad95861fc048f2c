"""A town's whole list over the graph, from its proposal to the first act done under it."""

from typing import Any

import pytest

from register.pieces import Piece
from register.records import Key, Ref
from schema.ids import encode
from tests.county import GUANSHENG, County
from tests.schema.conftest import Ask
from tests.steps import DEVOLVERS, LEGALS, RECEIVERS, contents

LONGEST_LIST = 542  # as many as a town of Zhejiang received at once
DEPARTMENTS = ("区行政审批局", "区人社局", "区交通运输局")  # the three of the county that have most
ANSWER = """__typename
    ... on Batch { id version byStatus { status count } complete wanting { piece body { name } office } }
    ... on Refusal { code message obstacles { n code itemCode itemName transfer rules { id } } }
    ... on NotLawful { rules { id } }"""
KINDS = {"propose": "ProposeBatch", "review": "ReviewBatch", "confirm": "ConfirmBatch", "publish": "PublishBatch"}
KINDS |= {"file": "FileBatch"}
SHOWN = """query ($id: ID!) { batch(id: $id) { title version transfers(first: 2) { totalCount edges { node {
    status batch { id } item { code } } } } history { edges { node { action } } } } }"""
EXERCISE = """mutation ($input: ExercisePower!) { exercisePower(input: $input) { __typename
    ... on NotLawful { rules { id } holder { name } } } }"""


async def take(ask: Ask, account: str, verb: str, **given: Any) -> dict[str, Any]:
    document = f"""mutation ($input: {KINDS.get(verb, "StepBatch")}!) {{
        answer: {verb}Batch(input: $input) {{ {ANSWER} }} }}"""
    answer: dict[str, Any] = (await ask(account, document, input=given))["answer"]
    return answer


def proposal(county: County, *items: Key, mode: str = "EMPOWER") -> dict[str, Any]:
    province = {"level": "PROVINCIAL_DECISION", "title": "四川省人民政府关于赋予乡镇县级行政权力的决定"}
    province |= {"number": "川府发〔2021〕1号", "date": "2021-01-04", "url": "https://www.sc.gov.cn/1"}
    return {
        "title": "首批赋权事项清单",
        "receiver": encode(Ref("Place", GUANSHENG)),
        "mode": mode,
        "effectiveFrom": county.clock().isoformat(),
        "basis": [province],
        "items": [{"item": encode(Ref("Item", item))} for item in items],
    }


def papers(*pieces: Piece) -> dict[str, Any]:
    """Pieces with all that each has to say."""
    return {
        "papers": [
            {
                "piece": one.value,
                "contents": [{"content": said.content.value, "text": said.text} for said in contents(one)],
            }
            | ({} if contents(one) else {"text": "已完成"})
            for one in pieces
        ]
    }


def there_are(answer: dict[str, Any]) -> dict[str, int]:
    return {one["status"]: one["count"] for one in answer["byStatus"] if one["count"]}


@pytest.mark.rule("R26", "R75", "R76")
async def test_a_whole_list_is_handed_over_in_one_call_a_step(county: County, ask: Ask) -> None:
    listed = await county.list_of(LONGEST_LIST, *DEPARTMENTS)
    answer = await take(ask, "government_officer", "propose", **proposal(county, *(one.key for one in listed)))
    assert there_are(answer) == {"DRAFT": LONGEST_LIST}
    await county.gather_statistics()
    id_ = answer["id"]
    today = county.clock().date().isoformat()
    steps: tuple[tuple[str, str, dict[str, Any]], ...] = (
        *((f"clerk_of_{one}", "file", papers(*DEVOLVERS)) for one in DEPARTMENTS),
        *((f"clerk_of_{one}", "submit", {}) for one in DEPARTMENTS),
        ("legal_reviewer", "review", {"approve": True, "opinion": "符合下放目录"}),
        ("township_clerk", "file", papers(*RECEIVERS)),
        ("township_clerk", "accept", {}),
        ("legal_reviewer", "file", papers(*LEGALS)),
        (f"clerk_of_{DEPARTMENTS[0]}", "file", papers(Piece.PLATFORM_TRAINING)),  # the service centre too
        ("government_officer", "confirm", {"document": "广区府发〔2026〕3号", "documentDate": today}),
        ("government_officer", "publish", {"url": "https://www.guanganqu.gov.cn/1"}),
    )
    for account, verb, given in steps:
        answer = await take(ask, account, verb, batch=id_, expectedVersion=answer["version"], **given)
        assert answer["__typename"] == "Batch", (verb, answer)
    assert there_are(answer) == {"IN_FORCE": LONGEST_LIST}
    assert (answer["complete"], answer["wanting"]) == (
        False,
        [{"piece": "FEEDBACK", "body": {"name": "官盛镇"}, "office": None}],
    )
    shown = (await ask(None, SHOWN, id=id_))["batch"]
    assert (shown["title"], shown["version"], shown["transfers"]["totalCount"]) == (
        "首批赋权事项清单",
        14,
        LONGEST_LIST,
    )
    assert [one["node"]["item"]["code"] for one in shown["transfers"]["edges"]] == [one.code for one in listed[:2]]
    node = shown["transfers"]["edges"][0]["node"]
    assert (node["status"], node["batch"]) == ("IN_FORCE", {"id": id_})
    told = (await ask("supervisor", SHOWN, id=id_))["batch"]["history"]["edges"]
    actions = [one["node"]["action"].removeprefix("batch:") for one in told]
    assert actions[0] == "proposed"
    assert [one for one in actions[1:] if one != "filed"] == [
        *["submitted"] * 3,
        *("reviewed", "accepted", "confirmed", "published"),
    ]
    assert actions.count("filed") == 6  # three departments, the town, the legal office, the service centre
    last = {"item": encode(Ref("Item", listed[-1].key)), "stage": "DECIDE", "facts": {"place": GUANSHENG.id}}
    done = (await ask(f"clerk_of_{DEPARTMENTS[-1]}", EXERCISE, input=last))["exercisePower"]
    assert (done["rules"], done["holder"]) == ([{"id": "R26"}], {"name": "官盛镇"})
    assert (await ask("township_clerk", EXERCISE, input=last))["exercisePower"]["__typename"] == "Act"


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
async def test_what_stood_in_the_way_of_a_list_is_told_item_by_item(county: County, ask: Ask) -> None:
    listed = await county.list_of(30, "区交通运输局")
    permits = [n for n, one in enumerate(listed) if one.kind.value == "LICENSING"]
    assert 1 < len(permits) < len(listed)
    answer = await take(
        ask, "department_clerk", "propose", **proposal(county, *(one.key for one in listed), mode="AUTHORIZE")
    )
    assert (answer["__typename"], answer["rules"]) == ("NotLawful", [{"id": "R3"}])
    assert [(one["n"], one["itemCode"]) for one in answer["obstacles"]] == [(n, listed[n].code) for n in permits]
    first, item = answer["obstacles"][0], listed[permits[0]]
    assert first == {
        "n": permits[0],
        "code": "NOT_LAWFUL",
        "itemCode": item.code,
        "itemName": item.name,
        "transfer": None,
        "rules": [{"id": "R3"}],
    }
    assert (await ask("supervisor", "{ batches { totalCount } }"))["batches"]["totalCount"] == 0
    key = await county.propose_batch(listed[:2])
    answer = await take(ask, "township_clerk", "submit", batch=encode(Ref("Batch", key)), expectedVersion=1)
    first, _ = await county.transfers_of_batch(key)
    assert answer["code"] == "NOT_ALLOWED"
    assert answer["obstacles"][0]["transfer"] == encode(Ref("Transfer", first.key))
