"""Who judges: naming and removing evaluators, inviting an agency's people, statements, sheets, seats that end."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actions import invite_staff
from accounts.models import Authority, StaffInvitation
from accounts.queries import holders
from accounts.roles import Role
from ledger import actions as ledger
from reviews import rules, scoring
from reviews.models import Expert
from reviews.states import ConflictKind
from workflow import engine
from workflow.text import clean_text

from .. import campaign_access as access
from .. import campaign_queries as queries
from .. import scheme
from ..flow_campaigns import CAMPAIGN, EVALUATION, EVALUATION_SHEET, evaluation_params
from ..models import Campaign, CampaignSeat, Evaluation, EvaluationSheet, EvaluatorStatement
from ..states import CampaignState, EvaluationSheetEvent, EvaluationSheetState, EvaluationState, Evaluators
from .campaigns import refused

LONGEST_REASON = 2000
LONGEST_OPINION = 5000


def invite_agency_person(
    campaign_id: int, *, email: str, name: str, actor: Any, now: datetime
) -> StaffInvitation:
    """Invite somebody of the campaign's agency as evaluator; the role still needs its two persons."""
    campaign = Campaign.objects.get(pk=campaign_id)
    if not access.runs_campaigns(actor):
        raise engine.NotYourStep(campaign.state, "invite")
    if campaign.evaluators != Evaluators.AGENCY or campaign.state != CampaignState.OPEN:
        raise refused("campaign_without_agency")
    city = Authority.objects.get(kind=Authority.Kind.CITY)
    return invite_staff(
        email=email, name=name, role=Role.EVALUATOR, authority=city, actor=actor, now=now
    )  # fmt: skip


def name_expert(campaign_id: int, expert: Expert, *, actor: Any, now: datetime) -> CampaignSeat:
    """Name an expert of the pool. With a conflict everywhere the expert is refused, with the reason."""
    if not expert.is_active:
        raise refused("expert_inactive", name=str(expert))
    return _name(
        campaign_id, Evaluators.PANEL, expert.user, expert.employer, expert.employer_code, None, actor, now
    )


def name_agency_person(
    campaign_id: int, user: Any, *, expires_on: date, actor: Any, now: datetime
) -> CampaignSeat:
    """Give somebody of the agency a seat until a day; it opens this campaign's registrations and nothing else."""
    campaign = Campaign.objects.get(pk=campaign_id)
    if not user.is_any(Role.EVALUATOR):
        raise refused("not_an_evaluator", name=str(user))
    if expires_on < timezone.localdate(now):
        raise refused("seat_day_past", day=expires_on.isoformat())
    return _name(
        campaign_id, Evaluators.AGENCY, user, campaign.agency, campaign.agency_code, expires_on, actor, now
    )


def _name(
    campaign_id: int, kind: str, user: Any, employer: str, code: str, expires_on: date | None, actor: Any,
    now: datetime,
) -> CampaignSeat:  # fmt: skip
    with transaction.atomic(durable=True):
        campaign = _running(campaign_id, actor)
        if campaign.evaluators != kind:
            raise refused("other_evaluators", kind=campaign.evaluators)
        if campaign.seats.filter(user=user, removed_at__isnull=True).exists():
            raise refused("evaluator_named", name=str(user))
        today = timezone.localdate(now)
        evaluations = list(
            campaign.evaluations.filter(state__in=queries.UNDER_WAY).select_related("registration")
        )
        facts = queries.registration_facts([one.registration for one in evaluations])
        known = queries.person_facts([user.pk], today, {user.pk: (employer, code)})[user.pk]
        against = {
            one: reasons
            for one in evaluations
            if (reasons := rules.must_recuse(known, facts[one.registration_id], today))
        }
        if evaluations and len(against) == len(evaluations):
            first = next(iter(against.values()))[0]
            raise refused("expert_recused", name=str(user), kind=first.kind, note=first.note)
        seat = CampaignSeat.objects.create(
            campaign=campaign, user=user, employer=employer, employer_code=code, expires_on=expires_on,
            named_by=actor, named_at=now,
        )  # fmt: skip
        for one, reasons in against.items():
            _keep_statement(seat, one, reasons[0].kind, reasons[0].note, now)
        _record(
            campaign, "evaluator_named", actor, now, user=user.pk, recused_from=[one.pk for one in against]
        )
        ledger.tell(
            "campaign.evaluator_named", user_ids=(user.pk,), now=now,
            params={"name": campaign.title, "day": expires_on.isoformat() if expires_on else ""},
            subject=campaign.ledger_subject, path="/evaluations/mine/",
        )  # fmt: skip
        return seat


