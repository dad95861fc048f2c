"""What has to be there before a batch goes on 先立后破: until the new holder is ready the old one stays. Pure.

Which piece is whose, before which step, and what it says, is one table, so that a lawyer can check it line by line.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from register.pieces import Content, Piece
from register.records import Key, Paper, Transfer
from register.refusals import NotLawful
from register.words import Office, TransferMode

SUBMIT, ACCEPT, PUBLISH = STEPS = ("transfer:submit", "transfer:accept", "transfer:publish")


class Line(NamedTuple):
    """Whose a piece is, before which step it is there (None: after the effect), by which rules, what it has to say.

    `copied` are the offices that get a copy. A piece that `arises` is filed where there is something to report, at any
    time, and nothing waits for it. One `of_base` goes with what is handed down to the base, which CONCENTRATE does not.
    """

    of: Office | Literal["devolver", "receiver"]
    before: str | None
    rules: tuple[str, ...]
    contents: tuple[Content, ...] = ()
    copied: tuple[Office, ...] = ()
    arises: bool = False
    of_base: bool = False


_MEASURES = (Content.DETAILS, Content.METHOD, Content.BOUNDARY, Content.DUTIES, Content.OTHER)
_PLAN = (Content.ITEMS, Content.BODIES, Content.PREPARATION, Content.TIME, Content.GUIDE, Content.FLOW_CHART)
LINES = {
    Piece.MEASURES: Line(
        "devolver",
        SUBMIT,
        ("R54", "R56"),
        _MEASURES,
        (Office.REFORM, Office.STAFFING, Office.SERVICE),
    ),
    Piece.CATALOGUE: Line("devolver", SUBMIT, ("R64",), copied=(Office.SERVICE,), of_base=True),
    Piece.PLAN: Line(
        "receiver",
        ACCEPT,
        ("R58", "R61"),
        _PLAN,
        (Office.REFORM, Office.LEGAL, Office.STAFFING, Office.SERVICE),
    ),
    Piece.LIAISON: Line("receiver", ACCEPT, ("R61",)),
    Piece.OFFICE: Line(Office.STAFFING, ACCEPT, ("R66", "R59"), copied=(Office.LEGAL,)),
    Piece.TRAINING_PLAN: Line("devolver", PUBLISH, ("R61", "R148")),
    Piece.TRAINING: Line("devolver", PUBLISH, ("R147", "R77")),
    Piece.LAW_TRAINING: Line(Office.LEGAL, PUBLISH, ("R147", "R77")),
    Piece.PLATFORM_TRAINING: Line(Office.SERVICE, PUBLISH, ("R147", "R77")),
    Piece.QUALIFICATION: Line(Office.LEGAL, PUBLISH, ("R70", "R77")),
    Piece.RULES: Line(Office.LEGAL, PUBLISH, ("R192", "R77")),
    Piece.STANDARDS: Line(Office.LEGAL, PUBLISH, ("R67",), copied=(Office.SERVICE,)),
    Piece.OVERSIGHT: Line(Office.INSPECTORATE, PUBLISH, ("R192", "R77")),
    Piece.READINESS: Line("receiver", PUBLISH, ("R77",)),
    Piece.FEEDBACK: Line("receiver", None, ("R61",)),
    # Whose “分别” is whose goes by their subject. What is handed on rests on its own report besides (R71).
    Piece.RETRANSFER_REPORT: Line("receiver", None, ("R60",), copied=(Office.LEGAL,), arises=True),
    Piece.STAFFING_REPORT: Line("receiver", None, ("R60",), copied=(Office.STAFFING,), arises=True),
    Piece.OFFLINE_REPORT: Line("receiver", None, ("R60",), copied=(Office.SERVICE,), arises=True),
}


@dataclass(frozen=True, slots=True)
class Wanting:
    """A piece that is not there yet, and whose it is: a party, or an office."""

    piece: Piece
    body: Key | None
    office: Office | None


def wanting(transfers: Iterable[Transfer], papers: Collection[Paper], offices: Collection[Office]) -> Iterator[Wanting]:
    """Tell what is not there yet of all that goes with transfers of a batch, in the order of the table.

    What would be the piece of an office that nobody in the county holds is not waited for.
    """
    parties = list(transfers)
    there = {(one.piece, one.body) for one in papers}
    filed = {one.piece for one in papers}
    for piece, line in LINES.items():
        if line.arises:
            continue
        if isinstance(line.of, Office):
            if line.of in offices and piece not in filed:
                yield Wanting(piece, None, line.of)
            continue
        concerned = [one for one in parties if not (line.of_base and one.mode is TransferMode.CONCENTRATE)]
        for body in dict.fromkeys(getattr(one, line.of) for one in concerned):
            if (piece, body) not in there:
                yield Wanting(piece, body, None)


def ready(transfer: Transfer, step: str, papers: Collection[Paper], offices: Collection[Office]) -> None:
    """Refuse with NotLawful to take a step with a transfer of a batch before what has to come first is there."""
    lacking = [one for one in wanting([transfer], papers, offices) if LINES[one.piece].before == step]
    if lacking:
        names = ", ".join(f"{one.piece} {one.piece.chinese}" for one in lacking)
        rules = dict.fromkeys(rule for one in lacking for rule in LINES[one.piece].rules)
        message = f"before `{step}` of a batch there must be {names}"
        raise NotLawful(message, rules=tuple(rules), remedy="whoever each belongs to files it with `fileBatch`")


def belongs_to(piece: Piece, body: Key, offices: Collection[Office], transfers: Iterable[Transfer]) -> bool:
    """Tell whether a piece of a batch is a body's to file."""
    of = LINES[piece].of
    return of in offices if isinstance(of, Office) else any(getattr(one, of) == body for one in transfers)
