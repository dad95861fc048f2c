"""What the register has on record, as values. Pure: a use case reads rows into these and rules speak of these alone."""

from register.records.accounts import Grant
from register.records.answers import Authority, Ruling
from register.records.batches import Batch, Paper, ReceivingOffice
from register.records.bodies import Body, Former, Place
from register.records.cases import (
    Act,
    Case,
    DecisionReview,
    Designation,
    Matter,
    Passing,
    RandomCheck,
    Reversion,
    Sanction,
    TimeLimit,
)
from register.records.catalogues import Catalogue
from register.records.certificates import Certificate, Conduct
from register.records.disputes import Dispute
from register.records.entries import Entry
from register.records.items import Item, ItemReview
from register.records.keys import Key, Kind, Ref
from register.records.notices import Notice, NoticeAnswer
from register.records.policies import PolicyOpinion, Revision
from register.records.recall_orders import RecallOrder
from register.records.schedules import DaysAfter, Deadline, Phase, Schedule
from register.records.successions import Heir, Succession
from register.records.transfers import (
    Basis,
    Document,
    Recall,
    ReceiverRequest,
    Retained,
    SealCustody,
    SpecialReport,
    Transfer,
)

__all__ = [
    "Act",
    "Authority",
    "Basis",
    "Batch",
    "Body",
    "Case",
    "Catalogue",
    "Certificate",
    "Conduct",
    "DaysAfter",
    "Deadline",
    "DecisionReview",
    "Designation",
    "Dispute",
    "Document",
    "Entry",
    "Former",
    "Grant",
    "Heir",
    "Item",
    "ItemReview",
    "Key",
    "Kind",
    "Matter",
    "Notice",
    "NoticeAnswer",
    "Paper",
    "Passing",
    "Phase",
    "Place",
    "PolicyOpinion",
    "RandomCheck",
    "Recall",
    "RecallOrder",
    "ReceiverRequest",
    "ReceivingOffice",
    "Ref",
    "Retained",
    "Reversion",
    "Revision",
    "Ruling",
    "Sanction",
    "Schedule",
    "SealCustody",
    "SpecialReport",
    "Succession",
    "TimeLimit",
    "Transfer",
]
