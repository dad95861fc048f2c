"""Unknown words: shown safely, with the word that was perhaps meant and what is foreign in them."""

import pytest

from policies.lines import ACTIONS
from policies.roles import KNOWN
from policies.spelling import quoted, unknown


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("root", "`root` is no role of the register"),
        ("registrer", "`registrer` is no role of the register; did you mean `registrar`?"),
        ("Registrar", "`Registrar` is no role of the register; did you mean `registrar`?"),
        (" registrar", "` registrar` is no role of the register; did you mean `registrar`?"),
        (
            "registrаr",
            (
                "`registrаr` is no role of the register: its character 8 is CYRILLIC SMALL LETTER A; "
                "did you mean `registrar`?"
            ),
        ),
        (
            "ｒegistrar",
            (
                "`ｒegistrar` is no role of the register: its character 1 is FULLWIDTH LATIN SMALL LETTER R; "
                "did you mean `registrar`?"
            ),
        ),
        (
            "regi\u200bstrar",
            "`regi strar` is no role of the register: its character 5 is ZERO WIDTH SPACE; did you mean `registrar`?",
        ),
        ("any\x00one", "`any one` is no role of the register: its character 4 is U+0000; did you mean `anyone`?"),
        (
            "аnуоnе",
            "`аnуоnе` is no role of the register: its character 1 is CYRILLIC SMALL LETTER A; did you mean `anyone`?",
        ),
        ("rооt", "`rооt` is no role of the register: its character 2 is CYRILLIC SMALL LETTER O"),
        ("登记员", "`登记员` is no role of the register"),
        ("", "`` is no role of the register"),
        ("1 == 1) or (1 == 1", "`1 == 1) or (1 == 1` is no role of the register"),
        ("__import__('os')", "`__import__('os')` is no role of the register"),
        ("r.sub\n*", "`r.sub *` is no role of the register: its character 6 is U+000A"),
        ("x" * 1_000_000, f"`{'x' * 60}…` is no role of the register"),
    ],
)
def test_an_unknown_word_is_told_with_what_was_meant_and_what_is_foreign_in_it(word: str, told: str) -> None:
    assert unknown(word, "role", KNOWN) == told


def test_the_nearest_word_is_one_of_those_that_stand_there() -> None:
    assert unknown("transfer:acept", "action", ACTIONS).endswith("; did you mean `transfer:accept`?")
    assert unknown("transfer:acept", "role", KNOWN) == "`transfer:acept` is no role of the register"


def test_what_is_quoted_stays_on_one_line_and_is_cut() -> None:
    assert quoted("a\nb\u202ec") == "`a b c`"
    assert quoted("y" * 60) == f"`{'y' * 60}`"
    assert quoted("y" * 61) == f"`{'y' * 60}…`"
