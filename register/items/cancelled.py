"""Cancelled approvals 已取消的行政审批事项: none comes back under another kind (R38)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from register import tables
from register.refusals import NotLawful
from register.words import PowerKind


@dataclass(frozen=True, slots=True)
class Cancelled:
    """An approval that has been taken off the lists."""

    code: str
    name: str
    legal_basis: Sequence[str]

    def returns_as(self, name: str, legal_basis: Collection[str], kind: PowerKind) -> bool:
        """Tell whether an item is this approval under another kind: by name, and by basis where both say one."""
        if kind is PowerKind.LICENSING or _plain(name) != _plain(self.name):
            return False
        ours, theirs = ({_plain(basis) for basis in bases} for bases in (legal_basis, self.legal_basis))
        return not ours or not theirs or bool(ours & theirs)


async def approvals(session: AsyncSession, tenant: str) -> list[Cancelled]:
    """The approvals that a county, or a region, has cancelled."""
    item, version = tables.expr(tables.Item), tables.expr(tables.ItemVersion)
    current = (version.tenant == item.tenant) & (version.id == item.id) & (version.version == item.version)
    query = select(item.code, version.name, version.legal_basis).join(version, current)
    query = query.where(item.tenant == tenant, item.kind == PowerKind.LICENSING, version.retired.is_(True))
    return [Cancelled(*row) for row in await session.execute(query)]


async def none_returns(
    session: AsyncSession, tenant: str, name: str, legal_basis: Collection[str], kind: PowerKind
) -> None:
    """Refuse with NotLawful (R38) an item that is a cancelled approval under another kind."""
    if kind is PowerKind.LICENSING:
        return
    for one in await approvals(session, tenant):
        if one.returns_as(name, legal_basis, kind):
            raise NotLawful(
                f"`{one.name}` was the approval `{one.code}` and is cancelled; it does not return as {kind.chinese}",
                rules=["R38"],
                remedy="leave it out; where it is another power, give it its own name and its legal basis",
            )


def _plain(text: str) -> str:
    return "".join(text.split())
