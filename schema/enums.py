"""The closed vocabularies of the register as enums of the graph, described in their own terms."""

from typing import Any

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from register.notice_kinds import AnswerKind, NoticeKind, Occasion, Recipient
from register.pieces import Content, Match, Piece
from register.uniformity import Against, Difference
from register.words import (
    ActionKind,
    BasisLevel,
    Demand,
    DisputeStatus,
    DutyList,
    Effect,
    Ending,
    LimitKind,
    Office,
    OpenCases,
    Party,
    PlaceLevel,
    PowerKind,
    RecallGround,
    RefusalCode,
    ReportGround,
    SanctionKind,
    Stage,
    SuccessionKind,
    TownshipKind,
    TransferMode,
    TransferStatus,
    Validity,
    Word,
)

__all__ = [
    "ActionKind",
    "Against",
    "AnswerKind",
    "BasisLevel",
    "Content",
    "Demand",
    "Difference",
    "DisputeStatus",
    "DutyList",
    "Effect",
    "Ending",
    "LimitKind",
    "Match",
    "NoticeKind",
    "Occasion",
    "Office",
    "OpenCases",
    "Party",
    "Piece",
    "PlaceLevel",
    "PowerKind",
    "RecallGround",
    "Recipient",
    "RefusalCode",
    "ReportGround",
    "SanctionKind",
    "Stage",
    "SuccessionKind",
    "TownshipKind",
    "TransferMode",
    "TransferStatus",
    "Validity",
]

TERMS: dict[type[Word], str] = {
    ActionKind: "行为类别",
    Against: "对照范围",
    AnswerKind: "公文处理方式",
    BasisLevel: "依据层级",
    Content: "材料内容",
    Demand: "变相行使",
    Difference: "差异",
    DisputeStatus: "争议状态",
    DutyList: "履职事项清单",
    Effect: "策略效果",
    Ending: "结案方式",
    LimitKind: "时限类别",
    Match: "对口原则",
    NoticeKind: "公文种类",
    Occasion: "发文情形",
    Office: "职责",
    OpenCases: "未结案件",
    Party: "当事人类型",
    Piece: "批次材料",
    PlaceLevel: "行政区划级别",
    PowerKind: "权力类型",
    RecallGround: "收回理由",
    Recipient: "受文机关类别",
    RefusalCode: "拒绝代码",
    ReportGround: "再次转移理由",
    SanctionKind: "行政处罚种类",
    Stage: "环节",
    SuccessionKind: "承继方式",
    TownshipKind: "承接单位类型",
    TransferMode: "下放方式",
    TransferStatus: "下放状态",
    Validity: "效力",
}


def _declare(words: type[Word], term: str) -> None:
    meaning = (words.__doc__ or "").splitlines()[0].removesuffix(".")
    declared: Any = strawberry.enum(words, description=f"{term}: {meaning[:1].lower()}{meaning[1:]}")
    definition: StrawberryEnumDefinition = declared.__strawberry_definition__
    for value, word in zip(definition.values, words, strict=True):
        value.description = word.description  # `strawberry.enum_value` would take the place of the word itself


for _words, _term in TERMS.items():
    _declare(_words, _term)
