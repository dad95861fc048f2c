"""Reading one cell as what it should be.

Each function notes what is wrong and gives a stand-in, so that the other cells of the line are read too; the line is
then dropped.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import TypeVar
from urllib.parse import urlsplit

from register.clock import start_of_day
from register.codes import item_code_problem, quoted
from register.imports.parse.sheet import Cells
from register.words import Word

NAME = 200
TEXT = 2000

AnyWord = TypeVar("AnyWord", bound=Word)
NO_DAY = date(1900, 1, 1)  # stands in for a day that could not be read
_YEARS = range(1949, 2200)  # years beyond these are slips of the pen, and the first and last of all overflow in UTC
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|年(\d{1,2})月(\d{1,2})日)", re.ASCII)
_TRUE = {"true", "yes", "1", "是"}
_FALSE = {"", "false", "no", "0", "否"}


def optional_text(cells: Cells, column: str, most: int = NAME) -> str | None:
    """Read a text that may be absent."""
    text = cells.texts.get(column, "")
    if len(text) > most:
        cells.complain(column, f"has {len(text)} characters, at most {most} are kept")
    elif any(ord(character) < ord(" ") and character not in "\n\r\t" for character in text):
        cells.complain(column, f"{quoted(text)} has a control character in it")
    return text or None


def text(cells: Cells, column: str, most: int = NAME) -> str:
    """Read a text that must be there."""
    if (found := optional_text(cells, column, most)) is None:
        cells.complain(column, "is empty")
    return found or ""


def item_code(cells: Cells, column: str) -> str:
    """Read an item's code, of whatever scheme."""
    code = cells.texts.get(column, "")
    if problem := item_code_problem(code) if code else "is empty":
        cells.complain(column, problem)
    return code


def optional_day(cells: Cells, column: str) -> date | None:
    """Read a day that may be absent: `2024-06-01`, or as spreadsheets and documents write it."""
    if not (found := cells.texts.get(column, "")):
        return None
    if (day := day_of(found)) is None:
        cells.complain(column, f"{quoted(found)} is no day from {_YEARS[0]} to {_YEARS[-1]}: write it as `2024-06-01`")
    return day


def day(cells: Cells, column: str) -> date:
    """Read a day that must be there."""
    if not cells.texts.get(column):
        cells.complain(column, "is empty")
    return optional_day(cells, column) or NO_DAY


def day_of(found: str) -> date | None:
    """Read a day, `2024-06-01`, `2024/6/1` or `2024年6月1日`; None when it is none."""
    if not (parts := _DATE.fullmatch(found)):
        return None
    year, month, day = (int(part) for part in parts.groups() if part is not None)
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def optional_moment(cells: Cells, column: str) -> datetime | None:
    """Read a moment that may be absent: a day, which begins at midnight in China, or a time with its offset."""
    if not (found := cells.texts.get(column, "")):
        return None
    if whole_day := day_of(found):
        return start_of_day(whole_day)
    try:
        moment = datetime.fromisoformat(found)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or moment.year not in _YEARS:
        cells.complain(column, f"{quoted(found)} is no moment: write `2024-06-01` or `2024-06-01T09:00:00+08:00`")
        return None
    return moment


def word(cells: Cells, column: str, words: type[AnyWord], synonyms: Mapping[str, AnyWord]) -> AnyWord:
    """Read a word of a closed vocabulary: its value, its Chinese term or a synonym."""
    found = cells.texts.get(column, "")
    read = word_of(found, words, synonyms)
    if read is None:
        cells.complain(column, not_a_word(found, words) if found else "is empty")
    return read or next(iter(words))


def word_of(found: str, words: type[AnyWord], synonyms: Mapping[str, AnyWord]) -> AnyWord | None:
    """Look a word up; None when it is not of the vocabulary."""
    return words.of(found) or synonyms.get(found)


def not_a_word(found: str, words: type[AnyWord]) -> str:
    """Say that a word is not of the vocabulary, and what is."""
    return (
        f"{quoted(found)} is not known here: use one of {', '.join(f'{each.value} ({each.chinese})' for each in words)}"
    )


def flag(cells: Cells, column: str) -> bool:
    """Read yes or no; an empty cell is no."""
    found = cells.texts.get(column, "").lower()
    if found not in _TRUE | _FALSE:
        cells.complain(column, f"{quoted(found)} is neither yes nor no: write `true` or `false`")
    return found in _TRUE


def parts(cells: Cells, column: str, most: int = TEXT) -> tuple[str, ...]:
    """Read several texts parted by semicolons, of either width."""
    found = optional_text(cells, column, most) or ""
    return tuple(part.strip() for part in re.split("[;；]", found) if part.strip())


def optional_url(cells: Cells, column: str) -> str | None:
    """Read a web address that may be absent."""
    if (found := optional_text(cells, column, TEXT)) is None:
        return None
    try:
        address = urlsplit(found)
        good = address.scheme in {"http", "https"} and bool(address.hostname) and not re.search(r"\s", found)
    except ValueError:
        good = False
    if not good:
        cells.complain(column, f"{quoted(found)} is no web address: it begins with `https://` or `http://`")
    return found
