"""What the officers' lists can be narrowed by: one form for each list, read leniently and kept strictly.

An address with an unknown value shows the list without that filter; a filter to be saved must be valid.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consortia.models import Industry
from evaluations import listing
from evaluations.states import Grade, ReportState
from filings.models import CorrectionTicket, Filing
from filings.states import State
from ledger.models import Entry
from portal import register, statistics
from portal.numbers import STAGES, stage_labels

DESKS: Mapping[str, Promise] = {
    "district_officer": _("District officer"),
    "district_head": _("District head"),
    "city_officer": _("City officer"),
    "approver": _("Approver"),
    "panel": _("Expert panel"),
    "lead": _("Lead unit"),
}
EVENTS: Mapping[str, Promise] = {
    "submit": _("Submitted"),
    "accept": _("Accepted for review"),
    "register": _("Registered"),
    "ended": _("Ended without registration"),
}
RETURNS: Mapping[str, Promise] = {"district": _("Districts"), "city": _("City")}
WITHOUT_CONTROL = (
    "returned",
    "late",
    "stage",
    "desk",
    "industry",
    "held",
    "running",
    "left",
    "since",
    "event",
    "month",
)
"""Filters that only links set; the list says them in words."""
LONGEST = 500


class CaseFilter(forms.Form):
    """Narrows the list of all filings."""

    q = forms.CharField(max_length=80, required=False)
    state = forms.ChoiceField(choices=State.choices[1:], required=False)
    stage = forms.ChoiceField(choices=[(key, key) for key, _states in STAGES], required=False)
    desk = forms.ChoiceField(choices=tuple(DESKS.items()), required=False)
    authority = forms.IntegerField(min_value=1, max_value=2**62, required=False)
    call = forms.RegexField(r"^(none|\d{1,18})$", required=False)
    industry = forms.SlugField(required=False)
    overdue = forms.BooleanField(required=False)
    held = forms.BooleanField(required=False)
    left = forms.ChoiceField(choices=State.choices[1:], required=False)
    since = forms.DateField(required=False)
    event = forms.ChoiceField(choices=tuple(EVENTS.items()), required=False)
    month = forms.RegexField(r"^20\d\d-(0[1-9]|1[0-2])$", required=False)
    running = forms.BooleanField(required=False)
    returned = forms.ChoiceField(choices=tuple(RETURNS.items()), required=False)
    late = forms.ChoiceField(choices=tuple(RETURNS.items()), required=False)

    def clean_q(self) -> str:
        text: str = self.cleaned_data["q"]
        if "\0" in text:
            raise forms.ValidationError(_("This text holds a sign that cannot be searched for."))
        return text


class RegisterFilter(forms.Form):
    """Narrows the public register."""

    q = forms.CharField(max_length=60, required=False)
    standing = forms.ChoiceField(choices=[(key, key) for key in register.STANDINGS], required=False)
    industry = forms.SlugField(required=False)
    authority = forms.SlugField(required=False)
    track = forms.SlugField(required=False)
    on = forms.DateField(required=False)
    after = forms.DateField(required=False)
    until = forms.DateField(required=False)


class RegistrationFilter(forms.Form):
    """Narrows the office's list of registrations."""

    q = forms.CharField(max_length=60, required=False)
    standing = forms.ChoiceField(choices=tuple(listing.STANDINGS.items()), required=False)
    authority = forms.IntegerField(min_value=1, max_value=2**62, required=False)
    grade = forms.ChoiceField(choices=Grade.choices, required=False)
    evaluating = forms.BooleanField(required=False)


class ReportFilter(forms.Form):
    """Narrows the list of reports."""

    state = forms.ChoiceField(choices=ReportState.choices, required=False)
    overdue = forms.BooleanField(required=False)


class RecordFilter(forms.Form):
    """Narrows the cases whose record is read."""

    q = forms.CharField(max_length=60, required=False)


FORMS: Mapping[str, type[forms.Form]] = {
    "cases": CaseFilter,
    "register": RegisterFilter,
    "registrations": RegistrationFilter,
    "reports": ReportFilter,
    "record": RecordFilter,
}
"""List to the form that validates its filters."""
ADDRESSES: Mapping[str, str] = {
    "cases": "cases:list",
    "register": "portal:register",
    "registrations": "years:registrations",
    "reports": "years:reports",
    "record": "portal:ledger",
}


def given(form: type[forms.Form], asked: Mapping[str, Any]) -> dict[str, Any]:
    """The valid values of an address; what is unknown or malformed is as good as not asked."""
    bound = form(asked)
    bound.is_valid()
    return {name: value for name, value in bound.cleaned_data.items() if value not in ("", None, False)}


def canonical(name: str, query: str) -> str | None:
    """The query string as it may be kept: only the form's own fields, all valid. None when it is not."""
    pairs = parse_qsl(query.lstrip("?")) if len(query) <= LONGEST else []
    fields = FORMS[name].base_fields
    asked = {key: value for key, value in pairs if key in fields and value}
    if not asked or not FORMS[name](asked).is_valid():
        return None
    return urlencode(sorted(asked.items()))


