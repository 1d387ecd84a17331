"""What performance evaluations bring to the desks. A fixed number of questions each."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Role
from evaluations.models import Evaluation, EvaluationSheet, SupportSuggestion
from evaluations.states import EvaluationSheetState, EvaluationState
from portal.desk_row import DeskRow
from workflow.models import Proposal

S = EvaluationState
EVALUATION_VERBS = {
    S.SELF_REPORT: gettext_lazy("Start scoring"),
    S.SCORING: gettext_lazy("Propose the grade"),
    S.REPLY: gettext_lazy("Go on without a reply"),
    S.DECISION: gettext_lazy("Draft the decision"),
}
AT_MOST = 20


def _evaluations(user: Any, today: date) -> Iterator[DeskRow]:
    """Evaluations that wait for this desk: to start, to propose, to go on, to draft or to sign."""
    mine = Q(pk__in=())
    if user.is_any(Role.CITY_OFFICER):
        mine |= Q(state=S.SELF_REPORT) & (Q(ready_at__isnull=False) | Q(due_on__lt=today))
        mine |= (
            Q(state=S.SCORING, due_on__lt=today) | Q(state=S.REPLY, due_on__lt=today) | Q(state=S.DECISION)
        )
    drafts = Proposal.objects.filter(flow="evaluation", object_id=OuterRef("pk"), closed_at__isnull=True)
    rows = Evaluation.objects.annotate(is_drafted=Exists(drafts))
    mine = mine & Q(is_drafted=False)
    if user.is_any(Role.APPROVER):
        mine |= Q(is_drafted=True)
    found: Any = rows.filter(mine).exclude(state__in=[S.DECIDED, S.CANCELLED])
    for one in found.select_related("registration__consortium", "campaign").order_by("due_on", "pk")[
        :AT_MOST
    ]:
        consortium, url = one.registration.consortium, reverse("years:evaluation", args=[one.pk])
        verb = _("Decide on the draft") if one.is_drafted else str(EVALUATION_VERBS[S(one.state)])
        yield DeskRow(
            str(consortium), url, verb, fact=one.campaign.title, button_url=url, due_on=one.due_on,
            is_sample=consortium.is_sample,
        )  # fmt: skip


def _judging(user: Any, today: date) -> Iterator[DeskRow]:
    """Registrations whose sheet this evaluator has not sealed."""
    sealed = EvaluationSheet.objects.filter(
        evaluation=OuterRef("pk"), seat__user_id=user.pk, state=EvaluationSheetState.SEALED
    )
    rows = Evaluation.objects.judged_by(user, today).filter(~Exists(sealed), state=S.SCORING)
    for one in rows.select_related("registration__consortium", "campaign").order_by("due_on", "pk")[:AT_MOST]:
        consortium, url = one.registration.consortium, reverse("years:sheet", args=[one.pk])
        yield DeskRow(
            str(consortium), url, _("Evaluate"), fact=one.campaign.title, button_url=url, due_on=one.due_on,
            is_sample=consortium.is_sample,
        )  # fmt: skip


def _suggestions(_user: Any, _today: date) -> Iterator[DeskRow]:
    """Excellent consortia whose suggestion for more support nobody has answered (G7.2e)."""
    rows = SupportSuggestion.objects.filter(answered_at__isnull=True).select_related(
        "registration__consortium"
    )
    for one in rows.order_by("pk")[:AT_MOST]:
        consortium, url = one.registration.consortium, reverse("years:evaluation", args=[one.evaluation_id])
        yield DeskRow(
            str(consortium), url, _("Answer the suggestion"), fact=_("Excellent: suggested for more support"),
            button_url=url, is_sample=consortium.is_sample,
        )  # fmt: skip


TASKS: tuple[tuple[tuple[str, ...], Callable[[Any, date], Iterator[DeskRow]]], ...] = (
    ((Role.CITY_OFFICER, Role.APPROVER), _evaluations),
    ((Role.CITY_OFFICER,), _suggestions),
    ((Role.EXPERT, Role.EVALUATOR), _judging),
)
