"""A mutation that names a key is done once and answered alike, whatever happens to its target in between."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from register import cases, items, powers, tables
from register.fence import EVERYTHING
from register.records import Key, Ref
from register.words import PowerKind, Stage
from schema import ids
from schema.inputs import ONCE
from schema.root import schema
from tests.county import COUNTY, GUANSHENG, County
from tests.schema.conftest import context

Input = dict[str, Any]
Answer = dict[str, Any]
REFUSED = "... on Refusal { refused: code message }"
SHOWN = {
    "Department": "id code name offices",
    "Item": "id name legalBasis published retired version",
    "Transfer": "id version status inForce mode effectiveTo publishedAt documents { kind text }",
    "Catalogue": "id revision document items { totalCount }",
    "Certificate": "id number officer validTo revokedAt revokedFor",
    "Act": "id stage at case { closedAt outcome }",
    "Case": "id closedAt outcome reversions { evidence at body { name } } reviews { approve opinion }",
}


@dataclass(frozen=True)
class Mutation:
    """A mutation that an account can send: what it shows, its input, another input, and what happens afterwards."""

    account: str
    shows: str
    input: Callable[[County], Awaitable[Input]]
    other: Callable[[Input], Input]
    later: Callable[[County, Key], Awaitable[object]] | None = None  # None: nothing can happen to it any more


def named(kind: Any, key: Key) -> str:
    return ids.encode(Ref(kind, key))


def transfers_at(upto: str | None, **more: Any) -> Callable[[County], Awaitable[Input]]:
    """The input of a step on a transfer that was taken to the step before."""

    async def make(county: County) -> Input:
        item = await county.item()
        key = (await county.publish(item, upto)).key if upto else await county.propose(item)
        version = (await county.transfer(key)).version
        given = {name: made(county) if callable(made) else made for name, made in more.items()}
        return {"transfer": named("Transfer", key), "expectedVersion": version, **given}

    return make


def recall_at(upto: str | None, **more: Any) -> Callable[[County], Awaitable[Input]]:
    """The input of a step on a recall that was taken to the step before."""

    async def make(county: County) -> Input:
        transfer = await county.publish(await county.item())
        transfer = await county.recall(transfer, upto) if upto else transfer
        given = {name: made(county) if callable(made) else made for name, made in more.items()}
        return {"transfer": named("Transfer", transfer.key), "expectedVersion": transfer.version, **given}

    return make


async def a_department(_county: County) -> Input:
    return {"place": COUNTY, "name": "区新设局", "offices": ["FINANCE"]}


async def a_new_item(county: County) -> Input:
    department = named("Department", (await county.item()).department)
    return {"department": department, "code": "NEW-1", "name": "新事项", "kind": "OTHER", "legalBasis": ["某法"]}


async def an_amendment(county: County) -> Input:
    item = await county.item()
    return {"item": named("Item", item.key), "expectedVersion": item.version, "reason": "调整", "name": "新名"}


async def an_item_to_retire(county: County) -> Input:
    item = await county.enter_item(PowerKind.OTHER)
    return {"item": named("Item", item.key), "expectedVersion": 1, "reason": "取消"}


async def a_proposal(county: County) -> Input:
    return {
        "item": named("Item", (await county.item()).key),
        "receiver": named("Place", GUANSHENG),
        "mode": "AUTHORIZE",
        "effectiveFrom": county.clock().isoformat(),
        "basis": [{"level": "LAW", "title": "中华人民共和国公路法"}],
    }


async def a_catalogue(county: County) -> Input:
    entries = [{"item": named("Item", (await county.item()).key), "mode": "AUTHORIZE"}]
    paper = {"document": "广区府发〔2026〕1号", "documentDate": on(county), "url": "https://www.guanganqu.gov.cn/ml"}
    return {"place": COUNTY, "expectedRevision": 0, "entries": entries, **paper}


async def a_certificate(county: County) -> Input:
    days = {"validFrom": on(county), "validTo": on(county)}
    return {"number": "川1", "officer": "张三", "body": named("Place", GUANSHENG), **days}


async def a_certificate_to_revoke(county: County) -> Input:
    return {"certificate": named("Certificate", await county.issue_certificate("川1")), "reason": "调离"}


async def an_exercise(county: County) -> Input:
    return {"item": named("Item", (await county.item()).key), "stage": "DECIDE", "facts": {"place": GUANSHENG.id}}


async def a_case_to_close(county: County) -> Input:
    clerk = await county.actor("department_clerk")
    asked = powers.Exercise((await county.item()).key, Stage.DECIDE, powers.Claim(GUANSHENG.id))
    act = await powers.exercise(county.store, clerk, asked)
    case = (await cases.acts_by_key(county.store, clerk, [act]))[act].case
    return {"case": named("Case", case.key), "outcome": "准予备案"}


async def a_case_to_review(county: County) -> Input:
    given = await a_case_to_close(county)
    return {"case": given["case"], **ANSWER}


async def review_it_again(county: County, key: Key) -> None:
    await county.review_decision(key, approve=False)


async def a_case_to_revert(county: County) -> Input:
    await county.publish(await county.item())
    clerk = await county.actor("township_clerk")
    asked = powers.Exercise((await county.item()).key, Stage.ACCEPT, powers.Claim(GUANSHENG.id))
    act = await powers.exercise(county.store, clerk, asked)
    case = (await cases.acts_by_key(county.store, clerk, [act]))[act].case
    said = {"clause": "不作为的,由区级部门直接管辖", "document": "广区府发〔2026〕3号", "evidence": "督办三次未办"}
    return {"case": named("Case", case.key), "body": named("Place", GUANSHENG), **said}


async def decide_it(county: County, key: Key) -> None:
    clerk, item = await county.actor("department_clerk"), await county.item()
    await powers.exercise(
        county.store, clerk, powers.Exercise(item.key, Stage.DECIDE, powers.Claim(GUANSHENG.id, case=key))
    )
    await cases.close(county.store, clerk, key, "准予备案")


async def amend_it(county: County, key: Key) -> None:
    registrar = await county.actor("registrar")
    item = (await items.by_key(county.store, registrar, [key]))[key]
    await items.amend(county.store, registrar, items.Amendment(key, item.version, "再调整", name="又一名"))


async def close_it(county: County, key: Key) -> None:
    clerk = await county.actor("department_clerk")
    act = (await cases.acts_by_key(county.store, clerk, [key]))[key]
    await cases.close(county.store, clerk, act.case.key, "已办结")


def taken(verb: str) -> Callable[[County, Key], Awaitable[object]]:
    return lambda county, key: county.step(verb, key)


def recalled(verb: str) -> Callable[[County, Key], Awaitable[object]]:
    return lambda county, key: county.recall_step(verb, key)


def changed(**more: Any) -> Callable[[Input], Input]:
    return lambda given: {**given, **more}


def on(county: County) -> str:
    return county.clock().date().isoformat()


STEP = changed(expectedVersion=9)
ANSWER: Input = {"approve": True, "opinion": "符合"}
CLERK, TOWN, LEGAL, GOVERNMENT = "department_clerk", "township_clerk", "legal_reviewer", "government_officer"
MUTATIONS = {
    "enterDepartment": Mutation("registrar", "Department", a_department, changed(name="区另设局")),
    "enterItem": Mutation("registrar", "Item", a_new_item, changed(name="另一事项"), amend_it),
    "amendItem": Mutation("registrar", "Item", an_amendment, changed(name="另一名"), amend_it),
    "retireItem": Mutation("registrar", "Item", an_item_to_retire, changed(reason="另一理由")),
    "proposeTransfer": Mutation(CLERK, "Transfer", a_proposal, changed(mode="EMPOWER"), taken("submit")),
    "amendTransfer": Mutation(
        CLERK,
        "Transfer",
        transfers_at(None, effectiveTo=lambda county: county.clock().replace(year=county.clock().year + 1).isoformat()),
        STEP,
        taken("submit"),
    ),
    "submitTransfer": Mutation(CLERK, "Transfer", transfers_at(None), STEP, taken("review")),
    "reviewTransfer": Mutation(
        LEGAL, "Transfer", transfers_at("submit", approve=True, opinion="符合"), changed(approve=False), taken("accept")
    ),
    "acceptTransfer": Mutation(
        TOWN, "Transfer", transfers_at("review", plan="承接", contact="李四"), changed(plan="另"), taken("confirm")
    ),
    "declineTransfer": Mutation(TOWN, "Transfer", transfers_at("review", note="无对口机构"), changed(note="另")),
    "confirmTransfer": Mutation(
        GOVERNMENT,
        "Transfer",
        transfers_at("accept", document="广区府发〔2026〕3号", documentDate=on),
        changed(document="另"),
        taken("publish"),
    ),
    "publishTransfer": Mutation(
        TOWN, "Transfer", transfers_at("confirm", url="https://www.guanganqu.gov.cn/1"), changed(url="https://a.cn/")
    ),
    "withdrawTransfer": Mutation(CLERK, "Transfer", transfers_at("submit"), STEP),
    "requestRecall": Mutation(
        CLERK,
        "Transfer",
        recall_at(None, ground="OPERATIONAL", basis="评估", effectiveFrom=lambda county: county.clock().isoformat()),
        changed(basis="另"),
        recalled("review"),
    ),
    "reviewRecall": Mutation(
        LEGAL, "Transfer", recall_at("request", **ANSWER), changed(approve=False), recalled("approve")
    ),
    "approveRecall": Mutation(
        GOVERNMENT, "Transfer", recall_at("review", **ANSWER), changed(approve=False), recalled("publish")
    ),
    "publishRecall": Mutation(
        LEGAL, "Transfer", recall_at("approve", url="https://www.guanganqu.gov.cn/1"), changed(url="https://a.cn/")
    ),
    "publishCatalogue": Mutation(GOVERNMENT, "Catalogue", a_catalogue, changed(document="另")),
    "issueCertificate": Mutation(
        LEGAL, "Certificate", a_certificate, changed(officer="李四"), lambda county, key: county.revoke_certificate(key)
    ),
    "revokeCertificate": Mutation(LEGAL, "Certificate", a_certificate_to_revoke, changed(reason="另")),
    "exercisePower": Mutation(CLERK, "Act", an_exercise, changed(note="另"), close_it),
    "closeCase": Mutation(CLERK, "Case", a_case_to_close, changed(outcome="另")),
    "reviewDecision": Mutation(LEGAL, "Case", a_case_to_review, changed(approve=False), review_it_again),
    "revertCase": Mutation(LEGAL, "Case", a_case_to_revert, changed(evidence="另"), decide_it),
}
# Every mutation of the graph and the input it takes; one that has no case above fails its test.
GRAPH = schema._schema.mutation_type
assert GRAPH is not None
FIELDS = {name: str(field.args["input"].type) for name, field in GRAPH.fields.items()}


def document(name: str, shows: str, more: str = "") -> str:
    asked = f"... on {shows} {{ {SHOWN[shows]} {more} }} {REFUSED}"
    return f"mutation Once($input: {FIELDS[name]}) {{ answer: {name}(input: $input) {{ {asked} }} }}"


async def send(county: County, account: str, asked: str, given: Input, key: str = "key") -> Answer:
    variables = {"input": given | {"idempotencyKey": key}}
    result = await schema.execute(asked, variables, await context(county, account))
    assert not result.errors, result.errors
    assert result.data is not None
    answer: Answer = result.data["answer"]
    return answer


async def entries(county: County) -> list[str]:
    entry = tables.expr(tables.JournalEntry)
    async with county.store.reading(EVERYTHING) as session:
        return list(await session.scalars(select(entry.action).where(entry.tenant == COUNTY).order_by(entry.sequence)))


# How a mutation is wired is the same on every database; what the database has to do with it is tested on both, in
# tests/register/test_once.py and with several processes in tests/api/test_repeats.py.
one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


@one_database
@pytest.mark.parametrize("name", FIELDS)
async def test_a_mutation_is_done_once_and_answered_alike(county: County, name: str) -> None:
    mutation = MUTATIONS[name]
    given, asked = await mutation.input(county), document(name, mutation.shows)
    before = len(await entries(county))
    first, *others = await asyncio.gather(*(send(county, mutation.account, asked, given) for _ in range(3)))
    assert "refused" not in first, first
    assert others == [first, first]
    assert len(await entries(county)) == before + 1

    county.clock.forward(hours=1)
    key = ids.key(first["id"], mutation.shows)  # type: ignore[arg-type]  # the kinds shown are kinds of ids
    assert key is not None
    if mutation.later:
        await mutation.later(county, key)
    done = await entries(county)
    assert await send(county, mutation.account, asked, given) == first
    another = await send(county, mutation.account, asked, mutation.other(given))
    assert (another["refused"], "another input" in another["message"]) == ("CONFLICT", True)
    assert await entries(county) == done


def test_every_input_of_a_mutation_takes_a_key() -> None:
    for name, taken in FIELDS.items():
        definition = schema.get_type_by_name(taken.removesuffix("!"))
        assert definition is not None
        assert ONCE in {field.name for field in definition.fields}, name  # type: ignore[union-attr]


@one_database
async def test_the_same_key_for_another_mutation_is_refused(county: County) -> None:
    given = await transfers_at("submit")(county)
    withdrawing, submitting = (document(name, "Transfer") for name in ("withdrawTransfer", "submitTransfer"))
    assert (await send(county, CLERK, withdrawing, given))["status"] == "WITHDRAWN"
    assert (await send(county, CLERK, submitting, given))["refused"] == "CONFLICT"


@one_database
async def test_another_account_has_keys_of_its_own(county: County) -> None:
    given = await transfers_at(None)(county)
    submitting = document("submitTransfer", "Transfer")
    assert (await send(county, CLERK, submitting, given))["version"] == 2
    assert (await send(county, TOWN, submitting, given))["refused"] in ("NOT_ALLOWED", "NOT_FOUND")


@one_database
async def test_a_repeated_answer_tells_the_status_of_then_and_the_steps_of_now(county: County) -> None:
    item, tomorrow = await county.item(), county.clock().timestamp() + 86_400
    ends = datetime.fromtimestamp(tomorrow, county.clock().tzinfo)
    transfer = await county.publish(item, "confirm", effective_to=ends)
    given = {
        "transfer": named("Transfer", transfer.key),
        "expectedVersion": transfer.version,
        "url": "https://www.guanganqu.gov.cn/1",
    }
    asked = document("publishTransfer", "Transfer", "viewerMay")
    first = await send(county, TOWN, asked, given)
    assert (first["status"], first["inForce"], first["viewerMay"]) == ("IN_FORCE", True, ["recall:request"])
    county.clock.forward(days=2)
    assert (await send(county, TOWN, asked, given)) == first | {"viewerMay": []}
    other = f"mutation ($input: {FIELDS['publishTransfer']}) {{ answer: publishTransfer(input: $input) "
    other += "{ ... on Transfer { status } } }"
    assert await send(county, TOWN, other, given) == {"status": "IN_FORCE"}
    assert (await county.transfer(transfer.key)).in_force(county.clock()) is False


@one_database
async def test_the_steps_of_a_repeated_answer_are_those_open_now(county: County) -> None:
    given = await transfers_at(None)(county)
    asked = document("submitTransfer", "Transfer", "viewerMay")
    first = await send(county, CLERK, asked, given)
    assert (first["status"], first["viewerMay"]) == ("IN_REVIEW", ["transfer:withdraw"])
    key = ids.key(first["id"], "Transfer")
    assert key is not None
    await county.step("withdraw", key)
    again = await send(county, CLERK, asked, given)
    assert (again["status"], again["viewerMay"]) == ("IN_REVIEW", [])


async def test_a_refused_exercise_is_not_kept_and_is_told_each_time(county: County) -> None:
    item = await county.item()
    await county.publish(item)
    given = await an_exercise(county)
    asked = document("exercisePower", "Act")
    for _ in range(2):
        assert (await send(county, CLERK, asked, given))["refused"] == "NOT_LAWFUL"
    assert (await entries(county))[-2:] == ["power:refused", "power:refused"]
    # What was refused has not used up the key.
    elsewhere = given | {"facts": {"place": "511602102"}}
    assert "at" in await send(county, CLERK, asked, elsewhere)
