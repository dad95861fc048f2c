"""Files of divisions, items and transfers: real ones are read whole, of bad ones every problem is told."""

import gzip
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.imports.parse import (
    Parsed,
    RowProblem,
    department_codes,
    parse_divisions,
    parse_items,
    parse_transfers,
)
from register.words import PlaceLevel, PowerKind, TownshipKind

DATA = Path(__file__).parents[3] / "data"
GUANGZHOU = Path(__file__).parents[2] / "data" / "items_guangzhou_4401.csv"


def found(parsed: Parsed[object]) -> list[tuple[int, str]]:
    return [(problem.line, problem.column) for problem in parsed.problems]


def messages(parsed: Parsed[object]) -> str:
    return "\n".join(problem.message for problem in parsed.problems)


# --- real files


def test_every_division_of_china_is_read() -> None:
    parsed = parse_divisions(gzip.decompress((DATA / "divisions.csv.gz").read_bytes()))
    assert parsed.problems == ()
    assert parsed.ignored == parsed.parents_wanted == ()
    assert Counter(row.level for row in parsed.rows) == {
        PlaceLevel.PROVINCE: 31,
        PlaceLevel.PREFECTURE: 342,
        PlaceLevel.COUNTY: 2978,
        PlaceLevel.TOWNSHIP: 41352,
    }
    kinds = Counter(row.kind for row in parsed.rows if row.kind)
    assert kinds[TownshipKind.TOWN] == 21377
    assert kinds[TownshipKind.SUBDISTRICT] == 9066
    assert kinds[TownshipKind.TOWNSHIP] == 8198
    assert kinds[TownshipKind.PARK] + kinds[TownshipKind.OTHER] == 2711  # 400 to 599, and 350527000


def test_every_township_lies_in_a_county_even_where_cities_have_none() -> None:
    parsed = parse_divisions(gzip.decompress((DATA / "divisions.csv.gz").read_bytes()))
    rows = {row.code: row for row in parsed.rows}
    assert {rows[row.parent or ""].level for row in parsed.rows if row.kind} == {PlaceLevel.COUNTY}
    assert rows["441900101"].parent == "441900"  # 东莞
    assert rows["441900"].parent == "4419"
    assert rows["419001"].parent == "4190"  # 济源, run by the province


def test_every_item_of_guangan_is_read() -> None:
    parsed = parse_items((DATA / "items_guangan_511602.csv").read_bytes())
    assert parsed.problems == ()
    assert len(parsed.rows) == 1135
    assert "dept_code" in parsed.ignored
    assert Counter(row.kind for row in parsed.rows).most_common(3) == [
        (PowerKind.LICENSING, 536),
        (PowerKind.PUBLIC_SERVICE, 348),
        (PowerKind.OTHER, 182),
    ]
    first = parsed.rows[0]
    assert (first.line, first.name) == (2, "企业投资项目备案（技术改造）（市级/县级）")
    assert (first.department, first.code) == ("区经信局", "511Z07001006-511602000000-000-11511301008778183N-1-00")
    assert (first.legal_basis, first.start_date, first.important, first.confidential) == ((), None, False, False)


def test_33_of_the_34_departments_of_guangan_get_a_credit_code_of_their_own() -> None:
    codes = department_codes(parse_items((DATA / "items_guangan_511602.csv").read_bytes()).rows)
    assert len(codes) == 34
    assert [name for name, code in codes.items() if code is None] == ["区烟草专卖局"]
    assert len(set(codes.values())) == 34
    assert codes["区人社局"] == "11511301008778239R"  # typed as 1151130108778239R in the list
    assert codes["区公管办"] == "125113010603241893"  # no organ of state among its codes


def test_every_item_of_guangzhou_is_read_by_its_task_code() -> None:
    parsed = parse_items(GUANGZHOU.read_bytes())
    assert parsed.problems == ()
    assert len(parsed.rows) == 238
    assert parsed.rows[0].code == "11440100007482620J3440102003001"
    assert all(department_codes(parsed.rows).values())


# --- what any file can get wrong

DIVISIONS = "code,name,level,parent_code\n"
ITEMS = "item_name,power_kind,department,item_code\n"


