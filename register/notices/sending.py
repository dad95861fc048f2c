"""Sending a notice to another body about a case or a transfer, and answering one.

What is sent stays as it is; so does the answer, and there is one. A body may send more than it owes: which matter is a
major one, or whom a decision concerns, it may know better than the register.
"""

from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from register import find, journal, permission, scope, tables, transfers
from register.cases.closing import to_change as case_to_change
from register.notice_kinds import AnswerKind, NoticeKind
from register.notices.addressing import addressee
from register.notices.commands import Answer, NewNotice
from register.notices.lines import LINES
from register.notices.permissions import facts_of_reading, facts_of_sending
from register.notices.reads import load
from register.once import Once, perform
from register.records import Case, Key, Notice, Ref, Transfer
from register.refusals import Invalid, NotLawful, OutOfTurn
from register.store import Store
from register.texts import LONG, NAME, is_address, texts

_LONG = 2000


async def send(store: Store, actor: Actor, new: NewNotice, once: Once | None = None) -> Key:
    """Send another body a notice; the account does for its own body, if such a notice is its to send.

    Refuses with NotFound, NotAllowed, Invalid; with NotLawful a notice that is another's to send, or that nobody is
    there to get; with OutOfTurn a problem with a transfer that came to nothing.
    """

    async def work(session: AsyncSession) -> Key:
        about = await _about(session, actor, new)  # before the lock: what is not found locks nothing
        await journal.lock(session, about.key.tenant)
        session.expire_all()
        about, body = await _about(session, actor, new), await find.own_body(session, actor)
        facts = await facts_of_sending(session, store, actor, body, new.kind, about)
        await permission.require(session, actor, scope.seat(body, about.place), Action.NOTICE_SEND, facts)
        _well_formed(new)
        _came_to_something(about)
        own = find.found(body, "body")
        goes_to = await addressee(session, store, new, own, about)
        notice = Notice(
            key=Key(about.key.tenant, uuid4().hex),
            kind=new.kind,
            item=about.item,
            place=about.place,
            sender=own.key,
            to=new.to,
            text=new.text,
            sent_at=store.clock(),
            addressee=goes_to,
            case=new.case,
            transfer=new.transfer,
            document=new.document,
            url=new.url,
        )
        await _add(session, actor, notice)
        return notice.key

    return await perform(store, actor, once, work)


async def answer(store: Store, actor: Actor, given: Answer, once: Once | None = None) -> Key:
    """Answer a notice; the body that it was sent to does, once, and in one of the ways that its kind admits.

    Refuses with NotFound, NotAllowed, Invalid, OutOfTurn; with NotLawful (R115) to send back, or to go into the
    substance of, what bears the special seal of the township that holds the power.
    """

    async def work(session: AsyncSession) -> Key:
        await _find(session, actor, given.notice)  # before the lock: what is not found locks nothing
        await journal.lock(session, given.notice.tenant)
        session.expire_all()
        notice, body = await _find(session, actor, given.notice), await find.own_body(session, actor)
        seat, facts = scope.seat(body, notice.place), facts_of_reading(actor, notice)
        await permission.require(session, actor, seat, Action.NOTICE_ANSWER, facts)
        texts(text=(given.text, LONG))
        _admitted(notice, given.answer)
        if notice.answer:
            done = notice.answer
            message = f"it was answered with {done.kind} {done.kind.chinese} at {done.at.isoformat()}"
            raise OutOfTurn(message, remedy="send what is to be added as a notice, or outside the register")
        await _add_answer(session, store, actor, notice, given, find.found(body, "body").key)
        return notice.key

    return await perform(store, actor, once, work)


async def _about(session: AsyncSession, actor: Actor, new: NewNotice) -> Case | Transfer:
    """The case or the transfer, as far as the account sees it."""
    noun = LINES[new.kind].about
    if new.case and not new.transfer and noun == "case":
        return await case_to_change(session, actor, new.case)
    if new.transfer and not new.case and noun == "transfer":
        key = new.transfer
        row = (await transfers.load(session, actor, [key])).get(key) if find.reaches(actor, key.tenant) else None
        return find.found(row, "transfer")
    message = f"a notice of the kind {new.kind} {new.kind.chinese} is about one {noun}"
    raise Invalid.at(noun, message, remedy=f"give the {noun} alone")


