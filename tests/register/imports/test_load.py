"""Loading real lists: whole or not at all, again without effect, and history valid in the past but recorded now."""

import asyncio
import csv
import gzip
import io
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from policies.actor import Actor, Role
from register import demo, departments, entries, items, journal, migrate, powers, tables, transfers
from register.clock import start_of_day
from register.fence import EVERYTHING
from register.imports import load
from register.imports.load import Report
from register.items import ItemFilter
from register.paging import Ask
from register.powers import Asked, Claim
from register.records import Authority, Body, Item, Key
from register.refusals import Invalid
from register.store import Store
from register.transfers import TransferFilter
from register.words import PowerKind, Stage, TransferMode, TransferStatus
from tests.county import COUNTY, Clock, County
from tests.databases import SQLiteDatabases, one_dialect

GANYU, HAITOU = "320707", Key("320707", "320707106")  # 赣榆区 and 海头镇
LISTS = Path(__file__).parent.parent.parent / "data"
ITEMS = (LISTS / "items_ganyu_320707.csv").read_bytes()
REGISTRAR = Actor("registrar", "", (Role("registrar", GANYU), Role("supervisor", GANYU)), None, GANYU)
SINCE = start_of_day(date(2024, 6, 1))
TRANSFER = {
    "receiver": HAITOU.id,
    "effective_from": "2024-06-01",
    "effective_to": "",
    "document": "赣榆区人民政府关于公布首批赋权事项的通知",
    "document_date": "2024-05-28",
    "published_at": "2024-05-30",
    "published_url": "https://www.ganyu.gov.cn/fuquan",
    "served_on": "",
    "signed_at": "",
    "filing_number": "",
    "filed_at": "",
    "devolver": "",
}
PLAN = {"mode": "授权", "basis_level": "政府文件", "basis_title": "赣榆区经济发达镇（海头镇）改革培育赋权工作实施方案"}
LAW = {"mode": "归还", "basis_level": "法律", "basis_title": "中华人民共和国行政许可法"}


def sheet(rows: list[dict[str, str]]) -> bytes:
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def handed(row: dict[str, str], **more: str) -> dict[str, str]:
    """An item of the list as it was handed to 海头镇: permits by 归还 with a law, the others by 授权 under the plan."""
    how = LAW if row["power_kind"] == "行政许可" else PLAN
    return {"item_code": row["item_code"], **TRANSFER, **how, **more}


LISTED = list(csv.DictReader(io.StringIO(ITEMS.decode())))
PERMIT, FILING = LISTED[0], LISTED[5]
ALL = [handed(row) for row in LISTED]


@pytest.fixture
async def ganyu(county: County) -> County:
    """The register with the items of 赣榆区 on it."""
    report = await load.items(county.store, GANYU, ITEMS)
    assert report.problems == ()
    county.clock.forward(days=1)
    return county


async def everything(county: County) -> dict[str, int]:
    """How many rows each table has."""
    async with county.store.reading(EVERYTHING) as session:
        return {
            name: (await session.execute(select(func.count()).select_from(table))).scalar_one()
            for name, table in tables.Table.metadata.tables.items()
        }


async def nothing_changes(county: County, loading: Callable[[], Awaitable[Report]]) -> Report:
    before = await everything(county)
    report = await loading()
    assert await everything(county) == before
    return report


async def departments_of(county: County, tenant: str) -> list[Body]:
    return list((await departments.pages(county.store, [tenant], Ask(200)))[tenant].rows)


# --- divisions


async def test_all_the_divisions_of_china_are_loaded_and_again_without_effect(
    sqlite_databases: SQLiteDatabases,
) -> None:
    data = gzip.decompress((demo.DATA / "divisions.csv.gz").read_bytes())
    async with sqlite_databases.fresh() as url:
        await asyncio.to_thread(migrate.upgrade, url)
        store = Store.open(url)
        county = County(store, Clock(store.clock()))
        report = await load.divisions(store, data)
        assert report == Report(("44703 divisions imported, 0 on the register already",))
        levels = {level: await _count(store, level) for level in ("PROVINCE", "PREFECTURE", "COUNTY", "TOWNSHIP")}
        assert sum(levels.values()) == 44703
        assert levels["PROVINCE"] == 31
        rows = await everything(county)
        assert rows["bodies"] == rows["townships"] == levels["TOWNSHIP"]
        again = await nothing_changes(county, lambda: load.divisions(store, data))
        assert again.lines[0] == "0 divisions imported, 44703 on the register already"
        await store.close()


