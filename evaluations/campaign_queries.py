"""Reading evaluations: facts for recusal, sheets that count, promised figures beside reported ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from consortia.access import GONE
from consortia.models import Appointment, Indicator, Membership, Registration, Representative
from consortia.states import AppointmentState
from reviews import rules, scoring
from reviews.models import Expert, Recusal
from reviews.queries import expert_facts
from reviews.states import ConflictKind

from .campaign_guards import Chosen
from .models import (
    Campaign,
    Evaluation,
    EvaluationSheet,
    EvaluatorStatement,
    Evidence,
    ReportFigure,
)
from .states import EvaluationSheetState, EvaluationState, ReportState

UNDER_WAY = (
    EvaluationState.SELF_REPORT,
    EvaluationState.SCORING,
    EvaluationState.REPLY,
    EvaluationState.DECISION,
)


@dataclass(frozen=True, slots=True)
class _Parties:
    codes: dict[str, str]
    names: set[str]


def _parties(registrations: Iterable[Registration]) -> dict[int, _Parties]:
    """Registration id to its parties by credit code, and to names of parties and of named people's employers."""
    of_consortium: dict[int, list[int]] = {}
    for registration in registrations:
        of_consortium.setdefault(registration.consortium_id, []).append(registration.pk)
    found = {pk: _Parties({}, set()) for pks in of_consortium.values() for pk in pks}
    rows = Membership.objects.filter(consortium_id__in=of_consortium).exclude(state__in=GONE)
    for consortium_id, code, name in rows.values_list("consortium_id", "unit__code", "unit__name"):
        for pk in of_consortium[consortium_id]:
            found[pk].names.add(name)
            if code:
                found[pk].codes[code] = name
    named = Appointment.objects.filter(consortium_id__in=of_consortium).exclude(
        state=AppointmentState.DECLINED
    )
    for consortium_id, employer in named.exclude(employer="").values_list("consortium_id", "employer"):
        for pk in of_consortium[consortium_id]:
            found[pk].names.add(employer)
    return found


def chosen(registrations: Iterable[Registration], on: date) -> list[Chosen]:
    """Registrations as the guard of an opening campaign sees them: three queries for any number of them."""
    listed = list(registrations)
    parties = _parties(listed)
    busy = set(
        Evaluation.objects.filter(registration__in=listed, state__in=UNDER_WAY).values_list(
            "registration_id", flat=True
        )
    )
    return [
        Chosen(
            name=one.consortium.formal_name,
            standing=one.standing(on),
            is_dated=one.valid_from is not None,
            is_under_way=one.pk in busy,
            has_lead=one.consortium.lead_id is not None,
            parties=parties[one.pk].codes,
            names=frozenset(parties[one.pk].names),
        )
        for one in listed
    ]


def registration_facts(registrations: Iterable[Registration]) -> dict[int, rules.FilingFacts]:
    """What recusal looks at, for each registration: every party, employers by name, conflicts on record."""
    listed = list(registrations)
    parties = _parties(listed)
    recorded: dict[int, dict[int, tuple[tuple[str, str], ...]]] = {one.pk: {} for one in listed}
    stated = EvaluatorStatement.objects.filter(evaluation__registration__in=listed).exclude(conflict="")
    for pk, user_id, kind, note in stated.values_list(
        "evaluation__registration_id", "seat__user_id", "conflict", "note"
    ):
        recorded[pk][user_id] = (*recorded[pk].get(user_id, ()), (kind, note))
    by_consortium: dict[int, list[int]] = {}
    for one in listed:
        by_consortium.setdefault(one.consortium_id, []).append(one.pk)
    former = Recusal.objects.filter(filing__consortium_id__in=by_consortium).exclude(
        kind=ConflictKind.SAME_EMPLOYER  # asked anew of today's and former employers
    )
    for consortium_id, user_id, kind, note in former.values_list(
        "filing__consortium_id", "expert__user_id", "kind", "note"
    ):
        for pk in by_consortium[consortium_id]:
            recorded[pk][user_id] = (*recorded[pk].get(user_id, ()), (kind, note))
    return {
        pk: rules.FilingFacts(pk, found.codes, frozenset(found.names), recorded[pk])
        for pk, found in parties.items()
    }


def person_facts(
    users: Iterable[int], today: date, employers: Mapping[int, tuple[str, str]] | None = None
) -> dict[int, rules.ExpertFacts]:
    """User id to what recusal knows of the person: employer, former ones, and units the person represents.

    ``employers`` gives name and code for people outside the pool (an agency's).
    """
    ids = list(users)
    found: dict[int, rules.ExpertFacts] = {}
    for expert in Expert.objects.filter(user_id__in=ids):
        facts = expert_facts(expert)
        found[expert.user_id] = rules.ExpertFacts(
            expert.user_id, facts.employer, facts.employer_code, facts.former, facts.field, facts.is_active
        )
    for user_id in ids:
        name, code = (employers or {}).get(user_id, ("", ""))
        if user_id not in found:
            found[user_id] = rules.ExpertFacts(user_id, name, code)
        elif code:
            found[user_id] = _also(found[user_id], code, today)
    speaks = Representative.objects.filter(user_id__in=ids, unit__code__isnull=False)
    for user_id, unit_code, ended_at in speaks.values_list("user_id", "unit__code", "ended_at"):
        until = timezone.localdate(ended_at) if ended_at else today
        found[user_id] = _also(found[user_id], str(unit_code), until)
    return found


def _also(facts: rules.ExpertFacts, code: str, until: date) -> rules.ExpertFacts:
    return rules.ExpertFacts(
        facts.id, facts.employer, facts.employer_code, (*facts.former, (code, until)), facts.field,
        facts.is_active,
    )  # fmt: skip


