"""What came of an import."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from register.imports.parse import RowProblem

_IGNORED = 8


@dataclass(frozen=True, slots=True)
class Report:
    """Lines for the operator, and the problems; with one problem nothing was imported."""

    lines: tuple[str, ...] = ()
    problems: tuple[RowProblem, ...] = field(default=())


def refused(problems: Sequence[RowProblem]) -> Report:
    """Nothing was imported."""
    count = len(problems)
    return Report((f"nothing was imported: {count} problem{'s' if count > 1 else ''}",), tuple(problems))


def done(what: str, *, new: int, known: int, dry_run: bool, ignored: Sequence[str] = ()) -> Report:
    """So many are new, so many were there."""
    verb = "would be imported" if dry_run else "imported"
    lines = [f"{new} {what if new != 1 else what.removesuffix('s')} {verb}, {known} on the register already"]
    if ignored:
        more = " and more" if len(ignored) > _IGNORED else ""
        lines.append(f"columns not read: {', '.join(ignored[:_IGNORED])}{more}")
    return Report(tuple(lines))
