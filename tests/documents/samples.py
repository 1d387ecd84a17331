"""Data of sample papers: every name is marked 示例 or says a role."""

from datetime import UTC, date, datetime

CERTIFICATE = {
    "consortium": "示例人形机器人关节创新联合体",
    "formal_name": "青岛市示例人形机器人关节产业链创新联合体",
    "registration_number": "QDLH-2026-0001",
    "lead": "示例智能装备有限公司",
    "members_count": 6,
    "authority": "崂山区科技主管部门",
    "track": "智能装备 / 人形机器人",
    "chief_expert": "首席专家（示例）",
    "director": "联合体负责人（示例）",
    "valid_from": date(2026, 9, 29),
    "last_day": date(2029, 9, 28),
    "official_number": "青科字〔2026〕示例号",
    "issued_on": date(2026, 9, 29),
    "verify_url": "https://lianhe.example/verify/3kPq7Zt1-Yb8WmN4sXc2Lg/",
    "is_sample": True,
}

LETTER = {
    "title": "关于同意示例人形机器人关节创新联合体备案的通知",
    "consortium": "示例人形机器人关节创新联合体",
    "registration_number": "QDLH-2026-0001",
    "lead": "示例智能装备有限公司",
    "authority": "崂山区科技主管部门",
    "track": "智能装备 / 人形机器人",
    "chief_expert": "首席专家（示例）",
    "members": [
        {"name": "示例智能装备有限公司", "role": "牵头单位"},
        {"name": "示例精密减速器有限公司", "role": "核心层企业"},
        {"name": "示例伺服电机有限公司", "role": "紧密层企业"},
        {"name": "示例传感技术有限公司", "role": "一般层企业"},
        {"name": "示例理工大学", "role": "高校"},
        {"name": "示例自动化研究所", "role": "科研院所"},
    ],
    "valid_from": date(2026, 9, 29),
    "last_day": date(2029, 9, 28),
    "issued_on": date(2026, 9, 29),
    "copies_to": ["崂山区科技主管部门", "各成员单位"],
    "is_sample": True,
}

NOTICE = {
    "title": "关于2026年第二批拟备案创新联合体名单的公示",
    "items": [
        {
            "name": "示例智能制造传感器创新联合体",
            "lead": "示例传感技术有限公司",
            "authority": "城阳区科技主管部门",
            "track": "智能装备",
        },
        {
            "name": "示例氢燃料船舶创新联合体",
            "lead": "示例船舶动力有限公司",
            "authority": "西海岸新区科技主管部门",
            "track": "绿色能源",
        },
        {
            "name": "示例人形机器人关节创新联合体",
            "lead": "示例智能装备有限公司",
            "authority": "崂山区科技主管部门",
            "track": "人形机器人",
        },
    ],
    "posted_on": date(2026, 9, 24),
    "starts_on": date(2026, 9, 28),
    "ends_on": date(2026, 10, 9),
    "working_days": 5,
    "accept_days": 3,
    "answer_days": 15,
    "channels": [{"label": "网上提交", "value": "https://lianhe.example/notices/2026-2/"}],
    "desks": [
        {"name": "业务受理", "unit": "青岛市科学技术局业务处室", "contact": "电话（示例）"},
        {"name": "监督受理", "unit": "机关纪委", "contact": "电话（示例）"},
    ],
    "is_sample": True,
}

DIGEST = "3f9a10bc 77e2d041 9b1c44d0 0e7f52aa 01fe7c33 9ad4b8c1 c2d56610 ef087b94"
RECEIPT = {
    "number": "QDLH-R-0132",
    "filing_number": "QDLH-F-2026-0007",
    "consortium": "示例人形机器人关节创新联合体",
    "lead": "示例智能装备有限公司",
    "authority": "崂山区科技主管部门",
    "version": 2,
    "received_at": datetime(2026, 7, 20, 2, 5, 9, tzinfo=UTC),
    "deadline_at": datetime(2026, 7, 31, 9, 0, 0, tzinfo=UTC),
    "call": "2026年第二批创新联合体申报",
    "submitted_by": "牵头单位签字人（示例）",
    "check_words": "3f9a 10bc 77e2 d041",
    "digest": DIGEST,
    "files": [
        {
            "name": "共建协议（第2版）.pdf",
            "size": "2.4 MB",
            "fingerprint": "9b1c 44d0 0e7f 52aa",
            "digest": DIGEST,
        },
        {"name": "建设方案.docx", "size": "880 KB", "fingerprint": "01fe 7c33 9ad4 b8c1", "digest": DIGEST},
        {
            "name": "首席专家简历.pdf",
            "size": "312 KB",
            "fingerprint": "c2d5 6610 ef08 7b94",
            "digest": DIGEST,
        },
    ],
    "verify_url": "https://lianhe.example/receipts/QDLH-R-0132/",
    "is_sample": True,
}