def conflicts_of_seats(evaluation: Evaluation, today: date) -> dict[int, rules.Conflict]:
    """Seat id to the first conflict, stated or found today, of everybody on the panel with this registration."""
    seats = list(evaluation.campaign.seats.filter(removed_at__isnull=True))
    facts = registration_facts([evaluation.registration])[evaluation.registration_id]
    known = person_facts(
        [seat.user_id for seat in seats], today, {s.user_id: (s.employer, s.employer_code) for s in seats}
    )
    found = {seat.pk: rules.must_recuse(known[seat.user_id], facts, today) for seat in seats}
    return {pk: reasons[0] for pk, reasons in found.items() if reasons}


def sealed_sheets(evaluation: Evaluation) -> QuerySet[EvaluationSheet]:
    """Sealed and not set aside with their seat."""
    return EvaluationSheet.objects.filter(
        evaluation=evaluation, state=EvaluationSheetState.SEALED, seat__removed_at__isnull=True
    ).order_by("sealed_at", "pk")


def summary(sheets: Iterable[EvaluationSheet]) -> scoring.Summary | None:
    return scoring.summary([sheet.total for sheet in sheets if sheet.total is not None])


def recomputed_score(evaluation: Evaluation) -> Decimal | None:
    """The mean of the sheets that were counted, worked out again: it equals what is stored."""
    totals = EvaluationSheet.objects.filter(pk__in=evaluation.counted).values_list("total", flat=True)
    found = scoring.summary([total for total in totals if total is not None])
    return found.mean if found else None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the evaluators of one evaluation are."""

    evaluators: int
    sealed: int

    @property
    def is_complete(self) -> bool:
        return self.evaluators > 0 and self.sealed >= self.evaluators


def progress(campaign: Campaign) -> dict[int, Progress]:
    """Evaluation id to evaluators without a conflict and sheets sealed; three queries for a whole campaign."""
    seats = set(campaign.seats.filter(removed_at__isnull=True).values_list("pk", flat=True))
    recused: dict[int, set[int]] = {}
    stated = EvaluatorStatement.objects.filter(seat__campaign=campaign).exclude(conflict="")
    for evaluation_id, seat_id in stated.values_list("evaluation_id", "seat_id"):
        recused.setdefault(evaluation_id, set()).add(seat_id)
    sealed = Count(
        "sheets",
        filter=Q(sheets__state=EvaluationSheetState.SEALED, sheets__seat__removed_at__isnull=True),
    )
    rows = Evaluation.objects.filter(campaign=campaign).annotate(sealed=sealed)
    return {
        pk: Progress(len(seats - recused.get(pk, set())), count)
        for pk, count in rows.values_list("pk", "sealed")
    }


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One promised figure: baseline, target, what the last report says, what the lead now shows."""

    indicator: Indicator
    reported: Decimal | None
    reported_until: date | None
    evidence: tuple[Evidence, ...]

    @property
    def shown(self) -> Decimal | None:
        """The newest figure: of the evidence if it gives one, of the last report otherwise."""
        values = [one.value for one in self.evidence if one.value is not None]
        return values[-1] if values else self.reported

    @property
    def share(self) -> int | None:
        """How far from baseline to target, in per cent, at least 0; None where nothing is known."""
        way = self.indicator.target - self.indicator.baseline
        if self.shown is None or way == 0:
            return None
        return max(0, int((self.shown - self.indicator.baseline) * 100 / way))


def figures(evaluation: Evaluation, evidence: Iterable[Evidence]) -> list[FigureRow]:
    """Promised figures beside reported ones, in the plan's order; two queries."""
    indicators = Indicator.objects.filter(consortium_id=evaluation.registration.consortium_id)
    latest: dict[int, ReportFigure] = {}
    reported = ReportFigure.objects.filter(
        report__registration_id=evaluation.registration_id,
        report__state__in=[ReportState.SUBMITTED, ReportState.NOTED],
    ).select_related("report")
    for figure in reported.order_by("report__period_until", "pk"):
        latest[figure.indicator_id] = figure
    by_indicator: dict[int, list[Evidence]] = {}
    for one in evidence:
        if one.indicator_id:
            by_indicator.setdefault(one.indicator_id, []).append(one)
    return [
        FigureRow(
            indicator,
            latest[indicator.pk].value if indicator.pk in latest else None,
            latest[indicator.pk].report.period_until if indicator.pk in latest else None,
            tuple(by_indicator.get(indicator.pk, ())),
        )
        for indicator in indicators.order_by("position", "pk")
    ]


def evidence_of(evaluation: Evaluation) -> list[Evidence]:
    return list(
        evaluation.evidence.filter(removed_at__isnull=True)
        .select_related("document__blob", "indicator")
        .order_by("pk")
    )


def in_force(on: date) -> QuerySet[Registration]:
    """Registrations that a campaign may be opened over: in force with known dates, the longest registered first."""
    return (
        Registration.objects.in_force(on)
        .filter(valid_from__isnull=False)
        .select_related("consortium__lead", "authority")
        .order_by("valid_from", "pk")
    )


def begun_days(registrations: Iterable[Registration]) -> dict[int, list[date]]:
    """Registration id to the days on which evaluations of it began; cancelled ones do not count."""
    found: dict[int, list[date]] = {}
    rows = Evaluation.objects.filter(registration__in=list(registrations)).exclude(
        state=EvaluationState.CANCELLED
    )
    for pk, at in rows.values_list("registration_id", "begun_at"):
        found.setdefault(pk, []).append(timezone.localdate(at))
    return found
