"""The real county with its people, as tests meet them: who acts is an argument, never built by hand."""

import asyncio
import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select, text

from policies.actor import ANONYMOUS, Actor
from register import (
    accounts,
    batches,
    bodies,
    cases,
    catalogues,
    certificates,
    demo,
    departments,
    items,
    migrate,
    readiness,
    tables,
    transfers,
)
from register.fence import EVERYTHING
from register.imports import load
from register.paging import Ask
from register.pieces import Piece
from register.records import Basis, Batch, Body, Item, Key, Transfer
from register.store import Store
from register.words import BasisLevel, PowerKind, TransferMode
from tests.steps import BATCH_STEPS, DEVOLVERS, LEGALS, RECALL_STEPS, RECEIVERS, SERVICE, STEPS, Known, contents, deed

COUNTY = demo.COUNTY
GUANSHENG = Key(COUNTY, "511602101")  # 官盛镇
XIEXING = Key(COUNTY, "511602102")  # 协兴镇
LAW = Basis(BasisLevel.LAW, "中华人民共和国公路法")
PROVINCE = Basis(
    BasisLevel.PROVINCIAL_DECISION,
    "四川省人民政府关于赋予乡镇县级行政权力的决定",
    number="川府发〔2021〕1号",
    date=datetime(2021, 1, 4, tzinfo=UTC).date(),
    url="https://www.sc.gov.cn/1",
)

TRANSPORT_FILING = "511Z18020001-511602000000-000-11511301008778386B-1-00"  # 公路工程招标备案, 其他行政权力
TRANSPORT_PERMIT = "511A0302900000-511602000000-000-11511301008778386B-1-00"  # a permit of the same department


