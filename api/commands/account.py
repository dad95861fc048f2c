"""`account add`: a person, or a system, that may sign in."""

import argparse
import asyncio

from api.database import opened
from api.settings import Settings
from register import accounts
from register.accounts import NewAccount


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say who it is, whose business it does and what it may do where."""
    parser.add_argument("account", metavar="ACCOUNT", help="the name it signs in by")
    parser.add_argument("--name", required=True, help="what people call it")
    parser.add_argument("--body", metavar="CODE-OR-NAME", help="the body whose business it does")
    parser.add_argument(
        "--role",
        dest="roles",
        metavar="ROLE@CODE",
        type=_role,
        action="extend",
        nargs="+",
        required=True,
        help="a role and the division it is held at, as in department_clerk@511602",
    )


def run(settings: Settings, given: argparse.Namespace) -> None:
    """Add an account."""
    new = NewAccount(account=given.account, name=given.name, body=given.body, roles=tuple(given.roles))
    asyncio.run(_add(settings, new))
    print(f"added `{new.account}`; `python -m api token {new.account}` gives it a token")


async def _add(settings: Settings, new: NewAccount) -> None:
    async with opened(settings) as store:
        await accounts.add(store, new)


def _role(text: str) -> tuple[str, str]:
    role, _, place = text.partition("@")
    if not (role and place):
        raise argparse.ArgumentTypeError(f"`{text}` is no role at a place: write ROLE@CODE")
    return role, place
