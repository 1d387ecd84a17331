"""The month on one page for the leaders: the page's own figures as a Word paper, in Chinese, for editing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from accounts.models import Authority
from consortia.guideline import QINGDAO_2025
from documents.word import letter
from portal import statistics as s
from portal.numbers import STAGES, stage_labels
from portal.statistics_sections import STEPS, days_of
from workflow import office

POINTS_AHEAD = 6
"""So many quarter ends ahead stand on the page, and the day of the goal."""


def one_pager(scope: s.Scope, now: datetime) -> bytes:
    """月报: registrations in force and ahead, filings by stage, time per step, what happened this month."""
    with override("zh-hans"):
        return letter("monthly_figures", data_of(scope, now))


def data_of(scope: s.Scope, now: datetime) -> dict[str, Any]:
    """What the paper prints, from the functions of the page."""
    today = timezone.localdate(now)
    points = s.validity(scope, today)
    standings = s.standings(scope, today)
    happened = s.events(scope, now)
    month = s.months(today)[-1]
    places = Authority.objects.filter(pk__in=scope.authorities or ()).order_by("pk")
    whose = "、".join(one.short_name for one in places) if not scope.is_city else "全市"
    return {
        "title": f"{today.year}年{today.month}月创新联合体备案工作月报",
        "dated": today,
        "whose": whose,
        "lines": _lines(points, standings, happened, month, today),
        "points": _points(points, today),
        "stages": _stages(standings),
        "steps": _steps(s.step_lengths(scope, now), office.values(today)),
        "counted": (
            "统计口径：未来日期为预测，假定不再申报、没有新增；未公布日期的按三年计，最迟到"
            f"{s.undated_until().isoformat()}前有效。用时按台账从进入环节到离开环节计，中止期间不计。"
            "目标不是上限。"
        ),
    }


def _lines(
    points: Sequence[s.Point],
    standings: Sequence[s.Standing],
    happened: dict[tuple[str, str], int],
    month: str,
    today: Any,
) -> list[str]:
    present = next(point for point in points if point.on == today)
    at_goal = next((point for point in points if point.on == QINGDAO_2025.target_on), points[-1])
    running = sum(row.count for row in standings if row.desk)
    late = sum(row.late for row in standings)
    this = {what: happened.get((month, what), 0) for what in s.EVENTS}
    return [
        f"有效备案 {present.total} 个，其中未公布日期 {present.undated} 个；全市目标到 2028 年"
        f" {QINGDAO_2025.target_count} 个左右。若不再申报、没有新增，到 {at_goal.on.isoformat()} 仍有效"
        f" {at_goal.total} 个。",
        f"本月申报 {this['submit']} 件，受理 {this['accept']} 件，备案 {this['register']} 件，"
        f"未备案而结束 {this['ended']} 件。在办 {running} 件，超期 {late} 件。",
    ]


def _points(points: Sequence[s.Point], today: Any) -> list[dict[str, Any]]:
    ahead = [point for point in points if point.is_forecast]
    chosen = [point for point in points if point.on == today] + ahead[:POINTS_AHEAD]
    chosen += [point for point in ahead[POINTS_AHEAD:] if point.on == QINGDAO_2025.target_on]
    rows = []
    before = None
    for point in chosen:
        since = [one.lapsed for one in points if before and before < one.on <= point.on]
        rows.append(
            {
                "day": point.on.isoformat() + ("（预测）" if point.is_forecast else ""),
                "total": point.total,
                "undated": point.undated,
                "lapsed": sum(since) if before else "–",
            }
        )
        before = point.on
    return rows


def _stages(standings: Sequence[s.Standing]) -> list[dict[str, Any]]:
    labels = stage_labels()
    return [
        {
            "name": labels[key],
            "count": sum(row.count for row in standings if row.state in states),
            "late": sum(row.late for row in standings if row.state in states),
        }
        for key, states in STAGES
    ]


def _steps(lengths: dict[str, s.StepLength], figures: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": str(state.label),
            "median": days_of(lengths[state].median),
            "most": days_of(lengths[state].p90),
            "limit": office.days(key, figures),
            "count": lengths[state].filings,
        }
        for state, key in STEPS
        if state in lengths
    ]
