"""How evaluations came out: the latest decided grade of each registration, and what is still being evaluated."""

from __future__ import annotations

from django.db.models import Count

from consortia.models import Registration
from evaluations.listing import being_evaluated, latest_grade
from portal.statistics import Scope


def grades(scope: Scope) -> dict[str, int]:
    """Grade to the number of registrations whose latest decided grade it is. One query."""
    rows = (
        Registration.objects.filter(scope.rows())
        .annotate(latest=latest_grade())
        .filter(latest__isnull=False)
        .order_by()
        .values_list("latest")
        .annotate(n=Count("pk"))
    )
    return dict(rows)


def under_way(scope: Scope) -> int:
    """Registrations that are being evaluated. One query."""
    return Registration.objects.filter(scope.rows()).filter(being_evaluated()).count()
