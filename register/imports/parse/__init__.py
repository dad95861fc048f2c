"""Reading CSV files into typed rows and problems. Pure: nothing here knows a database, or the law."""

from register.imports.parse.acts import ActRow, Line, parse_acts
from register.imports.parse.divisions import DivisionRow, ParsedDivisions, parse_divisions
from register.imports.parse.items import ItemRow, department_codes, parse_items
from register.imports.parse.sheet import Parsed, RowProblem
from register.imports.parse.transfers import BasisRow, TransferRow, parse_transfers

__all__ = [
    "ActRow",
    "BasisRow",
    "DivisionRow",
    "ItemRow",
    "Line",
    "Parsed",
    "ParsedDivisions",
    "RowProblem",
    "TransferRow",
    "department_codes",
    "parse_acts",
    "parse_divisions",
    "parse_items",
    "parse_transfers",
]
