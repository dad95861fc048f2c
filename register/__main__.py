"""`python -m register`: what is done with a register without serving it."""

import argparse
import asyncio
import os
import sys
from pathlib import Path

from register import migrate, verify
from register.store import Store, default_file

WHOLE = "the register is whole: every journal's chain holds, and nothing in it is half done"


def main() -> int:
    """Do what the command line says; 0: it is as it should be, 1: it is not."""
    parser = argparse.ArgumentParser(prog="python -m register", description="A register, by its DATABASE_URL.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    about = "check every journal's chain, and that nothing is half done"
    commands.add_parser("verify", help=about, description=f"{about}; nothing is changed")
    parser.parse_args()
    return asyncio.run(run(os.environ.get("DATABASE_URL", "").strip() or f"sqlite:///{default_file()}"))


async def run(url: str) -> int:
    """Verify the register at a URL and tell of it; 0: it is whole."""
    try:
        store = Store.open(url)
    except ValueError:  # no message repeats the URL: it may hold a password
        return _told("DATABASE_URL cannot be read")
    try:
        if store.sqlite and not _exists(store):
            return _told("there is no register there")
        if not await migrate.current(store):
            return _told("the database is not prepared for this version: run `python -m api init`")
        found = 0
        async for problem in verify.problems(store):
            found += 1
            print(problem)
    except Exception as error:  # noqa: BLE001  whatever a driver raises, it is the database that cannot be read
        return _told(f"the database cannot be read: {error}")
    finally:
        await store.close()
    print(f"{found} problem{'s' if found > 1 else ''}" if found else WHOLE)
    return 1 if found else 0


def _exists(store: Store) -> bool:
    # SQLite makes the file that it is asked to open.
    return Path(store.engine.url.database or "").exists()


def _told(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
