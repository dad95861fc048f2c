"""Certificates of officers: the legal office issues and revokes them, all may read them, who enforces shows them."""

from datetime import timedelta
from typing import Any

import pytest

from register import cases, certificates, powers
from register.imports.parse import parse_acts
from register.paging import Ask
from register.powers import Asked, Claim, Exercise, Manner
from register.records import Act, Item, Key
from register.refusals import Conflict, Invalid, NotAllowed, NotFound, NotLawful, OutOfTurn
from register.words import PowerKind, Stage, Validity
from tests.county import COUNTY, GUANSHENG, XIEXING, County
from tests.databases import one_dialect

pytestmark = pytest.mark.rule("R146")


async def investigate(county: County, item: Item, *officers: str, **more: Any) -> Act:
    asked = Exercise(item.key, Stage.INVESTIGATE, Claim(GUANSHENG.id, **more), officers=officers)
    key = await powers.exercise(county.store, await county.actor("department_clerk"), asked)
    return (await cases.acts_by_key(county.store, await county.actor("supervisor"), [key]))[key]


async def refused(county: County, item: Item, *officers: str) -> NotLawful:
    with pytest.raises(NotLawful) as refusal:
        await investigate(county, item, *officers)
    assert refusal.value.rules == ("R146",)
    return refusal.value


async def ruling(county: County, act: Act) -> Validity:
    actor = await county.actor("supervisor")
    return (await powers.rulings_of(county.store, actor, [act]))[act.key].validity


async def test_once_certificates_are_kept_two_officers_show_theirs(county: County) -> None:
    item = await county.enter_item(PowerKind.PENALTY, "对违法超限运输的处罚")
    before = await investigate(county, item)  # nobody keeps certificates yet
    assert before.officers == ()
    county.clock.forward(minutes=1)
    await county.issue_certificate("川1", item.department)
    townsman = (await county.issue_certificate("川9", GUANSHENG)).id
    refusal = await refused(county, item)
    assert "no officer is named" in refusal.message
    assert "name two officers" in (refusal.remedy or "")
    assert "one officer" in (await refused(county, item, "川1")).message
    assert "is not one of 区交通运输局" in (await refused(county, item, "川1", townsman)).message
    with pytest.raises(Invalid) as unknown:
        await investigate(county, item, "川1", "川2")
    assert unknown.value.problems[0].path == ("officers", "1")
    second = await county.issue_certificate("川2", item.department)
    act = await investigate(county, item, "川1", "川2")
    assert act.officers == ("川1", "川2")
    county.clock.forward(hours=1)
    await county.revoke_certificate(second)
    assert "was revoked" in (await refused(county, item, "川1", "川2")).message
    assert [await ruling(county, one) for one in (before, act)] == [Validity.VALID, Validity.VALID]


@one_dialect
async def test_a_supervisor_asks_of_one_officer_alone_and_of_what_was_known_when(county: County) -> None:
    item = await county.enter_item(PowerKind.PENALTY, "对违法超限运输的处罚")
    await county.issue_certificate("川1", item.department)
    second = await county.issue_certificate("川2", item.department)
    done = county.clock.forward(hours=1)
    revoked = county.clock.forward(days=1)
    await county.revoke_certificate(second)
    actor, later = await county.actor("supervisor"), county.clock.forward(days=1)

    async def asked(*officers: str, **more: Any) -> str:
        manner = Manner(officers)
        ask = Asked(item.key, Stage.INVESTIGATE, Claim(GUANSHENG.id), **{"at": later, "manner": manner, **more})
        return (await powers.ruling(county.store, actor, item.department, ask)).rules[0]

    assert [await asked("川1"), await asked("川1", "川2"), await asked("川1", "无")] == ["R146"] * 3
    assert await asked("川1", "川2", at=done) == "R36"  # the rule by which the department holds it
    assert await asked("川1", "川2", known_at=revoked - timedelta(hours=1)) == "R36"
    assert await asked("川1", at=done - timedelta(days=2)) == "R36"  # none were kept then
    assert await asked(manner=Manner()) == "R36"


