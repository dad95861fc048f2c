"""However many rows a list has, the number of SQL statements stays the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import event

from register import cases, powers, transfers
from register.powers import Claim, Exercise
from register.records import Key, Ref
from register.words import Stage
from schema.ids import encode
from tests.county import GUANSHENG, XIEXING, County
from tests.schema.conftest import Ask

DOCUMENTS = {
    "items": """query ($n: Int!) { county(code: "511602") { items(first: $n) { totalCount edges { node {
        id name department { id name place { code } } competentDepartment { name }
        transfers(first: 3) { totalCount edges { node { id receiver { name } } } } } } } } }""",
    "townships": """query ($n: Int!) { county(code: "511602") { townships(first: $n) { edges { node {
        id name county { name parent { name parent { name } } }
        powers(first: 5) { totalCount edges { node {
        id item { name department { name } } devolver { id } } } } } } } } }""",
    "departments": """query ($n: Int!) { county(code: "511602") { departments(first: $n) { edges { node {
        id name place { name } parent { name } items(first: 3) { totalCount edges { node { name } } } } } } } }""",
    "transfers": """query ($n: Int!) { transfers(filter: {county: "511602"}, first: $n) { edges { node {
        id county { name } item { name } devolver { name } receiver { name } viewerMay
        liability { legal { name } administrative { name } supervision { name } } basis { title } documents { kind }
        history(first: 10) { totalCount edges { node { action target } } } } } } }""",
    "places": """query ($n: Int!) { places(within: "5116", level: COUNTY, first: $n) { edges { node { ... on County {
        townships(first: 3) { totalCount edges { node { name } } } departments(first: 2) { edges { node { name } } }
        items(first: 2) { edges { node { name } } } transfers(first: 2) { edges { node { id } } } } } } } }""",
    "summaries": """query ($n: Int!) { places(within: "5116", level: TOWNSHIP, first: $n) { edges { node { name
        ... on Township { summary { transfers byKind { kind count } } county { summary { items inForce } } } } } } }""",
    "journal": """query ($n: Int!) { journal(county: "511602", first: $n) { edges { node { id action actor } } } }""",
}
# Ten townships reach those that hold something. Beyond the supervisor's county, which has 25, it takes two statements
# more on PostgreSQL to read the policy lines of others, however many: so both lists reach there, or neither does.
ROWS = {"summaries": (30, 60)}


@contextmanager
def counted(county: County) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    engine = county.store.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def test_a_longer_list_takes_no_more_statements(county: County, ask: Ask) -> None:
    item = await county.item()
    await county.publish(item)
    await county.publish(item, receiver=XIEXING, upto="submit")
    await county.propose(await county.item_of_legal_office(), account="government_officer")
    took: dict[str, list[int]] = {}
    for name, document in DOCUMENTS.items():
        for rows in ROWS.get(name, (10, 40)):
            await ask("supervisor", document, n=rows)  # the account itself is looked up outside of the request
            with counted(county) as statements:
                await ask("supervisor", document, n=rows)
            took.setdefault(name, []).append(len(statements))
    assert {name: few for name, (few, many) in took.items() if few != many or many >= 40} == {}, took


async def test_what_a_viewer_may_do_in_many_counties_takes_no_more_statements(county: County) -> None:
    one = await county.transfer(await county.propose(await county.item()))
    places = [f"5116{digits}101" for digits in ("02", "03", "21", "22", "23", "81")]
    spread = [replace(one, key=Key(place[:6], place), place=place) for place in places]
    actor, took = await county.actor("aggregator"), []
    for asked in (spread[:1], spread):
        with counted(county) as statements:
            await transfers.viewer_may(county.store, actor, asked)
        took.append(len(statements))
    assert took[0] == took[1], took


RULINGS = """query ($id: ID!) { case(id: $id) { acts(first: 50) { totalCount edges { node {
    id stage body { name } item { name }
    ruling { validity rules { id } holder { name } respondent { name } } } } } } }"""


async def test_the_rulings_of_more_acts_take_no_more_statements(county: County, ask: Ask) -> None:
    item = await county.item()
    clerk = await county.actor("department_clerk")
    act = await powers.exercise(county.store, clerk, Exercise(item.key, Stage.DECIDE, Claim(GUANSHENG.id)))
    case = (await cases.acts_by_key(county.store, clerk, [act]))[act].case.key
    again = Exercise(item.key, Stage.DECIDE, Claim(GUANSHENG.id, case=case))
    took = []
    for more in (1, 10):
        for _ in range(more):
            await powers.exercise(county.store, clerk, again)
        with counted(county) as statements:
            shown = await ask("supervisor", RULINGS, id=encode(Ref("Case", case)))
        took.append((shown["case"]["acts"]["totalCount"], len(statements)))
    assert [count for count, _ in took] == [2, 12]
    assert took[0][1] == took[1][1]


COUNTS = """{ county(code: "511602") {
    townships { totalCount } departments { totalCount } items { totalCount } } }"""


async def test_the_county_is_whole(ask: Ask) -> None:
    shown = (await ask(None, COUNTS))["county"]
    assert {name: one["totalCount"] for name, one in shown.items()} == {
        "townships": 25,
        "departments": 34,
        "items": 1135,
    }
