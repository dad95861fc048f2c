"""Acts that others recorded, to be ruled on: who did what, where and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from register.clock import start_of_day
from register.codes import quoted
from register.imports.parse.cells import (
    NO_DAY,
    TEXT,
    flag,
    item_code,
    not_a_word,
    optional_moment,
    optional_text,
    parts,
    text,
    word,
    word_of,
)
from register.imports.parse.sheet import Cells, Columns, read
from register.imports.parse.transfers import STAGES
from register.refusals import Invalid, Problem
from register.words import Demand, Party, SanctionKind, Stage

_COLUMNS = Columns(
    required=[["body"], ["item_code"], ["stage"], ["place"], ["at"]],
    optional=["also_at", "filed_at", "sanctions", "party", "parts", "disguised_as", "reason", "officers", "reviewed"],
)


@dataclass(frozen=True, slots=True)
class ActRow:
    """An act as a file gives it; `body` is a name, a credit code or a township's division code."""

    body: str
    item_code: str
    stage: Stage
    place: str
    at: datetime
    also_at: tuple[str, ...]
    filed_at: datetime | None
    sanctions: tuple[tuple[SanctionKind, Decimal | None], ...]
    party: Party | None
    parts: tuple[str, ...] | None
    disguised_as: Demand | None
    reason: str | None
    officers: tuple[str, ...] | None
    reviewed: bool | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file: its cells, and the act they tell of, or what is wrong with it."""

    number: int
    cells: Mapping[str, str]
    act: ActRow | None
    problem: str = ""


def parse_acts(data: bytes) -> list[Line]:
    """Read a file of acts; a line that cannot be read says so, and the others are read all the same.

    Refuses with Invalid a file without lines, or without the columns.
    """
    sheet = read(data, _COLUMNS)
    if not sheet.lines:
        told = [Problem((one.column or "file",), f"line {one.line}: {one.message}") for one in sheet.problems]
        raise Invalid(*(told or [Problem(("file",), "the file tells of no act")]))
    unread = [Line(one.line, {}, None, one.message) for one in sheet.problems]
    return sorted([*(_line(cells) for cells in sheet.lines), *unread], key=lambda line: line.number)


def _line(cells: Cells) -> Line:
    act = _row(cells)
    told = "; ".join(f"{one.column}: {one.message}" for one in cells.problems)
    return Line(cells.line, cells.texts, None if told else act, told)


def _row(cells: Cells) -> ActRow:
    at = optional_moment(cells, "at")
    if not cells.texts["at"]:
        cells.complain("at", "is empty")
    filed_at = optional_moment(cells, "filed_at")
    return ActRow(
        body=text(cells, "body"),
        item_code=item_code(cells, "item_code"),
        stage=word(cells, "stage", Stage, STAGES),
        place=text(cells, "place"),
        at=at or start_of_day(NO_DAY),
        also_at=parts(cells, "also_at"),
        filed_at=filed_at,
        sanctions=tuple(_sanctions(cells)),
        party=word(cells, "party", Party, {}) if cells.texts.get("party") else None,
        parts=_several(cells, "parts"),
        disguised_as=word(cells, "disguised_as", Demand, {}) if cells.texts.get("disguised_as") else None,
        reason=optional_text(cells, "reason", TEXT),
        officers=_several(cells, "officers"),
        reviewed=flag(cells, "reviewed") if cells.texts.get("reviewed") else None,
    )


def _several(cells: Cells, column: str) -> tuple[str, ...] | None:
    """Read several texts that may be left open; `-` says that there are none: no part that grants name, no officer."""
    if not cells.texts.get(column):
        return None
    return () if cells.texts[column] == "-" else parts(cells, column)


def _sanctions(cells: Cells) -> list[tuple[SanctionKind, Decimal | None]]:
    """Read `罚款 5000;吊销许可证件`: kinds of penalty, a fine with its amount in yuan."""
    found = []
    for one in parts(cells, "sanctions"):
        called, _, amount = one.partition(" ")
        kind = word_of(called, SanctionKind, {})
        if kind is None:
            cells.complain("sanctions", not_a_word(called, SanctionKind))
            continue
        found.append((kind, _yuan(cells, amount.strip())))
    return found


def _yuan(cells: Cells, amount: str) -> Decimal | None:
    try:
        yuan = Decimal(amount.replace(",", "")) if amount else None
    except InvalidOperation:
        yuan = Decimal(-1)
    if yuan is not None and not (yuan.is_finite() and yuan >= 0):
        cells.complain("sanctions", f"{quoted(amount)} is no amount in yuan: write `罚款 5000`")
        return None
    return yuan
