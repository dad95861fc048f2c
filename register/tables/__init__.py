"""The tables. A tenant table has `tenant` first in its primary key and in every unique index and foreign key."""

from register.tables.accounts import Account, IdempotencyKey, Login, RoleGrant, SigningKey
from register.tables.batches import Batch, BatchPaper
from register.tables.bodies import Body, Department, DepartmentOffice, Division, Township
from register.tables.cases import Act, Case, DecisionReview, Designation, Passing, Reversion
from register.tables.catalogues import Catalogue, CatalogueEntry, CatalogueRetention
from register.tables.certificates import Certificate, CertificateRevocation
from register.tables.columns import Table, expr
from register.tables.disputes import Dispute
from register.tables.items import Item, ItemReview, ItemVersion
from register.tables.journal import JournalEntry, JournalHead
from register.tables.notices import Notice, NoticeAnswer
from register.tables.policies import PolicyDecision, PolicyExpectation, PolicyLine, PolicyProposal, PolicyRevision
from register.tables.recall_orders import RecallOrder
from register.tables.schedules import Phase, Schedule
from register.tables.successions import Succession, SuccessionBody
from register.tables.transfers import Transfer, TransferVersion

__all__ = [
    "Account",
    "Act",
    "Batch",
    "BatchPaper",
    "Body",
    "Case",
    "Catalogue",
    "CatalogueEntry",
    "CatalogueRetention",
    "Certificate",
    "CertificateRevocation",
    "DecisionReview",
    "Department",
    "DepartmentOffice",
    "Designation",
    "Dispute",
    "Division",
    "IdempotencyKey",
    "Item",
    "ItemReview",
    "ItemVersion",
    "JournalEntry",
    "JournalHead",
    "Login",
    "Notice",
    "NoticeAnswer",
    "Passing",
    "Phase",
    "PolicyDecision",
    "PolicyExpectation",
    "PolicyLine",
    "PolicyProposal",
    "PolicyRevision",
    "RecallOrder",
    "Reversion",
    "RoleGrant",
    "Schedule",
    "SigningKey",
    "Succession",
    "SuccessionBody",
    "Table",
    "Township",
    "Transfer",
    "TransferVersion",
    "expr",
]

# Small, the same for every tenant, written by import or by an operator; everything else belongs to a tenant.
REFERENCE = frozenset({"divisions", "logins", "signing_keys"})
# What row-level security leaves open: everybody may read all of it. It is written where divisions are imported.
UNFENCED = frozenset({"divisions"})
