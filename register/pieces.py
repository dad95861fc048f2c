"""The words for what goes with a batch: its pieces, and what each has to say."""

from register.words import Word


class Piece(Word):
    """What goes with a batch, each piece from the body it belongs to (R54, R58 to R61, R64, R66 to R70, R147)."""

    MEASURES = (
        "MEASURES",
        "实施办法",
        "how each department hands over, in five contents; before it submits (R54)",
    )
    CATALOGUE = (
        "CATALOGUE",
        "下放镇(街)办理的事权目录",
        "each department's own catalogue of what the townships will handle; before it submits (R64)",
    )
    PLAN = (
        "PLAN",
        "承接方案/一案",
        "how each receiver takes over; before it accepts (R58, R61)",
    )
    LIAISON = "LIAISON", "联络员/一专员", "whom to turn to at each receiver; before it accepts (R61)"
    OFFICE = (
        "OFFICE",
        "承接工作机构界定",
        "which office of each receiver takes over, by the staffing office; before it accepts (R59, R66)",
    )
    TRAINING_PLAN = (
        "TRAINING_PLAN",
        "培训计划/一课",
        "the training by each department; before publication (R61, R148)",
    )
    TRAINING = "TRAINING", "业务培训", "each department has trained the receivers; before publication (R147)"
    LAW_TRAINING = "LAW_TRAINING", "法律培训", "the legal office has trained them, as above (R147)"
    PLATFORM_TRAINING = (
        "PLATFORM_TRAINING",
        "平台培训",
        "the service centre has trained them, as above (R147)",
    )
    QUALIFICATION = (
        "QUALIFICATION",
        "承接主体资格认定",
        "the legal office finds they qualify, as above (R70)",
    )
    RULES = "RULES", "运行制度", "standards, norms, flows and forms are there, by the legal office (R192)"
    STANDARDS = (
        "STANDARDS",
        "办事标准、办事流程合法性审查",
        "the legal office finds standards and flows of handling lawful, as above (R67)",
    )
    OVERSIGHT = (
        "OVERSIGHT",
        "内部监督制度",
        "supervision within is set up, by the inspectorate (R192)",
    )
    READINESS = (
        "READINESS",
        "承接准备",
        "each receiver has premises, staff and platform, as above (R77)",
    )
    FEEDBACK = "FEEDBACK", "承接落实情况反馈表/一表", "how it went, from each receiver, once it is in force (R61)"
    RETRANSFER_REPORT = (
        "RETRANSFER_REPORT",
        "再次转移、跨部门综合执法专项报告",
        "from a receiver that has to hand on, or to enforce across departments; where that arises (R60)",
    )
    STAFFING_REPORT = (
        "STAFFING_REPORT",
        "机构编制、执法经费专项报告",
        "from a receiver that needs other posts, or more funds to enforce with; where that arises (R60)",
    )
    OFFLINE_REPORT = (
        "OFFLINE_REPORT",
        "暂时无法网上运行事项专项报告",
        "from a receiver some of whose items cannot run online yet; where that arises (R60)",
    )


class Match(Word):
    """By what an office matches what it takes over (R59)."""

    COUNTERPART = "COUNTERPART", "对口管理", "it is the department's counterpart at the receiver"
    KINDRED = "KINDRED", "职能相近", "its duties are close to the department's"
    CONVENIENT = "CONVENIENT", "方便群众", "the public reaches it easily"
    ECONOMICAL = "ECONOMICAL", "降低成本", "it costs least there"


class Content(Word):
    """What a piece has to say, one by one (R54, R58, R61)."""

    DETAILS = "DETAILS", "事项详细内容", "of MEASURES: what is handed over"
    METHOD = "METHOD", "操作办法和要求", "of MEASURES: how it is done, and what is required"
    BOUNDARY = "BOUNDARY", "许可、处罚边界", "of MEASURES: how far the receiver may permit and penalise"
    DUTIES = "DUTIES", "行使和监督责任", "of MEASURES: who answers for exercise and supervision"
    OTHER = "OTHER", "其他事项", "of MEASURES: whatever else has to be clear"
    ITEMS = "ITEMS", "承接事项", "of a PLAN: what is received"
    BODIES = "BODIES", "承接主体", "of a PLAN: the offices that permit, and the units that enforce"
    PREPARATION = "PREPARATION", "准备工作落实情况", "of a PLAN: premises, bodies, staff, platform"
    TIME = "TIME", "承接时间", "of a PLAN: when it is taken over"
    GUIDE = "GUIDE", "办事指南", "of a PLAN: the guide for applicants"
    FLOW_CHART = "FLOW_CHART", "流程图", "of a PLAN: the flow chart"
