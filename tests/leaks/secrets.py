"""A county with a secret of every kind, each under a mark of its own, beside what it has published."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from policies.actor import ANONYMOUS, Actor, Role
from policies.lines import Line, defaults
from register import cases, departments, disputes, powers, recall_orders, tables
from register.accounts import NewAccount, add
from register.batches import pages as batch_pages
from register.fence import EVERYTHING
from register.items import changes
from register.notice_kinds import AnswerKind, NoticeKind, Recipient
from register.paging import Ask
from register.pieces import Piece
from register.powers import Claim, Exercise
from register.records import Basis, Item, Key, Kind, RandomCheck, Ref, Sanction, Transfer
from register.refusals import NotLawful
from register.transfers import TransferFilter
from register.transfers import pages as transfer_pages
from register.transfers.record import write as write_transfer
from register.words import BasisLevel, PowerKind, RecallGround, SanctionKind, Stage, SuccessionKind
from schema import ids
from tests.carrying import succeed
from tests.county import COUNTY, GUANSHENG, XIEXING, County
from tests.disputes import coordinate, raise_over
from tests.notices import answer, send

NEIGHBOUR, PREFECTURE = "511603", "5116"
NEXT_DOOR = "511603101"  # a township of the neighbour
# Whatever there is of these, anybody may read.
PUBLIC = {"Region", "County", "Township", "Department", "Catalogue", "Certificate", "Schedule", "Succession"}


@dataclass
class Secrets:
    """What was hidden: the marks with where they stand, and the things that nobody else may come upon."""

    marks: dict[str, str] = field(default_factory=dict)
    things: list[Ref] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def mark(self, where: str) -> str:
        """A text that stands nowhere else, to be hidden there."""
        text = f"zqx{next(self._numbers):03}机密"
        self.marks[text] = where
        return text

    def hide(self, kind: Kind, key: Key) -> Key:
        """Note a thing that is hidden."""
        self.things.append(Ref(kind, key))
        return key

    def ids(self, kind: str) -> list[str]:
        """The ids of the hidden things of a type."""
        return [ids.encode(one) for one in self.things if one.kind == kind]

    @property
    def kinds(self) -> set[str]:
        """The types of which something is hidden."""
        return {one.kind for one in self.things}


async def publish_some(county: County) -> None:
    """What the county and the prefecture above it have published."""
    transfer = await county.publish(await county.item())
    await county.publish_batch([await county.enter_item(PowerKind.OTHER, "成批下放")])
    item = await _item_of_prefecture(county, "一项市级权力")
    await _handed_over(county, transfer, item)
    paper: dict[str, Any] = {
        "document": "广安府发〔2026〕1号",
        "document_date": county.clock().date(),
        "url": "https://www.guang-an.gov.cn/",
    }
    async with county.store.changing(EVERYTHING) as session:
        now = county.clock()
        session.add(tables.Catalogue(tenant=PREFECTURE, revision=1, published_at=now, **paper))
        session.add(tables.Schedule(tenant=PREFECTURE, revision=1, published_at=now, starts_at=now, **paper))
        await session.flush()
        of: dict[str, Any] = {"tenant": PREFECTURE, "revision": 1, "number": 1}
        phase = tables.Phase(**of, name="交接", step="IN_FORCE", ends_at=now + timedelta(hours=1))
        session.add(phase)
    await _catalogued(county, item)
    await county.issue_certificate("川1")
    await succeed(county, SuccessionKind.RENAME, [(await county.item()).department], name="区交通运输和公路局")


async def a_node_of_each_type(county: County) -> dict[str, str]:
    """Something that anybody may read, of every type of which there is such a thing."""
    item, asked = await county.item(), TransferFilter(county=COUNTY)
    transfer = (await transfer_pages(county.store, ANONYMOUS, "list", [None], asked, Ask(1)))[None].rows[0]
    places = {"Region": PREFECTURE, "County": COUNTY, "Township": GUANSHENG.id}
    known: dict[str, Ref] = {name: ids.of_place(code) for name, code in places.items()}
    known["Department"] = Ref("Department", item.department)
    row = tables.expr(tables.Succession)
    async with county.store.reading(ANONYMOUS) as session:
        known["Succession"] = Ref("Succession", Key(*(await session.execute(select(row.tenant, row.id))).one()))
    known["Catalogue"] = Ref("Catalogue", Key(PREFECTURE, "1"))
    known["Schedule"] = Ref("Schedule", Key(PREFECTURE, "1"))
    known["Certificate"] = Ref("Certificate", Key(COUNTY, "川1"))
    batches = (await batch_pages(county.store, ANONYMOUS, [None], COUNTY, None, Ask(1)))[None]
    known["Batch"] = Ref("Batch", batches.rows[0].key)
    known["Item"], known["Transfer"] = Ref("Item", item.key), Ref("Transfer", transfer.key)
    return {name: ids.encode(ref) for name, ref in known.items()}


async def revise(county: County, author: str, reason: str) -> None:
    """Record a revision of the county's lines, with a line more than ship."""
    revision: dict[str, Any] = {"tenant": COUNTY, "revision": 1}
    lines = [*defaults(COUNTY), Line("supervisor", COUNTY, "case:read", ("party",), "allow")]
    async with county.store.changing(EVERYTHING) as session:
        session.add(tables.PolicyRevision(**revision, author=author, reason=reason, at=county.clock()))
        await session.flush()
        for n, line in enumerate(lines):
            said: dict[str, Any] = {"role": line.role, "action": line.action, "effect": line.effect}
            session.add(
                tables.PolicyLine(**revision, **said, id=f"{n}", position=n, when=list(line.when), rule=line.rule)
            )


