"""The living page of components, for looking at them. Sample words only; nothing here reads a case."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.access import public
from workflow import presentation as p

STORY_DAY = date(2026, 9, 29)
DISTRICT = "崂山区科技主管部门，经办人"
BADGES = [
    ("draft", "起草中"),
    ("progress", "区级审核中"),
    ("correction", "待补正"),
    ("publicity", "公示中"),
    ("wait", "等别人"),
    ("ok", "已备案"),
    ("lapsing", "121 天后到期"),
    ("lapsed", "已到期"),
    ("refused", "不予备案"),
    ("overdue", "超期 2 天"),
    ("hold", "暂停办理"),
    ("withdrawn", "已撤回"),
    ("done", "已完成"),
    ("failed", "2 处不一致"),
    ("warn", "1 条说明待认可"),
    ("unknown", "未公布"),
]
CLAUSES = [
    ("G4.1.1a", "HARD"),
    ("G5.3b", "SHALL"),
    ("G3.2c", "SOFT"),
    ("G5.6f", "DISCRETION"),
    ("office", "OFFICE"),
]
STAGES = [
    ("起草", "past", ""),
    ("区级审核", "now", "10 个工作日"),
    ("市级形式审查", "next", "5 个工作日"),
    ("专家审查、考察、答辩", "next", ""),
    ("择优审议", "next", ""),
    ("公示", "next", "5 个工作日"),
    ("备案", "next", "最长 3 年"),
]
ROWS = [
    (
        "海工钢结构创新联合体",
        "审核",
        "首次提交，第 1 版",
        p.Badge("failed", "2 处不一致"),
        p.Ruler(10, 10, 2),
        24,
        "超期 2 天",
    ),
    (
        "低温储运装备创新联合体",
        "写意见",
        "补正已全部答复",
        p.Badge("done", "35 条通过"),
        p.Ruler(8, 10),
        30,
        "明天到期",
    ),
    (
        "船用复合材料创新联合体",
        "审核",
        "首次提交，第 1 版",
        p.Badge("warn", "1 条说明待认可"),
        p.Ruler(3, 10),
        28,
        "还有 6 天",
    ),
]


class SampleForm(forms.Form):
    """Every kind of control, with errors to look at."""

    credit_code = forms.CharField(label=_("Unified social credit code"), help_text="18 位，在营业执照上")
    spending = forms.DecimalField(
        label="年研发投入（万元）", help_text="近一个完整年度。没有最低线，供评审参考。"
    )
    track = forms.ChoiceField(
        label="细分赛道", choices=[("", "请选择"), ("a", "智能装备"), ("b", "绿色能源")]
    )
    kind = forms.ChoiceField(
        label="怎样署名",
        choices=[("named", "实名"), ("kept", "实名，身份保密"), ("none", "匿名")],
        widget=forms.RadioSelect,
    )
    story = forms.CharField(label="说明", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    started_on = forms.DateField(
        label="开始日期", widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    paper = forms.FileField(label="营业执照", help_text="PDF、JPG 或 PNG，不超过 50 MB")
    agreed = forms.BooleanField(label="已看过全部内容")

    helper = FormHelper()
    helper.form_tag = False

    def clean_credit_code(self) -> str:
        """The sample's one mistake: the check digit."""
        raise forms.ValidationError(f"“{self.cleaned_data['credit_code']}”的第 18 位应为 5，请对照执照")


def sample_form(theme: str) -> SampleForm:
    """A form sent with mistakes, its ids kept apart by theme."""
    sent = {"credit_code": "91370212MA0EXMPL1X", "spending": "1280.00", "kind": "kept", "agreed": "on"}
    return SampleForm({f"{theme}-{name}": value for name, value in sent.items()}, prefix=theme)


def balls() -> list[p.Ball]:
    """Who holds it, in each of its tones."""
    due = date(2026, 9, 30)
    before, after = "牵头单位", "市级经办人，5 个工作日内受理"
    return [
        p.Ball(
            DISTRICT,
            due_on=due,
            days_left=1,
            before=before,
            since=date(2026, 9, 16),
            after=after,
            ruler=p.Ruler(8, 10),
        ),
        p.Ball(DISTRICT, is_me=True, due_on=date(2026, 9, 24), overdue_days=2, ruler=p.Ruler(10, 10, 2)),
        p.Ball(
            "期限停走，9月21日起",
            reason="核实成员单位主体资格。只可终止或撤回。",
            line="市级经办人和审批人共同决定。",
        ),
        p.Ball(
            "贵单位，和 2 家还没签署的成员",
            no_deadline=True,
            line="第 21 天",
            since=date(2026, 9, 8),
            after=DISTRICT,
        ),
    ]


def findings() -> list[p.Finding]:
    """One check of each kind."""
    see = p.Action("看原文", "#")
    return [
        p.Finding(
            "mismatch",
            "填报为仲裁，协议第 9 条还写了起诉",
            "G5.3d",
            "SHALL",
            "只能选一种",
            (see, p.Action("开补正单", "#")),
        ),
        p.Finding("failed", "方案只有 4 章，需要 5 章", "G5.5b", "SHALL", "缺第四章", (see,)),
        p.Finding(
            "reason", "上下游企业 2 家，原则上不少于 3 家", "G3.2c", "SOFT", "牵头单位写了说明，等您认可"
        ),
        p.Finding("human", "技术国内领先的证明，3 份", "G4.1.2a", "SHALL"),
        p.Finding("passed", "高校院所 2 家", "G3.2d", "SOFT"),
    ]


