"""Closing a case."""

from types import SimpleNamespace
from typing import Annotated, ClassVar

import strawberry
from strawberry import ID

import register.cases
from policies.actor import Actor
from register.once import Once
from register.records import Key
from register.store import Store
from schema.cases.types import Case, case
from schema.context import Info
from schema.declare import Given, field, input_type, names
from schema.inputs import Repeatable, change
from schema.refusals import Invalid, NotLawful, Refused

CaseResult = Annotated[
    Case | Refused | Invalid | NotLawful,
    strawberry.union("CaseResult", description="案件结果: the case as it is now, or why nothing was done"),
]


@input_type("办结: a case to close")
class CloseCase(Repeatable):
    becomes: ClassVar = SimpleNamespace

    case: ID = names("案件: the case to close", "Case")
    outcome: str = field("办理结果: what it came to")


async def _close(store: Store, actor: Actor, asked: SimpleNamespace, /, once: Once | None = None) -> Key:
    return await register.cases.close(store, actor, asked.case, asked.outcome, once)


@strawberry.type
class CaseMutations:
    @field("办结: close a case with its outcome (case:close)")
    async def close_case(self, info: Info, input: Given[CloseCase]) -> CaseResult:
        return await change(info, input, _close, case)
