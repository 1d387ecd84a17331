"""Support measures, chapter 六: G6."""

from consortia.clauses.clause import LATER, clause
from workflow.refusal import Force

CLAUSES = (
    clause(
        "G6.1a",
        "六（一）",
        "对产业关联度紧密、科技含量高、经济社会效益显著的创新联合体",
        "For consortia close to industry, high in technology, with clear benefit",
        Force.SOFT,
        LATER,
    ),
    clause(
        "G6.1b",
        "六（一）",
        "通过公开竞争、专项组织、揭榜挂帅制等组织模式",
        "Through open competition, special calls or open challenge",
        Force.SOFT,
        (
            "承担的项目登记组织模式，由市级经办人录入；支持与否由人判断。",
            "A project carried is entered with its mode by a city officer; support itself is human judgement.",
        ),
        window="tracking",
    ),
    clause(
        "G6.1c",
        "六（一）",
        "在科技示范工程、关键技术攻关示范类项目上予以支持",
        "Support in demonstration and key-technology projects",
        Force.SOFT,
        (
            "方案可列关联的项目；承担的项目备案后登记类别、编号、金额和状态，在研期间不得解散。",
            "The plan may name projects; those carried are entered once registered and bar a dissolution.",
        ),
        window="tracking",
    ),
    clause(
        "G6.1d",
        "六（一）",
        "推荐申报国家、省级重点研发计划项目",
        "Recommended for national and provincial research programmes",
        Force.SOFT,
        (
            "方案可列拟申报、已申报的国家、省级项目；推荐与否由人判断。",
            "The plan may name such projects, to be applied for or running; recommending is human judgement.",
        ),
        window="plan",
    ),
    clause(
        "G6.1e",
        "六（一）",
        "推动科技金融深度融合，吸引产业基金、创投基金等金融资本投入",
        "Draws in industry and venture funds",
        Force.SOFT,
        LATER,
    ),
    clause(
        "G6.1f",
        "六（一）",
        "鼓励社会资本利用股权投资等多种形式参与",
        "Private capital is encouraged to take part, by equity among others",
        Force.SOFT,
        LATER,
    ),
    clause(
        "G6.2",
        "六（二）",
        "鼓励支持创新联合体内形成稳定合作关系的单位，增加研发投入，组建或参与建设青岛市级以上重点实验室、"
        "技术创新中心、新型研发机构、概念验证平台等创新平台",
        "Units working together are encouraged to build laboratories, centres and platforms",
        Force.SOFT,
        LATER,
    ),
    clause(
        "G6.3a",
        "六（三）",
        "支持创新联合体引进培育一批科技创新领军人才及团队、青年科技人才",
        "Support for bringing in and growing talent",
        Force.SOFT,
        LATER,
    ),
    clause(
        "G6.3b",
        "六（三）",
        "符合条件的，通过青岛市产业领军人才计划等政策予以支持，积极推动其成长为国家、省级科技创新人才",
        "Talent plans support those who qualify",
        Force.SOFT,
        LATER,
    ),
    clause(
        "G6.3c",
        "六（三）",
        "鼓励开展前沿技术创新、工程技术突破和跨学科跨领域交叉合作",
        "Frontier work and work across fields are encouraged",
        Force.SOFT,
        LATER,
    ),
    clause(
        "G6.4a",
        "六（四）",
        "支持创新联合体围绕企业重大需求以及重点行业领域，参与重点应用场景示范项目建设",
        "Support for scenario demonstration projects",
        Force.SOFT,
        (
            "方案可列关联的应用场景示范项目；支持与否由人判断。",
            "The plan may name scenario projects it is tied to; support is human judgement.",
        ),
        window="plan",
    ),
    clause(
        "G6.4b",
        "六（四）",
        "鼓励牵头单位开放应用场景",
        "Leads are encouraged to open scenarios",
        Force.SOFT,
        (
            "单位可发布开放场景和需求，由所在区（市）经办人发布，公开可查；不作要求。",
            "Units post open scenarios and needs; the district publishes them on a public board. Never required.",
        ),
        window="board",
    ),
    clause(
        "G6.4c",
        "六（四）",
        "对技术创新度高、行业带动性强、示范效果好的应用场景建设，择优给予政策支持",
        "The best scenarios receive support",
        Force.SOFT,
        LATER,
    ),
)
