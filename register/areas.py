"""The area of a grant 管辖区域: what it names less what it cuts out (R113), and whom its counter serves (R112).

A matter lies in the smallest division that has a code. A park 园区 has one of its own, and is below no township by it:
so a grant to the township says itself whether it reaches the park or leaves it out.
"""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from register import bodies
from register.codes import quoted
from register.records import Body, Item, Key, Transfer
from register.refusals import Invalid, NotLawful, Problem
from register.rules import is_government
from register.words import BodyKind, PowerKind, Stage

MANY = 50
_NAMES = ("also_places", "except_places", "serves")
# What is done to people rather than for them has no counter.
_WITHOUT_COUNTER = frozenset({PowerKind.PENALTY, PowerKind.COERCION})


async def named(session: AsyncSession, transfers: Iterable[Transfer]) -> dict[Key, Body]:
    """The townships and parks that transfers name beside their receivers' places."""
    codes = ((one.key.tenant, code) for one in transfers for name in _NAMES for code in getattr(one, name))
    return await bodies.load(session, {Key(tenant, code) for tenant, code in codes})


def lawful(transfer: Transfer, item: Item, receiver: Body, there: Mapping[Key, Body]) -> None:
    """Refuse with Invalid places that are none, or in no such area; with NotLawful another's area (R110), or R112."""
    if not transfer.speaks_of_more:
        return
    given = {name: getattr(transfer, name) for name in _NAMES}
    if wrong := _problems(transfer, item, given):
        raise Invalid(*wrong, rules=_rules(wrong))
    found = {key.id: body for key, body in there.items() if key.tenant == transfer.key.tenant}
    if wrong := _strange(transfer, given, found):
        remedy = "give the nine digits of townships or parks of the receiver's county"
        raise Invalid(*wrong, remedy=remedy, rules=_rules(wrong))
    _lawful(transfer, item, receiver, found)


def _problems(transfer: Transfer, item: Item, named: Mapping[str, Sequence[str]]) -> list[Problem]:
    wrong = [
        Problem((name, str(n)), "a place is named once, and is not the receiver's own")
        for name, codes in named.items()
        for n, code in enumerate(codes)
        if code == transfer.place or code in codes[:n]
    ]
    wrong += [Problem((name,), f"up to {MANY} places are named") for name, codes in named.items() if len(codes) > MANY]
    if not {*transfer.also_places}.isdisjoint(transfer.except_places):
        wrong.append(Problem(("except_places",), "a place is reached or cut out, not both"))
    if transfer.serves and Stage.ACCEPT not in transfer.stages and item.kind not in _WITHOUT_COUNTER:
        wrong.append(Problem(("serves",), "a counter that serves its neighbours accepts 受理: name that stage"))
    return wrong


def _strange(transfer: Transfer, named: Mapping[str, Sequence[str]], found: Mapping[str, Body]) -> list[Problem]:
    return [
        Problem((name, str(n)), f"no township of {transfer.key.tenant} has the code {quoted(code)}")
        for name, codes in named.items()
        for n, code in enumerate(codes)
        if code not in found or found[code].kind is not BodyKind.TOWNSHIP
    ]


def _rules(wrong: Sequence[Problem]) -> list[str]:
    rules = ["R112" if one.path[0] == "serves" else "R113" for one in wrong]
    return sorted(set(rules))


def _lawful(transfer: Transfer, item: Item, receiver: Body, found: Mapping[str, Body]) -> None:
    """A township's area holds no other township; what is cut out of all of a county may be any of them."""
    of_township = receiver.kind is BodyKind.TOWNSHIP
    within = (*transfer.also_places, *(transfer.except_places if of_township else ()))
    if others := [found[code] for code in within if is_government(found[code])]:
        message = f"`{others[0].name}` is an area of its own, and lies in no other township's"
        raise _refused(transfer, message, "R110", "name parks 园区 and the like that lie in the receiver's own area")
    if not of_township and (transfer.also_places or transfer.serves):
        message = f"`{receiver.name}` reaches all of the county, and serves no neighbours"
        raise _refused(transfer, message, "R112", "leave `alsoPlaces` and `serves` out")
    if transfer.serves and item.kind in _WITHOUT_COUNTER:
        message = f"nobody applies for a {item.kind.chinese}: a counter serves its neighbours, it does not punish there"
        raise _refused(transfer, message, "R112", "leave `serves` out")


def _refused(transfer: Transfer, message: str, rule: str, remedy: str) -> NotLawful:
    return NotLawful(message, rules=[rule], remedy=remedy, holder=transfer.devolver)
