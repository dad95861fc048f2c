"""Nothing of a batch goes on before what comes first is there; till then the old holder keeps the power."""

from dataclasses import replace
from datetime import timedelta

import pytest

from register import batches, papers, powers
from register.paging import Ask
from register.pieces import Content, Match, Piece
from register.powers import Asked, Claim
from register.readiness import ACCEPT, LINES, PUBLISH, SUBMIT, belongs_to, ready, wanting
from register.records import Key, Paper, ReceivingOffice
from register.refusals import Invalid, NotAllowed, NotLawful, OutOfTurn
from register.words import Office, Stage, TransferMode
from register.words import TransferStatus as Status
from tests.builders import BUREAU, COUNTY, LEGAL_OFFICE, NOON, OTHER_TOWN, TOWN, TRANSPORT, WATER, a_transfer
from tests.carrying import enter_department
from tests.county import GUANSHENG, XIEXING, County
from tests.databases import one_dialect
from tests.steps import DEVOLVERS, RECEIVERS, contents

OFFICES = {Office.LEGAL, Office.SERVICE, Office.INSPECTORATE, Office.STAFFING}
FIRST = {
    SUBMIT: {Piece.MEASURES, Piece.CATALOGUE},
    ACCEPT: {Piece.PLAN, Piece.LIAISON, Piece.OFFICE},
}
REPORTS = {
    Piece.RETRANSFER_REPORT: Office.LEGAL,
    Piece.STAFFING_REPORT: Office.STAFFING,
    Piece.OFFLINE_REPORT: Office.SERVICE,
}


def a_paper(piece: Piece, *, body: Key = TRANSPORT.key) -> Paper:
    key = Key(COUNTY, piece.lower())
    return Paper(key, Key(COUNTY, "batch"), piece, body, (), "已完成", None, None, None, "clerk", NOON)


def all_of(transfer_of: Key = TRANSPORT.key, to: Key = TOWN.key) -> list[Paper]:
    bodies = {"devolver": transfer_of, "receiver": to}
    return [a_paper(piece, body=bodies.get(str(line.of), LEGAL_OFFICE.key)) for piece, line in LINES.items()]


@pytest.mark.rule("R54", "R58", "R61", "R64", "R66", "R67", "R70", "R77", "R147", "R148", "R192")
@pytest.mark.parametrize("piece", [one for one, line in LINES.items() if line.before])
def test_each_piece_is_waited_for_by_its_step_and_by_no_other(piece: Piece) -> None:
    there = [one for one in all_of() if one.piece is not piece]
    for step in (SUBMIT, ACCEPT, PUBLISH):
        if step != LINES[piece].before:
            ready(a_transfer(), step, there, OFFICES)
            continue
        with pytest.raises(NotLawful) as refused:
            ready(a_transfer(), step, there, OFFICES)
        assert refused.value.rules == LINES[piece].rules
        assert piece.chinese in refused.value.message


def test_before_submission_and_acceptance_comes_what_the_seeds_say() -> None:
    for step, pieces in FIRST.items():
        assert {piece for piece, line in LINES.items() if line.before == step} == pieces


@pytest.mark.rule("R61")
def test_feedback_is_told_afterwards_and_completes_a_batch() -> None:
    there = [one for one in all_of() if one.piece is not Piece.FEEDBACK]
    for step in (SUBMIT, ACCEPT, PUBLISH):
        ready(a_transfer(), step, there, OFFICES)
    assert [one.piece for one in wanting([a_transfer()], there, OFFICES)] == [Piece.FEEDBACK]
    assert list(wanting([a_transfer()], all_of(), OFFICES)) == []


@pytest.mark.rule("R54", "R58")
def test_each_department_and_each_receiver_owes_its_own() -> None:
    listed = [a_transfer(), a_transfer(devolver=WATER, receiver=OTHER_TOWN)]
    lacking = {(one.piece, one.body) for one in wanting(listed, all_of(), OFFICES)}
    assert (Piece.MEASURES, WATER.key) in lacking
    assert (Piece.PLAN, OTHER_TOWN.key) in lacking
    assert {body for _, body in lacking} == {WATER.key, OTHER_TOWN.key}
    ready(listed[0], PUBLISH, all_of(), OFFICES)


@pytest.mark.rule("R64", "R16")
def test_a_catalogue_for_townships_goes_with_nothing_that_is_concentrated() -> None:
    there = [one for one in all_of(to=BUREAU.key) if one.piece is not Piece.CATALOGUE]
    concentrated = a_transfer(mode=TransferMode.CONCENTRATE, receiver=BUREAU)
    assert list(wanting([concentrated], there, OFFICES)) == []
    ready(concentrated, SUBMIT, there, OFFICES)
    listed = [concentrated, a_transfer(devolver=WATER, receiver=BUREAU)]
    assert (Piece.CATALOGUE, WATER.key) in {(one.piece, one.body) for one in wanting(listed, there, OFFICES)}


