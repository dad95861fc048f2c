"""A transfer as rows and as a value: how each is read from, and written to, the other."""

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from register import tables
from register.records import (
    Basis,
    Document,
    Key,
    Recall,
    ReceiverRequest,
    Retained,
    SealCustody,
    SpecialReport,
    Transfer,
)
from register.words import BasisLevel, OpenCases, Party, RecallGround, ReportGround, SanctionKind, Stage, TransferMode

# The facts of its life that a version holds under the same names as the value.
FACTS = (
    "condition",
    "condition_met",
    "effective_from",
    "effective_to",
    "submitted_at",
    "returned_at",
    "reviewed_at",
    "accepted_at",
    "declined_at",
    "confirmed_at",
    "published_at",
    "withdrawn_at",
)
# The facts of its recall that a version holds as the value has them, under names that begin with `recall_`.
RECALL = (
    *("requested_at", "requested_by", "ground", "basis", "effective_from", "open_cases"),
    *("reviewed_at", "approved_at", "published_at"),
)


def of_row(row: tables.Transfer, version: tables.TransferVersion) -> Transfer:
    """Read an identity with one of its versions as a transfer."""
    return Transfer(
        key=Key(row.tenant, row.id),
        item=Key(row.item_tenant, row.item),
        devolver=Key(row.devolver_tenant, row.devolver),
        receiver=Key(row.tenant, row.receiver),
        place=row.place,
        proposed_by=row.proposed_by,
        proposer=_key(row.proposer_tenant, row.proposer),
        proposed_at=row.proposed_at,
        version=version.version,
        recorded_at=version.recorded_at,
        mode=TransferMode(version.mode),
        stages=tuple(Stage(stage) for stage in version.stages),
        basis=tuple(_basis(one) for one in version.basis),
        documents=tuple(_document(one) for one in version.documents),
        retained=tuple(_retained(one) for one in version.retained),
        parts=tuple(version.parts or ()),  # versions from before parts were told apart say nothing of them
        except_parts=tuple(version.except_parts or ()),
        also_places=tuple(version.also_places or ()),
        except_places=tuple(version.except_places or ()),
        serves=tuple(version.serves or ()),
        retains_across=version.retains_across,
        reserves_stepping_in=version.reserves_stepping_in,
        report=_report(version.report),
        request=ReceiverRequest(**version.request) if version.request else None,
        batch=_key(row.tenant, row.batch),
        outpost=_key(version.outpost_tenant, version.outpost),
        recall=_recall(version),
        seals=tuple(_seal(one) for one in version.seals or ()),
        **{name: getattr(version, name) for name in FACTS},
    )


def identity(transfer: Transfer) -> tables.Transfer:
    """Write what never changes about a transfer."""
    return tables.Transfer(
        tenant=transfer.key.tenant,
        id=transfer.key.id,
        item_tenant=transfer.item.tenant,
        item=transfer.item.id,
        devolver_tenant=transfer.devolver.tenant,
        devolver=transfer.devolver.id,
        receiver=transfer.receiver.id,
        place=transfer.place,
        proposed_by=transfer.proposed_by,
        proposer_tenant=transfer.proposer.tenant if transfer.proposer else None,
        proposer=transfer.proposer.id if transfer.proposer else None,
        proposed_at=transfer.proposed_at,
        version=transfer.version,
        batch=transfer.batch.id if transfer.batch else None,
    )


def version(transfer: Transfer) -> tables.TransferVersion:
    """Write what this version says."""
    return tables.TransferVersion(
        tenant=transfer.key.tenant,
        id=transfer.key.id,
        version=transfer.version,
        recorded_at=transfer.recorded_at,
        outpost_tenant=transfer.outpost.tenant if transfer.outpost else None,
        outpost=transfer.outpost.id if transfer.outpost else None,
        **said(transfer),
        **{name: getattr(transfer, name) for name in FACTS},
        **_recall_columns(transfer.recall),
    )


def _recall(version: tables.TransferVersion) -> Recall | None:
    if version.recall_requested_at is None:
        return None
    found = {name: getattr(version, f"recall_{name}") for name in RECALL}
    papers = tuple(_document(one) for one in version.recall_papers or ())
    requester = _key(version.recall_requester_tenant, version.recall_requester)
    given = {"ground": RecallGround(found["ground"]), "open_cases": OpenCases(found["open_cases"])}
    order = _key(version.tenant, version.recall_order)
    return Recall(**found | given, requester=requester, order=order, papers=papers)


def _recall_columns(recall: Recall | None) -> dict[str, Any]:
    if recall is None:
        return {}
    columns = {name: getattr(recall, name) for name in RECALL}
    columns |= {"ground": recall.ground.value, "open_cases": recall.open_cases.value}
    columns |= {"papers": [plain(one) for one in recall.papers]}
    if recall.order:
        columns |= {"order": recall.order.id}
    if recall.requester:
        columns |= {"requester_tenant": recall.requester.tenant, "requester": recall.requester.id}
    return {f"recall_{name}": value for name, value in columns.items()}


def said(transfer: Transfer) -> dict[str, Any]:
    """What a version says beside the moments of its life, in plain values."""
    return {
        "mode": transfer.mode.value,
        "stages": [stage.value for stage in transfer.stages],
        "basis": [plain(one) for one in transfer.basis],
        "documents": [plain(one) for one in transfer.documents],
        "retained": [plain(one) for one in transfer.retained],
        "parts": list(transfer.parts),
        "except_parts": list(transfer.except_parts),
        "also_places": list(transfer.also_places),
        "except_places": list(transfer.except_places),
        "serves": list(transfer.serves),
        "retains_across": transfer.retains_across,
        "reserves_stepping_in": transfer.reserves_stepping_in,
        "report": plain(transfer.report) if transfer.report else None,
        "request": plain(transfer.request) if transfer.request else None,
        "seals": [plain(one) for one in transfer.seals] or None,
    }


def facts(transfer: Transfer) -> dict[str, Any]:
    """All that a version says, in the plain values of the journal."""
    recall = plain(transfer.recall) if transfer.recall else None
    return (
        said(transfer)
        | {name: _plain(getattr(transfer, name)) for name in FACTS}
        | {
            "outpost": transfer.outpost.id if transfer.outpost else None,
            "recall": recall,
        }
    )


def plain(value: Any) -> dict[str, Any]:
    """A small value as JSON holds it, without what is absent."""
    return {name: _plain(one) for name, one in asdict(value).items() if one is not None}


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items() if one is not None}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _key(tenant: str | None, id_: str | None) -> Key | None:
    return Key(tenant, id_) if tenant and id_ else None


def _basis(said_: dict[str, Any]) -> Basis:
    return Basis(**said_ | {"level": BasisLevel(said_["level"]), "date": _date(said_)})


def _document(said_: dict[str, Any]) -> Document:
    return Document(**said_ | {"date": _date(said_)})


def _retained(said_: dict[str, Any]) -> Retained:
    above, party = said_.get("above"), said_.get("party")
    return Retained(
        SanctionKind(said_["kind"]), Decimal(above) if above is not None else None, Party(party) if party else None
    )


def _report(said_: dict[str, Any] | None) -> SpecialReport | None:
    return SpecialReport(ReportGround(said_["ground"]), said_["text"]) if said_ else None


def _seal(said_: dict[str, Any]) -> SealCustody:
    moments = {"handed_at", "returned_at"} & said_.keys()
    return SealCustody(**said_ | {name: datetime.fromisoformat(said_[name]) for name in moments})


def _date(said_: dict[str, Any]) -> date | None:
    return date.fromisoformat(said_["date"]) if said_.get("date") else None
