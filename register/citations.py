"""Where the rules of law live: which lines cite them, which tests hold them, and what is missing."""

import ast
import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path

from register.rulebook import RULES, UNHELD

# Each rule that asks for a refusal, each that asks for a step in one of these chapters, and these that ask for facts:
# they have to live somewhere and be held by a test. What is left out, or still open, says why in register/unheld.csv.
_STEPS = frozenset(str(number) for number in (*range(1, 8), 10, 11, 13, 15, 22))
_FACTS = ("R18", "R19", "R20", "R23", "R55", "R142", "R143", "R199", "R203")
CORE = tuple(
    one.id
    for one in RULES.values()
    if one.id not in UNHELD and ("a" in one.marks or ("b" in one.marks and one.chapter in _STEPS) or one.id in _FACTS)
)

Places = dict[str, list[str]]

_CITED = re.compile(r"\bR[1-9]\d*\b", re.ASCII)
_PACKAGES = ("api", "schema", "register", "policies")
_SUFFIXES = {".py", ".csv"}
# These name rules to list or to describe them; no rule is applied there.
_NO_HOME = {
    "register/rules.csv",
    "register/unheld.csv",
    "register/rulebook.py",
    "register/citations.py",
    "register/words.py",
}


def report(root: Path) -> tuple[list[str], list[str]]:
    """Describe every rule that is cited or tested, in columns, then those that are not held; and name the gaps."""
    homes, tests = citations(root), held(root)
    table = [
        line
        for rule in sorted(homes | tests, key=lambda rule: int(rule[1:]))
        for line in zip_longest([rule], homes.get(rule, ["lives nowhere"]), tests.get(rule, ["no test"]), fillvalue="")
    ]
    widths = [max((len(line[column]) for line in table), default=0) for column in range(2)]
    lines = [f"{rule:<{widths[0]}}  {home:<{widths[1]}}  {test}".rstrip() for rule, home, test in table]
    lines += [f"{rule:<{widths[0]}}  {why}" for rule, why in UNHELD.items()]
    return lines, _gaps(homes, tests)


def citations(root: Path) -> Places:
    """Find the lines of the packages that cite a rule, as `file:line`."""
    found: Places = {}
    for path in _files(root, _PACKAGES):
        if (name := path.relative_to(root).as_posix()) in _NO_HOME:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            for rule in dict.fromkeys(_CITED.findall(line)):
                found.setdefault(rule, []).append(f"{name}:{number}")
    return found


def held(root: Path) -> Places:
    """Find the tests that are marked with a rule, as `file::test`; a mark on a module or class marks its tests."""
    found: Places = {}
    for path in _files(root, ["tests"]):
        if path.suffix == ".py" and path.name.startswith("test_"):
            name = path.relative_to(root).as_posix()
            for test, rules in _tests(ast.parse(path.read_text(encoding="utf-8")), [], ""):
                for rule in dict.fromkeys(rules):
                    found.setdefault(rule, []).append(f"{name}::{test}")
    return found


def _files(root: Path, folders: Iterable[str]) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(path for path in (root / folder).rglob("*") if path.suffix in _SUFFIXES and path.is_file())


def _tests(scope: ast.Module | ast.ClassDef, outer: list[str], prefix: str) -> Iterator[tuple[str, list[str]]]:
    marked = outer + [rule for node in scope.body if _is_pytestmark(node) for rule in _marks([node])]
    for node in scope.body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield from _tests(node, marked + _marks(node.decorator_list), f"{prefix}{node.name}::")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield prefix + node.name, marked + _marks(node.decorator_list)


def _is_pytestmark(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and any(
        isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets
    )


def _marks(nodes: Iterable[ast.AST]) -> list[str]:
    """Read the rules of every `pytest.mark.rule(…)` in some code, those inside a parametrization too."""
    calls = [call for node in nodes for call in ast.walk(node) if isinstance(call, ast.Call)]
    return [
        str(argument.value)
        for call in calls
        if ast.unparse(call.func) == "pytest.mark.rule"
        for argument in call.args
        if isinstance(argument, ast.Constant)
    ]


def _gaps(homes: Places, tests: Places) -> list[str]:
    unknown = [
        f"{place} names `{rule}`, which is no rule: they are numbered `R1` to `R{len(RULES)}`"
        for places in (homes, tests)
        for rule in places
        if rule not in RULES
        for place in places[rule]
    ]
    homeless = [f"`{rule}` lives nowhere: no line cites it" for rule in CORE if rule not in homes]
    untested = [
        f'`{rule}` has no test: none is marked `@pytest.mark.rule("{rule}")`' for rule in CORE if rule not in tests
    ]
    over = [f"`{rule}` stands in register/unheld.csv and is held" for rule in UNHELD if rule in homes and rule in tests]
    return unknown + homeless + untested + over
