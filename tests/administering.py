"""Short ways to edit the lines of a domain, for whoever tests what an edit comes to."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from policies.lines import Line, defaults
from register import accounts, policies, tables
from register.accounts import NewAccount
from register.fence import EVERYTHING
from register.policies import changing, expecting, proposals
from register.policies.effects import NewLine, PolicyChange
from register.policies.expecting import NewExpectation
from register.policies.proposals import ApprovePolicy
from register.policies.requests import RollbackPolicy
from register.records import Key
from register.words import Effect
from tests.county import COUNTY, County

PREFECTURE, PROVINCE = "5116", "51"
# A county lets its registrar see cases, as no line that ships does.
READING = NewLine("registrar", "case:read", (), Effect.ALLOW)


async def revision(county: County, domain: str = COUNTY) -> int:
    """The revision that is current."""
    async with county.store.reading(EVERYTHING) as session:
        return (await policies.guard(session, domain)).path[-1].revision


async def change(county: County, account: str = "policy_admin", **more: Any) -> Key:
    """A change of the county's lines against the current revision, that adds a line unless told otherwise."""
    domain = more.get("domain", COUNTY)
    given: dict[str, Any] = {"domain": domain, "reason": "试行", "expected_revision": await revision(county, domain)}
    if not {"add", "remove", "add_expectations", "remove_expectations", "four_eyes"} & more.keys():
        given["add"] = (READING,)
    return await changing.change(county.store, await county.actor(account), PolicyChange(**given | more))


async def rollback(county: County, to: int, account: str = "policy_admin", **more: Any) -> Key:
    """A rollback of the county's lines."""
    given = {"domain": COUNTY, "expected_revision": await revision(county), "reason": "试行结束", **more}
    return await changing.rollback(county.store, await county.actor(account), RollbackPolicy(to=to, **given))


async def approve(county: County, proposal: Key, account: str, *, yes: bool = True, opinion: str = "符合") -> Key:
    """What another administrator decides about a proposal."""
    return await proposals.approve(county.store, await county.actor(account), ApprovePolicy(proposal, yes, opinion))


async def administrator(county: County, account: str, place: str = COUNTY) -> str:
    """One more who administers policies."""
    await accounts.add(county.store, NewAccount(account, f"{place}策略管理员", (("policy_admin", place),)))
    return account


def ids_of(*actions: str, role: str | None = None, domain: str = COUNTY) -> tuple[str, ...]:
    """The ids of the shipped lines that speak of these actions."""
    return tuple(line.id for line in defaults(domain) if line.action in actions and (role is None or line.role == role))


def but(new: NewLine, **more: Any) -> NewLine:
    """A line with something else in it."""
    return replace(new, **more)


async def lines(county: County, domain: str = COUNTY) -> tuple[Line, ...]:
    """The own lines of a domain as they stand."""
    async with county.store.reading(EVERYTHING) as session:
        return (await policies.guard(session, domain)).path[-1].lines


async def record(county: County, number: int, own: Iterable[Line], *expected: NewExpectation, **more: Any) -> None:
    """A revision of the county as it was written at some time, without anybody asking whether it may stand."""
    one: dict[str, Any] = {"tenant": COUNTY, "revision": number}
    async with county.store.changing(EVERYTHING) as session:
        said: dict[str, Any] = {"author": "policy_admin", "reason": "试行", "at": county.clock(), **more}
        session.add(tables.PolicyRevision(**one, **said))
        await session.flush()
        for n, line in enumerate(own):
            said = {"role": line.role, "action": line.action, "effect": line.effect, "rule": line.rule}
            session.add(tables.PolicyLine(**one, **said, id=line.id, position=n, when=list(line.when)))
        session.add_all(expecting.rows(COUNTY, number, expected))
