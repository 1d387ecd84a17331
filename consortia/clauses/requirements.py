"""Construction requirements, chapter 三: G3."""

from consortia.clauses.clause import clause
from workflow.refusal import Force

PLAN_1 = (
    "写在建设方案第一部分，由专家判断。",
    "Stands in plan chapter 1; human judgement by the experts.",
)
PLAN_3 = (
    "写在建设方案第三部分，由专家判断。",
    "Stands in plan chapter 3; human judgement by the experts.",
)
PLAN_4 = (
    "写在建设方案第四部分，由专家判断。",
    "Stands in plan chapter 4; human judgement by the experts.",
)
PLAN_5 = (
    "写在建设方案第五部分，由专家判断。",
    "Stands in plan chapter 5; human judgement by the experts.",
)

GOALS = (
    clause(
        "G3.1a",
        "三（一）",
        "应瞄准产业发展重大需求",
        "Aims at a major need of industry",
        Force.SHALL,
        (
            "申报时写明产业需求，不写不能提交。",
            "The filing states the need of industry; without it, no submission.",
        ),
        checks="need_missing",
        step="submit",
        window="basics",
    ),
    clause(
        "G3.1b",
        "三（一）",
        "统筹集聚各类创新资源要素",
        "Gathers resources for innovation",
        Force.SHALL,
        (
            "各家投入按五类填表，有数量和日期，由专家判断。",
            "A table of resources by five kinds, with quantity and date; human judgement by the experts.",
        ),
        window="resources",
    ),
    clause(
        "G3.1c",
        "三（一）",
        "联合开展重大关键核心技术攻关",
        "Works jointly on major key technology",
        Force.SHALL,
        (
            "任务表写明任务和责任成员；方案第三部分由专家判断。",
            "The table of tasks names task and responsible member; human judgement by the experts.",
        ),
        window="plan",
    ),
    clause(
        "G3.1d",
        "三（一）",
        "聚力推进重大科技成果转移转化",
        "Brings major results into use",
        Force.SHALL,
        (
            "成果表写明成果、年份和阶段；方案第四部分由专家判断。",
            "The table of outcomes names result, year and stage; human judgement by the experts.",
        ),
        window="plan",
    ),
    clause(
        "G3.1e",
        "三（一）",
        "共建共享创新型平台载体",
        "Builds and shares platforms",
        Force.SHALL,
        PLAN_1,
        window="plan",
    ),
    clause(
        "G3.1f",
        "三（一）",
        "共同探索创新体制机制，加快形成新质生产力，提升产业核心竞争力",
        "Tries new ways of working together and strengthens the industry",
        Force.SHALL,
        (
            "写在建设方案第二部分，由专家判断。",
            "Stands in plan chapter 2; human judgement by the experts.",
        ),
        window="plan",
    ),
)

RESOURCES = (
    clause(
        "G3.2a",
        "三（二）",
        "应由创新能力突出的领军企业牵头",
        "Led by a leading enterprise with outstanding ability to innovate",
        Force.SHALL,
        (
            "见 G4.1 各款；能力由专家判断。",
            "See G4.1; the ability itself is human judgement.",
        ),
        window="members",
    ),
    clause(
        "G3.2b",
        "三（二）",
        "整合需求明显的产业链上下游企业和相关领域高校院所等创新资源",
        "Brings together chain enterprises with a clear need, and universities and institutes of the field",
        Force.SHALL,
        (
            "成员可以是企业、高校、院所，也可以是协会等其他单位。",
            "Members may be enterprises, universities, institutes, and others such as associations.",
        ),
        window="members",
    ),
    clause(
        "G3.2c",
        "三（二）",
        "联动产业链上下游企业原则上不少于3家",
        "In principle at least 3 chain enterprises",
        Force.SOFT,
        (
            "牵头单位不计，同一集团计一家；不足 3 家要写原因，由区级逐条认可。",
            "Lead not counted, one group counts once; below 3 a reason is needed, accepted or not by the district.",
        ),
        checks="few_industry",
        step="submit endorse",
        window="members",
    ),
    clause(
        "G3.2d",
        "三（二）",
        "联合相关领域高校院所原则上不少于2家",
        "In principle at least 2 universities or institutes of the field",
        Force.SOFT,
        (
            "不足 2 家要写原因，由区级逐条认可。",
            "Below 2 a reason is needed, which the district accepts or not.",
        ),
        checks="few_academic",
        step="submit endorse",
        window="members",
    ),
)