def steps(theme: str) -> dict[str, p.StepButton]:
    """A closed step with its reasons, an open one, and one that cannot be undone."""
    reasons = (
        p.Reason(
            "成员签署还差 2 家：示例钢结构有限公司、示例声学研究所",
            "G3.3a",
            "SHALL",
            p.Action("一键催签", "#"),
        ),
        p.Reason("方案第四章没有内容", "G5.5b", "SHALL", p.Action("去写", "#")),
    )
    return {
        "closed_step": p.StepButton(
            "提交到崂山区",
            event=f"submit-{theme}",
            reasons=reasons,
            title="现在还不能提交，还差 2 件事",
            note="提交须由本单位签字人办理。",
        ),
        "open_step": p.StepButton("登记备案", "#", event="register"),
        "danger_step": p.StepButton(
            "不予备案",
            "#",
            event="refuse",
            is_destructive=True,
            confirm="不予备案以后不能改。不予备案这一件？",
        ),
    }


def table() -> dict[str, Any]:
    """A desk's table: overdue, soon, in time."""
    tones = ["is-overdue", "is-soon", ""]
    rows = [
        {
            "name": name,
            "unit": "示例装备有限公司",
            "verb": verb,
            "fact": fact,
            "badge": badge,
            "ruler": ruler,
            "due_on": date(2026, 9, day),
            "left": left,
            "tone": tone,
        }
        for (name, verb, fact, badge, ruler, day, left), tone in zip(ROWS, tones, strict=True)
    ]
    return {"heads": ["申报", "要办的事", "自动检查", "用时（工作日）"], "rows": rows}


def record() -> list[p.Trace]:
    """Sentences of the ledger, one of them folded and one to notice."""
    return [
        p.Trace(
            "2026-09-24 15:30",
            "关闭公示，送审批。",
            "市级经办人",
            "核对：满 5 个工作日。",
            "40",
            "plain",
            "G5.6h",
            "SHALL",
        ),
        p.Trace("", "查看记录 2 条", number="38–39", kind="folded"),
        p.Trace(
            "2026-09-17 16:48",
            "提出异议，公示不能关闭。",
            "有人",
            "回执已发。",
            "37",
            "warn",
            "G5.6h",
            "SHALL",
        ),
    ]


def shown(theme: str) -> dict[str, Any]:
    """Everything the page prints in one theme."""
    units = [
        ("示例智能装备有限公司", "9月24日 16:02 用验证码签署", True),
        ("示例声学研究所", "9月24日邀请，还没打开", False),
    ]
    days = [
        ("28", "周一", "past"),
        ("29", "今天", "today"),
        ("30", "周三", "counted"),
        ("1–7", "国庆", "holiday"),
    ]
    return {
        "badges": [p.Badge(*pair) for pair in BADGES],
        "clauses": CLAUSES,
        "balls": balls(),
        "stages": [p.Stage(*triple) for triple in STAGES],
        "tasks": [
            p.Task("基本信息和细分赛道", "#", "10+1 产业：智能装备", p.Badge("done", "已完成")),
            p.Task("成员签署", "#", "签署 4 家，还差 2 家", p.Badge("wait", "等 2 家成员"), "第 2 个工作日"),
            p.Task("方案五章", "#", "第四章没有写", p.Badge("warn", "还差 1 章")),
        ],
        **steps(theme),
        "findings": findings(),
        "signatures": [{"unit": unit, "trace": trace, "is_signed": signed} for unit, trace, signed in units],
        "ticket": {
            "place": "组建协议第 9 条",
            "sentence": "仲裁和诉讼只能约定一种，请改定后由全体成员重新签署。",
        },
        "empty": {
            "title": "没有要办的",
            "text": "等别人的有 4 件，最早的一件 10月8日到期。",
            "link": "看等别人的 4 件",
        },
        "table": table(),
        "notices": [
            ("info", "已收到。", "回执号 示例-0929-017，已发到邮箱。"),
            ("ok", "已签署。", "还差 2 家。"),
            ("warn", "协议正文改了 1 处。", "4 家签署作废，看改动。"),
            ("bad", "没有发出。", "市级经办人 10:41 已退回这一件。"),
        ],
        "stat": {"unit": "件", "what": "轮到您办", "note": "其中 1 件超期，今天 10:42"},
        "validities": [
            p.Validity(
                "在有效期内，还剩 2 年 6 个月", 17, marks=(p.Mark(33, "年度报告"), p.Mark(90, "绩效评价"))
            ),
            p.Validity("121 天后到期", 89, is_lapsing=True),
            p.Validity("日期未公布，不画进度"),
        ],
        "days": [p.StripDay(label, weekday, "", state) for label, weekday, state in days],
        "traces": [
            p.Trace("9月28日 11:05", "轮到市科技局"),
            p.Trace("9月28日 10:51", "区里推荐", fact="负责人签发"),
            p.Trace("9月16日 15:40", "退回补正，2 张", kind="back"),
        ],
        "record": record(),
        "pager_label": f"翻页 {theme}",
        "pager": p.Pager(next_url="#", shown_count=3),
    }


@public
def components(request: HttpRequest) -> HttpResponse:
    """Every component in light and dark, in the demonstration only."""
    if not settings.DEMO:
        raise Http404
    return render(
        request,
        "portal/components.html",
        {
            "shown": shown("light"),
            "dark_shown": shown("dark"),
            "broken_form": sample_form("light"),
            "dark_form": sample_form("dark"),
        },
    )
