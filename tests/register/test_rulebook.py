"""The rules as they are published, and the report of where they live and what holds them."""

import re
from pathlib import Path

import pytest

from register import rulebook
from register.citations import CORE, citations, held, report
from register.rulebook import RULES, UNHELD, Rule, rule


def test_the_book_has_every_rule_from_1_to_210_in_order() -> None:
    assert list(RULES) == [f"R{number}" for number in range(1, 211)]


@pytest.mark.parametrize("each", RULES.values(), ids=RULES.keys())
def test_a_rule_says_something_and_where_it_is_from(each: Rule) -> None:
    assert re.fullmatch(r"[A-Z].{20,300}\.", each.text)
    assert each.text.count("“") == each.text.count("”")
    assert each.basis
    assert each.source
    assert all(part == part.strip() and "  " not in part for part in (each.text, each.basis, each.source))


@pytest.mark.parametrize("each", RULES.values(), ids=RULES.keys())
def test_a_rule_says_what_it_asks_of_a_register(each: Rule) -> None:
    assert re.fullmatch("a?b?c?d?e?", each.marks)
    assert each.marks
    assert 1 <= int(each.chapter) <= 22


def test_what_nothing_holds_says_why() -> None:
    for each, why in UNHELD.items():
        assert rule(each)
        assert re.fullmatch(r"(open|left out): .{20,}", why)


@pytest.mark.rule("R26")
def test_the_core_rule_quotes_its_words_and_names_its_law() -> None:
    assert "继续行使无效" in rule("R26").text
    assert "行政处罚法 art. 38" in rule("R26").basis
    assert rule("R26").source == "000§19"


@pytest.mark.parametrize("id", ["R0", "R211", "r26", "26", ""])
def test_an_unknown_rule_is_refused_with_the_range_there_is(id: str) -> None:
    with pytest.raises(LookupError, match=rf"^there is no rule `{id}`: they are numbered `R1` to `R210`$"):
        rule(id)


def test_the_book_cannot_be_written_in() -> None:
    with pytest.raises(TypeError):
        RULES["R1"] = rule("R2")  # type: ignore[index]  # the type already forbids it


def _write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_citations_are_whole_words_in_code_and_policies(tmp_path: Path) -> None:
    _write(tmp_path, "register/rules.py", '"""R26."""\n\n# R26 and R26 again, R29; not R26x, XR31 or R\n')
    _write(tmp_path, "policies/statute.csv", "anyone,*,power:exercise,barred,deny,R26\n")
    _write(tmp_path, "register/rules.csv", "R1,text\n")
    _write(tmp_path, "register/words.py", "# R2\n")
    _write(tmp_path, "docs/law.py", "# R3\n")
    assert citations(tmp_path) == {
        "R26": ["register/rules.py:1", "register/rules.py:3", "policies/statute.csv:1"],
        "R29": ["register/rules.py:3"],
    }


def test_marks_are_found_on_functions_classes_modules_and_parameters(tmp_path: Path) -> None:
    _write(
        tmp_path,
        "tests/register/test_law.py",
        "import pytest\n"
        "pytestmark = [pytest.mark.rule('R1'), pytest.mark.slow]\n"
        "@pytest.mark.rule('R2', 'R3')\n"
        "async def test_a(): ...\n"
        "class TestB:\n"
        "    pytestmark = pytest.mark.rule('R4')\n"
        "    def test_c(self): ...\n"
        "@pytest.mark.parametrize('x', [pytest.param(1, marks=pytest.mark.rule('R5'))])\n"
        "def test_d(x): ...\n"
        "@pytest.mark.rule('R6')\n"
        "def helper(): ...\n",
    )
    at = "tests/register/test_law.py::"
    assert held(tmp_path) == {
        "R1": [f"{at}test_a", f"{at}TestB::test_c", f"{at}test_d"],
        "R2": [f"{at}test_a"],
        "R3": [f"{at}test_a"],
        "R4": [f"{at}TestB::test_c"],
        "R5": [f"{at}test_d"],
    }


def _whole(root: Path) -> None:
    _write(root, "register/rules.py", "".join(f"# {each}\n" for each in CORE))
    marks = "".join(f"@pytest.mark.rule('{each}')\n" for each in CORE)
    _write(root, "tests/test_law.py", f"import pytest\n{marks}def test_law(): ...\n")


def test_the_report_shows_each_rule_with_its_homes_and_its_tests_in_columns(tmp_path: Path) -> None:
    _whole(tmp_path)
    lines, gaps = report(tmp_path)
    assert gaps == []
    last = f"register/rules.py:{len(CORE)}"
    assert lines[0] == f"R1    {'register/rules.py:1':<{len(last)}}  tests/test_law.py::test_law"
    assert lines[len(CORE) - 1] == f"R210  {last}  tests/test_law.py::test_law"
    assert [line.split()[0] for line in lines[len(CORE) :]] == list(UNHELD)


def test_the_report_names_core_rules_without_home_or_test_and_rules_that_are_none(tmp_path: Path) -> None:
    _whole(tmp_path)
    _write(tmp_path, "register/rules.py", "".join(f"# {each}\n" for each in CORE if each != "R26") + "# R999\n")
    _write(tmp_path, "tests/test_other.py", "import pytest\n@pytest.mark.rule('R0')\ndef test_x(): ...\n")
    unheld = next(iter(UNHELD))
    _write(tmp_path, "register/more.py", f"# {unheld}\n")
    _write(tmp_path, "tests/test_more.py", f"import pytest\n@pytest.mark.rule('{unheld}')\ndef test_x(): ...\n")
    _, gaps = report(tmp_path)
    assert gaps == [
        f"register/rules.py:{len(CORE)} names `R999`, which is no rule: they are numbered `R1` to `R210`",
        "tests/test_other.py::test_x names `R0`, which is no rule: they are numbered `R1` to `R210`",
        "`R26` lives nowhere: no line cites it",
        f"`{unheld}` stands in register/unheld.csv and is held",
    ]


def test_the_command_fails_with_the_gaps_and_succeeds_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(rulebook, "__file__", str(tmp_path / "register" / "rulebook.py"))
    assert rulebook.main() == 1
    assert '`R26` has no test: none is marked `@pytest.mark.rule("R26")`' in capsys.readouterr().err
    _whole(tmp_path)
    assert rulebook.main() == 0
    assert "R26" in capsys.readouterr().out