class Clock:
    """A clock that stands until it is set."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> datetime:
        """Let time pass."""
        self.at += timedelta(**by)
        return self.at


async def fill(url: str) -> None:
    """Fill a database with the prefecture of the county: its real divisions, items, offices and accounts."""
    await asyncio.to_thread(migrate.upgrade, url)
    # A day ago, so that what a test asks at noon today was on the register by then, whatever hour it is.
    store = Store.open(url, lambda: datetime.now(UTC) - timedelta(days=1))
    try:
        await _fill(store)
    finally:
        await store.close()


async def _fill(store: Store) -> None:
    lines = gzip.decompress((demo.DATA / "divisions.csv.gz").read_bytes()).decode().splitlines(keepends=True)
    kept = [line for line in lines if line.startswith(("code,", "51,", "5116", "32,", "3207", "37,", "3715"))]
    report = await load.divisions(store, "".join(kept).encode())
    assert not report.problems
    await demo.fill_county(store)
    await accounts.make_signing_key(store)


@dataclass
class County:
    """A register of the real county, its clock, and short ways to what tests speak of."""

    store: Store
    clock: Clock
    _onlooker: Actor | None = None

    async def onlooker(self) -> Actor:
        """The supervisor, as whom tests look things up; found once."""
        self._onlooker = self._onlooker or await self.actor("supervisor")
        return self._onlooker

    async def actor(self, account: str | None) -> Actor:
        """An account of the demonstration, or nobody."""
        found = await accounts.actor(self.store, account) if account else ANONYMOUS
        assert found, account
        return found

    async def item(self, code: str = TRANSPORT_FILING) -> Item:
        """An item of the county by its code."""
        found = await items.by_code(self.store, await self.onlooker(), code, COUNTY)
        assert found, code
        return found

    async def item_of(self, kind: PowerKind) -> Item:
        """Some item of 区交通运输局 of a kind."""
        department = (await self.item()).department
        wanted = items.ItemFilter(kind=kind, department=department, county=COUNTY)
        page = (await items.pages(self.store, await self.onlooker(), "list", [None], wanted, Ask(200)))[None]
        return page.rows[0]

    async def body(self, key: Key) -> Body:
        """A body by its key."""
        return (await bodies.by_key(self.store, [key]))[key]

    async def transfer(self, key: Key, account: str | None = None) -> Transfer:
        """A transfer as an account sees it, the supervisor unless told otherwise."""
        actor = await self.actor(account) if account else await self.onlooker()
        return (await transfers.by_key(self.store, actor, [key]))[key]

    async def transfers_of(self, item: Item) -> list[Transfer]:
        """The transfers of an item, the latest first."""
        wanted = transfers.TransferFilter(item=item.key, county=COUNTY)
        pages = await transfers.pages(self.store, await self.onlooker(), "list", [None], wanted, Ask(200))
        return list(pages[None].rows)

    async def item_of_legal_office(self) -> Item:
        """An item of 区司法局 that AUTHORIZE admits."""
        reviewer = await self.actor("legal_reviewer")
        assert reviewer.body
        for kind in (PowerKind.OTHER, PowerKind.PUBLIC_SERVICE):
            wanted = items.ItemFilter(kind=kind, department=Key(*reviewer.body), county=COUNTY)
            page = (await items.pages(self.store, reviewer, "list", [None], wanted, Ask(1)))[None]
            if page.rows:
                return page.rows[0]
        raise AssertionError("区司法局 has such items in the list")

    async def add(self, account: str, body: str, *roles: str, place: str = COUNTY) -> None:
        """Add an account of a body with roles held at a place."""
        new = accounts.NewAccount(account, account, tuple((role, place) for role in roles), body)
        await accounts.add(self.store, new)

    async def park(self) -> Key:
        """A park 园区, with a department above it whose clerk is `clerk_of_park`."""
        row = tables.expr(tables.Township)
        async with self.store.reading(EVERYTHING) as session:
            found = (await session.execute(select(row.tenant, row.id).where(row.kind == "PARK").limit(1))).one()
        key = Key(*found)
        async with self.store.changing(EVERYTHING) as session:
            await departments.write(session, key.tenant, departments.NewDepartment(key.tenant, "区综合执法局"))
        await self.add("clerk_of_park", "区综合执法局", "department_clerk", "registrar", place=key.tenant)
        return key

    async def enter_item_at(self, tenant: str, kind: PowerKind) -> Key:
        """An item of the department that `park` entered."""
        actor = await self.actor("clerk_of_park")
        assert actor.body
        new = items.NewItem(Key(*actor.body), f"TEST-{tenant}-{kind}", "一项权力", kind, published=True)
        return await items.enter(self.store, actor, new)

    async def enter_item(self, kind: PowerKind, name: str = "一项权力", **more: Any) -> Item:
        """An item of 区交通运输局 of a kind its list lacks, entered and published by the registrar."""
        department = (await self.item()).department
        code = f"TEST-{kind}-{name}"
        new = items.NewItem(department, code, name, kind, **{"published": True, **more})
        key = await items.enter(self.store, await self.actor("registrar"), new)
        return (await items.by_key(self.store, await self.actor("registrar"), [key]))[key]

    async def propose(self, item: Item, account: str = "department_clerk", **more: Any) -> Key:
        """A transfer proposed to 官盛镇 under AUTHORIZE from today, unless told otherwise."""
        given = {
            "receiver": GUANSHENG,
            "mode": TransferMode.AUTHORIZE,
            "effective_from": self.clock(),
            "basis": (LAW,),
            **more,
        }
        proposal = transfers.Proposal(item=item.key, **given)
        return await transfers.propose(self.store, await self.actor(account), proposal)

    async def publish_catalogue(
        self, entries: Mapping[Key, TransferMode], expected: int = 0, retained: Mapping[Key, str] | None = None
    ) -> Key:
        """The county's catalogue 下放目录, published by its government."""
        listed = tuple(catalogues.Entry(item, mode) for item, mode in entries.items())
        kept = tuple(catalogues.Retention(item, reason) for item, reason in (retained or {}).items())
        document, url = "广区府发〔2026〕1号", "https://www.guanganqu.gov.cn/ml"
        new = catalogues.NewCatalogue(COUNTY, expected, document, self.clock().date(), url, listed, kept)
        return await catalogues.publish(self.store, await self.actor("government_officer"), new)

    async def gather_statistics(self) -> None:
        """Do what PostgreSQL does by itself within a minute after much was written; in tests nothing vacuums."""
        async with self.store.changing(EVERYTHING) as session:
            if session.get_bind().dialect.name == "postgresql":
                await session.execute(text("ANALYZE transfers, transfer_versions"))

    async def version(self, key: Key) -> int:
        """The version of a transfer, which a step names."""
        row = tables.expr(tables.Transfer)
        async with self.store.reading(EVERYTHING) as session:
            query = select(row.version).where(row.tenant == key.tenant, row.id == key.id)
            found: int | None = await session.scalar(query)
        assert found, key
        return found

    async def issue_certificate(self, number: str, body: Key = GUANSHENG, **more: Any) -> Key:
        """A certificate for an officer of a body, good this year, issued by the legal office."""
        year = self.clock().year
        days: dict[str, Any] = {"valid_from": date(year, 1, 1), "valid_to": date(year, 12, 31)}
        new = certificates.NewCertificate(number, **{"officer": f"{number}号执法员", "body": body, **days, **more})
        return await certificates.issue(self.store, await self.actor("legal_reviewer"), new)

    async def revoke_certificate(self, key: Key, account: str = "legal_reviewer") -> Key:
        """A certificate revoked from now on."""
        revocation = certificates.Revocation(key, "调离执法岗位")
        return await certificates.revoke(self.store, await self.actor(account), revocation)

    async def review_decision(self, case: Key, account: str = "legal_reviewer", *, approve: bool = True) -> Key:
        """A review of the decision of a case."""
        found = cases.DecisionReview(case, approve, "事实清楚,依据准确" if approve else "裁量不当")
        return await cases.review(self.store, await self.actor(account), found)

    async def step(self, verb: str, key: Key, account: str | None = None, **more: Any) -> Transfer:
        """Take a step as whoever takes it, unless told otherwise."""
        await self._take(STEPS[verb], key, await self.version(key), account, **more)
        return await self.transfer(key)

    async def publish(self, item: Item, upto: str = "publish", **more: Any) -> Transfer:
        """A transfer taken from its proposal to its publication, or to the step named."""
        key = await self.propose(item, **more)
        for version, verb in enumerate(("submit", "review", "accept", "confirm", "publish"), start=1):
            entrusted = verb == "confirm" and more.get("mode") is TransferMode.ENTRUST
            account, given = ("legal_reviewer", deed(self.clock())) if entrusted else (None, {})
            await self._take(STEPS[verb], key, version, account, **given)
            if verb == upto:
                break
        return await self.transfer(key)

    async def list_of(self, many: int, *departments: str) -> list[Item]:
        """So many items of departments of the county, all of one after the other; each gets a `clerk_of_` it."""
        found: list[Item] = []
        for name in departments:
            await self.add(f"clerk_of_{name}", name, "department_clerk")
            clerk = await self.actor(f"clerk_of_{name}")
            wanted = items.ItemFilter(department=Key(*(clerk.body or ("", ""))), county=COUNTY)
            page = Ask(200)
            while len(found) < many:
                listed = (await items.pages(self.store, clerk, "list", [None], wanted, page))[None]
                found += listed.rows
                if not listed.has_next:
                    break
                page = Ask(200, listed.cursors[-1])
        assert len(found) >= many, "the county's departments have fewer"
        return found[:many]

    async def propose_batch(self, listed: Sequence[Item], account: str = "department_clerk", **more: Any) -> Key:
        """A list proposed to 官盛镇 by the province's decision from today, unless told otherwise."""
        given = {
            "title": "首批赋权事项清单",
            "receiver": GUANSHENG,
            "mode": TransferMode.EMPOWER,
            "effective_from": self.clock(),
            "basis": (PROVINCE,),
            "items": tuple(batches.Listed(item=one.key) for one in listed),
            **more,
        }
        return await batches.propose(self.store, await self.actor(account), batches.NewBatch(**given))

    async def batch(self, key: Key, account: str | None = "supervisor") -> Batch | None:
        """A batch as an account sees it."""
        return (await batches.by_key(self.store, await self.actor(account), [key])).get(key)

    async def service_centre(self) -> str:
        """An account of the service centre 政务中心, added once."""
        if await accounts.actor(self.store, SERVICE) is None:
            await self.add(SERVICE, SERVICE.removeprefix("clerk_of_"), "department_clerk")
        return SERVICE

    async def review_item(self, item: Item, account: str | None = None, **more: Any) -> Key:
        """A review of an item in this version, which passes unless told otherwise."""
        given = {"approve": True, "opinion": "依据准确", **more}
        found = items.ChangeReview(item.key, item.version, **given)
        return await items.review(self.store, await self.actor(account or await self.service_centre()), found)

    async def file(self, key: Key, account: str, *pieces: Piece) -> None:
        """Pieces filed with a batch, with all that each has to say."""
        batch = await self.batch(key)
        assert batch
        papers = [
            batches.Filed(one, None if readiness.LINES[one].contents else "已完成", contents(one)) for one in pieces
        ]
        filing = batches.Filing(key, batch.version, tuple(papers))
        await batches.file(self.store, await self.actor(account), filing)

    async def file_before(self, verb: str, key: Key, account: str) -> None:
        """Whatever has to be there before a step, each piece filed by the body it belongs to."""
        own = {"submit": DEVOLVERS, "accept": RECEIVERS}
        if verb in own:
            await self.file(key, account, *own[verb])
        if verb == "publish":
            await self.file(key, "legal_reviewer", *LEGALS)
            await self.file(key, await self.service_centre(), Piece.PLATFORM_TRAINING)

    async def batch_step(
        self, verb: str, key: Key, account: str | None = None, *, filed: bool = False, **more: Any
    ) -> None:
        """Take a step of a batch as whoever takes that of one transfer, once what comes first is filed, or was."""
        known = STEPS[verb]
        if not filed:
            await self.file_before(verb, key, account or known.who)
        batch, taken = await self.batch(key), getattr(batches, verb)
        said = {} if verb == "accept" else known.given(self.clock()) | more
        command = BATCH_STEPS.get(verb, batches.BatchStep)
        assert batch
        await taken(self.store, await self.actor(account or known.who), command(key, batch.version, **said))

    async def publish_batch(self, listed: Sequence[Item], upto: str = "publish", **more: Any) -> Key:
        """A list taken from its proposal to its publication, or to the step named."""
        key = await self.propose_batch(listed, **more)
        for verb in ("submit", "review", "accept", "confirm", "publish"):
            await self.batch_step(verb, key)
            if verb == upto:
                break
        return key

    async def transfers_of_batch(self, key: Key, account: str | None = "supervisor") -> list[Transfer]:
        """The transfers of a batch as an account sees them, in the order of the list."""
        asked = transfers.TransferFilter()
        page = Ask(200)
        pages = await transfers.pages(self.store, await self.actor(account), "batch", [key], asked, page)
        return list(pages[key].rows)

    async def recall_step(self, verb: str, key: Key, account: str | None = None, **more: Any) -> Transfer:
        """Take a step of a recall as whoever takes it, unless told otherwise."""
        await self._take(RECALL_STEPS[verb], key, await self.version(key), account, **more)
        return await self.transfer(key)

    async def recall(self, transfer: Transfer, upto: str = "publish", **more: Any) -> Transfer:
        """A transfer recalled from today, for it hinders unified management, or as far as the step named."""
        version = await self.version(transfer.key)
        for n, (verb, step) in enumerate(RECALL_STEPS.items()):
            await self._take(step, transfer.key, version + n, **(more if verb == "request" else {}))
            if verb == upto:
                break
        return await self.transfer(transfer.key)

    async def _take(self, step: "Known", key: Key, version: int, account: str | None = None, **more: Any) -> None:
        actor = await self.actor(account or step.who)
        await step.take(self.store, actor, step.command(key, version, **step.given(self.clock()) | more))
