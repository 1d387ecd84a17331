"""A campaign over registrations: opening it all or none, closing it, the lead's evidence, moving an evaluation."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from consortia.models import Indicator, Registration
from consortia.registration import REGISTRATION
from documents.models import StoredFile
from ledger import actions as ledger
from workflow import engine
from workflow.flow import Step
from workflow.models import Proposal
from workflow.refusal import Force, Refusal
from workflow.text import clean_text

from .. import campaign_access as access
from .. import campaign_queries as queries
from .. import scheme
from ..flow_campaigns import CAMPAIGN, EVALUATION, evaluation_params, evaluation_path
from ..models import Campaign, Evaluation, Evidence, SupportSuggestion
from ..states import CampaignEvent, CampaignState, EvaluationState, Evaluators


def open_campaign(
    registration_ids: Iterable[int],
    *,
    title: str,
    evaluators: str,
    evidence_until: date,
    actor: Any,
    now: datetime,
    agency: str = "",
    agency_code: str = "",
) -> Campaign:
    """Open a campaign over registrations in force and ask each lead for its evidence, all or none.

    Raises StepRefused naming each registration that is lapsed, revoked, undated or under evaluation already.
    """
    with transaction.atomic(durable=True):
        if not access.runs_campaigns(actor):
            raise engine.NotYourStep(CampaignState.PLANNED, CampaignEvent.OPEN)
        found = [engine.lock(REGISTRATION, pk) for pk in sorted(set(registration_ids))]
        campaign = Campaign(
            title=title,
            evaluators=evaluators,
            agency=agency if evaluators == Evaluators.AGENCY else "",
            agency_code=agency_code if evaluators == Evaluators.AGENCY else "",
            evidence_until=evidence_until,
            opened_by=actor,
        )
        if evaluators == Evaluators.AGENCY and not agency:
            raise refused("agency_unnamed")
        engine.begin(
            CAMPAIGN, campaign, actor=actor, now=now, payload={"registrations": [one.number for one in found]}
        )
        on = timezone.localdate(now)
        engine.advance(
            CAMPAIGN, campaign.pk, CampaignEvent.OPEN, actor=actor, now=now,
            gather=lambda _row, _campaign, _now: queries.chosen(found, on),
        )  # fmt: skip
        for registration in found:
            _begin(campaign, registration, actor, now)
        return Campaign.objects.get(pk=campaign.pk)


def _begin(campaign: Campaign, registration: Registration, actor: Any, now: datetime) -> None:
    evaluation = Evaluation(
        campaign=campaign, registration=registration, due_on=campaign.evidence_until, begun_at=now
    )
    engine.begin(EVALUATION, evaluation, actor=actor, now=now, payload={"registration": registration.number})
    ledger.tell(
        "evaluation.lead_begun", user_ids=access.audience("lead", evaluation), now=now,
        params=evaluation_params(evaluation), subject=evaluation.ledger_subject,
        path=evaluation_path(evaluation), cause=f"evaluation-begun:{evaluation.pk}",
    )  # fmt: skip


def close_campaign(campaign_id: int, *, actor: Any, now: datetime) -> None:
    """Close a campaign none of whose evaluations is under way."""
    with transaction.atomic(durable=True):
        engine.advance(CAMPAIGN, campaign_id, CampaignEvent.CLOSE, actor=actor, now=now)


def take(
    evaluation_id: int, event: str, *, actor: Any, now: datetime, typed: Mapping[str, Any] | None = None
) -> Step:
    """Take one step of an evaluation."""
    with transaction.atomic():
        return engine.advance(EVALUATION, evaluation_id, event, actor=actor, now=now, typed=typed)


def draft(
    evaluation_id: int, event: str, *, actor: Any, now: datetime, payload: Mapping[str, Any]
) -> Proposal:
    """Draft a step that a second person signs."""
    return engine.propose(EVALUATION, evaluation_id, event, actor=actor, now=now, payload=payload)


def add_evidence(
    evaluation_id: int,
    *,
    actor: Any,
    now: datetime,
    indicator_id: int | None = None,
    item: str = "",
    value: Decimal | None = None,
    note: str = "",
    document: StoredFile | None = None,
) -> Evidence:
    """Bring a figure or a paper for one promised figure or one item, until the campaign's day."""
    with transaction.atomic():
        evaluation = _open_for_evidence(evaluation_id, actor, now)
        consortium_id = evaluation.registration.consortium_id
        if (
            indicator_id
            and not Indicator.objects.filter(pk=indicator_id, consortium_id=consortium_id).exists()
        ):
            raise refused("evidence_for_nothing")
        keys = {one.key for one in scheme.rubric(evaluation.campaign.scheme)}
        if bool(indicator_id) == bool(item) or (item and item not in keys):
            raise refused("evidence_for_nothing")
        if value is None and document is None and not note.strip():
            raise refused("evidence_empty")
        found = Evidence.objects.create(
            evaluation=evaluation, indicator_id=indicator_id, item=item, value=value,
            note=clean_text(note)[:300], document=document, added_by=actor, added_at=now,
        )  # fmt: skip
        _record(
            evaluation, "evidence_added", actor, now, evidence=found.pk, indicator=indicator_id, item=item
        )
        return found


