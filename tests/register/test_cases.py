"""docs/cases.md: each case is run from the lines in which it is told."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from register import authority as lawful
from register.authority import Question
from register.clock import start_of_day
from register.lineage import NONE, Lineage
from register.modes import stages_of
from register.powers.answers import rule_on
from register.records import (
    Authority,
    Body,
    Case,
    Certificate,
    Conduct,
    Designation,
    Heir,
    Key,
    Matter,
    Passing,
    Retained,
    Reversion,
    Ruling,
    Sanction,
    Succession,
    Transfer,
)
from register.rulebook import rule
from register.words import OpenCases, Party, PowerKind, SanctionKind, Stage, SuccessionKind, TownshipKind, TransferMode
from tests.builders import (
    BUREAU,
    CITY,
    COUNTY,
    OTHER_TOWN,
    OUTPOST,
    TOWN,
    TRANSPORT,
    WATER,
    a_recall,
    a_town,
    a_transfer,
    an_item,
)

TEXT = (Path(__file__).parent.parent.parent / "docs/cases.md").read_text(encoding="utf-8")
PARK = a_town(code="511602400", name="官盛园区", kind=TownshipKind.PARK)
BODIES = {one.name: one for one in (TRANSPORT, WATER, BUREAU, TOWN, OTHER_TOWN, PARK, CITY)} | {"官盛交管站": OUTPOST}
# Who is carried on, or carries others on.
BODIES |= {name: replace(WATER, key=Key(COUNTY, name), name=name) for name in ("区工商局", "区质监局", "区食药监局")}
BODIES |= {name: replace(WATER, key=Key(COUNTY, name), name=name) for name in ("区市场监管局",)}
TOWNS = {"东片镇": "511602130", "西片镇": "511602131", "恒升乡": "511602205", "恒升镇": "511602120"}
BODIES |= {name: a_town(code=code, name=name) for name, code in TOWNS.items()}
KNOWN = {one.key: one for one in BODIES.values()}
GOVERNMENTS = {COUNTY: "广安区", CITY.key.tenant: "广安市"}
NOON_OF_DAY = timedelta(hours=12)


@dataclass
class Told:
    """A case as far as it has been told."""

    item: Any = None
    transfers: list[Transfer] = field(default_factory=list)
    filed: dict[str, Any] = field(default_factory=dict)
    found: list[Reversion] = field(default_factory=list)
    settled: list[Designation] = field(default_factory=list)
    passed: Passing | None = None
    officers: list[Certificate] = field(default_factory=list)
    lineage: Lineage = NONE
    answer: tuple[Authority, Ruling] | None = None


def day(text: str) -> datetime:
    return start_of_day(date.fromisoformat(text))


def body(name: str) -> Body:
    return BODIES[name]


def takes(form: str) -> re.Pattern[str]:
    """A line of the form; what stands in braces is what it says, a word or a day."""
    return re.compile(
        re.sub(r"\{(\w+)(:day)?\}", lambda part: f"(?P<{part[1]}>{'[-0-9]+' if part[2] else '[^ ,]+'})", form)
    )


ITEM = takes(r"{kind} of {department}(?P<unlisted>, unlisted)?(?P<reviewed>, listed for review)?")
TRANSFER = takes(
    r"{mode} {devolver} → {receiver} {begins:day}(?: until {until:day})?(?: published {published:day})?"
    r"(?P<unpublished> unpublished)?(?: by {outpost})?(?: keeping {kept} above {above}(?: of {party})?)?"
    r"(?: stages (?P<stages>[A-Z_ ]+))?(?: recalled {recalled:day} {cases})?"
)
CASE = takes(r"filed {filed:day} by {filer} at {place}(?: and {also})?")
OFFICER = takes(r"{name} of {body} {begins:day} until {ends:day}(?: revoked {revoked:day})?")
CARRIED = takes(r"{at:day} {kind} {before} → {after}")
SETTLED = takes(r"{at:day} for {who}")
PASSED = takes(r"{at:day} to {who}, (?P<facts>.+)")
FOUND = takes(r"{at:day} {who} did not act")
ASKED = takes(r"{at:day} {who} {stage} at {place}(?: and {also})?(?:, (?P<facts>.+))?")
ANSWER = takes(
    r"{validity}(?: by {rule})?, held by {holder}(?:, also {also})?(?:, in the name of {name})?"
    r"(?:, answered for by {respondent})?"
)


def read(pattern: re.Pattern[str], line: str) -> dict[str, Any]:
    found = pattern.fullmatch(line)
    assert found, f"this line is in no form that is known: {line}"
    return found.groupdict()


def tell_item(told: Told, said: dict[str, Any]) -> None:
    department = body(said["department"])
    parts: dict[str, Any] = {"department": department.key, "competent": department.key}
    key = Key(department.key.tenant, "item")
    told.item = an_item(kind=PowerKind(said["kind"]), key=key, published=not said["unlisted"], **parts)
    told.item = replace(told.item, decisions_reviewed=bool(said["reviewed"]))


def tell_transfer(told: Told, said: dict[str, Any]) -> None:
    mode, begins, receiver = TransferMode(said["mode"]), day(said["begins"]), body(said["receiver"])
    more: dict[str, Any] = {"stages": stages_of(mode, told.item.kind)}
    if said["stages"]:
        more["stages"] = tuple(Stage(one) for one in said["stages"].split())
    if said["until"]:
        more["effective_to"] = day(said["until"])
    if said["published"]:
        more["published_at"] = day(said["published"])
    if said["unpublished"]:
        more["published_at"] = None
    if said["outpost"]:
        more["outpost"] = body(said["outpost"]).key
    if said["kept"]:
        party = Party(said["party"]) if said["party"] else None
        more["retained"] = (Retained(SanctionKind(said["kept"]), Decimal(said["above"]), party),)
    if said["recalled"]:
        more["recall"] = a_recall(ends=day(said["recalled"]), open_cases=OpenCases(said["cases"]))
    key = Key(COUNTY, f"t{len(told.transfers)}")
    given: dict[str, Any] = {"devolver": body(said["devolver"]), "receiver": receiver, "begins": begins, "key": key}
    told.transfers.append(a_transfer(mode=mode, kind=told.item.kind, item=told.item.key, **given, **more))


def tell_case(told: Told, said: dict[str, Any]) -> None:
    told.filed = {"filed_at": day(said["filed"]) + NOON_OF_DAY, "filed_by": body(said["filer"]).key}


def tell_found(told: Told, said: dict[str, Any]) -> None:
    told.found.append(Reversion(body(said["who"]).key, "条款", "协议", None, "证据", day(said["at"]), BUREAU.key))


def tell_settled(told: Told, said: dict[str, Any]) -> None:
    told.settled.append(Designation(body(said["who"]).key, "理由", "文", None, day(said["at"]), BUREAU.key))


def tell_passed(told: Told, said: dict[str, Any]) -> None:
    to, by = body(said["who"]).key, told.filed["filed_by"]
    told.passed = Passing(to, by, "理由", "文", None, day(said["at"]), sanctions(said["facts"]))


def tell_officer(told: Told, said: dict[str, Any]) -> None:
    valid: dict[str, Any] = {
        name: date.fromisoformat(said[of]) for name, of in (("valid_from", "begins"), ("valid_to", "ends"))
    }
    revoked = day(said["revoked"]) if said["revoked"] else None
    key, of = Key(COUNTY, said["name"]), body(said["body"]).key
    told.officers.append(Certificate(key, said["name"], of, issued_at=day(said["begins"]), revoked_at=revoked, **valid))


def conduct(told: Told, facts: list[list[str]]) -> Conduct:
    shown = next((tuple(one[1:]) for one in facts if one[0] == "shown"), None)
    reviewed = next((one[0] == "reviewed" for one in facts if one[0] in ("reviewed", "unreviewed")), None)
    return Conduct(shown, tuple(told.officers), reviewed)


def tell_carried(told: Told, said: dict[str, Any]) -> None:
    before, after = ([body(name).key for name in said[side].split("+")] for side in ("before", "after"))
    key, on = Key(COUNTY, f"s{len(told.lineage.successions)}"), date.fromisoformat(said["at"])
    heirs = tuple(Heir(one) for one in after)
    one = Succession(key, SuccessionKind(said["kind"]), tuple(before), heirs, "文", on, start_of_day(on))
    told.lineage = Lineage((*told.lineage.successions, one))


def sanctions(facts: str) -> tuple[Sanction, ...]:
    told = (one.split() for one in facts.split(", ") if one)
    return tuple(
        Sanction(SanctionKind(one[0]), Decimal(one[1]) if one[1:] else None)
        for one in told
        if one[0] in SanctionKind.__members__
    )


def ask(told: Told, said: dict[str, Any]) -> None:
    facts = [one.split() for one in (said["facts"] or "").split(", ") if one]
    party = next((Party(one[0]) for one in facts if one[0] in Party.__members__), None)
    also = (body(said["also"]).place,) if said["also"] else ()
    at = day(said["at"]) + NOON_OF_DAY
    place, known = body(said["place"]).place, sanctions(said["facts"] or "")
    if told.passed:
        case = Case(told.item.key, told.item.key, place, passing=told.passed, **told.filed)
        known = (*case.matter_at(at).sanctions, *known)
    matter = Matter(place, also, sanctions=known, party=party, reversions=tuple(told.found), **told.filed)
    matter = replace(matter, designations=tuple(told.settled))
    then = told.lineage.as_of(at)
    item, matter = then.item(told.item), then.matter(matter, told.item.key)
    moved = then.transfers(told.transfers, matter.places)
    question = Question(item, KNOWN[item.department], Stage(said["stage"]), matter, at, moved)
    question = replace(question, conduct=conduct(told, facts))
    ruling = rule_on(question, body(said["who"]), KNOWN, GOVERNMENTS, told.lineage)
    told.answer = (lawful.authority(question), ruling)


def check(told: Told, said: dict[str, Any]) -> None:
    assert told.answer, "an answer follows what is asked"
    found, ruling = told.answer
    wanted = None if said["holder"] == "nobody" else body(said["holder"]).key
    assert (ruling.validity, ruling.rules[0] if said["rule"] else None) == (said["validity"], said["rule"])
    assert (found.holder, ruling.holder) == (wanted, wanted)
    assert found.also == ((body(said["also"]).key,) if said["also"] else found.also[:0])
    if said["name"]:
        assert found.in_name_of == body(said["name"]).key
    if said["respondent"]:
        assert ruling.respondent == body(said["respondent"]).key


LINES = {
    "item": (ITEM, tell_item),
    "transfer": (TRANSFER, tell_transfer),
    "case": (CASE, tell_case),
    "found": (FOUND, tell_found),
    "settled": (SETTLED, tell_settled),
    "passed": (PASSED, tell_passed),
    "officer": (OFFICER, tell_officer),
    "carried": (CARRIED, tell_carried),
    "asked": (ASKED, ask),
    "answer": (ANSWER, check),
}


def cases() -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """The title of each case, what is told of it, and its lines by their first word."""
    for title, prose, lines in re.findall(r"^## (.+?)\n(.*?)```case\n(.*?)```", TEXT, re.MULTILINE | re.DOTALL):
        yield title, prose, [(line.split()[0], line.split(maxsplit=1)[1]) for line in lines.splitlines()]


CASES = list(cases())


@pytest.mark.rule("R5", "R7", "R12", "R23", "R26", "R28", "R29", "R31", "R32", "R33", "R34", "R35", "R36", "R40")
@pytest.mark.rule("R92", "R110", "R143", "R146", "R151", "R152", "R202", "R208", "R209", "R210")
@pytest.mark.rule("R92", "R110", "R135", "R138", "R143", "R202", "R208", "R207", "R209", "R210")
@pytest.mark.parametrize(("prose", "lines"), [one[1:] for one in CASES], ids=[one[0] for one in CASES])
def test_a_case_is_answered_as_it_is_told(prose: str, lines: list[tuple[str, str]]) -> None:
    told = Told()
    for word, line in lines:
        pattern, tell = LINES[word]
        tell(told, said := read(pattern, line))
        if word == "answer" and said["rule"]:
            assert said["rule"] in prose, "what is told names the rule of the answer"


def test_each_case_ends_with_an_answer_and_is_numbered() -> None:
    assert [title.split(".")[0] for title, _, _ in CASES] == [str(n + 1) for n in range(len(CASES))]
    assert len(CASES) == TEXT.count("\n## ")
    assert {lines[-1][0] for _, _, lines in CASES} == {"answer"}


def test_every_rule_that_is_told_of_is_one() -> None:
    for number in set(re.findall(r"\bR\d+\b", TEXT)):
        assert rule(number)
