"""Windows 窗口: where a department handles an item that cannot be handed down now at a township's centre (R17).

It keeps the power: a window says where to find the department, and changes nothing about who may act.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from register import tables
from register.codes import quoted
from register.records import Item, Transfer
from register.refusals import Invalid, NotLawful, Problem
from register.words import PlaceLevel, Stage

MOST = 1000


async def check(session: AsyncSession, tenant: str, codes: Sequence[str]) -> None:
    """Refuse with Invalid what is no township below the item's place, or stands there twice, or is too many."""
    if len(codes) > MOST:
        raise Invalid.at("windows", f"an item has windows in up to {MOST} townships")
    row = tables.expr(tables.Division)
    wanted = {code for code in codes if code.startswith(tenant)}
    there = set(await session.scalars(select(row.code).where(row.code.in_(wanted), row.level == PlaceLevel.TOWNSHIP)))
    problems = [
        Problem(("windows", str(n)), f"{quoted(code)} {amiss}")
        for n, code in enumerate(codes)
        if (amiss := "is named twice" if code in codes[:n] else "" if code in there else "is no township there")
    ]
    if problems:
        raise Invalid(*problems)


def lawful(item: Item, codes: Sequence[str], transfers: Sequence[Transfer], now: datetime) -> None:
    """Refuse with NotLawful (R17) a window where another receives the applications by now.

    A grant of parts of the item leaves the rest, for which the window may stand.
    """
    for code in codes:
        for one in transfers:
            if one.covers(code) and one.in_force(now) and Stage.ACCEPT in one.stages and not one.named_parts:
                raise NotLawful(
                    f"`{item.name}` has been handed over at `{code}`; a window is for what cannot be handed down yet",
                    rules=["R17"],
                    remedy="leave this township out: whoever holds the item there takes the applications",
                    holder=one.holder,
                )
