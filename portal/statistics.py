"""The office in figures, on a day. Every figure is one question to rows or to the record; nothing is kept beside them.

A district's figures are those of its own filings and registrations. Drafts belong to their leads and are never
counted. Working days follow the office's calendar; days under a hold do not count.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Case, CharField, Count, Exists, Min, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from accounts.roles import CITY, DISTRICT, Role
from consortia.guideline import QINGDAO_2025
from consortia.models import Industry, Registration, Track
from consortia.reference import load
from consortia.states import Origin, RegistrationState
from consortia.validity import longest_validity
from filings.models import Filing
from filings.states import CORRECTION, STAGES, State
from workflow.models import Hold, Proposal

LIVE = (RegistrationState.IN_FORCE, RegistrationState.LEAD_VACANT)
QUARTERS_BACK = 4
STEP_DAYS = 365
"""Steps that ended within so many days are measured."""
SUBJECTS = "filings.filing:"
MONTHS_BACK = 12
ENDED = (State.DECLINED, State.WITHDRAWN, State.LAPSED)
EVENTS = ("submit", "accept", "register", "ended")


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose filings are counted: those of some authorities, or of the whole city (None)."""

    authorities: frozenset[int] | None = None

    @property
    def is_city(self) -> bool:
        return self.authorities is None

    def rows(self) -> Q:
        return Q() if self.authorities is None else Q(authority_id__in=self.authorities)


def scope_of(user: Any) -> Scope | None:
    """What the person may see in figures: the city, the own districts, or nothing (None)."""
    if user.is_any(*CITY, Role.AUDITOR):
        return Scope()
    own = user.authorities_as(*DISTRICT)
    return Scope(frozenset(own)) if own else None


# registrations over time


@dataclass(frozen=True, slots=True)
class Point:
    """Registrations in force at the end of a day; ``lapsed`` since the point before. Later days are a forecast:
    what lapses if nothing is filed again and nothing new is registered."""

    on: date
    after: date
    dated: int
    undated: int
    lapsed: int
    is_forecast: bool

    @property
    def total(self) -> int:
        return self.dated + self.undated


@cache
def published_on() -> date:
    """The day on which the list without dates was published."""
    return date.fromisoformat(load("first_ten")["published_on"])


def undated_until() -> date:
    """The first day on which a registration of the published list can no longer be in force (G5.6i)."""
    return longest_validity(published_on(), QINGDAO_2025)


def held_on(day: date) -> tuple[Q, Q]:
    """In force at the end of ``day``, dated and undated. One that ended later was still in force."""
    tomorrow = timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
    standing = Q(state__in=LIVE) | Q(state_since__gte=tomorrow)
    dated = Q(valid_from__lte=day, valid_until__gt=day) & standing
    if not published_on() <= day < undated_until():
        return dated, Q(pk__in=())
    return dated, Q(valid_from__isnull=True, origin=Origin.PUBLISHED_LIST) & standing


def lapsing_between(after: date, until: date) -> Q:
    """Live registrations in force at the end of ``after`` whose validity is over at the end of ``until``."""
    lapsing = Q(state__in=LIVE, valid_until__gt=after, valid_until__lte=until)
    if published_on() <= after < undated_until() <= until:
        lapsing |= Q(state__in=LIVE, valid_from__isnull=True, origin=Origin.PUBLISHED_LIST)
    return lapsing


def quarter_ends(today: date, until: date) -> Iterator[date]:
    """Last days of quarters from a year back to ``until``, with today among them."""
    first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    number = first.year * 4 + (first.month - 1) // 3 - QUARTERS_BACK
    passed = False
    while True:
        year, quarter = divmod(number, 4)
        month = quarter * 3 + 3
        day = date(year, month, monthrange(year, month)[1])
        if day > until and passed:
            return
        if day >= today and not passed:
            passed = True
            if day != today:
                yield today
        yield day
        number += 1


def validity(scope: Scope, today: date) -> list[Point]:
    """Registrations in force at quarter ends, past and ahead, up to the day of the goal at least. One query."""
    until = max(QINGDAO_2025.target_on, today + timedelta(days=730))
    days = list(quarter_ends(today, until))
    wanted: dict[str, Any] = {}
    for index, day in enumerate(days):
        dated, undated = held_on(day)
        wanted[f"dated_{index}"] = Count("pk", filter=dated)
        wanted[f"undated_{index}"] = Count("pk", filter=undated)
        if index:
            wanted[f"lapsed_{index}"] = Count("pk", filter=lapsing_between(days[index - 1], day))
    found = Registration.objects.filter(scope.rows()).aggregate(**wanted)
    return [
        Point(
            day,
            days[index - 1] if index else day,
            found[f"dated_{index}"],
            found[f"undated_{index}"],
            found.get(f"lapsed_{index}", 0),
            day > today,
        )
        for index, day in enumerate(days)
    ]


