"""The play: who does what, what the register answers, by which rule; each answer is held to what it must be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from api.demo import documents
from api.demo.client import Client, Unexpected
from register.clock import day_of, now, start_of_day

COUNTY = "511602"
ITEM = "公路工程招标备案"  # no permit: a permit beyond one's power is voidable, anything else void
PEOPLE = ("department_clerk", "township_clerk", "other_township_clerk", "legal_reviewer", "government_officer")

Answer = dict[str, Any]


@dataclass(slots=True)
class Play:
    """The accounts of the demonstration, and what the register said of them so far."""

    clients: Mapping[str, Client]
    steps: int = 0
    item: Answer = field(default_factory=dict)
    transfer: Answer = field(default_factory=dict)
    bodies: dict[str, Answer] = field(default_factory=dict)

    def run(self) -> None:
        """Play all of it."""
        self.set_the_scene()
        self.ask_before()
        self.hand_over()
        self.exercise_there()
        self.be_refused()
        self.ask_about_validity()
        self.ask_about_the_day_before()
        self.exercise_elsewhere()

    def set_the_scene(self) -> None:
        """Find the bodies and the item, as anybody could."""
        county = self.clients["anyone"].ask(documents.SCENE, county=COUNTY)
        counts = [f"{county[each]['totalCount']:,} {each}" for each in ("departments", "items", "townships")]
        print(f"{county['name']} ({COUNTY}): {', '.join(counts)}")
        for account in PEOPLE:
            self.bodies[account] = self.clients[account].ask(documents.VIEWER)["body"]
        found = self.clients["anyone"].ask(documents.ITEMS, county=COUNTY, text=ITEM)["edges"]
        _must(bool(found), f"{ITEM} is on the list")
        self.item = found[0]["node"]
        holder = self.item["department"]["name"]
        print(f"the item: {ITEM} ({self.item['kind']}, {self.item['code']}), held by {holder}")
        _must(holder == self.bodies["department_clerk"]["name"], f"{holder} is the department of department_clerk")

    def ask_before(self) -> None:
        """Who may decide before anything happened: the department."""
        self._who_may("anyone", "asks who may decide it in", "township_clerk", None, "department_clerk")

    def hand_over(self) -> None:
        """Bring the transfer from proposal to effect."""
        today = day_of(now())
        proposal = {
            "item": self.item["id"],
            "receiver": self.bodies["township_clerk"]["id"],
            "mode": "AUTHORIZE",
            "effectiveFrom": start_of_day(today).isoformat(),
            "basis": [
                {"level": "LOCAL_REGULATION", "title": "示例条例（仅供演示，并非真实法规）", "article": "第一条"}
            ],
        }
        name = self.bodies["township_clerk"]["name"]
        self._step("department_clerk", f"proposes to hand it to {name}, AUTHORIZE 授权", "proposeTransfer", proposal)
        self._step("department_clerk", "submits it for review", "submitTransfer", {}, "IN_REVIEW")
        review = {"approve": True, "opinion": "主体、依据、程序合法，同意下放。"}
        self._step("legal_reviewer", "reviews it and approves", "reviewTransfer", review, "REVIEWED")
        plan = {"plan": "便民服务中心设专窗，配备两名持证人员。", "contact": "综合行政执法办公室"}
        self._step("township_clerk", "accepts it, with its plan", "acceptTransfer", plan, "ACCEPTED")
        document = {"document": "广安区府办函〔演示〕1号", "documentDate": today.isoformat()}
        self._step("government_officer", "confirms it with a document", "confirmTransfer", document, "CONFIRMED")
        address = {"url": "https://www.example.com/announcements/1"}
        self._step("township_clerk", "publishes it, and it takes effect", "publishTransfer", address, "IN_FORCE")
        _must(self.transfer["inForce"], "it is in force")

    def exercise_there(self) -> None:
        """The township uses what it received."""
        self._acts("township_clerk", "township_clerk")

    def be_refused(self) -> None:
        """The department may not any more, and is told by which rule and who may."""
        place = self.bodies["township_clerk"]
        self._say("department_clerk", f"tries to decide a case in {place['name']} all the same")
        answer = self._exercise("department_clerk", "township_clerk")
        _must(answer["__typename"] == "NotLawful", "the department is refused by law")
        _tell(f"refused, {answer['code']}: {answer['message']}")
        _rules(answer)
        _tell(f"who may: {_name(answer['holder'])}")
        if answer["remedy"]:
            _tell(f"what to do: {answer['remedy']}")
        _must(_ids(answer)[:1] == ["R26"], "R26 is what bars it")
        _must(_name(answer["holder"]) == place["name"], f"{place['name']} is named as the holder")

    def ask_about_validity(self) -> None:
        """What is it worth, should the department do it on paper?"""
        department = self.bodies["department_clerk"]
        self._say("anyone", f"asks what it is worth if {department['name']} decides there nevertheless")
        answer = self.clients["anyone"].ask(
            documents.RULING,
            body=department["id"],
            item=self.item["id"],
            facts=self._facts("township_clerk"),
            at=now().isoformat(),
        )
        _tell(f"{answer['validity']}: {answer['explanation']}")
        _rules(answer)
        _tell(f"who answers for it: {_name(answer['respondent'])}; review by {answer['reviewBody'] or 'nobody'}")
        _must(answer["validity"] == "VOID", "the act is void")
        _must("R26" in _ids(answer), "by R26")

    def ask_about_the_day_before(self) -> None:
        """The register remembers: the day before, the department held it."""
        before = start_of_day(day_of(now())) - timedelta(days=1)
        what = "asks the same about the day before the transfer, in"
        self._who_may("anyone", what, "township_clerk", before, "department_clerk")
        self._who_may("anyone", "asks the same about now, in", "township_clerk", now(), "township_clerk")

    def exercise_elsewhere(self) -> None:
        """What was handed to one township is still the department's in the next."""
        self._acts("department_clerk", "other_township_clerk")

    def _step(self, account: str, does: str, name: str, given: Answer, status: str = "DRAFT") -> None:
        self._say(account, does)
        if self.transfer:
            given = {"transfer": self.transfer["id"], "expectedVersion": self.transfer["version"], **given}
        answer = self.clients[account].ask(documents.STEPS[name], input=given)
        _must(answer["__typename"] == "Transfer", f"it is done; the answer was {answer}")
        _tell(f"{answer['status']}, version {answer['version']}")
        _must(answer["status"] == status, f"the transfer is {status}")
        self.transfer = answer

    def _acts(self, account: str, where: str) -> None:
        self._say(account, f"decides a case in {self.bodies[where]['name']}")
        answer = self._exercise(account, where)
        _must(answer["__typename"] == "Act", f"it may; the answer was {answer}")
        validity = answer["ruling"]["validity"]
        _tell(f"done by {answer['body']['name']}, and {validity}")
        _must(validity == "VALID", "the act is valid")

    def _exercise(self, account: str, where: str) -> Answer:
        given = {"item": self.item["id"], "stage": "DECIDE", "facts": self._facts(where)}
        answer: Answer = self.clients[account].ask(documents.EXERCISE, input=given)
        return answer

    def _who_may(self, account: str, asks: str, where: str, at: datetime | None, holder: str) -> None:
        self._say(account, f"{asks} {self.bodies[where]['name']}")
        answer = self.clients[account].ask(
            documents.AUTHORITY,
            item=self.item["id"],
            facts=self._facts(where),
            at=at.isoformat() if at else None,
        )
        barred = [_name(each) for each in answer["barred"]]
        _tell(_name(answer["holder"]) + (f"; not any more: {', '.join(barred)}" if barred else ""))
        _rules(answer)
        expected = self.bodies[holder]["name"]
        _must(_name(answer["holder"]) == expected, f"it is {expected}")

    def _facts(self, where: str) -> Answer:
        return {"place": self.bodies[where].get("code")}

    def _say(self, account: str, does: str) -> None:
        self.steps += 1
        body = self.bodies.get(account)
        who = f"{account} ({body['name']})" if body else account
        print(f"\n{self.steps:>2}  {who} {does}")


def _tell(line: str) -> None:
    print(f"    → {line}")


def _rules(answer: Answer) -> None:
    for rule in answer["rules"]:
        print(f"      {rule['id']}  {rule['text']}")


def _ids(answer: Answer) -> list[str]:
    return [rule["id"] for rule in answer["rules"]]


def _name(body: Answer | None) -> str:
    return body["name"] if body else "nobody"


def _must(held: bool, what: str) -> None:  # noqa: FBT001
    if not held:
        raise Unexpected(f"this does not hold: {what}")
