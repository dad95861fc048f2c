"""What decisions are about: which kinds of things an action is asked on, where they stand, and who may see them."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Select, and_, exists, func, true

from policies.actions import Action
from register import tables
from register.batches import reads as batches
from register.cases import reads as cases
from register.decisions import ADMINISTRATION
from register.disputes import reads as disputes
from register.items import reads as items
from register.lifecycle import STEPS
from register.notices import reads as notices
from register.policies.preview.frame import Frame
from register.records import Key, Kind, Ref
from register.scope import COUNTY, Columns, below, visible
from register.transfers import reads as transfers
from register.words import BodyKind

DIVISION, BODY = tables.expr(tables.Division), tables.expr(tables.Body)
CERTIFICATE, REVOCATION = tables.expr(tables.Certificate), tables.expr(tables.CertificateRevocation)
_OF_PLACES = (
    *(Action.CERTIFICATE_ISSUE, Action.DEPARTMENT_ENTER, Action.DISPUTE_RAISE),
    *(Action.ITEM_ENTER, Action.JOURNAL_READ, *ADMINISTRATION),
)
# What `decisions.may` can be asked about each kind of thing (tests/register/policies/test_preview.py).
ON: Mapping[Kind, tuple[Action, ...]] = {
    "Batch": (Action.BATCH_FILE,),
    "Case": (
        *(Action.CASE_CLOSE, Action.CASE_DESIGNATE, Action.CASE_PASSING, Action.CASE_READ, Action.CASE_REVERT),
        *(Action.CASE_REVIEW, Action.DISPUTE_RAISE, Action.NOTICE_SEND, Action.POWER_EXERCISE),
    ),
    "Certificate": (Action.CERTIFICATE_REVOKE,),
    "Department": (Action.CERTIFICATE_ISSUE, Action.ITEM_ENTER),
    "Dispute": (Action.DISPUTE_COORDINATE, Action.DISPUTE_DECIDE, Action.DISPUTE_READ),
    "Item": (Action.ITEM_AMEND, Action.ITEM_READ, Action.ITEM_RETIRE, Action.POWER_EXERCISE),
    "Notice": (Action.NOTICE_ANSWER, Action.NOTICE_READ),
    "Place": _OF_PLACES,
    "Transfer": (Action.NOTICE_SEND, Action.TRANSFER_READ, *(Action(step) for step in STEPS)),
}


class Listing(NamedTuple):
    """Where things of a kind stand: by what they are read, their columns, how each is known, how they are asked for."""

    kind: Kind
    read: Action | None
    columns: Columns
    id: ColumnElement[str]
    source: Callable[[Any], Select[Any]]

    def ref(self, tenant: str, id_: str) -> Ref:
        """One of them."""
        return Ref(self.kind, Key(tenant, id_))

    def seen(self, frame: Frame) -> ColumnElement[bool]:
        """Those in the domain that the asker may see, as the lines are; nobody learns of others."""
        shown = visible(frame.asker, self.read, self.columns, frame.recorded) if self.read else true()
        return and_(below(self.columns.tenant, frame.code), shown)


def _listing(
    kind: Kind, read: Action | None, columns: Columns, id_: ColumnElement[str], table: Any, *joins: tuple[Any, Any]
) -> Listing:
    def source(query: Any) -> Select[Any]:
        query = query.select_from(table)
        for joined, on in joins:
            query = query.join(joined, on)
        return cast("Select[Any]", query)

    return Listing(kind, read, columns, id_, source)


def _public(tenant: ColumnElement[str], division: ColumnElement[str]) -> Columns:
    return Columns(tenant=tenant, division=division, published=true(), confidential=~true())


LISTINGS: Mapping[Kind, Listing] = {
    one.kind: one
    for one in (
        _listing("Batch", Action.TRANSFER_READ, batches.COLUMNS, batches.BATCH.id, batches.BATCH),
        _listing("Case", Action.CASE_READ, cases.COLUMNS, cases.CASE.id, cases.CASE),
        _listing("Certificate", None, _public(CERTIFICATE.tenant, CERTIFICATE.tenant), CERTIFICATE.number, CERTIFICATE),
        _listing("Department", None, _public(BODY.tenant, BODY.place), BODY.id, BODY),
        _listing("Dispute", Action.DISPUTE_READ, disputes.COLUMNS, disputes.DISPUTE.id, disputes.DISPUTE),
        _listing("Item", Action.ITEM_READ, items.COLUMNS, items.ITEM.id, items.ITEM, (items.VERSION, items.current())),
        _listing("Notice", Action.NOTICE_READ, notices.COLUMNS, notices.NOTICE.id, notices.NOTICE),
        _listing("Place", None, _public(func.substr(DIVISION.code, 1, COUNTY), DIVISION.code), DIVISION.code, DIVISION),
        Listing("Transfer", Action.TRANSFER_READ, transfers.COLUMNS, transfers.TRANSFER.id, transfers.joined),
    )
}
# What facts are seen by; changed lines about anything else leave them as they are.
READS = frozenset(one.read for one in LISTINGS.values())
_REVOKED = exists().where(REVOCATION.tenant == CERTIFICATE.tenant, REVOCATION.number == CERTIFICATE.number)
_OPEN: ColumnElement[bool] = cases.CASE.closed_at.is_(None)


def needed(kind: Kind, action: Action) -> ColumnElement[bool]:
    """What has to be so of a thing, whatever the lines say, for an action to be allowed on it."""
    if kind == "Case" and action not in (Action.CASE_READ, Action.NOTICE_SEND):
        return _OPEN
    if kind == "Certificate":
        return ~_REVOKED
    return and_(BODY.kind == BodyKind.DEPARTMENT) if kind == "Department" else true()
