"""The vocabulary of notices 公文往来: kinds, as what they go to somebody, answers, and what makes one due."""

from register.words import Word


class NoticeKind(Word):
    """What one body sends another about a case or a transfer 公文往来."""

    REPORT = "REPORT", "重大、跨区域事项报告", "that a case is a major one, or lies in several places"
    COPY = "COPY", "抄告、通报", "what was decided in a case, to whose business it belongs as well"
    PROBLEM = "PROBLEM", "承接问题报告", "a problem with what was received, told to who handed it over"
    SEALED = "SEALED", "见章盖章、见文行文", "a document under the special seal of the township that holds the power"


class Recipient(Word):
    """As what a notice is sent to somebody."""

    COMPETENT = "COMPETENT", "主管部门", "the department competent for the item"
    UPPER = "UPPER", "上级部门", "a department of a region above; of a township, one of its county as well"
    BUREAU = "BUREAU", "综合行政执法部门", "who enforces for the department, under CONCENTRATE"
    DEVOLVER = "DEVOLVER", "放权部门", "who handed the power over"
    INSPECTORATE = "INSPECTORATE", "纪检监察机关", "the body with the office INSPECTORATE"
    POLICE = "POLICE", "公安机关"
    PROCURATORATE = "PROCURATORATE", "检察机关"


class AnswerKind(Word):
    """What the addressee of a notice does about it."""

    REPLY = "REPLY", "答复", "it says what is to be done"
    FILED = "FILED", "备案", "it takes it on file"
    FORWARDED = "FORWARDED", "转报", "it sends it on to whom it is for"
    RETURNED = "RETURNED", "退回、重新审查", "it goes into the substance again; no notice admits that"


class Occasion(Word):
    """What makes a notice about a case due."""

    WEIGHTY = "WEIGHTY", "重大或者跨区域", "a major matter, by its item or a sanction in view; or one of several places"
    BESIDE = "BESIDE", "涉及综合执法职权", "decided by a department of which a bureau has powers under CONCENTRATE"
    PENALISED = "PENALISED", "综合执法处罚", "a penalty, decided by who holds its item under CONCENTRATE"
