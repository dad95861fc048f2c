"""Transfers that were in force before the register was: items handed over, with the evidence for it."""

from dataclasses import dataclass
from datetime import date, datetime

from register.clock import start_of_day
from register.codes import level_of, quoted
from register.imports.parse.cells import (
    NO_DAY,
    day,
    day_of,
    item_code,
    not_a_word,
    optional_day,
    optional_moment,
    optional_text,
    optional_url,
    parts,
    text,
    word,
    word_of,
)
from register.imports.parse.sheet import Cells, Columns, Parsed, parse
from register.words import BasisLevel, PlaceLevel, ReportGround, Stage, TransferMode

_COLUMNS = Columns(
    required=[
        *(["item_code"], ["receiver"], ["mode"], ["effective_from"], ["basis_level"], ["basis_title"]),
        *(["document"], ["document_date"]),
        *(["published_at", "served_on"], ["published_url", "served_on"]),
    ],
    optional=[
        *("devolver", "effective_to", "stages", "basis_article", "basis_number", "basis_date", "basis_url"),
        *(
            "parts",
            "except_parts",
            "also_places",
            "except_places",
            "serves",
            "condition",
            "condition_met",
            "report_ground",
            "report",
        ),
        *("signed_at", "filing_number", "filed_at", "published_at", "published_url", "served_on"),
    ],
)
_MODES = {"赋权": TransferMode.EMPOWER, "相对集中行使": TransferMode.CONCENTRATE}
STAGES = {"立案": Stage.ACCEPT, "调查": Stage.INVESTIGATE, "取证": Stage.INVESTIGATE, "监督检查": Stage.SUPERVISE}


@dataclass(frozen=True, slots=True)
class BasisRow:
    """What a transfer rests on."""

    level: BasisLevel
    title: str
    article: str | None
    number: str | None
    date: date | None
    url: str | None


@dataclass(frozen=True, slots=True)
class TransferRow:
    """A transfer as a file gives it.

    `receiver` is a township's code or, under CONCENTRATE, a department's name or credit code. Absent: `devolver`, the
    item's department; `stages`, those the mode hands over. `published_at` is the moment the public could know or, where
    the item is confidential, the parties were served (R89).
    """

    line: int
    item_code: str
    receiver: str
    devolver: str | None
    mode: TransferMode
    stages: tuple[Stage, ...]
    parts: tuple[str, ...]
    except_parts: tuple[str, ...]
    also_places: tuple[str, ...]
    except_places: tuple[str, ...]
    serves: tuple[str, ...]
    condition: str | None
    condition_met: str | None
    report: tuple[ReportGround, str] | None
    effective_from: date
    effective_to: date | None
    basis: BasisRow
    document: str
    document_date: date
    signed_at: date | None
    filing_number: str | None
    filed_at: date | None
    published_at: datetime
    published_url: str | None
    served_on: date | None


def parse_transfers(data: bytes) -> Parsed[TransferRow]:
    """Read a file of transfers. Whether they are lawful is for the rules to say."""
    return parse(data, _COLUMNS, _row, _key)


def _row(cells: Cells) -> TransferRow:
    mode = word(cells, "mode", TransferMode, _MODES)
    published_at, published_url, served_on = _publication(cells)
    effective_from, effective_to = _term(cells)
    return TransferRow(
        line=cells.line,
        item_code=item_code(cells, "item_code"),
        receiver=text(cells, "receiver") if mode is TransferMode.CONCENTRATE else _township(cells),
        devolver=optional_text(cells, "devolver"),
        mode=mode,
        stages=_stages(cells),
        parts=parts(cells, "parts"),
        except_parts=parts(cells, "except_parts"),
        also_places=parts(cells, "also_places"),
        except_places=parts(cells, "except_places"),
        serves=parts(cells, "serves"),
        condition=optional_text(cells, "condition"),
        condition_met=optional_text(cells, "condition_met"),
        report=_report(cells),
        effective_from=effective_from,
        effective_to=effective_to,
        basis=_basis(cells),
        document=text(cells, "document"),
        document_date=day(cells, "document_date"),
        signed_at=optional_day(cells, "signed_at"),
        filing_number=optional_text(cells, "filing_number"),
        filed_at=optional_day(cells, "filed_at"),
        published_at=published_at,
        published_url=published_url,
        served_on=served_on,
    )


def _key(cells: Cells) -> tuple[str, tuple[str, ...]]:
    # The same part of an item goes to a receiver once a day, whichever way the day is written.
    start, part = day_of(cells.texts["effective_from"]), cells.texts.get("parts")
    key = (cells.texts["item_code"], cells.texts["receiver"], str(start or ""))
    return "item_code", (*key, part) if part else key


def _township(cells: Cells) -> str:
    code = text(cells, "receiver")
    try:
        good = not code or level_of(code) is PlaceLevel.TOWNSHIP
    except ValueError:
        good = False
    if not good:
        cells.complain("receiver", f"{quoted(code)} is no township: give its division code of 9 digits")
    return code


def _stages(cells: Cells) -> tuple[Stage, ...]:
    stages: dict[Stage, None] = {}
    for found in parts(cells, "stages"):
        stage = word_of(found, Stage, STAGES)
        if stage is None:
            cells.complain("stages", not_a_word(found, Stage))
        else:
            stages[stage] = None
    return tuple(stages)


def _report(cells: Cells) -> tuple[ReportGround, str] | None:
    """Read the special report of a devolver that had received the item itself (R71)."""
    if not (cells.texts.get("report_ground") or cells.texts.get("report")):
        return None
    return word(cells, "report_ground", ReportGround, {}), text(cells, "report")


def _term(cells: Cells) -> tuple[date, date | None]:
    start, end = day(cells, "effective_from"), optional_day(cells, "effective_to")
    if end is not None and end <= start:
        cells.complain("effective_to", f"`{end}` is not after `{start}`, where the transfer begins")
    return start, end


def _basis(cells: Cells) -> BasisRow:
    return BasisRow(
        level=word(cells, "basis_level", BasisLevel, {}),
        title=text(cells, "basis_title"),
        article=optional_text(cells, "basis_article"),
        number=optional_text(cells, "basis_number"),
        date=optional_day(cells, "basis_date"),
        url=optional_url(cells, "basis_url"),
    )


def _publication(cells: Cells) -> tuple[datetime, str | None, date | None]:
    """Read how the transfer became known: published at an address or, being confidential, served on the parties."""
    at, url = optional_moment(cells, "published_at"), optional_url(cells, "published_url")
    served = optional_day(cells, "served_on")
    if cells.texts.get("served_on"):
        for column in ("published_at", "published_url"):
            if cells.texts.get(column):
                cells.complain(
                    column, "is given beside `served_on`: a confidential item is served, others are published"
                )
        return start_of_day(served or NO_DAY), None, served
    for column in ("published_at", "published_url"):
        if not cells.texts.get(column):
            cells.complain(column, "is empty; a confidential item has `served_on` instead")
    return at or start_of_day(NO_DAY), url, None
