"""What a transfer is asked for with: the filter of a list, and what each step takes."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from strawberry import ID

from register import records
from register.transfers import (
    Acceptance,
    Amendment,
    Confirmation,
    Proposal,
    Publication,
    Review,
    SealHanding,
    SealReturn,
    Step,
)
from register.transfers import TransferFilter as Wanted
from schema.declare import field, input_type, names
from schema.enums import BasisLevel, Party, PowerKind, ReportGround, SanctionKind, Stage, TransferMode, TransferStatus
from schema.inputs import Input, Repeatable


@input_type("下放筛选: which transfers are wanted; what is absent does not narrow")
class TransferFilter(Input):
    becomes: ClassVar = Wanted

    status: list[TransferStatus] | None = field("状态: in one of these statuses")
    in_force: bool | None = field("是否生效: in force, or not")
    mode: TransferMode | None = field("下放方式: handed over this way")
    kind: PowerKind | None = field("权力类型: of an item of this kind")
    devolver: ID | None = names("下放主体: handed over by this body", "Department", "Place")
    receiver: ID | None = names("承接主体: received by this body", "Department", "Place")
    item: ID | None = names("权力事项: of this item", "Item")
    county: str | None = field("县: in this county, by its code")
    within: str | None = field("范围: in this division, by its code")
    as_of: datetime | None = field("时点: status and force at this moment; now when absent")
    viewer_may: list[str] | None = field(
        "待办: with which the viewer may take one of these steps now, such as transfer:accept"
    )


@input_type("依据: what a transfer rests on")
class BasisInput(Input):
    becomes: ClassVar = records.Basis

    level: BasisLevel = field("层级: the rank of the law or document")
    title: str = field("名称: what it is called")
    article: str | None = field("条款: the article that allows it")
    number: str | None = field("文号: the number of the document")
    date: "date | None" = field("日期: the day it is dated")
    url: str | None = field("网址: where it is published")


@input_type("保留情形: cases that the grant leaves with the county (R31)")
class RetainedInput(Input):
    becomes: ClassVar = records.Retained

    kind: SanctionKind = field("处罚种类: with this sanction in view")
    above: Decimal | None = field("金额以上: only above this amount; every sanction of the kind when absent")
    party: Party | None = field("当事人类型: only against such a party; any when absent")


@input_type("专项报告: the special report of a receiver that hands on what it received (R71)")
class ReportInput(Input):
    becomes: ClassVar = records.SpecialReport

    ground: ReportGround = field("再次转移理由: why it has to be handed on")
    text: str = field("内容: what is reported, for the legal office to approve with the rest")


@input_type("承接申请: what a receiver that applies for an item says of it (R73, R74)")
class RequestInput(Input):
    becomes: ClassVar = records.ReceiverRequest

    needed: bool = field("迫切需要: whether it urgently needs the power")
    able: bool = field("能够有效承接: whether it is able to exercise it effectively")
    note: str = field("说明: why it is, and with what people and means")


@input_type("提出下放: one item to be handed by its holder to one receiver")
class ProposeTransfer(Repeatable):
    becomes: ClassVar = Proposal

    item: ID = names("权力事项: what is to be handed over", "Item")
    receiver: ID = names("承接主体: who is to receive it", "Department", "Place")
    mode: TransferMode = field("下放方式: how it is handed over (R8)")
    effective_from: datetime = field("生效时间: when it is to take effect, from today on")
    effective_to: datetime | None = field(
        "期限届满时间: the end of the term, which ENTRUST must have (行政处罚法 art. 20)"
    )
    basis: list[BasisInput] = field("依据: what it rests on")
    devolver: ID | None = names(
        "下放主体: an earlier receiver handing on; the department if absent", "Department", "Place"
    )
    stages: list[Stage] | None = field("下放环节: fewer stages than the mode hands over; all of those when absent")
    outpost: ID | None = names("派出机构: under INTERNAL, the dispatched body at the place (R4)", "Department")
    retained: list[RetainedInput] = field("保留情形: cases left with the county (R31)", default_factory=list)
    parts: list[str] = field(
        "部分事项: the parts 子项 or scopes it covers, by name; the whole when empty (R206)", default_factory=list
    )
    except_parts: list[str] = field("除外部分: the parts or scopes it leaves out (R206)", default_factory=list)
    also_places: list[str] = field(
        "所含园区: parks in the receiver's area that have codes of their own, by these (R113)", default_factory=list
    )
    except_places: list[str] = field("除外区域: the places it cuts out, by their codes (R113)", default_factory=list)
    serves: list[str] = field(
        "服务辐射: neighbouring townships for whose holders the receiver's counter accepts (R112)", default_factory=list
    )
    retains_across: bool = field(
        "跨区域保留: a matter that lies in several townships stays with the devolver (R208)", default=False
    )
    reserves_stepping_in: bool = field(
        "保留直接行使: of a penalty, the devolver may itself act when necessary (R30)", default=False
    )
    condition: str | None = field("条件: what has to happen before it is confirmed, such as 待省编委办批准 (R205)")
    report: ReportInput | None = field("专项报告: needed of a devolver that received the item itself (R71)")
    request: RequestInput | None = field("承接申请: of a receiver that proposes it itself; flagged when absent (R74)")


@input_type("下放步骤: which transfer, as it was read")
class OfTransfer(Repeatable):
    transfer: ID = names("下放: the transfer in question", "Transfer")
    expected_version: int = field("预期版本: the version that was read")


@input_type("修改下放: a draft or a returned transfer to amend; absent fields stay as they are")
class AmendTransfer(OfTransfer):
    becomes: ClassVar = Amendment

    mode: TransferMode | None = field("下放方式: how it is handed over from now on")
    effective_from: datetime | None = field("生效时间: when it is to take effect")
    effective_to: datetime | None = field("期限届满时间: the end of the term")
    basis: list[BasisInput] | None = field("依据: all that it rests on")
    stages: list[Stage] | None = field("下放环节: the stages handed over")
    outpost: ID | None = names("派出机构: under INTERNAL, the dispatched body at the place", "Department")
    retained: list[RetainedInput] | None = field("保留情形: all cases left with the county")
    parts: list[str] | None = field("部分事项: all parts that it covers; empty for the whole")
    except_parts: list[str] | None = field("除外部分: all parts that it leaves out")
    also_places: list[str] | None = field("所含园区: all parks in the receiver's area that it reaches")
    except_places: list[str] | None = field("除外区域: all places that it cuts out")
    serves: list[str] | None = field("服务辐射: all neighbouring townships that its counter serves")
    retains_across: bool | None = field("跨区域保留: whether a matter in several townships stays with the devolver")
    reserves_stepping_in: bool | None = field("保留直接行使: whether the devolver may act when necessary (R30)")
    condition: str | None = field("条件: what has to happen before it is confirmed; empty: nothing any more")
    report: ReportInput | None = field("专项报告: of a devolver that received the item itself")
    request: RequestInput | None = field("承接申请: of a receiver that proposed it itself (R74)")


@input_type("办理步骤: a step that needs no more than a note")
class StepTransfer(OfTransfer):
    becomes: ClassVar = Step

    note: str | None = field("备注: a word on it; to decline, the reason")


@input_type("审查、批准: the legal office's answer, or the government's to a recall")
class ReviewTransfer(OfTransfer):
    becomes: ClassVar = Review

    approve: bool = field("是否通过: pass it, or send it back; a recall that is not passed ends there")
    opinion: str = field("审查意见: the opinion, and what to mend")


@input_type("承接: the receiver's acceptance")
class AcceptTransfer(OfTransfer):
    becomes: ClassVar = Acceptance

    plan: str = field("承接方案: how the receiver will exercise the power")
    contact: str = field("联络员: whom to turn to at the receiver")


@input_type("确认: the government's confirmation; under ENTRUST the filed 委托书")
class ConfirmTransfer(OfTransfer):
    becomes: ClassVar = Confirmation

    document: str = field("文号: the number of the government's document")
    document_date: date = field("成文日期: the day it is dated")
    signed_at: date | None = field("签订日期: under ENTRUST, when the 委托书 was signed (R55)")
    filing_number: str | None = field("备案号: under ENTRUST, what the 委托书 is filed under (R57)")
    filed_at: date | None = field("备案日期: under ENTRUST, when the 委托书 was filed (R57)")
    condition_met: str | None = field("条件成就: the document that shows that its condition was met (R205)")


@input_type("公布: where the transfer or its recall was published, or when a confidential one was served")
class PublishTransfer(OfTransfer):
    becomes: ClassVar = Publication

    url: str | None = field("网址: where it is published")
    served_on: date | None = field("送达日期: for a confidential item, when both parties were served (R89)")


@input_type("交付印章: a special seal of the devolver to hand to the receiver, under AGENCY (R6)")
class HandSeal(OfTransfer):
    becomes: ClassVar = SealHanding

    seal: str = field("印章名称: what is engraved on it")
    document: str = field("文号: the document by which it is handed over")
    kept_by: str = field("保管人: the office or person of the receiver that keeps it")


@input_type("交还印章: the seal that is with the receiver, to take back (R6)")
class ReturnSeal(OfTransfer):
    becomes: ClassVar = SealReturn

    document: str = field("文号: the document by which it is taken back")
