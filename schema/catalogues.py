"""Catalogues 下放目录: what a government hands down, and publishing one."""

from datetime import date, datetime
from typing import Annotated, ClassVar

import strawberry
from strawberry import ID

import register.catalogues
from register.catalogues import Entry, NewCatalogue, Retention
from register.once import Done
from register.records import Catalogue as Record
from schema.arguments import After, First
from schema.context import Info
from schema.declare import Given, Shown, field, input_type, names, object_type
from schema.enums import TransferMode
from schema.graph import Item
from schema.inputs import Input, Repeatable, change
from schema.interfaces import Node
from schema.items import types as items
from schema.loading import required
from schema.paging import Connection, ask
from schema.refusals import Invalid, NotLawful, OutOfDate, Refused


@object_type("下放目录: the items that a government hands down; outside of it nothing is proposed (R9)")
class Catalogue(Shown[Record], Node):
    revision: int = field("版次: its number, from 1; what the next one expects")
    document: str = field("文号: the document that decided it")
    document_date: date = field("发文日期: the day of that document")
    url: str = field("公布网址: where it was published")
    published_at: datetime = field("公布时间: from when it holds, until the next one")

    @field("事项: its items by code, as far as the viewer may see them; each tells its `devolvable` mode")
    def items(self, info: Info, first: First = 50, after: After = None) -> Connection[Item]:
        return items.listed(info, "catalogue", self.row.key, None, ask(first, after))

    @field("保留事项: the items that it retains, by code, as far as the viewer may see them (R53)")
    def retained(self, info: Info, first: First = 50, after: After = None) -> Connection[Item]:
        return items.listed(info, "retained", self.row.key, None, ask(first, after))


CatalogueResult = Annotated[
    Catalogue | Refused | Invalid | NotLawful | OutOfDate,
    strawberry.union("CatalogueResult", description="目录结果: the catalogue as published, or why it was not"),
]


@input_type("目录条目: an item that may be handed down, and how")
class CatalogueEntryInput(Input):
    becomes: ClassVar = Entry

    item: ID = names("事项: an item of the government's own departments", "Item")
    mode: TransferMode = field("下放方式: the one mode in which it is handed down (R8)")


@input_type("保留事项: an item that the government retains, and why (R53)")
class RetainedItemInput(Input):
    becomes: ClassVar = Retention

    item: ID = names("事项: an item of the government's own departments, not among the entries", "Item")
    reason: str = field("保留理由: why it is retained, up to 1,000 characters")


@input_type("公布下放目录: a catalogue to publish; it takes the place of the one before")
class PublishCatalogue(Repeatable):
    becomes: ClassVar = NewCatalogue

    place: str = field("行政区划代码: the county, or the region, whose catalogue it is")
    expected_revision: int = field("预期版次: the revision that was read; 0 where there is none")
    document: str = field("文号: the document that decided it")
    document_date: date = field("发文日期: the day of that document")
    url: str = field("公布网址: where it was published")
    entries: list[CatalogueEntryInput] = field("条目: all that may be handed down")
    retained: list[RetainedItemInput] = field(
        "保留事项: what the government retains; it is not proposed (R53)", default_factory=list
    )


async def _done(info: Info, done: Done) -> Catalogue:
    return Catalogue.of(await required(info.context.loaders.catalogues, done.key))


@strawberry.type
class CatalogueMutations:
    @field("公布下放目录: publish a catalogue; the government's office does (catalogue:publish)")
    async def publish_catalogue(self, info: Info, input: Given[PublishCatalogue]) -> CatalogueResult:
        return await change(info, input, register.catalogues.publish, _done)
