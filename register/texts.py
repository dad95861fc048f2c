"""Texts and addresses as callers give them: how long they may be, and what is refused. Pure."""

from datetime import date

from register.refusals import Invalid, Problem

LONG = 10_000  # the longest opinion or plan; longer ones are documents with an address
NAME = 500


ADDRESS = f"an address begins with http:// or https:// and has up to {LONG} characters"


def is_address(url: str) -> bool:
    """Tell whether a reader can be sent there; a `javascript:` is none."""
    return url.startswith(("https://", "http://")) and len(url) <= LONG


def fits(text: str, longest: int) -> bool:
    """Tell whether a text says something and is kept whole: blanks around it take their room in a column, too."""
    return bool(text.strip()) and len(text) <= longest


def problems_of_paper(document: str, document_date: date, url: str, today: date) -> list[Problem]:
    """What is wrong with a document that a government published: its name, its day and where it stands."""
    checks = (
        ("document", not fits(document, NAME), f"a text of 1 to {NAME} characters is wanted"),
        ("document_date", document_date > today, "a paper is not dated in the future"),
        ("url", not is_address(url), ADDRESS),
    )
    return [Problem((path,), message) for path, wrong, message in checks if wrong]


def texts(**given: tuple[str, int]) -> None:
    """Refuse with Invalid texts that are blank or too long."""
    problems = [
        Problem((name,), f"a text of 1 to {longest} characters is wanted")
        for name, (text, longest) in given.items()
        if not fits(text, longest)
    ]
    if problems:
        raise Invalid(*problems)
