"""The sections of the page of figures: what is counted, the table with links to the cases, the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Authority
from consortia.guideline import QINGDAO_2025
from evaluations.states import Grade
from filings.states import State
from portal import statistics as s
from portal.filters import DESKS, EVENTS
from portal.numbers import STAGES, stage_labels
from workflow import office

STEPS = (
    (State.DISTRICT_CHECK, "district_check_days"),
    (State.DISTRICT_CORRECTION, "correction_days"),
    (State.NOT_RECOMMENDED, "second_look_days"),
    (State.CITY_CHECK, "city_check_days"),
    (State.CITY_CORRECTION, "correction_days"),
    (State.EXPERT_REVIEW, "expert_review_days"),
    (State.SITE_VISIT, "site_visit_days"),
    (State.DEFENCE, "defence_days"),
    (State.SELECTION, "selection_days"),
    (State.PUBLICITY, "publicity_days+close_days"),
    (State.APPROVAL, "approval_days"),
)
"""Steps of the road with the office parameter that gives their working days."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a table; ``url`` opens the cases it counts. ``tone`` marks what is late."""

    text: str
    url: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: its name, and a cell for each column."""

    name: str
    cells: Sequence[Cell]
    under: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One question: what is counted, the table that answers it, and its picture."""

    key: str
    title: str
    counted: str
    first: str
    columns: Sequence[str]
    rows: Sequence[Row]
    chart: dict[str, Any] | None = None
    empty: str = ""
    clause: str = ""

    @property
    def chart_id(self) -> str:
        return f"chart-{self.key}"

    @property
    def table(self) -> list[tuple[Row, list[tuple[str, Cell]]]]:
        """Each row with its cells, every cell with the head it stands under."""
        return [(row, list(zip(self.columns, row.cells, strict=True))) for row in self.rows]


def cases(**asked: Any) -> str:
    """The list of filings narrowed to what a figure counts."""
    return f"{reverse('cases:list')}?{urlencode({k: v for k, v in asked.items() if v})}"


def registry(**asked: Any) -> str:
    return f"{reverse('portal:register')}?{urlencode({k: v for k, v in asked.items() if v})}"


def registrations(**asked: Any) -> str:
    """The office's list of registrations, narrowed."""
    return f"{reverse('years:registrations')}?{urlencode({k: v for k, v in asked.items() if v})}"


def number(count: int, url: str, tone: str = "") -> Cell:
    """A count that opens its cases; nothing to open where there are none."""
    return Cell(str(count), url if count else "", tone if count else "")


def place_of(own: Sequence[Authority]) -> str:
    """The register's filter for a district; it holds one authority at a time."""
    return own[0].key if len(own) == 1 else ""


def validity(points: Sequence[s.Point], own: Sequence[Authority], today: date) -> Section:
    place = place_of(own)
    rows = [
        Row(
            point.on.isoformat(),
            (
                number(point.total, registry(on=point.on.isoformat(), authority=place)),
                Cell(str(point.dated)),
                Cell(str(point.undated)),
                number(
                    point.lapsed,
                    registry(after=point.after.isoformat(), until=point.on.isoformat(), authority=place),
                    "warn" if point.is_forecast else "",
                ),
            ),
            _("Forecast") if point.is_forecast else _("Today") if point.on == today else "",
        )
        for point in points
    ]
    chart = {
        "kind": "stack",
        "labels": [point.on.isoformat()[2:7] for point in points],
        "series": [
            {"name": _("With dates"), "tone": "solid", "values": [point.dated for point in points]},
            {"name": _("Dates not published"), "tone": "pale", "values": [point.undated for point in points]},
        ],
        "forecast": [point.is_forecast for point in points],
        "goal": None if own else QINGDAO_2025.target_count,
        "goal_name": _("Goal"),
        "forecast_name": _("Forecast"),
    }
    return Section(
        "validity",
        _("Registrations in force, and when they lapse"),
        _(
            "Registrations in force at the end of each day; later days show what remains if nothing is filed "
            "again and nothing new is registered. Those whose dates were not published count from %(from)s "
            "and can last until %(until)s at most (three years)."
        )
        % {"from": s.published_on().isoformat(), "until": s.undated_until().isoformat()},
        _("Day"),
        (_("In force"), _("With dates"), _("Dates not published"), _("Lapsed since the line before")),
        rows,
        chart,
        clause="G2.3",
    )


