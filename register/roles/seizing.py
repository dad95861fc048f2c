"""Break-glass 应急授权: an account takes a role for itself for some hours, and everybody can see that it did."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from policies import watch
from policies.actions import Action
from policies.actor import Actor, Role
from policies.roles import ROLES
from register import find, permission, policies, scope
from register.codes import quoted, tenant_of
from register.once import Once, perform
from register.records import Key
from register.refusals import Conflict, Invalid, Problem
from register.roles import grants
from register.roles.granting import RoleInput
from register.store import Store
from register.texts import fits

# Long enough for the matter of one night or one shift; whatever lasts longer finds an administrator to grant it.
EMERGENCY = timedelta(hours=4)
# Would be a way to change what one may do for good, by whichever role the lines let it be done.
_FOR_GOOD = (Action.POLICY_APPROVE, Action.POLICY_CHANGE, Action.POLICY_ROLLBACK, Action.ROLE_ASSIGN)
_REASON = 2000


@dataclass(frozen=True, slots=True)
class Seizure:
    """A role that an account takes for itself at a place in an emergency, and why."""

    role: str
    place: str
    reason: str


async def seize(store: Store, actor: Actor, asked: Seizure, once: Once | None = None) -> Key:
    """Take a role for oneself, from now on for `EMERGENCY`; four-eyes do not hold it up, the journal tells of it.

    Refuses with NotAllowed, with Invalid what is no role or may not be taken so, a place outside of the account's own
    county or region and a missing reason, and with Conflict a role that the account holds there already.
    """
    seized = False

    async def work(session: AsyncSession) -> Key:
        nonlocal seized
        account = await _may(session, actor, asked)
        _well_formed(account, asked)
        await _edits_nothing(session, actor, asked)
        now = store.clock()
        if held := await grants.in_force(session, account, asked.role, asked.place, now):
            ends = f"until {held.until.isoformat()}" if held.until else "without end"
            message = f"`{account.id}` holds `{asked.role}` at `{asked.place}` {ends}"
            raise Conflict(message, remedy="act in the role that you hold")
        grant = RoleInput(account.id, asked.role, asked.place, now + EMERGENCY)
        data = await grants.write(session, account, grant, account.id, now, emergency=True)
        seized = True
        return await grants.record(session, actor, now, "role:seized", account, data | {"reason": asked.reason})

    done = await perform(store, actor, once, work, alone=True)
    if seized:  # and not the answer to a request sent again
        watch.seized(asked.role)
    return done


async def _may(session: AsyncSession, actor: Actor, asked: Seizure) -> Key:
    account = await grants.account(session, actor, str(actor.account))
    place = await find.place(session, asked.place, "place")
    tenant = tenant_of(place.code)
    if not find.reaches(actor, tenant):
        raise Invalid.at("place", f"{quoted(place.code)} lies in no county or region of yours")
    facts = frozenset(scope.facts_of_account(actor, tenant))
    await permission.require(session, actor, place.code, Action.ROLE_SEIZE, facts)
    return account


async def _edits_nothing(session: AsyncSession, actor: Actor, asked: Seizure) -> None:
    """Refuse with Invalid a role that edits lines or grants."""
    holder = replace(actor, roles=(Role(asked.role, asked.place),))
    facts = frozenset(scope.facts_of_account(holder, tenant_of(asked.place)))
    guard = await policies.guard(session, asked.place)
    if any(guard.decide(holder, asked.place, action, facts).allowed for action in _FOR_GOOD):
        message = f"`{asked.role}` edits lines or grants: it is granted by another administrator and never taken"
        raise Invalid.at("role", message)


def _well_formed(account: Key, asked: Seizure) -> None:
    checks = (
        ("role", asked.role not in ROLES, f"{quoted(asked.role)} is no role: it is one of {', '.join(ROLES)}"),
        ("place", not asked.place.startswith(account.tenant), f"the account belongs to `{account.tenant}`"),
        ("reason", not fits(asked.reason, _REASON), f"a text of 1 to {_REASON} characters is wanted"),
    )
    problems = [Problem((path,), message) for path, wrong, message in checks if wrong]
    if problems:
        raise Invalid(*problems)
