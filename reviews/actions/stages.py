"""What the panel finds: conclusions, visits signed by both sides, defences."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from consortia.queries import people_of
from consortia.states import RepresentativeKind
from filings import actions as filings
from filings import guards
from filings.flow import FILING
from filings.models import Filing
from filings.queries import picture
from filings.states import STAGES, State
from ledger import actions as ledger
from workflow import engine
from workflow.flow import Look, Step
from workflow.refusal import Force, Refusal, Refusals

from .. import access
from ..evidence import gather
from ..models import Conclusion, Defence, PanelSeat, SiteVisit

NEEDS = {
    State.EXPERT_REVIEW: guards.written_review_done,
    State.SITE_VISIT: guards.visit_signed,
    State.DEFENCE: guards.defence_held,
}


def missing_for_conclusion(filing: Filing, now: datetime) -> Refusals:
    """What a stage still lacks before its conclusion can be signed."""
    need = NEEDS.get(State(filing.state))
    if need is None:
        return (_refusal("no_stage_now"),)
    row = next(FILING.rows_from(filing.state))
    look = Look(
        case=picture(filing, now), evidence=gather(row, filing, now), today=timezone.localdate(now), now=now,
        actor_id=0,
    )  # fmt: skip
    return need(look)


def conclude(filing_id: int, *, goes_on: bool, text: str, actor: Any, now: datetime) -> Conclusion:
    """The round lead signs what the stage came to: go on, or not. Signed once, never rewritten."""
    with transaction.atomic(durable=True):
        filing: Filing = engine.lock(FILING, filing_id)
        if not access.round_lead(actor, filing):
            raise engine.NotYourStep(filing.state, "sign_conclusion")
        if refusals := missing_for_conclusion(filing, now):
            raise engine.StepRefused(*refusals)
        if not text.strip():
            raise _refused("conclusion_empty")
        if _concluded(filing):
            raise _refused("concluded_already")
        signed = Conclusion.objects.create(
            filing=filing, stage=filing.state, goes_on=goes_on, text=text.strip(), signed_by=actor,
            signed_at=now, visit_number=filing.step_number,
        )  # fmt: skip
        _record(
            filing, "stage_concluded", actor, now, role="expert",
            stage=filing.state, goes_on=goes_on, conclusion=signed.pk,
        )  # fmt: skip
        return signed


def _concluded(filing: Filing) -> bool:
    return Conclusion.objects.filter(
        filing=filing, stage=filing.state, visit_number=filing.step_number
    ).exists()


def take(
    filing_id: int,
    event: str,
    *,
    actor: Any,
    now: datetime,
    typed: Mapping[str, Any] | None = None,
    seen: int | None = None,
) -> Step:
    """A step of the filing's road with this room's evidence in hand."""
    return filings.take(filing_id, event, actor=actor, now=now, typed=typed, gather=gather, seen=seen)


def record_visit(
    filing_id: int,
    *,
    visited_on: date,
    place: str,
    team: Iterable[PanelSeat],
    facts: Mapping[str, Any],
    findings: str,
    actor: Any,
    now: datetime,
) -> SiteVisit:
    """Keep a visit's record; it never changes afterwards. A wrong one is followed by a new one."""
    with transaction.atomic(durable=True):
        filing = _recorded_by(filing_id, actor, State.SITE_VISIT)
        if not findings.strip():
            raise _refused("no_findings")
        if visited_on > timezone.localdate(now):
            raise _refused("day_in_future", day=visited_on.isoformat())
        seats = _team(filing_id, team)
        visit = SiteVisit.objects.create(
            filing=filing, visited_on=visited_on, place=place.strip(), facts=dict(facts),
            findings=findings.strip(), recorded_by=actor,
        )  # fmt: skip
        visit.team.set(seats)
        _record(filing, "visit_recorded", actor, now, visit=visit.pk, day=visited_on.isoformat())
        ledger.tell(
            "visit.filer_sign", user_ids=people_of([filing.lead_id], RepresentativeKind.SIGNATORY), now=now,
            params=FILING.params(filing), subject=filing.ledger_subject, path=f"/visits/{visit.pk}/",
        )  # fmt: skip
        return visit


