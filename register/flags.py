"""What to know about an item, a transfer or an act although nothing forbids it: flagged, not refused. Pure."""

from register.modes import rests_on_law
from register.random_checks import MOST
from register.records import Act, Item, Transfer
from register.words import PowerKind, TransferMode, Word

_STATE_COUNCIL = "国务院"


class Flag(Word):
    """A mark on an item, a transfer or an act."""

    NO_LEGAL_BASIS = "NO_LEGAL_BASIS", "缺少法定依据", "nothing is said of what it rests on"
    NO_STATE_COUNCIL_APPROVAL = (
        "NO_STATE_COUNCIL_APPROVAL",
        "未见国务院批准",
        "a permit under EMPOWER or CONCENTRATE whose basis names no approval by the State Council (行政许可法 art. 25)",
    )
    NO_DUAL_MANAGEMENT = (
        "NO_DUAL_MANAGEMENT",
        "未见双重管理",
        "INTERNAL whose plan names no dual management 双重管理 with appraisal 考核 of the outpost (R168)",
    )
    REQUEST_UNTESTED = (
        "REQUEST_UNTESTED",
        "申请未说明必要性与承接能力",
        "a township applied for it and did not say whether it needs it and is able (R74)",
    )
    MANY_RANDOM_CHECKS = (
        "MANY_RANDOM_CHECKS",
        "一年内抽查超过2次",
        "the third random check of one market body within a year, or a later one, and no reason is given for it (R154)",
    )
    MAY_BE_ENTRUSTMENT = (
        "MAY_BE_ENTRUSTMENT",
        "可能视为委托",
        "AUTHORIZE without a law, regulation or rule may be treated as an entrustment (解释20 III)",
    )


def of_item(item: Item) -> tuple[Flag, ...]:
    """Flag an item."""
    return () if item.legal_basis else (Flag.NO_LEGAL_BASIS,)


def of_transfer(transfer: Transfer, kind: PowerKind) -> tuple[Flag, ...]:
    """Flag a transfer of an item of this kind."""
    decided = transfer.mode in (TransferMode.EMPOWER, TransferMode.CONCENTRATE)  # by the province
    permit = decided and kind is PowerKind.LICENSING
    raised = {
        Flag.NO_LEGAL_BASIS: not transfer.basis,
        Flag.NO_STATE_COUNCIL_APPROVAL: permit and not _names_the_state_council(transfer),
        Flag.NO_DUAL_MANAGEMENT: transfer.mode is TransferMode.INTERNAL and not _manages_dually(transfer),
        Flag.REQUEST_UNTESTED: _untested(transfer),
        Flag.MAY_BE_ENTRUSTMENT: transfer.mode is TransferMode.AUTHORIZE and not rests_on_law(transfer.basis),
    }
    return tuple(flag for flag, holds in raised.items() if holds)


def _untested(transfer: Transfer) -> bool:
    # Under CONCENTRATE the receiver is a department, which the tests for townships do not concern.
    township = transfer.mode is not TransferMode.CONCENTRATE
    return township and transfer.applied_for and transfer.request is None


def of_act(act: Act) -> tuple[Flag, ...]:
    """Flag an act: checks of one market body are few (R154), but for a complaint, a hazard, bad faith."""
    check = act.random_check
    many = check is not None and check.number > MOST and check.reason is None
    return (Flag.MANY_RANDOM_CHECKS,) if many else ()


def _names_the_state_council(transfer: Transfer) -> bool:
    said = (text for basis in transfer.basis for text in (basis.title, basis.article, basis.number) if text)
    return any(_STATE_COUNCIL in text for text in said)


def _manages_dually(transfer: Transfer) -> bool:
    said = "".join(paper.text for paper in transfer.documents if paper.text)
    return "双重管理" in said and "考核" in said
