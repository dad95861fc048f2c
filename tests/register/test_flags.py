"""Flags: what is told about an item or a transfer although nothing forbids it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from register import flags
from register.flags import Flag
from register.records import Basis, Document, Item, Key, ReceiverRequest, Transfer
from register.words import BasisLevel, PowerKind, Stage, TransferMode

DAY = datetime(2024, 6, 1, tzinfo=UTC)
DEPARTMENT, TOWN = Key("511602", "d1"), Key("511602", "511602100")
DECISION = Basis(BasisLevel.PROVINCIAL_DECISION, "四川省人民政府关于赋权的决定", number="川府发〔2024〕1号")
APPROVAL = Basis(BasisLevel.GOVERNMENT_DOCUMENT, "国务院关于同意的批复", number="国函〔2024〕1号")
LAW = Basis(BasisLevel.LAW, "中华人民共和国行政处罚法", article="第二十四条")

AN_ITEM = Item(
    key=Key("511602", "i1"),
    code="C1",
    scheme="OPAQUE",
    name="甲",
    kind=PowerKind.LICENSING,
    department=DEPARTMENT,
    competent=DEPARTMENT,
    legal_basis=("某法第一条",),
    important=False,
    confidential=False,
    published=True,
    retired=False,
    version=1,
    recorded_at=DAY,
    valid_from=None,
)
A_TRANSFER = Transfer(
    key=Key("511602", "t1"),
    item=AN_ITEM.key,
    devolver=DEPARTMENT,
    receiver=TOWN,
    place=TOWN.id,
    proposed_by="clerk",
    proposer=DEPARTMENT,
    proposed_at=DAY,
    version=1,
    recorded_at=DAY,
    mode=TransferMode.RESTORE,
    stages=(Stage.DECIDE,),
    effective_from=DAY,
)


def test_an_item_without_a_legal_basis_is_flagged() -> None:
    assert flags.of_item(AN_ITEM) == ()
    assert flags.of_item(replace(AN_ITEM, legal_basis=())) == (Flag.NO_LEGAL_BASIS,)


@pytest.mark.parametrize(
    ("mode", "kind", "basis", "expected"),
    [
        (TransferMode.RESTORE, PowerKind.LICENSING, (LAW,), ()),
        (TransferMode.RESTORE, PowerKind.LICENSING, (), (Flag.NO_LEGAL_BASIS,)),
        (TransferMode.EMPOWER, PowerKind.LICENSING, (DECISION,), (Flag.NO_STATE_COUNCIL_APPROVAL,)),
        (TransferMode.EMPOWER, PowerKind.LICENSING, (DECISION, APPROVAL), ()),
        (TransferMode.EMPOWER, PowerKind.PENALTY, (DECISION,), ()),
        (TransferMode.CONCENTRATE, PowerKind.LICENSING, (DECISION,), (Flag.NO_STATE_COUNCIL_APPROVAL,)),
        (TransferMode.CONCENTRATE, PowerKind.LICENSING, (DECISION, APPROVAL), ()),
        (TransferMode.CONCENTRATE, PowerKind.PENALTY, (DECISION,), ()),
        (TransferMode.AUTHORIZE, PowerKind.LICENSING, (LAW,), ()),
        (TransferMode.AUTHORIZE, PowerKind.LICENSING, (DECISION,), (Flag.MAY_BE_ENTRUSTMENT,)),
    ],
)
def test_a_transfer_is_flagged_for_what_its_basis_leaves_open(
    mode: TransferMode, kind: PowerKind, basis: tuple[Basis, ...], expected: tuple[Flag, ...]
) -> None:
    assert flags.of_transfer(replace(A_TRANSFER, mode=mode, basis=basis), kind) == expected


@pytest.mark.rule("R168")
@pytest.mark.parametrize(
    ("plan", "flagged"),
    [("实行双重管理,纳入评议考核", False), ("实行双重管理", True), ("纳入考核", True), (None, True)],
)
def test_an_internal_procedure_without_dual_management_and_appraisal_is_flagged(
    plan: str | None, *, flagged: bool
) -> None:
    papers = (Document("承接方案", text=plan),)
    internal = replace(A_TRANSFER, mode=TransferMode.INTERNAL, basis=(LAW,), documents=papers)
    assert (Flag.NO_DUAL_MANAGEMENT in flags.of_transfer(internal, PowerKind.OTHER)) is flagged
    assert Flag.NO_DUAL_MANAGEMENT not in flags.of_transfer(
        replace(internal, mode=TransferMode.AGENCY), PowerKind.OTHER
    )


@pytest.mark.rule("R74")
def test_a_township_that_applies_without_saying_whether_it_needs_the_item_and_is_able_is_flagged() -> None:
    applied = replace(A_TRANSFER, basis=(LAW,), proposer=TOWN)
    assert flags.of_transfer(applied, PowerKind.OTHER) == (Flag.REQUEST_UNTESTED,)
    said = replace(applied, request=ReceiverRequest(needed=True, able=True, note="辖区企业多"))
    assert flags.of_transfer(said, PowerKind.OTHER) == ()
    assert flags.of_transfer(replace(applied, proposer=DEPARTMENT), PowerKind.OTHER) == ()
