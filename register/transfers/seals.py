"""Handing over a seal 专用章交由代行 with a transfer under AGENCY, and taking it back: who keeps it, since when (R6).

The receiver stamps with it for the devolver, in whose name the papers are issued; nobody holds a power by a seal.
"""

from dataclasses import dataclass, replace
from functools import partial

from policies.actions import Action
from policies.actor import Actor
from register.once import Once
from register.records import Key, SealCustody, Transfer
from register.store import Store
from register.texts import NAME, texts
from register.transfers.taking import At, Taking, take


@dataclass(frozen=True, slots=True)
class SealHanding:
    """A seal to hand to the receiver of a transfer: what is engraved on it, by which document, and who keeps it."""

    transfer: Key
    expected_version: int
    seal: str
    document: str
    kept_by: str


@dataclass(frozen=True, slots=True)
class SealReturn:
    """The seal that is with the receiver of a transfer to take back, by which document."""

    transfer: Key
    expected_version: int
    document: str


async def hand_seal(store: Store, actor: Actor, given: SealHanding, once: Once | None = None) -> Key:
    """Hand the devolver's special seal to the receiver, while a transfer under AGENCY is in force. The devolver does.

    Refuses like every step of a transfer, with NotLawful (R6) under another mode, and with OutOfTurn while one is out.
    """

    def change(transfer: Transfer, at: At) -> Transfer:
        custody = SealCustody(given.seal, given.document, given.kept_by, at.now)
        return replace(transfer, seals=(*transfer.seals, custody))

    said = {"seal": given.seal, "document": given.document, "keptBy": given.kept_by}
    check = partial(texts, **{name: (getattr(given, name), NAME) for name in ("seal", "document", "kept_by")})
    return await take(store, actor, given, Taking(Action.SEAL_HAND, "seal:handed", change, said, check), once)


async def return_seal(store: Store, actor: Actor, given: SealReturn, once: Once | None = None) -> Key:
    """Take the seal back, after the end of the transfer as well, when it is due. The devolver does, which has it then.

    Refuses like every step of a transfer, and with OutOfTurn where no seal is out.
    """

    def change(transfer: Transfer, at: At) -> Transfer:
        *before, out = transfer.seals
        return replace(transfer, seals=(*before, replace(out, returned_at=at.now, return_document=given.document)))

    check = partial(texts, document=(given.document, NAME))
    taking = Taking(Action.SEAL_RETURN, "seal:returned", change, {"document": given.document}, check)
    return await take(store, actor, given, taking, once)
