"""The steps in the life of a batch, one mutation each: all of it in one transaction."""

from typing import Annotated

import strawberry

from register import batches
from schema.batches.inputs import ConfirmBatch, FileBatch, ProposeBatch, PublishBatch, ReviewBatch, StepBatch
from schema.batches.types import Batch, done
from schema.context import Info
from schema.declare import Given, field
from schema.inputs import change
from schema.refusals import Invalid, NotLawful, OutOfDate, Refused

BatchResult = Annotated[
    Batch | Refused | Invalid | NotLawful | OutOfDate,
    strawberry.union("BatchResult", description="批次结果: the batch as it is now, or why nothing was done"),
]


@strawberry.type
class BatchMutations:
    @field("提出批次: propose a whole list (transfer:propose, of each)")
    async def propose_batch(self, info: Info, input: Given[ProposeBatch]) -> BatchResult:
        return await change(info, input, batches.propose, done)

    @field("报送批次材料: file pieces that are the account's body's (batch:file)")
    async def file_batch(self, info: Info, input: Given[FileBatch]) -> BatchResult:
        return await change(info, input, batches.file, done)

    @field("批次提请审查: a department submits what it hands over (transfer:submit, of each)")
    async def submit_batch(self, info: Info, input: Given[StepBatch]) -> BatchResult:
        return await change(info, input, batches.submit, done)

    @field("批次前置审查: the legal office approves or returns all of it (transfer:review, of each)")
    async def review_batch(self, info: Info, input: Given[ReviewBatch]) -> BatchResult:
        return await change(info, input, batches.review, done)

    @field("批次承接: a receiver accepts what it is to receive, by the plan it filed (transfer:accept, of each)")
    async def accept_batch(self, info: Info, input: Given[StepBatch]) -> BatchResult:
        return await change(info, input, batches.accept, done)

    @field("批次不予承接: a receiver declines what it was to receive (transfer:decline, of each)")
    async def decline_batch(self, info: Info, input: Given[StepBatch]) -> BatchResult:
        return await change(info, input, batches.decline, done)

    @field("批次确认: the government confirms all of it by one document (transfer:confirm, of each)")
    async def confirm_batch(self, info: Info, input: Given[ConfirmBatch]) -> BatchResult:
        return await change(info, input, batches.confirm, done)

    @field("批次公布: a receiver publishes what it receives, or the government all of it (transfer:publish, of each)")
    async def publish_batch(self, info: Info, input: Given[PublishBatch]) -> BatchResult:
        return await change(info, input, batches.publish, done)

    @field("批次撤回: its proposer gives all of it up before it is published (transfer:withdraw, of each)")
    async def withdraw_batch(self, info: Info, input: Given[StepBatch]) -> BatchResult:
        return await change(info, input, batches.withdraw, done)
