"""Counts as charts and tables show them."""

from register.words import PowerKind, TransferMode, TransferStatus
from tests.county import COUNTY, GUANSHENG, County
from tests.schema.conftest import Ask

COUNTS = """townships items transfers inForce
    byKind { kind count } byMode { mode count } byStatus { status count }"""


async def test_a_chart_has_a_bar_for_every_word_whether_anything_is_counted_or_not(county: County, ask: Ask) -> None:
    await county.publish(await county.item())
    await county.propose(await county.item_of_legal_office(), account="government_officer")
    shown = (await ask("supervisor", f'{{ summary(within: "{COUNTY}") {{ {COUNTS} }} }}'))["summary"]
    assert {name: shown[name] for name in ("townships", "items", "transfers", "inForce")} == {
        "townships": 25,
        "items": 1135,
        "transfers": 1,
        "inForce": 1,
    }
    bars = {name: {bar[word]: bar["count"] for bar in shown[name]} for name, word in WORDS.items()}
    assert bars == {
        "byKind": dict.fromkeys(KINDS, 0) | {"OTHER": 1},
        "byMode": dict.fromkeys(MODES, 0) | {"AUTHORIZE": 1},
        "byStatus": dict.fromkeys(STATUSES, 0) | {"IN_FORCE": 1},
    }
    assert [list(bar) for bar in bars.values()] == [KINDS, MODES, STATUSES]


WORDS = {"byKind": "kind", "byMode": "mode", "byStatus": "status"}
KINDS, MODES = list(PowerKind), list(TransferMode)
STATUSES = [status for status in TransferStatus if status not in ("DRAFT", "WITHDRAWN")]


async def test_a_place_counts_the_same_wherever_it_is_shown(county: County, ask: Ask) -> None:
    await county.publish(await county.item())
    document = f"""query ($at: DateTime) {{
        province: region(code: "51") {{ summary(asOf: $at) {{ {COUNTS} }} }}
        region(code: "5116") {{ summary(asOf: $at) {{ {COUNTS} }} }}
        county(code: "{COUNTY}") {{ summary(asOf: $at) {{ {COUNTS} }} }}
        township(code: "{GUANSHENG.id}") {{ summary(asOf: $at) {{ {COUNTS} }} }}
        other: township(code: "511602102") {{ summary(asOf: $at) {{ transfers }} }}
        a: summary(within: "51", asOf: $at) {{ {COUNTS} }}
        b: summary(within: "5116", asOf: $at) {{ {COUNTS} }}
        c: summary(within: "{COUNTY}", asOf: $at) {{ {COUNTS} }}
        d: summary(within: "{GUANSHENG.id}", asOf: $at) {{ {COUNTS} }} }}"""
    for at, in_force in ((None, 1), ("2020-01-01T00:00:00+08:00", 0)):
        shown = await ask(None, document, at=at)
        for place, same in (("province", "a"), ("region", "b"), ("county", "c"), ("township", "d")):
            assert shown[place]["summary"] == shown[same]
            assert shown[same]["inForce"] == shown[same]["transfers"] == in_force
        assert shown["other"]["summary"]["transfers"] == 0
        assert shown["d"]["townships"] == 1


async def test_a_place_that_is_none_is_told(refusals: Ask) -> None:
    refused = await refusals(None, '{ summary(within: "999999") { items } }')
    assert (refused["code"], refused["problems"][0]["path"]) == ("INVALID", ["within"])
    assert "999999" in refused["message"]
    assert refused["remedy"]
