"""The list of registrations a person may see, narrowed by what stands in the address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consortia.models import Registration
from consortia.states import RegistrationState
from filings.models import Filing
from filings.states import UNDER_WAY
from workflow.text import clean_text, has_hidden_characters

from .models import Difficulty, Evaluation, Report
from .queries import OPEN_DIFFICULTIES
from .states import EvaluationState, Grade, ReportState

LIVE = (RegistrationState.IN_FORCE, RegistrationState.LEAD_VACANT)
STANDINGS: dict[str, Promise] = {
    "in_force": _("In force"),
    "lapsing": _("Lapsing soon"),
    "lapsed": _("Lapsed"),
    "renewing": _("Lapsed, applying again"),
    "undated": _("Registered, dates not published"),
    "lead_vacant": _("Lead vacant"),
    "revoked": _("Revoked"),
    "dissolved": _("Dissolved"),
}


def standing_filter(standing: str, today: date, soon: date) -> Q:
    """Rows that stand like that today; an unknown word filters nothing."""
    live, running = Q(state__in=LIVE), Q(valid_from__lte=today, valid_until__gt=today)
    match standing:
        case "in_force":
            return live & (running | Q(valid_from__isnull=True))
        case "lapsing":
            return live & running & Q(valid_until__lte=soon)
        case "lapsed":
            return live & Q(valid_until__lte=today)
        case "renewing":
            return live & Q(valid_until__lte=today, is_renewing=True)
        case "undated":
            return live & Q(valid_from__isnull=True)
        case "lead_vacant" | "revoked" | "dissolved":
            return Q(state=standing)
    return Q()


def with_signs(rows: QuerySet[Registration], today: date) -> QuerySet[Registration]:
    """Each row with what its line prints: applying again, a report overdue, a difficulty open."""
    again = Filing.objects.filter(predecessor=OuterRef("pk"), state__in=UNDER_WAY)
    late = Report.objects.filter(registration=OuterRef("pk"), state=ReportState.EXPECTED, due_on__lt=today)
    trouble = Difficulty.objects.filter(registration=OuterRef("pk"), state__in=OPEN_DIFFICULTIES)
    return rows.select_related("consortium__lead", "authority").annotate(
        is_renewing=Exists(again), has_late_report=Exists(late), has_difficulty=Exists(trouble)
    )


def latest_grade() -> Subquery:
    """The grade decided last for a registration; null where none was."""
    decided = Evaluation.objects.filter(registration=OuterRef("pk"), state=EvaluationState.DECIDED)
    return Subquery(decided.order_by("-decided_on", "-pk").values("grade")[:1])


def being_evaluated() -> Exists:
    """Some evaluation of a registration has begun and is neither decided nor cancelled."""
    ended = (EvaluationState.DECIDED, EvaluationState.CANCELLED)
    return Exists(Evaluation.objects.filter(registration=OuterRef("pk")).exclude(state__in=ended))


def narrowed(
    rows: QuerySet[Registration], asked: Mapping[str, Any], today: date, soon: date
) -> QuerySet[Registration]:
    """The rows a reader asked for, with their signs."""
    rows = with_signs(rows, today).filter(standing_filter(asked.get("standing", ""), today, soon))
    authority = asked.get("authority", "")
    if authority.isascii() and authority.isdigit() and len(authority) < 19:
        rows = rows.filter(authority_id=int(authority))
    if (grade := asked.get("grade")) in Grade.values:
        rows = rows.annotate(grade=latest_grade()).filter(grade=grade)
    if asked.get("evaluating"):
        rows = rows.filter(being_evaluated())
    text = asked.get("q", "")[:60]
    if text and not has_hidden_characters(text):
        text = clean_text(text)
        rows = rows.filter(
            Q(consortium__formal_name__icontains=text)
            | Q(consortium__short_name__icontains=text)
            | Q(consortium__name_en__icontains=text)
            | Q(consortium__lead__name__icontains=text)
            | Q(number__iexact=text)
            | Q(official_number__icontains=text)
        )
    return rows
