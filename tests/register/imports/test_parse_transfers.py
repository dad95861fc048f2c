"""Files of transfers that were in force before the register was: read with their evidence, or told what is wrong."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.imports.parse import BasisRow, Parsed, RowProblem, parse_transfers
from register.words import BasisLevel, ReportGround, Stage, TransferMode

TRANSFER = {
    "item_code": "Z-000147-001",
    "receiver": "320707103",
    "mode": "赋权",
    "effective_from": "2024-06-01",
    "basis_level": "省级决定",
    "basis_title": "关于深化经济发达镇行政管理体制改革工作的意见",
    "document": "赣政发〔2024〕1号",
    "document_date": "2024-05-20",
    "published_at": "2024-05-31",
    "published_url": "https://www.example.gov.cn/1",
}


def found(parsed: Parsed[object]) -> list[tuple[int, str]]:
    return [(problem.line, problem.column) for problem in parsed.problems]


def messages(parsed: Parsed[object]) -> str:
    return "\n".join(problem.message for problem in parsed.problems)


def transfers(*rows: dict[str, str]) -> bytes:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [columns, *([row.get(column, "") for column in columns] for row in rows)]
    return "".join(",".join(line) + "\n" for line in lines).encode()


def test_a_transfer_is_read_with_its_evidence() -> None:
    parsed = parse_transfers(transfers(TRANSFER))
    assert parsed.problems == ()
    (row,) = parsed.rows
    assert (row.line, row.item_code, row.receiver, row.devolver) == (2, "Z-000147-001", "320707103", None)
    assert (row.mode, row.stages) == (TransferMode.EMPOWER, ())
    assert (row.effective_from, row.effective_to) == (date(2024, 6, 1), None)
    assert row.basis == BasisRow(BasisLevel.PROVINCIAL_DECISION, TRANSFER["basis_title"], None, None, None, None)
    assert (row.document, row.document_date) == ("赣政发〔2024〕1号", date(2024, 5, 20))
    assert (row.published_at, row.published_url) == (datetime(2024, 5, 30, 16, tzinfo=UTC), TRANSFER["published_url"])


@pytest.mark.rule("R206")
def test_a_part_of_an_item_is_read_and_two_parts_of_it_are_two_transfers() -> None:
    one = TRANSFER | {"parts": "个人自建房屋；农房翻建", "except_parts": "矿山安全"}
    parsed = parse_transfers(transfers(one, TRANSFER | {"parts": "烟花爆竹"}))
    assert parsed.problems == ()
    assert [row.parts for row in parsed.rows] == [("个人自建房屋", "农房翻建"), ("烟花爆竹",)]
    assert [row.except_parts for row in parsed.rows] == [("矿山安全",), ()]
    assert found(parse_transfers(transfers(one, one))) == [(3, "item_code")]


@pytest.mark.rule("R71", "R205")
def test_a_condition_and_the_report_of_a_receiver_that_handed_on_are_read() -> None:
    more = {
        "condition": "待批准",
        "condition_met": "川编办发〔2024〕9号",
        "report_ground": "无执法队伍",
        "report": "无队伍",
    }
    (row,) = parse_transfers(transfers(TRANSFER | more)).rows
    assert (row.condition, row.condition_met) == ("待批准", "川编办发〔2024〕9号")
    assert row.report == (ReportGround.NO_TEAM, "无队伍")
    for wrong in ("report", "report_ground"):
        assert found(parse_transfers(transfers(TRANSFER | more | {wrong: ""}))) == [(2, wrong)]


def test_an_entrustment_is_read_with_its_deed_its_term_and_its_stages() -> None:
    more = {
        "mode": "ENTRUST",
        "effective_to": "2027-05-31",
        "devolver": "11511301008778183N",
        "stages": "受理;PRELIMINARY_REVIEW；受理",
        "signed_at": "2024-02-28",
        "filing_number": "备2024-1",
        "filed_at": "2024-03-01",
        "basis_article": "第二十条",
        "basis_number": "主席令第70号",
        "basis_date": "2021-01-22",
        "basis_url": "http://example.gov.cn/law",
        "published_at": "2024-05-31T09:00:00+08:00",
    }
    parsed = parse_transfers(transfers(TRANSFER | more))
    assert parsed.problems == ()
    (row,) = parsed.rows
    assert row.mode is TransferMode.ENTRUST
    assert row.stages == (Stage.ACCEPT, Stage.PRELIMINARY_REVIEW)
    assert (row.effective_to, row.devolver) == (date(2027, 5, 31), "11511301008778183N")
    assert (row.signed_at, row.filing_number, row.filed_at) == (date(2024, 2, 28), "备2024-1", date(2024, 3, 1))
    assert (row.basis.article, row.basis.number) == ("第二十条", "主席令第70号")
    assert (row.basis.date, row.basis.url) == (date(2021, 1, 22), "http://example.gov.cn/law")
    assert row.published_at == datetime(2024, 5, 31, 1, tzinfo=UTC)


@pytest.mark.rule("R89")
def test_a_confidential_item_is_served_instead_of_published() -> None:
    served = TRANSFER | {"published_at": "", "published_url": "", "served_on": "2024-05-31"}
    (row,) = parse_transfers(transfers(served)).rows
    assert (row.published_url, row.served_on) == (None, date(2024, 5, 31))
    assert row.published_at == datetime(2024, 5, 31, tzinfo=UTC) - timedelta(hours=8)
    assert found(parse_transfers(transfers(TRANSFER | {"served_on": "2024-05-31"}))) == [
        (2, "published_at"),
        (2, "published_url"),
    ]


@pytest.mark.parametrize("column", TRANSFER)
def test_each_required_column_must_be_there_and_be_filled(column: str) -> None:
    assert found(parse_transfers(transfers(TRANSFER | {column: ""}))) == [(2, column)]
    lacking = {name: text for name, text in TRANSFER.items() if name != column}
    assert found(parse_transfers(transfers(lacking))) == [(1, column)]


@pytest.mark.parametrize(
    ("column", "written", "message"),
    [
        ("receiver", "511602", "`511602` is no township: give its division code of 9 digits"),
        ("receiver", "海头镇", "`海头镇` is no township"),
        ("mode", "下放", "`下放` is not known here: use one of RESTORE (归还), ENTRUST (委托)"),
        ("effective_from", "2024-06-31", "`2024-06-31` is no day"),
        ("effective_to", "2024-06-01", "`2024-06-01` is not after `2024-06-01`, where the transfer begins"),
        ("basis_level", "县", "use one of LAW (法律)"),
        ("basis_date", "去年", "`去年` is no day"),
        ("document_date", "5月", "`5月` is no day"),
        ("published_at", "2024-05-31T09:00:00", "`2024-05-31T09:00:00` is no moment"),
        ("published_at", "0001-01-01T00:00:00+08:00", "is no moment"),
        ("published_url", "www.example.gov.cn", "is no web address: it begins with `https://` or `http://`"),
        ("published_url", "javascript:alert(1)", "is no web address"),
        ("basis_url", "https://[", "is no web address"),
        ("stages", "受理;审理", "`审理` is not known here: use one of ACCEPT (受理/立案)"),
        ("filed_at", "x", "`x` is no day"),
        ("served_on", "x", "`x` is no day"),
        ("item_code", "x" * 201, "an item code has 1 to 200 characters, this one has 201"),
        ("document", "长" * 201, "has 201 characters, at most 200 are kept"),
    ],
)
def test_a_bad_cell_of_a_transfer_is_a_problem_of_its_column(column: str, written: str, message: str) -> None:
    parsed = parse_transfers(transfers(TRANSFER | {column: written}))
    assert (2, column) in found(parsed)
    assert message in messages(parsed)
    assert parsed.rows == ()


def test_an_item_goes_to_a_receiver_once_a_day_however_the_day_is_written() -> None:
    parsed = parse_transfers(
        transfers(TRANSFER, TRANSFER | {"effective_from": "2024/6/1"}, TRANSFER | {"receiver": "320707104"})
    )
    assert parsed.problems == (
        RowProblem(3, "item_code", "`Z-000147-001, 320707103, 2024-06-01` stands on line 2 already"),
    )
    assert [row.line for row in parsed.rows] == [2, 4]


@given(st.lists(st.lists(st.text(max_size=12), min_size=12, max_size=12), max_size=4))
def test_no_cells_whatever_break_the_reading(lines: list[list[str]]) -> None:
    header = ",".join([*TRANSFER, "stages", "basis_url"])
    body = "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in line) + "\n" for line in lines)
    parsed = parse_transfers(f"{header}\n{body}".encode("utf-8", "replace"))
    assert len(parsed.rows) <= len(lines)
