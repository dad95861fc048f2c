"""A word that nobody knows, told gently: shown safely, with the word that was perhaps meant and what is foreign in it.

Whatever stands where a word should is only ever compared and shown: text that tries to be code is an unknown word.
"""

import unicodedata
from collections.abc import Collection
from difflib import get_close_matches
from functools import lru_cache

_SHOWN = 60
_LIKELY = 0.7  # how alike two words are (difflib) before one is offered for the other
# Letters of other scripts that are drawn like one of ours: what is meant by a word is looked for with ours.
_DRAWN_ALIKE = str.maketrans("асԁеһіјӏорѕтухмнвкгпαεινορτυ", "acdehijlopstyxmhbkrnaeivoptu")


def quoted(text: str) -> str:
    """Show a piece of input in a message: in backticks, on one line, cut when it is long."""
    line = "".join(character if character.isprintable() else " " for character in text[: _SHOWN + 1])
    return f"`{line[:_SHOWN]}…`" if len(line) > _SHOWN else f"`{line}`"


def unknown(word: str, what: str, known: Collection[str]) -> str:
    """Say that a word is none of those known, `what` they are; name the nearest and the character that is foreign."""
    if len(word) > _SHOWN:
        return f"{quoted(word)} is no {what} of the register"
    return _unknown(word, what, frozenset(known))


@lru_cache(maxsize=4096)
def _unknown(word: str, what: str, known: frozenset[str]) -> str:
    nearest, foreign = _nearest(word, known), next((one for one in word if not _ours(one)), None)
    told = f"{quoted(word)} is no {what} of the register"
    if foreign and (nearest or any(_ours(one) and one.isalpha() for one in word)):
        told += f": its character {word.index(foreign) + 1} is {_name(foreign)}"
    return f"{told}; did you mean `{nearest}`?" if nearest else told


def _ours(character: str) -> bool:
    return character.isascii() and character.isprintable()


def _name(character: str) -> str:
    return unicodedata.name(character, f"U+{ord(character):04X}")


def _nearest(word: str, known: frozenset[str]) -> str | None:
    plain = unicodedata.normalize("NFKC", word).casefold().translate(_DRAWN_ALIKE)
    plain = "".join(one for one in plain if one.isprintable()).strip()
    return plain if plain in known else next(iter(get_close_matches(plain, sorted(known), 1, _LIKELY)), None)
