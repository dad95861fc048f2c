"""Every action there is, `<noun>:<verb>`: the same word in GraphQL, use cases, policies, the journal and tests."""

from enum import StrEnum


class Action(StrEnum):
    """An action as policy lines, `viewerMay` and `may` name it. Sorted."""

    CASE_CLOSE = "case:close"
    CASE_READ = "case:read"
    CASE_REVERT = "case:revert"
    CATALOGUE_PUBLISH = "catalogue:publish"
    DEPARTMENT_ENTER = "department:enter"
    ITEM_AMEND = "item:amend"
    ITEM_ENTER = "item:enter"
    ITEM_READ = "item:read"
    ITEM_RETIRE = "item:retire"
    JOURNAL_READ = "journal:read"
    POLICY_READ = "policy:read"
    POWER_EXERCISE = "power:exercise"
    RECALL_APPROVE = "recall:approve"
    RECALL_PUBLISH = "recall:publish"
    RECALL_REQUEST = "recall:request"
    RECALL_REVIEW = "recall:review"
    TRANSFER_ACCEPT = "transfer:accept"
    TRANSFER_AMEND = "transfer:amend"
    TRANSFER_CONFIRM = "transfer:confirm"
    TRANSFER_DECLINE = "transfer:decline"
    TRANSFER_PROPOSE = "transfer:propose"
    TRANSFER_PUBLISH = "transfer:publish"
    TRANSFER_READ = "transfer:read"
    TRANSFER_REVIEW = "transfer:review"
    TRANSFER_SUBMIT = "transfer:submit"
    TRANSFER_WITHDRAW = "transfer:withdraw"