async def hide_some(county: County) -> Secrets:
    """Hide something of every kind."""
    secrets = Secrets()
    await revise(county, secrets.mark("the author of a revision"), secrets.mark("the reason of a revision"))
    await _accounts(county, secrets)
    await _items(county, secrets)
    await _disputes(county, secrets)
    await _batches(county, secrets)
    await _transfers(county, secrets)
    await _cases(county, secrets)
    await _notices(county, secrets)
    await _of_prefecture(county, secrets)
    await _edits(county, secrets)
    await _journal(county, secrets)
    return secrets


async def _edits(county: County, secrets: Secrets) -> None:
    """What is expected of the county's lines, and a change of them that was rejected."""
    of: dict[str, Any] = {"tenant": COUNTY, "at": county.clock()}
    asked: dict[str, Any] = {"action": "case:read", "place": COUNTY, "allowed": True, "who": [], "holding": []}
    said: dict[str, Any] = {name: secrets.mark(f"the {name} of a proposal") for name in ("author", "reason")}
    change = {"domain": COUNTY, "expected_revision": 1, "to": 0, "reason": said["reason"]}
    answer: dict[str, Any] = {name: secrets.mark(f"the {name} of a rejection") for name in ("opinion", "account")}
    name = secrets.mark("the name of an expectation")
    async with county.store.changing(EVERYTHING) as session:
        session.add(tables.PolicyExpectation(**of, **asked, revision=1, name=name, position=0))
        session.add(tables.PolicyProposal(**of, **said, id="1" * 32, revision=1, change=change))
        await session.flush()
        session.add(tables.PolicyDecision(**of, **answer, proposal="1" * 32, approve=False))
    secrets.hide("PolicyRevision", Key(COUNTY, "1"))
    secrets.hide("PolicyRevision", Key(COUNTY, "1" * 32))


async def _accounts(county: County, secrets: Secrets) -> None:
    roles = (("supervisor", COUNTY), ("policy_admin", COUNTY))
    insider = NewAccount(secrets.mark("an account"), secrets.mark("the name of an account"), roles)
    await add(county.store, insider)


