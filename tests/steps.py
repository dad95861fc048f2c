"""The steps as tests take them: what takes each, as whom, and what is said then."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from register import batches, readiness, recalls, transfers
from register.pieces import Piece
from register.words import OpenCases, RecallGround


def contents(piece: Piece) -> tuple[batches.Said, ...]:
    """All that a piece has to say."""
    return tuple(batches.Said(one, f"{one.chinese}如附件") for one in readiness.LINES[piece].contents)


def deed(now: datetime) -> dict[str, Any]:
    """A 委托书 signed and filed today."""
    return {"signed_at": now.date(), "filing_number": "广司备〔2026〕7号", "filed_at": now.date()}


class Known(NamedTuple):
    """A step: what takes it, its command, who takes it, and what is said then."""

    take: Callable[..., Any]
    command: Callable[..., Any]
    who: str
    given: Callable[[datetime], dict[str, Any]] = lambda _now: {}


STEPS = {
    "submit": Known(transfers.submit, transfers.Step, "department_clerk"),
    "review": Known(
        transfers.review, transfers.Review, "legal_reviewer", lambda _now: {"approve": True, "opinion": "符合下放目录"}
    ),
    "accept": Known(
        transfers.accept,
        transfers.Acceptance,
        "township_clerk",
        lambda _now: {"plan": "便民服务中心承接", "contact": "李四"},
    ),
    "decline": Known(transfers.decline, transfers.Step, "township_clerk", lambda _now: {"note": "无对口机构"}),
    "confirm": Known(
        transfers.confirm,
        transfers.Confirmation,
        "government_officer",
        lambda now: {"document": "广区府发〔2026〕3号", "document_date": now.date()},
    ),
    "publish": Known(
        transfers.publish,
        transfers.Publication,
        "township_clerk",
        lambda _now: {"url": "https://www.guanganqu.gov.cn/1"},
    ),
    "withdraw": Known(transfers.withdraw, transfers.Step, "department_clerk"),
}
SERVICE = "clerk_of_区行政审批局"  # which is the service centre 政务中心 too
DEVOLVERS = (Piece.MEASURES, Piece.CATALOGUE, Piece.TRAINING_PLAN, Piece.TRAINING)
RECEIVERS = (Piece.PLAN, Piece.LIAISON, Piece.READINESS)
LEGALS = (Piece.LAW_TRAINING, Piece.QUALIFICATION, Piece.RULES, Piece.STANDARDS)
BATCH_STEPS: dict[str, Callable[..., Any]] = {
    "review": batches.BatchReview,
    "confirm": batches.BatchConfirmation,
    "publish": batches.BatchPublication,
}
RECALL_STEPS = {
    "request": Known(
        recalls.request,
        recalls.Request,
        "department_clerk",
        lambda now: {
            "ground": RecallGround.OPERATIONAL,
            "basis": "2026年赋权事项评估报告",
            "effective_from": now,
            "open_cases": OpenCases.STAY,
        },
    ),
    "review": Known(
        recalls.review, transfers.Review, "legal_reviewer", lambda _now: {"approve": True, "opinion": "符合收回条件"}
    ),
    "approve": Known(
        recalls.approve, transfers.Review, "government_officer", lambda _now: {"approve": True, "opinion": "同意收回"}
    ),
    "publish": Known(
        recalls.publish,
        transfers.Publication,
        "government_officer",
        lambda _now: {"url": "https://www.guanganqu.gov.cn/2"},
    ),
}