async def _count(store: Store, level: str) -> int:
    async with store.reading(EVERYTHING) as session:
        row = tables.expr(tables.Division)
        return (await session.execute(select(func.count()).where(row.level == level))).scalar_one()


@one_dialect
async def test_divisions_that_stray_or_say_otherwise_leave_nothing(county: County) -> None:
    head = "code,name,level,parent_code\n"
    bad = {
        "44,广东省,PROVINCE,\n4402,韶关市,PREFECTURE,44\n440203,武江区,COUNTY,4401\n": (4, "parent_code"),
        "44,广东省,PROVINCE,\n450102,兴宁区,COUNTY,4501\n": (3, "parent_code"),
        "44,广东省,PROVINCE,\n511602,改名区,COUNTY,5116\n": (3, "name"),
    }
    for rows, (line, column) in bad.items():
        data = (head + rows).encode()
        report = await nothing_changes(county, partial(load.divisions, county.store, data))
        assert [(one.line, one.column) for one in report.problems] == [(line, column)]
        assert report.lines == ("nothing was imported: 1 problem",)
    good = f"{head}44,广东省,PROVINCE,\n".encode()
    dry = await nothing_changes(county, lambda: load.divisions(county.store, good, dry_run=True))
    assert dry.lines[0] == "1 division would be imported, 0 on the register already"


# --- items


async def test_a_countys_list_is_loaded_with_its_departments_and_their_codes(county: County) -> None:
    supervisor = await county.actor("supervisor")
    found = await items.counts(county.store, supervisor, "list", [None], ItemFilter(county=COUNTY))
    assert found[None] == 1135
    bodies = await departments_of(county, COUNTY)
    assert len(bodies) == 34
    assert len([one for one in bodies if one.code]) == 33
    assert all(one.code_valid for one in bodies)
    item = await county.item()
    assert (item.published, item.valid_from, item.legal_basis, item.version) == (True, None, (), 1)
    data = (demo.DATA / "items_guangan_511602.csv").read_bytes()
    again = await nothing_changes(county, lambda: load.items(county.store, COUNTY, data))
    assert again.lines[0] == "0 items imported, 1135 on the register already"
    async with county.store.reading(EVERYTHING) as session:
        assert await journal.verify(session, COUNTY) == []


async def test_a_prefectures_list_is_loaded_into_it(county: County) -> None:
    divisions = "code,name,level,parent_code\n44,广东省,PROVINCE,\n4401,广州市,PREFECTURE,44\n"
    assert (await load.divisions(county.store, divisions.encode())).problems == ()
    data = (LISTS / "items_guangzhou_4401.csv").read_bytes()
    dry = await nothing_changes(county, lambda: load.items(county.store, "4401", data, dry_run=True))
    assert dry.lines[0] == "238 items would be imported, 0 on the register already"
    report = await load.items(county.store, "4401", data)
    assert (report.problems, report.lines[0]) == ((), "238 items imported, 0 on the register already")
    codes = {one.name: one.code for one in await departments_of(county, "4401")}
    assert len(codes) == 11
    assert codes["广州市教育局"] == "11440100007482620J"
    public = await items.counts(county.store, await county.actor(None), "list", [None], ItemFilter(within="44"))
    assert public[None] == 238
    again = await nothing_changes(county, lambda: load.items(county.store, "4401", data))
    assert again.lines[0] == "0 items imported, 238 on the register already"


