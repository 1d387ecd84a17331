"""Conditions for lead and members, chapter 四: G4."""

from consortia.clauses.clause import clause
from workflow.refusal import Force

EVIDENCE = (
    "写在方案第一部分并可附证明，由专家判断；指引没有数字，系统不设门槛。",
    "Stands in plan chapter 1 with evidence; human judgement. The text gives no figure, so none is enforced.",
)
CHAPTER_1 = (
    "写在建设方案第一部分，由专家判断。",
    "Stands in plan chapter 1; human judgement by the experts.",
)
RUBRIC = (
    "评分表有这一项，由专家判断。",
    "An item of the rubric; human judgement by the experts.",
)

LEAD = (
    clause(
        "G4.1.1a",
        "四（一）1",
        "牵头单位须为我市独立注册的创新领军企业",
        "The lead must be a leading innovative enterprise independently registered in Qingdao",
        Force.HARD,
        (
            "不是企业、不在青岛、是分支机构或不是独立法人，都不能牵头；代码不以 3702 登记只作提醒。",
            "Not an enterprise, not in Qingdao, a branch or no legal person of its own: cannot lead. "
            "A code issued elsewhere than 3702 only warns.",
        ),
        checks="lead_not_enterprise lead_not_in_qingdao lead_is_branch lead_not_legal_person lead_code_elsewhere",
        step="submit refuse",
        window="members",
    ),
    clause(
        "G4.1.1b",
        "四（一）1",
        "在技术上处于国内领先地位",
        "Technically among the leaders in the country",
        Force.SHALL,
        EVIDENCE,
        window="plan",
    ),
    clause(
        "G4.1.1c",
        "四（一）1",
        "具有较强的经济实力和市场影响力",
        "Fairly strong in means and in the market",
        Force.SHALL,
        EVIDENCE,
        window="plan",
    ),
    clause(
        "G4.1.1d",
        "四（一）1",
        "鼓励重点产业链链主企业发挥引领带动作用，牵头成立创新联合体",
        "Chain-leading enterprises are encouraged to lead",
        Force.SOFT,
        ("可在方案中说明，不作要求。", "May be stated in the plan; never required."),
        window="plan",
    ),
    clause(
        "G4.1.2a",
        "四（一）2",
        "科技研发能力强、研发队伍稳定",
        "Strong in research, with a stable research team",
        Force.SHALL,
        CHAPTER_1,
        window="plan",
    ),
    clause(
        "G4.1.2b",
        "四（一）2",
        "在攻克制约产业发展的关键核心技术、高水平科技成果转化等方面具有较明显的优势",
        "A clear edge in key technology and in bringing results into use",
        Force.SHALL,
        CHAPTER_1,
        window="plan",
    ),
    clause(
        "G4.1.3a",
        "四（一）3",
        "具备集聚产业链上下游企业、相关领域高校院所等创新资源的能力",
        "Able to gather chain enterprises, universities and institutes",
        Force.SHALL,
        CHAPTER_1,
        window="plan",
    ),
    clause(
        "G4.1.3b",
        "四（一）3",
        "能够发起、组织高水平技术研发活动",
        "Able to start and run high-level research",
        Force.SHALL,
        CHAPTER_1,
        window="plan",
    ),
    clause(
        "G4.1.3c",
        "四（一）3",
        "能够提供行业内技术服务、国际合作、成果转化、应用场景等支持",
        "Able to offer technical service, international cooperation, conversion and scenarios",
        Force.SHALL,
        CHAPTER_1,
        window="plan",
    ),
    clause(
        "G4.1.3d",
        "四（一）3",
        "能够促进创新链、产业链、供应链融合发展，提升产业集群整体创新能力和成果转化能力",
        "Able to join the chains of innovation, industry and supply and to lift the cluster",
        Force.SHALL,
        RUBRIC,
        window="review",
    ),
)

MEMBERS = (
    clause(
        "G4.2.1a",
        "四（二）1",
        "在技术研发、成果产出、专利布局、标准制定、国际合作等方面具备合作基础和合作意愿",
        "A basis and a will to cooperate in research, results, patents, standards or abroad",
        Force.SHALL,
        (
            "意愿以成员自己接受邀请为准；合作基础按五个方面填表，由人判断。",
            "The will is the member's own acceptance; the basis is a table by five aspects, for human judgement.",
        ),
        checks="invitations_open",
        step="submit",
        window="members",
    ),
    clause(
        "G4.2.1b",
        "四（二）1",
        "能够相互支撑协作、资源共享、协同攻关",
        "Able to support each other, share resources and work jointly",
        Force.SHALL,
        RUBRIC,
        window="review",
    ),
    clause(
        "G4.2.2",
        "四（二）2",
        "企业作为创新联合体成员的，应为产业链中具备一定研发和技术配套能力的单位，能够与其他成员单位间形成有效互补",
        "Enterprise members have some research ability and complement the others",
        Force.SHALL,
        CHAPTER_1,
        window="plan",
    ),
    clause(
        "G4.2.3",
        "四（二）3",
        "高校院所作为创新联合体成员的，应拥有在本领域技术创新能力较强的研究团队，具备相对稳定的人才梯队和良好的科研实验条件",
        "Universities and institutes have a strong team, a stable staff and good laboratories",
        Force.SHALL,
        CHAPTER_1,
        window="plan",
    ),
)

CLAUSES = LEAD + MEMBERS
