"""Supervision, chapter 七, and the annex: G7, GA."""

from consortia.clauses.clause import LATER, clause
from workflow.refusal import Force

PROGRESS = (
    clause(
        "G7.1a",
        "七（一）",
        "采取“成熟一个、支持一个”的方式进行",
        "One by one, as each becomes ready",
        Force.SHALL,
        (
            "随时可以申报，也可以由市级开一批申报通知。",
            "Filing is open at all times; the city may also open a call.",
        ),
        step="submit",
        window="basics",
    ),
    clause(
        "G7.1b",
        "七（一）",
        "围绕市场导向和产业需求，主动谋划、深入挖掘，协同指导创新领军企业组建和运营创新联合体",
        "Plans ahead, finds and guides leading enterprises",
        Force.SHALL,
        (
            "任何人可作组建条件自查并提交意向；区（市）写明准备建议，意向转为草稿时相互关联。",
            "Anybody may run the pre-check and leave an intention; the district advises, and the draft is linked.",
        ),
        window="intentions",
    ),
    clause(
        "G7.1c",
        "七（一）",
        "定期跟踪建设进展、协调困难问题，做好过程管理和服务",
        "Follows progress and helps with problems",
        Force.SHALL,
        (
            "按期报送进展报告；困难问题有负责人、答复和期限，逾期提醒。",
            "Reports fall due by the calendar; difficulties have an owner, an answer and a day; overdue reminds.",
        ),
        window="tracking",
    ),
)

EVALUATION = (
    clause(
        "G7.2a",
        "七（二）",
        "坚持质量、绩效、贡献为核心的评价导向",
        "Evaluates by quality, performance and contribution",
        Force.SHALL,
        (
            "每项指标标明质量、绩效或贡献；评价由人判断，不简单计数。",
            "Each indicator speaks of quality, performance or contribution; evaluation is human judgement.",
        ),
        window="campaigns",
    ),
    clause(
        "G7.2b",
        "七（二）",
        "建立创新联合体绩效评价制度，适时对创新联合体建设开展绩效评价",
        "Evaluates performance in due time",
        Force.DISCRETION,
        (
            "市级适时启动评价；备案满几个月应评价是办公参数，到期提醒。",
            "The city opens a campaign in due time; when one falls due is an office parameter that reminds.",
        ),
        window="campaigns",
    ),
    clause(
        "G7.2c",
        "七（二）",
        "绩效评价内容主要包括管理运行机制、科研攻关、产出等情况",
        "Mainly management, research and output",
        Force.SHALL,
        (
            "评分表固定三个方面，权重是办公参数，可增加细项。",
            "Sheets have the three dimensions; their weights are office parameters.",
        ),
        window="campaigns",
    ),
    clause(
        "G7.2d",
        "七（二）",
        "组织专家或委托第三方评估机构实施",
        "By experts or a third-party evaluator",
        Force.SHALL,
        (
            "专家组或第三方机构评分，账号有期限、限范围，各自封存。",
            "A panel or an agency scores, with accounts limited in time and scope; sheets are sealed.",
        ),
        window="campaigns",
    ),
    clause(
        "G7.2e",
        "七（二）",
        "绩效评价结果优秀的创新联合体，可适当加大支持力度",
        "Excellent results may bring more support",
        Force.DISCRETION,
        LATER,
    ),
    clause(
        "G7.2f",
        "七（二）",
        "对于评价结果不合格的，取消备案资格",
        "An unqualified result ends the registration",
        Force.HARD,
        (
            "评价不合格即立案；告知、陈述后由另一人签发决定，复核期满才取消备案。",
            "An unqualified grade opens a case; revoked only by a signed decision, after statement and second look.",
        ),
        checks="revocation_unsigned",
    ),
)

