"""Recalls 收回: taking a transfer back, one mutation for each step."""

from datetime import datetime
from typing import ClassVar

import strawberry

from register import recalls
from schema.context import Info
from schema.declare import Given, field, input_type
from schema.enums import OpenCases, RecallGround
from schema.inputs import change
from schema.transfers.inputs import OfTransfer, PublishTransfer, ReviewTransfer
from schema.transfers.mutations import TransferResult
from schema.transfers.types import done


@input_type("申请收回: a published transfer to be taken back")
class RequestRecall(OfTransfer):
    becomes: ClassVar = recalls.Request

    ground: RecallGround = field("理由: why; a receiver that asks is unable to exercise it")
    basis: str = field("依据: the law or document that asks for it (R42)")
    effective_from: datetime = field("收回时间: when it is to end, from today on; not before the recall is published")
    open_cases: OpenCases = field("未结案件: what becomes of its open cases (R209)", default=OpenCases.STAY)


@strawberry.type
class RecallMutations:
    @field("申请收回: the devolver or the legal office asks; the receiver where it is unable (recall:request)")
    async def request_recall(self, info: Info, input: Given[RequestRecall]) -> TransferResult:
        return await change(info, input, recalls.request, done)

    @field("收回审查: the legal office passes or refuses; refused, the request ends (recall:review)")
    async def review_recall(self, info: Info, input: Given[ReviewTransfer]) -> TransferResult:
        return await change(info, input, recalls.review, done)

    @field("收回批准: the government approves, but for a change of law on an unimportant item (recall:approve)")
    async def approve_recall(self, info: Info, input: Given[ReviewTransfer]) -> TransferResult:
        return await change(info, input, recalls.approve, done)

    @field("收回公布: the legal office or the government publishes; from then or its day on it ends (recall:publish)")
    async def publish_recall(self, info: Info, input: Given[PublishTransfer]) -> TransferResult:
        return await change(info, input, recalls.publish, done)
