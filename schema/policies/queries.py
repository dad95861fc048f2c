"""Asking for the lines of a domain."""

from typing import Annotated

import strawberry

from register.policies import revisions
from schema.context import Info
from schema.declare import argument, field
from schema.policies.types import PolicyRevision


@strawberry.type
class PolicyQueries:
    @field("策略: the policy lines of a domain; null where the viewer may not read them")
    async def policy(
        self,
        info: Info,
        domain: Annotated[str, argument("适用范围: the code of a county or of a region above it")],
        revision: Annotated[int | None, argument("版本: the revision wanted; the current one when absent")] = None,
    ) -> PolicyRevision | None:
        found = await revisions.revision(info.context.store, info.context.actor, domain, revision)
        return PolicyRevision.maybe(found)
