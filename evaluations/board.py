"""Reports on the consortium's board: expected ones are the lead's move, sent ones the district's."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from consortia.models import Membership
from filings.board import Cell, Holder, register
from filings.models import Filing

from .models import Report
from .states import ReportState


def reports(filing: Filing, parties: list[Membership]) -> Mapping[int, Cell]:
    """The lead's cell: the oldest report that is not noted yet."""
    lead = next((party for party in parties if party.is_lead), None)
    if filing.registration_id is None or lead is None:
        return {}
    open_ones = Report.objects.filter(registration_id=filing.registration_id).exclude(state=ReportState.NOTED)
    oldest = open_ones.order_by("expected_on", "pk").first()
    if oldest is None:
        return {}
    if oldest.state == ReportState.EXPECTED:
        cell = Cell("reports", Holder.LEAD, False, _("To send"), oldest.state_since, oldest.expected_on)
    else:
        cell = Cell("reports", Holder.DISTRICT, False, _("To note"), oldest.state_since, oldest.due_on)
    return {lead.pk: cell}


register("reports", reports)
