"""The feed as a province follows it."""

import json

from tests.county import COUNTY, County
from tests.schema.conftest import Ask
from tests.schema.test_statements import counted

FEED = """query ($within: String!, $since: String, $first: Int = 100) {
    changes(within: $within, since: $since, first: $first) {
        changes { cursor county sequence action target at data } cursor more } }"""


async def test_a_province_follows_what_its_counties_do(county: County, ask: Ask) -> None:
    seen, since = 0, None
    while True:
        part = (await ask("aggregator", FEED, within="51", since=since, first=200))["changes"]
        seen, since = seen + len(part["changes"]), part["cursor"]
        if not part["more"]:
            break
    total = " ".join(f'j{code}: journal(county: "{code}") {{ totalCount }}' for code in ("51", "511602", "511603"))
    assert seen == sum(one["totalCount"] for one in (await ask("aggregator", f"{{ {total} }}")).values())
    transfer = await county.publish(await county.item())
    part = (await ask("aggregator", FEED, within="51", since=since))["changes"]
    assert [one["action"] for one in part["changes"]][-1] == "transfer:published"
    assert {one["county"] for one in part["changes"]} == {COUNTY}
    assert part["more"] is False
    assert part["changes"][-1]["cursor"] == part["cursor"]
    shown = await ask(
        "aggregator",
        "query ($id: ID!) { node(id: $id) { ... on Transfer { version status } } }",
        id=part["changes"][0]["target"],
    )
    assert shown["node"] == {"version": transfer.version, "status": "IN_FORCE"}
    assert json.loads(part["changes"][0]["data"])["item"] == transfer.item.id
    rest = (await ask("aggregator", FEED, within="51", since=part["changes"][1]["cursor"]))["changes"]
    assert rest == {**part, "changes": part["changes"][2:]}


async def test_a_longer_part_takes_no_more_statements(county: County, ask: Ask) -> None:
    took = []
    for first in (1, 200):
        with counted(county) as statements:
            await ask("aggregator", FEED, within="51", first=first)
        took.append(len(statements))
    assert took[0] == took[1], took
    assert took[1] < 15


async def test_a_feed_that_is_not_the_viewers_or_not_of_the_cursor_is_refused(refusals: Ask) -> None:
    for account, variables, code in (
        (None, {"within": COUNTY}, "NOT_ALLOWED"),
        ("other_county_clerk", {"within": COUNTY}, "NOT_ALLOWED"),
        ("supervisor", {"within": "5116"}, "NOT_ALLOWED"),
        ("aggregator", {"within": "511602101"}, "INVALID"),
        ("aggregator", {"within": "51", "since": "nowhere"}, "INVALID"),
        ("aggregator", {"within": "51", "first": 0}, "INVALID"),
    ):
        refused = await refusals(account, FEED, **variables)
        assert refused["code"] == code, (account, variables)
        assert refused["remedy"] or "first" in variables