async def _items(county: County, secrets: Secrets) -> None:
    for given in ({"published": False}, {"confidential": True}, {"published": False, "confidential": True}):
        texts = {"legal_basis": (secrets.mark(f"a basis of an item {given}"),)}
        item = await county.enter_item(PowerKind.OTHER, secrets.mark(f"the name of an item {given}"), **given, **texts)
        secrets.hide("Item", item.key)
    await county.review_item(await county.item(), opinion=secrets.mark("the opinion on a change of a list"))
    served = await county.enter_item(PowerKind.OTHER, secrets.mark("an item served"), confidential=True)
    secrets.hide("Item", served.key)
    key = secrets.hide("Transfer", await county.propose(served))
    for verb in ("submit", "review", "accept", "confirm"):
        await county.step(verb, key)
    await county.step("publish", key, url=None, served_on=county.clock().date())


async def _transfers(county: County, secrets: Secrets) -> None:
    """A transfer at every step, of an item that everybody sees."""
    item = await county.item()
    said: dict[str, dict[str, Any]] = {
        "review": {"opinion": secrets.mark("an opinion")},
        "accept": {"plan": secrets.mark("a plan"), "contact": secrets.mark("a contact")},
        "confirm": {"document": secrets.mark("a document"), "condition_met": secrets.mark("a condition met")},
    }
    for upto in (None, "submit", "review", "accept", "confirm", "withdraw", "decline"):
        basis = Basis(BasisLevel.LAW, secrets.mark(f"the basis of a transfer, {upto}"))
        parts: dict[str, Any] = {
            name: (secrets.mark(f"{name} of a transfer, {upto}"),) for name in ("parts", "except_parts")
        }
        more = parts | {
            "basis": (basis,),
            "serves": (GUANSHENG.id,),
            "condition": secrets.mark(f"the condition of a transfer, {upto}"),
        }
        key = secrets.hide("Transfer", await county.propose(item, receiver=XIEXING, **more))
        for verb in ("submit", "review", "accept", "confirm"):
            if upto in (None, "withdraw") or (upto == "decline" and verb == "accept"):
                break
            who = "other_township_clerk" if verb == "accept" else None
            await county.step(verb, key, who, **said.get(verb, {}))
            if verb == upto:
                break
        if upto in ("withdraw", "decline"):
            who = "other_township_clerk" if upto == "decline" else None
            await county.step(upto, key, who, note=secrets.mark(f"the note of a {upto}"))


async def _batches(county: County, secrets: Secrets) -> None:
    """A batch that is under way, and one that is published with a confidential item in it."""
    seen, mark = await county.item(), secrets.mark
    draft = await county.propose_batch([seen], title=mark("a batch under way"), receiver=XIEXING)
    served = await county.enter_item(PowerKind.OTHER, mark("an item served in a batch"), confidential=True)
    mixed = await county.publish_batch([served], upto="confirm", title=mark("a batch that is served"))
    await county.batch_step("publish", mixed, url=None, served_on=county.clock().date())
    secrets.hide("Item", served.key)
    await county.file(draft, "department_clerk", Piece.TRAINING)
    await _order(county, secrets, mixed)
    for key in (draft, mixed):
        secrets.hide("Batch", key)
        for transfer in await county.transfers_of_batch(key):
            secrets.hide("Transfer", transfer.key)


async def _order(county: County, secrets: Secrets, batch: Key) -> None:
    """A recall of many, asked for and not published."""
    asked = recall_orders.Requests(
        batch=batch,
        ground=RecallGround.OPERATIONAL,
        basis=secrets.mark("the basis of a recall of many"),
        effective_from=county.clock(),
    )
    clerk = await county.actor("department_clerk")
    secrets.hide("RecallOrder", await recall_orders.request(county.store, clerk, asked))


