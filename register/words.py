"""The closed vocabularies of the field: each word with its Chinese term and, where that is not enough, its meaning."""

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A term of the field: its value, its Chinese term, and what it means."""

    chinese: str
    about: str

    # Every member has a Chinese term; the default is what lets `Stage("DECIDE")`, a look-up by value, type-check.
    def __new__(cls, value: str, chinese: str = "", about: str = "") -> Self:
        """Make a member; a slash in the Chinese term parts two terms for the same thing."""
        word = str.__new__(cls, value)
        word._value_ = value
        word.chinese = chinese
        word.about = about
        return word

    @classmethod
    def of(cls, text: str) -> Self | None:
        """Read a word as documents write it, by its value or by its Chinese term; None when it is neither."""
        wanted = text.strip()
        return next((word for word in cls if wanted == word.value or wanted in word.chinese.split("/")), None)

    @property
    def description(self) -> str:
        """The word as a reader is shown it: the Chinese term, then what it means."""
        return f"{self.chinese}: {self.about}" if self.about else self.chinese


class PlaceLevel(Word):
    """How high a division stands in the tree (GB/T 2260, GB/T 10114)."""

    PROVINCE = "PROVINCE", "省级", "a province, an autonomous region or a municipality under the State Council"
    PREFECTURE = "PREFECTURE", "地级", "a prefecture-level city, a prefecture, a league"
    COUNTY = "COUNTY", "县级", "a county, a district, a county-level city: the tenant"
    TOWNSHIP = "TOWNSHIP", "乡级", "a town, a township, a sub-district, a park: what receives powers"


class TownshipKind(Word):
    """What a receiving unit is; read from digits 7 to 9 of its code (GB/T 10114)."""

    TOWN = "TOWN", "镇"
    TOWNSHIP = "TOWNSHIP", "乡"
    SUBDISTRICT = "SUBDISTRICT", "街道", "the outpost of a district's or city's government"
    PARK = "PARK", "园区", "a development zone; it cannot receive powers by a provincial decision (EMPOWER)"
    OTHER = "OTHER", "类似乡级单位", "a farm, a mine and other units counted like a township"


class BodyKind(Word):
    """What a body that can hold a power is."""

    DEPARTMENT = "DEPARTMENT", "部门", "holds items of its own"
    TOWNSHIP = "TOWNSHIP", "承接单位", "a town, township, sub-district or park, which receives items"


class Office(Word):
    """The duties a department may hold in the procedure (R193)."""

    REFORM = "REFORM", "综改办", "coordinates the handing over and inspects it"
    LEGAL = "LEGAL", "司法局/法制办", "reviews legality before a transfer and before a recall"
    STAFFING = "STAFFING", "编办", "confirms which bodies exercise powers, and their posts"
    SERVICE = "SERVICE", "政务中心", "runs the service hall and the online handling"
    INSPECTORATE = "INSPECTORATE", "监察局", "inspects progress and watches the handling"
    FINANCE = "FINANCE", "财政局", "provides the money"
    ENFORCEMENT = "ENFORCEMENT", "综合行政执法局", "enforces comprehensively, for several departments"
    GOVERNMENT = "GOVERNMENT", "区委区政府", "confirms transfers and approves recalls"


class SuccessionKind(Word):
    """How bodies come to be carried on by others 承继 (R207)."""

    RENAME = "RENAME", "更名", "the same body under another name"
    RECODE = (
        "RECODE",
        "变更代码",
        "a township under another division code, as 撤乡设镇; a department under another code",
    )
    MERGE = "MERGE", "合并", "several become one: a new one, or one among them that goes on"
    SPLIT = "SPLIT", "分立", "one becomes several: new ones, or itself and new ones"
    ABOLISH = "ABOLISH", "撤销", "one is no more; others, which there are already, carry on what it did"


class PowerKind(Word):
    """The kinds of administrative power (R96), and public services beside them."""

    LICENSING = "LICENSING", "行政许可"
    PENALTY = "PENALTY", "行政处罚"
    COERCION = "COERCION", "行政强制"
    LEVY = "LEVY", "行政征收"
    PAYMENT = "PAYMENT", "行政给付"
    INSPECTION = "INSPECTION", "行政检查"
    CONFIRMATION = "CONFIRMATION", "行政确认"
    REWARD = "REWARD", "行政奖励"
    ADJUDICATION = "ADJUDICATION", "行政裁决"
    OTHER = "OTHER", "其他行政权力"
    PUBLIC_SERVICE = "PUBLIC_SERVICE", "公共服务", "a service on the same lists, no power in the strict sense"


class TransferMode(Word):
    """How an item is handed over (R8; EMPOWER and CONCENTRATE stand beside the five, R16)."""

    RESTORE = "RESTORE", "归还", "an upper law lets the township exercise it directly (R1)"
    ENTRUST = "ENTRUST", "委托", "exercised in the devolver's name, for a term (R2, R210)"
    AUTHORIZE = "AUTHORIZE", "授权", "exercised in the receiver's own name (R3)"
    INTERNAL = "INTERNAL", "转内部流程", "the devolver's outpost at the place handles it, the devolver decides (R4)"
    AGENCY = "AGENCY", "代办代行", "the receiver does the first steps for the devolver, who decides (R5, R7)"
    EMPOWER = "EMPOWER", "法定赋权", "by a published decision of the province, to a town, township or sub-district"
    CONCENTRATE = "CONCENTRATE", "相对集中", "by a decision of the province, to another department of the county (R16)"


class DisputeStatus(Word):
    """Where a dispute between bodies stands; derived from what was done in it."""

    RAISED = "RAISED", "协调中", "raised, and with the office that coordinates it"
    AGREED = "AGREED", "协商一致", "settled as the parties agreed"
    REFERRED = "REFERRED", "报请决定", "coordinated without agreement, and with the government"
    DECIDED = "DECIDED", "已决定", "settled by the government's decision"


class TransferStatus(Word):
    """Where a transfer stands; derived from the facts and the clock, never set."""

    DRAFT = "DRAFT", "草稿", "proposed, not yet submitted"
    IN_REVIEW = "IN_REVIEW", "前置审查中", "with the legal office"
    RETURNED = "RETURNED", "退回修改", "sent back by the legal office"
    REVIEWED = "REVIEWED", "审查通过", "passed by the legal office, before the receiver"
    ACCEPTED = "ACCEPTED", "已承接", "accepted by the receiver, with its plan"
    DECLINED = "DECLINED", "不予承接", "declined by the receiver, with its reason"
    CONFIRMED = "CONFIRMED", "已确认", "confirmed by a government document"
    PUBLISHED = "PUBLISHED", "已公布", "published, its day of effect still to come"
    IN_FORCE = "IN_FORCE", "生效", "the receiver holds the power"
    RECALL_REQUESTED = "RECALL_REQUESTED", "申请收回", "a recall is being decided; till then it is in force if it was"
    ENDED = "ENDED", "终止", "recalled, or its term is over: the power is back"
    WITHDRAWN = "WITHDRAWN", "撤回", "given up by its proposer before publication"


class DutyList(Word):
    """One of the three lists of a township."""

    BASIC = "BASIC", "基本履职", "what it exercises: RESTORE, ENTRUST, AUTHORIZE, EMPOWER"
    ASSISTING = "ASSISTING", "配合履职", "stages of what another decides: AGENCY, INTERNAL"
    TAKEN_BACK = "TAKEN_BACK", "上级收回", "recalled from it, and not handed to it anew; it is barred as well (R209)"


class ReportGround(Word):
    """Why a receiver has to hand on what it received (R71)."""

    NO_MATCHING_OFFICE = "NO_MATCHING_OFFICE", "无对口承接部门", "it has no office that matches the power"
    NO_TEAM = "NO_TEAM", "无执法队伍", "it has no team to enforce with"


class RecallGround(Word):
    """Why a transfer is to be taken back."""

    LAW_CHANGED = "LAW_CHANGED", "上位法变化", "an upper law or document changed (R42, R45)"
    OPERATIONAL = "OPERATIONAL", "不利于统筹管理", "it hinders unified management or efficient execution (R46)"
    SUPERIOR_LIST = "SUPERIOR_LIST", "上级部门收回", "a superior's list takes it back"
    ASSESSMENT = "ASSESSMENT", "评估调整", "a periodic evaluation says so"
    RECEIVER_UNABLE = "RECEIVER_UNABLE", "无力承接", "the receiver cannot exercise it"
    RECEIVER_ABOLISHED = "RECEIVER_ABOLISHED", "承接单位撤销", "the receiver is no more"


class OpenCases(Word):
    """What becomes of cases that are open when a transfer ends (R209)."""

    STAY = "STAY", "由原立案单位办结", "with the receiver that filed them"
    MOVE = "MOVE", "随权力移交", "back with the power"


class Demand(Word):
    """What a body asks for in a matter; where it handed the item over, that is exercise under another name (R27)."""

    FILING = "FILING", "备案", "that the matter be filed with it"
    CONSENT = "CONSENT", "同意/事前审批", "that it consent or approve before the holder decides"
    STAMP = "STAMP", "加盖印章", "that its stamp stand beside the holder's"


class Ending(Word):
    """What a case came to an end by."""

    HANDLED = "HANDLED", "办结", "that it was handled to its end"
    COMMITMENT = "COMMITMENT", "告知承诺", "a minor breach: notice and a written commitment instead of a penalty (R197)"
    CRIME_SUSPECTED = (
        "CRIME_SUSPECTED",
        "涉嫌犯罪移送",
        "that it may be a crime, and went to the police or the procuratorate (R137; 行政处罚法 art. 27)",
    )


class LimitKind(Word):
    """Which limit a case is to be closed within."""

    PROMISED = "PROMISED", "承诺时限", "what the body promised, not longer than the law allows (R86)"
    STATUTORY = "STATUTORY", "法定时限", "what the law allows, where nothing is promised"


class Stage(Word):
    """A step of handling a case."""

    ACCEPT = "ACCEPT", "受理/立案", "take the application, or file the case"
    PRELIMINARY_REVIEW = "PRELIMINARY_REVIEW", "初审"
    INVESTIGATE = "INVESTIGATE", "调查取证"
    DECIDE = "DECIDE", "决定"
    EXECUTE = "EXECUTE", "执行"
    SUPERVISE = "SUPERVISE", "监管", "stays with the competent department (R23, R33, R199)"


class BasisLevel(Word):
    """The rank of what a transfer rests on."""

    LAW = "LAW", "法律"
    ADMINISTRATIVE_REGULATION = "ADMINISTRATIVE_REGULATION", "行政法规"
    LOCAL_REGULATION = "LOCAL_REGULATION", "地方性法规"
    RULE = "RULE", "规章"
    PROVINCIAL_DECISION = "PROVINCIAL_DECISION", "省级决定", "a published decision of a province (行政处罚法 art. 24)"
    GOVERNMENT_DOCUMENT = "GOVERNMENT_DOCUMENT", "政府文件"


class SanctionKind(Word):
    """The kinds of penalty (行政处罚法 art. 9)."""

    WARNING = "WARNING", "警告"
    CRITICISM = "CRITICISM", "通报批评"
    FINE = "FINE", "罚款"
    CONFISCATION = "CONFISCATION", "没收违法所得、没收非法财物"
    PERMIT_SUSPENSION = "PERMIT_SUSPENSION", "暂扣许可证件"
    DOWNGRADE = "DOWNGRADE", "降低资质等级"
    PERMIT_REVOCATION = "PERMIT_REVOCATION", "吊销许可证件"
    RESTRICTION = "RESTRICTION", "限制开展生产经营活动"
    BUSINESS_SUSPENSION = "BUSINESS_SUSPENSION", "责令停产停业"
    CLOSURE = "CLOSURE", "责令关闭"
    EXCLUSION = "EXCLUSION", "限制从业"
    DETENTION = "DETENTION", "行政拘留", "never transferable (R12)"
    OTHER = "OTHER", "其他行政处罚", "as laws and administrative regulations provide"


class Party(Word):
    """Whom a case concerns."""

    PERSON = "PERSON", "公民"
    ORGANISATION = "ORGANISATION", "法人或者其他组织"


class Validity(Word):
    """What the register holds of an act: its opinion, not a court's."""

    VALID = "VALID", "有效"
    VOID = "VOID", "无效"
    VOIDABLE = "VOIDABLE", "可撤销"