DATA_PAGE = {
    "consortium": "示例深海焊接创新联合体",
    "unit": "示例镕堃喆昇智能装备有限公司",
    "code": "91370212MA3C5X4W2K",
    "lead": "示例智能装备有限公司",
    "duty": "承担焊接机器人样机试制",
    "version": 3,
    "check_words": "海蓝·远山·石桥·春潮",
    "stamp_words": "远山·春潮·海蓝·石桥",
    "content": "c2d56610ef087b94" * 4,
    "file_name": "组建协议.pdf",
    "file_words": "明月·松风·白帆·晨光",
    "parties": [
        {"name": "示例智能装备有限公司", "role": "牵头，核心层", "portion": "60.00%，投入 1200.0001 万元"},
        {"name": "示例镕堃喆昇智能装备有限公司", "role": "紧密合作层", "portion": "40.00%"},
    ],
    "verify_url": "https://lianhe.example/members/7/",
    "is_sample": True,
}

CASE_SHEET = {
    "consortium": "示例水产种质创新联合体",
    "filing_number": "QDLH-F-2026-0003",
    "version": 2,
    "check_words": "3f9a 10bc 77e2 d041",
    "lead": "示例水产种业有限公司",
    "lead_note": "西海岸新区，企业",
    "track": "生命健康，海洋药物和生物制品",
    "problem": "对虾优质种虾依赖进口，三年内育成两个抗病品系，繁育成本降三成",
    "chief_expert": "首席专家（示例），示例海洋大学，已接受",
    "director": "联合体负责人（示例）",
    "validity_note": "自登记之日起 3 年（上限 3 年）",
    "parties": [
        {
            "name": "示例水产种业有限公司",
            "kind": "企业",
            "tier": "牵头",
            "task": "选育和繁育",
            "funds": "420",
        },
        {"name": "示例饲料有限公司", "kind": "企业", "tier": "紧密", "task": "专用饲料", "funds": "160"},
        {"name": "示例生物技术有限公司", "kind": "企业", "tier": "核心", "task": "基因分型", "funds": "210"},
        {"name": "示例渔业集团有限公司", "kind": "企业", "tier": "一般", "task": "示范养殖", "funds": "130"},
        {"name": "示例海洋大学", "kind": "高校", "tier": "核心", "task": "性状机理", "funds": "80"},
        {"name": "示例水产研究所", "kind": "科研院所", "tier": "紧密", "task": "病害评价", "funds": "60"},
    ],
    "parties_note": "企业 3（不含牵头），高校院所 2",
    "funds_total": "1,060",
    "checks": [
        {"ok": True, "text": "条款检查 35 条全部通过，没有“原则上”未达项"},
        {"ok": True, "text": "6 家签署同一份协议（第 2 版），七项内容齐全"},
        {"ok": True, "text": "没有成员在三年限制期内", "clause": "须 G7.3d"},
        {"ok": True, "text": "诚信承诺书已签", "clause": "须 G7.4a"},
    ],
    "district_opinion": {
        "authority": "西海岸新区科技主管部门",
        "signed_on": date(2026, 7, 30),
        "text": "种源瓶颈明确，牵头单位有成熟繁育基地，协议约定清楚。",
        "note": "经办人起草，负责人签发。补正 1 次，2 处，已答复。",
    },
    "reviews": [
        {"label": "文件评审", "text": "7 位专家，均分 84.1 ± 3.0，第一轮 12 件中第 2，位次区间 1 至 4"},
        {"label": "现场考察", "text": "8月25日，3 位专家，双方签字，11 项所见与申报一致"},
        {"label": "答辩", "text": "9月2日，7 位专家，建议推荐 6 票，保留 1 票"},
    ],
    "dissent": ["“第二个品系的抗病评价只有一个海区，建议增加。”牵头单位答：已在任务书增加一个海区。"],
    "selection": "9月8日局长办公会（会议号：示例 2026-07），列入拟备案名单。"
    "理由：瓶颈明确，成员互补，指标可考核。与评审排序一致。",
    "publicity": {"text": "9月10日发布，9月11日至9月17日，5 个工作日。"},
    "objections": "收到异议 1 件，不成立，9月24日书面答复，监督部门已知会。现在没有未办结的异议。",
    "times": [
        {"stage": "区级审核", "who": "西海岸新区科技主管部门", "used": "7", "allowed": "10"},
        {"stage": "市级形式审查", "who": "市级经办人", "used": "4", "allowed": "5"},
        {"stage": "专家审查至答辩", "who": "评审组", "used": "18", "allowed": None},
        {"stage": "公示", "who": "市级经办人发布", "used": "5", "allowed": "5"},
    ],
    "decision": [
        "准予备案：生成备案编号，向牵头单位和推荐部门发通知，名册公开，有效期自登记之日起计算。",
        "不予备案：须有名单确定以后的新事实、听取申报单位意见并写明会议号。",
    ],
    "separation": "公示由另一人发布和关闭。审批人与发布人、关闭人不是同一人。",
    "verify_url": "https://lianhe.example/filings/3/",
    "is_sample": True,
}

