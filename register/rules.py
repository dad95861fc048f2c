"""What the law asks of a transfer before anybody may propose, confirm or publish it. Pure: facts in, refusals out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from register.codes import level_of
from register.modes import ENFORCEMENT, LAWS, LAWS_AND_RULES, stages_of
from register.records import Basis, Body, Item, Key, ReceiverRequest, SpecialReport
from register.refusals import NotLawful
from register.words import BasisLevel, BodyKind, PlaceLevel, PowerKind, Stage, TownshipKind, TransferMode

UPPER_LAW = LAWS_AND_RULES | {BasisLevel.PROVINCIAL_DECISION}  # 上位法(文)
_GOVERNMENTS = frozenset({TownshipKind.TOWN, TownshipKind.TOWNSHIP, TownshipKind.SUBDISTRICT})
# The modes that take the decision away from the county (docs/decisions/0018).
_AWAY = frozenset({TransferMode.RESTORE, TransferMode.ENTRUST, TransferMode.AUTHORIZE, TransferMode.EMPOWER})
_FREEDOM = re.compile("拘留|限制人身自由")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a transfer would hand over, from whom to whom, and on what it rests."""

    item: Item
    devolver: Body
    receiver: Body
    mode: TransferMode
    basis: Sequence[Basis]
    stages: Sequence[Stage]
    termed: bool
    penalty_goes_along: bool
    outpost: Body | None = None
    report: SpecialReport | None = None
    request: ReceiverRequest | None = None

    @property
    def levels(self) -> frozenset[BasisLevel]:
        """The levels of what it rests on."""
        return frozenset(one.level for one in self.basis)


def lawful(terms: Terms) -> None:
    """Let the terms through, or refuse them with the rule that stands against them."""
    _receiver(terms)
    _devolver(terms)
    if terms.request:
        _request(terms, terms.request)
    if _FREEDOM.search(terms.item.name):
        raise _refused(terms, "a power to restrict personal freedom is never handed down", "R12", "leave it there")
    reserved(terms.item, terms.mode, terms.devolver.key)
    _CHECKS[terms.mode](terms)
    _stages(terms)


def _receiver(terms: Terms) -> None:
    if terms.mode is TransferMode.CONCENTRATE:
        _receiving_department(terms)
    elif terms.receiver.kind is not BodyKind.TOWNSHIP:
        message = f"`{terms.receiver.name}` is a department; a receiver is a township, a sub-district or a park"
        raise _refused(terms, message, "R16", "name a township as receiver")
    elif terms.receiver.key == terms.devolver.key:
        raise _refused(terms, f"`{terms.receiver.name}` hands nothing to itself", "R16", "name another receiver")


def _receiving_department(terms: Terms) -> None:
    receiver, devolver = terms.receiver, terms.devolver
    departments = receiver.kind is devolver.kind is BodyKind.DEPARTMENT
    of_county = departments and level_of(receiver.place) is PlaceLevel.COUNTY
    below = receiver.key.tenant.startswith(devolver.key.tenant)
    if of_county and below and receiver.key != devolver.key:
        return
    raise _refused(
        terms,
        "CONCENTRATE 相对集中 goes to another department of the devolver's county, or of a county below its region; "
        f"`{receiver.name}` is none",
        "R16",
        "name such a department, no outpost 派出机构 and no township; to a township choose another mode",
    )


def _devolver(terms: Terms) -> None:
    if terms.devolver.kind is not BodyKind.DEPARTMENT and terms.report is None:
        raise _refused(
            terms,
            f"`{terms.devolver.name}` hands on what it received only with a special report 专项报告",
            "R71",
            "give the `report` with its ground: no matching office, or no team",
        )


def _request(terms: Terms, request: ReceiverRequest) -> None:
    tests = {"needs the item (迫切需要)": request.needed, "is able to exercise it (能够有效承接)": request.able}
    if failed := [test for test, met in tests.items() if not met]:
        raise _refused(
            terms,
            f"`{terms.receiver.name}` applies for the item, and does not say that it {' and '.join(failed)}",
            "R74",
            "apply again once it is so; till then the department handles it, also at a window 窗口 there",
        )


def reserved(item: Item, mode: TransferMode, devolver: Key) -> None:
    """Refuse with NotLawful (R10) to take from the county what the law gives to the county or above."""
    if item.county_or_above and mode in _AWAY:
        message = f"`{item.name}` is by law for the county or above, and is not handed to a township"
        remedy = "shorten its procedure instead: under AGENCY 代办代行 the township takes the applications"
        raise NotLawful(message, rules=["R10"], remedy=remedy, holder=devolver)


def _restore(terms: Terms) -> None:
    needed = LAWS if terms.item.kind in ENFORCEMENT else UPPER_LAW
    if not terms.levels & needed:
        raise _refused(
            terms,
            f"RESTORE 归还 of a {terms.item.kind.chinese} needs an upper law that lets the township exercise it",
            "R1",
            f"give a basis of one of these levels: {_names(needed)}",
        )


