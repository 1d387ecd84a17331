"""Papers of an evaluation: the work paper (工作底稿) of a decided one, and the letter that announces a campaign."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from documents import papers as printer
from documents import word
from documents.actions import store_paper

from . import campaign_queries as queries
from .models import Campaign, Evaluation, EvaluationSheet
from .states import EvaluationState, Evaluators

GRADES = {"excellent": "优秀", "good": "良好", "qualified": "合格", "unqualified": "不合格"}


def work_paper_data(evaluation: Evaluation) -> dict[str, Any]:
    """Scheme, figures, sheets as R1 to Rn, reply and decision; nobody who scored is named."""
    campaign = evaluation.campaign
    consortium = evaluation.registration.consortium
    sheets = list(EvaluationSheet.objects.filter(pk__in=evaluation.counted).order_by("sealed_at", "pk"))
    found = queries.figures(evaluation, queries.evidence_of(evaluation))
    return {
        "consortium": consortium.formal_name,
        "registration_number": evaluation.registration.official_number or evaluation.registration.number,
        "lead": consortium.lead.name if consortium.lead else None,
        "campaign": campaign.title,
        "evaluators": "专家组" if campaign.evaluators == Evaluators.PANEL else campaign.agency,
        "evidence_until": campaign.evidence_until,
        "statement": evaluation.statement,
        "figures": [
            {
                "name": row.indicator.name, "unit": row.indicator.unit, "baseline": plain(row.indicator.baseline),
                "target": plain(row.indicator.target), "shown": plain(row.shown),
                "share": f"{row.share}%" if row.share is not None else None,
            }
            for row in found
        ],
        "raters": [f"R{number}" for number, _sheet in enumerate(sheets, 1)],
        "dimensions": _dimensions(campaign.scheme, sheets),
        "totals": [plain(sheet.total) for sheet in sheets],
        "opinions": [sheet.opinion for sheet in sheets],
        "score": plain(evaluation.score),
        "trimmed": len(sheets) >= 7,
        "proposed": GRADES[evaluation.proposed_grade],
        "cuts": "，".join(f"{GRADES[key]}不低于{cut}分" for key, cut in campaign.scheme["cuts"].items()),
        "opinion": evaluation.opinion,
        "reply": evaluation.reply,
        "replied_on": timezone.localdate(evaluation.replied_at) if evaluation.replied_at else None,
        "grade": GRADES[evaluation.grade],
        "decision_number": evaluation.decision_number,
        "decided_on": evaluation.decided_on,
        "is_sample": consortium.is_sample,
    }  # fmt: skip


def _dimensions(frozen: dict[str, Any], sheets: list[EvaluationSheet]) -> list[dict[str, Any]]:
    """Each dimension's items with the points of every sheet and, below, the reasons in the same order."""
    return [
        {
            "name": f"{dimension['zh']}（{dimension['weight']}分）",
            "items": [
                {
                    "name": item["zh"],
                    "most": str(item["points"]),
                    "points": [str(sheet.items.get(item["key"], {}).get("points", "")) for sheet in sheets],
                    "reasons": [str(sheet.items.get(item["key"], {}).get("reason", "")) for sheet in sheets],
                }
                for item in dimension["items"]
            ],
        }
        for dimension in frozen["dimensions"]
    ]


def plain(value: Decimal | None) -> str | None:
    """A number without needless noughts."""
    if value is None:
        return None
    return f"{value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize():f}"


def make_work_paper(evaluation_id: int, *, now: datetime) -> Evaluation:
    """Print the work paper of a decided evaluation and keep it; asked again, it does nothing."""
    with transaction.atomic():
        evaluation = Evaluation.objects.select_for_update(no_key=True, of=("self",)).get(pk=evaluation_id)
        if evaluation.state == EvaluationState.DECIDED and evaluation.work_paper_id is None:
            with override("zh-hans"):
                content = printer.render_pdf(
                    "evaluation_work_paper",
                    work_paper_data(evaluation),
                    dated=evaluation.decided_on or timezone.localdate(now),
                )
            name = evaluation.registration.consortium.formal_name
            evaluation.work_paper = store_paper(
                content, f"绩效评价工作底稿 {name}.pdf", made_for_id=evaluation.decided_by_id or 0, now=now
            )
            evaluation.save(update_fields=["work_paper"])
        return evaluation


def owed_papers(now: datetime, at_most: int = 20) -> int:
    """Print every work paper that a lost message left undone; how many were owed."""
    owed = Evaluation.objects.filter(state=EvaluationState.DECIDED, work_paper__isnull=True)
    found = list(owed.order_by("pk").values_list("pk", flat=True)[:at_most])
    for pk in found:
        make_work_paper(pk, now=now)
    return len(found)


def notice_data(campaign: Campaign) -> dict[str, Any]:
    """What the letter of a campaign says: who is evaluated, by what, until when evidence is brought."""
    rows = campaign.evaluations.select_related("registration__consortium__lead").order_by("pk")
    consortia = [one.registration.consortium for one in rows]
    return {
        "title": f"关于开展{campaign.title}的通知",
        "campaign": campaign.title,
        "items": [
            {
                "position": position,
                "name": one.registration.consortium.formal_name,
                "lead": one.registration.consortium.lead.name if one.registration.consortium.lead else None,
                "number": one.registration.official_number or one.registration.number,
            }
            for position, one in enumerate(rows, 1)
        ],
        "evidence_until": campaign.evidence_until,
        "evaluators": "专家组"
        if campaign.evaluators == Evaluators.PANEL
        else f"第三方评估机构（{campaign.agency}）",
        "dimensions": [
            {
                "name": one["zh"],
                "weight": str(one["weight"]),
                "contents": "、".join(item["zh"] for item in one["items"]),
            }
            for one in campaign.scheme["dimensions"]
        ],
        "cuts": "，".join(f"{GRADES[key]}不低于{cut}分" for key, cut in campaign.scheme["cuts"].items()),
        "is_sample": bool(consortia) and all(one.is_sample for one in consortia),
    }


def notice_pdf(campaign: Campaign) -> bytes:
    """The letter as PDF, dated to the day the campaign opened."""
    with override("zh-hans"):
        return printer.render_pdf(
            "campaign_notice", notice_data(campaign), dated=timezone.localdate(campaign.state_since)
        )


def notice_docx(campaign: Campaign) -> bytes:
    """The same letter for the office's own document system, to be numbered and edited there."""
    dated = timezone.localdate(campaign.state_since)
    given = {"official_number": f"青科字〔{dated.year}〕　　号", "dated": dated}
    with override("zh-hans"):
        return word.letter("campaign_notice", {**given, **notice_data(campaign)})
