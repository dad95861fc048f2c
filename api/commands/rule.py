"""`rule`: what the register holds of acts that others recorded, a file of them in and their rulings out."""

import argparse
import asyncio
import csv
import sys
from collections import Counter
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import TextIO

from api.commands.imports import read
from api.database import opened
from api.errors import Hindrance
from api.settings import Settings
from register import accounts, powers
from register.imports.parse import Line, parse_acts
from register.powers import Judged

_LINE = "line"
_NOT = "not ruled on"
_SAID = ("validity", "rules", "holder", "respondent", "review_body", "explanation", "problem")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say whose acts, where they are, and who asks."""
    parser.add_argument("county", metavar="COUNTY", help="its division code, or a region's")
    parser.add_argument("file", metavar="FILE", type=Path, help="CSV in UTF-8, gzipped or not")
    parser.add_argument("--as", dest="account", metavar="ACCOUNT", required=True, help="judge by what it may see")
    parser.add_argument("--output", metavar="FILE", type=Path, help="where the rulings go (standard output)")
    parser.add_argument(
        "--known-at", metavar="TIME", type=_moment, help="judge by what the register knew then: 2026-01-31T00:00+08:00"
    )


def run(settings: Settings, given: argparse.Namespace) -> int:
    """Rule on each act; those that could not be ruled on say why, and are counted at the end."""
    lines = parse_acts(read(given.file))
    try:
        with (
            given.output.open("w", encoding="utf-8", newline="") if given.output else nullcontext(sys.stdout) as output
        ):
            counted = asyncio.run(_rule(settings, given, lines, output))
    except OSError as error:
        raise Hindrance(f"cannot write `{given.output}`: {error.strerror or error}") from error
    return 1 if counted[_NOT] else 0


async def _rule(settings: Settings, given: argparse.Namespace, lines: list[Line], output: TextIO) -> Counter[str]:
    columns = list(dict.fromkeys(name for line in lines for name in line.cells if name not in (_LINE, *_SAID)))
    writer = csv.writer(output)
    writer.writerow([_LINE, *columns, *_SAID])
    counted, began = Counter[str](), monotonic()
    async with opened(settings) as store:
        actor = await accounts.actor(store, given.account)
        if actor is None:
            raise Hindrance(f"there is no account `{given.account}`: `python -m api account add` makes one")
        async for some in powers.judge(store, actor, given.county, lines, given.known_at):
            writer.writerows(_row(one, columns) for one in some)
            counted.update(one.ruling.validity.value if one.ruling else _NOT for one in some)
            _tell(counted, len(lines), monotonic() - began)
    return counted


def _row(judged: Judged, columns: list[str]) -> list[object]:
    return [judged.line.number, *(judged.line.cells.get(name, "") for name in columns), *_said(judged)]


def _said(judged: Judged) -> list[str]:
    ruling = judged.ruling
    if ruling is None:
        return [*[""] * (len(_SAID) - 1), judged.problem]
    return [
        ruling.validity.value,
        " ".join(ruling.rules),
        judged.holder.name if judged.holder else "",
        judged.respondent.name if judged.respondent else "",
        ruling.review_body or "",
        ruling.explanation,
        "",
    ]


def _tell(counted: Counter[str], of: int, seconds: float) -> None:
    done = counted.total()
    parts = ", ".join(f"{number:,} {name.lower()}" for name, number in sorted(counted.items()))
    print(f"{done:,} of {of:,} acts: {parts} ({done / max(seconds, 0.001):,.0f} a second)", file=sys.stderr)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise argparse.ArgumentTypeError(f"`{text}` is no moment with an offset: write 2026-01-31T00:00+08:00")
    return moment