CONTROL = (
    clause(
        "G7.3a",
        "七（三）",
        "在承担项目期间，不得自行解散",
        "No dissolution of its own while carrying a project",
        Force.HARD,
        (
            "联合体有在研项目的，不能提出解散；没有的，全体成员同意并由市级知悉。",
            "While a linked project is open nobody can resolve to dissolve; without, all members consent.",
        ),
        checks="project_open",
    ),
    clause(
        "G7.3b",
        "七（三）",
        "根据立项的项目需要，经创新联合体全体成员同意，可通过签署补充协议方式增减成员单位",
        "Members change only for a project, with consent of all and a supplement to the agreement",
        Force.HARD,
        (
            "备案后增减成员：检查已备好，办理路径本版无功能；申报期间改协议，全部重签。",
            "After registration: check ready, no road yet. While filing, a changed agreement is signed anew.",
        ),
        checks="change_without_project change_without_consent change_without_supplement",
    ),
    clause(
        "G7.3c",
        "七（三）",
        "牵头单位组织不力，未按共建协议履约的，取消创新联合体牵头单位资格",
        "A lead that fails in organising or in the agreement loses the lead",
        Force.HARD,
        (
            "立案须分别写明“组织不力”和“未按共建协议履约”的事实；告知、陈述、由另一人决定，生效后牵头空缺。",
            "A case states facts for both limbs; statement, decision by another person; then the lead is vacant.",
        ),
        checks="lead_failure_unproven",
    ),
    clause(
        "G7.3d",
        "七（三）",
        "三年内不得牵头组建或作为核心层参与其他创新联合体建设",
        "For 3 years it may neither lead nor be a core party elsewhere",
        Force.HARD,
        (
            "自决定之日起三年，不能牵头、不能进核心层，邀请、接受、签署、提交、备案时都查；一般成员可以。",
            "Three years from the decision, asked for at every door; ordinary membership passes with a note.",
        ),
        checks="lead_banned core_banned ordinary_banned",
        step="submit resubmit register",
        window="members",
    ),
)

CREDIT = (
    clause(
        "G7.4a",
        "七（四）",
        "申报实行诚信承诺制，申报单位须提交诚信承诺书",
        "The filing unit must hand in an integrity pledge",
        Force.HARD,
        (
            "牵头单位签字人签承诺书，没有承诺书不能提交；成员是否也签是办公参数。",
            "The lead's signatory signs; without it, no submission. Pledges by members are an office switch.",
        ),
        checks="pledge_unsigned member_pledges_missing",
        step="submit",
        window="pledge",
    ),
    clause(
        "G7.4b",
        "七（四）",
        "承诺提交的材料真实、有效、完整，符合诚信相关要求，并承担相应责任",
        "Pledges that the material is true, valid and complete, and answers for it",
        Force.SHALL,
        (
            "承诺书用这句原文，签署时记下文本版本。",
            "The pledge uses these words; the version signed is kept.",
        ),
        window="pledge",
    ),
    clause(
        "G7.4c",
        "七（四）",
        "承担单位及相关人员存在失信行为的，列入科研信用档案",
        "Dishonest units and people enter the research credit record",
        Force.HARD,
        (
            "可对在办申报叫停或终止；失信案件决定生效后，单位和人员列入信用档案，由另一人撤回。",
            "A filing can be held or terminated; a decided case enters unit and persons, another person withdraws.",
        ),
        checks="credit_without_basis",
        step="terminate",
        window="approval",
    ),
    clause(
        "G7.4d",
        "七（四）",
        "涉嫌犯罪的，移交司法机关依法处理",
        "Suspected crimes go to the judicial authorities",
        Force.HARD,
        (
            "移送案件限制知悉，写明接收机关，由另一人决定，不告知、不公开。",
            "A restricted case that names the receiving organ, decided by another person; nothing of it is public.",
        ),
        checks="referral_without_organ",
    ),
)


def _chapter(number: int, heading: str, gloss: str, checks: str = "chapters_missing"):
    does = (
        f"方案第{'一二三四五'[number - 1]}部分：填文字，或指到上传文件的页码。",
        f"Chapter {number} of the plan: typed text, or pages of an uploaded document.",
    )
    return clause(
        f"GA.{number}",
        f"附件 {heading[0]}",
        heading,
        gloss,
        Force.SOFT,
        does,
        checks=checks,
        step="submit",
        window="plan",
    )


ANNEX = (
    _chapter(1, "一、建设意义及基础优势", "Purpose and existing strengths"),
    _chapter(2, "二、组织架构及运行机制", "Organisation and mechanisms"),
    _chapter(3, "三、目标任务及进度安排", "Goals, tasks and schedule", "chapters_missing tables_empty"),
    _chapter(4, "四、预期标志性成果及水平", "Expected landmark results and their level"),
    _chapter(5, "五、经费投入与保障措施", "Funds and safeguards", "chapters_missing tables_empty"),
)

CLAUSES = PROGRESS + EVALUATION + CONTROL + CREDIT + ANNEX