def remove_evidence(evidence_id: int, *, actor: Any, now: datetime) -> None:
    """Take evidence back before the day; the row stays, out of sight."""
    with transaction.atomic():
        evidence = Evidence.objects.get(pk=evidence_id)
        evaluation = _open_for_evidence(evidence.evaluation_id, actor, now)
        if Evidence.objects.filter(pk=evidence_id, removed_at__isnull=True).update(removed_at=now):
            _record(evaluation, "evidence_removed", actor, now, evidence=evidence_id)


def declare_ready(evaluation_id: int, *, statement: str, actor: Any, now: datetime) -> None:
    """The lead's signatory says in its own words how it stands, and that scoring may start."""
    with transaction.atomic():
        evaluation = _open_for_evidence(evaluation_id, actor, now)
        if not access.signs_for_lead(actor, evaluation):
            raise engine.NotYourStep(evaluation.state, "ready")
        if not statement.strip():
            raise refused("evaluation_statement_empty")
        evaluation.statement, evaluation.ready_at = clean_text(statement)[:5000], now
        evaluation.save(update_fields=["statement", "ready_at"])
        _record(evaluation, "ready", actor, now)
        ledger.tell(
            "evaluation.city_ready", user_ids=access.audience("city", evaluation), now=now,
            params=evaluation_params(evaluation), subject=evaluation.ledger_subject,
            path=evaluation_path(evaluation),
        )  # fmt: skip


def answer_suggestion(evaluation_id: int, *, answer: str, actor: Any, now: datetime) -> None:
    """Say what came of the suggestion to support an excellent consortium more (G7.2e)."""
    with transaction.atomic():
        evaluation: Evaluation = engine.lock(EVALUATION, evaluation_id)
        if not access.runs_campaigns(actor):
            raise engine.NotYourStep(evaluation.state, "support")
        if not answer.strip():
            raise refused("no_reason")
        suggestion = SupportSuggestion.objects.get(evaluation=evaluation)
        if suggestion.answered_at is not None:
            raise refused("suggestion_answered")
        suggestion.answer, suggestion.answered_by, suggestion.answered_at = clean_text(answer), actor, now
        suggestion.save(update_fields=["answer", "answered_by", "answered_at"])
        _record(evaluation, "support_answered", actor, now, reason=suggestion.answer[:500])


def _open_for_evidence(evaluation_id: int, actor: Any, now: datetime) -> Evaluation:
    """The evaluation, locked, while its lead may bring evidence. Names the day to whoever comes after it."""
    evaluation: Evaluation = engine.lock(EVALUATION, evaluation_id)
    if not access.acts_for_lead(actor, evaluation):
        raise engine.NotYourStep(evaluation.state, "evidence")
    until = evaluation.campaign.evidence_until
    if timezone.localdate(now) > until:
        raise refused("evidence_late", day=until.isoformat())
    if evaluation.state != EvaluationState.SELF_REPORT:
        raise refused("evidence_closed")
    return evaluation


def _record(evaluation: Evaluation, what: str, actor: Any, now: datetime, **payload: Any) -> None:
    role, authority_id = access.role_of(actor, evaluation)
    ledger.record(
        evaluation, f"evaluation.{what}", at=now, actor_id=actor.pk, role=role, authority_id=authority_id,
        payload=payload,
    )  # fmt: skip


def refused(code: str, **params: str | int) -> engine.StepRefused:
    return engine.StepRefused(Refusal(code, "office", Force.OFFICE, params))