@one_dialect
@pytest.mark.rule("R151")
async def test_a_file_of_acts_says_who_did_them_and_whether_they_were_reviewed(county: County) -> None:
    item = await county.enter_item(PowerKind.PENALTY, "对违法超限运输的处罚", decisions_reviewed=True)
    for number in ("川1", "川2"):
        await county.issue_certificate(number, item.department)
    at = county.clock.forward(hours=1).isoformat()
    lines = [
        f"区交通运输局,{item.code},{stage},{GUANSHENG.id},{at},{officers},{reviewed}"
        for stage, officers, reviewed in (
            ("调查取证", "川1;川2", ""),
            ("调查取证", "川1", ""),
            ("调查取证", "-", ""),
            ("调查取证", "", ""),
            ("决定", "", "true"),
            ("决定", "", "false"),
            ("决定", "", ""),
        )
    ]
    text = "\n".join(["body,item_code,stage,place,at,officers,reviewed", *lines])
    file = parse_acts(text.encode())
    judged = powers.judge(county.store, await county.actor("supervisor"), COUNTY, file)
    rules = [one.ruling and one.ruling.rules[0] for some in [found async for found in judged] for one in some]
    assert rules == ["R36", "R146", "R146", "R36", "R36", "R151", "R36"]


async def test_a_certificate_is_issued_and_revoked_once_by_the_legal_office(county: County) -> None:
    key = await county.issue_certificate("川1")
    with pytest.raises(Conflict, match="is taken"):
        await county.issue_certificate("川1", XIEXING)
    found = (await certificates.by_key(county.store, [key, Key(COUNTY, "川2")]))[key]
    assert (found.number, found.body, found.revoked_at) == ("川1", GUANSHENG, None)
    revoked = county.clock.forward(hours=1)
    await county.revoke_certificate(key)
    found = (await certificates.by_key(county.store, [key]))[key]
    assert (found.revoked_at, found.revoked_for) == (revoked, "调离执法岗位")
    with pytest.raises(OutOfTurn):
        await county.revoke_certificate(key)
    with pytest.raises(NotFound):
        await county.revoke_certificate(Key(COUNTY, "川2"))
    with pytest.raises(NotFound):
        await county.revoke_certificate(Key("511603", "川1"))


@one_dialect
@pytest.mark.rule("R193")
@pytest.mark.parametrize("account", ["department_clerk", "township_clerk", "government_officer", "registrar"])
async def test_nobody_else_issues_or_revokes_certificates(county: County, account: str) -> None:
    key = await county.issue_certificate("川1")
    actor, today = await county.actor(account), county.clock().date()
    new = certificates.NewCertificate("川2", "李四", GUANSHENG, today, today)
    with pytest.raises((NotAllowed, NotLawful)):
        await certificates.issue(county.store, actor, new)
    with pytest.raises((NotAllowed, NotLawful)):
        await county.revoke_certificate(key, account)
    assert (await certificates.by_key(county.store, [key]))[key].revoked_at is None


@one_dialect
async def test_every_problem_of_a_certificate_is_told_at_once(county: County) -> None:
    day = county.clock().date()
    with pytest.raises(Invalid) as refusal:
        await county.issue_certificate("川 1", officer=" ", valid_from=day, valid_to=day - timedelta(days=1))
    assert [one.path for one in refusal.value.problems] == [("number",), ("officer",), ("valid_to",)]
    with pytest.raises(NotFound):
        await county.issue_certificate("川1", Key("511603", "511603101"))


@one_dialect
async def test_certificates_are_listed_by_body(county: County) -> None:
    for number in ("川2", "川1"):
        await county.issue_certificate(number)
    bodies = [GUANSHENG, XIEXING]
    pages = await certificates.pages(county.store, bodies, Ask(200))
    assert [[one.number for one in pages[body].rows] for body in bodies] == [["川1", "川2"], []]
    assert await certificates.counts(county.store, bodies) == {GUANSHENG: 2, XIEXING: 0}