async def test_a_bad_row_leaves_nothing_of_the_list(county: County) -> None:
    lines = ITEMS.decode().splitlines(keepends=True)
    lines[40] = (
        lines[40].replace("行政许可", "行政随意").replace("公共服务", "行政随意").replace("其他行政权力", "行政随意")
    )
    lines[60] = lines[60].replace("320707-060", "")
    data = "".join(lines).encode()
    report = await nothing_changes(county, lambda: load.items(county.store, GANYU, data))
    assert [(one.line, one.column) for one in report.problems] == [(41, "power_kind"), (61, "item_code")]
    assert report.lines == ("nothing was imported: 2 problems",)


async def test_a_list_that_says_otherwise_than_the_register_leaves_nothing(ganyu: County) -> None:
    data = ITEMS.decode().replace("户外公益宣传设置备案", "另一名称") + "新事项,行政确认,区新局,320707-097,\n"
    report = await nothing_changes(ganyu, lambda: load.items(ganyu.store, GANYU, data.encode()))
    assert [(one.line, one.column) for one in report.problems] == [(7, "item_name")]
    assert "amend it there" in report.problems[0].message


async def test_items_and_transfers_are_loaded_into_a_place_that_is_there(county: County) -> None:
    for place in ("999999", HAITOU.id, "", "x"):
        with pytest.raises(Invalid):
            await load.items(county.store, place, ITEMS)
        with pytest.raises(Invalid):
            await load.transfers(county.store, place, sheet(ALL[:1]))


# --- transfers


async def authority(county: County, item: Item, **when: Any) -> Authority:
    asked = Asked(item.key, Stage.DECIDE, Claim(HAITOU.id), **when)
    return await powers.authority(county.store, REGISTRAR, asked)


async def item_of(county: County, row: dict[str, str]) -> Item:
    found = await items.by_code(county.store, REGISTRAR, row["item_code"], GANYU)
    assert found is not None
    return found


@pytest.mark.rule("R26")
@pytest.mark.rule("R92")
async def test_what_was_handed_to_haitou_holds_since_its_day_and_is_recorded_now(ganyu: County) -> None:
    now = ganyu.clock()
    dry = await nothing_changes(ganyu, lambda: load.transfers(ganyu.store, GANYU, sheet(ALL[:9]), dry_run=True))
    assert dry.lines[0] == "9 transfers would be imported, 0 on the register already"
    report = await load.transfers(ganyu.store, GANYU, sheet(ALL))
    assert (report.problems, report.lines) == ((), ("96 transfers imported, 0 on the register already",))
    wanted = TransferFilter(receiver=HAITOU, county=GANYU, in_force=True)
    public = await ganyu.actor(None)
    assert (await transfers.counts(ganyu.store, public, "list", [None], wanted))[None] == 96
    earlier = TransferFilter(county=GANYU, in_force=True, as_of=SINCE - timedelta(microseconds=1))
    assert (await transfers.counts(ganyu.store, public, "list", [None], earlier))[None] == 0
    page = (await transfers.pages(ganyu.store, public, "list", [None], wanted, Ask(200)))[None]
    for one in page.rows:
        assert (one.begins, one.recorded_at, one.proposed_by) == (SINCE, now, "operator")
        assert [paper.kind for paper in one.documents] == ["政府文件", "公布"]
    for row, rule in ((PERMIT, "R1"), (FILING, "R3")):
        item = await item_of(ganyu, row)
        after = await authority(ganyu, item, at=SINCE)
        assert (after.holder, after.barred, after.in_name_of) == (HAITOU, (item.department,), HAITOU)
        assert after.rules == (rule, "R26")
        assert (await authority(ganyu, item, at=SINCE - timedelta(seconds=1))).holder == item.department
        before = await authority(ganyu, item, at=SINCE, known_at=now - timedelta(seconds=1))
        assert before.holder == item.department
    again = await nothing_changes(ganyu, lambda: load.transfers(ganyu.store, GANYU, sheet(ALL)))
    assert again.lines == ("0 transfers imported, 96 on the register already",)
    told = [one for one in await _journal(ganyu) if one.action == "transfer:imported"]
    assert len({one.target_id for one in told}) == len(told) == 96
    async with ganyu.store.reading(EVERYTHING) as session:
        assert await journal.verify(session, GANYU) == []


