"""Parts of an item 部分事项: sub-items 子项 or described scopes, which a grant covers or leaves out (R206). Pure."""

from collections.abc import Collection, Sequence

from register.authority import Question
from register.codes import quoted
from register.records import Case
from register.refusals import Invalid, Problem
from register.words import Stage

MANY = 50
LONGEST = 200  # "危险化学品、矿山安全、烟花爆竹除外" has 18 characters


def problems(path: str, names: Sequence[str]) -> list[Problem]:
    """Tell what is wrong with names of parts, each where it is."""
    if len(names) > MANY:
        return [Problem(tuple(path.split(".")), f"up to {MANY} parts are named")]
    message = f"a part has a name of 1 to {LONGEST} characters, without blanks around it, and is named once"
    return [
        Problem((*path.split("."), str(n)), message)
        for n, name in enumerate(names)
        if not 1 <= len(name) <= LONGEST or name != name.strip() or name in names[:n]
    ]


def problems_of_grant(parts: Sequence[str], except_parts: Sequence[str]) -> list[Problem]:
    """Tell what is wrong with the parts that a grant covers, and those it leaves out."""
    wrong = [*problems("parts", parts), *problems("except_parts", except_parts)]
    if not set(parts).isdisjoint(except_parts):
        wrong.append(Problem(("except_parts",), "a part is covered or left out, not both"))
    return wrong


def told(ask: Question, case: Case | None, stages: Collection[Stage]) -> None:
    """Refuse with Invalid a matter whose parts are not said, or not known, where they decide whose these stages are.

    Otherwise a barred department would leave the part out, and pass (R206).
    """
    named = ask.named_parts(stages)
    if not named:
        return
    choices = ", ".join(quoted(part) for part in named)
    said = ask.matter.parts
    if said is None and case:
        message = f"the case was filed without its parts, and a grant tells them apart there: {choices}"
        remedy = "close it, and open another by leaving the case out"
        raise Invalid.at("facts.case", message, remedy=remedy, rules=["R206"])
    if said is None:
        message = f"what was handed over there tells parts of the item apart: {choices}"
        raise Invalid.at("facts.parts", message, remedy="give those it falls under; `[]` if none", rules=["R206"])
    known = {part for one in ask.transfers if one.published_at for part in one.named_parts}
    strange = [n for n, part in enumerate(said) if part not in known]
    if strange and not case:
        message = f"no grant there names this part; told apart are {choices}"
        remedy = "name it as the grant does; leave it out if none does"
        raise Invalid(*(Problem(("facts", "parts", str(n)), message) for n in strange), remedy=remedy, rules=["R206"])
