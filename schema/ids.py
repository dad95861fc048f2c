"""Ids of the graph: opaque and stable, one for each thing whatever its type. What does not decode names nothing."""

import base64
import binascii
import re
from typing import get_args

from strawberry import ID

from register.records import Key, Kind, Ref

LONGEST = 400
_KINDS = frozenset(get_args(Kind))
_NAMED = re.compile(r"([A-Z][A-Za-z]*):([0-9]{2,9}):(.+)")
_COUNTY_DIGITS = 6


def encode(ref: Ref) -> ID:
    """Name a thing."""
    text = f"{ref.kind}:{ref.key.tenant}:{ref.key.id}"
    return ID(base64.urlsafe_b64encode(text.encode()).decode().rstrip("="))


def decode(id: str) -> Ref | None:
    """Read what an id names; None unless it is exactly what `encode` makes."""
    if len(id) > LONGEST:
        return None
    try:
        text = base64.b64decode(id + "=" * (-len(id) % 4), altchars=b"-_", validate=True).decode()
    except (ValueError, binascii.Error):
        return None
    found = _NAMED.fullmatch(text)
    if not found or found[1] not in _KINDS or not text.isprintable():
        return None
    ref = Ref(found[1], Key(found[2], found[3]))  # type: ignore[arg-type]  # one of Kind, as was just checked
    return ref if encode(ref) == id else None  # one thing has one id: spare bits are not a second spelling


def key(id: str, *kinds: Kind) -> Key | None:
    """Read what an id names if it is of one of these kinds."""
    ref = decode(id)
    return ref.key if ref and ref.kind in kinds else None


def of_place(code: str) -> Ref:
    """Refer to a division; a township lies in the tenant that its county is."""
    return Ref("Place", Key(code[:_COUNTY_DIGITS], code))