def sign_visit(visit_id: int, *, actor: Any, now: datetime) -> SiteVisit:
    """Sign a visit's record for the side one belongs to: the panel's, or the lead's by its signatory."""
    with transaction.atomic(durable=True):
        filing_id = SiteVisit.objects.values_list("filing_id", flat=True).get(pk=visit_id)
        filing: Filing = engine.lock(FILING, filing_id)
        visit = SiteVisit.objects.get(pk=visit_id)
        side = side_of(actor, visit, filing)
        if side is None or filing.state != State.SITE_VISIT:
            raise engine.NotYourStep(filing.state, "sign_visit")
        if getattr(visit, f"{side}_signed_at"):
            raise _refused("signed_already")
        setattr(visit, f"{side}_signed_by", actor)
        setattr(visit, f"{side}_signed_at", now)
        visit.save(update_fields=[f"{side}_signed_by", f"{side}_signed_at"])
        _record(
            filing, "visit_signed", actor, now, role="lead" if side == "lead" else "expert",
            visit=visit.pk, side=side,
        )  # fmt: skip
        return visit


def side_of(user: Any, visit: SiteVisit, filing: Filing) -> str | None:
    """Which side of a visit's record the person signs for, or None."""
    if access.lead_signatory(user, filing):
        return "lead"
    if access.round_lead(user, filing) or visit.team.filter(expert__user_id=user.pk).exists():
        return "panel"
    return None


def record_defence(
    filing_id: int,
    *,
    held_at: datetime,
    place: str,
    speakers: str,
    record: str,
    present: Iterable[PanelSeat],
    actor: Any,
    now: datetime,
    talk_minutes: int = 15,
    question_minutes: int = 15,
) -> Defence:
    """Keep a defence's record; it never changes afterwards."""
    with transaction.atomic(durable=True):
        filing = _recorded_by(filing_id, actor, State.DEFENCE)
        if not record.strip():
            raise _refused("no_defence_record")
        if held_at > now:
            raise _refused("day_in_future", day=timezone.localdate(held_at).isoformat())
        seats = _team(filing_id, present)
        held = Defence.objects.create(
            filing=filing, held_at=held_at, place=place.strip(), talk_minutes=talk_minutes,
            question_minutes=question_minutes, speakers=speakers.strip(), record=record.strip(),
            recorded_by=actor,
        )  # fmt: skip
        held.present.set(seats)
        _record(filing, "defence_recorded", actor, now, defence=held.pk, present=len(seats))
        return held


def _recorded_by(filing_id: int, actor: Any, state: State) -> Filing:
    """City officers and the panel's experts keep records, in the stage they belong to."""
    filing: Filing = engine.lock(FILING, filing_id)
    if not (access.runs_rounds(actor) or access.round_lead(actor, filing)):
        raise engine.NotYourStep(filing.state, "record")
    if filing.state not in STAGES or filing.state != state:
        raise _refused("not_in_stage", stage=str(state))
    return filing


def _team(filing_id: int, named: Iterable[PanelSeat]) -> list[PanelSeat]:
    """Seats of this filing's panel, without experts who are recused from it. Raises StepRefused for none."""
    seats = PanelSeat.objects.filter(
        pk__in=[seat.pk for seat in named], removed_at__isnull=True, round__round_filings__filing_id=filing_id,
        round__round_filings__is_current=True,
    ).exclude(expert__recusals__filing_id=filing_id)  # fmt: skip
    found = list(seats)
    if not found:
        raise _refused("nobody_of_panel")
    return found


def _record(filing: Filing, what: str, actor: Any, now: datetime, *, role: str = "", **payload: Any) -> None:
    own, authority_id = access.role_of(actor, filing)
    ledger.record(
        filing, f"filing.{what}", at=now, actor_id=actor.pk, role=role or own, authority_id=authority_id,
        payload=payload,
    )  # fmt: skip


def _refusal(code: str, **params: str | int) -> Refusal:
    return Refusal(code, "office", Force.OFFICE, params)


def _refused(code: str, **params: str | int) -> engine.StepRefused:
    return engine.StepRefused(_refusal(code, **params))