def pipeline(standings: Sequence[s.Standing], places: dict[int, Authority]) -> Section:
    labels = stage_labels()
    listed = [pk for pk in places if any(row.authority_id == pk for row in standings)]
    count: dict[tuple[int, str], int] = {}
    for row in standings:
        for key, states in STAGES:
            if row.state in states:
                count[row.authority_id, key] = count.get((row.authority_id, key), 0) + row.count
    totals = {key: sum(count.get((pk, key), 0) for pk in listed) for key, _states in STAGES}
    rows = [
        Row(
            places[pk].short_name,
            [
                number(count.get((pk, key), 0), cases(stage=key, authority=pk, running=1))
                for key, _states in STAGES
            ]
            + [
                number(
                    sum(count.get((pk, key), 0) for key, _states in STAGES), cases(authority=pk, running=1)
                )
            ],
        )
        for pk in listed
        if any(count.get((pk, key)) for key, _states in STAGES)
    ]
    if len(rows) > 1:
        cells = [number(totals[key], cases(stage=key, running=1)) for key, _states in STAGES]
        rows.append(Row(_("Together"), [*cells, number(sum(totals.values()), cases(running=1))]))
    chart = {
        "kind": "bars",
        "labels": [labels[key] for key, _states in STAGES],
        "series": [{"name": _("Filings"), "tone": "solid", "values": list(totals.values())}],
    }
    return Section(
        "pipeline",
        _("Filings by stage and district"),
        _("Submitted filings that have not come to their end, by the stage they stand in today."),
        _("District or zone"),
        (*(labels[key] for key, _states in STAGES), _("Together")),
        rows,
        chart if rows else None,
        _("No filing is under way."),
    )


