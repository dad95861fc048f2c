"""A bookmark as text: it says where it is, exactly, shortly, and in one way only."""

import base64
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.bookmark import Bookmark, seal
from register.paging import LAST

URL_SAFE = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
REGIONS = st.from_regex(r"[1-9][0-9]([0-9]{2})?", fullmatch=True)


@st.composite
def bookmarks(draw: st.DrawFn) -> Bookmark:
    within = draw(REGIONS)
    endings = st.sampled_from([size for size in (0, 2, 4) if len(within) + size <= 6]).flatmap(
        lambda size: st.from_regex(f"[0-9]{{{size}}}", fullmatch=True)
    )
    read = draw(st.dictionaries(endings.map(lambda ending: within + ending), st.integers(1, LAST)))
    last = draw(st.sampled_from([None, *read])) if read else None
    return Bookmark(within, read, last, draw(st.binary(min_size=8, max_size=8)))


@given(bookmarks())
def test_what_is_packed_is_what_is_unpacked(bookmark: Bookmark) -> None:
    text = bookmark.pack()
    assert Bookmark.unpack(text) == bookmark
    assert set(text) <= URL_SAFE


@given(bookmarks(), st.data())
def test_one_place_has_one_text(bookmark: Bookmark, data: st.DataObject) -> None:
    text = bookmark.pack()
    where = data.draw(st.integers(0, len(text) - 1))
    for other in (text[:where], text[:where] + data.draw(st.characters()) + text[where + 1 :], text + "A", text + "="):
        if other == text:
            continue
        try:
            found = Bookmark.unpack(other)
        except ValueError:
            continue
        assert found != bookmark
        assert found.pack() == other


@given(st.text())
def test_whatever_is_no_bookmark_is_refused_as_such(text: str) -> None:
    with suppress(ValueError):
        assert Bookmark.unpack(text).pack() == text


def spelt(*packed: int) -> str:
    return base64.urlsafe_b64encode(bytes(packed)).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "AQ",
        "A" * 40_000,
        spelt(1, *bytes(8)),
        "Ag" + Bookmark("51").pack()[2:],
        Bookmark("51", {"5116": 0}).pack(),
        Bookmark("51", {"5116": LAST + 1}).pack(),
        Bookmark("51", {"3207": 1}).pack(),
        Bookmark("51", {"51": 1}).pack() + "gICAgICAgICAgICA",
    ],
)
def test_what_leads_nowhere_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Bookmark.unpack(text)


def test_a_bookmark_of_a_whole_province_is_short() -> None:
    counties = {f"51{n // 10:02}{n % 10:02}": 2_000_000 for n in range(200)}
    assert len(Bookmark("51", counties, "511602").pack()) < 1800


def test_a_seal_tells_journals_with_other_entries_apart() -> None:
    one = {"511602": "a" * 64, "511603": "b" * 64}
    assert seal(one) == seal(dict(reversed(one.items())))
    others = [{}, {"511602": "a" * 64}, {**one, "511603": "c" * 64}, {"511602": "b" * 64, "511603": "a" * 64}]
    assert len({seal(one), *map(seal, others)}) == 5
