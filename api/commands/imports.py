"""`import`: lists from CSV files, whole or not at all."""

import argparse
import asyncio
import gzip
import sys
import zlib
from pathlib import Path

from api.database import opened
from api.errors import Hindrance
from api.settings import Settings
from register.imports import load
from register.imports.load import Report

GZIP = b"\x1f\x8b"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what kind of list, and whose."""
    kinds = parser.add_subparsers(dest="kind", metavar="KIND", required=True)
    for kind, place, about in (
        ("divisions", None, "provinces, prefectures, counties and townships"),
        ("items", "PLACE", "the items of a county's departments, or of a region's"),
        ("transfers", "COUNTY", "transfers that were in force before the register was"),
    ):
        each = kinds.add_parser(kind, help=about)
        if place:
            each.add_argument("place", metavar=place, help="its division code")
        each.add_argument("file", metavar="FILE", type=Path, help="CSV in UTF-8, gzipped or not")
        each.add_argument("--dry-run", action="store_true", help="check everything and change nothing")
        each.add_argument(
            "--accept-invalid-codes", action="store_true", help="take wrong codes in, flagged, instead of refusing them"
        )


def run(settings: Settings, given: argparse.Namespace) -> int:
    """Import a list; with problems nothing is imported, and each is told with its line and column."""
    data = read(given.file)
    report = asyncio.run(_load(settings, given, data))
    for problem in report.problems:
        column = f"{problem.column}: " if problem.column else ""
        print(f"{given.file}:{problem.line}: {column}{problem.message}", file=sys.stderr)
    for line in report.lines:
        print(line)
    return 1 if report.problems else 0


async def _load(settings: Settings, given: argparse.Namespace, data: bytes) -> Report:
    flags = {"dry_run": given.dry_run, "accept_invalid_codes": given.accept_invalid_codes}
    async with opened(settings) as store:
        match given.kind:
            case "divisions":
                return await load.divisions(store, data, dry_run=given.dry_run)
            case "items":
                return await load.items(store, given.place, data, **flags)
            case _:
                return await load.transfers(store, given.place, data, **flags)


def read(file: Path) -> bytes:
    """Read a file, unpacked if it was packed."""
    try:
        data = file.read_bytes()
        return gzip.decompress(data) if data.startswith(GZIP) else data
    except (OSError, EOFError, zlib.error) as error:
        raise Hindrance(f"cannot read `{file}`: {getattr(error, 'strerror', None) or error}") from error
