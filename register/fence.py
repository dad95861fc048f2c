"""On whose behalf a transaction runs: the second fence, which PostgreSQL holds behind the register's own filter.

The register filters rows in scope.py. A query that forgets to is stopped by the database: row-level security compares
each row with the scope that the transaction was opened with (docs/decisions/0017). SQLite has no such thing.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import Enum
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actor import COUNTY_DIGITS, Actor


class Everything(Enum):
    """The register's own business, on nobody's behalf: who signs in, lists that are imported, an operator's command."""

    EVERYTHING = "*"


EVERYTHING: Final = Everything.EVERYTHING
Asker = Actor | Everything


def scope(asker: Asker) -> str:
    """Write what a transaction may touch as the words the policies of the database compare rows with.

    `511602` is a county or region with all below it, `^5116` a region above whose policy lines bind the account,
    `@clerk` the account itself, `*` is everything. The public part needs no word.
    """
    if isinstance(asker, Everything):
        return asker.value
    places = places_of(asker)
    above = {place[:digits] for place in places for digits in (2, 4) if len(place) > digits}
    words = [*sorted(places), *(f"^{code}" for code in sorted(above))]
    if asker.account is not None:
        words.append(f"@{asker.account}")
    # INVARIANT: a word has no space in it, or a name could bring a place along (tests/register/test_fence.py).
    if any(" " in word for word in words):
        raise ValueError("an account or a place has a space in its name")
    return " ".join(words)


def places_of(actor: Actor) -> frozenset[str]:
    """The counties and regions an account is fenced to: where it holds roles, and where its body belongs.

    A body of a region may be a party to what happens anywhere below the region.
    """
    body = {actor.body[0][:COUNTY_DIGITS]} if actor.body else set()
    return actor.tenants | body


async def raise_around(session: AsyncSession, words: str) -> None:
    """Tell PostgreSQL what the transaction may touch, until it ends: what SET LOCAL does, but with a parameter."""
    session.info["scope"] = words
    await session.execute(select(func.set_config("register.scope", words, True)))


@asynccontextmanager
async def lifted(session: AsyncSession) -> AsyncIterator[None]:
    """Read, for the register's own use, what may lie beyond the account's reach: nothing of it is to be shown.

    A failure ends the transaction, and the fence with it; so there is none to raise again.
    """
    words = session.info.get("scope")
    if words is None or words == EVERYTHING.value:
        yield
        return
    await raise_around(session, EVERYTHING.value)
    yield
    await raise_around(session, words)


@asynccontextmanager
async def around(session: AsyncSession, actor: Actor) -> AsyncIterator[None]:
    """See what an account would see, for as long as this lasts; whoever lets it do so answers for what is shown."""
    words = session.info.get("scope")
    if words is not None:
        await raise_around(session, scope(actor))
    yield
    if words is not None:
        await raise_around(session, words)


def binds(session: AsyncSession, domain: str) -> bool:
    """Tell whether the policy lines of a domain lie within what the transaction may touch."""
    words = session.info.get("scope", EVERYTHING.value).split(" ")
    return any(word in words for word in (EVERYTHING.value, f"^{domain}", domain, domain[:4], domain[:2]))
