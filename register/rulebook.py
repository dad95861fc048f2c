"""The rules of law this register holds, R1 to R210: what each says, the law behind it, the document it comes from.

`python -m register.rulebook` lists where each rule lives and which tests hold it.
"""

import csv
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of law: its number, what it says, the law or clause it rests on, and the document and item it is from.

    `chapter` is its subject and `marks` what it asks of a register: `a` to refuse, `b` a step, `c` a fact to keep, `d`
    a figure to report; `e` is how offices arrange themselves.
    """

    id: str
    chapter: str
    marks: str
    text: str
    basis: str
    source: str


def _read(path: Path) -> Mapping[str, Rule]:
    with path.open(encoding="utf-8", newline="") as file:
        return MappingProxyType({row["id"]: Rule(**row) for row in csv.DictReader(file)})


def _reasons(path: Path) -> Mapping[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        return MappingProxyType({row["id"]: row["why"] for row in csv.DictReader(file)})


RULES = _read(Path(__file__).with_name("rules.csv"))
# Rules that nothing here holds: `left out` where it is no business of a register's, `open` where it is and is to come.
UNHELD = _reasons(Path(__file__).with_name("unheld.csv"))


def rule(id: str) -> Rule:
    """Give a rule by its number; a LookupError says so when there is none."""
    found = RULES.get(id)
    if found is None:
        raise LookupError(f"there is no rule `{id}`: they are numbered `R1` to `R{len(RULES)}`")
    return found


def main() -> int:
    """Print where the rules live and which tests hold them; 1 when one that must is missing."""
    from register.citations import report  # noqa: PLC0415  citations are read against the rules above

    lines, gaps = report(Path(__file__).parent.parent)
    print(*lines, sep="\n")
    for gap in gaps:
        print(gap, file=sys.stderr)
    return 1 if gaps else 0


if __name__ == "__main__":
    sys.exit(main())
