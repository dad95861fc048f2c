"""Rules of law 规则 as shown beside what they decide."""

from collections.abc import Iterable

from register import rulebook
from schema.declare import Shown, field, object_type


@object_type("规则: a rule of law this register holds to")
class Rule(Shown[rulebook.Rule]):
    id: str = field("编号: its number, such as R26")
    text: str = field("内容: what it says")
    basis: str = field("依据: the law or the clause it rests on")
    source: str = field("出处: the document it is from")


def rules(numbers: Iterable[str]) -> list[Rule]:
    """Show the rules of these numbers, in their order."""
    return [Rule.of(rulebook.rule(number)) for number in numbers]