def remove_evaluator(seat_id: int, *, reason: str, actor: Any, now: datetime) -> None:
    """Take an evaluator off; sheets are set aside with the seat, not erased. Sheets that were counted stay."""
    with transaction.atomic(durable=True):
        seat = CampaignSeat.objects.get(pk=seat_id)
        campaign = _running(seat.campaign_id, actor)
        if not reason.strip():
            raise refused("no_reason")
        counted = EvaluationSheet.objects.filter(seat=seat, state=EvaluationSheetState.SEALED).exclude(
            evaluation__state__in=[EvaluationState.SCORING, EvaluationState.CANCELLED]
        )
        if counted.exists():
            raise refused("sheet_counted_already")
        CampaignSeat.objects.filter(pk=seat_id, removed_at__isnull=True).update(removed_at=now)
        _record(campaign, "evaluator_removed", actor, now, user=seat.user_id, reason=reason.strip())


def declare(
    evaluation_id: int, *, actor: Any, now: datetime, conflict: str = "", note: str = ""
) -> EvaluationSheet | None:
    """State that nothing is in the way; then the evidence opens and a sheet begins.

    A ``conflict`` (its kind, with a note) closes this registration for the evaluator for good and gives None.
    """
    with transaction.atomic(durable=True):
        evaluation: Evaluation = engine.lock(EVALUATION, evaluation_id)
        seat = live_seat(evaluation, actor, now)
        if evaluation.state != EvaluationState.SCORING:
            raise refused("scoring_not_open")
        if conflict:
            _state_conflict(seat, evaluation, conflict, note, now)
        else:
            against = queries.conflicts_of_seats(evaluation, timezone.localdate(now)).get(seat.pk)
            if against:
                raise refused("evaluator_recused")
            _keep_statement(seat, evaluation, "", "", now)
        ledger.record(
            evaluation, "evaluation.conflict_stated" if conflict else "evaluation.stated", at=now,
            actor_id=actor.pk, role="evaluator", payload={"seat": seat.pk, "kind": conflict},
        )  # fmt: skip
        return None if conflict else _sheet(seat, evaluation, actor, now)


def _state_conflict(seat: CampaignSeat, evaluation: Evaluation, kind: str, note: str, now: datetime) -> None:
    if kind not in ConflictKind.values or not note.strip():
        raise refused("conflict_unexplained")
    _keep_statement(seat, evaluation, kind, clean_text(note), now)
    ledger.tell(
        "evaluation.city_conflict", user_ids=access.audience("city", evaluation), now=now,
        params=evaluation_params(evaluation), subject=evaluation.ledger_subject,
        path=CAMPAIGN.path(evaluation.campaign),
    )  # fmt: skip


def _keep_statement(seat: CampaignSeat, evaluation: Evaluation, kind: str, note: str, now: datetime) -> None:
    EvaluatorStatement.objects.bulk_create(
        [EvaluatorStatement(seat=seat, evaluation=evaluation, conflict=kind, note=note[:300], at=now)],
        ignore_conflicts=True,
    )


def _sheet(seat: CampaignSeat, evaluation: Evaluation, actor: Any, now: datetime) -> EvaluationSheet:
    found = EvaluationSheet.objects.filter(seat=seat, evaluation=evaluation).first()
    if found is None:
        found = EvaluationSheet(seat=seat, evaluation=evaluation)
        engine.begin(EVALUATION_SHEET, found, actor=actor, now=now, payload={"evaluation": evaluation.pk})
    return found


def live_seat(evaluation: Evaluation, user: Any, now: datetime) -> CampaignSeat:
    """The person's seat that judges this evaluation now. Raises NotYourStep for whoever has none."""
    today = timezone.localdate(now)
    seat = (
        CampaignSeat.objects.live(today).filter(campaign_id=evaluation.campaign_id, user_id=user.pk).first()
    )
    if seat is None or not Evaluation.objects.judged_by(user, today).filter(pk=evaluation.pk).exists():
        raise engine.NotYourStep(evaluation.state, "judge")
    return seat


