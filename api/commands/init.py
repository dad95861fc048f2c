"""`init`: prepare the database, or bring it up to date; with --demo put a real county on it."""

import argparse
import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

from api.commands.serve import HOST, PORT
from api.database import opened
from api.errors import Hindrance
from api.home import curl
from api.identity import Tokens
from api.settings import Settings
from policies.actor import Role
from register import accounts, demo, divisions, migrate
from register.store import Store

ADDRESS = f"http://{HOST}:{PORT}/"
LIFETIME = timedelta(hours=8)
QUERY = """
{ viewer { account body { name } } transfers(filter: {county: "511602"}, first: 3) { totalCount } }"""


@dataclass(frozen=True, slots=True)
class Person:
    """An account of the demonstration, with a fresh token."""

    account: str
    body: str | None
    roles: tuple[str, ...]
    token: str = field(repr=False)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say whether to fill the register."""
    parser.add_argument("--demo", action="store_true", help="put a real county on it, with an account for each role")


def run(settings: Settings, given: argparse.Namespace) -> None:
    """Prepare the database and tell what is to be done next."""
    people = prepare(settings, demo=given.demo)
    print("The register is ready; `python -m api serve` serves it.")
    if people:
        _tell(people)


def prepare(settings: Settings, *, demo: bool) -> list[Person]:
    """Bring the database to the head of its migrations, with a key; done again, it changes nothing."""
    try:
        migrate.upgrade(settings.database_url)
    except Exception as error:  # whatever a driver raises, the database is not what was hoped for
        raise Hindrance(f"the database cannot be prepared: {error}") from error
    return asyncio.run(_fill(settings, wanted=demo))


async def _fill(settings: Settings, *, wanted: bool) -> list[Person]:
    async with opened(settings) as store:
        if settings.token_key is None and await accounts.signing_key(store) is None:
            await accounts.make_signing_key(store)
        if not wanted:
            return []
        tokens = await Tokens.of(settings, store)
        return [
            Person(account, body, await _places(store, roles), tokens.issue(account, LIFETIME))
            for account, roles, body in await demo.fill(store)
        ]


async def _places(store: Store, roles: tuple[Role, ...]) -> tuple[str, ...]:
    places = await divisions.by_code(store, [role.place for role in roles])
    return tuple(f"{role.name} at {places[role.place].name} ({role.place})" for role in roles)


def _tell(people: list[Person]) -> None:
    hours = int(LIFETIME.total_seconds() // 3600)
    print(f"\nWhere to go\n  {ADDRESS}         what this is\n  {ADDRESS}graphql  the endpoint")
    print(f"\nAccounts, with tokens that hold {hours} hours (`python -m api token ACCOUNT` prints another)")
    for person in people:
        who = f", for {person.body}" if person.body else ""
        print(f"\n  {person.account}{who}: {'; '.join(person.roles)}\n  {person.token}")
    print(f"\nA query to try\n\n{curl(ADDRESS + 'graphql', QUERY, people[0].token)}\n")