def days_of(value: float) -> str:
    """Working days with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def lengths(lengths: dict[str, s.StepLength], today: date) -> Section:
    figures = office.values(today)
    since = date.fromordinal(today.toordinal() - s.STEP_DAYS)
    found = [(state, key, lengths[state]) for state, key in STEPS if state in lengths]
    rows = [
        Row(
            str(state.label),
            (
                Cell(days_of(one.median)),
                Cell(days_of(one.p90), tone="warn" if one.p90 > office.days(key, figures) else ""),
                Cell(str(office.days(key, figures))),
                number(one.filings, cases(left=state, since=since.isoformat())),
                Cell(str(one.times)),
            ),
        )
        for state, key, one in found
    ]
    chart = {
        "kind": "ranges",
        "labels": [str(state.label) for state, _key, _one in found],
        "series": [
            {"name": _("Median"), "tone": "solid", "values": [one.median for _s, _k, one in found]},
            {"name": _("Nine in ten"), "tone": "pale", "values": [one.p90 for _s, _k, one in found]},
            {
                "name": _("Office days"),
                "tone": "limit",
                "values": [office.days(key, figures) for _s, key, _o in found],
            },
        ],
    }
    return Section(
        "lengths",
        _("How long each step takes"),
        _(
            "Working days from entering a step to leaving it, from the record, for stays that ended after "
            "%(since)s. Days under a hold do not count. Nine in ten took at most the second figure."
        )
        % {"since": since.isoformat()},
        _("Step"),
        (_("Median"), _("Nine in ten"), _("Office days"), _("Filings"), _("Stays")),
        rows,
        chart if rows else None,
        _("No step has ended in this time."),
    )


def overdue(standings: Sequence[s.Standing], places: dict[int, Authority], today: date) -> Section:
    calendar = office.work_calendar()
    desks: dict[tuple[str, int], list[s.Standing]] = {}
    for row in standings:
        if row.desk:
            is_district = row.desk.startswith("district_")
            desks.setdefault((row.desk, row.authority_id if is_district else 0), []).append(row)
    order = {key: index for index, key in enumerate(DESKS)}
    rows = []
    for (desk, pk), held in sorted(desks.items(), key=lambda one: (order[one[0][0]], one[0][1])):
        late = sum(row.late for row in held)
        days = [row.oldest_due_on for row in held if row.oldest_due_on]
        oldest = calendar.working_days_between(min(days), today) if days else 0
        asked = {"desk": desk, "authority": pk}
        rows.append(
            Row(
                f"{places[pk].short_name} {DESKS[desk]}" if pk in places else str(DESKS[desk]),
                (
                    number(sum(row.count for row in held), cases(**asked)),
                    number(late, cases(**asked, overdue=1), "bad"),
                    Cell(str(oldest) if late else "–"),
                    number(sum(row.held for row in held), cases(**asked, held=1)),
                ),
            )
        )
    return Section(
        "overdue",
        _("Overdue by desk"),
        _(
            "Filings by the desk that must act now; overdue from the day after their due day, holds not counted."
        ),
        _("Desk"),
        (_("With this desk"), _("Overdue"), _("Working days since the oldest due day"), _("On hold")),
        rows,
        None,
        _("No filing is under way."),
    )


def months(months: Sequence[str], happened: dict[tuple[str, str], int]) -> Section:
    rows = [
        Row(
            month,
            [number(happened.get((month, what), 0), cases(event=what, month=month)) for what in EVENTS],
        )
        for month in reversed(months)
    ]
    chart = {
        "kind": "lines",
        "labels": [month[2:] for month in months],
        "series": [
            {
                "name": str(EVENTS[what]),
                "tone": tone,
                "values": [happened.get((month, what), 0) for month in months],
            }
            for what, tone in (("submit", "pale"), ("register", "solid"))
        ],
    }
    return Section(
        "months",
        _("What happened, by month"),
        _("Filings to which the step happened in the month, each once, from the record; this month so far."),
        _("Month"),
        tuple(str(label) for label in EVENTS.values()),
        rows,
        chart,
    )


def grades(found: dict[str, int], running: int) -> Section:
    """Grades of performance evaluations (G7.2)."""
    listed = [(grade, found.get(grade, 0)) for grade in Grade]
    rows = [
        Row(str(grade.label), (number(count, registrations(grade=grade)),), "") for grade, count in listed
    ]
    rows.append(Row(_("Being evaluated"), (number(running, registrations(evaluating=1)),), ""))
    chart = {
        "kind": "bars",
        "labels": [str(grade.label) for grade, _count in listed],
        "series": [{"name": _("How many"), "tone": "solid", "values": [n for _grade, n in listed]}],
    }
    return Section(
        "grades",
        _("Evaluation grades"),
        _("Registrations by the grade that was decided last for each; a grade counts once it is decided."),
        _("Grade"),
        (_("How many"),),
        rows if found or running else (),
        chart if found else None,
        _("No grade is decided and no evaluation runs."),
        clause="G7.2d",
    )


def coverage(found: Sequence[s.Coverage], own: Sequence[Authority], today: date) -> Section:
    place, day = place_of(own), today.isoformat()
    rows = [
        Row(
            str(one.industry),
            (
                number(one.registered, registry(on=day, industry=one.industry.key, authority=place)),
                number(one.under_way, cases(industry=one.industry.key, running=1)),
                Cell(
                    _("%(n)s of %(all)s") % {"n": one.covered, "all": len(one.tracks)} if one.tracks else "–"
                ),
            ),
            "、".join(str(track) for track, count in one.tracks if count),
        )
        for one in found
    ]
    chart = {
        "kind": "bars",
        "labels": [str(one.industry) for one in found],
        "series": [
            {"name": _("In force"), "tone": "solid", "values": [one.registered for one in found]},
            {"name": _("Filings under way"), "tone": "pale", "values": [one.under_way for one in found]},
        ],
    }
    return Section(
        "coverage",
        _("Coverage of the “10+1” industries and their tracks"),
        _(
            "By the consortium's industry and main track. A track is covered when a registration in force is in it."
        ),
        _("Industry"),
        (_("Registrations in force"), _("Filings under way"), _("Tracks covered")),
        rows,
        chart,
        clause="G2.1",
    )
