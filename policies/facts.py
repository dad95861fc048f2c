"""The closed vocabulary of conditions. A line's `when` is a conjunction of these names, each possibly negated.

The register works the facts out from its data; nothing else can be said in a condition, so a line can neither
run code nor reach data. `source` is the rule or article that gives the fact its weight.
"""

from typing import NamedTuple


class Fact(NamedTuple):
    """What holds when the fact holds, where that comes from, and of what it is true.

    `of` the `matter`, alike whoever asks; of an `office` that the asker's body holds at the place, or else of how that
    `body` stands to the matter; or of the `account` itself and what it does.
    """

    meaning: str
    source: str
    of: str = "body"


FACTS = {
    # who asks
    "own_tenant": Fact("the account belongs to the county (or region) of the row", "design: tenancy", "account"),
    "oversees": Fact("the account belongs to a region above the county of the row", "design: tenancy", "account"),
    "party": Fact("the account's body devolves, receives, proposed or filed it", "R73"),
    "concerns_itself": Fact("the account itself is the one whom the role is for", "R37", "account"),
    "regional": Fact("the row belongs to a region rather than to a county", "design: tenancy", "matter"),
    # what may be read
    "published": Fact("it has been published (a transfer: together with its item)", "R88, R92", "matter"),
    "confidential": Fact("the item is marked secret", "R89", "matter"),
    # steps of a transfer
    "acts_for_devolver": Fact("the account's body is the devolver", "R54"),
    "acts_for_proposer": Fact("the account's body is the one that proposed it", "R72"),
    "acts_for_receiver": Fact("the account's body is the receiver", "R58"),
    "entrusted": Fact("the mode is ENTRUST 委托", "R55", "matter"),
    "government_office": Fact("the account's body holds the office GOVERNMENT over that county", "R193", "office"),
    "its_turn": Fact("the step is next in the life of the row as it stands", "R47", "matter"),
    "legal_office": Fact("the account's body holds the office LEGAL over that county", "R193", "office"),
    "proposed_it_oneself": Fact("the account itself proposed it", "R56", "account"),
    "files_its_own": Fact("the piece of a batch is the account's body's: devolver, receiver or office", "R61, R193"),
    # reviewing a change of a list
    "made_the_change": Fact(
        "the account itself made a change of the item that nobody has passed yet", "R48", "account"
    ),
    "service_office": Fact("the account's body holds the office SERVICE over that county", "R193", "office"),
    # steps of its recall
    "receiver_unable": Fact(
        "the recall is asked for because the receiver is unable, or on no ground yet", "R46", "matter"
    ),
    "requested_it_oneself": Fact("the account itself requested the recall", "R47", "account"),
    # carrying a body on
    "staffing_office": Fact("the account's body holds the office STAFFING over that county", "R104", "office"),
    # exercising a power
    "acting_as_agent": Fact("the body holds other stages of the item here under AGENCY 代办代行", "R5, R7"),
    "case_filed_before_transfer": Fact("the case was filed before the transfer from or to the body took effect", "R29"),
    "concentrated": Fact("the body handed this stage over here to another department under CONCENTRATE", "R32"),
    "cut_out": Fact("a transfer to the body is in force and leaves this place out of its area", "R113"),
    "designated": Fact("the case was given to the body by a designation or the settling of a dispute", "R208, R135"),
    "detention": Fact("a sanction in view restricts personal freedom", "R12", "matter"),
    "devolver_of_transferred": Fact("the body handed this stage over here, and the transfer is in force", "R26"),
    "disguised": Fact("the body asks for a filing, its consent or its stamp on an item it handed over here", "R27"),
    "filed_by_another": Fact("the body would hold the stage, had another not filed first or been designated", "R208"),
    "found_inactive": Fact("the body was found not to act in this case", "R28"),
    "holds_other_parts": Fact("a transfer to the body is in force here and leaves this part of the item out", "R206"),
    "holds_other_stages": Fact("a transfer to the body is in force here and leaves this stage out", "R35"),
    "holds_stage": Fact("the law gives the body this stage here and then, or a stamp on it", "R36, R116"),
    "in_territory": Fact("the matter lies in the body's own area", "R110"),
    "listed": Fact("the item is on its department's published list that day", "R36", "matter"),
    "not_yet_in_force": Fact("a transfer to the body is under way here and not in force", "R92"),
    "penalty": Fact("the item is an administrative penalty 行政处罚", "R7", "matter"),
    "recalled": Fact("the last transfer to the body that ended here was recalled", "R209"),
    "retained_across": Fact("the grant from or to the body leaves what lies in several places with the county", "R208"),
    "retained_by_grant": Fact("the published grant from or to the body leaves such a case with the county", "R31"),
    "reverted_for_inaction": Fact("the case went back to the devolver, for the receiver did not act in it", "R28"),
    "stamp": Fact("what the body asks for is its stamp", "R117", "account"),
    "stamps_specially": Fact("the body handed the item over and asks for its stamp, for a recorded reason", "R116"),
    "steps_in": Fact("the body handed a penalty over, may step in, and has recorded its reason", "R30"),
    "succeeded": Fact("the body was no more by then; its successor has what it had", "R207"),
    "supervising": Fact("the stage is SUPERVISE 监管", "R23, R33", "matter"),
    "term_over": Fact("the last transfer to the body that ended here ended with its term", "R210"),
    "township_body": Fact("the body is a township, sub-district or park", "R16"),
    # how an act is done
    "acts_for_decider": Fact("the account's body may decide the case", "R150"),
    "certified": Fact(
        "every officer named holds a certificate of the acting body that is valid then", "R146", "account"
    ),
    "handled_it_oneself": Fact("the account itself did a stage of the case", "R151", "account"),
    "legally_reviewed": Fact("the last review of the decision, by another account, passed it", "R151", "matter"),
    "major_decision": Fact("the decision is a major one 重大执法决定", "R151, R152", "matter"),
    "officers_required": Fact(
        "the stage is one that certified officers do, and certificates are kept here", "R146", "matter"
    ),
    "two_officers": Fact("two officers at least are named", "处罚法 art. 42", "account"),
    # notices between bodies
    "addressed": Fact("the notice was sent to the account's body", "R111, R115, R133, R139"),
    "copying": Fact("the notice is a copy 抄告 of what was decided in a case", "R133", "matter"),
    "raising_problem": Fact("the notice is of a problem 承接问题 with what was received", "R139", "matter"),
    "reporting": Fact("the notice is a report 报告 of a major matter, or one of several places", "R111", "matter"),
    "sealed": Fact("the notice is a document under a township's special seal", "R115", "matter"),
    "sends_its_own": Fact("such a notice about it is the account's body's to send", "R111, R115, R133, R139"),
    # cases
    "acts_for_disputant": Fact("the account acts for the body that raises the dispute", "R135"),
    "acts_for_filer": Fact("the account's body filed the case", "处罚法 art. 25"),
    "claims_case": Fact("the account's body filed the case, or is one of those it could belong to", "R208"),
    "coordinating_office": Fact("the account's body holds the office that coordinates the dispute", "R135, R136"),
    "designated_away": Fact("another than the account's body was designated last, and it holds no stage", "R208"),
    "enforcement_office": Fact(
        "the account's body holds the office ENFORCEMENT over that county", "R135, R193", "office"
    ),
    "handled_it": Fact("the account's body did a stage of the case", "R24"),
    "has_case": Fact("the case is with the account's body: as filed, passed on or designated last", "R138, R208"),
    "passed_on": Fact("the account's body passed the case on, and has not been given it again", "R138"),
    "party_to_dispute": Fact("the account's body is one of the two between whom the dispute is", "R135, R136"),
}
