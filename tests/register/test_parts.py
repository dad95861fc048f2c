"""Parts of an item 部分事项: whose a matter is by the parts it falls under, and which grants stand side by side."""

import itertools
from typing import Any

import pytest

from policies.guard import law
from register import cases, powers, transfers
from register.authority import authority
from register.imports import load
from register.parts import LONGEST, MANY, problems
from register.powers import Asked, Claim, Exercise
from register.records import Authority, Body, Item, Key
from register.refusals import Invalid, NotLawful
from register.standing import standing
from register.words import PowerKind, Stage, TransferMode
from tests.builders import BUREAU, DAY, NOON, TOWN, TRANSPORT, a_question, a_transfer
from tests.county import COUNTY, GUANSHENG, PROVINCE, TRANSPORT_FILING, County
from tests.databases import one_dialect

BY = "bureau_clerk"
A, B, X = "个人自建房屋", "烟花爆竹", "矿山安全"
CONCENTRATE = TransferMode.CONCENTRATE
OF_A = a_transfer(parts=(A,))
OF_B_BESIDE = a_transfer(mode=CONCENTRATE, receiver=BUREAU, parts=(B,))
BUT_X = a_transfer(except_parts=(X,))
CHAIN = (
    a_transfer(mode=CONCENTRATE, receiver=BUREAU, begins=NOON - DAY, except_parts=(X,)),
    a_transfer(devolver=BUREAU, parts=(A,)),
)


# --- whose a matter is


@pytest.mark.rule("R206", "R26")
@pytest.mark.parametrize(
    ("grants", "parts", "holder", "barred"),
    [
        ((OF_A,), (A,), TOWN, [TRANSPORT]),
        ((OF_A,), (B,), TRANSPORT, []),
        ((OF_A,), (), TRANSPORT, []),
        ((OF_A,), (A, B), TOWN, [TRANSPORT]),
        ((BUT_X,), (), TOWN, [TRANSPORT]),
        ((BUT_X,), (A,), TOWN, [TRANSPORT]),
        ((BUT_X,), (X,), TRANSPORT, []),
        ((BUT_X,), (A, X), TRANSPORT, []),
        ((OF_A, OF_B_BESIDE), (A,), TOWN, [TRANSPORT]),
        ((OF_A, OF_B_BESIDE), (B,), BUREAU, [TRANSPORT]),
        ((OF_A, OF_B_BESIDE), (), TRANSPORT, []),
        (CHAIN, (A,), TOWN, [TRANSPORT, BUREAU]),
        (CHAIN, (B,), BUREAU, [TRANSPORT]),
        (CHAIN, (), BUREAU, [TRANSPORT]),
        (CHAIN, (A, B), TOWN, [TRANSPORT, BUREAU]),
        (CHAIN, (X,), TRANSPORT, []),
        (CHAIN, (A, X), TRANSPORT, []),
    ],
)
def test_a_grant_takes_a_matter_of_its_parts_and_none_of_those_it_leaves_out(
    grants: Any, parts: tuple[str, ...], holder: Body, barred: list[Body]
) -> None:
    found = authority(a_question(*grants, parts=parts))
    assert (found.holder, found.also) == (holder.key, ())
    assert found.barred == tuple(body.key for body in barred)
    assert "R206" in found.rules


@pytest.mark.rule("R206", "R208")
def test_a_matter_of_two_parts_handed_to_two_is_open_to_both_until_one_of_them_files_it() -> None:
    open_ = authority(a_question(OF_A, OF_B_BESIDE, parts=(A, B)))
    assert ({open_.holder, *open_.also}, open_.barred) == ({TOWN.key, BUREAU.key}, (TRANSPORT.key,))
    assert "R208" in open_.rules
    for first in (TOWN, BUREAU):
        found = authority(a_question(OF_A, OF_B_BESIDE, parts=(A, B), filed_at=NOON, filed_by=first.key))
        assert (found.holder, found.also, found.barred) == (first.key, (), (TRANSPORT.key,))


@pytest.mark.rule("R206", "R26", "R208")
@pytest.mark.parametrize("parts", [(A, B), (B, A)])
def test_who_does_a_stage_that_it_kept_takes_no_part_back_that_it_handed_over(parts: tuple[str, ...]) -> None:
    of_a = a_transfer(parts=(A,), stages=(Stage.INVESTIGATE, Stage.DECIDE, Stage.EXECUTE))
    ask = a_question(of_a, parts=parts, filed_at=NOON, filed_by=TRANSPORT.key)
    found = authority(ask)
    assert (found.holder, found.also, found.barred) == (TOWN.key, (), (TRANSPORT.key,))
    stands = {body: law("power:exercise", standing(ask, body)) for body in (TOWN, TRANSPORT)}
    assert {body: line and line.rule for body, line in stands.items()} == {TOWN: None, TRANSPORT: "R26"}


@pytest.mark.rule("R206")
def test_where_no_grant_tells_parts_apart_they_change_nothing() -> None:
    for grants, parts in itertools.product([(), (a_transfer(),)], [None, (), (A,), (A, B)]):
        assert authority(a_question(*grants, parts=parts)) == authority(a_question(*grants))


