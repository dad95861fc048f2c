"""Loading transfers in force before the register was: valid in the past, recorded now, with their evidence."""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from register import areas, bodies, journal, modes, parts, rules, tables
from register.accounts import OPERATOR
from register.clock import day_of, start_of_day
from register.fence import EVERYTHING
from register.imports.load.report import Report, done, refused
from register.imports.parse import RowProblem, TransferRow, parse_transfers
from register.items.reads import ITEM, VERSION, current, of_row
from register.records import Basis, Body, Document, Item, Key, Ref, SpecialReport, Transfer
from register.refusals import Invalid, Refusal
from register.store import Store
from register.transfers import along
from register.transfers import rows as written
from register.transfers.around import around
from register.transfers.commands import Deed, Notice
from register.transfers.holding import devolver_holds
from register.transfers.papers import confirmable, deeds, publication
from register.transfers.record import write
from register.words import PlaceLevel, PowerKind, TransferMode


async def transfers(
    store: Store, county: str, data: bytes, *, dry_run: bool = False, accept_invalid_codes: bool = False
) -> Report:
    """Load transfers into a county. The law is asked of each row as of the day it took effect.

    A department is named by its credit code or its name as they stand on the register, so no code comes in here.
    Refuses with Invalid a place that is no county.
    """
    del accept_invalid_codes
    parsed = parse_transfers(data)
    async with store.changing(EVERYTHING) as session:
        row = await session.get(tables.Division, county)
        if row is None or row.level != PlaceLevel.COUNTY:
            raise Invalid.at("county", f"`{county}` is no county of the register", remedy="give a code of six digits")
        await journal.lock(session, county)
        loading = _Loading(session, county, store.clock())
        # In the order in which they took effect: what was handed on later had to be handed over first.
        for one in sorted(parsed.rows, key=lambda row: (row.effective_from, row.line)):
            await loading.load(one)
        problems = [*parsed.problems, *loading.problems]
        if problems:
            await session.rollback()
            return refused(sorted(problems, key=lambda problem: problem.line))
        if dry_run:
            await session.rollback()
        else:
            await loading.record()
    return done("transfers", new=len(loading.loaded), known=loading.known, dry_run=dry_run, ignored=parsed.ignored)


# Where a file says what a refusal is about: by the rule, or by the input's path.
_COLUMNS = {
    **dict.fromkeys(("R1", "R2", "R3", "R4", "R5", "R7", "R8", "R11", "R12"), "mode"),
    **dict.fromkeys(("R26", "R36", "R39"), "item_code"),
    "R16": "receiver",
    "R23": "stages",
    "R55": "signed_at",
    "R57": "filing_number",
    "R71": "devolver",
    "R205": "condition_met",
    "R210": "effective_to",
    "url": "published_url",
}


def _column(refusal: Refusal) -> str:
    if isinstance(refusal, Invalid):
        path = refusal.problems[0].path[0]
        return _COLUMNS.get(path, path)
    return next((_COLUMNS[rule] for rule in refusal.rules if rule in _COLUMNS), "")


