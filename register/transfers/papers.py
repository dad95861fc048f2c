"""The papers of a hand-over 交接文书: what each step must bring, and what it leaves on file. Pure."""

from datetime import date

from register.codes import quoted
from register.records import Document, Item
from register.refusals import Invalid, NotLawful, Problem
from register.texts import ADDRESS, NAME, is_address, texts
from register.transfers.commands import Deed, Notice
from register.words import TransferMode


def confirmable(step: Deed, mode: TransferMode, condition: str | None, today: date) -> None:
    """Let a confirmation through, or refuse it.

    Invalid for its dates, NotLawful for an unsigned or unfiled 委托书, and for a condition not met (R205).
    """
    texts(document=(step.document, NAME))
    days = {"document_date": step.document_date, "signed_at": step.signed_at, "filed_at": step.filed_at}
    late = [Problem((name,), "a paper is not dated in the future") for name, day in days.items() if day and day > today]
    if late:
        raise Invalid(*late)
    if step.filing_number is not None:
        texts(filing_number=(step.filing_number, NAME))
    if step.signed_at and step.filed_at and step.filed_at < step.signed_at:
        raise Invalid.at("filed_at", "it was filed before it was signed")
    _as_conditioned(step, condition)
    if mode is not TransferMode.ENTRUST:
        return
    if step.signed_at is None:
        raise NotLawful("an entrustment is signed by both sides", rules=["R55"], remedy="give `signedAt` of the 委托书")
    if step.filed_at is None or step.filing_number is None:
        remedy = "give `filingNumber` and `filedAt`"
        raise NotLawful("a signed 委托书 is filed with the legal office", rules=["R57"], remedy=remedy)


def _as_conditioned(step: Deed, condition: str | None) -> None:
    if condition is None and step.condition_met is not None:
        raise Invalid.at("condition_met", "the transfer depends on no condition", remedy="leave it out", rules=["R205"])
    if condition is not None and step.condition_met is None:
        message = f"the transfer waits for its condition: {quoted(condition)}"
        remedy = "give `conditionMet`, the document that shows that it was met"
        raise NotLawful(message, rules=["R205"], remedy=remedy)
    if step.condition_met is not None:
        texts(condition_met=(step.condition_met, NAME))


def deeds(step: Deed, mode: TransferMode) -> list[Document]:
    """What a confirmation leaves on file: the government document, or the 委托书 with its signing and filing."""
    kind = "委托书" if mode is TransferMode.ENTRUST else "政府文件"
    papers = [Document(kind, number=step.document, date=step.document_date)]
    if step.signed_at:
        papers.append(Document("签订", date=step.signed_at))
    if step.filed_at or step.filing_number:
        papers.append(Document("备案", number=step.filing_number, date=step.filed_at))
    return papers


def publication(step: Notice, item: Item, today: date) -> Document:
    """What a publication leaves on file. Refuses with Invalid, and for a confidential item wants service (R89)."""
    if (step.url is None) == (step.served_on is None):
        raise Invalid.at("url", "one of `url` and `servedOn` says how it was made known", rules=["R92"])
    if step.served_on is not None:
        if not item.confidential:
            message = "only for a confidential item does service take the place of publication"
            raise Invalid.at("served_on", message, remedy="give the `url` of its publication", rules=["R89"])
        if step.served_on > today:
            raise Invalid.at("served_on", "`servedOn` lies in the future")
        return Document("送达", date=step.served_on)
    if item.confidential:
        message = "a confidential item is not published"
        raise Invalid.at("url", message, remedy="give `servedOn`, the day it was served on both parties", rules=["R89"])
    if step.url is None or not is_address(step.url):
        raise Invalid.at("url", ADDRESS, rules=["R92"])
    return Document("公布", url=step.url, date=today)


def fitting(given: Notice, item: Item) -> Notice:
    """Of a notice for a list, what an item takes of it: a confidential one the day of service, others the address."""
    if given.url is None or given.served_on is None:
        return given
    return Notice(served_on=given.served_on) if item.confidential else Notice(url=given.url)
