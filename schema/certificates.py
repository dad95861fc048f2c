"""Certificates 行政执法证件: whose they are, issuing and revoking one."""

from datetime import date, datetime
from typing import Annotated, ClassVar

import strawberry
from strawberry import ID

import register.certificates
from register.certificates import NewCertificate, Revocation
from register.once import Done
from register.paging import Ask
from register.records import Certificate as Record
from register.records import Key
from register.refusals import Invalid as Malformed
from schema import bodies, ids
from schema.context import Info
from schema.declare import Given, Shown, argument, field, input_type, names, object_type
from schema.graph import Body
from schema.inputs import Repeatable, change
from schema.interfaces import Node
from schema.loading import required
from schema.paging import Connection, connect
from schema.refusals import Invalid, NotLawful, Refused


@object_type("行政执法证件: the certificate of an officer; who enforces shows it (R146)")
class Certificate(Shown[Record], Node):
    number: str = field("证件编号: its number, unique in its county or region")
    officer: str = field("执法人员: the name of whom it was issued to")
    valid_from: date = field("有效期起: the first day on which it is valid")
    valid_to: date = field("有效期止: the last day on which it is valid")
    issued_at: datetime = field("登记时间: when it was issued on the register")
    revoked_at: datetime | None = field("吊销时间: when it was revoked; null while it is not")
    revoked_for: str | None = field("吊销理由: why it was revoked")

    @field("执法机关: the body for which its holder acts, at its outposts too")
    async def body(self, info: Info) -> Body:
        return await bodies.body(info, self.row.body)


CertificateResult = Annotated[
    Certificate | Refused | Invalid | NotLawful,
    strawberry.union(
        "CertificateResult", description="证件结果: the certificate as it is now, or why nothing was done"
    ),
]


@input_type("发证: a certificate to issue to an officer")
class IssueCertificate(Repeatable):
    becomes: ClassVar = NewCertificate

    number: str = field("证件编号: its number, of up to 50 characters, as it is printed on it")
    officer: str = field("执法人员: the name of the officer")
    body: ID = names("执法机关: the body for which the officer acts", "Department", "Place")
    valid_from: date = field("有效期起: the first day on which it is valid")
    valid_to: date = field("有效期止: the last day on which it is valid")


@input_type("吊销证件: a certificate to revoke, from now on")
class RevokeCertificate(Repeatable):
    becomes: ClassVar = Revocation

    certificate: ID = names("证件: the certificate to revoke", "Certificate")
    reason: str = field("理由: why it is revoked, up to 2,000 characters")


def listed(info: Info, body: Key, page: Ask) -> Connection[Certificate]:
    """Show a page of the certificates of a body."""
    return connect(info.context.loaders.certificates_of, Certificate.of, body, page=page)


async def _done(info: Info, done: Done) -> Certificate:
    row = await required(info.context.loaders.certificates, done.key)
    return Certificate.of(row.as_of(done.at) if done.at else row)


@strawberry.type
class CertificateQueries:
    @field("行政执法证件: a certificate by its id, or by its number with the place whose legal office issued it")
    async def certificate(
        self,
        info: Info,
        id: Annotated[ID | None, argument("标识: the id of the certificate")] = None,
        number: Annotated[str | None, argument("证件编号: the number that is printed on it")] = None,
        place: Annotated[str | None, argument("行政区划代码: the county, or the region, that issued it")] = None,
    ) -> Certificate | None:
        if (id is None) == (number is None) or (number is None) != (place is None):
            raise Malformed.at("id", "a certificate is asked for by its `id`, or by its `number` and `place`")
        key = ids.key(id, "Certificate") if id is not None else Key(place or "", number or "")
        return Certificate.maybe(await info.context.loaders.certificates.load(key) if key else None)


@strawberry.type
class CertificateMutations:
    @field("发证: issue a certificate to an officer; the legal office does (certificate:issue)")
    async def issue_certificate(self, info: Info, input: Given[IssueCertificate]) -> CertificateResult:
        return await change(info, input, register.certificates.issue, _done)

    @field("吊销证件: revoke a certificate; the legal office does (certificate:revoke)")
    async def revoke_certificate(self, info: Info, input: Given[RevokeCertificate]) -> CertificateResult:
        return await change(info, input, register.certificates.revoke, _done)