@pytest.mark.parametrize("parse", [parse_divisions, parse_items, parse_transfers])
@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\n\n", b" , ,\n"])
def test_an_empty_file_is_a_problem(parse: Callable[[bytes], Parsed[object]], data: bytes) -> None:
    parsed = parse(data)
    assert [problem.message for problem in parsed.problems] == ["the file is empty: its first line names the columns"]
    assert parsed.rows == ()


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_another_encoding_is_named_not_guessed(encoding: str) -> None:
    parsed = parse_items((ITEMS + "名称,行政许可,区经信局,1\n").encode(encoding))
    assert parsed.rows == ()
    assert [problem.column for problem in parsed.problems] == [""]
    assert "is not UTF-8: save it as `CSV UTF-8`" in messages(parsed)


def test_the_line_of_a_wrong_byte_is_told() -> None:
    assert found(parse_items(ITEMS.encode() + b"a,b,c,d\n\xff,b,c,d\n")) == [(3, "")]


def test_a_byte_order_mark_and_windows_line_ends_are_taken_as_they_are() -> None:
    text = "\ufeffcode,name,level,parent_code\r\n51,四川省,PROVINCE,\r\n"
    assert [row.code for row in parse_divisions(text.encode()).rows] == ["51"]


def test_each_missing_column_is_a_problem_on_line_1() -> None:
    parsed = parse_items(b"item_name,source\na,b\n")
    assert found(parsed) == [(1, "power_kind"), (1, "department"), (1, "item_code")]
    assert "the file has no column `item_code` or `task_code`" in messages(parsed)
    assert parsed.rows == ()


def test_a_column_named_twice_is_a_problem() -> None:
    assert found(parse_divisions(b"code,name,name,level,parent_code\n")) == [(1, "name")]


def test_unknown_columns_are_ignored_and_reported() -> None:
    parsed = parse_divisions(b"code,name,level,parent_code,note,note,\n51,a,PROVINCE,,x,y,z\n")
    assert parsed.ignored == ("note",)
    assert len(parsed.rows) == 1


def test_lines_are_counted_through_quoted_line_breaks_and_blank_lines() -> None:
    text = ITEMS + '"two\nlines",行政许可,局,1\n\nname,行政许可,局,1\n,,,\n"a\r\nb\nc",不知道,局,2\n'
    parsed = parse_items(text.encode())
    assert found(parsed) == [(5, "item_code"), (7, "power_kind")]
    assert "`1` stands on line 2 already" in messages(parsed)
    assert [row.name for row in parsed.rows] == ["two\nlines"]


def test_a_line_with_a_cell_too_many_or_too_few_is_a_problem() -> None:
    parsed = parse_items((ITEMS + "a,b,行政许可,局,1\nc,行政许可,局\nd,行政许可,局,3\n").encode())
    assert found(parsed) == [(2, ""), (3, "")]
    assert "the line has 5 cells, the header 4: is a comma unquoted?" in messages(parsed)
    assert len(parsed.rows) == 1


def test_a_quote_that_never_closes_is_a_problem_where_its_line_begins() -> None:
    parsed = parse_items((ITEMS + 'a,行政许可,局,1\nb,"行政许可,局,2\nc,行政许可,局,3\n').encode())
    assert found(parsed) == [(3, "")]
    assert "cannot be split into cells" in messages(parsed)


def test_all_problems_of_all_lines_are_reported_in_the_order_of_the_file() -> None:
    parsed = parse_items(
        (ITEMS + f",审批,,\n{'长' * 1001},行政许可,{'长' * 201},{'x' * 201}\na\x00,行政许可,局,1\n").encode()
    )
    assert sorted(found(parsed)) == [
        *[(2, column) for column in ("department", "item_code", "item_name", "power_kind")],
        *[(3, column) for column in ("department", "item_code", "item_name")],
        (4, "item_name"),
    ]
    assert [line for line, _ in found(parsed)] == [2, 2, 2, 2, 3, 3, 3, 4]
    assert "has 1001 characters, at most 1000 are kept" in messages(parsed)
    assert all("\n" not in problem.message for problem in parsed.problems)


@given(st.binary(max_size=300))
def test_no_bytes_whatever_break_the_reading(data: bytes) -> None:
    for parse in (parse_divisions, parse_items, parse_transfers):
        parsed: Parsed[object] = parse(data)
        assert parsed.problems  # no header is hit by chance


# --- divisions


