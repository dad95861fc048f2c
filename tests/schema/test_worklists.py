"""待办: what waits for an office, as it asks the graph for it."""

from tests.county import COUNTY, XIEXING, County
from tests.databases import one_dialect
from tests.schema.conftest import Ask

LIST = """query ($steps: [String!], $county: String) {
    transfers(filter: {viewerMay: $steps, county: $county}) { totalCount edges { node { status viewerMay } } } }"""


@one_dialect
async def test_an_office_lists_what_waits_for_it(county: County, ask: Ask, refusals: Ask) -> None:
    item = await county.item()
    await county.step("submit", await county.propose(item))
    await county.propose(item, receiver=XIEXING)
    found = (await ask("legal_reviewer", LIST, steps=["transfer:review"]))["transfers"]
    waiting = {"status": "IN_REVIEW", "viewerMay": ["transfer:review"]}
    assert found == {"totalCount": 1, "edges": [{"node": waiting}]}
    for account in ("department_clerk", "supervisor", None):
        nothing = {"totalCount": 0, "edges": []}
        assert (await ask(account, LIST, steps=["transfer:review"], county=COUNTY))["transfers"] == nothing
    refused = await refusals("legal_reviewer", LIST, steps=["transfer:reviews"])
    assert (refused["code"], refused["problems"][0]["path"]) == ("INVALID", ["filter", "viewerMay", "0"])