async def _cases(county: County, secrets: Secrets) -> None:
    clerk, item = await county.actor("township_clerk"), await county.item()
    said: dict[str, Any] = {"note": secrets.mark("the note of an act"), "reason": secrets.mark("the reason of an act")}
    claim = Claim(GUANSHENG.id, also_at=(NEXT_DOOR,), parts=(secrets.mark("a part that a case falls under"),))
    across = replace(claim, also_at=(NEXT_DOOR, XIEXING.id))  # where the department could handle it, too
    act = await powers.exercise(county.store, clerk, Exercise(item.key, Stage.DECIDE, across, **said))
    case = (await cases.acts_by_key(county.store, clerk, [act]))[act].case.key
    secrets.hide("Act", act)
    await _designate(county, secrets, secrets.hide("Case", case))
    await _pass_on(county, secrets, Exercise(item.key, Stage.INVESTIGATE, claim))
    await _revert(county, secrets, case)
    barred = await county.actor("department_clerk")
    reviewed = cases.DecisionReview(case, approve=True, opinion=secrets.mark("the opinion of a reviewer"))
    await cases.review(county.store, await county.actor("legal_reviewer"), reviewed)
    taken = Exercise(item.key, Stage.DECIDE, replace(claim, case=case))
    secrets.hide("Act", await powers.exercise(county.store, barred, taken))
    await cases.close(county.store, barred, cases.Closing(case, secrets.mark("the outcome of a case")))
    check = RandomCheck("91350100M000100Y43", secrets.mark("the reason of a random check"))
    asked = Exercise(item.key, Stage.SUPERVISE, replace(claim, case=None), random_check=check)
    secrets.hide("Act", await powers.exercise(county.store, barred, asked))
    refused = Exercise(item.key, Stage.DECIDE, claim, note=secrets.mark("the note of a refused exercise"))
    try:
        await powers.exercise(county.store, barred, refused)
    except NotLawful:
        return
    raise AssertionError("the department is barred")


async def _revert(county: County, secrets: Secrets, case: Key) -> None:
    said = {name: secrets.mark(f"the {name} of a finding") for name in ("clause", "document", "evidence")}
    address = f"https://www.guanganqu.gov.cn/{secrets.mark('the address of a finding')}"
    finding = cases.Finding(case, GUANSHENG, **said, url=address)
    await cases.revert(county.store, await county.actor("legal_reviewer"), finding)


async def _designate(county: County, secrets: Secrets, case: Key) -> None:
    said = {name: secrets.mark(f"the {name} of a designation") for name in ("reason", "document")}
    address = f"https://www.guanganqu.gov.cn/{secrets.mark('the address of a designation')}"
    order = cases.Order(case, GUANSHENG, **said, url=address)
    await cases.designate(county.store, await county.actor("government_officer"), order)


async def _pass_on(county: County, secrets: Secrets, asked: Exercise) -> None:
    """A case that a township passed on, for somebody may be detained in it."""
    clerk = await county.actor("township_clerk")
    act = secrets.hide("Act", await powers.exercise(county.store, clerk, asked))
    case = secrets.hide("Case", (await cases.acts_by_key(county.store, clerk, [act]))[act].case.key)
    handover = cases.Handover(
        case,
        (await county.item()).department,
        secrets.mark("the reason of a passing"),
        secrets.mark("the document of a passing"),
        f"https://www.guanganqu.gov.cn/{secrets.mark('the address of a passing')}",
        (Sanction(SanctionKind.DETENTION),),
        parts=(secrets.mark("a part that came to light"),),
    )
    await cases.pass_(county.store, clerk, handover)


async def _disputes(county: County, secrets: Secrets) -> None:
    """A dispute that was decided after it was coordinated in vain, and one that is open."""
    said = {name: secrets.mark(f"the {name} of a dispute") for name in ("opinion", "reason", "document")}
    first = await _raise(county, secrets)
    await coordinate(county, first, opinion=said.pop("opinion"))
    address = f"https://www.guanganqu.gov.cn/{secrets.mark('the address of a dispute')}"
    decision = disputes.Decision(first, GUANSHENG, **said, url=address)
    await disputes.decide(county.store, await county.actor("government_officer"), decision)
    await _raise(county, secrets)


