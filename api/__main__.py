"""`python -m api`: the commands."""

import argparse
import os
import sys

from api.commands import account, imports, init, rule, serve, token
from api.errors import Hindrance
from api.settings import Settings
from register.refusals import Refusal


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m api", description="A register of devolved administrative powers.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, module, about in (
        ("serve", serve, "serve the register over HTTP"),
        ("init", init, "prepare the database, or bring it up to date"),
        ("import", imports, "take in a list"),
        ("rule", rule, "rule on a file of acts"),
        ("token", token, "print a bearer token for an account"),
    ):
        each = commands.add_parser(name, help=about, description=module.__doc__)
        module.arguments(each)
        each.set_defaults(run=module.run)
    parts = commands.add_parser("account", help="add accounts").add_subparsers(metavar="COMMAND", required=True)
    add = parts.add_parser("add", help="add an account", description=account.__doc__)
    account.arguments(add)
    add.set_defaults(run=account.run)
    return parser


def main() -> int:
    """Do what the command line says, and tell a refusal in plain lines."""
    given = _parser().parse_args()
    try:
        status: int | None = given.run(Settings.from_environment(), given)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read the output has seen enough; what is left of it goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Refusal as refusal:
        lines = [refusal.message, *([refusal.remedy] if refusal.remedy else [])]
    except Hindrance as hindrance:
        lines = [str(hindrance)]
    else:
        return status or 0
    print(*lines, sep="\n", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