async def _journal(county: County) -> list[tables.JournalEntry]:
    async with county.store.reading(EVERYTHING) as session:
        return list(await session.scalars(select(entries.ENTRY).where(entries.ENTRY.tenant == GANYU)))


PROBLEMS: dict[str, tuple[dict[str, str], str, str]] = {
    "an item nobody has": ({"item_code": "320707-999"}, "item_code", "has the code `320707-999`"),
    "a township of another county": ({"receiver": "511602101"}, "receiver", "is no township of 320707"),
    "a township that is not there": ({"receiver": "320707999"}, "receiver", "is no township of 320707"),
    "a department nobody knows": ({"devolver": "区没有局"}, "devolver", "goes by `区没有局`"),
    "a permit by 授权": ({"item_code": PERMIT["item_code"]}, "mode", "does not carry a 行政许可 (R3)"),
    "a permit by 归还 under a document": (
        {"item_code": PERMIT["item_code"], "mode": "归还"},
        "mode",
        "needs an upper law that lets the township exercise it (R1)",
    ),
    "相对集中 without a decision of the province": (
        {"mode": "相对集中", "receiver": "区住建局"},
        "receiver",
        "rests on a published decision of the province (处罚法 18, 许可法 25) (R16)",
    ),
    "相对集中 to a township": ({"mode": "相对集中", "receiver": HAITOU.id}, "receiver", f"goes by `{HAITOU.id}`"),
    "委托 without its 委托书": (
        {"mode": "委托", "effective_to": "2029-06-01"},
        "signed_at",
        "signed by both sides (R55)",
    ),
    "委托 not filed": (
        {"mode": "委托", "effective_to": "2029-06-01", "signed_at": "2024-05-20"},
        "filing_number",
        "is filed with the legal office (R57)",
    ),
    "委托 without a term": (
        {"mode": "委托", "signed_at": "2024-05-20", "filed_at": "2024-05-21", "filing_number": "赣司备1号"},
        "effective_to",
        "an entrustment has a term (处罚法 20) (R210, R55)",
    ),
    "a publication to come": ({"published_at": "2099-01-01"}, "published_at", "it was not published yet"),
    "a document to come": ({"document_date": "2099-01-01"}, "document_date", "a paper is not dated in the future"),
    "a term that was over before publication": (
        {"effective_to": "2024-07-01", "published_at": "2024-08-01"},
        "effective_to",
        "its term was over before it took effect",
    ),
    "another department's item": ({"devolver": "区住建局"}, "item_code", "does not hold ACCEPT"),
    "service of what is not confidential": (
        {"served_on": "2024-05-30", "published_at": "", "published_url": ""},
        "served_on",
        "only for a confidential item",
    ),
    "a day that is none": ({"effective_from": "2024-06-31"}, "effective_from", "is no day"),
    "a mode that is none": ({"mode": "借用"}, "mode", "`借用` is not known here"),
}


@pytest.mark.rule("R3")
@pytest.mark.rule("R55")
@pytest.mark.rule("R57")
@pytest.mark.rule("R210")
@one_dialect
async def test_each_problem_is_told_with_its_line_and_nothing_is_loaded(ganyu: County) -> None:
    good = handed(LISTED[11])
    for name, (wrong, column, message) in PROBLEMS.items():
        data = sheet([good, {**handed(FILING), **wrong}, handed(LISTED[17])])
        report = await nothing_changes(ganyu, partial(load.transfers, ganyu.store, GANYU, data))
        assert [(one.line, one.column) for one in report.problems] == [(3, column)], name
        assert message in report.problems[0].message, name
        assert report.lines == ("nothing was imported: 1 problem",)


async def test_every_problem_of_a_file_is_told_at_once(ganyu: County) -> None:
    wrong = [
        {**handed(LISTED[n]), **given}
        for n, (given, _, _) in zip((5, 11, 17, 22), list(PROBLEMS.values())[:4], strict=True)
    ]
    report = await nothing_changes(ganyu, lambda: load.transfers(ganyu.store, GANYU, sheet(wrong)))
    assert [one.line for one in report.problems] == [2, 3, 4, 5]
    assert report.lines == ("nothing was imported: 4 problems",)


