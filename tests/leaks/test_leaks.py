"""Nothing of what a county hides shows to anybody else, whatever is asked.

Two registers are alike but for the secrets that one of them hides. Everybody to whom the county is foreign asks both
everything the schema has, by the ids of what is hidden too, and gets the same answers: as if there were no secrets.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from graphql import DocumentNode, ExecutionResult, execute, validate
from sqlalchemy import ColumnElement, true

from policies.actor import ANONYMOUS, Actor, Role
from policies.guard import Guard, Verdict
from policies.lines import defaults
from policies.roles import ROLES
from register import scope
from register.bookmark import Bookmark
from register.fence import places_of
from register.refusals import Refusal
from register.store import Store
from schema import ids
from schema.context import Context
from schema.execution import DiscreetExecution
from schema.root import schema
from tests.county import COUNTY, GUANSHENG, XIEXING, Clock, County, fill
from tests.databases import Databases, PostgreSQLDatabases, SQLiteDatabases
from tests.leaks import secrets
from tests.leaks.secrets import NEIGHBOUR, NEXT_DOOR, PREFECTURE, PUBLIC, Secrets
from tests.leaks.walk import Walker, nodes_of

GRAPH = schema._schema
NOON = datetime.now(UTC).replace(hour=4, minute=0, second=0, microsecond=0)


@dataclass(frozen=True)
class Twins:
    """Two registers, the secrets of the second, and a public node of each type that both have."""

    plain: County
    hiding: County
    secrets: Secrets
    nodes: dict[str, str]

    def walker(self, steps: int, *, thorough: bool = True) -> Walker:
        """Ask by every id, code and text that could lead to a secret."""
        hidden = {
            kind: [ids.encode(one) for one in self.secrets.things if one.kind == kind] for kind in self.secrets.kinds
        }
        moments = [(NOON + timedelta(hours=hours)).isoformat() for hours in (2, -30)]
        codes = [COUNTY, PREFECTURE]
        some = hidden["Item"][::2]
        values: dict[str, Sequence[str]] = {
            "action": ["item:read", "journal:read", "policy:read", "transfer:accept", "case:close", "power:exercise"],
            "alsoAt": [NEXT_DOOR],
            "parts": ["个人自建房屋"],
            "body": [self.nodes["Department"], self.nodes["Township"]],
            "case": hidden["Case"],
            "case.id": hidden["Case"],
            "code": codes,
            "county": codes,
            "DateTime": moments,
            "Decimal": ["5000.00"],
            "department": [self.nodes["Department"]],
            "devolver": [self.nodes["Department"]],
            "domain": codes,
            "id": [*(one for found in hidden.values() for one in found), *(self.nodes.values() if thorough else ())],
            "item": [self.nodes["Item"], *some],
            "item.code": [f"TEST-OTHER-{name}" for name in list(self.secrets.marks)[5:9]],
            "item.id": [self.nodes["Item"], *hidden["Item"]],
            "number": ["川1"],
            "officers": ["川1"],
            "NoticeFilter.transfer": hidden["Transfer"][:1],
            "on": [self.nodes["County"], *(one for found in hidden.values() for one in found[:2])],
            "place": [GUANSHENG.id, XIEXING.id],
            "reason": ["z"],
            "roleGrants.place": codes,
            "receiver": [self.nodes["Township"]],
            "since": [Bookmark(COUNTY).pack()],
            "text": ["zqx"],
            "township.code": [GUANSHENG.id],
            "transfer.id": [self.nodes["Transfer"], *hidden["Transfer"]],
            "viewerMay": ["transfer:read"],
            "window": [GUANSHENG.id],
            "within": codes,
        }
        written = {name: [json.dumps(one) for one in of] for name, of in values.items()}
        words = {
            "Party": "PERSON",
            "PowerKind": "OTHER",
            "SanctionKind": "FINE",
            "Stage": "DECIDE",
            "TransferMode": "AUTHORIZE",
        }
        plain = {"Boolean": ["true", "false"], "Int": ["0", "1"]} | {name: [word] for name, word in words.items()}
        line = '{role: "registrar", action: "case:read", effect: ALLOW}'
        changes = [
            f'{{domain: "{COUNTY}", expectedRevision: {revision}, reason: "z", add: [{line}]}}' for revision in (0, 1)
        ]
        return Walker(GRAPH, written | plain | {"PolicyChange": changes}, self.nodes, steps, thorough)


@asynccontextmanager
async def twins_of(databases: Databases) -> AsyncIterator[Twins]:
    """Make the twins: copies of one register, so that what both have has the same ids."""
    base = await databases.make_template("county", fill)
    published = await databases.make_template("published", partial(_write, secrets.publish_some), base)
    plain = await databases.make_template("plain", partial(_write, _revise), published)
    hiding = await databases.make_template("hiding", partial(_write, _hide, databases.dialect), published)
    clock = Clock(NOON + timedelta(hours=1))
    async with databases.fresh(plain) as without, databases.fresh(hiding) as with_them:
        one, other = (County(Store.open(url, clock), clock) for url in (without, with_them))
        try:
            yield Twins(one, other, HIDDEN[databases.dialect], await secrets.a_node_of_each_type(one))
        finally:
            await one.store.close()
            await other.store.close()


HIDDEN: dict[str, Secrets] = {}  # in the template of a dialect


async def _write(what: Callable[..., Awaitable[None]], *more: str) -> None:
    *given, url = more
    county = County(Store.open(url, clock := Clock(NOON)), clock)
    await what(county, *given)
    await county.store.close()


async def _revise(county: County) -> None:
    await secrets.revise(county, "policy_admin", "试行")


async def _hide(county: County, dialect: str) -> None:
    HIDDEN[dialect] = await secrets.hide_some(county)


def strangers(body: tuple[str, str]) -> list[Actor]:
    """Every kind of account to which the county is foreign: all roles next door and in regions beside it, and nobody.

    The lines about reading only allow, so whoever holds all roles at once reads whatever one of them would.
    """
    assert not [one for one in defaults(COUNTY) if one.effect != "allow" and one.action.endswith(":read")]
    roles = tuple(Role(role, place) for role in sorted(ROLES) for place in BESIDE)
    next_door = Actor("next-door", "", roles, body, NEIGHBOUR)
    township = Actor("township", "", (Role("township_clerk", NEXT_DOOR),), (NEIGHBOUR, NEXT_DOOR), NEIGHBOUR)
    return [ANONYMOUS, next_door, township]


BESIDE = (NEIGHBOUR, "5117", "32")


async def answers(county: County, actor: Actor, documents: Sequence[DocumentNode]) -> list[Any]:
    """What an account is answered, errors included, as plain values."""
    found = []
    for document in documents:
        context = Context(actor=actor, store=county.store)
        answering = execute(GRAPH, document, context_value=context, executor_class=DiscreetExecution)
        result = answering if isinstance(answering, ExecutionResult) else await answering
        found.append([result.data, sorted(_told(error) for error in result.errors or ())])
        # What was given up beside an answer that failed is read to its end.
        if left := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(left)
    plain: list[Any] = json.loads(json.dumps(found, default=str))
    return plain


def _told(error: Any) -> tuple[str, ...]:
    cause = error.original_error
    assert isinstance(cause, Refusal), cause or error
    # Of two fields that are refused alike, either may be the first to say so: the root field is what counts.
    return (str(error.path[0]), cause.message, str(cause.remedy), *cause.rules, repr(vars(cause)))


async def leaks(twins: Twins, who: Sequence[Actor], *, thorough: bool = False) -> list[str]:
    """Tell what of the secrets shows to whom; a stranger may be `thorough` and ask every list with every argument."""
    found = []
    for actor in who:
        stranger = actor is ANONYMOUS
        documents = twins.walker(steps=int(stranger), thorough=thorough and stranger).documents()
        without, with_them = [await answers(one, actor, documents) for one in (twins.plain, twins.hiding)]
        text = json.dumps(with_them, ensure_ascii=False)
        found += [f"{actor.account} sees {where}" for mark, where in twins.secrets.marks.items() if mark in text]
        found += [f"{actor.account}: {one}" for one in _differences(without, with_them, "")]
    return found


def _differences(one: Any, other: Any, path: str) -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        for name in one:
            yield from _differences(one[name], other[name], f"{path}.{name}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for n, (this, that) in enumerate(zip(one, other, strict=True)):
            yield from _differences(this, that, f"{path}.{n}")
    elif one != other:
        yield f"{path}: {one} without the secrets, {other} with them"


def without_filter(patch: pytest.MonkeyPatch) -> None:
    """Switch off what the register itself does about who may read what, wherever it is imported."""
    decide = Guard.decide

    def all_may_read(guard: Guard, actor: Actor, division: str, action: str, facts: frozenset[str]) -> Verdict:
        verdict = decide(guard, actor, division, action, facts)
        return replace(verdict, allowed=True) if action.endswith(":read") else verdict

    patch.setattr(Guard, "decide", all_may_read)
    there: dict[str, Callable[..., ColumnElement[bool]]] = {"visible": scope.visible, "own": scope.own}
    for module in [one for name, one in sys.modules.items() if name.split(".")[0] == "register"]:
        for name, filter_ in there.items():
            if getattr(module, name, None) is filter_:
                patch.setattr(module, name, lambda *_: true())


@pytest.fixture
async def twins_on_sqlite(sqlite_databases: SQLiteDatabases) -> AsyncIterator[Twins]:
    async with twins_of(sqlite_databases) as made:
        yield made


@pytest.mark.rule("R88")
@pytest.mark.rule("R89")
async def test_nothing_that_a_county_hides_shows_to_anybody_else(twins_on_sqlite: Twins) -> None:
    who = strangers(await neighbour(twins_on_sqlite))
    assert await leaks(twins_on_sqlite, who, thorough=True) == []


async def test_the_county_itself_and_whoever_oversees_it_see_all_of_that(twins_on_sqlite: Twins) -> None:
    """Or the test above would show nothing: what is asked does reach the secrets."""
    twins = twins_on_sqlite
    documents = twins.walker(steps=1, thorough=False).documents()
    insiders = secrets.insiders(twins.secrets)
    seen = "".join([json.dumps(await answers(twins.hiding, one, documents), ensure_ascii=False) for one in insiders])
    assert [where for mark, where in twins.secrets.marks.items() if mark not in seen] == []
    assert [one for one in twins.secrets.things if ids.encode(one) not in seen] == []


async def test_there_is_something_to_hide_of_every_type_and_a_way_to_ask_for_it(twins_on_sqlite: Twins) -> None:
    """A new type of node needs a secret of its kind in tests/leaks/secrets.py."""
    assert nodes_of(GRAPH) - PUBLIC == twins_on_sqlite.secrets.kinds
    walker = twins_on_sqlite.walker(steps=1, thorough=False)
    assert walker.missing() == set()
    assert not [problem for one in walker.documents() for problem in validate(GRAPH, one)]


async def test_a_hole_in_the_filter_would_be_found(twins_on_sqlite: Twins, monkeypatch: pytest.MonkeyPatch) -> None:
    without_filter(monkeypatch)
    found = await leaks(twins_on_sqlite, [ANONYMOUS])
    hidden = [where for where in twins_on_sqlite.secrets.marks.values() if f"None sees {where}" not in found]
    assert hidden == ["an account", "the name of an account"]  # which only the account itself is shown
    assert [one for one in found if "without the secrets" in one]


async def test_the_database_alone_lets_nothing_of_it_through(
    postgresql_databases: PostgreSQLDatabases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row-level security is a second fence: with the register's own filter switched off, it holds."""
    async with twins_of(postgresql_databases) as twins:
        who = {places_of(one): one for one in strangers(await neighbour(twins))}  # all that the fence goes by
        without_filter(monkeypatch)
        assert await leaks(twins, list(who.values())) == []


async def neighbour(twins: Twins) -> tuple[str, str]:
    """The department that the neighbour has."""
    body = (await twins.plain.actor("other_county_clerk")).body
    assert body
    return body
