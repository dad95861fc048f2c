"""Roles 角色: granting one, taking it away, taking one for oneself in an emergency, and who holds which."""

from register.roles.granting import RoleInput, assign, revoke
from register.roles.reads import counts, pages, told
from register.roles.seizing import Seizure, seize

__all__ = ["RoleInput", "Seizure", "assign", "counts", "pages", "revoke", "seize", "told"]
