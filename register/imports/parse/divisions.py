"""Divisions: `code,name,level,parent_code`."""

from dataclasses import dataclass

from register.codes import division_problem, level_of, quoted, tenant_of, township_kind
from register.imports.parse.cells import optional_text, text, word
from register.imports.parse.sheet import Cells, Columns, Parsed, parse
from register.words import PlaceLevel, TownshipKind

_COLUMNS = Columns(required=[["code"], ["name"], ["level"], ["parent_code"]])


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """A division as a file gives it; `kind` is that of a township."""

    line: int
    code: str
    name: str
    level: PlaceLevel
    parent: str | None
    kind: TownshipKind | None


@dataclass(frozen=True, slots=True)
class ParsedDivisions(Parsed[DivisionRow]):
    """The divisions of a file, and the parents that must be on the register already, as the file lacks them."""

    parents_wanted: tuple[str, ...]


def parse_divisions(data: bytes) -> ParsedDivisions:
    """Read a file of divisions."""
    found = parse(data, _COLUMNS, _row, lambda cells: ("code", (cells.texts["code"],)))
    codes = {row.code for row in found.rows}
    wanted = dict.fromkeys(row.parent for row in found.rows if row.parent is not None and row.parent not in codes)
    return ParsedDivisions(found.rows, found.problems, found.ignored, tuple(wanted))


def _row(cells: Cells) -> DivisionRow | None:
    code, name = text(cells, "code"), text(cells, "name")
    level = word(cells, "level", PlaceLevel, {})
    parent = optional_text(cells, "parent_code")
    if cells.problems:
        return None
    if problem := division_problem(code):
        cells.complain("code", problem)
        return None
    if level_of(code) is not level:
        cells.complain("level", f"is {level}, but `{code}` has the {len(code)} digits of a {level_of(code)}")
    if problem := _parent_problem(code, level, parent):
        cells.complain("parent_code", problem)
    kind = township_kind(code, name) if level_of(code) is PlaceLevel.TOWNSHIP else None
    return DivisionRow(cells.line, code, name, level, parent, kind)


def _parent_problem(code: str, level: PlaceLevel, parent: str | None) -> str | None:
    """Check a parent against the code tree; counties and cities run by the province itself may skip a level."""
    if level is PlaceLevel.PROVINCE:
        return None if parent is None else f"is {quoted(parent)}, but a province has no parent here"
    if parent is None:
        return "is empty: only a province has no parent"
    if problem := division_problem(parent):
        return problem
    if level is PlaceLevel.TOWNSHIP and parent != tenant_of(code):
        return f"is {quoted(parent)}, but `{code}` lies in the county `{tenant_of(code)}`"
    if parent == code or not code.startswith(parent):
        return f"is {quoted(parent)}, but `{code}` does not begin with it"
    return None
