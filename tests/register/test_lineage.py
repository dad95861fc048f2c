"""Who carries on what a body was, and whose ground a place is: as of any day, on records alone (R207)."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from register.authority import authority
from register.clock import start_of_day
from register.lineage import Lineage
from register.powers.answers import rule_on
from register.question import Question
from register.records import Body, Heir, Item, Key, Matter, Reversion, Succession, Transfer
from register.words import BodyKind, Office, PowerKind, Stage, SuccessionKind, TownshipKind, TransferMode, Validity
from tests.builders import COUNTY, LEGAL_OFFICE, OTHER_TOWN, TOWN, TRANSPORT, a_town, a_transfer, an_item

DAY = date(2019, 2, 1)
BEFORE, AFTER = start_of_day(date(2018, 6, 1)), start_of_day(date(2020, 6, 1))


def department(name: str) -> Body:
    return Body(Key(COUNTY, name), BodyKind.DEPARTMENT, name, COUNTY)


TRADE, QUALITY, FOOD, MARKET = (department(one) for one in ("工商局", "质监局", "食药监局", "市场监管局"))
LEGISLATION = replace(department("法制办"), offices=(Office.LEGAL,))
OLD_TOWNSHIP = a_town(code="511602205", name="恒升乡", kind=TownshipKind.TOWNSHIP)
NEW_TOWN = a_town(code="511602120", name="恒升镇")
EAST, WEST = a_town(code="511602130", name="东片镇"), a_town(code="511602131", name="西片镇")
STREET = a_town(code="511602007", name="官盛街道", kind=TownshipKind.SUBDISTRICT)
BODIES = (TRADE, QUALITY, FOOD, MARKET, LEGISLATION, LEGAL_OFFICE, TRANSPORT, OLD_TOWNSHIP, NEW_TOWN, EAST, WEST)
KNOWN = {one.key: one for one in (*BODIES, STREET, TOWN, OTHER_TOWN)}
NO_ITEMS: dict[Key, tuple[Key, ...]] = {}


def succession(
    kind: SuccessionKind, before: list[Body], after: list[Body], day: date = DAY, items: dict[Body, Item] | None = None
) -> Succession:
    heirs = tuple(Heir(one.key, ((items or {})[one].key,) if one in (items or {}) else ()) for one in after)
    name = "".join(one.name for one in (*before, *after))
    keys = tuple(one.key for one in before)
    return Succession(Key(COUNTY, name), kind, keys, heirs, "广委发〔2019〕1号", day, start_of_day(day))


def of(body: Body, **more: Any) -> Item:
    return replace(an_item(kind=PowerKind.PENALTY), department=body.key, competent=body.key, **more)


def asked(
    lineage: Lineage,
    at: datetime,
    place: str,
    item: Item,
    *transfers: Transfer,
    stage: Stage = Stage.DECIDE,
    **more: Any,
) -> Question:
    """What the register asks of authority: everything on record, told of the bodies of that moment."""
    then = lineage.as_of(at)
    item = then.item(item)
    matter = then.matter(Matter(place, **more), item.key)
    return Question(item, KNOWN[item.department], stage, matter, at, then.transfers(transfers, matter.places))


def holder(lineage: Lineage, at: datetime, place: str, item: Item, *transfers: Transfer) -> str:
    found = authority(asked(lineage, at, place, item, *transfers)).holder
    assert found
    return KNOWN[found].name


REFORM = Lineage((succession(SuccessionKind.MERGE, [TRADE, QUALITY, FOOD], [MARKET]),))


@pytest.mark.rule("R207")
@pytest.mark.parametrize("body", [TRADE, QUALITY, FOOD])
def test_what_three_bureaus_held_is_the_new_ones_from_the_day_of_the_document(body: Body) -> None:
    place = TOWN.place
    assert holder(REFORM, start_of_day(DAY), place, of(body)) == "市场监管局"
    assert holder(REFORM, BEFORE, place, of(body)) == body.name
    instant_before = start_of_day(DAY).replace(microsecond=0)
    assert REFORM.as_of(instant_before).heir(body.key) == MARKET.key
    assert REFORM.as_of(start_of_day(date(2019, 1, 31))).heir(body.key) == body.key


@pytest.mark.rule("R207")
def test_a_bar_passes_to_the_successor() -> None:
    grant = a_transfer(devolver=TRADE, begins=BEFORE, mode=TransferMode.EMPOWER, kind=PowerKind.PENALTY)
    ask = asked(REFORM, AFTER, TOWN.place, of(TRADE), grant)
    found = authority(ask)
    assert (found.holder, found.barred) == (TOWN.key, (MARKET.key,))
    ruling = rule_on(ask, MARKET, KNOWN, {COUNTY: "广安区"}, REFORM)
    assert (ruling.validity, ruling.rules[0]) == (Validity.VOID, "R26")


@pytest.mark.rule("R207")
def test_a_grant_between_two_that_become_one_is_at_an_end_by_confusion() -> None:
    concentrated = a_transfer(
        devolver=TRADE,
        receiver=MARKET,
        begins=BEFORE,
        mode=TransferMode.CONCENTRATE,
        kind=PowerKind.PENALTY,
        place=COUNTY,
    )
    later = Lineage((succession(SuccessionKind.ABOLISH, [TRADE], [MARKET]),))
    before = authority(asked(later, BEFORE, TOWN.place, of(TRADE), concentrated))
    assert (before.holder, before.barred) == (MARKET.key, (TRADE.key,))
    after = authority(asked(later, AFTER, TOWN.place, of(TRADE), concentrated))
    assert (after.holder, after.barred, after.transfer) == (MARKET.key, (), None)


@pytest.mark.rule("R207")
def test_a_chain_outlives_the_confusion_of_its_first_link() -> None:
    given: dict[str, Any] = {"begins": BEFORE, "mode": TransferMode.CONCENTRATE, "kind": PowerKind.PENALTY}
    first = a_transfer(devolver=TRADE, receiver=MARKET, place=COUNTY, key=Key(COUNTY, "1"), **given)
    on = a_transfer(devolver=MARKET, receiver=TOWN, key=Key(COUNTY, "2"), **given)
    later = Lineage((succession(SuccessionKind.ABOLISH, [TRADE], [MARKET]),))
    found = authority(asked(later, AFTER, TOWN.place, of(TRADE), first, on))
    assert (found.holder, found.barred) == (TOWN.key, (MARKET.key,))


@pytest.mark.rule("R207")
def test_an_act_of_a_bureau_that_is_no_more_is_void_and_its_successor_answers() -> None:
    ask = asked(REFORM, AFTER, TOWN.place, of(TRADE))
    ruling = rule_on(ask, TRADE, KNOWN, {COUNTY: "广安区"}, REFORM)
    assert (ruling.validity, ruling.rules) == (Validity.VOID, ("R207", "R142"))
    assert (ruling.holder, ruling.respondent) == (MARKET.key, MARKET.key)
    permit = asked(REFORM, AFTER, TOWN.place, of(TRADE, kind=PowerKind.LICENSING))
    assert rule_on(permit, TRADE, KNOWN, {COUNTY: "广安区"}, REFORM).validity is Validity.VOIDABLE


@pytest.mark.rule("R207", "R143")
def test_for_what_a_bureau_did_while_it_was_there_its_successor_answers() -> None:
    ask = asked(REFORM, BEFORE, TOWN.place, of(TRADE))
    ruling = rule_on(ask, TRADE, KNOWN, {COUNTY: "广安区"}, REFORM)
    assert (ruling.validity, ruling.holder, ruling.respondent) == (Validity.VALID, TRADE.key, MARKET.key)
    assert "R207" in ruling.rules
    assert "Its successor 市场监管局 carries on what 工商局 was, and answers for it (R207)." in ruling.explanation
    then = rule_on(ask, TRADE, KNOWN, {COUNTY: "广安区"}, REFORM.as_of(BEFORE))
    assert (then.respondent, "R207" in then.rules) == (TRADE.key, False)


@pytest.mark.rule("R207")
def test_a_department_that_is_split_leaves_each_item_to_whom_the_document_names() -> None:
    fees, roads = of(TRANSPORT, key=Key(COUNTY, "fees")), of(TRANSPORT, key=Key(COUNTY, "roads"))
    split = Lineage((succession(SuccessionKind.SPLIT, [TRANSPORT], [TRADE, QUALITY], items={QUALITY: fees}),))
    assert holder(split, AFTER, TOWN.place, fees) == "质监局"
    assert holder(split, AFTER, TOWN.place, roads) == "工商局"
    goes_on = Lineage((succession(SuccessionKind.SPLIT, [TRANSPORT], [QUALITY, TRANSPORT], items={QUALITY: fees}),))
    assert holder(goes_on, AFTER, TOWN.place, fees) == "质监局"
    assert holder(goes_on, AFTER, TOWN.place, roads) == TRANSPORT.name
    assert goes_on.ended(TRANSPORT.key) is None


def grant(town: Body, item: Item, at: datetime = BEFORE, key: str = "t") -> Transfer:
    given: dict[str, Any] = {"begins": at, "proposed_at": at, "mode": TransferMode.EMPOWER, "kind": item.kind}
    return a_transfer(receiver=town, item=item.key, key=Key(COUNTY, key), **given)


ITEM = of(TRANSPORT)


@pytest.mark.rule("R207")
def test_a_township_that_becomes_a_town_has_its_powers_under_the_new_code() -> None:
    recoded = Lineage((succession(SuccessionKind.RECODE, [OLD_TOWNSHIP], [NEW_TOWN]),))
    given = grant(OLD_TOWNSHIP, ITEM)
    for place in (OLD_TOWNSHIP.place, NEW_TOWN.place):  # either code names the ground on either day
        assert holder(recoded, AFTER, place, ITEM, given) == "恒升镇"
        assert holder(recoded, BEFORE, place, ITEM, given) == "恒升乡"
    assert holder(recoded, AFTER, TOWN.place, ITEM, given) == TRANSPORT.name
    ask = asked(recoded, AFTER, OLD_TOWNSHIP.place, ITEM, given)
    assert rule_on(ask, NEW_TOWN, KNOWN, {COUNTY: "广安区"}, recoded).validity is Validity.VALID


@pytest.mark.rule("R207", "R110")
def test_what_one_of_two_merged_townships_held_is_the_new_ones_in_its_area_alone() -> None:
    merged = Lineage((succession(SuccessionKind.MERGE, [TOWN, OTHER_TOWN], [NEW_TOWN]),))
    given = grant(TOWN, ITEM)
    assert holder(merged, AFTER, TOWN.place, ITEM, given) == "恒升镇"
    assert holder(merged, AFTER, OTHER_TOWN.place, ITEM, given) == TRANSPORT.name
    ask = asked(merged, AFTER, OTHER_TOWN.place, ITEM, given)
    beyond = rule_on(ask, NEW_TOWN, KNOWN, {COUNTY: "广安区"}, merged)
    assert beyond.rules[0] == "R34"  # it is the new town's own ground, where it was handed nothing
    anew = grant(NEW_TOWN, ITEM, AFTER, "new")
    assert holder(merged, AFTER, OTHER_TOWN.place, ITEM, anew) == "恒升镇"
    assert holder(merged, AFTER, NEW_TOWN.place, ITEM, anew) == "恒升镇"


@pytest.mark.rule("R207", "R110")
def test_a_town_that_takes_a_neighbour_in_gains_its_ground_and_not_the_power_there() -> None:
    for one in (
        succession(SuccessionKind.MERGE, [TOWN, OTHER_TOWN], [TOWN]),
        succession(SuccessionKind.ABOLISH, [OTHER_TOWN], [TOWN]),
    ):
        taken_in = Lineage((one,))
        given = grant(TOWN, ITEM)
        assert holder(taken_in, AFTER, TOWN.place, ITEM, given) == "官盛镇"
        assert holder(taken_in, AFTER, OTHER_TOWN.place, ITEM, given) == TRANSPORT.name
        theirs = grant(OTHER_TOWN, ITEM)
        assert holder(taken_in, AFTER, OTHER_TOWN.place, ITEM, theirs) == "官盛镇"
        assert holder(taken_in, AFTER, TOWN.place, ITEM, theirs) == TRANSPORT.name
        anew = grant(TOWN, ITEM, AFTER)
        assert holder(taken_in, AFTER, OTHER_TOWN.place, ITEM, anew) == "官盛镇"


@pytest.mark.rule("R207")
def test_each_part_of_a_township_that_was_split_has_the_power_in_its_own_area() -> None:
    split = Lineage((succession(SuccessionKind.SPLIT, [TOWN], [EAST, WEST]),))
    given = grant(TOWN, ITEM)
    assert holder(split, AFTER, EAST.place, ITEM, given) == "东片镇"
    assert holder(split, AFTER, WEST.place, ITEM, given) == "西片镇"
    assert holder(split, BEFORE, WEST.place, ITEM, given) == "官盛镇"
    ask = asked(split, AFTER, EAST.place, ITEM, given)
    assert rule_on(ask, WEST, KNOWN, {COUNTY: "广安区"}, split).rules[0] == "R110"
    assert split.areas.divided(TOWN.place, AFTER) == (EAST.place, WEST.place)
    assert split.areas.divided(TOWN.place, BEFORE) == ()
    assert split.transfer(given).receivers == (EAST.key, WEST.key)


@pytest.mark.rule("R207")
def test_what_a_township_gives_to_a_new_one_beside_it_goes_with_the_power_there() -> None:
    split = Lineage((succession(SuccessionKind.SPLIT, [TOWN], [TOWN, WEST]),))
    given, later = grant(TOWN, ITEM), grant(TOWN, ITEM, AFTER, "later")
    assert holder(split, AFTER, WEST.place, ITEM, given) == "西片镇"
    assert holder(split, AFTER, TOWN.place, ITEM, given) == "官盛镇"
    assert holder(split, AFTER, WEST.place, ITEM, later) == TRANSPORT.name
    assert split.areas.divided(TOWN.place, AFTER) == ()


@pytest.mark.rule("R207")
def test_successions_follow_one_another() -> None:
    first = succession(SuccessionKind.RECODE, [OLD_TOWNSHIP], [NEW_TOWN], date(2016, 1, 1))
    then = succession(SuccessionKind.MERGE, [NEW_TOWN, OTHER_TOWN], [STREET], DAY)
    last = succession(SuccessionKind.SPLIT, [STREET], [EAST, WEST], date(2020, 1, 1))
    lineage = Lineage((first, then, last))
    given = grant(OLD_TOWNSHIP, ITEM, start_of_day(date(2015, 1, 1)))
    days = {
        date(2015, 6, 1): "恒升乡",
        date(2017, 1, 1): "恒升镇",
        date(2019, 6, 1): "官盛街道",
        date(2020, 6, 1): "东片镇",
    }
    for day, name in days.items():
        assert holder(lineage, start_of_day(day), OLD_TOWNSHIP.place, ITEM, given) == name
    assert lineage.heirs(OLD_TOWNSHIP.key) == (EAST.key, WEST.key)
    assert lineage.as_of(AFTER).areas.divided(OLD_TOWNSHIP.place, AFTER) == (EAST.place, WEST.place)


@pytest.mark.rule("R207", "R29")
def test_an_open_case_is_finished_by_the_successor_of_whoever_filed_it() -> None:
    handed = grant(TOWN, ITEM, start_of_day(date(2019, 6, 1)))
    reform = Lineage((succession(SuccessionKind.MERGE, [TRANSPORT, TRADE], [MARKET]),))
    ask = asked(reform, AFTER, TOWN.place, ITEM, handed, filed_at=BEFORE, filed_by=TRANSPORT.key)
    assert authority(ask).holder == MARKET.key
    assert rule_on(ask, MARKET, KNOWN, {COUNTY: "广安区"}, reform).validity is Validity.VALID


@pytest.mark.rule("R207", "R28")
def test_who_was_found_not_to_act_stays_out_under_another_code() -> None:
    recoded = Lineage((succession(SuccessionKind.RECODE, [OLD_TOWNSHIP], [NEW_TOWN]),))
    found = Reversion(OLD_TOWNSHIP.key, "条款", "协议", None, "证据", BEFORE, LEGAL_OFFICE.key)
    given = grant(OLD_TOWNSHIP, ITEM, start_of_day(date(2018, 1, 1)))
    ask = asked(recoded, AFTER, NEW_TOWN.place, ITEM, given, filed_at=BEFORE, reversions=(found,))
    assert authority(ask).holder == TRANSPORT.key
    assert rule_on(ask, NEW_TOWN, KNOWN, {COUNTY: "广安区"}, recoded).rules[0] == "R28"


@pytest.mark.rule("R207")
def test_a_renamed_body_is_the_same_under_the_name_of_the_day() -> None:
    renaming = replace(
        succession(SuccessionKind.RENAME, [TRANSPORT], [TRANSPORT]), former_name="区交通局", name="区交通运输局"
    )
    lineage = Lineage((renaming,))
    entered_as = replace(TRANSPORT, name="区交通局")
    assert lineage.body(entered_as).name == "区交通运输局"
    assert lineage.as_of(BEFORE).body(entered_as).name == "区交通局"
    assert lineage.ended(TRANSPORT.key) is None
    assert holder(lineage, AFTER, TOWN.place, ITEM) == "区交通运输局"
