"""Rounds and panels: opening, naming, declaring, scoring, sealing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.roles import Role
from consortia.queries import appointments, memberships
from filings.actions import name_round_lead
from filings.flow import FILING
from filings.models import Filing
from filings.states import STAGES, Event, State
from ledger import actions as ledger
from workflow import engine
from workflow.refusal import Force, Refusal, Refusals

from .. import rules, scoring
from ..evidence import gather
from ..flow import ROUND, SHEET
from ..models import Declaration, Expert, PanelSeat, Recusal, Round, RoundFiling, ScoreSheet
from ..states import ConflictKind, RoundEvent, RoundState, SheetEvent, SheetState


def _city(actor: Any) -> None:
    if not actor.is_any(Role.CITY_OFFICER):
        raise engine.NotYourStep("round", "manage")


def open_round(
    filing_ids: Sequence[int],
    *,
    title: str,
    needs_visit: bool,
    defence_first: bool,
    actor: Any,
    now: datetime,
) -> Round:
    """Open a review of one filing or many and accept each of them into it, all or none."""
    _city(actor)
    with transaction.atomic(durable=True):
        round_ = Round(title=title, needs_visit=needs_visit, defence_first=defence_first, opened_by=actor)
        engine.begin(ROUND, round_, actor=actor, now=now, payload={"filings": sorted(filing_ids)})
        for filing_id in sorted(filing_ids):
            filing: Filing = engine.lock(FILING, filing_id)
            RoundFiling.objects.filter(filing=filing, is_current=True).update(is_current=False)
            RoundFiling.objects.create(
                round=round_, filing=filing, submission=filing.submissions.latest("version")
            )
            engine.advance(FILING, filing_id, Event.ACCEPT, actor=actor, now=now, gather=gather)
        engine.advance(ROUND, round_.pk, RoundEvent.OPEN, actor=actor, now=now)
        round_.refresh_from_db()
        return round_


def close_round(round_id: int, *, actor: Any, now: datetime) -> None:
    """Close a round that has no filing left in a stage."""
    with transaction.atomic(durable=True):
        left = Filing.objects.filter(
            round_filings__round_id=round_id, round_filings__is_current=True, state__in=STAGES
        ).count()
        if left:
            raise engine.StepRefused(Refusal("round_not_done", "office", Force.OFFICE, {"count": left}))
        engine.advance(ROUND, round_id, RoundEvent.CLOSE, actor=actor, now=now)


def filings_of(round_: Round) -> list[Filing]:
    """The filings a round holds now, oldest first."""
    return list(
        Filing.objects.filter(round_filings__round=round_, round_filings__is_current=True)
        .select_related("consortium", "lead", "authority")
        .order_by("pk")
    )


def recusals_of(expert: Expert, filing: Filing) -> Refusals:
    """Why this expert may not judge this filing, as far as the machine and the record know."""
    sides = [rules.Side(p.unit.name, p.unit.code or "") for p in memberships(filing.consortium)]
    sides += [rules.Side(person.employer, "") for person in appointments(filing.consortium).values()]
    judge = rules.Judge(
        employer=expert.employer,
        employer_code=expert.employer_code,
        former_codes=frozenset(expert.former_codes),
        conflicts=list(Recusal.objects.filter(expert=expert, filing=filing).values_list("kind", flat=True)),
    )
    return rules.must_recuse(judge, sides)


def name_expert(round_id: int, expert: Expert, *, actor: Any, now: datetime) -> PanelSeat:
    """Put an expert on the panel. Whoever must recuse for any filing of the round is refused, with the reason."""
    _city(actor)
    with transaction.atomic(durable=True):
        round_: Round = engine.lock(ROUND, round_id)
        if round_.state != RoundState.OPEN:
            raise engine.StepRefused(Refusal("round_closed", "office", Force.OFFICE))
        reasons: list[Refusal] = []
        for filing in filings_of(round_):
            engine.lock(FILING, filing.pk)
            reasons += recusals_of(expert, filing)
        if reasons:
            raise engine.StepRefused(*reasons)
        if PanelSeat.objects.filter(round=round_, expert=expert, removed_at__isnull=True).exists():
            raise engine.StepRefused(Refusal("already_on_panel", "office", Force.OFFICE))
        seat = PanelSeat.objects.create(round=round_, expert=expert, named_by=actor, named_at=now)
        _record(round_, "round.expert_named", actor, now, {"seat": seat.pk, "expert": expert.pk})
        ledger.tell(
            "round.expert_named", user_ids=[expert.user_id], now=now, params={"title": round_.title},
            subject=round_.ledger_subject, path="/review/",
        )  # fmt: skip
        return seat


def remove_expert(seat_id: int, *, actor: Any, now: datetime) -> None:
    """Take an expert off the panel; sheets of a removed seat no longer count."""
    _city(actor)
    with transaction.atomic(durable=True):
        seat = PanelSeat.objects.select_related("round").get(pk=seat_id)
        round_: Round = engine.lock(ROUND, seat.round_id)
        for filing in filings_of(round_):
            engine.lock(FILING, filing.pk)
        PanelSeat.objects.filter(pk=seat_id, removed_at__isnull=True).update(removed_at=now, is_lead=False)
        _record(round_, "round.expert_removed", actor, now, {"seat": seat.pk, "expert": seat.expert_id})


def choose_lead(seat_id: int, *, actor: Any, now: datetime) -> None:
    """Name the round lead, who signs conclusions and moves filings on."""
    _city(actor)
    with transaction.atomic(durable=True):
        seat = PanelSeat.objects.select_related("round", "expert__user").get(
            pk=seat_id, removed_at__isnull=True
        )
        round_: Round = engine.lock(ROUND, seat.round_id)
        PanelSeat.objects.filter(round=round_, is_lead=True).update(is_lead=False)
        PanelSeat.objects.filter(pk=seat_id).update(is_lead=True)
        for filing in filings_of(round_):
            name_round_lead(engine.lock(FILING, filing.pk), seat.expert.user)
        _record(round_, "round.lead_chosen", actor, now, {"seat": seat.pk, "expert": seat.expert_id})


def seat_for(user: Any, filing: Filing) -> PanelSeat | None:
    """The seat from which ``user`` judges ``filing`` now, if any."""
    return (
        PanelSeat.objects.filter(
            expert__user=user, removed_at__isnull=True,
            round__round_filings__filing=filing, round__round_filings__is_current=True,
        ).select_related("expert", "round").first()
    )  # fmt: skip


def has_declared(expert: Expert, filing: Filing) -> bool:
    """Declared free of conflict, and not recused since: only then does any file open."""
    return (
        Declaration.objects.filter(expert=expert, filing=filing).exists()
        and not Recusal.objects.filter(expert=expert, filing=filing).exists()
    )


def declare(
    filing_id: int, *, actor: Any, now: datetime, conflict: str = "", note: str = ""
) -> ScoreSheet | None:
    """The expert's statement before any file opens; a conflict recuses and closes the filing for good."""
    with transaction.atomic(durable=True):
        filing: Filing = engine.lock(FILING, filing_id)
        seat = seat_for(actor, filing)
        if seat is None:
            raise engine.NotYourStep(filing.state, "declare")
        if conflict:
            if conflict not in ConflictKind.values:
                raise engine.StepRefused(
                    Refusal("no_such_conflict", "office", Force.OFFICE, {"kind": conflict})
                )
            Recusal.objects.get_or_create(
                expert=seat.expert, filing=filing, kind=conflict, defaults={"note": note, "at": now}
            )
            _tell_city_of_recusal(filing, seat, now)
        elif reasons := recusals_of(seat.expert, filing):
            raise engine.StepRefused(*reasons)
        else:
            Declaration.objects.get_or_create(expert=seat.expert, filing=filing, defaults={"at": now})
        kind = "filing.conflict_stated" if conflict else "filing.no_conflict_declared"
        ledger.record(
            filing,
            kind,
            at=now,
            actor_id=actor.pk,
            role=Role.EXPERT,
            payload={"seat": seat.pk, "kind": conflict},
        )
        return None if conflict else _sheet(seat, filing, actor, now)


