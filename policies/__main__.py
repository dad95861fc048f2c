"""`python -m policies`: what is asked of the policy without a register."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from policies import expectations
from policies.actor import COUNTY_DIGITS
from policies.expectations import Expectation
from policies.guard import Domain, Guard
from policies.lines import Line, defaults
from policies.sheets import Problem, rows
from policies.spelling import quoted

COLUMNS = ("domain", "role", "action", "when", "effect", "rule")
_PATH = (2, 4, COUNTY_DIGITS)  # digits of a province, a prefecture and a county: the domains that a decision sees

Own = Mapping[str, Sequence[Line]]


def main() -> int:
    """Do what the command line says; 0: the policy is as expected, 1: it is not, or a file cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m policies", description="The policy, by its lines.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    about = "hold the policy against expectations"
    test = commands.add_parser("test", help=about, description=f"{about}; each that it does not meet is told")
    wanted = f"expectations, as CSV: {', '.join(expectations.COLUMNS)}"
    test.add_argument("files", nargs="+", metavar="FILE", type=Path, help=wanted)
    instead = f"lines in place of those that ship for their domains, as CSV: {', '.join(COLUMNS)}"
    test.add_argument("--lines", metavar="FILE", type=Path, help=instead)
    given = parser.parse_args()
    return run(given.files, given.lines)


def run(files: Sequence[Path], lines: Path | None = None) -> int:
    """Hold the policy that ships, with a file's lines in it, against the expectations of files, and tell of it."""
    own, told = _own(lines) if lines else ({}, [])
    if told:  # by lines that cannot be read nothing is decided
        print(*told, sep="\n")
        return 1
    met = count = 0
    for file in files:
        found, wrong = _expected(file)
        failures = _failing(file, found, own)
        told += [*wrong, *failures]
        count, met = count + len(found), met + len(found) - len(failures)
    print(*told, f"{met} of {count} expectations are met", sep="\n")
    return 1 if told else 0


def _failing(file: Path, expected: Mapping[int, Expectation], own: Own) -> list[str]:
    guards = {place: _guard(place, own) for place in {one.tenant for one in expected.values()}}
    failures = ((line, expectations.failing(guards[one.tenant], [one])) for line, one in expected.items())
    return [_told(file, Problem(line, "", failure.message)) for line, found in failures for failure in found]


def _guard(place: str, own: Own) -> Guard:
    path = [place[:digits] for digits in _PATH if len(place) >= digits]
    return Guard(Domain(code, 1, tuple(own[code])) if code in own else Domain(code, 0, defaults(code)) for code in path)


# --- files


def _expected(file: Path) -> tuple[dict[int, Expectation], list[str]]:
    text, wrong = _text(file)
    if wrong:
        return {}, wrong
    found, problems = expectations.read(text)
    told = [_told(file, problem) for problem in problems]
    return found, told or ([] if found else [f"{file}: holds no expectation"])


def _own(file: Path) -> tuple[dict[str, list[Line]], list[str]]:
    """The lines of a file by their domains; of a file in which one is malformed, what is wrong with it."""
    text, told = _text(file)
    found: dict[str, list[Line]] = {}
    for row in rows(text, COLUMNS) if not told else ():
        if isinstance(row, Problem):
            told.append(_told(file, row))
            continue
        role, domain, action, when, effect, rule = (
            row.cells[name].strip() for name in ("role", "domain", "action", "when", "effect", "rule")
        )
        line = Line(role, domain, action, tuple(when.split()), effect, rule)
        amiss = line.amiss()
        if not (domain.isascii() and domain.isdigit() and len(domain) in _PATH):
            amiss.append(("domain", f"{quoted(domain)} is no county or region: give 2, 4 or 6 digits"))
        told += [_told(file, Problem(row.line, *one)) for one in amiss]
        found.setdefault(domain, []).append(line)
    return found, told or ([] if found else [f"{file}: holds no line"])


def _text(file: Path) -> tuple[str, list[str]]:
    try:
        return file.read_text(encoding="utf-8"), []
    except UnicodeDecodeError as error:
        return "", [f"{file}: is not UTF-8, from byte {error.start + 1} on"]
    except OSError as error:
        return "", [f"{file}: cannot be read: {error.strerror}"]


def _told(file: Path, problem: Problem) -> str:
    column = f"{problem.column}: " if problem.column else ""
    return f"{file}:{problem.line}: {column}{problem.message}"


if __name__ == "__main__":
    sys.exit(main())
