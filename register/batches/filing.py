"""Filing what goes with a batch 批次材料: each piece by the body it belongs to, one or several at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from policies.guard import Verdict
from register import find, journal, permission, public, readiness, scope, tables
from register.batches.reads import load, members
from register.clock import day_of
from register.once import Once, perform
from register.pieces import Content, Piece
from register.readiness import LINES
from register.records import Batch, Body, Key, ReceivingOffice, Ref, Transfer
from register.refusals import Invalid, OutOfTurn, Problem
from register.store import Store
from register.texts import ADDRESS, LONG, NAME, fits, is_address
from register.words import Office

_CONTENT = 1500  # characters; six of them are the plan that each transfer keeps
_FIRST = {readiness.SUBMIT: "submitted_at", readiness.ACCEPT: "accepted_at", readiness.PUBLISH: "published_at"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a piece says under one heading."""

    content: Content
    text: str


@dataclass(frozen=True, slots=True)
class Filed:
    """A piece as its body files it; one filed again takes the place of the one before.

    OFFICE says it in `offices`: one for each receiver and each devolver that hands over to it (R59, R66).
    """

    piece: Piece
    text: str | None = None
    contents: tuple[Said, ...] = ()
    offices: tuple[ReceivingOffice, ...] = ()
    number: str | None = None
    date: "date | None" = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Filing:
    """Pieces filed with a batch, in the version that was read."""

    batch: Key
    expected_version: int
    papers: tuple[Filed, ...]


async def file(store: Store, actor: Actor, filing: Filing, once: Once | None = None) -> Key:
    """File pieces with a batch: those that are the account's body's, as its department, its receiver or an office.

    Refuses with NotFound, NotAllowed, NotLawful (R61), OutOfDate; with OutOfTurn a piece whose step was taken, or
    feedback on what is not in force; with Invalid what does not say all that it has to (R54, R58, R59).
    """

    async def work(session: AsyncSession) -> Key:
        batch, _ = await _found(session, actor, filing.batch)
        await journal.lock(session, batch.key.tenant)
        session.expire_all()
        batch, transfers = await _found(session, actor, filing.batch)
        body = await find.own_body(session, actor)
        for one in filing.papers:
            verdict = await decide(session, actor, body, batch, transfers, [one.piece])
            permission.heed(verdict, actor, Action.BATCH_FILE)
        find.unchanged(filing.expected_version, batch.version)
        now = store.clock()
        _well_formed(filing, transfers, now)
        own = body.key if body else batch.key  # the policy lets nobody file without a body
        for one in filing.papers:
            _in_turn(one.piece, own, transfers, now)
        session.add_all(_row(batch, own, one, str(actor.account), now) for one in filing.papers)
        await session.flush()
        await public.follow_batches(session, batch.key.tenant, [batch.key.id])
        pieces = [one.piece.value for one in filing.papers]
        event = journal.Event("batch:filed", Ref("Batch", batch.key), {"version": batch.version + 1, "pieces": pieces})
        await journal.record(session, batch.key.tenant, str(actor.account), now, event)
        return batch.key

    return await perform(store, actor, once, work)


async def decide(
    session: AsyncSession,
    actor: Actor,
    body: Body | None,
    batch: Batch,
    transfers: Sequence[Transfer],
    pieces: Sequence[Piece],
) -> Verdict:
    """Ask the policy of the body's own place in the county; one of the pieces that is its own is enough."""
    tenant = batch.key.tenant
    offices = body.offices if body and body.key.tenant == tenant else ()
    own = body and any(readiness.belongs_to(piece, body.key, offices, transfers) for piece in pieces)
    facts = {"files_its_own"} if own else set[str]()
    division = body.place if body and body.place.startswith(tenant) else tenant
    return await permission.decide(
        session, actor, division, Action.BATCH_FILE, frozenset(facts | scope.facts_of_account(actor, tenant))
    )


async def may(session: AsyncSession, actor: Actor, batch: Batch) -> Verdict:
    """May the account file anything with a batch."""
    listed = await members(session, actor, batch.key)
    return await decide(session, actor, await find.own_body(session, actor), batch, listed, list(Piece))


async def _found(session: AsyncSession, actor: Actor, key: Key) -> tuple[Batch, list[Transfer]]:
    row = (await load(session, actor, [key])).get(key) if find.reaches(actor, key.tenant) else None
    batch = find.found(row, "batch")
    listed = await members(session, actor, batch.key)
    return batch, [one for one in listed if not (one.withdrawn_at or one.declined_at)]


