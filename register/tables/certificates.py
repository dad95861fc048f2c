"""Certificates of enforcement officers, and their revocations: records, never changed."""

from datetime import date, datetime

from register.tables.columns import CODE, ID, Index, Reference, Table, moment, string


class Certificate(Table, table=True):
    """The certificate of one officer of a body 行政执法证件, as the legal office of its county or region issued it."""

    __tablename__ = "certificates"
    __table_args__ = (
        Reference(["tenant", "body"], ["bodies.tenant", "bodies.id"]),
        Index("ix_certificates_tenant_body", "tenant", "body", "number"),
        Index("ix_certificates_tenant_issued_at", "tenant", "issued_at"),
    )

    tenant: str = string(CODE, key=True)
    number: str = string(50, key=True)
    officer: str = string(100)
    body: str = string(ID)
    valid_from: date
    valid_to: date
    issued_at: datetime = moment()


class CertificateRevocation(Table, table=True):
    """That a certificate was taken away, and why."""

    __tablename__ = "certificate_revocations"
    __table_args__ = (Reference(["tenant", "number"], ["certificates.tenant", "certificates.number"]),)

    tenant: str = string(CODE, key=True)
    number: str = string(50, key=True)
    reason: str = string(2000)
    revoked_at: datetime = moment()
