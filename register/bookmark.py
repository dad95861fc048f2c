"""Where a follower of the journals has read to 书签: the last number read of each, as one short text.

No clock and no number of the database orders what commits in many counties at once; each journal orders its own, by
numbers without gaps. So the place in all of them is the list of the places in each (docs/decisions/0011).
"""

import base64
import binascii
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from register.codes import division_problem
from register.paging import LAST

LONGEST = 30_000  # characters; a province of 200 journals takes about 1,500
_FORM = 1  # the first byte; another form would have another
_SEAL = 8  # bytes
_DIGITS = (2, 4, 6)
_MORE = 0x80  # the bit of a byte that says that another group of seven bits follows


@dataclass(frozen=True, slots=True)
class Bookmark:
    """How far the journals below a division have been read.

    `read` is the last number read of each journal of which anything was; `last` is the journal read last; `seal` is
    drawn from the hashes of the entries read last, and so from all that was read.
    """

    within: str
    read: Mapping[str, int] = field(default_factory=dict)
    last: str | None = None
    seal: bytes = bytes(_SEAL)

    def pack(self) -> str:
        """Write it as text that travels in a URL as it is."""
        codes = sorted(self.read, key=_number)
        numbers = [_number(self.within), 1 + codes.index(self.last) if self.last else 0]
        before = 0
        for code in codes:
            numbers += [_number(code) - before, self.read[code]]
            before = _number(code)
        packed = bytes([_FORM]) + self.seal + b"".join(map(_varint, numbers))
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")

    @classmethod
    def unpack(cls, text: str) -> "Bookmark":
        """Read what `pack` wrote, and nothing else. A ValueError says that it is none."""
        if len(text) > LONGEST:
            raise ValueError("too long")
        try:
            packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except binascii.Error as error:
            raise ValueError("no base64url") from error
        within, last, *pairs = _numbers(packed[1 + _SEAL :])
        if packed[0] != _FORM or len(pairs) % 2 or last > len(pairs) // 2:
            raise ValueError("another form")
        read, before = dict[str, int](), 0
        for delta, sequence in zip(pairs[::2], pairs[1::2], strict=True):
            before += delta
            read[_code(before)] = sequence
        named = list(read)[last - 1 : last] if last else []
        found = cls(_code(within), read, named[0] if named else None, packed[1 : 1 + _SEAL])
        # One place has one text: a number written in more bytes than it needs is no second one.
        if found.pack() != text or not all(0 < sequence <= LAST for sequence in read.values()):
            raise ValueError("not as it was written")
        if not all(code.startswith(found.within) for code in read):
            raise ValueError("not below its division")
        return found


def seal(hashes: Mapping[str, str]) -> bytes:
    """Draw a seal from the hash of the last entry read of each journal; each stands for all entries before it."""
    said = "\n".join(f"{code} {hashes[code]}" for code in sorted(hashes))
    return hashlib.sha256(said.encode()).digest()[:_SEAL] if hashes else bytes(_SEAL)


def _number(code: str) -> int:
    """A code as a number that keeps the order of codes: `51` before `5116` before `511600` before `511602`."""
    return int(code.ljust(_DIGITS[-1], "0")) * len(_DIGITS) + _DIGITS.index(len(code))


def _code(number: int) -> str:
    digits = _DIGITS[number % len(_DIGITS)]
    code = f"{number // len(_DIGITS):0{_DIGITS[-1]}}"
    if division_problem(code[:digits]) or code[digits:].strip("0"):
        raise ValueError("no code")
    return code[:digits]


def _varint(number: int) -> bytes:
    """A number in as many groups of seven bits as it needs, the lowest first (LEB128)."""
    groups = []
    while number >= _MORE:
        groups.append(number % _MORE | _MORE)
        number //= _MORE
    return bytes([*groups, number])


def _numbers(packed: Iterable[int]) -> Iterator[int]:
    number = shift = 0
    for byte in packed:
        number |= (byte % _MORE) << shift
        shift += 7
        if byte < _MORE:
            yield number
            number = shift = 0
    if shift:
        raise ValueError("cut off")
