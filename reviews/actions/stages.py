"""Visits, defences and the conclusions that move a filing through its stages."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.roles import Role
from filings import access as filing_access
from filings import actions as filings
from filings.flow import FILING
from filings.models import Filing
from filings.states import STAGES, State
from ledger import actions as ledger
from workflow import engine
from workflow.flow import Step
from workflow.refusal import Force, Refusal

from ..evidence import gather
from ..models import Conclusion, Defence, PanelSeat, SiteVisit
from .rounds import seat_for


def conclude(filing_id: int, *, goes_on: bool, text: str, actor: Any, now: datetime) -> Conclusion:
    """The round lead signs what a stage came to. Once for each time the filing is in the stage."""
    with transaction.atomic(durable=True):
        filing: Filing = engine.lock(FILING, filing_id)
        if filing.state not in STAGES or not filing_access.round_lead(actor, filing):
            raise engine.NotYourStep(filing.state, "sign_conclusion")
        if not text.strip():
            raise engine.StepRefused(Refusal("no_conclusion_text", "G5.6c", Force.SHALL))
        conclusion, is_new = Conclusion.objects.get_or_create(
            filing=filing, stage=filing.state, visit_number=filing.step_number,
            defaults={"goes_on": goes_on, "text": text.strip(), "signed_by": actor, "signed_at": now},
        )  # fmt: skip
        if not is_new:
            raise engine.StepRefused(Refusal("already_concluded", "G5.6c", Force.SHALL))
        _record(filing, "filing.conclusion_signed", actor, now, {"stage": filing.state, "goes_on": goes_on})
        return conclusion


def take(filing_id: int, event: str, *, actor: Any, now: datetime, typed: Mapping[str, Any] | None = None,
         seen: int | None = None) -> Step:  # fmt: skip
    """A step of the filing's road with this room's evidence in hand."""
    return filings.take(filing_id, event, actor=actor, now=now, typed=typed, gather=gather, seen=seen)


def record_visit(
    filing_id: int, *, visited_on: date, place: str, team: Sequence[PanelSeat], facts: Mapping[str, bool],
    findings: str, actor: Any, now: datetime,
) -> SiteVisit:  # fmt: skip
    """Write the record of a visit; it counts once both sides have signed it."""
    with transaction.atomic(durable=True):
        filing: Filing = engine.lock(FILING, filing_id)
        if filing.state != State.SITE_VISIT or not _records(actor, filing):
            raise engine.NotYourStep(filing.state, "record_visit")
        if not findings.strip():
            raise engine.StepRefused(Refusal("no_findings", "G5.6d", Force.SHALL))
        visit = SiteVisit.objects.create(
            filing=filing, visited_on=visited_on, place=place, facts=dict(facts), findings=findings.strip(),
            recorded_by=actor,
        )  # fmt: skip
        visit.team.set(team)
        _record(
            filing, "filing.visit_recorded", actor, now, {"visit": visit.pk, "on": visited_on.isoformat()}
        )
        ledger.tell(
            "filing.signatory_visit", user_ids=filing_access.audience("signatory_visit", filing), now=now,
            params=FILING.params(filing), subject=filing.ledger_subject, path=f"/visits/{visit.pk}/",
        )  # fmt: skip
        return visit


def sign_visit(visit_id: int, *, actor: Any, now: datetime) -> SiteVisit:
    """Sign the visit's record for the side one stands on: the panel's or the lead's."""
    with transaction.atomic(durable=True):
        visit = SiteVisit.objects.get(pk=visit_id)
        filing: Filing = engine.lock(FILING, visit.filing_id)
        if filing_access.lead_signatory(actor, filing):
            side, fields = "lead", {"lead_signed_by": actor, "lead_signed_at": now}
        elif filing_access.round_lead(actor, filing) or visit.team.filter(expert__user=actor).exists():
            side, fields = "panel", {"panel_signed_by": actor, "panel_signed_at": now}
        else:
            raise engine.NotYourStep(filing.state, "sign_visit")
        unsigned = SiteVisit.objects.filter(pk=visit_id, **{f"{side}_signed_at__isnull": True})
        if unsigned.update(**fields):
            _record(filing, "filing.visit_signed", actor, now, {"visit": visit_id, "side": side})
        visit.refresh_from_db()
        return visit


def record_defence(
    filing_id: int, *, held_at: datetime, place: str, speakers: str, record: str, present: Sequence[PanelSeat],
    actor: Any, now: datetime,
) -> Defence:  # fmt: skip
    """Write the record of a defence: when, who spoke, questions and answers, who of the panel was there."""
    with transaction.atomic(durable=True):
        filing: Filing = engine.lock(FILING, filing_id)
        if filing.state != State.DEFENCE or not _records(actor, filing):
            raise engine.NotYourStep(filing.state, "record_defence")
        if not record.strip():
            raise engine.StepRefused(Refusal("no_defence_record", "G5.6e", Force.SHALL))
        defence = Defence.objects.create(
            filing=filing,
            held_at=held_at,
            place=place,
            speakers=speakers,
            record=record.strip(),
            recorded_by=actor,
        )
        defence.present.set(present)
        _record(filing, "filing.defence_recorded", actor, now, {"defence": defence.pk})
        return defence


def _records(actor: Any, filing: Filing) -> bool:
    return filing_access.city_officer(actor, filing) or seat_for(actor, filing) is not None


def _record(filing: Filing, kind: str, actor: Any, now: datetime, payload: Mapping[str, Any]) -> None:
    role = (
        Role.CITY_OFFICER
        if filing_access.city_officer(actor, filing)
        else filing_access.role_of(actor, filing)[0]
    )
    ledger.record(filing, kind, at=now, actor_id=actor.pk, role=role, payload=payload)