async def _raise(county: County, secrets: Secrets) -> Key:
    over: dict[str, Any] = {"item": (await county.item()).key, "place": GUANSHENG.id}
    return secrets.hide("Dispute", await raise_over(county, None, grounds=secrets.mark("the grounds"), **over))


async def _notices(county: County, secrets: Secrets) -> None:
    """A report on a case that lies in several places, answered."""
    case = next(one.key for one in secrets.things if one.kind == "Case")
    said = {name: secrets.mark(f"the {name} of a notice") for name in ("text", "document")}
    address = f"https://www.guanganqu.gov.cn/{secrets.mark('the address of a notice')}"
    key = await send(county, NoticeKind.REPORT, Recipient.COMPETENT, case=case, url=address, **said)
    secrets.hide("Notice", key)
    await answer(county, key, AnswerKind.REPLY, text=secrets.mark("an answer"))


async def _of_prefecture(county: County, secrets: Secrets) -> None:
    """Items of the prefecture that are no county's to read, in its catalogue and handed over in the county."""
    draft = await _item_of_prefecture(county, secrets.mark("a draft of the prefecture"), published=False)
    secret = await _item_of_prefecture(county, secrets.mark("a secret of the prefecture"), confidential=True)
    pattern = await county.transfer(next(one.key for one in secrets.things if one.kind == "Transfer"))
    for item in (draft, secret):
        await _catalogued(county, item)
        secrets.hide("Item", item.key)
        secrets.hide("Transfer", await _handed_over(county, pattern, item))


async def _item_of_prefecture(county: County, name: str, **given: Any) -> Item:
    pattern = await county.item()
    code = f"5116-{name}"
    async with county.store.changing(EVERYTHING) as session:
        new = departments.NewDepartment(PREFECTURE, f"市局{len(name)}{given}"[:100])
        department = await departments.write(session, PREFECTURE, new)
        parts: dict[str, Any] = {"department": department, "competent": department, "code": code, "name": name}
        item = replace(pattern, key=Key(PREFECTURE, uuid4().hex), **parts, **given)
        await changes.write(session, item, fresh=True)
    return item


async def _catalogued(county: County, item: Item) -> None:
    """Put an item into the catalogue of the prefecture."""
    entry = tables.CatalogueEntry(tenant=PREFECTURE, revision=1, item=item.key.id, mode="AUTHORIZE")
    async with county.store.changing(EVERYTHING) as session:
        session.add(entry)


async def _handed_over(county: County, pattern: Transfer, item: Item) -> Key:
    """A published transfer of an item of the prefecture to a township of the county."""
    parties: dict[str, Any] = {"item": item.key, "devolver": item.department, "proposer": item.department}
    made = replace(pattern, key=Key(COUNTY, uuid4().hex), **parties, published_at=county.clock(), version=1)
    async with county.store.changing(EVERYTHING) as session:
        await write_transfer(session, made, fresh=True)
    return made.key


async def _journal(county: County, secrets: Secrets) -> None:
    entry = tables.expr(tables.JournalEntry)
    async with county.store.reading(EVERYTHING) as session:
        last = select(entry.tenant, entry.sequence).where(entry.tenant == COUNTY).order_by(entry.sequence.desc())
        for tenant, sequence in (await session.execute(last.limit(20))).all():
            secrets.hide("JournalEntry", Key(tenant, str(sequence)))


def insiders(secrets: Secrets) -> list[Actor]:
    """Who may see it: the county's own, and those who oversee it."""
    account, name = list(secrets.marks)[2:4]
    own = Actor(account, name, (Role("policy_admin", COUNTY), Role("supervisor", COUNTY)), None, COUNTY)
    above = Actor("above", "", (Role("supervisor", PREFECTURE),), None, PREFECTURE)
    return [own, above]
