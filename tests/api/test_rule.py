"""`rule`: a file of acts in, the rulings on them out."""

import csv
import io
from pathlib import Path

import pytest

from tests.api.conftest import Command
from tests.county import COUNTY, GUANSHENG, TRANSPORT_FILING, TRANSPORT_PERMIT

TRANSFERS = f"""\
item_code,receiver,mode,effective_from,basis_level,basis_title,document,document_date,published_at,published_url
{TRANSPORT_FILING},{GUANSHENG.id},授权,2024-06-01,法律,中华人民共和国公路法,广区府发〔2024〕3号,2024-05-28,2024-05-30,https://www.guanganqu.gov.cn/1
"""
HEADER = "case,body,item_code,stage,place,at,sanctions\n"
ACTS = f"""\
{HEADER}\
甲,区交通运输局,{TRANSPORT_FILING},决定,{GUANSHENG.id},2024-05-31,
乙,区交通运输局,{TRANSPORT_FILING},决定,{GUANSHENG.id},2024-06-01,
丙,官盛镇,{TRANSPORT_FILING},DECIDE,{GUANSHENG.id},2024-06-01T09:00:00+08:00,罚款 5000;警告
丁,{GUANSHENG.id},{TRANSPORT_PERMIT},决定,{GUANSHENG.id},2024-06-01,
戊,无此局,{TRANSPORT_FILING},决定,{GUANSHENG.id},2024-06-01,
己,官盛镇,NONE-1,决定,{GUANSHENG.id},2024-06-01,
庚,官盛镇,{TRANSPORT_FILING},裁定,{GUANSHENG.id},昨天,罚款 很多
辛,官盛镇,{TRANSPORT_FILING},决定,511699101,2024-06-01,
"""


def ruled(output: str) -> dict[str, dict[str, str]]:
    return {row["case"]: row for row in csv.DictReader(io.StringIO(output, newline=""))}


@pytest.mark.rule("R26", "R202")
def test_a_supervisor_rules_on_a_file_of_acts(county_url: str, tmp_path: Path, command: Command) -> None:
    handed, acts, out = (tmp_path / name for name in ("transfers.csv", "acts.csv", "rulings.csv"))
    handed.write_text(TRANSFERS, encoding="utf-8")
    acts.write_text(ACTS, encoding="utf-8")
    assert command(county_url, "import", "transfers", COUNTY, handed).returncode == 0

    done = command(county_url, "rule", COUNTY, acts, "--as", "supervisor", "--output", out)
    assert (done.returncode, done.stdout) == (1, "")  # some could not be ruled on
    assert "8 of 8 acts: 2 valid, 1 void, 1 voidable, 4 not ruled on" in done.stderr
    rows = ruled(out.read_text(encoding="utf-8"))
    told = {case: (row["validity"], row["rules"].split(" ")[0], row["holder"]) for case, row in rows.items()}
    assert told == {
        "甲": ("VALID", "R202", "区交通运输局"),
        "乙": ("VOID", "R26", "官盛镇"),
        "丙": ("VALID", "R3", "官盛镇"),
        "丁": ("VOIDABLE", "R34", "区交通运输局"),
        **dict.fromkeys("戊己庚辛", ("", "", "")),
    }
    assert "官盛镇 held 决定" in rows["乙"]["explanation"]
    assert rows["乙"]["review_body"] == "广安区人民政府"
    for case, problem in (
        ("戊", "no body there is called `无此局`"),
        ("己", "no item there has the code `NONE-1`"),
        ("庚", "stage: `裁定` is not known here"),
        ("庚", "`很多` is no amount in yuan"),
        ("辛", "no township has the code `511699101`"),
    ):
        assert problem in rows[case]["problem"]
    assert [rows[case]["line"] for case in "甲辛"] == ["2", "9"]

    # What is printed may be fed in again, and is judged as it was known then: nothing had been handed over.
    again = command(county_url, "rule", COUNTY, out, "--as", "supervisor", "--known-at", "2020-01-01T00:00:00+08:00")
    assert {row["validity"] for row in ruled(again.stdout).values()} == {""}


def test_what_cannot_be_ruled_on_at_all_is_told_in_plain_lines(
    county_url: str, tmp_path: Path, command: Command
) -> None:
    acts, none, lacking = (tmp_path / name for name in ("acts.csv", "none.csv", "lacking.csv"))
    acts.write_text(ACTS, encoding="utf-8")
    none.write_text(HEADER, encoding="utf-8")
    lacking.write_text("body,item_code\n甲,A-1\n", encoding="utf-8")
    for arguments, told in (
        ([COUNTY, acts, "--as", "nobody"], "there is no account `nobody`"),
        (["511699", acts, "--as", "supervisor"], "`511699` is no county or region"),
        ([COUNTY, none, "--as", "supervisor"], "the file tells of no act"),
        ([COUNTY, lacking, "--as", "supervisor"], "the file has no column `stage`"),
        ([COUNTY, acts, "--as", "supervisor", "--output", tmp_path], "cannot write"),
    ):
        done = command(county_url, "rule", *arguments)
        assert done.returncode == 1, done
        assert told in done.stderr