class _Loading:
    """One file being loaded into one county, in one transaction."""

    def __init__(self, session: AsyncSession, county: str, now: datetime) -> None:
        self.session, self.county, self.now = session, county, now
        self.problems: list[RowProblem] = []
        self.loaded: list[Transfer] = []
        self.known = 0

    async def load(self, row: TransferRow) -> None:
        """Load a row, or note what stands against it."""
        item = await self._item(row)
        receiver = await self._receiver(row)
        devolver = await self._devolver(row, item) if item else None
        if not (item and receiver and devolver):
            return
        transfer = _transfer(row, item, devolver, receiver, self.now)
        if await self._is_there(transfer):
            self.known += 1
            return
        try:
            await self._lawful(row, transfer, item, devolver, receiver)
        except Refusal as refusal:
            by = f" ({', '.join(refusal.rules)})" if refusal.rules else ""
            self._note(row, _column(refusal), f"{refusal.message}{by}")
            return
        await write(self.session, transfer, fresh=True)
        self.loaded.append(transfer)

    async def record(self) -> None:
        """Write one entry for each transfer."""
        if not self.loaded:
            return
        events = [journal.Event("transfer:imported", Ref("Transfer", one.key), _said(one)) for one in self.loaded]
        await journal.record(self.session, self.county, OPERATOR, self.now, *events)

    async def _lawful(self, row: TransferRow, transfer: Transfer, item: Item, devolver: Body, receiver: Body) -> None:
        if row.published_at > self.now:
            raise Invalid.at("published_at", "it was not published yet")
        if row.basis.date is not None and row.basis.date > day_of(self.now):
            raise Invalid.at("basis_date", "a basis is not dated in the future")
        if wrong := parts.problems_of_grant(row.parts, row.except_parts):
            raise Invalid(*wrong)
        if row.report and devolver.key == item.department:
            raise Invalid.at("report", "the item's own department hands over without a special report", rules=["R71"])
        confirmable(_confirmation(row), transfer.mode, transfer.condition, day_of(self.now))
        made_known = Notice(url=row.published_url, served_on=row.served_on)
        publication(made_known, item, day_of(self.now))
        terms = rules.Terms(
            item=item,
            devolver=devolver,
            receiver=receiver,
            mode=transfer.mode,
            basis=transfer.basis,
            stages=transfer.stages,
            termed=transfer.effective_to is not None,
            penalty_goes_along=item.kind is PowerKind.COERCION
            and along.goes_along(transfer, await along.penalties(self.session, [transfer])),
            report=transfer.report,
        )
        rules.lawful(terms)
        areas.lawful(transfer, item, receiver, await areas.named(self.session, [transfer]))
        begins = transfer.begins or transfer.effective_from
        if transfer.effective_to is not None and transfer.effective_to <= begins:
            raise Invalid.at("effective_to", "its term was over before it took effect")
        devolver_holds(await around(self.session, [transfer]), transfer, begins)

    async def _item(self, row: TransferRow) -> Item | None:
        path = [self.county[:digits] for digits in (6, 4, 2)]
        query = select(ITEM, VERSION).join(VERSION, current()).where(ITEM.tenant.in_(path), ITEM.code == row.item_code)
        found = (await self.session.execute(query.order_by(ITEM.tenant.desc()).limit(1))).first()
        if found is None:
            self._note(row, "item_code", f"no item of {self.county} or above it has the code `{row.item_code}`")
            return None
        return of_row(*found)

    async def _receiver(self, row: TransferRow) -> Body | None:
        if row.mode is TransferMode.CONCENTRATE:
            return await self._department(row, "receiver", [self.county], row.receiver)
        found = await bodies.one(self.session, Key(self.county, row.receiver))
        if found is None:
            self._note(row, "receiver", f"`{row.receiver}` is no township of {self.county}")
        return found

    async def _devolver(self, row: TransferRow, item: Item) -> Body | None:
        if row.devolver is None:
            return await bodies.one(self.session, item.department)
        # A region's item may have come to a department of the county, which handed it on.
        return await self._department(row, "devolver", [item.key.tenant, self.county], row.devolver)

    async def _department(self, row: TransferRow, column: str, tenants: list[str], called: str) -> Body | None:
        body, department = tables.expr(tables.Body), tables.expr(tables.Department)
        joined = (department.tenant == body.tenant) & (department.id == body.id)
        named = or_(body.name == called, department.code == called)
        query = select(body.tenant, body.id).join(department, joined).where(body.tenant.in_(tenants), named)
        found = (await self.session.execute(query.order_by(body.tenant).limit(1))).first()
        if found is None:
            self._note(row, column, f"no department of {tenants[0]} goes by `{called}`")
            return None
        return await bodies.one(self.session, Key(*found))

    async def _is_there(self, transfer: Transfer) -> bool:
        """The same part of an item handed to the same receiver from the same day: loaded before."""
        there, version = tables.expr(tables.Transfer), tables.expr(tables.TransferVersion)
        joined = (version.tenant == there.tenant) & (version.id == there.id) & (version.version == there.version)
        query = (
            select(version.parts)
            .select_from(there)
            .join(version, joined)
            .where(there.tenant == transfer.key.tenant, there.item_tenant == transfer.item.tenant)
            .where(there.item == transfer.item.id, there.receiver == transfer.receiver.id)
            .where(version.effective_from == transfer.effective_from, version.published_at == transfer.published_at)
        )
        return list(transfer.parts) in [parts_ or [] for parts_ in await self.session.scalars(query)]

    def _note(self, row: TransferRow, column: str, message: str) -> None:
        self.problems.append(RowProblem(row.line, column, message))


def _transfer(row: TransferRow, item: Item, devolver: Body, receiver: Body, now: datetime) -> Transfer:
    stages = row.stages or modes.stages_of(row.mode, item.kind)
    basis = Basis(row.basis.level, row.basis.title, row.basis.article, row.basis.number, row.basis.date, row.basis.url)
    return Transfer(
        key=Key(receiver.key.tenant, uuid4().hex),
        item=item.key,
        devolver=devolver.key,
        receiver=receiver.key,
        place=receiver.place,
        proposed_by=OPERATOR,
        proposer=None,
        proposed_at=now,
        version=1,
        recorded_at=now,
        mode=row.mode,
        stages=stages,
        effective_from=start_of_day(row.effective_from),
        effective_to=start_of_day(row.effective_to) if row.effective_to else None,
        parts=row.parts,
        except_parts=row.except_parts,
        also_places=row.also_places,
        except_places=row.except_places,
        serves=row.serves,
        condition=row.condition,
        condition_met=row.condition_met,
        report=SpecialReport(*row.report) if row.report else None,
        basis=(basis,),
        published_at=row.published_at,
        documents=tuple(_documents(row)),
    )


def _documents(row: TransferRow) -> Iterable[Document]:
    yield from deeds(_confirmation(row), row.mode)
    if row.served_on:
        yield Document("送达", date=row.served_on)
    else:
        yield Document("公布", date=day_of(row.published_at), url=row.published_url)


def _confirmation(row: TransferRow) -> Deed:
    """The papers of a row as a confirmation has them."""
    return Deed(
        document=row.document,
        document_date=row.document_date,
        signed_at=row.signed_at,
        filing_number=row.filing_number,
        filed_at=row.filed_at,
        condition_met=row.condition_met,
    )


def _said(transfer: Transfer) -> dict[str, object]:
    parties = {"item": transfer.item.id, "devolver": transfer.devolver.id, "receiver": transfer.receiver.id}
    return {"version": 1} | parties | written.facts(transfer)
