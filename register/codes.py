"""Codes as the state writes them: divisions, credit codes of bodies, codes of items. Read and checked, never guessed.

A function named `…_problem` answers None for a good code, else what is wrong with it, in words fit for a user.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from register.words import PlaceLevel, TownshipKind, Word

_SHOWN = 60


def quoted(text: str) -> str:
    """Show a piece of input in a message: in backticks, on one line, cut when it is long."""
    line = "".join(character if character.isprintable() else " " for character in text)
    return f"`{line[:_SHOWN]}…`" if len(line) > _SHOWN else f"`{line}`"


# --- divisions: GB/T 2260 down to the county, GB/T 10114 for the three digits below it

_LEVELS = {2: PlaceLevel.PROVINCE, 4: PlaceLevel.PREFECTURE, 6: PlaceLevel.COUNTY, 9: PlaceLevel.TOWNSHIP}

# GB/T 10114 keeps the rest of the thousand for units that are like a township; only the name tells what they are.
_KINDS = (
    (range(1, 100), TownshipKind.SUBDISTRICT),
    (range(100, 200), TownshipKind.TOWN),
    (range(200, 400), TownshipKind.TOWNSHIP),
)
_LIKE_A_TOWNSHIP = range(400, 1000)

# What a zone calls itself in the 2,710 such codes that are in use. Reserves, farms, mines and scenic spots have 区 or
# 园 in their names too and are no zones.
_PARK = re.compile(
    "园区|开发区|管委会|管理委员会|工业园|产业园|科技园|(?<![公花果茶])园$|工业区|加工区|高新区|经开区|新区|保税|自贸"
    "|示范区|聚集区|集聚区|集中区|经济区|合作区|试验区|度假区|渡假区|投资区|产业基地"
)


def division_problem(code: str) -> str | None:
    """Check the form of a division's code: 2, 4, 6 or 9 digits."""
    if code.isascii() and code.isdigit() and len(code) in _LEVELS:
        return None
    return f"{quoted(code)} is no division code: give 2, 4, 6 or 9 digits, such as `5116` or `511602`"


def level_of(code: str) -> PlaceLevel:
    """Tell how high a division stands; a ValueError says what is wrong with a code that is none."""
    if problem := division_problem(code):
        raise ValueError(problem)
    return _LEVELS[len(code)]


def tenant_of(code: str) -> str:
    """Name the tenant whose rows a division's are: the county of a township, itself otherwise."""
    return code[:6]


def township_kind(code: str, name: str) -> TownshipKind:
    """Read what a receiving unit is from digits 7 to 9 of its code and, where these leave it open, from its name."""
    number = int(code[6:9])
    if number in _LIKE_A_TOWNSHIP and _PARK.search(name):
        return TownshipKind.PARK
    return next((kind for numbers, kind in _KINDS if number in numbers), TownshipKind.OTHER)


# --- bodies: GB 32100-2015 (统一社会信用代码, 18) and the GB 11714 organisation code (组织机构代码, 9) inside it

_DIGITS = "0123456789"
_CREDIT_LENGTH = 18
_CREDIT_DIVISION = range(3, 9)  # these positions hold the division of the registrar
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(3**place % 31 for place in range(17))
_ORGANISATION_LENGTH = 9
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def credit_code_problem(code: str) -> str | None:
    """Check a unified social credit code (GB 32100-2015): length, characters, check character."""
    if len(code) != _CREDIT_LENGTH:
        return f"{quoted(code)} has {len(code)} characters, a unified social credit code has 18"
    for place, character in enumerate(code, start=1):
        found = f"{quoted(code)} has {quoted(character)} at position {place}"
        if place in _CREDIT_DIVISION and character not in _DIGITS:
            return f"{found}, where a digit stands"
        if character not in _CREDIT_ALPHABET:
            return f"{found}, where a digit or a capital other than I, O, S, V and Z stands"
    # The standard's formula gives 31 where the sum divides evenly; real codes carry `0` there.
    return _check_problem(code, _CREDIT_ALPHABET[-_weighed(code, _CREDIT_ALPHABET, _CREDIT_WEIGHTS) % 31])


def organisation_code_problem(code: str) -> str | None:
    """Check an organisation code (GB 11714): eight characters and a check character, with or without the hyphen."""
    bare = code[:8] + code[9:] if code[8:9] == "-" else code
    if len(bare) != _ORGANISATION_LENGTH:
        return f"{quoted(code)} has {len(bare)} characters, an organisation code has 9"
    for place, character in enumerate(bare[:8], start=1):
        if character not in _ORGANISATION_ALPHABET:
            return f"{quoted(code)} has {quoted(character)} at position {place}, where a digit or a capital stands"
    return _check_problem(code, "0123456789X"[-_weighed(bare, _ORGANISATION_ALPHABET, _ORGANISATION_WEIGHTS) % 11])


def _weighed(code: str, alphabet: str, weights: tuple[int, ...]) -> int:
    return sum(alphabet.index(character) * weight for character, weight in zip(code, weights, strict=False))


def _check_problem(code: str, expected: str) -> str | None:
    if code[-1] == expected:
        return None
    return f"{quoted(code)} ends in {quoted(code[-1])}, its check character would be `{expected}`"


# --- items: opaque text, a scheme, and a validator for each scheme


