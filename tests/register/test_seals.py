"""A seal that goes with a transfer: who hands it over, under what, who keeps it when, and that it gives no power."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from register import lifecycle, powers, verify
from register.powers import Asked, Claim
from register.records import SealCustody, Transfer
from register.refusals import Invalid, NotAllowed, NotLawful, OutOfDate, OutOfTurn
from register.words import PowerKind, Stage, TransferMode
from register.words import TransferStatus as Status
from tests.builders import DAY, NOON, TICK, a_recall, a_request, a_transfer
from tests.county import GUANSHENG, County
from tests.databases import one_dialect
from tests.seals import OUT, agency, hand, take_back

AGENCY: dict[str, Any] = {"mode": TransferMode.AGENCY, "kind": PowerKind.LICENSING}


@pytest.mark.rule("R6")
def test_a_seal_goes_out_and_comes_back_in_its_turn_and_under_agency_alone() -> None:
    held = a_transfer(**AGENCY, begins=NOON)
    out = a_transfer(**AGENCY, begins=NOON, seals=(OUT,))
    over = a_transfer(**AGENCY, begins=NOON - DAY, effective_to=NOON, seals=(OUT,))
    coming = a_transfer(**AGENCY, begins=NOON + DAY)
    turns: list[tuple[Transfer, str | None]] = [(held, "seal:hand"), (out, "seal:return"), (over, "seal:return")]
    asked_back = replace(coming, recall=a_request())
    for transfer, next_ in [*turns, (coming, None), (asked_back, None), (a_transfer(begins=NOON), None)]:
        taken = [one for one in ("seal:hand", "seal:return") if lifecycle.in_turn(transfer, one, NOON)]
        assert taken == ([next_] if next_ else [])
    for transfer, action, message in ((held, "seal:return", "no seal"), (out, "seal:hand", "comes back")):
        with pytest.raises(OutOfTurn, match=message) as refused:
            lifecycle.step(transfer, action, NOON)
        assert refused.value.rules == ("R6",)
    for transfer, message in ((coming, Status.PUBLISHED), (asked_back, "takes effect at")):
        with pytest.raises(OutOfTurn, match=message):
            lifecycle.step(transfer, "seal:hand", NOON)
    with pytest.raises(NotLawful, match="AGENCY alone") as unlawful:
        lifecycle.step(a_transfer(begins=NOON), "seal:hand", NOON)
    assert unlawful.value.rules == ("R6",)


@pytest.mark.rule("R6")
def test_a_seal_is_due_back_once_its_transfer_is_over() -> None:
    recalled = a_transfer(**AGENCY, begins=NOON - DAY, recall=a_recall(ends=NOON + DAY), seals=(OUT,))
    assert [recalled.seal_due_back(at) for at in (NOON, NOON + DAY - TICK, NOON + DAY)] == [False, False, True]
    assert [OUT.out(at) for at in (NOON - TICK, NOON)] == [False, True]
    assert not a_transfer(**AGENCY, begins=NOON, seals=(OUT,)).seal_due_back(NOON + DAY)


@one_dialect
@pytest.mark.rule("R6")
async def test_the_devolver_hands_its_seal_over_and_the_power_stays_where_it_was(county: County) -> None:
    transfer = await agency(county)
    key = transfer.key

    async def holders() -> list[Any]:
        asked = [Asked(transfer.item, one, Claim(GUANSHENG.id)) for one in (Stage.ACCEPT, Stage.DECIDE)]
        return [await powers.authority(county.store, await county.actor(None), one) for one in asked]

    before = await holders()
    for account in ("township_clerk", "legal_reviewer", "government_officer"):
        with pytest.raises(NotAllowed):
            await hand(county, key, account)
    for wrong in ({"seal": " "}, {"document": ""}, {"kept_by": ""}):
        with pytest.raises(Invalid):
            await hand(county, key, **wrong)
    handed = await hand(county, key)
    assert handed.seals == (SealCustody(OUT.seal, OUT.document, OUT.kept_by, county.clock()),)
    assert await holders() == before
    assert [one.in_name_of for one in before] == [transfer.devolver] * 2
    with pytest.raises(OutOfDate):
        await hand(county, key, expected_version=transfer.version)
    with pytest.raises(OutOfTurn):
        await hand(county, key)
    since: datetime = county.clock()
    county.clock.forward(days=1)
    await county.recall(handed)
    over = await county.transfer(key)
    assert (over.in_force(county.clock()), over.seal_due_back(county.clock())) == (False, True)
    with pytest.raises(NotAllowed):
        await take_back(county, key, "township_clerk")
    back = await take_back(county, key)
    assert (back.seals[0].returned_at, back.seals[0].return_document) == (county.clock(), "广区交函〔2026〕2号")
    assert (back.seals[0].out(since), back.seal_due_back(county.clock())) == (True, False)
    with pytest.raises(OutOfTurn):
        await hand(county, key)  # the transfer is over
    assert not [one async for one in verify.problems(county.store)]
