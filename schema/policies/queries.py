"""Asking for the lines of a domain, for its revisions, and for changes that wait."""

from typing import Annotated

import strawberry

from register.policies import revisions
from register.records import Key
from schema.arguments import After, First
from schema.context import Info
from schema.declare import argument, field
from schema.paging import Connection, ask, connect
from schema.policies.types import PolicyDifference, PolicyRevision, differing

Domain = Annotated[str, argument("适用范围: the code of a county or of a region above it")]


@strawberry.type
class PolicyQueries:
    @field("策略: the policy lines of a domain; null where the viewer may not read them")
    async def policy(
        self,
        info: Info,
        domain: Domain,
        revision: Annotated[int | None, argument("版本: the revision wanted; the current one when absent")] = None,
    ) -> PolicyRevision | None:
        found = await revisions.revision(info.context.store, info.context.actor, domain, revision)
        return PolicyRevision.maybe(found)

    @field(
        "策略差异: by which own lines a revision of a domain differs from another; null where either is not to be read"
    )
    async def policy_difference(
        self,
        info: Info,
        domain: Domain,
        from_: Annotated[int, argument("版本: the one that is compared with; 0 is what ships now", name="from")],
        to: Annotated[int | None, argument("版本: the one that is told of; the current one when absent")] = None,
    ) -> PolicyDifference | None:
        found = await revisions.revision(info.context.store, info.context.actor, domain, to)
        return await differing(info, Key(domain, str(from_)), found.key) if found else None

    @field("策略版本列表: the recorded revisions of a domain, the newest first (policy:read)")
    def policy_revisions(
        self, info: Info, domain: Domain, first: First = 50, after: After = None
    ) -> Connection[PolicyRevision]:
        return connect(info.context.loaders.revisions_of, PolicyRevision.of, domain, page=ask(first, after))

    @field(
        "待复核的策略变更: the changes of a domain that wait for another administrator, the oldest first (policy:read)"
    )
    def pending_policy_changes(
        self, info: Info, domain: Domain, first: First = 50, after: After = None
    ) -> Connection[PolicyRevision]:
        return connect(info.context.loaders.pending_revisions, PolicyRevision.of, domain, page=ask(first, after))