# where filings stand


def with_desk(filings: QuerySet[Filing]) -> QuerySet[Filing]:
    """Filings with the desk that must act on them, as ``desk_key``; the end of the road has none."""
    drafts = Proposal.objects.filter(
        flow="filing", object_id=OuterRef("pk"), step_number=OuterRef("step_number"), closed_at__isnull=True
    )
    at_city = Q(state__in=(State.CITY_CHECK, State.SELECTION, State.PUBLICITY))
    return filings.annotate(
        has_draft=Exists(drafts),
        under_hold=Exists(
            Hold.objects.filter(
                flow="filing", object_id=OuterRef("pk"), placed_at__isnull=False, lifted_at__isnull=True
            )
        ),
        desk_key=Case(
            When(Q(state=State.DISTRICT_CHECK, has_draft=True), then=Value("district_head")),
            When(state=State.DISTRICT_CHECK, then=Value("district_officer")),
            When(state__in=sorted(CORRECTION), then=Value("lead")),
            When(Q(state=State.NOT_RECOMMENDED, second_look_asked_at__isnull=True), then=Value("lead")),
            When(state=State.NOT_RECOMMENDED, then=Value("city_officer")),
            When(state__in=STAGES, then=Value("panel")),
            When(Q(state=State.APPROVAL) | (at_city & Q(has_draft=True)), then=Value("approver")),
            When(at_city, then=Value("city_officer")),
            default=Value(""),
            output_field=CharField(),
        ),
    )


def late(today: date) -> Q:
    """Past their day to act; under a hold the clocks stand still. Asks for ``with_desk``."""
    return Q(due_on__lt=today, under_hold=False) & ~Q(desk_key="")


@dataclass(frozen=True, slots=True)
class Standing:
    """Filings of one authority in one state with one desk: how many, how many late, the oldest day missed."""

    authority_id: int
    state: str
    desk: str
    count: int
    late: int
    held: int
    oldest_due_on: date | None


def standings(scope: Scope, today: date) -> list[Standing]:
    """Where every submitted filing stands. One query; tables are sums over it."""
    rows = (
        with_desk(Filing.objects.filter(scope.rows(), submitted_at__isnull=False))
        .order_by("authority_id", "state", "desk_key")
        .values("authority_id", "state", "desk_key")
        .annotate(
            count=Count("pk"),
            late=Count("pk", filter=late(today)),
            held=Count("pk", filter=Q(under_hold=True)),
            oldest=Min("due_on", filter=late(today)),
        )
    )
    return [
        Standing(
            row["authority_id"],
            row["state"],
            row["desk_key"],
            row["count"],
            row["late"],
            row["held"],
            row["oldest"],
        )
        for row in rows
    ]


# how long steps take

_STINTS = """
WITH moves AS (
    SELECT e.subject, e.payload->>'from' AS step, e.at AS ended_at,
           lag(e.at) OVER (PARTITION BY e.subject ORDER BY e.number) AS began_at
    FROM ledger_entry e
    WHERE e.subject LIKE %(subjects)s AND (e.payload ? 'to' OR e.kind = 'filing.begun')
), stints AS (
    SELECT f.id, m.step, m.began_at, m.ended_at,
           (m.began_at AT TIME ZONE %(zone)s)::date AS began_on,
           (m.ended_at AT TIME ZONE %(zone)s)::date AS ended_on
    FROM moves m JOIN filings_filing f ON f.id = split_part(m.subject, ':', 2)::bigint
    WHERE m.began_at IS NOT NULL AND m.step <> 'draft'
      AND (m.ended_at AT TIME ZONE %(zone)s)::date > %(since)s AND m.ended_at <= %(now)s
      AND (%(all)s OR f.authority_id = ANY(%(authorities)s))
), days AS (
    SELECT d::date AS day,
           sum(CASE WHEN coalesce(w.is_working, extract(isodow FROM d) < 6) THEN 1 ELSE 0 END)
               OVER (ORDER BY d) AS n
    FROM generate_series((SELECT min(began_on) FROM stints), (SELECT max(ended_on) FROM stints),
                         interval '1 day') d
    LEFT JOIN workflow_workcalendarday w ON w.date = d::date
), lengths AS (
    SELECT s.id, s.step, (last.n - first.n) - coalesce(held.n, 0) AS days
    FROM stints s
    JOIN days first ON first.day = s.began_on
    JOIN days last ON last.day = s.ended_on
    LEFT JOIN LATERAL (
        SELECT sum(off.n - on_.n) AS n
        FROM workflow_hold h
        JOIN days on_ ON on_.day = greatest((h.placed_at AT TIME ZONE %(zone)s)::date, s.began_on)
        JOIN days off ON off.day
            = least(coalesce((h.lifted_at AT TIME ZONE %(zone)s)::date, s.ended_on), s.ended_on)
        WHERE h.flow = 'filing' AND h.object_id = s.id AND h.placed_at < s.ended_at
          AND coalesce(h.lifted_at, s.ended_at) > s.began_at
    ) held ON true
)
SELECT step, count(*), count(DISTINCT id),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY days), percentile_cont(0.9) WITHIN GROUP (ORDER BY days)
FROM lengths GROUP BY step
"""


