"""Evaluations on a registration's page: which there were, what came of them, whether one is due."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations import campaign_access as access
from evaluations import campaign_queries as queries
from evaluations import campaign_rows
from evaluations.deadlines import evaluation_due
from evaluations.models import Evaluation
from workflow import office


def section(registration: Any, user: Any, now: datetime) -> dict[str, Any] | None:
    """Decided grades for all readers of the registration; the rest for the office, the district and the lead."""
    today = timezone.localdate(now)
    found = Evaluation.objects.filter(registration=registration).select_related("campaign").order_by("-pk")
    visible = set(found.visible_to(user).values_list("pk", flat=True))
    rows = [
        (
            one,
            campaign_rows.state_badge(one, today),
            campaign_rows.grade_badge(one.grade),
            one.pk in visible,
        )
        for one in found
        if one.pk in visible or one.grade
    ]
    return {"rows": rows, "due": _due(registration, today) if access.reads_campaigns(user) else ""}


def _due(registration: Any, today: Any) -> str:
    if registration.valid_from is None or registration.standing(today) not in ("in_force", "lead_vacant"):
        return ""
    figures = office.values(today)
    due = evaluation_due(
        registration.valid_from, queries.begun_days([registration]).get(registration.pk, ()), today,
        mid_months=int(figures["evaluation_mid_months"]), final_months=int(figures["evaluation_final_months"]),
    )  # fmt: skip
    return _("An evaluation is due since %(day)s.") % {"day": f"{due.on:%Y-%m-%d}"} if due else ""
