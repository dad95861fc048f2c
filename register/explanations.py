"""A ruling in words: who held the power, since when, by which document, what the rule is. Pure."""

from collections.abc import Mapping

from register import conduct, rulings
from register.authority import Question
from register.clock import day_of
from register.lineage import Lineage
from register.records import Authority, Body, Key, Transfer
from register.rulebook import RULES
from register.words import Validity

# What brings a power down, in the order in which one asks to see it.
_DEEDS = ("政府文件", "委托书")


def explain(
    ask: Question, found: Authority, body: Body, known: Mapping[Key, Body], validity: Validity, rule: str = ""
) -> str:
    """Tell in a paragraph what is held of an act by a body, under the rule that stands against it, if one does."""
    verdict = f"What {body.name} did is {validity.chinese} {validity}"
    if rule in conduct.RULES:
        verdict += f", since {conduct.lacking(rule, ask, body)},"
    if rule:
        verdict += f" by {rule} ({rulings.articles(rule, ask.item.kind)}): {RULES[rule].text}"
    else:
        verdict += f" ({', '.join(found.rules)})."
    return f"{_held(ask, found, known)} {verdict} This is the register's opinion, not a court's."


def carried_on(holder: Key | None, known: Mapping[Key, Body], lineage: Lineage) -> list[str]:
    """Tell by which documents a holder carries on what others were."""
    found = lineage.origins(holder) if holder and holder in known else ()
    return [f"It carries on since {one.document_date} by document {one.document} (R207)." for one in found]


def succeeds(body: Body, successor: Body) -> str:
    """Tell who answers for what a body did that is no more."""
    return f"Its successor {successor.name} carries on what {body.name} was, and answers for it (R207)."


def _held(ask: Question, found: Authority, known: Mapping[Key, Body]) -> str:
    power = f"{ask.stage.chinese} of `{ask.item.name}` at `{ask.matter.place}` on {day_of(ask.at)}"
    holder = known.get(found.holder) if found.holder else None
    if holder is None:
        return f"Nobody held {power}."
    through = next((one for one in ask.transfers if one.key == found.transfer), None)
    if through is None:
        own = "whose item it is" if holder.key == ask.item.department else "who supervises it"
        return f"{holder.name}, {own}, held {power}."
    devolver = known[through.devolver].name
    since = f"since {day_of(through.begins)}" if through.begins else "not yet published"
    by = f"{since} by {through.mode.chinese} {through.mode} of {devolver}"
    return f"{holder.name} held {power}, {by}, {_paper(through)}."


def _paper(transfer: Transfer) -> str:
    """The document by which it was handed over, or else what it rests on."""
    deeds = [one.number for kind in _DEEDS for one in transfer.documents if one.kind == kind and one.number]
    bases = [f"{one.title} {one.number or one.article or ''}".strip() for one in transfer.basis]
    return next((f"document {one}" for one in (*deeds, *bases)), "without a document on record")
