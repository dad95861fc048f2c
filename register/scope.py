"""Which rows an account can see: the only tenant filter.

Every fact that takes part in reading has two forms here, side by side: over a row that was loaded, and in SQL. So a
list is filtered in the database and comes out equal to asking the guard row by row (tests/register/test_scope.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, true

from policies.actor import ANYONE, Actor
from policies.guard import Domain
from policies.lines import Line, defaults, statute
from register.records import Body, Case, Item, Transfer
from register.successions.estates import Pair, among
from register.words import Office

COUNTY = 6  # digits of a county's code
LONGEST = 9  # digits of a township's


def below(column: ColumnElement[str], prefix: str) -> ColumnElement[bool]:
    """Codes at or below a division, as a range of the index. Digits alone sort alike under every collation."""
    return true() if not prefix else and_(column >= prefix, column <= prefix.ljust(LONGEST, "9"))


@dataclass(frozen=True, eq=False)
class Columns:
    """Where a row says the facts that take part in reading, in SQL; one for each table that is listed."""

    tenant: ColumnElement[str]
    division: ColumnElement[str]
    published: ColumnElement[bool]
    confidential: ColumnElement[bool]
    parties: tuple[Pair, ...] = ()
    received: Pair | None = None  # the party it was handed to
    addressed: Pair | None = None  # the party it was sent to
    item: Pair | None = None
    kinds: tuple[tuple[str, ColumnElement[bool]], ...] = ()  # facts that tell what kind of thing it is


def own(actor: Actor, tenant: ColumnElement[str]) -> ColumnElement[bool]:
    """The rows of the account's own county, or region, and of those below it."""
    return or_(tenant.in_(sorted(actor.tenants)), *(below(tenant, held.place) for held in actor.roles))


def facts_of_account(actor: Actor, tenant: str) -> set[str]:
    """How an account stands to a tenant."""
    return set(actor.standing(tenant))


def account_in_sql(actor: Actor, tenant: ColumnElement[str]) -> dict[str, ColumnElement[bool]]:
    """`facts_of_account` in SQL."""
    above = [and_(below(tenant, held.place), tenant != held.place) for held in actor.roles]
    return {
        "own_tenant": tenant.in_(sorted(actor.tenants)) if actor.tenants else false(),
        "oversees": or_(false(), *above),
        "regional": func.length(tenant) < COUNTY,
    }


def seat(body: Body | None, place: str) -> str:
    """Where a policy is asked about what a body does in another's area: its own seat, in that county."""
    return body.place if body and body.place.startswith(place[:COUNTY]) else place


def facts_of_offices(body: Body | None, tenant: str) -> set[str]:
    """Which offices of a tenant an account's body holds."""
    offices = body.offices if body and body.key.tenant == tenant else ()
    facts = {
        "legal_office": Office.LEGAL in offices,
        "government_office": Office.GOVERNMENT in offices,
        "staffing_office": Office.STAFFING in offices,
        "service_office": Office.SERVICE in offices,
    }
    return {name for name, holds in facts.items() if holds}


def facts_of_item(actor: Actor, item: Item) -> frozenset[str]:
    """What takes part in reading an item."""
    own = {"published"} if item.published else set()
    return frozenset(facts_of_account(actor, item.key.tenant) | own | _secret(item))


def facts_of_transfer(actor: Actor, transfer: Transfer, item: Item) -> frozenset[str]:
    """What takes part in reading a transfer: it is public together with its item."""
    own = {"published"} if transfer.published_at and item.published else set()
    handing = any(one and actor.acts_for(one.pair, item.key.pair) for one in (transfer.devolver, transfer.proposer))
    if handing or any(actor.acts_for(one.pair, item.key.pair, received=True) for one in transfer.receivers):
        own.add("party")
    return frozenset(facts_of_account(actor, transfer.key.tenant) | own | _secret(item))


def facts_of_case(actor: Actor, case: Case) -> frozenset[str]:
    """What takes part in reading a case; nothing of a case is public."""
    own = {"party"} if any(actor.acts_for(one.pair, case.item.pair) for one in case.parties) else set()
    return frozenset(facts_of_account(actor, case.key.tenant) | own)


def facts_of_policy(actor: Actor, domain: str) -> frozenset[str]:
    """What takes part in reading a domain's lines: they bind every account at or below it."""
    own = {"own_tenant"} if any(held.place.startswith(domain) for held in actor.roles) else set()
    return frozenset(facts_of_account(actor, domain) | own)


