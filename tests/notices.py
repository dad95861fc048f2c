"""Short ways to a notice: about a case of 官盛镇, or of 区综合执法局 under CONCENTRATE, or about a transfer."""

from typing import Any

from register import cases, departments, notices, powers
from register.departments import NewDepartment
from register.fence import EVERYTHING
from register.notice_kinds import AnswerKind, NoticeKind, Recipient
from register.paging import Ask
from register.powers import Claim, Exercise
from register.records import Item, Key, Notice, Transfer
from register.words import Stage, TransferMode
from tests.county import GUANSHENG, PROVINCE, County
from tests.disputes import BUREAU, bureau

CITY_CLERK = "clerk_of_city"
PREFECTURE = "5116"


async def handle(
    county: County, item: Item, account: str = "township_clerk", stage: Stage = Stage.DECIDE, **claim: Any
) -> Key:
    """The case of an act that an account's body did."""
    actor = await county.actor(account)
    asked = Exercise(item.key, stage, Claim(**{"place": GUANSHENG.id, **claim}))
    act = await powers.exercise(county.store, actor, asked)
    return (await cases.acts_by_key(county.store, actor, [act]))[act].case.key


async def concentrate(county: County, item: Item) -> Transfer:
    """An item handed to the enforcement bureau, in force."""
    own = (await bureau(county)).body
    assert own
    key = await county.propose(item, receiver=Key(*own), mode=TransferMode.CONCENTRATE, basis=(PROVINCE,))
    for verb, account in (("submit", None), ("review", None), ("accept", BUREAU), ("confirm", None)):
        await county.step(verb, key, account)
    return await county.step("publish", key, BUREAU)


async def city_department(county: County) -> Key:
    """A department of the prefecture, with a clerk."""
    async with county.store.changing(EVERYTHING) as session:
        key = await departments.write(session, PREFECTURE, NewDepartment(PREFECTURE, "市交通运输局"))
    await county.add(CITY_CLERK, "市交通运输局", "department_clerk", place=PREFECTURE)
    return key


async def send(county: County, kind: NoticeKind, to: Recipient, account: str = "township_clerk", **more: Any) -> Key:
    """A notice that an account's body sends."""
    new = notices.NewNotice(kind, to, **{"text": "情况如附件", **more})
    return await notices.send(county.store, await county.actor(account), new)


async def answer(
    county: County, key: Key, kind: AnswerKind, account: str = "department_clerk", text: str = "已阅"
) -> Key:
    """What an account's body does about a notice."""
    return await notices.answer(county.store, await county.actor(account), notices.Answer(key, kind, text))


async def seen(county: County, key: Key, account: str | None = "supervisor") -> Notice | None:
    """A notice as an account sees it."""
    return (await notices.by_key(county.store, await county.actor(account), [key])).get(key)


async def listed(county: County, account: str | None = "supervisor", /, **wanted: Any) -> list[Key]:
    """The notices that an account is shown, which are also counted."""
    actor, asked = await county.actor(account), notices.NoticeFilter(**wanted)
    page = (await notices.pages(county.store, actor, [None], asked, Ask()))[None]
    assert (await notices.counts(county.store, actor, [None], asked))[None] == len(page.rows)
    return [one.key for one in page.rows]


async def due(county: County, within: str, account: str | None = "supervisor") -> list[tuple[Key, Recipient]]:
    """What an account is shown to be due, in pages of two, which is also counted: a case, and to whom first of all."""
    actor, page, found = await county.actor(account), Ask(2), list[notices.DueNotice]()
    while True:
        shown = (await notices.due_pages(county.store, actor, [within], page))[within]
        found += shown.rows
        if not shown.has_next:
            break
        page = Ask(2, shown.cursors[-1])
    assert (await notices.due_counts(county.store, actor, [within]))[within] == len(found)
    assert [one.since for one in found] == sorted(one.since for one in found)
    return [(one.case.key, one.duty.to[0]) for one in found]
