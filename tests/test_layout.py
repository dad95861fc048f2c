"""What the layout promises and no other tool holds: see docs/decisions 0001, 0003 and 0004, and CONTRIBUTING.md."""

import re
import subprocess
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OUR_NAMES = ["api", "schema", "register", "policies", "migrations", "tests"]
MOST_LINES = 300  # one noun's part in one layer; more than that is two things, and becomes a folder
MOST_LINES_OF_A_TEST = 400  # what is tested of one thing may be longer than the thing

DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
MOST_LINES_OF_A_DECISION = 50  # one page

# Written so that they do not find themselves.
REGISTRY_HOSTS = r"pyp[i]\.org|pythonhoste[d]\.|registry\.np[m]js|registry\.yarnpk[g]|anacond[a]\.org|deb\.debia[n]"
PATHS_OF_A_MACHINE = r"(^|[^A-Za-z0-9_./-])(/(hom[e]|User[s])/[A-Za-z]|/(roo[t]|wor[k])/)|[A-Z]:\\User[s]\\"


def git(*arguments: str) -> list[str]:
    """Return the lines git answers about our files, those not yet committed included."""
    answer = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode in (0, 1), answer.stderr  # 1: git grep found nothing
    return answer.stdout.splitlines()


def grep(pattern: str, *paths: str) -> list[str]:
    return git("grep", "--untracked", "--line-number", "-I", "-E", "-e", pattern, "--", *paths)


@pytest.mark.parametrize("name", OUR_NAMES)
def test_no_installed_distribution_provides_a_name_of_ours(name: str) -> None:
    assert packages_distributions().get(name, []) == []


def test_files_are_short() -> None:
    files = git("ls-files", "--cached", "--others", "--exclude-standard", "*.py")
    # A file that is being deleted is still in the index.
    lines = {name: len((ROOT / name).read_text().splitlines()) for name in files if (ROOT / name).exists()}
    assert lines, "git knows none of our files"
    limits = {name: MOST_LINES_OF_A_TEST if name.startswith("tests/") else MOST_LINES for name in lines}
    assert {name: count for name, count in lines.items() if count > limits[name]} == {}


def test_only_the_store_commits() -> None:
    commits = grep(r"\.commit\(", "api/*.py", "schema/*.py", "register/*.py", "policies/*.py", "migrations/*.py")
    assert [line for line in commits if not line.startswith("register/store.py:")] == []


def test_no_file_names_a_registry_host() -> None:
    assert grep(REGISTRY_HOSTS) == []


def test_no_file_names_a_path_of_a_machine() -> None:
    assert grep(PATHS_OF_A_MACHINE) == []


def test_decisions_are_numbered_without_gaps() -> None:
    assert [page.name[:5] for page in DECISIONS] == [f"{number:04}-" for number in range(len(DECISIONS))]


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_has_its_form(page: Path) -> None:
    text = page.read_text()
    assert text.startswith(f"# {page.name[:4]} ")
    assert "**Status:** " in text
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences", "Held by"]
    assert len(text.splitlines()) <= MOST_LINES_OF_A_DECISION


@pytest.mark.parametrize("page", DECISIONS[1:], ids=lambda page: page.stem)
def test_what_a_decision_is_held_by_exists(page: Path) -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = {contract["id"] for contract in settings["tool"]["importlinter"]["contracts"]}
    held_by = page.read_text().split("## Held by")[1]
    named_tests = re.findall(r"`(tests/[^`]+)`", held_by)
    named_contracts = re.findall(r"`(\w+)`", held_by)
    assert named_tests or named_contracts or "Nothing" in held_by
    assert [test for test in named_tests if not (ROOT / test).exists()] == []
    assert set(named_contracts) <= contracts
