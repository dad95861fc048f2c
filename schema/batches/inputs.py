"""What a batch is proposed with, and what each of its steps takes."""

from datetime import date, datetime
from typing import ClassVar

from strawberry import ID

from register import batches, records
from schema.declare import field, input_type, names
from schema.enums import Content, Match, Piece, Stage, TransferMode
from schema.inputs import Input, Repeatable
from schema.transfers.inputs import BasisInput, ReportInput, RequestInput, RetainedInput


@input_type("下放条款: what a list and each of its items may say; an item that leaves it out is as the list has it")
class TermsInput(Input):
    effective_to: datetime | None = field("期限届满时间: the end of the term")
    devolver: ID | None = names(
        "下放主体: an earlier receiver handing on; each item's department if absent", "Department", "Place"
    )
    stages: list[Stage] | None = field("下放环节: fewer stages than the mode hands over")
    outpost: ID | None = names("派出机构: under INTERNAL, the dispatched body at the place (R4)", "Department")
    retained: list[RetainedInput] | None = field("保留情形: cases left with the county (R31)")
    reserves_stepping_in: bool | None = field("保留直接行使: of a penalty, the devolver may act when necessary (R30)")
    condition: str | None = field("条件: what has to happen before it is confirmed (R205)")
    report: ReportInput | None = field("专项报告: needed of a devolver that received the item itself (R71)")
    request: RequestInput | None = field("承接申请: of a receiver that proposes it itself (R74)")
    also_places: list[str] | None = field("所含园区: parks in the receiver's area that it reaches, by code (R113)")
    except_places: list[str] | None = field("除外区域: places it cuts out, by code (R113)")
    serves: list[str] | None = field("服务辐射: neighbouring townships that its counter serves, by code (R112)")
    retains_across: bool | None = field("跨区域保留: a matter in several townships stays with the devolver (R208)")


@input_type("清单事项: one item of a list, and the terms in which it differs; absent ones are as the list has them")
class BatchItemInput(TermsInput):
    becomes: ClassVar = batches.Listed

    item: ID = names("权力事项: what is to be handed over", "Item")
    receiver: ID | None = names("承接主体: who is to receive it", "Department", "Place")
    mode: TransferMode | None = field("下放方式: how it is handed over (R8)")
    effective_from: datetime | None = field("生效时间: when it is to take effect")
    basis: list[BasisInput] | None = field("依据: all that it rests on")
    parts: list[str] | None = field("部分事项: the parts or scopes it covers (R206)")
    except_parts: list[str] | None = field("除外部分: the parts or scopes it leaves out (R206)")


@input_type("提出批次: a whole list of items to be handed over together, all of it or none (R75)")
class ProposeBatch(TermsInput, Repeatable):
    becomes: ClassVar = batches.NewBatch

    title: str = field("名称: what the list is called, as 首批赋权事项清单")
    items: list[BatchItemInput] = field("事项: what is handed over, up to 1,000")
    receiver: ID = names("承接主体: who is to receive it; items may name others of the county", "Department", "Place")
    mode: TransferMode = field("下放方式: how it is handed over (R8)")
    effective_from: datetime = field("生效时间: when it is to take effect, from today on")
    basis: list[BasisInput] = field("依据: what it rests on")


@input_type("批次步骤: which batch, as it was read")
class OfBatch(Repeatable):
    batch: ID = names("批次: the batch in question", "Batch")
    expected_version: int = field("预期版本: the version that was read")


@input_type("批次办理步骤: a step of a batch that needs no more than a note")
class StepBatch(OfBatch):
    becomes: ClassVar = batches.BatchStep

    note: str | None = field("备注: a word on it; to decline, the reason")


@input_type("批次审查: the legal office's answer to a batch")
class ReviewBatch(OfBatch):
    becomes: ClassVar = batches.BatchReview

    approve: bool = field("是否通过: pass all of it, or send all of it back")
    opinion: str = field("审查意见: the opinion, and what to mend")


@input_type("批次确认: the government's confirmation by one document; under ENTRUST the filed 委托书")
class ConfirmBatch(OfBatch):
    becomes: ClassVar = batches.BatchConfirmation

    document: str = field("文号: the number of the government's document")
    document_date: date = field("成文日期: the day it is dated")
    signed_at: date | None = field("签订日期: under ENTRUST, when the 委托书 was signed (R55)")
    filing_number: str | None = field("备案号: under ENTRUST, what the 委托书 is filed under (R57)")
    filed_at: date | None = field("备案日期: under ENTRUST, when the 委托书 was filed (R57)")
    condition_met: str | None = field("条件成就: the document that shows that their condition was met (R205)")


@input_type("批次公布: where a batch was published, and when what is confidential in it was served")
class PublishBatch(OfBatch):
    becomes: ClassVar = batches.BatchPublication

    url: str | None = field("网址: where it is published")
    served_on: date | None = field("送达日期: for its confidential items, when both parties were served (R89)")


@input_type("材料内容: what a piece says under one heading")
class PaperContentInput(Input):
    becomes: ClassVar = batches.Said

    content: Content = field("标题: the heading")
    text: str = field("内容: what it says, up to 1,500 characters")


@input_type("承接工作机构: which office of a receiver takes over what a devolver hands to it (R59, R66)")
class ReceivingOfficeInput(Input):
    becomes: ClassVar = records.ReceivingOffice

    devolver: ID = names("下放主体: whoever hands over", "Department", "Place")
    receiver: ID = names("承接主体: whose office it is", "Department", "Place")
    office: str = field("工作机构: the office or team, as 综合便民服务中心")
    matches: list[Match] = field("对口原则: by what it matches, at least one")


@input_type("批次材料: a piece to file")
class BatchPaperInput(Input):
    becomes: ClassVar = batches.Filed

    piece: Piece = field("类型: what piece it is")
    text: str | None = field("内容: what it says; MEASURES and PLAN say it in `contents`, OFFICE in `offices`")
    contents: list[PaperContentInput] = field(
        "内容: of MEASURES 实施办法 (R54) and PLAN 承接方案 (R58), all that it has to say", default_factory=list
    )
    offices: list[ReceivingOfficeInput] = field(
        "承接工作机构: of OFFICE, one for each receiver and each devolver of the batch (R59, R66)", default_factory=list
    )
    number: str | None = field("文号: the number it is filed under")
    date: "date | None" = field("日期: the day it is dated")
    url: str | None = field("网址: where it is published")


@input_type("报送批次材料: pieces filed with a batch, each by the body it belongs to")
class FileBatch(OfBatch):
    becomes: ClassVar = batches.Filing

    papers: list[BatchPaperInput] = field("材料: the pieces")
