"""Calls for filings: planned, opened, extended in public, closed. Windows are to the minute, half open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleGrant
from accounts.notices import register as register_notice
from accounts.roles import Role
from consortia.queries import people_of
from ledger import actions as ledger
from workflow import engine, office
from workflow.calendar import WorkCalendar
from workflow.flow import Flow, Look, Row, Step, register
from workflow.messages import Message
from workflow.messages import register as register_messages
from workflow.refusal import Force, Refusal, Refusals

from . import access as by
from .models import Call
from .states import CallEvent as E
from .states import CallState as S
from .states import State


@dataclass(frozen=True, slots=True)
class Windows:
    """The three moments of a call, in order: it opens, leads may file until, districts may report until."""

    opens_at: datetime
    lead_closes_at: datetime
    district_closes_at: datetime


@dataclass(frozen=True, slots=True)
class CallCase:
    """What a call's guards judge."""

    windows: Windows
    gap_days: int
    calendar: WorkCalendar


def _office(code: str, **params: str | int) -> Refusal:
    return Refusal(code, "office", Force.OFFICE, params)


def window_refusals(windows: Windows, gap_days: int, calendar: WorkCalendar) -> Refusals:
    """In order, and the districts' window ends at least ``gap_days`` working days after the leads'."""
    if not windows.opens_at < windows.lead_closes_at < windows.district_closes_at:
        return (_office("call_not_in_order"),)
    lead_on = timezone.localdate(windows.lead_closes_at)
    district_on = timezone.localdate(windows.district_closes_at)
    found = calendar.working_days_between(lead_on, district_on)
    return () if found >= gap_days else (_office("call_gap_too_short", found=found, wanted=gap_days),)


def _says_why(look: Look) -> Refusals:
    if look.typed is None or str(look.typed.get("reason", "")).strip():
        return ()
    return (_office("no_reason"),)


def _gap_kept(look: Look) -> Refusals:
    case: CallCase = look.case
    return window_refusals(case.windows, case.gap_days, case.calendar)


def _only_longer(look: Look) -> Refusals:
    """An extension gives a reason, never shortens a window, and keeps the districts' days."""
    if look.typed is None:
        return ()
    case: CallCase = look.case
    new = _extended(case.windows, look.typed)
    if new == case.windows or min(
        new.lead_closes_at - case.windows.lead_closes_at,
        new.district_closes_at - case.windows.district_closes_at,
    ).total_seconds() < 0:  # fmt: skip
        return (*_says_why(look), _office("call_not_longer"))
    return (*_says_why(look), *window_refusals(new, case.gap_days, case.calendar))


def _window_over(look: Look) -> Refusals:
    case: CallCase = look.case
    if look.now >= case.windows.district_closes_at:
        return ()
    until = timezone.localtime(case.windows.district_closes_at)
    return (_office("call_still_running", until=f"{until:%Y-%m-%d %H:%M}"),)


def _extended(windows: Windows, typed: Mapping[str, Any]) -> Windows:
    return Windows(windows.opens_at, typed["lead_closes_at"], typed["district_closes_at"])


def _move_windows(step: Step) -> None:
    """Keep the new windows and record the old ones beside them."""
    call: Call = step.subject
    old = _windows(call)
    new = _extended(old, step.look.typed or {})
    call.lead_closes_at, call.district_closes_at = new.lead_closes_at, new.district_closes_at
    call.save(update_fields=["lead_closes_at", "district_closes_at"])
    ledger.record(
        call, "call.window", at=step.now, actor_id=step.actor.pk, role=Role.CITY_OFFICER,
        payload={
            "lead_from": old.lead_closes_at.isoformat(),
            "lead_to": new.lead_closes_at.isoformat(),
            "district_from": old.district_closes_at.isoformat(),
            "district_to": new.district_closes_at.isoformat(),
        },
    )  # fmt: skip


def _windows(call: Call) -> Windows:
    return Windows(call.opens_at, call.lead_closes_at, call.district_closes_at)


def _picture(call: Call, now: datetime) -> CallCase:
    gap = int(office.value("call_district_gap_days", timezone.localdate(now)))
    return CallCase(_windows(call), gap, office.work_calendar())


def _audience(kind: str, call: Call) -> tuple[int, ...]:
    """Districts are told of every call; leads, of changes to the call under which they draft."""
    if kind.startswith("district"):
        held = RoleGrant.objects.filter(role=Role.DISTRICT_OFFICER, ended_at__isnull=True)
        return tuple(held.values_list("user_id", flat=True).distinct())
    drafts = call.filings.filter(state=State.DRAFT).values_list("lead_id", flat=True)
    return people_of(list(drafts))


