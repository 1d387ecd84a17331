"""How often an office tells late what its first return could have told (一次性告知), in figures."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from filings.models import CorrectionTicket
from portal.statistics import Scope
from portal.statistics_sections import Cell, Row, Section, cases, number


@dataclass(frozen=True, slots=True)
class Told:
    """Points that one desk sent: in first returns, in later ones, and of these the ones that came late."""

    first: int = 0
    later: int = 0
    late: int = 0

    @property
    def rate(self) -> str:
        """Late points among those of later returns; a dash where there was no later return."""
        return f"{self.late * 100 // self.later} %" if self.later else "–"


def told(scope: Scope) -> dict[str, Told]:
    """Desk to what it sent, withdrawn points counted too. One query."""
    rows = CorrectionTicket.objects.filter(round__gt=0)
    if scope.authorities is not None:
        rows = rows.filter(filing__authority_id__in=scope.authorities)
    counted = (
        rows.order_by()
        .values("desk")
        .annotate(
            first=Count("pk", filter=Q(round=1)),
            later=Count("pk", filter=Q(round__gt=1)),
            late=Count("pk", filter=Q(is_late=True)),
        )
    )
    return {row["desk"]: Told(row["first"], row["later"], row["late"]) for row in counted}


def section(found: dict[str, Told]) -> Section:
    """The table: one line for districts, one for the city."""
    names = {"district": _("Districts"), "city": _("City")}
    rows = [
        Row(
            names[desk],
            (
                number(one.first, cases(returned=desk)),
                number(one.later, cases(returned=desk)),
                number(one.late, cases(late=desk), "warn"),
                Cell(one.rate),
            ),
        )
        for desk in names
        if (one := found.get(desk, Told())).first or one.later
    ]
    return Section(
        "late_points",
        _("Points told late"),
        _("Correction points sent, since the beginning. A point is late when a later return tells it although its "
          "part has not changed since the desk's first return; each has a reason that a second person confirmed."),
        _("Whose check"),
        (_("In first returns"), _("In later returns"), _("Of these, told late"), _("Late, of those in later returns")),
        rows,
        None,
        _("Nothing was returned for correction yet."),
    )  # fmt: skip
