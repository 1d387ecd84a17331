"""Which files of an evaluation open to whom: the lead's papers, and the office's work paper."""

from typing import Any

from django.utils import timezone

from documents.access import register
from documents.models import StoredFile
from ledger import clock

from .campaign_access import judges, reads_campaigns
from .models import Evaluation, EvaluatorStatement
from .states import EvaluationState


@register
def may_read_evidence(user: Any, stored_file: StoredFile) -> bool:
    """Whoever reads the evaluation; an evaluator after stating that nothing is in the way, while the seat is open."""
    if not user.is_authenticated:
        return False
    mine = {"evidence__document": stored_file, "evidence__removed_at__isnull": True}
    if Evaluation.objects.visible_to(user).filter(**mine).exists():
        return True
    if not judges(user):
        return False
    stated = EvaluatorStatement.objects.filter(seat__user_id=user.pk, conflict="").values("evaluation_id")
    judged = Evaluation.objects.judged_by(user, timezone.localdate(clock.now()))
    return (
        judged.exclude(state=EvaluationState.SELF_REPORT).filter(pk__in=stated).filter(**mine).exists()
    )  # fmt: skip


@register
def may_read_work_paper(user: Any, stored_file: StoredFile) -> bool:
    """City officers, approvers, supervisors and auditors."""
    if not user.is_authenticated or not reads_campaigns(user):
        return False
    return Evaluation.objects.filter(work_paper=stored_file).exists()