class RefusalCode(Word):
    """What stood in the way."""

    INVALID = "INVALID", "输入无效", "the input is not well formed"
    NOT_FOUND = "NOT_FOUND", "未找到", "there is no such thing, as far as the account can see"
    NOT_ALLOWED = "NOT_ALLOWED", "无权操作", "the account lacks the role, or a policy line forbids it"
    NOT_LAWFUL = "NOT_LAWFUL", "不合法", "a rule of law stands against it"
    OUT_OF_TURN = "OUT_OF_TURN", "步骤不符", "it is not this step's turn"
    OUT_OF_DATE = "OUT_OF_DATE", "版本已变", "it has changed since it was read"
    CONFLICT = "CONFLICT", "冲突", "it clashes with what is there already"
    UNSAFE_POLICY = "UNSAFE_POLICY", "策略不安全", "the policy change would break an invariant"


class ActionKind(Word):
    """What kind of thing an action is."""

    READ = "READ", "查阅", "is shown something, and changes nothing"
    STEP = "STEP", "环节", "takes a step in the life of something, such as a transfer or a case"
    EDIT = "EDIT", "登记", "changes what the register lists"


class Effect(Word):
    """What a policy line does; deny overrides."""

    ALLOW = "ALLOW", "允许"
    DENY = "DENY", "禁止"
