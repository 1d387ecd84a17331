"""Notice, preamble, definition and targets: G0, G1, G2."""

from consortia.clauses.clause import NOTHING, clause
from workflow.refusal import Force

NOTICE = (
    clause(
        "G0.1",
        "通知",
        "关于印发《青岛市创新联合体组建工作指引》的通知",
        "Notice issuing the guideline on forming innovation consortia in Qingdao",
        None,
        (
            "指引按版本保存，每件申报记下所依据的版本。",
            "The guideline is kept by edition; each filing records the edition it was filed under.",
        ),
        window="guideline",
    ),
    clause(
        "G0.2",
        "通知",
        "各区（市、功能区）、西海岸新区科技主管部门，有关单位",
        "To the science authorities of districts, county-level cities, functional zones and the West Coast New Area",
        None,
        (
            "推荐部门按区（市）、功能区和西海岸新区逐一列出，由市级维护。",
            "The city keeps a list of recommending authorities: districts, cities, zones, the West Coast New Area.",
        ),
        window="basics",
    ),
    clause(
        "G0.3",
        "通知",
        "根据青岛市《深入推进科技创新加快建设科技强市行动计划（2024-2028年）》（青政字〔2024〕20号）要求",
        "Under the city's action plan on science and innovation 2024-2028 (Qing Zheng Zi [2024] No. 20)",
        None,
        (
            "公示和备案文书印出这一依据。",
            "Public notices and registration letters print this basis.",
        ),
        window="guideline",
    ),
    clause(
        "G0.4",
        "通知",
        "市科技局制定《青岛市创新联合体组建工作指引》，现予印发实施",
        "The city science bureau made the guideline and puts it into force",
        Force.SHALL,
        (
            "只有市科技局能改办公参数：经办人提出，审批人确认。",
            "Only the city bureau changes office parameters: an officer proposes, the approver confirms.",
        ),
        window="parameters",
    ),
    clause(
        "G0.5",
        "通知",
        "(此件主动公开)",
        "This document is public",
        None,
        (
            "指引全文和办公参数不用登录就能看。",
            "The full text and the office parameters are open to read without signing in.",
        ),
        window="guideline",
    ),
    clause(
        "G0.6",
        "序言",
        "《关于构建创新型产业体系加快发展新质生产力的实施方案（2025-2027年）》"
        "《深入推进科技创新加快建设科技强市行动计划（2024-2028年）》",
        "Two parent documents: the industry plan 2025-2027 and the action plan 2024-2028",
        None,
        (
            "产业和赛道是可更新的清单，因为产业方案到 2027 年为止。",
            "Industries and tracks are a list that can be renewed, since the industry plan ends in 2027.",
        ),
        window="guideline",
    ),
    clause(
        "G0.7",
        "序言",
        "完善产学研协同创新机制，加快组建创新联合体，推动科技创新和产业创新融通发展",
        "Purpose: join industry, universities and research; let science and industry innovate together",
        None,
        NOTHING,
    ),
)

DEFINITION = (
    clause(
        "G1.1",
        "一",
        "由创新能力突出的领军企业牵头发起",
        "Started by a leading enterprise with outstanding ability to innovate",
        Force.SHALL,
        (
            "每个联合体只有一家牵头单位，没有或多于一家不能提交。",
            "A consortium has exactly one lead; with none or several it cannot be submitted.",
        ),
        checks="lead_not_single",
        step="submit",
        window="members",
    ),
    clause(
        "G1.2",
        "一",
        "联合产业链合作基础良好的上下游企业、高校院所",
        "Joined by chain enterprises, universities and institutes with a good record of working together",
        Force.SHALL,
        (
            "成员登记类别和层级；合作基础按五个方面逐项填表，由人判断。",
            "Members carry kind and tier; cooperation so far is a table by five aspects, for human judgement.",
        ),
        window="resources",
    ),
    clause(
        "G1.3",
        "一",
        "以关键核心技术攻关重大任务为目标",
        "Aimed at major tasks in key core technology",
        Force.SHALL,
        (
            "攻关任务填表，注明责任成员和节点；方案第三部分由专家判断。",
            "Tasks are a table with responsible member and milestones; experts judge plan chapter 3.",
        ),
        checks="need_missing",
        step="submit",
        window="plan",
    ),
    clause(
        "G1.4",
        "一",
        "以市场机制为保障，自发而成",
        "Formed of its own accord, carried by the market",
        Force.SHALL,
        (
            "成员在自己的账号里声明自愿并接受邀请，别人不能代办。",
            "Members declare their free will and accept in their own account; nobody can do it for them.",
        ),
        checks="invitations_open",
        step="submit",
        window="members",
    ),
    clause(
        "G1.5",
        "一",
        "产学研结合的创新合作组织和利益共同体",
        "A cooperation of industry, universities and research with shared interests",
        None,
        (
            "联合体不是法人，没有信用代码和账号，由牵头单位代办。",
            "A consortium is not a legal person: no credit code, no account; its lead acts.",
        ),
        window="members",
    ),
    clause(
        "G1.6",
        "一",
        "发挥有为政府和有效市场作用，突出企业创新主体地位",
        "Government enables, the market works; enterprises are the main innovators",
        None,
        (
            "审查时列出成员构成，指引没有比例要求，由人判断。",
            "Reviewers see the make-up of the members; the text sets no share: human judgement.",
        ),
        window="members",
    ),
)

TARGETS = (
    clause(
        "G2.1",
        "二",
        "聚焦我市“10+1”创新型产业体系",
        'Focused on the city\'s "10+1" innovative industries',
        Force.SHALL,
        (
            "从“10+1”清单选产业和赛道；不在清单里的选“其他”并写理由。",
            'Industry and track come from the "10+1" list; anything else is "other" with a reason.',
        ),
        checks="industry_missing track_missing other_industry_unexplained",
        step="submit",
        window="basics",
    ),
    clause(
        "G2.2",
        "二",
        "加快组建并充分发挥创新联合体的作用，推动创新链、产业链、资金链、人才链深度融合",
        "Join the chains of innovation, industry, capital and talent",
        None,
        (
            "四链可以逐项填表，说明哪家成员、哪项工作服务哪条链；不作要求。",
            "A table of the four chains says which member and work serves which; never required.",
        ),
        window="resources",
    ),
    clause(
        "G2.3",
        "二",
        "到2028年，争取建设20个左右重点领域、细分赛道的创新联合体",
        "About 20 consortia in key fields and tracks by 2028",
        Force.SOFT,
        (
            "公开页显示有效备案数与 20 个左右的距离；是目标，不是名额。",
            "Public figures show valid registrations against about 20; a goal, never a cap.",
        ),
        window="register",
    ),
    clause(
        "G2.4",
        "二",
        "加快塑造产业发展的新动能、新优势",
        "New drivers and strengths for industry",
        None,
        NOTHING,
    ),
)

CLAUSES = NOTICE + DEFINITION + TARGETS