def _in_turn(piece: Piece, body: Key, transfers: Sequence[Transfer], now: datetime) -> None:
    """What a step was taken on is not exchanged afterwards; what tells how it went is not told before."""
    line = LINES[piece]
    if line.arises:
        return
    own = [one for one in transfers if isinstance(line.of, Office) or getattr(one, line.of) == body]
    if line.before is None:
        if not any(one.in_force(now) for one in own):
            raise OutOfTurn(f"{piece} {piece.chinese} is filed once the batch is in force", rules=line.rules)
    elif all(getattr(one, _FIRST[line.before]) for one in own):
        message = f"{piece} {piece.chinese} is filed before `{line.before}`, which was taken"
        raise OutOfTurn(message, rules=line.rules, remedy="what was reviewed with it stays as it was")


def _row(batch: Batch, body: Key, filed: Filed, account: str, now: datetime) -> tables.BatchPaper:
    return tables.BatchPaper(
        tenant=batch.key.tenant,
        id=uuid4().hex,
        batch=batch.key.id,
        piece=filed.piece.value,
        body_tenant=body.tenant,
        body=body.id,
        text=filed.text,
        contents=[[one.content.value, one.text] for one in filed.contents],
        offices=[asdict(one) for one in filed.offices] or None,
        number=filed.number,
        dated=filed.date,
        url=filed.url,
        filed_by=account,
        filed_at=now,
    )


def _well_formed(filing: Filing, transfers: Sequence[Transfer], now: datetime) -> None:
    if not 1 <= len(filing.papers) <= len(Piece):
        raise Invalid.at("papers", "file at least one piece, and each once")
    pieces = [one.piece for one in filing.papers]
    problems = [*_twice(pieces)]
    for n, one in enumerate(filing.papers):
        found = [*_slips(one, now), *_slips_of_offices(one, transfers)]
        problems += [Problem(("papers", str(n), path), message) for path, message in found]
    if problems:
        rules = dict.fromkeys(rule for piece in pieces for rule in LINES[piece].rules)
        raise Invalid(*problems, rules=tuple(rules))


def _twice(pieces: Sequence[Piece]) -> Iterator[Problem]:
    for n, piece in enumerate(pieces):
        if piece in pieces[:n]:
            yield Problem(("papers", str(n), "piece"), f"{piece} is filed twice")


def _slips(filed: Filed, now: datetime) -> Iterator[tuple[str, str]]:
    wanted, given = LINES[filed.piece].contents, [one.content for one in filed.contents]
    missing = [f"{one} {one.chinese}" for one in wanted if one not in given]
    astray = [str(one) for n, one in enumerate(given) if one not in wanted or one in given[:n]]
    odd = any(not one.text.strip() or len(one.text) > _CONTENT for one in filed.contents)
    longest = NAME if filed.piece is Piece.LIAISON else LONG
    text, number, url = filed.text, filed.number, filed.url
    blank = not wanted and filed.piece is not Piece.OFFICE and not (text and text.strip())
    checks = (
        (missing, "contents", f"it does not say: {', '.join(missing)}"),
        (astray, "contents", f"it does not have, or has twice: {', '.join(astray)}"),
        (odd, "contents", f"each content has 1 to {_CONTENT} characters; what is longer has an address"),
        (blank, "text", "say what there is to say of it"),
        (text is not None and len(text) > longest, "text", f"a text has up to {longest} characters"),
        (number is not None and not fits(number, NAME), "number", f"a number has 1 to {NAME} characters"),
        (filed.date is not None and filed.date > day_of(now), "date", "a paper is not dated in the future"),
        (url is not None and not is_address(url), "url", ADDRESS),
    )
    return ((path, message) for wrong, path, message in checks if wrong)


def _slips_of_offices(filed: Filed, transfers: Sequence[Transfer]) -> Iterator[tuple[str, str]]:
    """Of OFFICE: an office for each receiver and each devolver of the batch, each once, and by what it matches."""
    given = [(one.devolver, one.receiver) for one in filed.offices]
    if filed.piece is not Piece.OFFICE:
        if given:
            yield "offices", f"{filed.piece} names no offices; OFFICE {Piece.OFFICE.chinese} does"
        return
    wanted = {(one.devolver, one.receiver) for one in transfers}
    if set(given) != wanted or len(given) != len(wanted):
        message = "name one office for each receiver and each devolver that hands over to it here, and no other"
        yield "offices", message
    for one in filed.offices:
        if not fits(one.office, NAME):
            yield "offices", f"the name of an office has 1 to {NAME} characters"
        if not one.matches or len(set(one.matches)) < len(one.matches):
            yield "offices", "an office matches by at least one of the four, each said once"
