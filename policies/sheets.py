"""CSV as people hand it in: each row with its line, and each thing wrong with it as a line, a column and a sentence."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policies.spelling import quoted


class Problem(NamedTuple):
    """One thing wrong with a file: where, from line 1, in which column (none for the row as a whole), and what."""

    line: int
    column: str
    message: str


class Row(NamedTuple):
    """A row by the names of its columns, and the line it begins at."""

    line: int
    cells: dict[str, str]


def rows(text: str, columns: Sequence[str]) -> Iterator[Row | Problem]:
    """Read a table that has these columns, in any order; a row that is not one cell for each is told."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        header = next(reader, [])
        if sorted(header) != sorted(columns):
            yield Problem(1, "", _header(header, columns))
            return
        line = reader.line_num + 1
        for cells in reader:
            if cells and len(cells) != len(header):
                yield Problem(line, "", f"has {len(cells)} cells, and the table {len(header)} columns")
            elif cells:
                yield Row(line, dict(zip(header, cells, strict=True)))
            line = reader.line_num + 1
    except csv.Error as error:
        yield Problem(reader.line_num, "", f"is not well-formed CSV: {error}")


def _header(header: Sequence[str], columns: Sequence[str]) -> str:
    missing = [name for name in columns if name not in header]
    if missing:
        return f"lacks the column `{missing[0]}`: the columns are {', '.join(columns)}"
    odd = next((name for name in header if name not in columns), None)
    odd = odd if odd is not None else next(name for name in header if header.count(name) > 1)
    return f"has a column {quoted(odd)} too many: the columns are {', '.join(columns)}"