CALL = register(
    Flow(
        key="call",
        model="filings.Call",
        initial=S.PLANNED,
        rows=(
            Row(S.PLANNED, E.OPEN, S.OPEN, by.city_officer, _gap_kept, tell=("district_opened",)),
            Row(S.PLANNED, E.CLOSE, S.CLOSED, by.city_officer, _says_why),
            Row(S.OPEN, E.EXTEND, S.OPEN, by.city_officer, _only_longer, (_move_windows,),
                ("leads_extended", "district_extended")),
            Row(S.OPEN, E.CLOSE, S.CLOSED, by.city_officer, _window_over),
        ),
        states=S,
        events=E,
        picture=_picture,
        audience=_audience,
        path=lambda call: "/calls/",
        params=lambda call: {
            "title": call.title,
            "lead_closes": f"{timezone.localtime(call.lead_closes_at):%Y-%m-%d %H:%M}",
            "district_closes": f"{timezone.localtime(call.district_closes_at):%Y-%m-%d %H:%M}",
        },
        role_of=lambda user, call: (Role.CITY_OFFICER.value, None),
    )
)  # fmt: skip


def plan(*, title: str, windows: Windows, actor: Any, now: datetime) -> Call:
    """Prepare a call; nobody sees it until it is opened. Raises StepRefused for windows that do not fit."""
    _check(windows, actor, now)
    call = Call(title=title.strip(), **_fields(windows))
    with transaction.atomic(durable=True):
        engine.begin(CALL, call, actor=actor, now=now, payload={"title": call.title})
    return call


def change_planned(call_id: int, *, title: str, windows: Windows, actor: Any, now: datetime) -> None:
    """Change a call before it opens; afterwards only an extension, with its reason, moves a window."""
    _check(windows, actor, now)
    with transaction.atomic(durable=True):
        call: Call = engine.lock(CALL, call_id)
        if call.state != S.PLANNED:
            raise engine.NotYourStep(call.state, "change")
        Call.objects.filter(pk=call_id).update(title=title.strip(), **_fields(windows))
        ledger.record(
            call, "call.changed", at=now, actor_id=actor.pk, role=Role.CITY_OFFICER,
            payload={"title": title.strip()},
        )  # fmt: skip


def move(
    call_id: int,
    event: str,
    *,
    actor: Any,
    now: datetime,
    typed: Mapping[str, Any] | None = None,
    seen: int | None = None,
) -> Step:
    """Open, extend or close a call."""
    with transaction.atomic(durable=True):
        return engine.advance(CALL, call_id, event, actor=actor, now=now, typed=typed, seen=seen)


def _check(windows: Windows, actor: Any, now: datetime) -> None:
    if not by.city_officer(actor, None):
        raise engine.NotYourStep(S.PLANNED, "plan")
    gap = int(office.value("call_district_gap_days", timezone.localdate(now)))
    if refusals := window_refusals(windows, gap, office.work_calendar()):
        raise engine.StepRefused(*refusals)


def _fields(windows: Windows) -> dict[str, datetime]:
    return {name: getattr(windows, name) for name in ("opens_at", "lead_closes_at", "district_closes_at")}


def open_calls(now: datetime) -> QuerySet[Call]:
    """Announced calls whose districts may still report, soonest end first: the public list."""
    return Call.objects.filter(state=S.OPEN, district_closes_at__gt=now).order_by("lead_closes_at", "id")


def calls_to_file_under(now: datetime) -> QuerySet[Call]:
    """Announced calls under which a lead may file at this minute."""
    return open_calls(now).filter(opens_at__lte=now, lead_closes_at__gt=now)


register_messages(
    {
        "call_not_in_order": Message(
            _("The three times are not in order."), _("First it opens, then leads end, then districts end.")
        ),
        "call_gap_too_short": Message(
            _("Districts have %(found)s working days after the leads; the office gives %(wanted)s."),
            _("Move the districts' end to a later day."),
        ),
        "call_not_longer": Message(
            _("An extension makes a window longer."), _("Enter a later time than the one announced.")
        ),
        "call_still_running": Message(
            _("Districts may report until %(until)s."), _("Close the call after that.")
        ),
    }
)

register_notice(
    "call.district_opened",
    _("Call announced: %(title)s"),
    _("Leads file until %(lead_closes)s. Districts report until %(district_closes)s."),
)
for _kind in ("call.leads_extended", "call.district_extended"):
    register_notice(
        _kind,
        _("Call extended: %(title)s"),
        _("New ends: leads %(lead_closes)s, districts %(district_closes)s."),
    )