@pytest.mark.rule("R206", "R29")
def test_parts_are_told_apart_by_the_grants_that_reach_the_matter_alone() -> None:
    for apart, more in (
        ((A,), {}),
        ((), {"at": NOON - DAY}),
        ((), {"stage": Stage.SUPERVISE}),
        ((), {"filed_at": NOON - DAY, "filed_by": TRANSPORT.key}),
        ((), {"place": "511602102"}),
    ):
        ask = a_question(OF_A, **more)
        assert ask.named_parts([ask.stage]) == apart


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ({}, {}, True),
        ({}, {"parts": (A,)}, True),
        ({"except_parts": (A,)}, {"parts": (A,)}, False),
        ({"except_parts": (A,)}, {"parts": (A, B)}, True),
        ({"except_parts": (A,)}, {"except_parts": (B,)}, True),
        ({"parts": (A,)}, {"parts": (B,)}, False),
        ({"parts": (A, B)}, {"parts": (B,)}, True),
        ({"parts": (A,), "except_parts": (X,)}, {"parts": (X,)}, False),
    ],
)
@pytest.mark.rule("R206", "R39")
def test_two_grants_meet_where_some_matter_of_one_part_falls_under_both(one: Any, other: Any, meet: bool) -> None:
    one, other = a_transfer(**one), a_transfer(**other)
    assert one.meets(other) is other.meets(one) is meet
    matters = [(), (A,), (B,), (X,)]
    assert any(one.takes(parts) and other.takes(parts) for parts in matters) is meet


# --- on a real database


@pytest.fixture
async def bureau(county: County) -> Key:
    """区综合执法局, with a clerk."""
    await county.add("bureau_clerk", "区综合执法局", "department_clerk")
    body = (await county.actor("bureau_clerk")).body
    assert body
    return Key(*body)


async def asked(county: County, item: Item, *parts: str, stage: Stage = Stage.DECIDE) -> Authority:
    claim = Claim(GUANSHENG.id, parts=parts)
    return await powers.authority(county.store, await county.actor(None), Asked(item.key, stage, claim))


async def exercise(county: County, account: str, item: Item, stage: Stage = Stage.DECIDE, **facts: Any) -> Key:
    """One stage done; the case it was done in."""
    actor = await county.actor(account)
    act = await powers.exercise(county.store, actor, Exercise(item.key, stage, Claim(GUANSHENG.id, **facts)))
    return (await cases.acts_by_key(county.store, actor, [act]))[act].case.key


async def rules_against(county: County, account: str, item: Item, **facts: Any) -> tuple[str, ...]:
    with pytest.raises(NotLawful) as refused:
        await exercise(county, account, item, **facts)
    return refused.value.rules


@pytest.mark.rule("R206", "R26", "R39")
async def test_a_department_hands_over_one_part_and_goes_on_exercising_the_rest(county: County, bureau: Key) -> None:
    item = await county.enter_item(PowerKind.PENALTY)
    empower: dict[str, Any] = {"mode": TransferMode.EMPOWER, "basis": (PROVINCE,)}
    granted = await county.publish(item, **empower, parts=(A,), except_parts=(X,))
    assert (granted.parts, granted.except_parts) == ((A,), (X,))
    # Whoever does not say the parts does not pass, nor does an inspection open a case without them.
    for account, stage in itertools.product(("department_clerk", "township_clerk"), (Stage.DECIDE, Stage.SUPERVISE)):
        with pytest.raises(Invalid) as refused:
            await exercise(county, account, item, stage)
        assert (refused.value.rules, refused.value.problems[0].path) == (("R206",), ("facts", "parts"))
        assert A in refused.value.message
        assert X in refused.value.message
    with pytest.raises(Invalid) as refused:
        await exercise(county, "department_clerk", item, parts=(A, "个人自建房"))
    assert [one.path for one in refused.value.problems] == [("facts", "parts", "1")]
    # The part is the township's, and the rest the department's.
    assert await rules_against(county, "department_clerk", item, parts=(A,)) == ("R26",)
    assert await rules_against(county, "township_clerk", item, parts=()) == ("R206",)
    case = await exercise(county, "township_clerk", item, parts=(A,))
    await exercise(county, "department_clerk", item, parts=(X,))
    rest = await exercise(county, "department_clerk", item, parts=())
    # A case is read from the register: its parts are those it was filed with, whatever is claimed.
    assert (await cases.by_key(county.store, await county.actor("supervisor"), [case]))[case].parts == (A,)
    assert await rules_against(county, "department_clerk", item, case=case, parts=()) == ("R26",)
    assert await rules_against(county, "township_clerk", item, case=rest, parts=(A,)) == ("R206",)
    await exercise(county, "township_clerk", item, case=case)
    # Another part goes to another receiver; the two stand side by side, and whatever meets either is refused.
    for more, rules in (
        ({}, ("R26", "R39")),
        ({"except_parts": (B,)}, ("R26", "R39")),
        ({"parts": (A, B)}, ("R26", "R39")),
        ({"receiver": bureau, "mode": CONCENTRATE, "parts": (A, B)}, ("R39",)),
    ):
        with pytest.raises(NotLawful) as unlawful:
            await county.propose(item, **empower | more)
        assert unlawful.value.rules == rules
    key = await county.propose(item, receiver=bureau, mode=CONCENTRATE, basis=(PROVINCE,), parts=(B,))
    for verb, by in (("submit", None), ("review", None), ("accept", BY), ("confirm", None), ("publish", BY)):
        await county.step(verb, key, by)
    for parts, holder in (((A,), GUANSHENG), ((B,), bureau), ((), item.department), ((X,), item.department)):
        assert (await asked(county, item, *parts)).holder == holder
    assert (await asked(county, item, A, B)).also == (bureau,)
    # What is in force is not changed by one side, nor is what it covers; whoever asks is told as of any moment.
    county.clock.forward(days=1)
    await county.recall(granted)
    assert (await asked(county, item, A)).holder == item.department
    assert await rules_against(county, "township_clerk", item, parts=(B,)) == ("R209",)
    await county.propose(item, **empower, except_parts=(B,))


