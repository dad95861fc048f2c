"""What is asked of a domain's lines: a change or a rollback, the edit that it comes to, and how it is kept."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from register import find
from register.policies import effects, expecting, states
from register.policies.effects import Edit, NewLine, PolicyChange
from register.refusals import Invalid
from register.words import Effect


@dataclass(frozen=True, slots=True)
class RollbackPolicy:
    """A domain to go back to what an earlier revision says: `to` 0 is what ships now."""

    domain: str
    to: int
    expected_revision: int
    reason: str


Request = PolicyChange | RollbackPolicy


def action_of(asked: Request) -> Action:
    """The action that it is."""
    return Action.POLICY_ROLLBACK if isinstance(asked, RollbackPolicy) else Action.POLICY_CHANGE


async def edit_of(session: AsyncSession, asked: Request) -> Edit:
    """What a change or a rollback comes to, as things stand. Refuses with OutOfDate and with Invalid."""
    path, before = await states.current(session, asked.domain)
    if isinstance(asked, PolicyChange):
        return effects.edit(path, before, asked)
    find.unchanged(asked.expected_revision, before.domain.revision)
    earlier = await states.at(session, asked.domain, asked.to) if asked.to >= 0 else None
    if earlier is None:
        raise Invalid.at("to", f"`{asked.domain}` has no revision {asked.to}", remedy="`policyRevisions` lists them")
    return effects.back_to(path, before, earlier)


def kept(asked: Request) -> dict[str, Any]:
    """A request as a proposal keeps it, whole."""
    said = asdict(asked)
    if isinstance(asked, PolicyChange):
        said["add_expectations"] = [expecting.said(one) for one in asked.add_expectations]
    return said


def of_kept(said: dict[str, Any]) -> Request:
    """Read back what `kept` tells."""
    if "to" in said:
        return RollbackPolicy(**said)
    add = (NewLine(one["role"], one["action"], tuple(one["when"]), Effect(one["effect"])) for one in said["add"])
    expected = tuple(expecting.of_said(one) for one in said["add_expectations"])
    removed = {name: tuple(said[name]) for name in ("remove", "remove_expectations")}
    return PolicyChange(**said | removed | {"add": tuple(add), "add_expectations": expected})
