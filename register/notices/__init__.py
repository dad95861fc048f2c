"""Notices 公文往来: what one body sends another about a case or a transfer, what was answered, and what is due."""

from register.notices.commands import Answer, NewNotice
from register.notices.due import DueNotice, due_counts, due_pages
from register.notices.permissions import may, may_send
from register.notices.reads import NoticeFilter, by_key, counts, load, pages
from register.notices.sending import answer, send

__all__ = [
    "Answer",
    "DueNotice",
    "NewNotice",
    "NoticeFilter",
    "answer",
    "by_key",
    "counts",
    "due_counts",
    "due_pages",
    "load",
    "may",
    "may_send",
    "pages",
    "send",
]
