"""Codes of divisions, bodies and items, held against real ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.codes import (
    ItemCode,
    Scheme,
    credit_code_problem,
    department_credit_code,
    division_problem,
    item_code_problem,
    level_of,
    organisation_code_problem,
    place_in_code,
    quoted,
    scheme_of,
    tenant_of,
    township_kind,
)
from register.words import PlaceLevel, TownshipKind

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
GOOD = ["91350100M000100Y43", "114400007592141270", "11511301008778183N", "115113010833722043", "11511301MB1D685275"]


# --- divisions


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("51", PlaceLevel.PROVINCE),
        ("5116", PlaceLevel.PREFECTURE),
        ("511602", PlaceLevel.COUNTY),
        ("511602101", PlaceLevel.TOWNSHIP),
    ],
)
def test_the_length_of_a_division_code_is_its_level(code: str, level: PlaceLevel) -> None:
    assert level_of(code) is level


@pytest.mark.parametrize("code", ["", "5", "511", "5116020", "511602000000", "51160a", "５１", "51 ", "-1", "٥١"])
def test_what_is_no_division_code_is_refused_with_the_form_it_should_have(code: str) -> None:
    assert "2, 4, 6 or 9 digits" in (division_problem(code) or "")
    with pytest.raises(ValueError, match="is no division code"):
        level_of(code)


@pytest.mark.parametrize(
    ("code", "tenant"), [("511602101", "511602"), ("511602", "511602"), ("5116", "5116"), ("51", "51")]
)
def test_a_townships_tenant_is_its_county_and_any_other_division_is_its_own(code: str, tenant: str) -> None:
    assert tenant_of(code) == tenant


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("110101001", "东华门街道", TownshipKind.SUBDISTRICT),
        ("441900006", "莞城街道", TownshipKind.SUBDISTRICT),
        ("110105099", "某地区", TownshipKind.SUBDISTRICT),
        ("320707100", "青口镇", TownshipKind.TOWN),
        ("320707199", "海头镇", TownshipKind.TOWN),
        ("511602200", "某乡", TownshipKind.TOWNSHIP),
        ("511602399", "开发区乡", TownshipKind.TOWNSHIP),
        ("110115403", "北京经济技术开发区", TownshipKind.PARK),
        ("150204401", "内蒙古包头钢铁冶金开发区管委会石拐产业园", TownshipKind.PARK),
        ("469001500", "某热带作物园区", TownshipKind.PARK),
        ("511602600", "某某工业园", TownshipKind.PARK),
        ("230229400", "红旗农场", TownshipKind.OTHER),
        ("321081499", "黄海森林公园", TownshipKind.OTHER),
        ("511602601", "某某监狱", TownshipKind.OTHER),
        ("350527000", "金门县", TownshipKind.OTHER),
    ],
)
def test_digits_7_to_9_and_the_name_tell_what_a_receiving_unit_is(code: str, name: str, kind: TownshipKind) -> None:
    assert township_kind(code, name) is kind


# --- bodies


@pytest.mark.parametrize("code", GOOD)
def test_real_credit_codes_pass(code: str) -> None:
    assert credit_code_problem(code) is None


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("1151130108778239R", "`1151130108778239R` has 17 characters, a unified social credit code has 18"),
        ("", "`` has 0 characters, a unified social credit code has 18"),
        ("13440000515356094L", "`13440000515356094L` ends in `L`, its check character would be `A`"),
        ("TE440000GD030003VV", "has `V` at position 17, where a digit or a capital other than I, O, S, V and Z stands"),
        ("1151I301008778183N", "has `I` at position 5, where a digit stands"),
        ("11511301008778183n", "has `n` at position 18, where a digit or a capital other than"),
        ("11511301\n08778183N", "has ` ` at position 9, where a digit or a capital other than"),
    ],
)
def test_a_bad_credit_code_is_refused_with_what_is_wrong_and_where(code: str, message: str) -> None:
    problem = credit_code_problem(code)
    assert problem is not None
    assert problem.endswith(message) or message in problem


@given(st.sampled_from(GOOD), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_a_credit_code_with_one_character_changed_is_refused(code: str, place: int, character: str) -> None:
    changed = code[:place] + character + code[place + 1 :]
    assert (credit_code_problem(changed) is None) == (changed == code)


@given(st.sampled_from(GOOD), st.integers(0, 16))
def test_a_credit_code_with_two_neighbours_swapped_is_refused(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert (credit_code_problem(swapped) is None) == (swapped == code)


@pytest.mark.parametrize("code", ["76726532-X", "76726532X", "00877836X", "008779522", "452259013"])
def test_real_organisation_codes_pass_with_or_without_the_hyphen(code: str) -> None:
    assert organisation_code_problem(code) is None


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("76726532-1", "`76726532-1` ends in `1`, its check character would be `X`"),
        ("7672653-X", "`7672653-X` has `-` at position 8, where a digit or a capital stands"),
        ("8282348", "`8282348` has 7 characters, an organisation code has 9"),
    ],
)
def test_a_bad_organisation_code_is_refused_with_what_is_wrong(code: str, message: str) -> None:
    assert organisation_code_problem(code) == message


@given(st.integers(0, 8), st.sampled_from("0123456789"))
def test_an_organisation_code_with_one_digit_changed_is_refused(place: int, digit: str) -> None:
    changed = "008779522"[:place] + digit + "008779522"[place + 1 :]
    assert (organisation_code_problem(changed) is None) == (changed == "008779522")


# --- items

SICHUAN = [
    "511A0138000000-511602000000-000-115113010833722043-1-00",
    "511Z07001006-511602000000-000-11511301008778183N-1-00",
    "512012002012-511602000000-000-115113010087786859-1-00",
    "1J-5100-00027-511602000000-000-11511301008778386B-1-00",
    "Z-000147-001-511602000000-000-11511301MB1549994W-1-00",
    "A-000123-0001-511602000000-000-115113010833722043-1-00",
    "512B0122600001-511602000000-000-125113010603241893-2-00",
    "513A0166300000-511602000000-000-76726532-X-1-00",
    "E-000004-001-11511301008778386B",
    "H-000185-001-4444444444",
]


@pytest.mark.rule("R97")
@pytest.mark.parametrize(
    ("code", "scheme"),
    [
        *((code, Scheme.SICHUAN) for code in SICHUAN),
        ("11440100007482620J3440102003001", Scheme.GUANGDONG_IMPLEMENTATION),
        ("11440100007482620J344010200400401", Scheme.GUANGDONG_SUBITEM),
        ("440102003001", Scheme.GUANGDONG_BASIC),
        ("44010200300Y", Scheme.GUANGDONG_BASIC),
        ("330275012000", Scheme.OPAQUE),
        ("XK00012003", Scheme.OPAQUE),
        ("海头-001", Scheme.OPAQUE),
        ("11440100007482620K3440102003001", Scheme.OPAQUE),  # the credit code in it has a wrong check character
        ("11440100007482620J7440102003001", Scheme.OPAQUE),  # there is no level 7
    ],
)
def test_a_code_is_read_by_the_scheme_it_fits(code: str, scheme: Scheme) -> None:
    assert ItemCode.of(code) == ItemCode(code, scheme)
    assert item_code_problem(code, scheme) is None


@pytest.mark.parametrize(
    ("code", "scheme", "message"),
    [
        ("", Scheme.OPAQUE, "an item code has 1 to 200 characters, this one has 0"),
        ("x" * 201, Scheme.OPAQUE, "an item code has 1 to 200 characters, this one has 201"),
        (" 1", Scheme.OPAQUE, "the item code ` 1` has spaces around it or control characters in it"),
        ("1\x002", Scheme.OPAQUE, "the item code `1 2` has spaces around it or control characters in it"),
        ("11440100007482620K3440102003001", Scheme.GUANGDONG_IMPLEMENTATION, "its check character would be `J`"),
        ("11440100007482620J3440102003001", Scheme.GUANGDONG_SUBITEM, "33 characters"),
        ("11440100007482620J344010200300101", Scheme.GUANGDONG_IMPLEMENTATION, "31 characters"),
        ("330102003001", Scheme.GUANGDONG_BASIC, "is not `44` and ten digits"),
        ("511A0138000000-5116", Scheme.SICHUAN, "is not written as"),
    ],
)
def test_a_code_that_does_not_fit_a_scheme_is_told_why(code: str, scheme: Scheme, message: str) -> None:
    assert message in (item_code_problem(code, scheme) or "")


def test_text_that_cannot_be_a_code_makes_none() -> None:
    with pytest.raises(ValueError, match="1 to 200 characters"):
        ItemCode.of("")


@given(st.text(max_size=210))
def test_every_text_is_either_refused_or_has_a_scheme(text: str) -> None:
    problem = item_code_problem(text)
    assert problem is not None or item_code_problem(text, scheme_of(text)) is None
    assert "\n" not in (problem or "")


@pytest.mark.parametrize(
    ("code", "place"),
    [
        (SICHUAN[0], "511602"),
        ("511A0138000000-511602101000-000-115113010833722043-1-00", "511602101"),
        ("511A0077700002-510000000000-000-8282348-1-00", "51"),
        ("511A0077700002-511600000000-000-8282348-1-00", "5116"),
        ("E-000004-001-11511301008778386B", None),
        ("11440100007482620J3440102003001", "4401"),
        ("1144000000748373843440107001000", "44"),
        ("440102003001", None),
        ("330275012000", None),
    ],
)
def test_the_division_a_code_names_is_read_from_it(code: str, place: str | None) -> None:
    assert place_in_code(code) == place


# --- the credit code of a department, from the codes of its items


def _item(body: str) -> str:
    return f"511A0138000000-511602000000-000-{body}-1-00"


def test_the_most_frequent_valid_code_of_an_organ_of_state_is_the_departments() -> None:
    found = [GOOD[2], GOOD[3], GOOD[3], "12511301452260997J", "12511301452260997J", "12511301452260997J"]
    assert department_credit_code(map(_item, found)) == GOOD[3]


def test_without_an_organ_of_state_the_most_frequent_valid_code_is_the_departments() -> None:
    found = ["12511300452259013M", "12511301452260997J", "12511301452260997J", "1151130108778239R"]
    assert department_credit_code(map(_item, found)) == "12511301452260997J"


def test_a_tie_is_settled_alike_in_whatever_order_the_items_come() -> None:
    assert department_credit_code(map(_item, GOOD[2:4])) == department_credit_code(map(_item, GOOD[3:1:-1])) == GOOD[2]


def test_a_department_whose_items_hold_no_valid_code_gets_none() -> None:
    assert department_credit_code([_item("083372204"), _item("TE5116020105116050"), "海头-001"]) is None
    assert department_credit_code([]) is None


def test_a_department_of_guangdong_gets_the_code_its_item_codes_begin_with() -> None:
    assert department_credit_code(["11440100007482620J3440102003001"]) == "11440100007482620J"


def test_input_in_a_message_stays_on_one_line_and_short() -> None:
    assert quoted("a\nb\x1b") == "`a b `"
    assert quoted("长" * 100) == f"`{'长' * 60}…`"
