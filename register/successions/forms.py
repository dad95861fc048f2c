"""What a succession has to say, by its kind: how many bodies, and under what name or code. Pure."""

from dataclasses import dataclass
from datetime import date

from register.codes import credit_code_problem
from register.records import Heir, Key
from register.refusals import Problem
from register.texts import ADDRESS, NAME, fits, is_address
from register.words import BodyKind, SuccessionKind

_NAME = 200  # of a body, as the column is wide
MANY = 50


@dataclass(frozen=True, slots=True)
class NewSuccession:
    """A succession as the document orders it. Of several successors the first has what is named to no other."""

    kind: SuccessionKind
    predecessors: tuple[Key, ...]
    document: str
    document_date: date
    successors: tuple[Heir, ...] = ()
    url: str | None = None
    name: str | None = None
    code: str | None = None


def problems(new: NewSuccession, kind: BodyKind, today: date) -> list[Problem]:
    """Tell what is not well formed, of bodies of a kind."""
    return [*_of_paper(new, today), *_of_bodies(new, kind), *_of_items(new, kind), *_of_names(new, kind)]


def _of_paper(new: NewSuccession, today: date) -> list[Problem]:
    return _wrong(
        ("document", not fits(new.document, NAME), f"a text of 1 to {NAME} characters is wanted"),
        ("document_date", new.document_date > today, "its day has not come; it is recorded from that day on"),
        ("url", new.url is not None and not is_address(new.url), ADDRESS),
    )


def _of_bodies(new: NewSuccession, kind: BodyKind) -> list[Problem]:
    before, after = new.predecessors, [heir.body for heir in new.successors]
    called, several = len(before), len(after)
    same = _is_the_same(new.kind, kind)
    merge, alone = new.kind is SuccessionKind.MERGE, new.kind is not SuccessionKind.MERGE
    split, recode = new.kind is SuccessionKind.SPLIT, new.kind is SuccessionKind.RECODE and not same
    onto_itself = not split and not merge and bool({*before} & {*after})
    return _wrong(
        ("predecessors", merge and called <= 1, "MERGE 合并 is of two or more; whichever goes on is among them"),
        ("predecessors", alone and called != 1, f"{new.kind} {new.kind.chinese} is of one body"),
        ("predecessors", max(called, several) > MANY, f"up to {MANY} bodies are named"),
        ("predecessors", len({*before}) != called, "a body is named once"),
        ("successors", len({*after}) != several, "a body is named once"),
        ("successors", same and several > 0, "it is the same body; leave `successors` out"),
        ("successors", merge and several != 1, "MERGE 合并 makes one"),
        ("successors", recode and several != 1, "name the township of the new code"),
        ("successors", split and several <= 1, "SPLIT 分立 makes two or more, itself among them if it goes on"),
        ("successors", new.kind is SuccessionKind.ABOLISH and several < 1, _ABOLISHED),
        ("successors", onto_itself, "a body is not its own successor"),
    )


# 行诉法解释 23: where nobody carries the powers on, the government the body belonged to answers.
_ABOLISHED = "name who carries it on; where nobody does, the government's office, which answers then"


def _of_items(new: NewSuccession, kind: BodyKind) -> list[Problem]:
    named = [item for heir in new.successors for item in heir.items]
    divides = len(new.successors) > 1 and kind is BodyKind.DEPARTMENT
    return _wrong(
        ("successors", bool(named) and not divides, "items are named where a department's are divided among several"),
        ("successors", len({*named}) != len(named), "an item goes to one of them"),
    )


def _of_names(new: NewSuccession, kind: BodyKind) -> list[Problem]:
    rename, same = new.kind is SuccessionKind.RENAME, _is_the_same(new.kind, kind)
    name, code = new.name, new.code
    named = name is not None and not fits(name, _NAME)
    return _wrong(
        ("name", rename and name is None, "RENAME 更名 gives a name"),
        ("name", named, f"a name has 1 to {_NAME} characters"),
        ("name", not rename and name is not None, "another name is given by RENAME 更名; a new body has its own"),
        ("code", same and not rename and code is None, "RECODE 变更代码 gives a department's new credit code"),
        ("code", code is not None and not (same and kind is BodyKind.DEPARTMENT), "a department's own code is given"),
        ("code", code is not None and bool(credit_code_problem(code)), "the credit code does not pass its check"),
    )


def _is_the_same(kind: SuccessionKind, body: BodyKind) -> bool:
    """The body is the same one, called otherwise: a township's code is what it is known by, a department's is not."""
    return kind is SuccessionKind.RENAME or (kind is SuccessionKind.RECODE and body is BodyKind.DEPARTMENT)


def _wrong(*checks: tuple[str, bool, str]) -> list[Problem]:
    return [Problem((path,), message) for path, wrong, message in checks if wrong]