def facts_of_grant(actor: Actor, account: str, tenant: str) -> frozenset[str]:
    """How an account stands to a role that somebody is to be given, or to lose, in a tenant."""
    own = {"concerns_itself"} if actor.account == account else set()
    return frozenset(facts_of_account(actor, tenant) | own)


def _secret(item: Item) -> set[str]:
    return {"confidential"} if item.confidential else set()


def visible(actor: Actor, action: str, columns: Columns, recorded: Mapping[str, Domain]) -> ColumnElement[bool]:
    """The rows of a table that an action may read: the guard's decision for each of them, as one condition.

    `recorded` are the domains with lines of their own among all that the listed rows can lie in.
    """
    return _visible(actor, action, columns, tuple(recorded.values()))


@lru_cache(maxsize=1024)
def _visible(actor: Actor, action: str, columns: Columns, recorded: tuple[Domain, ...]) -> ColumnElement[bool]:
    # Some hundred comparisons, the same ones whenever the same account reads the same table: they take milliseconds.
    facts = in_sql(actor, columns)
    return allowed(actor, action, columns.tenant, columns.division, facts, recorded)


def allowed(
    actor: Actor,
    action: str,
    tenant: ColumnElement[str],
    division: ColumnElement[str],
    facts: Mapping[str, ColumnElement[bool]],
    recorded: Iterable[Domain],
) -> ColumnElement[bool]:
    """The rows on which the guard allows an action: `Guard.decide` in SQL, of facts that are never null."""
    allow: list[ColumnElement[bool]] = []
    deny: list[ColumnElement[bool]] = []
    for line, where in _lines(action, tenant, {one.code: one for one in recorded}):
        holds = and_(where, _role(actor, line.role, division), *(_fact(facts, name) for name in line.when))
        (allow if line.effect == "allow" else deny).append(holds)
    return and_(or_(false(), *allow), not_(or_(false(), *deny)))


def in_sql(actor: Actor, columns: Columns) -> dict[str, ColumnElement[bool]]:
    """What takes part in reading a row of a table, in SQL."""
    return account_in_sql(actor, columns.tenant) | {
        "published": columns.published,
        "confidential": columns.confidential,
        # Coalesced: an imported transfer has no proposer, and a deny that is unknown would hide the row.
        "party": func.coalesce(_party(actor, columns), false()),
        "addressed": func.coalesce(_addressed(actor, columns), false()),
        **dict(columns.kinds),
    }


def _party(actor: Actor, columns: Columns) -> ColumnElement[bool]:
    own = [among(actor.affairs, body, columns.item) for body in columns.parties]
    if columns.received:
        own.append(among(actor.affairs, columns.received, columns.item, received=True))
    return or_(false(), *own)


def _addressed(actor: Actor, columns: Columns) -> ColumnElement[bool]:
    return among(actor.affairs, columns.addressed, columns.item) if columns.addressed else false()


def _fact(facts: Mapping[str, ColumnElement[bool]], name: str) -> ColumnElement[bool]:
    if name.startswith("!"):
        return not_(func.coalesce(facts.get(name[1:], false()), false()))
    return facts.get(name, false())


def _role(actor: Actor, role: str, division: ColumnElement[str]) -> ColumnElement[bool]:
    if role == ANYONE:
        return true()
    return or_(false(), *(below(division, held.place) for held in actor.roles if held.name == role))


def _lines(
    action: str, tenant: ColumnElement[str], recorded: Mapping[str, Domain]
) -> list[tuple[Line, ColumnElement[bool]]]:
    """Every line that can speak of a row, with the rows it speaks of."""
    counties = sorted(code for code in recorded if len(code) == COUNTY)
    regions = sorted(code for code in recorded if len(code) < COUNTY)
    in_county = and_(func.length(tenant) == COUNTY, tenant.not_in(counties) if counties else true())
    shipped_above = [
        and_(func.length(tenant) >= digits, func.substr(tenant, 1, digits).not_in(regions)) if regions else true()
        for digits in (2, 4)
    ]
    spoken = [(statute(), true()), (defaults("000000"), in_county), (defaults("00"), or_(*shipped_above))]
    spoken += [(domain.lines, below(tenant, code)) for code, domain in recorded.items()]
    return [(line, where) for lines, where in spoken for line in lines if line.action == action]
