"""Procedure, chapter 五: G5."""

from consortia.clauses.clause import clause
from workflow.refusal import Force

START = (
    clause(
        "G5.1a",
        "五（一）",
        "围绕“10+1”创新型产业体系，聚焦制约产业发展的关键核心技术和市场需求",
        'Within the "10+1" industries, on the key technology and market need that hold industry back',
        Force.SHALL,
        (
            "第一页写产业、赛道和要解决的需求，缺一不能提交。",
            "Page one states industry, track and need; each is required.",
        ),
        checks="need_missing",
        step="submit",
        window="basics",
    ),
    clause(
        "G5.1b",
        "五（一）",
        "提出组建创新联合体备案申请",
        "Files for registration of a consortium",
        Force.SHALL,
        (
            "一个联合体同时只有一件在办申报，须有正式名称；名称不合惯例只作提醒。",
            "One open filing per consortium, with a formal name; an unusual name only warns.",
        ),
        checks="formal_name_missing name_unusual",
        step="submit",
        window="basics",
    ),
    clause(
        "G5.1c",
        "五（一）",
        "联合有良好合作基础的上下游企业和高校院所",
        "With chain enterprises, universities and institutes that have worked together well",
        Force.SHALL,
        (
            "申报前的合作基础按五个方面填表，由人判断。",
            "Cooperation before the filing is a table by five aspects; human judgement.",
        ),
        window="resources",
    ),
    clause(
        "G5.2",
        "五（二）",
        "与产业链上下游企业和高校院所充分协商，组织多方创新主体作为成员单位参与组建创新联合体",
        "After full consultation, gathers the members",
        Force.SHALL,
        (
            "按信用代码邀请，成员接受或谢绝；还有未答复的邀请不能提交。",
            "Members are invited by credit code and accept or decline; an open invitation stops submission.",
        ),
        checks="invitations_open code_missing codes_invalid codes_repeated",
        step="submit",
        window="members",
    ),
)

AGREEMENT = (
    clause(
        "G5.3a",
        "五（三）",
        "本着公平、自愿的原则",
        "Fair and voluntary",
        Force.SHALL,
        (
            "成员自己接受、自己签署，可以谢绝；是否公平由人判断。",
            "Members accept and sign themselves and may decline; fairness is human judgement.",
        ),
        window="signatures",
    ),
    clause(
        "G5.3b",
        "五（三）",
        "牵头单位与成员单位共同签署创新联合体组建协议",
        "Lead and members sign the founding agreement together",
        Force.SHALL,
        (
            "上传一份协议，各方签署的是同一份；没有协议不能提交。",
            "One agreement is uploaded and all sign that one; without it, no submission.",
        ),
        checks="agreement_missing",
        step="submit",
        window="agreement",
    ),
    clause(
        "G5.3c",
        "五（三）",
        "协议应明确技术创新目标、任务分工、权利义务、科技成果和知识产权归属、收益分配办法",
        "The agreement sets goals, division of work, rights and duties, ownership of results, sharing of benefits",
        Force.SHALL,
        (
            "五项内容各指到协议的条款或页码，缺一不能提交。",
            "Five contents each point to an article or page; each is required.",
        ),
        checks="contents_missing",
        step="submit",
        window="agreement",
    ),
    clause(
        "G5.3d",
        "五（三）",
        "约定违约责任及解决争议方式",
        "And agrees on breach and on settling disputes",
        Force.SHALL,
        (
            "另两项内容同样指到条款；争议解决在仲裁和诉讼中选一种。",
            "Two more contents likewise; disputes go to arbitration or to court, one of the two.",
        ),
        checks="contents_missing dispute_not_chosen dispute_both_chosen",
        step="submit",
        window="agreement",
    ),
    clause(
        "G5.3e",
        "五（三）",
        "形成定位清晰、优势互补、分工明确的协同创新机制",
        "Clear places, complementary strengths, clear division of work",
        Force.SHALL,
        (
            "评分表有这一项，由专家判断。",
            "An item of the rubric; human judgement by the experts.",
        ),
        window="review",
    ),
)

