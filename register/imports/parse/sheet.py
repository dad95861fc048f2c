"""A CSV file as lines of named cells, and every problem met on the way to them."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from register.codes import quoted

Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one cell: the line it is on (the header is 1), its column ("" for the line as a whole)."""

    line: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class Parsed(Generic[Row_co]):
    """The good rows of a file, all its problems, and the columns nothing here reads."""

    rows: tuple[Row_co, ...]
    problems: tuple[RowProblem, ...]
    ignored: tuple[str, ...]


@dataclass(slots=True)
class Cells:
    """The cells of one line, by column, and what was found wrong with them so far."""

    line: int
    texts: Mapping[str, str]
    problems: list[RowProblem] = field(default_factory=list)

    def complain(self, column: str, message: str) -> None:
        """Note a problem; the line will give no row."""
        self.problems.append(RowProblem(self.line, column, message))


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns a file may have. Of each group of `required`, one at least must be there."""

    required: Sequence[Sequence[str]]
    optional: Sequence[str] = ()


@dataclass(slots=True)
class Sheet:
    """The lines of a file that could be split into cells."""

    lines: list[Cells] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    ignored: tuple[str, ...] = ()


def parse(
    data: bytes,
    columns: Columns,
    row_of: Callable[[Cells], Row | None],
    key_of: Callable[[Cells], tuple[str, tuple[str, ...]]],
) -> Parsed[Row]:
    """Read a file: `row_of` makes a row unless it complains, `key_of` names a column and what no two lines share."""
    sheet = read(data, columns)
    rows: list[Row] = []
    first: dict[tuple[str, ...], int] = {}
    for cells in sheet.lines:
        column, key = key_of(cells)
        row = row_of(cells)
        # A key with an empty part has been complained of already.
        if all(key) and first.setdefault(key, cells.line) != cells.line:
            cells.complain(column, f"{quoted(', '.join(key))} stands on line {first[key]} already")
        if row is not None and not cells.problems:
            rows.append(row)
        sheet.problems.extend(cells.problems)
    return Parsed(tuple(rows), tuple(sorted(sheet.problems, key=lambda problem: problem.line)), sheet.ignored)


def read(data: bytes, columns: Columns) -> Sheet:
    """Split a file into lines of named cells; a header that lacks a column gives no lines."""
    sheet = Sheet()
    text = _decoded(data, sheet)
    if text is None:
        return sheet
    records = _records(text, sheet)
    line, header = next(records, (1, []))
    names = [cell.strip() for cell in header]
    if not any(names):
        if not sheet.problems:
            sheet.problems.append(RowProblem(line, "", "the file is empty: its first line names the columns"))
        return sheet
    if _header_is_good(line, names, columns, sheet):
        sheet.lines.extend(_lines(names, records, sheet))
    return sheet


def _decoded(data: bytes, sheet: Sheet) -> str | None:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # GB18030 reads almost any bytes as some Chinese text, so a guess would be silently wrong.
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte {error.start + 1} of the file is not UTF-8: save it as `CSV UTF-8` and send it again"
        sheet.problems.append(RowProblem(line, "", message))
        return None


def _records(text: str, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line it begins on; a quoted cell may hold line breaks."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                yield line, record
            line = reader.line_num + 1
    except csv.Error as error:
        sheet.problems.append(
            RowProblem(line, "", f"cannot be split into cells: {error}; lines from here on are unread")
        )


def _header_is_good(line: int, names: list[str], columns: Columns, sheet: Sheet) -> bool:
    for group in columns.required:
        if not any(name in names for name in group):
            wanted = " or ".join(f"`{name}`" for name in group)
            sheet.problems.append(RowProblem(line, group[0], f"the file has no column {wanted}"))
    known = {name for group in columns.required for name in group} | set(columns.optional)
    for name in dict.fromkeys(name for name in names if name in known and names.count(name) > 1):
        sheet.problems.append(RowProblem(line, name, f"the file has {names.count(name)} columns `{name}`"))
    sheet.ignored = tuple(dict.fromkeys(name for name in names if name and name not in known))
    return not sheet.problems


def _lines(names: list[str], records: Iterator[tuple[int, list[str]]], sheet: Sheet) -> Iterator[Cells]:
    for line, record in records:
        if len(record) == len(names):
            yield Cells(line, {name: cell.strip() for name, cell in zip(names, record, strict=True)})
        else:
            message = f"the line has {len(record)} cells, the header {len(names)}: is a comma unquoted?"
            sheet.problems.append(RowProblem(line, "", message))