ORGANISATION = (
    clause(
        "G3.3a",
        "三（三）",
        "各成员单位要签订组建协议",
        "Every member signs the founding agreement",
        Force.SHALL,
        (
            "有一家没有签署就不能提交；协议一改，已有签署全部作废。",
            "One missing signature stops submission; a changed agreement voids all signatures.",
        ),
        checks="parties_unsigned",
        step="submit resubmit",
        window="signatures",
    ),
    clause(
        "G3.3b",
        "三（三）",
        "建立责任清晰、权利公平、利益共享的协作机制",
        "Clear duties, fair rights, shared benefits",
        Force.SHALL,
        (
            "协议七项内容逐项指到条款，是否公平由人判断。",
            "Each of the seven contents points into the agreement; fairness is human judgement.",
        ),
        window="agreement",
    ),
    clause(
        "G3.3c",
        "三（三）",
        "由牵头单位统筹管理创新联合体建设",
        "The lead manages the consortium as a whole",
        Force.SHALL,
        (
            "申报材料由牵头单位编辑和提交，成员查看、确认、签署。",
            "The lead edits and submits; members see, confirm and sign.",
        ),
        step="submit resubmit withdraw",
        window="members",
    ),
    clause(
        "G3.3d",
        "三（三）",
        "明确拟攻关的重大课题和各方任务分工、权利义务等",
        "Sets out the research topics, who does what, rights and duties",
        Force.SHALL,
        (
            "任务表对应责任成员；协议指明分工和权利义务的条款。",
            "Tasks name their responsible members; the agreement's articles on duties and rights are pointed out.",
        ),
        window="agreement",
    ),
    clause(
        "G3.3e",
        "三（三）",
        "原则上由牵头单位选聘创新联合体负责人",
        "In principle the lead appoints the director",
        Force.SOFT,
        (
            "负责人与首席专家分开登记；没有负责人要写原因。",
            "The director is recorded apart from the chief expert; without one a reason is needed.",
        ),
        checks="director_missing director_unaccepted",
        step="submit",
        window="people",
    ),
    clause(
        "G3.3f",
        "三（三）",
        "负责总体统筹调度，按需协调各方面资源",
        "The director coordinates and draws on resources as needed",
        Force.SOFT,
        (
            "登记负责人姓名和单位，职责由人判断。",
            "Name and employer are recorded; the duties are human judgement.",
        ),
        window="people",
    ),
)

MECHANISMS = (
    clause(
        "G3.4a",
        "三（四）",
        "建立决策调度、协同攻关、收益分配、知识产权管理、标准创制、推广应用、资金投入等运行机制",
        "Seven mechanisms: decisions, joint research, benefits, intellectual property, standards, application, funding",
        Force.SHALL,
        (
            "七项机制在建设方案第二章写明，也可以逐项单独写明或指明文件页码；质量由人判断。",
            "The seven stand in chapter 2 of the plan, or are written or pointed to one by one; human judgement.",
        ),
        window="mechanisms",
    ),
    clause(
        "G3.4b",
        "三（四）",
        "鼓励创新联合体开展体制机制创新，健全经费管理办法",
        "New ways of organising and rules for funds are encouraged",
        Force.SOFT,
        (
            "经费管理办法可以写明或上传，不作要求。",
            "Expense rules may be written or uploaded; never required.",
        ),
        window="mechanisms",
    ),
    clause(
        "G3.4c",
        "三（四）",
        "充分激发各方协同创新活力，形成定位清晰、优势互补、分工明确的协同创新机制",
        "Parties with clear places, complementary strengths and a clear division of work",
        Force.SHALL,
        (
            "评分表有这一项，由专家判断。",
            "An item of the rubric; human judgement by the experts.",
        ),
        window="review",
    ),
    clause(
        "G3.4d",
        "三（四）",
        "确有必要的，可建立议事协调机制或理事会制度",
        "Where needed, a coordination body or a council",
        Force.SOFT,
        (
            "治理形式可选理事会、议事协调机制等，并填名单和表决规则；不作要求。",
            "A form of governance may be chosen, with roster and voting rule; never required.",
        ),
        window="mechanisms",
    ),
)

PLANNING = (
    clause(
        "G3.5a",
        "三（五）",
        "应具有明晰的发展规划",
        "A clear development plan",
        Force.SHALL,
        (
            "建设方案五部分缺一不能提交。",
            "All five chapters of the plan are needed for submission.",
        ),
        checks="chapters_missing",
        step="submit",
        window="plan",
    ),
    clause(
        "G3.5b",
        "三（五）",
        "在知识产权、人才培养、推广应用等方面有较为完备的布局",
        "A fairly complete layout for intellectual property, talent and application",
        Force.SHALL,
        PLAN_4,
        window="plan",
    ),
    clause(
        "G3.5c",
        "三（五）",
        "明确关键核心任务、技术攻关计划、资金投入安排、成果验收考核等主要指标",
        "Main indicators: key tasks, research plan, funds, acceptance of results",
        Force.SHALL,
        (
            "指标、里程碑、经费三张表各至少一行，否则写明原因（例如在方案第几页）；跟踪和评价沿用，内容由人判断。",
            "Indicators, milestones and budget hold a row each, or a reason; reports and evaluations use them.",
        ),
        checks="tables_empty",
        step="submit",
        window="plan",
    ),
    clause(
        "G3.6",
        "三（六）",
        "成员单位，按照职责积极为创新联合体运行提供必要的资金、技术、人才、仪器设备、办公科研场地等支持",
        "Members provide funds, technology, people, equipment and premises as their duties require",
        Force.SHALL,
        (
            "各家投入按五类填表，有数量和日期；兑现情况由人判断。",
            "Resources by five kinds, with quantity and date; what comes of them is human judgement.",
        ),
        window="resources",
    ),
)

CLAUSES = GOALS + RESOURCES + ORGANISATION + MECHANISMS + PLANNING