def _entrust(terms: Terms) -> None:
    kind = terms.item.kind
    if terms.devolver.kind is not BodyKind.DEPARTMENT:
        raise _refused(terms, "only a functional department entrusts", "R2", "use another mode")
    if kind is PowerKind.COERCION:
        raise _refused(terms, "coercion 行政强制 is never entrusted (强制法 17)", "R2", "leave it with the department")
    if kind in ENFORCEMENT and not terms.levels & LAWS_AND_RULES:
        raise _refused(
            terms,
            f"ENTRUST 委托 of a {kind.chinese} needs a law, a regulation or a rule behind it (许可法 24, 处罚法 20)",
            "R2",
            f"give a basis of one of these levels: {_names(LAWS_AND_RULES)}",
        )
    if not terms.termed:
        raise _refused(terms, "an entrustment has a term (处罚法 20)", "R210", "give `effectiveTo`", "R55")


def _authorize(terms: Terms) -> None:
    if terms.item.kind in ENFORCEMENT:
        raise _refused(
            terms,
            f"AUTHORIZE 授权 does not carry a {terms.item.kind.chinese}",
            "R3",
            "use RESTORE with an upper law, or EMPOWER with the province's decision",
        )


def _internal(terms: Terms) -> None:
    outpost, devolver = terms.outpost, terms.devolver.key
    sent = outpost and outpost.parent and Key(outpost.key.tenant, outpost.parent) == devolver
    if outpost and sent and outpost.place == terms.receiver.place:
        return
    found = f"`{outpost.name}` is none" if outpost else "none is named"
    message = f"INTERNAL 转内部流程 needs an outpost 派出机构 of the devolver at the receiver's place; {found}"
    raise _refused(terms, message, "R4", "give the `outpost`, or use another mode where the devolver has none there")


def _agency(terms: Terms) -> None:
    if not stages_of(TransferMode.AGENCY, terms.item.kind):
        raise _refused(terms, "nothing of coercion 行政强制 is done by an agent (强制法 17)", "R5", "leave it there")


def _empower(terms: Terms) -> None:
    _decided(terms, "处罚法 24, 许可法 25", "R8")
    if not is_government(terms.receiver):
        raise _refused(
            terms,
            f"EMPOWER 法定赋权 goes to a town, township or sub-district government; `{terms.receiver.name}` is none",
            "R8",
            "name the government the law names, or use another mode",
        )
    _goes_along(terms)


def _concentrate(terms: Terms) -> None:
    _decided(terms, "处罚法 18, 许可法 25", "R16")
    _goes_along(terms)


def _decided(terms: Terms, articles: str, rule: str) -> None:
    decisions = [one for one in terms.basis if one.level is BasisLevel.PROVINCIAL_DECISION]
    if not any(one.number and one.date and one.url for one in decisions):
        raise _refused(
            terms,
            f"{terms.mode} {terms.mode.chinese} rests on a published decision of the province ({articles})",
            rule,
            "give a PROVINCIAL_DECISION with its number, its date and the address of its publication",
        )


def _goes_along(terms: Terms) -> None:
    if terms.item.kind is PowerKind.COERCION and not terms.penalty_goes_along:
        message = "a coercive measure goes only with the penalty it belongs to"
        raise _refused(terms, message, "R11", "hand the department's penalty to the same receiver first")


def is_government(receiver: Body) -> bool:
    """Tell whether it is a town, township or sub-district, which parks are not."""
    # 111 real 街道 have codes of 400 to 599, which say no more than "like a township": there the name decides.
    named = receiver.township is TownshipKind.OTHER and receiver.name.endswith(("镇", "乡", "街道", "街道办事处"))
    return named or receiver.township in _GOVERNMENTS


_CHECKS = {
    TransferMode.RESTORE: _restore,
    TransferMode.ENTRUST: _entrust,
    TransferMode.AUTHORIZE: _authorize,
    TransferMode.INTERNAL: _internal,
    TransferMode.AGENCY: _agency,
    TransferMode.EMPOWER: _empower,
    TransferMode.CONCENTRATE: _concentrate,
}


def _stages(terms: Terms) -> None:
    handed = stages_of(terms.mode, terms.item.kind)
    beyond = [stage for stage in terms.stages if stage not in handed]
    if not beyond:
        return
    rule = "R23" if Stage.SUPERVISE in beyond else _stage_rule(terms)
    message = f"{terms.mode} of a {terms.item.kind.chinese} does not hand over {_names(beyond)}"
    raise _refused(terms, message, rule, f"name stages among {_names(handed)}")


def _stage_rule(terms: Terms) -> str:
    if terms.mode is TransferMode.INTERNAL:
        return "R40"
    return "R7" if terms.item.kind is PowerKind.PENALTY else "R5"


def _refused(terms: Terms, message: str, rule: str, remedy: str, *more: str) -> NotLawful:
    return NotLawful(message, rules=(rule, *more), remedy=remedy, holder=terms.devolver.key)


def _names(words: Sequence[Stage] | frozenset[BasisLevel] | tuple[Stage, ...] | list[Stage]) -> str:
    return ", ".join(sorted(f"{word.value} {word.chinese}" for word in words))