CAMPAIGN_NOTICE = {
    "title": "关于开展2028年度创新联合体绩效评价的通知",
    "title_lines": ["关于开展2028年度创新联合体", "绩效评价的通知"],
    "items": [
        {
            "position": 1,
            "name": "示例深海焊接创新联合体",
            "lead": "示例智能装备有限公司",
            "number": "QDLH-2026-0001",
        },
        {"position": 2, "name": "示例鎔堃材料创新联合体", "lead": None, "number": None},
    ],
    "evidence_until": date(2028, 4, 14),
    "evaluators": "专家组",
    "dimensions": [
        {"name": "管理运行机制", "weight": "20", "contents": "组织架构和议事规则运行、七项运行机制落实"},
        {"name": "科研攻关", "weight": "35", "contents": "目标任务和里程碑完成"},
        {"name": "产出", "weight": "45", "contents": "产业化和应用成效"},
    ],
    "cuts": "优秀不低于90分，良好不低于75分，合格不低于60分",
    "is_sample": True,
}

WORK_PAPER = {
    "consortium": "示例深海焊接创新联合体",
    "registration_number": "QDLH-2026-0001",
    "lead": "示例智能装备有限公司",
    "campaign": "2028年度创新联合体绩效评价",
    "evaluators": "专家组",
    "evidence_until": date(2028, 4, 14),
    "statement": "样机推迟，其余任务按期完成。",
    "figures": [
        {"name": "深海焊接样机", "unit": "台", "baseline": "0", "target": "3", "shown": "1", "share": "33%"},
        {"name": "发明专利", "unit": "件", "baseline": None, "target": "5", "shown": None, "share": None},
    ],
    "raters": ["R1", "R2", "R3"],
    "dimensions": [
        {
            "name": "科研攻关（35分）",
            "items": [
                {
                    "name": "目标任务和里程碑完成",
                    "most": "15",
                    "points": ["8", "7.5", "9"],
                    "reasons": ["样机少两台。", "进度滞后。", "已有补救安排。"],
                }
            ],
        }
    ],
    "totals": ["62", "58.5", "66"],
    "opinions": ["基本完成。", "进度滞后。", "建议合格。"],
    "score": "62.2",
    "trimmed": False,
    "proposed": "合格",
    "cuts": "优秀不低于90分，良好不低于75分，合格不低于60分",
    "opinion": "多数任务完成，样机推迟。",
    "reply": "无异议。",
    "replied_on": date(2028, 5, 10),
    "grade": "合格",
    "decision_number": "青科评〔2028〕示例1号",
    "decided_on": date(2028, 5, 20),
    "is_sample": True,
}

PRECHECK = {
    "title": "创新联合体组建条件自查",
    "guideline": "青岛市创新联合体组建工作指引（青科字〔2025〕5号）",
    "name": "示例传感创新联合体",
    "verdict": "还不具备",
    "sentence": "有些条件还没落实。",
    "groups": [
        {
            "heading": "还缺",
            "lines": [
                {
                    "sentence": "没有首席专家。",
                    "fix": "邀请一位。",
                    "clause": "G5.4",
                    "force": "应当具备",
                },
                {"sentence": "牵头单位是企业", "fix": "", "clause": "G4.1.1a", "force": ""},
            ],
        }
    ],
}
DOSSIER = {
    "title": "青岛市创新联合体备案申报书",
    "consortium": "示例镕堃喆昇材料创新联合体",
    "lead": "示例智能装备有限公司",
    "authority": "崂山区科技主管部门",
    "filing_number": "QDLH-F-2026-0007",
    "guideline": "青科字〔2025〕5号",
    "check_words": "3f9a 10bc 77e2 d041",
    "version": 2,
    "receipt_number": "QDLH-R-0132",
    "submitted": "2026年7月20日 10:05",
    "is_sample": True,
    "parts": [
        {
            "title": "一、成员单位",
            "blocks": [
                {"kind": "facts", "rows": [["联合体名称", "示例创新联合体"], ["简称", "示例\n第二行"]]},
                {
                    "kind": "table",
                    "heads": ["序", "单位", "金额"],
                    "rows": [["1", "示例智能装备有限公司\n91370200MA00000000", "420"]],
                    "widths": [5, 60, 20],
                    "right": [False, False, True],
                },
                {"kind": "heading", "text": "1. 建设意义"},
                {"kind": "text", "paragraphs": ["#strong[不是命令] $x$ *文字*", "第二段。"]},
                {"kind": "note", "text": "合计 420 万元。"},
            ],
        }
    ],
}

ALL = {
    "dossier": DOSSIER,
    "precheck": PRECHECK,
    "campaign_notice": CAMPAIGN_NOTICE,
    "evaluation_work_paper": WORK_PAPER,
    "certificate": CERTIFICATE,
    "registration_letter": LETTER,
    "public_notice": NOTICE,
    "receipt": RECEIPT,
    "data_page": DATA_PAGE,
    "case_sheet": CASE_SHEET,
}
