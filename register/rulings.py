"""What becomes of an act: valid, void or voidable, who answers for it and where to complain. Pure."""

from datetime import date, datetime

from register.clock import day_of
from register.records import Body
from register.words import PowerKind, Validity

# 行政复议法 as revised in 2023, art. 90: in force from this day. Before it, art. 12 of 2017 gave a choice.
REVIEW_LAW_OF_2023 = date(2024, 1, 1)
# Bodies under vertical leadership, whose acts go to the department above (行政复议法 27).
_VERTICAL = ("税务", "海关", "国家安全", "金融监管", "外汇管理")
# Continued exercise of what was handed down, or concentrated elsewhere: the documents that call it void.
_CONTINUED = {"R26": "000§19", "R27": "000§19", "R32": "002·3·四(二)", "R117": "002·1B2"}
# So is what a body does that is no more: it is no subject of administration 主体资格 (复议法 67).
_VOID = _CONTINUED | {"R207": "行政诉讼法 art. 75"}
# An act under these rules rested on no grant at all; under the others the body held something, and went beyond it.
_WITHOUT_GRANT = frozenset({"R12", "R34", "R36", "R92", "R209"})


def validity(rule: str, kind: PowerKind) -> Validity:
    """Judge an act that a rule of law stands against.

    Continued exercise after a transfer is void (R26, R32), under another name too (R27, R117), and so is an act of a
    body that is no more (R207), but a permit is only revocable (许可法 69); a penalty by a body without any grant, or
    after its recall, is void (处罚法 38); going beyond a grant makes an act voidable (行诉法 70).
    """
    if rule in _VOID:
        return Validity.VOIDABLE if kind is PowerKind.LICENSING else Validity.VOID
    if rule in _WITHOUT_GRANT and kind is PowerKind.PENALTY:
        return Validity.VOID
    return Validity.VOIDABLE


# How an act is to be done, by the law on each kind of it.
_CONDUCT = {
    ("R146", PowerKind.PENALTY): "行政处罚法 art. 42",
    ("R146", PowerKind.COERCION): "行政强制法 art. 18",
    ("R146", PowerKind.INSPECTION): "行政处罚法 art. 55",
    ("R151", PowerKind.PENALTY): "行政处罚法 art. 58",
}


def articles(rule: str, kind: PowerKind) -> str:
    """Name the article behind a judgement."""
    if (rule, kind) in _CONDUCT:
        return _CONDUCT[rule, kind]
    if kind is PowerKind.LICENSING:
        return "行政许可法 art. 69"
    if rule in _WITHOUT_GRANT and kind is PowerKind.PENALTY:
        return "行政处罚法 art. 38"
    return _VOID.get(rule, "行政诉讼法 art. 70")


def review_body(respondent: Body, government: str, at: datetime) -> str:
    """Name where the act can be reviewed (R142): the county's or region's government, as the law stood that day.

    `government` is the name of the county or region the respondent belongs to.
    """
    same_level = f"{government}人民政府"
    if any(word in respondent.name for word in _VERTICAL):
        return "上一级主管部门"
    if respondent.township is None and day_of(at) < REVIEW_LAW_OF_2023:
        return f"{same_level}或上一级主管部门"
    return same_level
