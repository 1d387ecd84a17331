"""The page of figures: each with its sentence, its cases and its chart. No counting here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Authority
from consortia.guideline import QINGDAO_2025
from portal import statistics as s
from portal import statistics_corrections, statistics_grades
from portal import statistics_sections as sections
from portal.statistics_sections import Section, cases, registry


@dataclass(frozen=True, slots=True)
class Figure:
    """A number at the head of the page, with what it counts and the cases behind it."""

    figure: str
    what: str
    note: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """All figures of one scope on one day."""

    whose: str
    is_city: bool
    today: date
    figures: Sequence[Figure] = field(default_factory=tuple)
    sections: Sequence[Section] = field(default_factory=tuple)


def page_of(scope: s.Scope, now: datetime) -> Page:
    """Everything the page says, in a fixed number of questions."""
    today = timezone.localdate(now)
    places = {one.pk: one for one in Authority.objects.exclude(kind=Authority.Kind.CITY).order_by("pk")}
    own = [places[pk] for pk in sorted(scope.authorities or ()) if pk in places]
    points = s.validity(scope, today)
    standings = s.standings(scope, today)
    months = s.months(today)
    happened = s.events(scope, now)
    listed = [
        sections.validity(points, own, today),
        sections.pipeline(standings, places),
        sections.lengths(s.step_lengths(scope, now), today),
        sections.overdue(standings, places, today),
        sections.months(months, happened),
        sections.grades(statistics_grades.grades(scope), statistics_grades.under_way(scope)),
        statistics_corrections.section(statistics_corrections.told(scope)),
        sections.coverage(s.coverage(scope, today), own, today),
    ]
    return Page(
        whose="、".join(one.short_name for one in own) or _("Qingdao"),
        is_city=scope.is_city,
        today=today,
        figures=_figures(points, standings, happened, months[-1], own, today),
        sections=listed,
    )


def _figures(
    points: Sequence[s.Point],
    standings: Sequence[s.Standing],
    happened: dict[tuple[str, str], int],
    month: str,
    own: Sequence[Authority],
    today: date,
) -> list[Figure]:
    present = next(point for point in points if point.on == today)
    at_goal = next((point for point in points if point.on == QINGDAO_2025.target_on), points[-1])
    running = sum(row.count for row in standings if row.desk)
    late = sum(row.late for row in standings)
    day = today.isoformat()
    place = sections.place_of(own)
    return [
        Figure(
            str(present.total),
            _("Registrations in force"),
            _("%(day)s; of these without published dates: %(n)s") % {"day": day, "n": present.undated},
            registry(on=day, authority=place),
        ),
        Figure(
            str(at_goal.total),
            _("Still in force on %(day)s") % {"day": at_goal.on.isoformat()},
            _("Forecast: nothing filed again, nothing new. The goal is about %(goal)s, not a cap.")
            % {"goal": QINGDAO_2025.target_count},
            registry(on=at_goal.on.isoformat(), authority=place),
        ),
        Figure(
            str(running),
            _("Filings under way"),
            _("%(day)s; submitted, not yet at their end") % {"day": day},
            cases(running=1),
        ),
        Figure(str(late), _("Overdue"), _("%(day)s; holds not counted") % {"day": day}, cases(overdue=1)),
        Figure(
            str(happened.get((month, "submit"), 0)),
            _("Submitted this month"),
            _("%(month)s to %(day)s") % {"month": month, "day": day},
            cases(event="submit", month=month),
        ),
    ]
