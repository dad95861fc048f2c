"""`python -m policies test`: the command as CI runs it."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = "docs/expectations.csv"
HEADER = "name,who,action,where,facts,expected,at\n"
LINES = "domain,role,action,when,effect,rule\n"


def run(*arguments: str | Path) -> tuple[int, list[str]]:
    command = [sys.executable, "-m", "policies", "test", *map(str, arguments)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.stderr == ""
    return ran.returncode, ran.stdout.splitlines()


def written(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    return file


def test_the_policy_that_ships_meets_the_example() -> None:
    assert run(EXAMPLE) == (0, ["12 of 12 expectations are met"])


def test_each_expectation_that_is_not_met_and_each_malformed_row_is_told_on_a_line(tmp_path: Path) -> None:
    file = written(
        tmp_path / "a.csv",
        f"{HEADER}one,anyone,item:enter,511602,,allowed,\ntwo,anyone,item:entr,511602,,refused,\n"
        "three,registrar@511602,item:enter,511602,,allowed,\n",
    )
    assert run(EXAMPLE, file) == (
        1,
        [
            f"{file}:3: action: `item:entr` is no action of the register; did you mean `item:enter`?",
            f"{file}:2: `one` is expected to be allowed and is refused by R37: no line allows it",
            "13 of 14 expectations are met",
        ],
    )


def test_lines_of_a_file_stand_in_place_of_those_that_ship_for_their_domains(tmp_path: Path) -> None:
    lines = written(tmp_path / "lines.csv", f"{LINES}511602,supervisor,item:enter,own_tenant,allow,R98\n")
    file = written(
        tmp_path / "a.csv",
        f"{HEADER}one,supervisor@511602,item:enter,511602101,,allowed R98,\n"
        "two,registrar@511602,item:enter,511602,,refused,\nthree,registrar@511603,item:enter,511603,,allowed,\n"
        "four,registrar@51,item:enter,51,,allowed,\n",
    )
    assert run(file, "--lines", lines) == (0, ["4 of 4 expectations are met"])
    assert run(file)[0] == 1


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            "511602,supervisr,item:enter,,allow,R98",
            "2: role: `supervisr` is no role of the register; did you mean `supervisor`?",
        ),
        ("511602,supervisor,item:enter,1 == 1,allow,R98", "2: when: `1` is no fact of the register"),
        ("*,supervisor,item:enter,,allow,R98", "2: domain: `*` is no county or region: give 2, 4 or 6 digits"),
        ("511602,supervisor,item:enter,,allow", "2: has 5 cells, and the table 6 columns"),
    ],
)
def test_nothing_is_decided_by_lines_that_cannot_be_read(tmp_path: Path, row: str, told: str) -> None:
    lines = written(tmp_path / "lines.csv", f"{LINES}{row}\n")
    status, said = run(EXAMPLE, "--lines", lines)
    assert (status, said[0]) == (1, f"{lines}:{told}")
    assert not any("expectations are met" in line for line in said)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    absent, binary, empty = tmp_path / "absent.csv", tmp_path / "binary.csv", written(tmp_path / "empty.csv", HEADER)
    binary.write_bytes(HEADER.encode() + b"\xff\xfe")
    assert run(absent, binary, empty) == (
        1,
        [
            f"{absent}: cannot be read: No such file or directory",
            f"{binary}: is not UTF-8, from byte 41 on",
            f"{empty}: holds no expectation",
            "0 of 0 expectations are met",
        ],
    )