def test_the_piece_of_an_office_that_nobody_holds_is_not_waited_for() -> None:
    lacking = {one.piece for one in wanting([a_transfer()], [], {Office.LEGAL})}
    assert Piece.QUALIFICATION in lacking
    assert not lacking & {Piece.PLATFORM_TRAINING, Piece.OVERSIGHT, Piece.OFFICE}


def test_a_piece_belongs_to_its_party_or_its_office_alone() -> None:
    listed = [a_transfer()]
    assert belongs_to(Piece.MEASURES, TRANSPORT.key, [], listed)
    assert not belongs_to(Piece.MEASURES, TOWN.key, [Office.LEGAL], listed)
    assert belongs_to(Piece.PLAN, TOWN.key, [], listed)
    assert belongs_to(Piece.QUALIFICATION, LEGAL_OFFICE.key, [Office.LEGAL], listed)
    assert not belongs_to(Piece.QUALIFICATION, TRANSPORT.key, [Office.SERVICE], listed)


async def holder(county: County, item: Key) -> Key | None:
    asked = Asked(item, Stage.DECIDE, Claim(GUANSHENG.id), county.clock())
    return (await powers.authority(county.store, await county.actor("supervisor"), asked)).holder


@one_dialect
@pytest.mark.rule("R77", "R192", "R202", "R61")
async def test_a_batch_is_published_once_it_is_ready_and_the_devolver_holds_until_its_effect(county: County) -> None:
    (item,) = await county.list_of(1, "区交通运输局")
    key = await county.propose_batch([item], effective_from=county.clock() + timedelta(days=10))
    for verb, rule in (("submit", "R54"), ("accept", "R58"), ("publish", "R147")):
        if verb == "accept":
            await county.batch_step("review", key)
        if verb == "publish":
            await county.batch_step("confirm", key)
        with pytest.raises(NotLawful) as refused:
            await county.batch_step(verb, key, filed=True)
        assert refused.value.rules[0] == rule
        (alone,) = await county.transfers_of_batch(key)
        with pytest.raises(NotLawful):
            await county.step(verb, alone.key)
        await county.batch_step(verb, key)
    (transfer,) = await county.transfers_of_batch(key)
    assert {"承接方案", "联络员"} <= {one.kind for one in transfer.documents}
    assert await holder(county, item.key) == item.department
    county.clock.forward(days=10)
    assert await holder(county, item.key) == GUANSHENG
    supervisor = await county.actor("supervisor")
    lacking = await batches.wanting(county.store, supervisor, [key])
    assert [one.piece for one in lacking[key]] == [Piece.FEEDBACK]
    await county.file(key, "township_clerk", Piece.FEEDBACK)
    assert await batches.wanting(county.store, supervisor, [key]) == {key: []}


@one_dialect
@pytest.mark.rule("R54", "R58")
async def test_measures_and_plan_say_all_that_they_have_to_one_by_one(county: County) -> None:
    key = await county.propose_batch(await county.list_of(1, "区交通运输局"))
    for account, piece in (("department_clerk", Piece.MEASURES), ("township_clerk", Piece.PLAN)):
        actor, said = await county.actor(account), contents(piece)
        for n, one in enumerate(said):
            short = batches.Filed(piece, contents=(*said[:n], *said[n + 1 :]))
            with pytest.raises(Invalid) as refused:
                await batches.file(county.store, actor, batches.Filing(key, 1, (short,)))
            (problem,) = refused.value.problems
            assert (problem.path, one.content.chinese in problem.message) == (("papers", "0", "contents"), True)
            assert refused.value.rules == LINES[piece].rules
    astray = batches.Filed(Piece.LIAISON, "李四", (batches.Said(Content.METHOD, "另"),))
    with pytest.raises(Invalid):
        await batches.file(county.store, await county.actor("township_clerk"), batches.Filing(key, 1, (astray,)))


@one_dialect
@pytest.mark.rule("R61", "R70")
async def test_each_files_what_is_its_own_and_before_its_step(county: County) -> None:
    key = await county.propose_batch(await county.list_of(1, "区交通运输局"))
    for account, piece in (
        ("township_clerk", Piece.MEASURES),
        ("department_clerk", Piece.QUALIFICATION),
        ("legal_reviewer", Piece.PLAN),
        ("other_township_clerk", Piece.PLAN),
    ):
        with pytest.raises(NotAllowed):
            await county.file(key, account, piece)
    with pytest.raises(OutOfTurn):
        await county.file(key, "township_clerk", Piece.FEEDBACK)
    await county.batch_step("submit", key)
    with pytest.raises(OutOfTurn):
        await county.file(key, "department_clerk", Piece.MEASURES)
    await county.batch_step("review", key, approve=False)
    await county.file(key, "department_clerk", *DEVOLVERS)
    found = await batches.standings(county.store, await county.actor("supervisor"), [key], None)
    assert found[key] == {Status.RETURNED: 1}


