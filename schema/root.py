"""The table of contents of the graph."""

import strawberry
from strawberry.schema.config import StrawberryConfig

from schema.batches.mutations import BatchMutations
from schema.batches.queries import BatchQueries
from schema.cases.mutations import CaseMutations
from schema.cases.queries import CaseQueries
from schema.catalogues import CatalogueMutations
from schema.certificates import CertificateMutations, CertificateQueries
from schema.changes import ChangeQueries
from schema.cost import BoundedRows
from schema.decisions import DecisionQueries
from schema.declare import object_type
from schema.departments import DepartmentMutations
from schema.disputes import DisputeMutations, DisputeQueries
from schema.divisions import DivisionQueries
from schema.documents import CheckedDocument
from schema.entries import EntryQueries
from schema.execution import DiscreetExecution
from schema.items.mutations import ItemMutations
from schema.items.queries import ItemQueries
from schema.nodes import NodeQueries
from schema.notices.mutations import NoticeMutations
from schema.notices.queries import NoticeQueries
from schema.operation import OneOperation
from schema.overdue import OverdueQueries
from schema.paging import Names
from schema.policies.impact import ImpactQueries
from schema.policies.mutations import PolicyMutations
from schema.policies.queries import PolicyQueries
from schema.powers.mutations import PowerMutations
from schema.powers.queries import PowerQueries
from schema.recall_orders import RecallOrderMutations, RecallOrderQueries
from schema.recalls import RecallMutations
from schema.refusals import ANSWERS, CodedRefusals
from schema.roles import RoleMutations, RoleQueries
from schema.scalars import SCALARS
from schema.schedules.mutations import ScheduleMutations
from schema.successions import SuccessionMutations
from schema.summaries import SummaryQueries
from schema.text import PlainText
from schema.transfers.mutations import TransferMutations
from schema.transfers.queries import TransferQueries
from schema.uniformity import UniformityQueries
from schema.viewer import ViewerQueries
from schema.vocabulary import VocabularyQueries
from schema.watched import Watched


@object_type("查询: what may be asked")
class Query(
    ViewerQueries,
    NodeQueries,
    DivisionQueries,
    ItemQueries,
    BatchQueries,
    TransferQueries,
    RecallOrderQueries,
    CaseQueries,
    DisputeQueries,
    NoticeQueries,
    PowerQueries,
    CertificateQueries,
    OverdueQueries,
    UniformityQueries,
    DecisionQueries,
    PolicyQueries,
    ImpactQueries,
    RoleQueries,
    VocabularyQueries,
    EntryQueries,
    SummaryQueries,
    ChangeQueries,
): ...


@object_type("变更: what may be done; one mutation is one transaction")
class Mutation(
    DepartmentMutations,
    SuccessionMutations,
    ItemMutations,
    CatalogueMutations,
    CertificateMutations,
    ScheduleMutations,
    BatchMutations,
    TransferMutations,
    RecallMutations,
    RecallOrderMutations,
    PowerMutations,
    CaseMutations,
    DisputeMutations,
    NoticeMutations,
    PolicyMutations,
    RoleMutations,
): ...


schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    config=StrawberryConfig(name_converter=Names(), scalar_map=SCALARS),
    extensions=[OneOperation, CheckedDocument, Watched, PlainText, BoundedRows, CodedRefusals],
    execution_context_class=DiscreetExecution,
    exception_handlers=ANSWERS,
)
