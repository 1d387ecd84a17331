"""What the home page counts, each figure with its definition beside it in the template."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consortia.guideline import QINGDAO_2025
from consortia.models import Registration
from filings.models import Filing
from filings.states import UNDER_WAY, State
from reviews.models import PublicNotice
from workflow import office
from workflow.calendar import ONE_DAY, WorkCalendar
from workflow.presentation import StripDay

GOAL = QINGDAO_2025.target_count
LONGEST_STRIP = 14
WEEKDAYS_ZH = "一二三四五六日"
STAGES: tuple[tuple[str, tuple[State, ...]], ...] = (
    ("district", (State.DISTRICT_CHECK, State.DISTRICT_CORRECTION, State.NOT_RECOMMENDED)),
    ("city", (State.CITY_CHECK, State.CITY_CORRECTION)),
    ("review", (State.EXPERT_REVIEW, State.SITE_VISIT, State.DEFENCE)),
    ("selection", (State.SELECTION,)),
    ("publicity", (State.PUBLICITY, State.APPROVAL)),
)


@dataclass(frozen=True, slots=True)
class StageCount:
    """How many filings stand in one stage of the road."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class CurrentNotice:
    """A public notice whose window runs, with the strip of its days."""

    notice: PublicNotice
    items_count: int
    day: int
    days_count: int
    strip: list[StripDay]


@dataclass(frozen=True, slots=True)
class Numbers:
    """The figures of the home page on a day."""

    registered: int
    undated: int
    on_notice: int
    goal: int
    stages: list[StageCount]
    under_way: int


def stage_labels() -> dict[str, str]:
    """Stage to its name."""
    return {
        "district": _("With the districts"),
        "city": _("City form check"),
        "review": _("Expert review, visit, defence"),
        "selection": _("Selection by the meeting"),
        "publicity": _("Public notice and approval"),
    }


def numbers(today: date) -> Numbers:
    """Two queries: registrations in force, and filings under way by state."""
    force = Registration.objects.in_force(today).aggregate(
        all=Count("pk"), undated=Count("pk", filter=Q(valid_from__isnull=True))
    )
    by_state = dict(
        Filing.objects.filter(state__in=UNDER_WAY)
        .order_by()
        .values_list("state")
        .annotate(n=Count("pk"))
        .values_list("state", "n")
    )
    labels = stage_labels()
    stages = [StageCount(labels[key], sum(by_state.get(s, 0) for s in states)) for key, states in STAGES]
    return Numbers(
        registered=force["all"],
        undated=force["undated"],
        on_notice=by_state.get(State.PUBLICITY, 0),
        goal=GOAL,
        stages=stages,
        under_way=sum(by_state.values()),
    )


def current_notices(today: date, at_most: int = 3) -> list[CurrentNotice]:
    """Notices that run on ``today`` with somebody still on them, newest first."""
    found = list(
        PublicNotice.objects.filter(starts_on__lte=today + timedelta(days=7), ends_on__gte=today)
        .annotate(n=Count("items", filter=Q(items__is_current=True)))
        .filter(n__gt=0)
        .order_by("-pk")[:at_most]
    )
    calendar = office.work_calendar() if found else WorkCalendar()
    return [_current(notice, calendar, today) for notice in found]


def _current(notice: PublicNotice, calendar: WorkCalendar, today: date) -> CurrentNotice:
    before = notice.starts_on - ONE_DAY
    return CurrentNotice(
        notice=notice,
        items_count=notice.n,  # type: ignore[attr-defined]
        day=max(calendar.working_days_between(before, min(today, notice.ends_on)), 0),
        days_count=calendar.working_days_between(before, notice.ends_on),
        strip=list(strip_days(calendar, notice.starts_on, notice.ends_on, today)),
    )


def strip_days(calendar: WorkCalendar, first: date, last: date, today: date) -> Iterator[StripDay]:
    """The days of a window: worked days one by one, days off folded into one hatched cell."""
    if (last - first).days > LONGEST_STRIP * 2:
        return
    off: list[date] = []
    day = first
    while day <= last:
        if calendar.is_working_day(day):
            if off:
                yield _days_off(off)
                off = []
            yield _worked(day, today)
        else:
            off.append(day)
        day += ONE_DAY


def _worked(day: date, today: date) -> StripDay:
    state = "today" if day == today else "past" if day < today else "counted"
    weekday = _("Today") if day == today else _weekday(day)
    return StripDay(str(day.day), weekday, state=state)


def _days_off(days: list[date]) -> StripDay:
    label = str(days[0].day) if len(days) == 1 else f"{days[0].day}–{days[-1].day}"
    return StripDay(label, _("off"), state="holiday")


def _weekday(day: date) -> str:
    return f"{day:%a}" if get_language() == "en" else f"周{WEEKDAYS_ZH[day.weekday()]}"
