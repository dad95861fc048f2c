"""A Relay front end: its compiler takes the schema, and what it then sends is answered as Relay expects."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import pairwise

import pytest
from starlette.applications import Starlette

from register import clock
from register.store import Store
from register.words import PowerKind
from tests.clients.conftest import Ask
from tests.county import COUNTY, GUANSHENG, Clock, County


@pytest.fixture
async def county(app: Starlette) -> County:
    """The register behind the application."""
    store = app.state.store
    assert isinstance(store, Store)
    return County(store, Clock(clock.now()))


async def test_a_list_is_paged_by_asking_its_node_again(relay: Mapping[str, str], ask: Ask, county: County) -> None:
    for number in range(3):
        await county.publish(await county.enter_item(PowerKind.OTHER, f"权力{number}"))
    first = (await ask(None, relay["TownshipPowersQuery"], code=GUANSHENG.id))["township"]
    page = first["powers"]
    assert (first["name"], page["totalCount"], page["pageInfo"]["hasNextPage"]) == ("官盛镇", 3, True)
    after = page["pageInfo"]["endCursor"]
    rest = (await ask(None, relay["TownshipPowersPaginationQuery"], id=first["id"], first=2, after=after))["node"]
    names = [edge["node"]["item"]["name"] for edge in page["edges"] + rest["powers"]["edges"]]
    assert sorted(names) == ["权力0", "权力1", "权力2"]
    assert not rest["powers"]["pageInfo"]["hasNextPage"]


async def test_a_list_at_the_root_is_paged_with_its_filter(relay: Mapping[str, str], ask: Ask) -> None:
    wanted = {"county": COUNTY, "kind": "LICENSING"}
    page = (await ask(None, relay["CountyItemsQuery"], filter=wanted))["items"]
    after = page["pageInfo"]["endCursor"]
    rest = (await ask(None, relay["CountyItemsPaginationQuery"], filter=wanted, first=5, after=after))["items"]
    nodes = [edge["node"] for edge in page["edges"] + rest["edges"]]
    assert len({node["id"] for node in nodes}) == 25
    assert {node["kind"] for node in nodes} == {"LICENSING"}


async def test_the_journal_goes_on_where_the_page_ended(relay: Mapping[str, str], ask: Ask) -> None:
    page = (await ask("supervisor", relay["JournalQuery"], county=COUNTY))["journal"]
    after = page["pageInfo"]["endCursor"]
    rest = (await ask("supervisor", relay["JournalPaginationQuery"], county=COUNTY, first=4, after=after))["journal"]
    entries = [edge["node"] for edge in page["edges"] + rest["edges"]]
    assert [entry["sequence"] for entry in entries] == [1, 2, 3, 4, 5, 6, 7]
    assert all(one["hash"] == next_["previousHash"] for one, next_ in pairwise(entries))


async def test_who_may_decide_is_shown_with_the_transfer_and_that_is_fetched_again(
    relay: Mapping[str, str], ask: Ask, county: County
) -> None:
    item = await county.item()
    await county.publish(item)
    (edge,) = (await ask(None, relay["CountyItemsQuery"], filter={"county": COUNTY, "text": item.code}))["items"][
        "edges"
    ]
    found = await ask(None, relay["ServiceHallQuery"], item=edge["node"]["id"], place=GUANSHENG.id)
    authority = found["authority"]
    assert (authority["holder"]["name"], authority["transfer"]["status"]) == ("官盛镇", "IN_FORCE")
    assert [body["name"] for body in authority["barred"]] == ["区交通运输局"]
    again = await ask("township_clerk", relay["TransferDetailRefetchQuery"], id=authority["transfer"]["id"])
    assert again["node"]["id"] == authority["transfer"]["id"]
    assert again["node"]["liability"]["legal"]["name"] == "官盛镇"


async def test_a_proposal_is_told_apart_from_its_refusal(relay: Mapping[str, str], ask: Ask, county: County) -> None:
    item = await ask(None, relay["CountyItemsQuery"], filter={"county": COUNTY, "text": "公路工程招标备案"})
    township = await ask(None, relay["TownshipPowersQuery"], code=GUANSHENG.id)
    proposal = {
        "item": item["items"]["edges"][0]["node"]["id"],
        "receiver": township["township"]["id"],
        "mode": "AUTHORIZE",
        "effectiveFrom": (county.clock() + timedelta(days=1)).isoformat(),
        "basis": [{"level": "LAW", "title": "中华人民共和国公路法"}],
    }
    refused = await ask(None, relay["ProposeTransferMutation"], input=proposal)
    assert (refused["proposeTransfer"]["__typename"], refused["proposeTransfer"]["refusal"]) == (
        "Refused",
        "NOT_ALLOWED",
    )
    done = (await ask("department_clerk", relay["ProposeTransferMutation"], input=proposal))["proposeTransfer"]
    assert (done["__typename"], done["status"], done["version"]) == ("Transfer", "DRAFT", 1)
