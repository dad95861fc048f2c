"""The roles that ship. Each is held at a place; the offices of R193 belong to bodies, not to accounts."""

from policies.actor import ANYONE

ROLES = {
    "aggregator": "汇总单位: reads and counts everything below its place",
    "department_clerk": "部门经办人: acts for a department",
    "government_officer": "政府办经办人: acts for the office that decides for the government",
    "legal_reviewer": "法制审核员: acts for the legal office (司法局)",
    "policy_admin": "策略管理员: edits the policy lines of its place",
    "registrar": "登记员: enters bodies and items",
    "supervisor": "监督员: reads everything below its place",
    "township_clerk": "乡镇经办人: acts for a township",
}
# Whom a line may speak of.
SPOKEN_OF = {ANYONE: "任何人: everybody, whoever has not signed in too", **ROLES}
KNOWN = frozenset(SPOKEN_OF)