@one_dialect
@pytest.mark.rule("R56", "R58", "R64")
async def test_an_office_lists_what_was_copied_to_it(county: County) -> None:
    key = await county.propose_batch(await county.list_of(1, "区交通运输局"))
    await county.file(key, "department_clerk", *DEVOLVERS)
    await county.file(key, "township_clerk", *RECEIVERS)

    async def copied(office: Office, account: str | None) -> list[Piece]:
        actor = await county.actor(account)
        page = (await papers.pages(county.store, actor, [None], "511602", office, Ask(10)))[None]
        return sorted(one.piece for one in page.rows)

    both, plan, own = [Piece.MEASURES, Piece.PLAN], [Piece.PLAN], [Piece.CATALOGUE, Piece.MEASURES, Piece.PLAN]
    for office, wanted in (
        (Office.REFORM, both),
        (Office.STAFFING, both),
        (Office.SERVICE, own),
        (Office.LEGAL, plan),
        (Office.FINANCE, []),
    ):
        assert await copied(office, "supervisor") == wanted, office
        assert await copied(office, None) == []
    for verb in ("submit", "review", "accept", "confirm", "publish"):
        await county.batch_step(verb, key, filed=verb in ("submit", "accept"))
    assert await copied(Office.LEGAL, None) == plan


@pytest.mark.rule("R60")
def test_a_special_report_goes_to_the_office_of_its_subject_and_is_not_waited_for() -> None:
    there = [one for one in all_of() if one.piece not in REPORTS]
    assert list(wanting([a_transfer()], there, OFFICES)) == []
    assert {piece: LINES[piece].copied for piece in REPORTS} == {piece: (office,) for piece, office in REPORTS.items()}
    assert all(belongs_to(piece, TOWN.key, [], [a_transfer()]) for piece in REPORTS)
    assert not any(belongs_to(piece, TRANSPORT.key, [], [a_transfer()]) for piece in REPORTS)


@one_dialect
@pytest.mark.rule("R60")
async def test_a_receiver_reports_specially_whenever_the_need_arises(county: County) -> None:
    key = await county.publish_batch(await county.list_of(1, "区交通运输局"), upto="accept")
    await county.file(key, "township_clerk", Piece.OFFLINE_REPORT)
    for verb in ("confirm", "publish"):
        await county.batch_step(verb, key)
    await county.file(key, "township_clerk", Piece.STAFFING_REPORT, Piece.OFFLINE_REPORT)
    with pytest.raises(NotAllowed):
        await county.file(key, "department_clerk", Piece.RETRANSFER_REPORT)
    actor = await county.actor("supervisor")
    for office, wanted in ((Office.SERVICE, 2), (Office.STAFFING, 1), (Office.LEGAL, 0)):
        page = (await papers.pages(county.store, actor, [None], "511602", office, Ask(20)))[None]
        assert len([one for one in page.rows if one.piece in REPORTS]) == wanted, office


@pytest.mark.rule("R59", "R66")
async def test_the_staffing_office_names_the_office_of_each_receiver_before_it_accepts(county: County) -> None:
    roads = (await county.item()).department
    await enter_department(county, "区委编办", Office.STAFFING)
    await county.add("staffing", "区委编办", "department_clerk")
    first, second = await county.list_of(2, "区交通运输局")
    listed = (batches.Listed(item=first.key), batches.Listed(item=second.key, receiver=XIEXING))
    key = await county.propose_batch([], items=listed)
    for verb in ("submit", "review"):
        await county.batch_step(verb, key)
    with pytest.raises(NotLawful) as refused:
        await county.batch_step("accept", key)
    assert refused.value.rules == LINES[Piece.OFFICE].rules

    async def name(account: str, *offices: ReceivingOffice) -> None:
        batch = await county.batch(key)
        assert batch
        filing = batches.Filing(key, batch.version, (batches.Filed(Piece.OFFICE, offices=offices),))
        await batches.file(county.store, await county.actor(account), filing)

    guansheng = ReceivingOffice(roads, GUANSHENG, "综合行政执法队", (Match.COUNTERPART, Match.CONVENIENT))
    xiexing = ReceivingOffice(roads, XIEXING, "村镇建设服务中心", (Match.KINDRED,))
    for wrong in (
        (guansheng,),
        (guansheng, xiexing, xiexing),
        (guansheng, replace(xiexing, devolver=XIEXING)),
        (guansheng, replace(xiexing, office=" ")),
        (guansheng, replace(xiexing, matches=())),
    ):
        with pytest.raises(Invalid) as slipped:
            await name("staffing", *wrong)
        assert slipped.value.rules == LINES[Piece.OFFICE].rules
    with pytest.raises(NotAllowed):
        await name("township_clerk", guansheng, xiexing)
    await name("staffing", guansheng, xiexing)
    filed = await papers.by_key(county.store, await county.actor("supervisor"), [key])
    assert [one.offices for one in filed[key] if one.offices] == [(guansheng, xiexing)]
    await county.batch_step("accept", key, filed=True)
