"""`token`: a bearer token for an account, and nothing else on the output."""

import argparse
import asyncio
import re
from datetime import timedelta

from api.database import opened
from api.errors import Hindrance
from api.identity import Tokens
from api.settings import Settings
from register import accounts

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
LONGEST = timedelta(days=366)
WORKING_DAY = "8h"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say whose token, and for how long."""
    parser.add_argument("account", metavar="ACCOUNT")
    parser.add_argument(
        "--for",
        dest="lifetime",
        metavar="TIME",
        type=lifetime,
        default=WORKING_DAY,
        help="how long it holds: a number and s, m, h or d (%(default)s)",
    )


def run(settings: Settings, given: argparse.Namespace) -> None:
    """Print a token."""
    print(asyncio.run(_issue(settings, given.account, given.lifetime)))


async def _issue(settings: Settings, account: str, lifetime: timedelta) -> str:
    async with opened(settings) as store:
        if await accounts.actor(store, account) is None:
            raise Hindrance(f"there is no account `{account}`: `python -m api account add` makes one")
        return (await Tokens.of(settings, store)).issue(account, lifetime)


def lifetime(text: str) -> timedelta:
    """Read a lifetime, as in `8h`."""
    parts = re.fullmatch(r"([1-9][0-9]{0,8})([smhd])", text)
    if parts is None:
        raise argparse.ArgumentTypeError(f"`{text}` is no time: write a number and s, m, h or d, as in `8h`")
    found = timedelta(**{UNITS[parts[2]]: int(parts[1])})
    if found > LONGEST:
        raise argparse.ArgumentTypeError(f"`{text}` is too long: a token holds {LONGEST.days} days at most")
    return found