PLAN = (
    clause(
        "G5.4",
        "五（四）",
        "选聘学术造诣高，熟悉产业发展，具备团结协作和组织协调能力的首席专家",
        "Appoints a chief expert: high scholarship, knowledge of the industry, able to unite and coordinate",
        Force.SHALL,
        (
            "登记一位首席专家，三项条件各写一句并附简历，由本人用链接接受。",
            "One chief expert: a line on each of three qualities, a CV, and acceptance by the person through a link.",
        ),
        checks="chief_expert_missing chief_expert_unaccepted chief_expert_qualities chief_expert_cv_missing",
        step="submit",
        window="people",
    ),
    clause(
        "G5.5a",
        "五（五）",
        "牵头单位应联合成员单位共同编制创新联合体建设方案",
        "Lead and members write the construction plan together",
        Force.SHALL,
        (
            "牵头单位编辑方案，成员在签署前能看到全文。",
            "The lead edits the plan; members see all of it before they sign.",
        ),
        window="plan",
    ),
    clause(
        "G5.5b",
        "五（五）",
        "阐明建设意义及基础优势、组织架构及运行机制、目标任务及进度安排、经费投入及保障措施等",
        "Purpose and strengths, organisation and mechanisms, goals and schedule, funds and safeguards",
        Force.SHALL,
        (
            "正文列四部分，附件列五部分，系统用附件的五部分，缺一不能提交。",
            "The body names four parts, the annex five; the annex is used and each part is required.",
        ),
        checks="chapters_missing",
        step="submit",
        window="plan",
    ),
)

FILING = (
    clause(
        "G5.6a",
        "五（六）",
        "牵头单位向所在区（市、功能区）科技主管部门报送申报材料",
        "The lead files with the science authority of its district, city or zone",
        Force.SHALL,
        (
            "按牵头单位所在地只报给一个推荐部门，收到回执；提交前确认不涉密。",
            "Goes to exactly one authority by the lead's seat, with a receipt; no state secrets may be entered.",
        ),
        checks="window_closed",
        step="submit resubmit",
        window="submit",
    ),
    clause(
        "G5.6b",
        "五（六）",
        "经区（市、功能区）科技主管部门审核后报市科技局",
        "After its check the authority reports to the city bureau",
        Force.SHALL,
        (
            "区级经办人审核并起草意见，负责人推荐或不推荐。",
            "The district officer checks and drafts the opinion; the head recommends or does not.",
        ),
        step="return endorse not_recommend send_back second_look",
        window="district",
    ),
    clause(
        "G5.6c",
        "五（六）",
        "市科技局组织专家进行审查",
        "The city bureau has experts examine",
        Force.SHALL,
        (
            "组织评审轮次，应回避的专家不能参加，各自打分并封存。",
            "A review round: recused experts are refused; each scores alone and seals.",
        ),
        step="accept advance",
        window="review",
    ),
    clause(
        "G5.6d",
        "五（六）",
        "现场考察",
        "Visit on site",
        Force.SHALL,
        (
            "记录考察日期、人员和双方签字；不考察要写明理由。",
            "Date, team and both signatures are recorded; skipping needs a reason.",
        ),
        step="advance skip_visit",
        window="review",
    ),
    clause(
        "G5.6e",
        "五（六）",
        "答辩评审等",
        "Defence and other review",
        Force.SHALL,
        (
            "记录答辩时间、得分和意见。",
            "Time, scores and opinion of the defence are recorded.",
        ),
        step="conclude",
        window="review",
    ),
    clause(
        "G5.6f",
        "五（六）",
        "择优确定创新联合体拟备案名单",
        "Chooses the best for the proposed list",
        Force.DISCRETION,
        (
            "由会议决定并写明理由和会议号，分数只作参考；由人判断。",
            "A meeting decides, with reasons and a meeting number; scores advise only. Human judgement.",
        ),
        step="propose decline",
        window="selection",
    ),
    clause(
        "G5.6g",
        "五（六）",
        "并予以公示",
        "Publishes the list for objections",
        Force.SHALL,
        (
            "公示印出起止日期和反映渠道；天数是办公参数，指引没有规定。",
            "The notice prints first and last day and where to object; its length is an office parameter.",
        ),
        step="propose correct close",
        window="notices",
    ),
    clause(
        "G5.6h",
        "五（六）",
        "对公示无异议的创新联合体予以备案",
        "Registers those without objection",
        Force.SHALL,
        (
            "有一件异议未结就不能备案；审批人与发布人不能是同一人。",
            "One open objection stops registration; the approver is never the person who posted.",
        ),
        step="close register uphold_reject uphold_reconsider",
        window="approval",
    ),
    clause(
        "G5.6i",
        "五（六）",
        "备案有效期一般不超过3年",
        "Registration is valid for at most 3 years as a rule",
        Force.SOFT,
        (
            "“一般”按上限执行：有效期超过 3 年不能备案，证明上印最后一天。",
            "Read strictly as a ceiling: over 3 years is refused; papers print the last day.",
        ),
        checks="validity_too_long validity_backwards",
        step="register",
        window="approval",
    ),
    clause(
        "G5.6j",
        "五（六）",
        "有效期满可按程序重新申请备案",
        "May file again after expiry",
        Force.DISCRETION,
        (
            "不自动延续；期满前可重新申请，沿用原材料，写明要重写的部分。",
            "Nothing renews itself; before it lapses a new filing begins from the old one.",
        ),
        window="tracking",
    ),
)

CLAUSES = START + AGREEMENT + PLAN + FILING
