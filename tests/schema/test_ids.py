"""Ids: opaque, one for each thing, and strict about what is one."""

import base64
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from register.records import Key, Kind, Ref
from schema import ids

KINDS = get_args(Kind)
TENANTS = st.from_regex(r"[0-9]{2,9}", fullmatch=True)
NAMES = st.text(st.characters(min_codepoint=33, exclude_categories=["C", "Z"]), min_size=1, max_size=60)
REFS = st.builds(Ref, st.sampled_from(KINDS), st.builds(Key, TENANTS, NAMES))


def spelt(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@given(REFS)
@example(Ref("Account", Key("511602", "张三:甲")))
def test_an_id_names_what_it_was_made_of(ref: Ref) -> None:
    assert ids.decode(ids.encode(ref)) == ref


@given(REFS)
def test_an_id_travels_in_a_url_as_it_is(ref: Ref) -> None:
    assert set(ids.encode(ref)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(st.text())
@example("A" * (ids.LONGEST + 1))
@example("项")
@example("====")
@example("\0")
def test_whatever_is_no_id_names_nothing(text: str) -> None:
    found = ids.decode(text)
    assert found is None or ids.encode(found) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Item",
        "Item:511602",
        "Item:511602:",
        "Item::x",
        "Item:5:x",
        "Item:abc:x",
        "Item:٥١١٦٠٢:x",
        "item:511602:x",
        "Policy:511602:x",
        "Item:511602:x\0",
        "Item:511602:x\ny",
        " Item:511602:x",
    ],
)
def test_what_names_no_thing_is_no_id(text: str) -> None:
    assert ids.decode(spelt(text)) is None


def test_one_thing_has_one_id() -> None:
    one = ids.encode(Ref("Item", Key("511602", "ab")))
    spare_bits = one[:-1] + chr(ord(one[-1]) + 1)
    assert base64.urlsafe_b64decode(spare_bits + "=" * (-len(one) % 4)) == b"Item:511602:ab"
    assert [ids.decode(other) for other in (spare_bits, one + "=", one + "\n", " " + one)] == [None] * 4


def test_a_key_is_read_only_from_an_id_of_its_kind() -> None:
    item = ids.encode(Ref("Item", Key("511602", "x")))
    assert ids.key(item, "Transfer") is None
    assert ids.key(item, "Transfer", "Item") == Key("511602", "x")


@pytest.mark.parametrize(
    ("code", "tenant"), [("51", "51"), ("5116", "5116"), ("511602", "511602"), ("511602100", "511602")]
)
def test_a_place_is_named_by_its_code_in_its_tenant(code: str, tenant: str) -> None:
    assert ids.of_place(code) == Ref("Place", Key(tenant, code))