@pytest.mark.rule("R55")
@pytest.mark.rule("R210")
async def test_an_entrustment_of_the_past_is_loaded_with_its_deed_and_ends_with_its_term(ganyu: County) -> None:
    deed = {"signed_at": "2024-05-20", "filed_at": "2024-05-21", "filing_number": "赣司备1号"}
    row = {**handed(FILING), "mode": "委托", "effective_to": "2025-06-01", **deed}
    report = await load.transfers(ganyu.store, GANYU, sheet([row]))
    assert report.problems == ()
    wanted = TransferFilter(county=GANYU, statuses=(TransferStatus.ENDED,))
    (one,) = (await transfers.pages(ganyu.store, REGISTRAR, "list", [None], wanted, Ask()))[None].rows
    assert [paper.kind for paper in one.documents] == ["委托书", "签订", "备案", "公布"]
    assert one.mode is TransferMode.ENTRUST
    item = await item_of(ganyu, FILING)
    during, after = await authority(ganyu, item, at=SINCE), await authority(ganyu, item)
    assert (during.holder, during.in_name_of) == (HAITOU, item.department)
    assert (after.holder, after.rules) == (item.department, ("R210",))


@pytest.mark.rule("R16", "R32", "R39")
async def test_what_was_concentrated_is_loaded_for_all_of_the_county_and_not_beside_a_township(ganyu: County) -> None:
    decision = {"basis_level": "省级决定", "basis_title": "关于相对集中行使的决定", "basis_number": "苏政发〔2024〕1号"}
    published = {"basis_date": "2024-04-01", "basis_url": "https://www.jiangsu.gov.cn/1"}
    row = {**handed(FILING), **decision, **published, "mode": "相对集中行使", "receiver": "区住建局"}
    beside = {**dict.fromkeys(row, ""), **handed(FILING, effective_from="2024-09-01"), "stages": "INVESTIGATE"}
    report = await nothing_changes(
        ganyu, lambda: load.transfers(ganyu.store, GANYU, sheet([{**row, "stages": "DECIDE"}, beside]))
    )
    assert [(one.line, one.column, "R39" in one.message) for one in report.problems] == [(3, "item_code", True)]
    assert (await load.transfers(ganyu.store, GANYU, sheet([row]))).problems == ()
    item = await item_of(ganyu, FILING)
    found = await authority(ganyu, item)
    assert (found.barred, found.rules) == ((item.department,), ("R16", "R32"))


@pytest.mark.rule("R26")
async def test_what_was_handed_over_is_not_handed_over_again(ganyu: County) -> None:
    later = {"effective_from": "2024-09-01", "effective_to": ""}
    report = await nothing_changes(
        ganyu, lambda: load.transfers(ganyu.store, GANYU, sheet([handed(FILING, **later), handed(FILING)]))
    )
    ((line, message),) = [(one.line, one.message) for one in report.problems]
    assert (line, "does not hold ACCEPT" in message, "(R26, R39)" in message) == (2, True, True)


@pytest.mark.rule("R89")
async def test_what_is_confidential_is_loaded_with_its_service_and_not_with_a_publication(ganyu: County) -> None:
    row = {**FILING, "item_code": "320707-S01", "item_name": "涉密事项", "confidential": "是"}
    assert (await load.items(ganyu.store, GANYU, sheet([row]))).problems == ()
    published = await nothing_changes(ganyu, lambda: load.transfers(ganyu.store, GANYU, sheet([handed(row)])))
    assert "a confidential item is not published" in published.problems[0].message
    served = handed(row, served_on="2024-05-30", published_at="", published_url="")
    assert (await load.transfers(ganyu.store, GANYU, sheet([served]))).problems == ()
    wanted = TransferFilter(county=GANYU)
    assert (await transfers.counts(ganyu.store, REGISTRAR, "list", [None], wanted))[None] == 1
    assert (await transfers.counts(ganyu.store, await ganyu.actor(None), "list", [None], wanted))[None] == 0
    assert (await item_of(ganyu, row)).kind is PowerKind.OTHER
