"""Asking for notices, and for those that are due."""

from typing import Annotated, ClassVar

import strawberry
from strawberry import ID

from register.notices import NoticeFilter as Wanted
from schema import ids
from schema.arguments import After, First, Id
from schema.context import Info
from schema.declare import argument, field, input_type, names
from schema.enums import NoticeKind
from schema.inputs import Input
from schema.notices.types import DueNotice, Notice
from schema.paging import Connection, ask, connect


@input_type("公文筛选: which notices are wanted; what is absent does not narrow")
class NoticeFilter(Input):
    becomes: ClassVar = Wanted

    county: str | None = field("县: in this county, by its code")
    within: str | None = field("范围: in this division, by its code")
    kind: NoticeKind | None = field("种类: of this kind")
    case: ID | None = names("案件: about this case", "Case")
    transfer: ID | None = names("下放: about this transfer", "Transfer")
    awaiting: bool | None = field("待答复: the addressee owes an answer, or none (any more)")


@strawberry.type
class NoticeQueries:
    @field("公文: a notice by its id")
    async def notice(self, info: Info, id: Id) -> Notice | None:
        key = ids.key(id, "Notice")
        return Notice.maybe(await info.context.loaders.notices.load(key) if key else None)

    @field(
        "公文列表: notices, the last sent first; with neither `county` nor `within`, `case` nor `transfer`, of the "
        "viewer's places"
    )
    def notices(
        self,
        info: Info,
        filter: Annotated[NoticeFilter | None, argument("筛选: which notices")] = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Notice]:
        wanted = filter.read() if filter else Wanted()
        return connect(info.context.loaders.notices_listed, Notice.of, None, wanted, page=ask(first, after))

    @field(
        "待发公文列表: the reports (R111) and copies (R133) that are due about cases and were not sent, as far as the "
        "viewer may see the cases; what has been due longest first, once for each that is lacking"
    )
    def due_notices(
        self,
        info: Info,
        within: Annotated[str, argument("范围: the code of a division; the cases are those that lie in it")],
        first: First = 50,
        after: After = None,
    ) -> Connection[DueNotice]:
        return connect(info.context.loaders.due_notices, DueNotice.of, within, page=ask(first, after))