def test_a_division_is_checked_against_its_level_its_parent_and_the_code_tree() -> None:
    text = DIVISIONS + (
        "51,四川省,PROVINCE,5\n"
        "5116,广安市,COUNTY,51\n"
        "511602,广安区,COUNTY,5115\n"
        "511603,前锋区,COUNTY,\n"
        "511602101,某镇,TOWNSHIP,5116\n"
        "51160,某地,COUNTY,5116\n"
        "511621,岳池县,县,5116\n"
        "511622,武胜县,COUNTY,511622\n"
        "511623,邻水县,COUNTY,x\n"
    )
    parsed = parse_divisions(text.encode())
    assert found(parsed) == [
        (2, "parent_code"),
        (3, "level"),
        (4, "parent_code"),
        (5, "parent_code"),
        (6, "parent_code"),
        (7, "code"),
        (8, "level"),
        (9, "parent_code"),
        (10, "parent_code"),
    ]
    assert "is COUNTY, but `5116` has the 4 digits of a PREFECTURE" in messages(parsed)
    assert "is `5116`, but `511602101` lies in the county `511602`" in messages(parsed)
    assert parsed.rows == ()


def test_a_county_run_by_its_province_may_have_it_as_parent() -> None:
    parsed = parse_divisions((DIVISIONS + "41,河南省,省级,\n419001,济源市,县级,41\n").encode())
    assert [(row.code, row.parent) for row in parsed.rows] == [("41", None), ("419001", "41")]


def test_parents_that_the_file_lacks_are_asked_for_once() -> None:
    parsed = parse_divisions((DIVISIONS + "511602101,甲镇,TOWNSHIP,511602\n511602102,乙镇,TOWNSHIP,511602\n").encode())
    assert parsed.parents_wanted == ("511602",)
    assert [row.kind for row in parsed.rows] == [TownshipKind.TOWN] * 2


def test_a_division_code_that_stands_twice_is_a_problem() -> None:
    parsed = parse_divisions((DIVISIONS + "51,四川省,PROVINCE,\n51,四川,PROVINCE,\n").encode())
    assert parsed.problems == (RowProblem(3, "code", "`51` stands on line 2 already"),)


# --- items


@pytest.mark.rule("R96")
@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("行政裁决", PowerKind.ADJUDICATION),
        ("处罚", PowerKind.PENALTY),
        ("行政强制措施", PowerKind.COERCION),
        ("LEVY", PowerKind.LEVY),
        ("其他行政权力", PowerKind.OTHER),
        ("其他权力类型", PowerKind.OTHER),
        ("其他职权", PowerKind.OTHER),
        ("公共服务", PowerKind.PUBLIC_SERVICE),
    ],
)
def test_the_kinds_are_read_as_the_lists_write_them(written: str, kind: PowerKind) -> None:
    assert [row.kind for row in parse_items((ITEMS + f"名,{written},局,1\n").encode()).rows] == [kind]


@pytest.mark.parametrize("written", ["非行政许可审批", "行政审批", "行政", ""])
def test_a_kind_that_is_none_is_refused_with_those_there_are(written: str) -> None:
    parsed = parse_items((ITEMS + f"名,{written},局,1\n").encode())
    assert found(parsed) == [(2, "power_kind")]
    assert not written or "LICENSING (行政许可)" in messages(parsed)


def test_an_items_optional_columns_are_read() -> None:
    text = (
        "item_name,power_kind,department,task_code,legal_basis,start_date,important,confidential\n"
        "名,行政许可,局,1,《甲法》第一条；《乙法》第二条; ,2024/6/1,是,否\n"
        "名,行政许可,局,2,,2024年6月1日,TRUE,\n"
    )
    first, second = parse_items(text.encode()).rows
    assert first.legal_basis == ("《甲法》第一条", "《乙法》第二条")
    assert first.start_date == second.start_date == date(2024, 6, 1)
    assert (first.important, first.confidential) == (True, False)
    assert (second.important, second.confidential) == (True, False)


@pytest.mark.parametrize("day", ["2024-02-30", "20240601", "2024-06", "01/06/2024", "昨天", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_a_problem_of_its_column(day: str) -> None:
    text = f"item_name,power_kind,department,item_code,start_date,important\n名,行政许可,局,1,{day},也许\n"
    parsed = parse_items(text.encode())
    assert found(parsed) == [(2, "start_date"), (2, "important")]
    assert f"`{day}` is no day from 1949 to 2199: write it as `2024-06-01`" in messages(parsed)
