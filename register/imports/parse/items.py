"""Items: the lists of powers as service platforms export them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from register.codes import department_credit_code
from register.imports.parse.cells import flag, item_code, optional_day, optional_text, parts, text, word
from register.imports.parse.sheet import Cells, Columns, Parsed, parse
from register.words import PowerKind

# `dept_code` is not read: in the list of 511602 it is right for 9 of 34 departments. A list that knows its departments'
# codes gives them as `credit_code`; else see `department_codes`.
_COLUMNS = Columns(
    required=[["item_name"], ["power_kind"], ["department"], ["item_code", "task_code"]],
    optional=["credit_code", "legal_basis", "start_date", "important", "confidential"],
)
_CREDIT_CODE = 18  # GB 32100; whether it is right is for whoever loads it to ask
_NAME = 1000  # an item's name may spell out its conditions

# What lists call the kinds beside the terms of R96.
_SYNONYMS = {
    **{kind.chinese.removeprefix("行政"): kind for kind in PowerKind if kind.chinese.startswith("行政")},
    **dict.fromkeys(("行政强制措施", "行政强制执行"), PowerKind.COERCION),
    **dict.fromkeys(
        ("其他权力类型", "其他职权", "其他行政职权", "其他权力", "其他权力事项", "其他类", "其他"), PowerKind.OTHER
    ),
    **dict.fromkeys(("公共服务事项", "政务服务", "便民服务"), PowerKind.PUBLIC_SERVICE),
}


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item as a file gives it; without a start date it was always its department's."""

    line: int
    name: str
    kind: PowerKind
    department: str
    code: str
    credit_code: str | None
    legal_basis: tuple[str, ...]
    start_date: date | None
    important: bool
    confidential: bool


def parse_items(data: bytes) -> Parsed[ItemRow]:
    """Read a file of items."""
    return parse(data, _COLUMNS, _row, _key)


def department_codes(rows: Iterable[ItemRow]) -> dict[str, str | None]:
    """Give each department of a list, in its order, its credit code: as given, else as found in its items' codes."""
    codes: dict[str, list[str]] = {}
    given: dict[str, str] = {}
    for row in rows:
        codes.setdefault(row.department, []).append(row.code)
        if row.credit_code:
            given.setdefault(row.department, row.credit_code)
    return {department: given.get(department) or department_credit_code(found) for department, found in codes.items()}


def _code_column(cells: Cells) -> str:
    return "item_code" if cells.texts.get("item_code") or "task_code" not in cells.texts else "task_code"


def _key(cells: Cells) -> tuple[str, tuple[str, ...]]:
    column = _code_column(cells)
    return column, (cells.texts[column],)


def _row(cells: Cells) -> ItemRow:
    return ItemRow(
        line=cells.line,
        name=text(cells, "item_name", _NAME),
        kind=word(cells, "power_kind", PowerKind, _SYNONYMS),
        department=text(cells, "department"),
        code=item_code(cells, _code_column(cells)),
        credit_code=optional_text(cells, "credit_code", _CREDIT_CODE),
        legal_basis=parts(cells, "legal_basis"),
        start_date=optional_day(cells, "start_date"),
        important=flag(cells, "important"),
        confidential=flag(cells, "confidential"),
    )