@dataclass(frozen=True, slots=True)
class StepLength:
    """How many working days a step took: half took at most ``median``, nine in ten at most ``p90``."""

    step: str
    times: int
    filings: int
    median: float
    p90: float


def step_lengths(scope: Scope, now: datetime, days: int = STEP_DAYS) -> dict[str, StepLength]:
    """State to the length of the stays in it that ended within ``days``. From the record alone, one query."""
    asked = {
        "subjects": f"{SUBJECTS}%",
        "zone": settings.TIME_ZONE,
        "since": timezone.localdate(now) - timedelta(days=days),
        "now": now,
        "all": scope.is_city,
        "authorities": sorted(scope.authorities or ()),
    }
    with connection.cursor() as cursor:
        cursor.execute(_STINTS, asked)
        rows = cursor.fetchall()
    return {step: StepLength(step, times, n, float(half), float(most)) for step, times, n, half, most in rows}


# what happened, by month

_EVENTS = """
SELECT to_char(e.at AT TIME ZONE %(zone)s, 'YYYY-MM'),
       CASE WHEN e.payload->>'to' = ANY(%(ended)s) THEN 'ended' ELSE split_part(e.kind, '.', 2) END AS what,
       count(DISTINCT f.id)
FROM ledger_entry e JOIN filings_filing f ON f.id = split_part(e.subject, ':', 2)::bigint
WHERE e.subject LIKE %(subjects)s AND (e.at AT TIME ZONE %(zone)s)::date >= %(since)s AND e.at <= %(now)s
  AND (e.kind = ANY(%(kinds)s) OR (e.payload->>'to' = ANY(%(ended)s) AND e.payload->>'from' <> 'draft'))
  AND (%(all)s OR f.authority_id = ANY(%(authorities)s))
GROUP BY 1, 2
"""


def months(today: date) -> list[str]:
    """The last twelve months as YYYY-MM, this one last."""
    last = today.year * 12 + today.month - 1
    return [f"{n // 12}-{n % 12 + 1:02d}" for n in range(last - MONTHS_BACK + 1, last + 1)]


def events(scope: Scope, now: datetime) -> dict[tuple[str, str], int]:
    """(month, what) to the number of filings it happened to; ``what`` is one of ``EVENTS``. One query."""
    asked = {
        "subjects": f"{SUBJECTS}%",
        "zone": settings.TIME_ZONE,
        "since": date.fromisoformat(f"{months(timezone.localdate(now))[0]}-01"),
        "now": now,
        "kinds": [f"filing.{what}" for what in EVENTS],
        "ended": [str(state) for state in ENDED],
        "all": scope.is_city,
        "authorities": sorted(scope.authorities or ()),
    }
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, asked)
        return {(month, what): count for month, what, count in cursor.fetchall()}


# industries and tracks


@dataclass(frozen=True, slots=True)
class Coverage:
    """One industry of the "10+1": its tracks, how many hold a registration, and filings under way."""

    industry: Industry
    registered: int
    under_way: int
    tracks: tuple[tuple[Track, int], ...]

    @property
    def covered(self) -> int:
        return sum(count > 0 for _track, count in self.tracks)


def coverage(scope: Scope, today: date) -> list[Coverage]:
    """Every industry, those without anything too. Four queries."""
    dated, undated = held_on(today)
    held = Registration.objects.filter(scope.rows()).filter(dated | undated)
    by_track = list(
        held.order_by()
        .values_list("consortium__industry_id", "consortium__main_track_id")
        .annotate(n=Count("pk"))
    )
    running = dict(
        with_desk(Filing.objects.filter(scope.rows(), submitted_at__isnull=False))
        .exclude(desk_key="")
        .order_by()
        .values_list("consortium__industry_id")
        .annotate(n=Count("pk"))
    )
    tracks: dict[int, list[Track]] = {}
    for track in Track.objects.select_related("industry").order_by("industry_id", "id"):
        tracks.setdefault(track.industry_id, []).append(track)
    count_of: dict[int, int] = {}
    for _industry, track_id, count in by_track:
        count_of[track_id] = count_of.get(track_id, 0) + count
    return [
        Coverage(
            industry,
            sum(count for industry_id, _track, count in by_track if industry_id == industry.pk),
            running.get(industry.pk, 0),
            tuple((track, count_of.get(track.pk, 0)) for track in tracks.get(industry.pk, ())),
        )
        for industry in Industry.objects.order_by("id")
    ]
