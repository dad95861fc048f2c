"""Transfers of the real county in every status that steps look at, some between bodies that others carry on."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from policies.actor import Actor, Role
from register import departments
from register.fence import EVERYTHING
from register.items import changes as item_changes
from register.records import Heir, Item, Key
from register.successions import estates
from register.successions import reads as successions
from register.transfers.record import write
from register.words import Office, RecallGround, SuccessionKind, TransferMode
from tests.builders import a_recall
from tests.carrying import enter_department, import_townships, succeed
from tests.county import COUNTY, GUANSHENG, XIEXING, County
from tests.seals import OUT

PREFECTURE = "5116"
EAST, WEST = Key(COUNTY, "511602901"), Key(COUNTY, "511602902")


async def fill(county: County) -> list[Key | None]:
    """Transfers in every status, between several bodies; then one department and one township are carried on.

    Tells the bodies whose business accounts may do: the parties and who carries them on, the offices, and strangers.
    """
    item = await county.item()
    pattern = await county.transfer(await county.propose(item))
    async with county.store.changing(EVERYTHING) as session:
        office = departments.NewDepartment(PREFECTURE, "市司法局", offices=(Office.LEGAL,))
        above = await departments.write(session, PREFECTURE, office)
        own = replace(item, key=Key(PREFECTURE, "own"), code="TEST-1", department=above, competent=above)
        secret = replace(item, key=Key(COUNTY, "secret"), code="TEST-2", confidential=True)
        for one in (own, secret):
            await item_changes.write(session, one, fresh=True)
        parties = _parties(own, secret)
        each = [(standing, parties[at % 4]) for n, standing in enumerate(_standings(county)) for at in (n, 3 * n + 1)]
        for n, (standing, given) in enumerate(each):
            one_ = replace(pattern, **{"key": Key(COUNTY, f"standing-{n}"), **given, **standing})
            await write(session, one_, fresh=True)
    heir = await enter_department(county, "区交通和水务局")
    await succeed(county, SuccessionKind.SPLIT, [item.department], [item.department, Heir(heir, (secret.key,))])
    await import_townships(county, {EAST.id: "协兴东镇", WEST.id: "协兴西镇"})
    await succeed(county, SuccessionKind.SPLIT, [XIEXING], [EAST, WEST])
    offices = [await county.actor(account) for account in ("legal_reviewer", "government_officer")]
    held = [Key(*one.body) for one in offices if one.body]
    return [None, item.department, heir, above, *held, GUANSHENG, XIEXING, EAST, Key("511603", "511603101")]


async def acting(county: County, account: str | None, roles: tuple[Role, ...], body: Key | None) -> Actor:
    """An account that does a body's business, or that of whoever carries the body on, as it would sign in."""
    if account is None:
        return Actor(None)
    if body is None:
        return Actor(account, "", roles, None, COUNTY)
    async with county.store.reading(EVERYTHING) as session:
        lineage = await successions.lineage(session, {body.tenant})
    heir = lineage.heir(body)
    return Actor(account, "", roles, heir.pair, COUNTY, estates.of_body(lineage, heir))


def _parties(own: Item, secret: Item) -> list[dict[str, Any]]:
    return [
        {},
        {"receiver": XIEXING, "place": XIEXING.id, "proposer": XIEXING, "proposed_by": "zhang"},
        {"item": own.key, "devolver": own.department, "proposer": None, "proposed_by": "li"},
        {"item": secret.key, "proposed_by": "zhang"},
    ]


def _standings(county: County) -> list[dict[str, Any]]:
    now, day = county.clock(), timedelta(days=1)
    reached = ("submitted_at", "returned_at", "reviewed_at", "accepted_at", "declined_at", "confirmed_at")
    public: dict[str, Any] = {"published_at": now - 9 * day, "effective_from": now - 9 * day}
    waiting: dict[str, Any] = {"reviewed_at": None, "approved_at": None, "published_at": None}
    asked = a_recall(ends=now + day, requested_by="zhang", **waiting)
    unable = replace(asked, ground=RecallGround.RECEIVER_UNABLE, requested_by="li")
    approved = replace(asked, reviewed_at=now - day, approved_at=now - day)
    recalls = (asked, unable, replace(approved, approved_at=None), approved, replace(approved, published_at=now))
    agency: dict[str, Any] = public | {"mode": TransferMode.AGENCY}
    out = replace(OUT, handed_at=now - 5 * day)
    back = replace(out, returned_at=now - 2 * day, return_document="2号")
    return [
        *({name: now - day} for name in reached),
        {"accepted_at": now - day, "mode": TransferMode.ENTRUST},
        *({}, {"withdrawn_at": now - day}, {"published_at": now - day, "effective_from": now + day}, public),
        public | {"effective_to": now - day},
        *(public | {"recall": one} for one in recalls),
        *(agency | {"seals": one} for one in ((), (out,), (back,), (back, out))),
        agency | {"seals": (out,), "effective_to": now - day},
        agency | {"recall": unable, "effective_from": now + day},
        agency | {"recall": unable, "seals": (out,)},
    ]
