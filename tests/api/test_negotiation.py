"""Which of its two media types an answer has."""

import pytest
from starlette.exceptions import HTTPException

from api.negotiation import JSON, RESPONSE, accepted


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ([], JSON),
        ([""], JSON),
        (["*/*"], JSON),
        (["application/*"], JSON),
        ([JSON], JSON),
        ([RESPONSE], RESPONSE),
        ([f"{RESPONSE}, {JSON}"], RESPONSE),
        ([f"{JSON}, {RESPONSE}"], JSON),
        ([JSON, RESPONSE], JSON),
        ([f"{RESPONSE}; charset=utf-8, {JSON}; charset=utf-8"], RESPONSE),
        ([f"{JSON};q=0.5, {RESPONSE}"], RESPONSE),
        ([f"{RESPONSE};q=0.5, {JSON};q=0.9"], JSON),
        ([f"{RESPONSE}, */*"], RESPONSE),
        ([f"*/*, {JSON};q=0"], RESPONSE),
        ([f"{JSON};charset=gbk, */*;q=0.1"], RESPONSE),
        ([f"{RESPONSE.upper()} ; Q=1"], RESPONSE),
        (["text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"], JSON),
        ([f"{JSON};q=high, {RESPONSE};q=0.1"], RESPONSE),
    ],
)
def test_the_most_wanted_type_is_chosen(accept: list[str], chosen: str) -> None:
    assert accepted(accept) == chosen


@pytest.mark.parametrize("accept", ["text/html", f"{JSON};q=0", "image/*, text/*", f"{JSON};charset=gbk", ";;,;q=1"])
def test_who_takes_neither_is_told_so(accept: str) -> None:
    with pytest.raises(HTTPException) as refusal:
        accepted([accept])
    assert refusal.value.status_code == 406