def _tell_city_of_recusal(filing: Filing, seat: PanelSeat, now: datetime) -> None:
    ledger.tell(
        "filing.city_recusal", user_ids=FILING.audience("city_recusal", filing), now=now,
        params=FILING.params(filing), subject=filing.ledger_subject, path=f"/rounds/{seat.round_id}/",
    )  # fmt: skip


def _sheet(seat: PanelSeat, filing: Filing, actor: Any, now: datetime) -> ScoreSheet:
    """The expert's sheet for the version the round judges; begun with the declaration."""
    existing = ScoreSheet.objects.filter(seat=seat, filing=filing).first()
    if existing:
        return existing
    place = RoundFiling.objects.get(filing=filing, is_current=True)
    sheet = ScoreSheet(seat=seat, filing=filing, submission=place.submission)
    engine.begin(SHEET, sheet, actor=actor, now=now)
    return sheet


def save_sheet(
    sheet_id: int, *, items: Mapping[str, Mapping[str, str]], opinion: str, actor: Any
) -> ScoreSheet:
    """Keep a draft of the own sheet; points stay as typed until they are sealed."""
    with transaction.atomic():
        sheet: ScoreSheet = engine.lock(SHEET, sheet_id)
        if sheet.seat.expert.user_id != actor.pk or sheet.state != SheetState.DRAFT:
            raise engine.NotYourStep(sheet.state, "save")
        sheet.items = {key: dict(items[key]) for key in scoring.BY_KEY if key in items}
        sheet.opinion = opinion
        sheet.save(update_fields=["items", "opinion"])
        return sheet


def seal(sheet_id: int, *, actor: Any, now: datetime) -> ScoreSheet:
    """Seal the own sheet: complete, for a filing still in a stage, by an expert with nothing in between."""
    with transaction.atomic(durable=True):
        sheet = ScoreSheet.objects.select_related("seat__expert").get(pk=sheet_id)
        filing: Filing = engine.lock(FILING, sheet.filing_id)
        if filing.state not in (*STAGES, State.SELECTION):
            raise engine.StepRefused(Refusal("review_over", "office", Force.OFFICE))
        if reasons := recusals_of(sheet.seat.expert, filing):
            raise engine.StepRefused(*reasons)
        fresh: ScoreSheet = engine.lock(SHEET, sheet_id)
        if fresh.state == SheetState.DRAFT:
            fresh.total = scoring.total(fresh.items)
            fresh.sealed_at = now
            fresh.save(update_fields=["total", "sealed_at"])
        step = engine.advance(SHEET, sheet_id, SheetEvent.SEAL, actor=actor, now=now)
        ledger.record(
            filing,
            "filing.sheet_sealed",
            at=now,
            actor_id=actor.pk,
            role=Role.EXPERT,
            payload={"sheet": sheet_id},
        )
        sealed: ScoreSheet = step.subject
        return sealed


def _record(round_: Round, kind: str, actor: Any, now: datetime, payload: Mapping[str, Any]) -> None:
    ledger.record(round_, kind, at=now, actor_id=actor.pk, role=Role.CITY_OFFICER, payload=payload)
