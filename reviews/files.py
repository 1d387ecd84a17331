"""Which files the review opens: to experts only after declaring, to the objection desks their evidence."""

from typing import Any

from django.db.models import Exists, OuterRef, TextField
from django.db.models.functions import Cast

from accounts.roles import Role
from documents.access import register
from documents.models import StoredFile
from filings.states import STAGES

from .models import Declaration, Objection, PanelSeat, PublicNotice, Recusal, RoundFiling


@register
def may_read_under_review(user: Any, stored_file: StoredFile) -> bool:
    """An expert on the panel, declared, not recused: the files of the version under review, and no others."""
    if not user.is_authenticated or not user.is_any(Role.EXPERT):
        return False
    mine = {"expert__user_id": user.pk}
    seat = PanelSeat.objects.filter(round=OuterRef("round"), removed_at__isnull=True, **mine)
    declared = Declaration.objects.filter(filing=OuterRef("filing"), **mine)
    recused = Recusal.objects.filter(filing=OuterRef("filing"), **mine)
    return (
        RoundFiling.objects.filter(
            Exists(seat), Exists(declared), ~Exists(recused), is_current=True, filing__state__in=STAGES
        )
        .annotate(words=Cast("submission__snapshot", TextField()))
        .filter(words__contains=stored_file.token)
        .exists()
    )


@register
def may_read_objection(user: Any, stored_file: StoredFile) -> bool:
    """Evidence of an objection: the deciding desk and the supervision desk, nobody of the filing."""
    if not user.is_authenticated or not user.is_any(Role.CITY_OFFICER, Role.APPROVER, Role.SUPERVISOR):
        return False
    return Objection.objects.filter(evidence=stored_file).exists()


@register
def may_read_notice(user: Any, stored_file: StoredFile) -> bool:
    """A posted notice is for everybody."""
    return PublicNotice.objects.filter(document=stored_file).exists()
