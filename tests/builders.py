"""Records for tests, valid by default: a department, its towns, one item, and transfers of it. Keyword-only."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from register.authority import Question
from register.modes import stages_of
from register.records import Basis, Body, Item, Key, Matter, Recall, Reversion, Transfer
from register.rules import Terms
from register.words import (
    BasisLevel,
    BodyKind,
    OpenCases,
    PowerKind,
    RecallGround,
    Stage,
    TownshipKind,
    TransferMode,
)

COUNTY = "511602"
NOON = datetime(2026, 6, 1, 4, tzinfo=UTC)  # noon in China
DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)

TRANSPORT = Body(Key(COUNTY, "transport"), BodyKind.DEPARTMENT, "区交通运输局", COUNTY)
CITY = Body(Key("5116", "city"), BodyKind.DEPARTMENT, "市交通运输局", "5116")
WATER = Body(Key(COUNTY, "water"), BodyKind.DEPARTMENT, "区水务局", COUNTY)
LEGAL_OFFICE = Body(Key(COUNTY, "legal"), BodyKind.DEPARTMENT, "区司法局", COUNTY)
BUREAU = Body(Key(COUNTY, "bureau"), BodyKind.DEPARTMENT, "区综合行政执法局", COUNTY)


def a_town(*, code: str = "511602101", name: str = "官盛镇", kind: TownshipKind = TownshipKind.TOWN) -> Body:
    """A township: its id is its division code."""
    return Body(Key(COUNTY, code), BodyKind.TOWNSHIP, name, code, township=kind)


TOWN = a_town()
OUTPOST = Body(
    Key(COUNTY, "outpost"), BodyKind.DEPARTMENT, "区交通运输局官盛交管站", TOWN.place, parent=TRANSPORT.key.id
)
OTHER_TOWN = a_town(code="511602102", name="协兴镇")


def an_item(*, kind: PowerKind = PowerKind.PENALTY, **more: Any) -> Item:
    """An item of 区交通运输局, on its published list."""
    item = Item(
        key=Key(COUNTY, "item"),
        code="C1",
        scheme="OPAQUE",
        name="对擅自占用公路的处罚",
        kind=kind,
        department=TRANSPORT.key,
        competent=TRANSPORT.key,
        legal_basis=("公路法 第七十六条",),
        important=False,
        confidential=False,
        published=True,
        retired=False,
        version=1,
        recorded_at=NOON - 900 * DAY,
        valid_from=None,
    )
    return replace(item, **more)


def a_basis(*, level: BasisLevel = BasisLevel.LAW, **more: Any) -> Basis:
    """A basis of a level, with a number, a date and the address of its publication."""
    given: dict[str, Any] = {"number": "一号", "date": date(2021, 1, 4), "url": "https://example.cn/1", **more}
    return Basis(level, "依据", **given)


def a_transfer(
    *,
    mode: TransferMode = TransferMode.EMPOWER,
    kind: PowerKind = PowerKind.PENALTY,
    devolver: Body = TRANSPORT,
    receiver: Body = TOWN,
    begins: datetime = NOON,
    **more: Any,
) -> Transfer:
    """A transfer of the item published long ago, in force from noon, with all the stages of its mode."""
    long_ago = begins - 60 * DAY
    transfer = Transfer(
        key=Key(COUNTY, f"{devolver.key.id}-{receiver.key.id}"),
        item=Key(COUNTY, "item"),
        devolver=devolver.key,
        receiver=receiver.key,
        place=receiver.place,
        proposed_by="clerk",
        proposer=devolver.key,
        proposed_at=long_ago,
        version=6,
        recorded_at=long_ago,
        mode=mode,
        stages=stages_of(mode, kind),
        effective_from=begins,
        submitted_at=long_ago,
        reviewed_at=long_ago,
        accepted_at=long_ago,
        confirmed_at=long_ago,
        published_at=long_ago,
    )
    return replace(transfer, **more)


def a_draft(**more: Any) -> Transfer:
    """A transfer just proposed: no step has been taken."""
    steps = ("submitted_at", "reviewed_at", "accepted_at", "confirmed_at", "published_at")
    return replace(a_transfer(), **{**dict.fromkeys(steps), **more})


def a_recall(*, ends: datetime = NOON + 10 * DAY, open_cases: OpenCases = OpenCases.STAY, **more: Any) -> Recall:
    """A recall that has gone all its way, published a day before it takes effect."""
    recall = Recall(
        requested_at=ends - 9 * DAY,
        requested_by="clerk",
        requester=TRANSPORT.key,
        ground=RecallGround.OPERATIONAL,
        basis="评估报告",
        effective_from=ends,
        open_cases=open_cases,
        reviewed_at=ends - 3 * DAY,
        approved_at=ends - 2 * DAY,
        published_at=ends - DAY,
    )
    return replace(recall, **more)


def a_request(**more: Any) -> Recall:
    """A recall that has been requested, and no more, the day before noon."""
    return a_recall(
        **{"requested_at": NOON - DAY, "reviewed_at": None, "approved_at": None, "published_at": None, **more}
    )


def a_reversion(*, body: Body = TOWN, at: datetime = NOON + DAY, **more: Any) -> Reversion:
    """What the legal office found: a body did not act in the case."""
    given: dict[str, Any] = {
        "clause": "承接单位不作为的,由区级部门直接管辖",
        "document": "广区府发〔2026〕3号 第十九条",
    }
    given |= {"url": None, "evidence": "三次督办均未立案", "found_by": LEGAL_OFFICE.key}
    return Reversion(body=body.key, at=at, **given | more)


def a_question(
    *transfers: Transfer,
    stage: Stage = Stage.DECIDE,
    kind: PowerKind = PowerKind.PENALTY,
    item: Item | None = None,
    at: datetime = NOON + DAY,
    place: str = TOWN.place,
    **matter: Any,
) -> Question:
    """Who may decide the penalty at 官盛镇 the day after noon, unless asked otherwise."""
    return Question(item or an_item(kind=kind), TRANSPORT, stage, Matter(place, **matter), at, transfers)


def terms(
    *,
    mode: TransferMode,
    kind: PowerKind = PowerKind.OTHER,
    levels: tuple[BasisLevel, ...] = (BasisLevel.LAW,),
    **more: Any,
) -> Terms:
    """Terms of a transfer to 官盛镇, or under CONCENTRATE to the bureau, with all the stages of its mode and a term."""
    given = Terms(
        item=an_item(kind=kind),
        devolver=TRANSPORT,
        receiver=BUREAU if mode is TransferMode.CONCENTRATE else TOWN,
        mode=mode,
        basis=tuple(a_basis(level=level) for level in levels),
        stages=stages_of(mode, kind),
        termed=True,
        penalty_goes_along=True,
        outpost=OUTPOST,
    )
    return replace(given, **more)
