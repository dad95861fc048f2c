"""The steps in the life of a transfer, one mutation each."""

from typing import Annotated

import strawberry

from register import transfers
from schema.context import Info
from schema.declare import Given, field
from schema.inputs import change
from schema.refusals import Invalid, NotLawful, OutOfDate, Refused
from schema.transfers.inputs import (
    AcceptTransfer,
    AmendTransfer,
    ConfirmTransfer,
    HandSeal,
    ProposeTransfer,
    PublishTransfer,
    ReturnSeal,
    ReviewTransfer,
    StepTransfer,
)
from schema.transfers.types import Transfer, done

TransferResult = Annotated[
    Transfer | Refused | Invalid | NotLawful | OutOfDate,
    strawberry.union("TransferResult", description="下放结果: the transfer as it is now, or why nothing was done"),
]


@strawberry.type
class TransferMutations:
    @field("提出下放: propose a transfer (transfer:propose)")
    async def propose_transfer(self, info: Info, input: Given[ProposeTransfer]) -> TransferResult:
        return await change(info, input, transfers.propose, done)

    @field("修改下放: amend a draft or a returned transfer (transfer:amend)")
    async def amend_transfer(self, info: Info, input: Given[AmendTransfer]) -> TransferResult:
        return await change(info, input, transfers.amend, done)

    @field("提请审查: submit it to the legal office 前置审查 (transfer:submit)")
    async def submit_transfer(self, info: Info, input: Given[StepTransfer]) -> TransferResult:
        return await change(info, input, transfers.submit, done)

    @field("前置审查: the legal office approves or returns it (transfer:review)")
    async def review_transfer(self, info: Info, input: Given[ReviewTransfer]) -> TransferResult:
        return await change(info, input, transfers.review, done)

    @field("承接: the receiver accepts it, with its plan 承接方案 (transfer:accept)")
    async def accept_transfer(self, info: Info, input: Given[AcceptTransfer]) -> TransferResult:
        return await change(info, input, transfers.accept, done)

    @field("不予承接: the receiver declines it, with its reason (transfer:decline)")
    async def decline_transfer(self, info: Info, input: Given[StepTransfer]) -> TransferResult:
        return await change(info, input, transfers.decline, done)

    @field("确认: the government confirms it; under ENTRUST the filed 委托书 does (transfer:confirm)")
    async def confirm_transfer(self, info: Info, input: Given[ConfirmTransfer]) -> TransferResult:
        return await change(info, input, transfers.confirm, done)

    @field("公布: the receiver or the government publishes it (transfer:publish)")
    async def publish_transfer(self, info: Info, input: Given[PublishTransfer]) -> TransferResult:
        return await change(info, input, transfers.publish, done)

    @field("撤回: its proposer gives it up before it is published (transfer:withdraw)")
    async def withdraw_transfer(self, info: Info, input: Given[StepTransfer]) -> TransferResult:
        return await change(info, input, transfers.withdraw, done)

    @field("交付印章: the devolver hands its special seal to the receiver, under AGENCY (seal:hand)")
    async def hand_seal(self, info: Info, input: Given[HandSeal]) -> TransferResult:
        return await change(info, input, transfers.hand_seal, done)

    @field("交还印章: the devolver has the seal back, in force or after its end (seal:return)")
    async def return_seal(self, info: Info, input: Given[ReturnSeal]) -> TransferResult:
        return await change(info, input, transfers.return_seal, done)