def save_sheet(
    sheet_id: int, *, items: Mapping[str, Mapping[str, Any]], opinion: str, actor: Any, now: datetime
) -> EvaluationSheet:
    """Keep a draft of the own sheet, points as typed; nobody else reads it."""
    with transaction.atomic():
        sheet: EvaluationSheet = engine.lock(EVALUATION_SHEET, sheet_id)
        if not access.owns_sheet(actor, sheet):
            raise engine.NotYourStep(sheet.state, "save")
        live_seat(sheet.evaluation, actor, now)
        if sheet.state != EvaluationSheetState.DRAFT:
            raise refused("sheet_sealed")
        sheet.items = cleaned(items, scheme.rubric(sheet.evaluation.campaign.scheme))
        sheet.opinion = clean_text(opinion)[:LONGEST_OPINION]
        sheet.save(update_fields=["items", "opinion"])
        return sheet


def seal(sheet_id: int, *, actor: Any, now: datetime) -> EvaluationSheet:
    """Seal the own sheet for good, with its total; the office hears when the last one is sealed."""
    with transaction.atomic(durable=True):
        evaluation_id = EvaluationSheet.objects.values_list("evaluation_id", flat=True).get(pk=sheet_id)
        evaluation: Evaluation = engine.lock(EVALUATION, evaluation_id)
        sheet: EvaluationSheet = engine.lock(EVALUATION_SHEET, sheet_id)
        if sheet.state == EvaluationSheetState.DRAFT and access.owns_sheet(actor, sheet):
            sheet.total = scoring.total(sheet.items, scheme.rubric(evaluation.campaign.scheme))
            sheet.sealed_at = now
            sheet.save(update_fields=["total", "sealed_at"])
        step = engine.advance(EVALUATION_SHEET, sheet_id, EvaluationSheetEvent.SEAL, actor=actor, now=now)
        if queries.progress(evaluation.campaign)[evaluation.pk].is_complete:
            ledger.tell(
                "evaluation.city_all_sealed", user_ids=access.audience("city", evaluation), now=now,
                params=evaluation_params(evaluation), subject=evaluation.ledger_subject,
                path=EVALUATION.path(evaluation),
            )  # fmt: skip
        sealed: EvaluationSheet = step.subject
        return sealed


def cleaned(
    items: Mapping[str, Mapping[str, Any]], rubric: tuple[scoring.Item, ...]
) -> dict[str, dict[str, str]]:
    """Only items of the scheme; points as typed, reasons as text that can be kept."""
    return {
        item.key: {
            "points": str(items[item.key].get("points", "")).strip()[:8],
            "reason": clean_text(str(items[item.key].get("reason", "")))[:LONGEST_REASON],
        }
        for item in rubric
        if item.key in items
    }


def end_expired_seats(now: datetime) -> int:
    """End the seats whose day is past, and tell the office with how many sheets unsealed; how many ended."""
    over = CampaignSeat.objects.filter(
        expires_on__lt=timezone.localdate(now), removed_at__isnull=True, ended_at__isnull=True
    )
    ended = 0
    for seat in over.select_related("campaign", "user").order_by("campaign_id", "pk"):
        with transaction.atomic():
            campaign = engine.lock(CAMPAIGN, seat.campaign_id)
            if not CampaignSeat.objects.filter(pk=seat.pk, ended_at__isnull=True).update(ended_at=now):
                continue
            left = seat.sheets.filter(state=EvaluationSheetState.DRAFT).count()
            _record(campaign, "seat_ended", None, now, user=seat.user_id, unsealed=left)
            ledger.tell(
                "campaign.city_seat_ended", user_ids=holders(Role.CITY_OFFICER), now=now,
                params={"name": campaign.title, "person": str(seat.user), "count": left},
                subject=campaign.ledger_subject, path=CAMPAIGN.path(campaign), cause=f"seat-ended:{seat.pk}",
            )  # fmt: skip
            ended += 1
    return ended


def _running(campaign_id: int, actor: Any) -> Campaign:
    """The campaign, locked, for city officers while it is open."""
    if not access.runs_campaigns(actor):
        raise engine.NotYourStep(CampaignState.OPEN, "panel")
    campaign: Campaign = engine.lock(CAMPAIGN, campaign_id)
    if campaign.state != CampaignState.OPEN:
        raise refused("campaign_closed")
    return campaign


def _record(campaign: Campaign, what: str, actor: Any, now: datetime, **payload: Any) -> None:
    role, authority_id = access.role_of(actor, campaign)
    ledger.record(
        campaign, f"campaign.{what}", at=now, actor_id=getattr(actor, "pk", None), role=role,
        authority_id=authority_id, payload=payload,
    )  # fmt: skip