@pytest.mark.rule("R206")
async def test_what_a_proposal_covers_is_amended_like_the_rest_of_it(county: County) -> None:
    item = await county.item()
    key = await county.propose(item, parts=(A,))
    transfer = await county.transfer(key)
    clerk = await county.actor("department_clerk")
    change = transfers.Amendment(key, transfer.version, parts=(), except_parts=(X,))
    await transfers.amend(county.store, clerk, change)
    amended = await county.transfer(key)
    assert (amended.parts, amended.except_parts) == ((), (X,))
    first = await transfers.version(county.store, clerk, key, 1)
    assert (first.parts, first.except_parts) == ((A,), ())


@pytest.mark.rule("R206")
@pytest.mark.parametrize(
    ("parts", "wrong"),
    [
        ((A, ""), "1"),
        ((A, f" {B}"), "1"),
        ((A, A), "1"),
        (("长" * (LONGEST + 1),), "0"),
        (tuple(str(n) for n in range(MANY + 1)), None),
    ],
)
def test_a_part_has_a_name(parts: tuple[str, ...], wrong: str | None) -> None:
    problems_ = problems("parts", parts)
    assert [one.path for one in problems_] == [("parts", wrong) if wrong else ("parts",)]
    assert problems("parts", (A, "长" * LONGEST)) == []


async def test_names_that_are_none_are_refused_where_they_stand(county: County) -> None:
    with pytest.raises(Invalid) as refused:
        await county.propose(await county.item(), parts=(A, ""), except_parts=(A,))
    assert [one.path for one in refused.value.problems] == [("parts", "1"), ("except_parts",)]
    with pytest.raises(Invalid) as refused:
        await asked(county, await county.item(), "")
    assert refused.value.problems[0].path == ("facts", "parts", "0")


@pytest.mark.rule("R206")
@one_dialect
async def test_a_case_filed_without_its_parts_is_filed_again_where_a_grant_tells_them_apart(county: County) -> None:
    item = await county.item()
    case = await exercise(county, "department_clerk", item, Stage.ACCEPT)
    await county.publish(item, parts=(A,))  # in force from the moment at which the case was filed
    with pytest.raises(Invalid) as refused:
        await exercise(county, "department_clerk", item, case=case, parts=())
    assert (refused.value.rules, refused.value.problems[0].path) == (("R206",), ("facts", "case"))


# --- from before the register


def sheet(*rows: tuple[str, str, str]) -> bytes:
    """A file of transfers of one item to 官盛镇: from which day, of what, but for what."""
    columns = "item_code,receiver,mode,effective_from,parts,except_parts,basis_level,basis_title,document,document_date"
    papers = "政府文件,实施方案,广区府发〔2024〕1号,2024-05-28,2024-05-30,https://www.guanganqu.gov.cn/1"
    lines = (f"{TRANSPORT_FILING},{GUANSHENG.id},授权,{','.join(row)},{papers}" for row in rows)
    return "\n".join([f"{columns},published_at,published_url", *lines]).encode()


@pytest.mark.rule("R206")
async def test_parts_are_loaded_beside_each_other_and_refused_where_they_meet(county: County) -> None:
    county.clock.forward(days=1)
    one, other = ("2024-06-01", f"{A};{B}", ""), ("2024-07-01", X, "")
    for wrong, column in ((("2024-08-01", B, ""), "item_code"), (("2024-08-01", "注销", "注销"), "except_parts")):
        report = await load.transfers(county.store, COUNTY, sheet(one, other, wrong))
        assert [(problem.line, problem.column) for problem in report.problems] == [(4, column)]
    for told in ("2 transfers imported, 0 on the register already", "0 transfers imported, 2 on the register already"):
        assert (await load.transfers(county.store, COUNTY, sheet(one, other))).lines == (told,)
    assert [one.parts for one in await county.transfers_of(await county.item())] == [(X,), (A, B)]
