"""Where a filing stands, for people: its badge, who holds it, the road of seven stages. Reads values, asks nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow.calendar import WorkCalendar
from workflow.presentation import Badge, Ball, Ruler, Stage

from . import access as by
from .states import CORRECTION, FINAL, State

S = State

BADGES: Mapping[str, str] = {
    S.DRAFT: "draft",
    S.DISTRICT_CORRECTION: "correction",
    S.CITY_CORRECTION: "correction",
    S.NOT_RECOMMENDED: "warn",
    S.PUBLICITY: "publicity",
    S.REGISTERED: "ok",
    S.DECLINED: "refused",
    S.WITHDRAWN: "withdrawn",
    S.LAPSED: "lapsed",
    S.TRASHED: "withdrawn",
}

WITH_ME: Mapping[str, tuple[Any, ...]] = {
    S.DRAFT: (by.lead_editor, by.lead_signatory),
    S.DISTRICT_CORRECTION: (by.lead_editor, by.lead_signatory),
    S.CITY_CORRECTION: (by.lead_editor, by.lead_signatory),
    S.DISTRICT_CHECK: (by.own_officer,),
    S.CITY_CHECK: (by.city_officer,),
    S.EXPERT_REVIEW: (by.round_lead,),
    S.SITE_VISIT: (by.round_lead,),
    S.DEFENCE: (by.round_lead,),
    S.SELECTION: (by.city_officer,),
    S.PUBLICITY: (by.city_officer,),
    S.APPROVAL: (by.approver,),
}

# State to (state after it on the straight road, office parameter with the days given there).
AFTER: Mapping[str, tuple[str, str]] = {
    S.DRAFT: (S.DISTRICT_CHECK, "district_check_days"),
    S.DISTRICT_CORRECTION: (S.DISTRICT_CHECK, "district_check_days"),
    S.DISTRICT_CHECK: (S.CITY_CHECK, "city_check_days"),
    S.CITY_CORRECTION: (S.CITY_CHECK, "city_check_days"),
    S.CITY_CHECK: (S.EXPERT_REVIEW, "expert_review_days"),
    S.EXPERT_REVIEW: (S.SITE_VISIT, "site_visit_days"),
    S.SITE_VISIT: (S.DEFENCE, "defence_days"),
    S.DEFENCE: (S.SELECTION, "selection_days"),
    S.SELECTION: (S.PUBLICITY, "publicity_days"),
    S.PUBLICITY: (S.APPROVAL, "approval_days"),
}

# The seven stages: name, the states in each, the office parameter with its days.
STAGES: tuple[tuple[Any, tuple[str, ...], str], ...] = (
    (gettext_lazy("Drafting"), (S.DRAFT,), ""),
    (
        gettext_lazy("District check"),
        (S.DISTRICT_CHECK, S.DISTRICT_CORRECTION, S.NOT_RECOMMENDED),
        "district_check_days",
    ),
    (gettext_lazy("City form check"), (S.CITY_CHECK, S.CITY_CORRECTION), "city_check_days"),
    (gettext_lazy("Experts, visit, defence"), (S.EXPERT_REVIEW, S.SITE_VISIT, S.DEFENCE), ""),
    (gettext_lazy("Selection"), (S.SELECTION,), ""),
    (gettext_lazy("Public notice"), (S.PUBLICITY,), "publicity_days"),
    (gettext_lazy("Registration"), (S.APPROVAL, S.REGISTERED), ""),
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """How the filing came to be where it is: the state before and the day of the step."""

    from_state: str = ""


def badge(filing: Any, *, today: date, is_held: bool = False) -> Badge:
    """The one status mark of a filing, in the words of the flow table."""
    if is_held:
        return Badge("hold", _("On hold"))
    if filing.due_on and filing.due_on < today and filing.state not in FINAL:
        return Badge("overdue", _("%(state)s, overdue") % {"state": State(filing.state).label})
    return Badge(BADGES.get(filing.state, "progress"), str(State(filing.state).label))


def holder(filing: Any, state: str | None = None, *, with_head: bool = False) -> str:
    """Who acts in a state of this filing, by role and place."""
    state = state or filing.state
    if state == S.DRAFT or state in CORRECTION:
        return str(filing.lead)
    if state == S.NOT_RECOMMENDED:
        return _("The city officer") if filing.second_look_asked_at else str(filing.lead)
    if state == S.DISTRICT_CHECK:
        place = {"place": filing.authority.short_name}
        return _("The head in %(place)s") % place if with_head else _("The officer in %(place)s") % place
    if state in (S.EXPERT_REVIEW, S.SITE_VISIT, S.DEFENCE):
        return _("The expert panel")
    if state == S.APPROVAL:
        return _("The approver")
    return _("The city officer")


def is_with(user: Any, filing: Any, *, with_head: bool = False) -> bool:
    """Whether this person is among those who act now."""
    if filing.state == S.NOT_RECOMMENDED:
        asked = filing.second_look_asked_at is not None
        return by.city_officer(user, filing) if asked else by.lead_signatory(user, filing)
    if filing.state == S.DISTRICT_CHECK and with_head:
        return by.own_head(user, filing)
    return any(test(user, filing) for test in WITH_ME.get(filing.state, ()))


def ball(
    filing: Any,
    *,
    user: Any,
    today: date,
    calendar: WorkCalendar,
    figures: Mapping[str, Any],
    arrival: Arrival | None = None,
    hold: Any = None,
    with_head: bool = False,
) -> Ball | None:
    """Who holds the filing, until when, who before and after; None where it has come to its end."""
    if filing.state in FINAL:
        return None
    since = timezone.localdate(filing.state_since)
    before = holder(filing, arrival.from_state) if arrival and arrival.from_state else ""
    if hold:
        return Ball(
            _("Time limits stand still"),
            reason=str(hold.get_reason_display()),
            line=_("Decided by the city officer and the approver. Withdrawing is possible."),
            since=timezone.localdate(hold.placed_at),
            before=before,
        )
    after, days = AFTER.get(filing.state, ("", ""))
    following = ""
    if after:
        following = _("%(who)s, working days: %(days)s") % {
            "who": holder(filing, after),
            "days": figures[days],
        }
    who = {
        "holder": holder(filing, with_head=with_head),
        "is_me": is_with(user, filing, with_head=with_head),
        "before": before,
        "since": since,
        "after": following,
    }
    if not filing.due_on:
        day = (today - since).days + 1
        return Ball(**who, no_deadline=True, line=_("Day %(day)s") % {"day": day})
    total = max(1, calendar.working_days_between(since, filing.due_on))
    overdue = max(1, calendar.working_days_between(filing.due_on, today)) if today > filing.due_on else 0
    gone = max(0, calendar.working_days_between(since, today) - 1)
    return Ball(
        **who,
        due_on=filing.due_on,
        days_left=max(0, calendar.working_days_between(today, filing.due_on)),
        overdue_days=overdue,
        ruler=Ruler(min(gone, total), total, overdue),
    )


def road(filing: Any, figures: Mapping[str, Any], arrival: Arrival | None = None) -> list[Stage]:
    """The seven stages; a filing that ended stops where it ended."""
    state = filing.state
    if state in FINAL and state != S.REGISTERED:
        state = (arrival.from_state if arrival else "") or S.DRAFT
    here = next(number for number, (_name, states, _days) in enumerate(STAGES) if state in states)
    stages = []
    for number, (name, _states, days) in enumerate(STAGES):
        kind = "past" if number < here else ("now" if number == here else "next")
        if filing.state == S.REGISTERED:
            kind = "past"
        note = _("Working days: %(days)s") % {"days": figures[days]} if days else ""
        if number == here and filing.state not in FINAL:
            note = _("Now")
        if number == len(STAGES) - 1 and kind == "next":
            note = _("At most 3 years")
        stages.append(Stage(str(name), kind, note))
    return stages