def words(asked: Mapping[str, Any]) -> list[str]:
    """The filters of the list of filings that have no control on its page, in words."""
    wanted = given(CaseFilter, asked)
    said: list[str] = []
    if stage := wanted.get("stage"):
        said.append(stage_labels()[stage])
    if desk := wanted.get("desk"):
        said.append(gettext("With: %(desk)s") % {"desk": DESKS[desk]})
    if industry := wanted.get("industry"):
        named = Industry.objects.filter(key=industry).first()
        said.append(gettext("Industry: %(industry)s") % {"industry": named or industry})
    if wanted.get("held"):
        said.append(gettext("On hold"))
    if wanted.get("running"):
        said.append(gettext("Under way"))
    if left := wanted.get("left"):
        since = wanted.get("since")
        told = {"state": State(left).label, "day": since.isoformat() if since else ""}
        said.append(gettext("Left “%(state)s” after %(day)s") % told)
    if desk := wanted.get("returned"):
        said.append(gettext("Returned for correction by: %(desk)s") % {"desk": RETURNS[desk]})
    if desk := wanted.get("late"):
        said.append(gettext("Points told late by: %(desk)s") % {"desk": RETURNS[desk]})
    if event := wanted.get("event"):
        said.append(f"{EVENTS[event]} {wanted.get('month', '')}".strip())
    return said


def kept(asked: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Name and value of the filters without a control, so that a new search keeps them."""
    return [(name, str(asked[name])) for name in WITHOUT_CONTROL if asked.get(name)]


def cases(rows: QuerySet[Filing], asked: Mapping[str, Any], today: date) -> QuerySet[Filing]:
    """The filings of ``rows`` that a reader asked for."""
    wanted = given(CaseFilter, asked)
    for name in ("state", "authority"):
        if name in wanted:
            rows = rows.filter(**{name: wanted[name]})
    if stage := wanted.get("stage"):
        rows = rows.filter(state__in=dict(STAGES)[stage])
    if call := wanted.get("call"):
        rows = rows.filter(call__isnull=True) if call == "none" else rows.filter(call_id=int(call))
    if industry := wanted.get("industry"):
        rows = rows.filter(consortium__industry__key=industry)
    if words := wanted.get("q"):
        rows = rows.filter(_named(words))
    tickets = CorrectionTicket.objects.filter(filing=OuterRef("pk"), round__gt=0)
    if desk := wanted.get("returned"):
        rows = rows.filter(Exists(tickets.filter(desk=desk)))
    if desk := wanted.get("late"):
        rows = rows.filter(Exists(tickets.filter(desk=desk, is_late=True)))
    if {"overdue", "held", "running", "desk"} & wanted.keys():
        rows = _by_desk(rows, wanted, today)
    if {"left", "event"} & wanted.keys():
        rows = rows.filter(_happened(wanted, today))
    return rows


def _named(words: str) -> Q:
    named = Q(consortium__formal_name__icontains=words) | Q(consortium__name_en__icontains=words)
    pinyin = Q(consortium__name_pinyin__icontains=words.lower())
    return named | pinyin | Q(lead__name__icontains=words) | Q(serial__iexact=words)


def _by_desk(rows: QuerySet[Filing], wanted: Mapping[str, Any], today: date) -> QuerySet[Filing]:
    rows = statistics.with_desk(rows).exclude(desk_key="")
    if wanted.get("overdue"):
        rows = rows.filter(statistics.late(today))
    if wanted.get("held"):
        rows = rows.filter(under_hold=True)
    return rows.filter(desk_key=wanted["desk"]) if wanted.get("desk") else rows


def _happened(wanted: Mapping[str, Any], today: date) -> Exists:
    """Something in the record: a stay in a state that ended, or an event of one month."""
    subject = Concat(Value(statistics.SUBJECTS), Cast(OuterRef("pk"), CharField()))
    entries = Entry.objects.filter(subject=subject)
    if left := wanted.get("left"):
        since = wanted.get("since") or date(2000, 1, 1)
        return Exists(entries.filter(payload__from=left, at__gte=_morning_after(since)))
    if wanted["event"] == "ended":
        entries = entries.filter(payload__to__in=[str(one) for one in statistics.ENDED]).exclude(
            payload__from=State.DRAFT
        )
    else:
        entries = entries.filter(kind=f"filing.{wanted['event']}")
    if month := wanted.get("month"):
        year, number = (int(part) for part in month.split("-"))
        last = date(year + number // 12, number % 12 + 1, 1)
        entries = entries.filter(at__gte=_midnight(date(year, number, 1)), at__lt=_midnight(last))
    return Exists(entries)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _morning_after(day: date) -> datetime:
    return _midnight(date.fromordinal(day.toordinal() + 1))