def _came_to_something(about: Case | Transfer) -> None:
    if isinstance(about, Transfer) and (about.withdrawn_at or about.declined_at):
        raise OutOfTurn("the transfer was given up or declined, and nothing is received by it", rules=["R139"])


def _well_formed(new: NewNotice) -> None:
    line = LINES[new.kind]
    if new.to not in line.to:
        fit = ", ".join(f"{one} {one.chinese}" for one in line.to)
        raise Invalid.at("to", f"{new.kind} {new.kind.chinese} goes to {fit}", rules=line.rules)
    texts(text=(new.text, LONG))
    if new.document is not None:
        texts(document=(new.document, NAME))
    if new.url is not None and not (is_address(new.url) and len(new.url) <= _LONG):
        raise Invalid.at("url", f"an address begins with http:// or https:// and has up to {_LONG} characters")


def _admitted(notice: Notice, kind: AnswerKind) -> None:
    line = LINES[notice.kind]
    if kind in line.answers:
        return
    fit = " or ".join(f"{one} {one.chinese}" for one in line.answers)
    if notice.kind is not NoticeKind.SEALED:
        raise Invalid.at("answer", f"{notice.kind} {notice.kind.chinese} is answered with {fit}", rules=line.rules)
    message = "what bears the special seal of the township that holds the power is not gone into again, nor sent back"
    remedy = f"answer {fit} 见章盖章、见文行文; a doubt about its legality is for the legal office or 行政复议"
    raise NotLawful(message, rules=line.rules, remedy=remedy, holder=notice.sender)


async def _find(session: AsyncSession, actor: Actor, key: Key) -> Notice:
    row = (await load(session, actor, [key])).get(key) if find.reaches(actor, key.tenant) else None
    return find.found(row, "notice")


async def _add(session: AsyncSession, actor: Actor, notice: Notice) -> None:
    to = notice.addressee
    row = tables.Notice(
        tenant=notice.key.tenant,
        id=notice.key.id,
        kind=notice.kind.value,
        item_tenant=notice.item.tenant,
        item=notice.item.id,
        place=notice.place,
        case=notice.case.id if notice.case else None,
        transfer=notice.transfer.id if notice.transfer else None,
        sender_tenant=notice.sender.tenant,
        sender=notice.sender.id,
        to=notice.to.value,
        addressee_tenant=to.tenant if to else None,
        addressee=to.id if to else None,
        text=notice.text,
        document=notice.document,
        url=notice.url,
        sent_at=notice.sent_at,
        account=str(actor.account),
    )
    session.add(row)
    await session.flush()
    keys = {"case": notice.case, "transfer": notice.transfer, "sender": notice.sender, "addressee": to}
    said: dict[str, str | None] = {name: key.id if key else None for name, key in keys.items()}
    said |= {"kind": notice.kind.value, "to": notice.to.value}
    said |= {"text": notice.text, "document": notice.document, "url": notice.url}
    data = {name: value for name, value in said.items() if value is not None}
    event = journal.Event("notice:sent", Ref("Notice", notice.key), data)
    await journal.record(session, notice.key.tenant, str(actor.account), notice.sent_at, event)


async def _add_answer(
    session: AsyncSession, store: Store, actor: Actor, notice: Notice, given: Answer, body: Key
) -> None:
    now = store.clock()
    row = tables.NoticeAnswer(
        tenant=notice.key.tenant,
        notice=notice.key.id,
        kind=given.answer.value,
        text=given.text,
        at=now,
        account=str(actor.account),
        body_tenant=body.tenant,
        body=body.id,
    )
    session.add(row)
    await session.flush()
    said = {"answer": given.answer.value, "text": given.text, "body": body.id}
    event = journal.Event("notice:answered", Ref("Notice", notice.key), said)
    await journal.record(session, notice.key.tenant, str(actor.account), now, event)
