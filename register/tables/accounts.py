"""Accounts, the roles granted to them, and the key their tokens are signed with."""

from datetime import datetime

from sqlalchemy import false
from sqlmodel import Field

from register.tables.columns import CODE, ID, Reference, Table, moment, string


class Login(Table, table=True):
    """Which tenant an account belongs to. A reference table: a token names the account alone."""

    __tablename__ = "logins"

    account: str = string(100, key=True)
    tenant: str = string(CODE)


class Account(Table, table=True):
    """An account of a county or region; its body, if any, may belong to a region above the tenant."""

    __tablename__ = "accounts"

    tenant: str = string(CODE, key=True)
    account: str = string(100, key=True)
    name: str = string(200)
    body_tenant: str | None = string(CODE, nullable=True)
    body: str | None = string(ID, nullable=True)
    created_at: datetime = moment()


class RoleGrant(Table, table=True):
    """A role held by an account at a place, until a moment or without end.

    `emergency`: the account took it for itself 应急授权. Nobody granted what the command line gave.
    """

    __tablename__ = "role_grants"
    __table_args__ = (Reference(["tenant", "account"], ["accounts.tenant", "accounts.account"]),)

    tenant: str = string(CODE, key=True)
    account: str = string(100, key=True)
    role: str = string(40, key=True)
    place: str = string(CODE, key=True)
    until: datetime | None = moment(nullable=True)
    emergency: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    granted_by: str | None = string(100, nullable=True)
    granted_at: datetime | None = moment(nullable=True)


class SigningKey(Table, table=True):
    """The key that `init` makes where none is configured, shared by whatever serves this database."""

    __tablename__ = "signing_keys"

    id: str = string(ID, key=True)
    secret: str = string(100)
    created_at: datetime = moment()


class IdempotencyKey(Table, table=True):
    """A request an account may repeat: the digest of its input, what it led to, and its entry in that journal."""

    __tablename__ = "idempotency_keys"

    tenant: str = string(CODE, key=True)
    account: str = string(100, key=True)
    key: str = string(100, key=True)
    digest: str = string(64)
    at: datetime = moment()
    target_tenant: str | None = string(CODE, nullable=True)
    target_id: str | None = string(100, nullable=True)
    sequence: int | None = None
