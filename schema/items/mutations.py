"""What a registrar does to items."""

from types import SimpleNamespace
from typing import Annotated, ClassVar

import strawberry
from strawberry import ID

import register.items
from policies.actor import Actor
from register.items import Amendment, ChangeReview, NewItem
from register.once import Once
from register.records import Key
from register.store import Store
from schema.context import Info
from schema.declare import Given, field, input_type, names
from schema.enums import PowerKind
from schema.inputs import Repeatable, change
from schema.items.types import Item, done
from schema.refusals import Invalid, NotLawful, OutOfDate, Refused

ItemResult = Annotated[
    Item | Refused | Invalid | NotLawful | OutOfDate,
    strawberry.union("ItemResult", description="事项结果: the item as it is now, or why nothing was done"),
]


@input_type("录入事项: an item to enter on its department's list")
class EnterItem(Repeatable):
    becomes: ClassVar = NewItem

    department: ID = names("部门: the department whose item it is", "Department")
    code: str = field("事项编码: its code, unique in the county")
    name: str = field("事项名称: what the list calls it")
    kind: PowerKind = field("权力类型: which kind of administrative power it is")
    legal_basis: list[str] = field("法定依据: the laws it rests on, as published")
    competent_department: ID | None = names("业务主管部门: who supervises it; its department when absent", "Department")
    important: bool = field("重要事权: an important power", default=False)
    county_or_above: bool = field("县级以上专属: by law for the county or above, not for a township", default=False)
    decisions_reviewed: bool = field(
        "重大执法决定法制审核事项: on the list of those whose decisions need a review of legality (R152)", default=False
    )
    windows: list[str] = field(
        "进驻窗口: townships, by code, where its department sits at a window, while it cannot be handed down (R17)",
        default_factory=list,
    )
    statutory_days: int | None = field(
        "法定时限: the calendar days the law gives a case, up to 3,650; no calendar of working days 工作日 is kept"
        " here, so state what they come to at the least"
    )
    promised_days: int | None = field("承诺时限: the calendar days promised, not more than the law gives (R86)")
    confidential: bool = field("保密事项: not to be published", default=False)
    published: bool = field("公布: put it on the published list at once", default=False)


@input_type("修改事项: what to amend about an item; absent fields stay as they are")
class AmendItem(Repeatable):
    becomes: ClassVar = Amendment

    item: ID = names("事项: the item to amend", "Item")
    expected_version: int = field("预期版本: the version that was read")
    name: str | None = field("事项名称: its new name")
    legal_basis: list[str] | None = field("法定依据: all the laws it rests on from now on")
    competent_department: ID | None = names("业务主管部门: who supervises it from now on", "Department")
    important: bool | None = field("重要事权: whether it is an important power")
    county_or_above: bool | None = field("县级以上专属: whether the law keeps it with the county or above")
    decisions_reviewed: bool | None = field(
        "重大执法决定法制审核事项: whether its decisions need a review of legality (R152)"
    )
    windows: list[str] | None = field(
        "进驻窗口: all townships, by code, where its department sits at a window; none of them holds it itself (R17)"
    )
    statutory_days: int | None = field("法定时限: the calendar days the law gives a case, from now on; 0: none")
    promised_days: int | None = field("承诺时限: the calendar days promised from now on (R86); 0: none")
    confidential: bool | None = field("保密事项: whether it is kept from publication")
    published: bool | None = field("公布: whether it is on the published list")
    reason: str = field("理由: why it is amended")


@input_type("取消事项: an item to take off the register")
class RetireItem(Repeatable):
    becomes: ClassVar = SimpleNamespace

    item: ID = names("事项: the item to retire", "Item")
    expected_version: int = field("预期版本: the version that was read")
    reason: str = field("理由: why it is retired")


@input_type("清单调整审查: what the service centre finds of an item as entered, amended or retired (R48)")
class ReviewItem(Repeatable):
    becomes: ClassVar = ChangeReview

    item: ID = names("事项: the item to review", "Item")
    expected_version: int = field("预期版本: the version that was read")
    approve: bool = field("是否通过: whether it may be published as it is")
    opinion: str = field("审查意见: why, and what to mend")
    jointly: list[ID] = names("会同部门: departments that reviewed it too", "Department", default_factory=list)


async def _retire(store: Store, actor: Actor, asked: SimpleNamespace, /, once: Once | None = None) -> Key:
    return await register.items.retire(store, actor, asked.item, asked.expected_version, asked.reason, once)


@strawberry.type
class ItemMutations:
    @field("录入事项: enter an item (item:enter)")
    async def enter_item(self, info: Info, input: Given[EnterItem]) -> ItemResult:
        return await change(info, input, register.items.enter, done)

    @field("修改事项: amend an item (item:amend)")
    async def amend_item(self, info: Info, input: Given[AmendItem]) -> ItemResult:
        return await change(info, input, register.items.amend, done)

    @field("取消事项: retire an item (item:retire)")
    async def retire_item(self, info: Info, input: Given[RetireItem]) -> ItemResult:
        return await change(info, input, _retire, done)

    @field("审查清单调整: review a change of a list before it is published; the service centre does (item:review)")
    async def review_item(self, info: Info, input: Given[ReviewItem]) -> ItemResult:
        return await change(info, input, register.items.review, done)
