"""Loading lists: whole or not at all, with every problem told by its line and column."""

from register.imports.load.divisions import divisions
from register.imports.load.items import items
from register.imports.load.report import Report
from register.imports.load.transfers import transfers

__all__ = ["Report", "divisions", "items", "transfers"]