class Scheme(Word):
    """A way of writing item codes (GB/T 39554.1-2020 and the provinces' own)."""

    SICHUAN = "SICHUAN", "四川实施清单编码", "item, division, body, version; an older form lacks the division"
    GUANGDONG_IMPLEMENTATION = "GUANGDONG_IMPLEMENTATION", "广东实施编码", "credit code, level, basic code: 31"
    GUANGDONG_SUBITEM = "GUANGDONG_SUBITEM", "广东业务办理项编码", "an implementation code and two digits: 33"
    GUANGDONG_BASIC = "GUANGDONG_BASIC", "广东基本编码", "44, kind, main item, sub-item: 12"
    OPAQUE = "OPAQUE", "其他编码", "any other text, taken as it is"


_SICHUAN = re.compile(
    r"(?P<item>51\d[0-9A-Z]\d{8}(?:\d{2})?|[A-Z]-\d{6}-\d{3,4}|\dJ-\d{4}-\d{5})"  # the item, in three forms
    r"(?:-(?P<place>\d{12})-\d{3}-[0-9A-Za-z-]{1,20}-\d-\d{2}"  # division, serial, body, version
    r"|-[0-9A-Z]{10,18})",  # or the body alone
    re.ASCII,
)
_GUANGDONG = re.compile(r"(?P<body>[0-9A-Z]{18})[1-6]44\d{9}[\dY](?P<more>\d{2})?", re.ASCII)
_GUANGDONG_BASIC = re.compile(r"44\d{9}[\dY]", re.ASCII)
_MOST = 200
_RUNS_WITH_A_BODY = (_CREDIT_LENGTH, 31, 33)


def item_code_problem(code: str, scheme: Scheme = Scheme.OPAQUE) -> str | None:
    """Check an item's code against a scheme; OPAQUE asks only that it be clean text of at most 200 characters."""
    if not code or len(code) > _MOST:
        return f"an item code has 1 to {_MOST} characters, this one has {len(code)}"
    if code != code.strip() or not code.isprintable():
        return f"the item code {quoted(code)} has spaces around it or control characters in it"
    if scheme.startswith("GUANGDONG"):
        return _guangdong_problem(code, scheme)
    if scheme is Scheme.SICHUAN and not _SICHUAN.fullmatch(code):
        return f"{quoted(code)} is not written as `<item>-<12 digits of division>-<3 digits>-<body>-<digit>-<2 digits>`"
    return None


def _guangdong_problem(code: str, scheme: Scheme) -> str | None:
    if scheme is Scheme.GUANGDONG_BASIC:
        return (
            None
            if _GUANGDONG_BASIC.fullmatch(code)
            else f"{quoted(code)} is not `44` and ten digits (`Y` may stand last)"
        )
    parts = _GUANGDONG.fullmatch(code)
    if parts is None or bool(parts["more"]) != (scheme is Scheme.GUANGDONG_SUBITEM):
        length = 33 if scheme is Scheme.GUANGDONG_SUBITEM else 31
        return (
            f"{quoted(code)} is not a credit code, a level from 1 to 6 and a basic code from `44`: {length} characters"
        )
    return credit_code_problem(parts["body"])


def scheme_of(code: str) -> Scheme:
    """Tell the scheme a code is written in: the first whose validator finds nothing, OPAQUE when none does."""
    return next((scheme for scheme in Scheme if item_code_problem(code, scheme) is None), Scheme.OPAQUE)


@dataclass(frozen=True, slots=True)
class ItemCode:
    """An item's code and the scheme it is written in."""

    text: str
    scheme: Scheme

    @classmethod
    def of(cls, text: str) -> "ItemCode":
        """Read a code; a ValueError says what is wrong with text that cannot be one."""
        if problem := item_code_problem(text):
            raise ValueError(problem)
        return cls(text, scheme_of(text))


def common_code(code: str) -> str:
    """The part of an item's code that it shares with the same item of other places; all of it where none is told."""
    if parts := _SICHUAN.fullmatch(code):
        return parts["item"]
    if scheme_of(code) in (Scheme.GUANGDONG_IMPLEMENTATION, Scheme.GUANGDONG_SUBITEM):
        return code[_CREDIT_LENGTH + 1 :]
    return code


def place_in_code(code: str) -> str | None:
    """Name the division an item's code itself names: `511602` for `…-511602000000-…`; None when it names none.

    In Guangdong's codes this is the division of the body's registrar: `4401` for `440100`.
    """
    if (parts := _SICHUAN.fullmatch(code)) and parts["place"]:
        place = parts["place"]
        return place[:9] if place[6:9] != "000" else _without_zeros(place[:6])
    if scheme_of(code) in (Scheme.GUANGDONG_IMPLEMENTATION, Scheme.GUANGDONG_SUBITEM):
        return _without_zeros(code[2:8])
    return None


def _without_zeros(county: str) -> str:
    return county.removesuffix("00").removesuffix("00")


def department_credit_code(item_codes: Iterable[str]) -> str | None:
    """Find a department's credit code in the codes of its items, for its own column is often wrong.

    The most frequent valid code that begins with 11 (organs of state), else the most frequent valid one, else none.
    """
    found = Counter(code for text in item_codes for code in _credit_codes_in(text))
    return min(found, key=lambda code: (not code.startswith("11"), -found[code], code), default=None)


def _credit_codes_in(item_code: str) -> list[str]:
    # Sichuan sets the body apart by hyphens, Guangdong writes it first. Every 18 characters in a row would not do: one
    # in 31 of any such run passes the check.
    runs = re.findall(r"[0-9A-Za-z]+", item_code)
    firsts = (run[:_CREDIT_LENGTH] for run in runs if len(run) in _RUNS_WITH_A_BODY)
    return [code for code in firsts if credit_code_problem(code) is None]
