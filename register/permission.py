"""May: the policy asked inside the use case, where the row and hence its county are known."""

from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from policies.guard import DEFAULT_DENY, Verdict
from register import policies
from register.records import Key
from register.refusals import NotAllowed, NotLawful


async def decide(session: AsyncSession, actor: Actor, division: str, action: Action, facts: frozenset[str]) -> Verdict:
    """Ask the guard of the division at the revisions this transaction sees."""
    guard = await policies.guard(session, division)
    return guard.decide(actor, division, action, facts)


async def require(
    session: AsyncSession,
    actor: Actor,
    division: str,
    action: Action,
    facts: frozenset[str],
    *,
    holder: Key | None = None,
) -> Verdict:
    """Let the action through.

    Refuses with NotAllowed where no line allows or a domain's line denies, with NotLawful where the law alone denies.
    """
    return heed(await decide(session, actor, division, action, facts), actor, action, holder=holder)


def heed(verdict: Verdict, actor: Actor, action: Action, *, holder: Key | None = None) -> Verdict:
    """Let through what was decided for an action to go through, and refuse the rest as `require` does."""
    if verdict.allowed:
        return verdict
    if not verdict.lawful:
        message = f"`{action}` is not lawful for `{actor.account}` here"
        raise NotLawful(message, rules=verdict.rules, remedy=_LAWFUL, holder=holder).decided(verdict)
    message = f"`{actor.account}` may not `{action}` here"
    remedy = _LAWFUL if verdict.rules != (DEFAULT_DENY,) else _ALLOWED
    raise NotAllowed(message, remedy=remedy, rules=verdict.rules).decided(verdict)


_LAWFUL = "leave it to the body that the rule names"
_ALLOWED = "ask the policy administrator of the place for the role"
