"""The vocabularies are those of the public contract, each word with its Chinese term."""

import re
from pathlib import Path

import pytest

from register import words
from register.words import PowerKind, Stage, TransferMode, Word

CONTRACT = (Path(__file__).parents[1] / "contract.graphql").read_text(encoding="utf-8")
ENUMS = {
    name: re.sub("#.*", "", body).split()
    for name, body in re.findall(r"^enum (\w+) \{([^}]*)\}", CONTRACT, re.MULTILINE)
}
WORDS = {name: enum for name, enum in vars(words).items() if isinstance(enum, type) and issubclass(enum, Word)}


@pytest.mark.parametrize("name", ENUMS)
def test_an_enum_has_the_values_of_the_contract(name: str) -> None:
    assert [word.value for word in WORDS[name]] == ENUMS[name]


@pytest.mark.parametrize("word", [word for enum in WORDS.values() for word in enum], ids=repr)
def test_a_word_is_described_in_chinese_first(word: Word) -> None:
    assert re.match("[一-龥]", word.description)


@pytest.mark.parametrize("enum", WORDS.values())
def test_no_two_words_of_a_vocabulary_share_a_chinese_term(enum: type[Word]) -> None:
    terms = [term for word in enum for term in word.chinese.split("/")]
    assert len(terms) == len(set(terms))


@pytest.mark.rule("R96")
@pytest.mark.parametrize(
    ("chinese", "kind"),
    [
        ("行政许可", PowerKind.LICENSING),
        ("行政处罚", PowerKind.PENALTY),
        ("行政强制", PowerKind.COERCION),
        ("行政征收", PowerKind.LEVY),
        ("行政给付", PowerKind.PAYMENT),
        ("行政检查", PowerKind.INSPECTION),
        ("行政确认", PowerKind.CONFIRMATION),
        ("行政奖励", PowerKind.REWARD),
        ("行政裁决", PowerKind.ADJUDICATION),
        ("其他行政权力", PowerKind.OTHER),
    ],
)
def test_the_ten_kinds_of_power_are_read_by_their_chinese_names(chinese: str, kind: PowerKind) -> None:
    assert PowerKind.of(chinese) is kind


def test_a_word_is_read_by_its_value_or_by_either_of_two_terms() -> None:
    assert TransferMode.of(" ENTRUST ") is TransferMode.ENTRUST
    assert Stage.of("受理") is Stage.of("立案") is Stage.ACCEPT


@pytest.mark.parametrize("text", ["", "entrust", "受理/立案", "委"])
def test_what_is_not_quite_a_word_is_not_guessed(text: str) -> None:
    assert TransferMode.of(text) is None
    assert Stage.of(text) is None


def test_a_word_is_its_value_wherever_text_is_wanted() -> None:
    assert f"{Stage.DECIDE}" == Stage.DECIDE == "DECIDE"
    assert Stage("DECIDE") is Stage.DECIDE
