"""Reading the review: facts for rules, panels, sheets and what may be seen of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from consortia.models import Appointment, Membership
from consortia.states import AppointmentState, MembershipState
from filings.models import Filing
from filings.states import State

from . import rules, scoring
from .models import (
    Declaration,
    Expert,
    ListItem,
    PanelSeat,
    Recusal,
    Round,
    RoundFiling,
    ScoreSheet,
)
from .states import SheetState

_GONE = (MembershipState.DECLINED, MembershipState.LEFT)


def filing_facts(filings: Iterable[Filing]) -> dict[int, rules.FilingFacts]:
    """Parties by credit code, employers by name, recusals on record: three queries for any number of filings."""
    found = list(filings)
    of_consortium = {filing.consortium_id: filing.pk for filing in found}
    parties: dict[int, dict[str, str]] = {filing.pk: {} for filing in found}
    rows = Membership.objects.filter(consortium_id__in=of_consortium).exclude(state__in=_GONE)
    employers: dict[int, set[str]] = {filing.pk: set() for filing in found}
    for consortium_id, code, name in rows.values_list("consortium_id", "unit__code", "unit__name"):
        if code:
            parties[of_consortium[consortium_id]][code] = name
        else:
            employers[of_consortium[consortium_id]].add(name)
    named = Appointment.objects.filter(consortium_id__in=of_consortium).exclude(
        state=AppointmentState.DECLINED
    )
    for consortium_id, employer in named.values_list("consortium_id", "employer"):
        if employer:
            employers[of_consortium[consortium_id]].add(employer)
    recorded: dict[int, dict[int, tuple[tuple[str, str], ...]]] = {filing.pk: {} for filing in found}
    for recusal in Recusal.objects.filter(filing_id__in=parties):
        of_filing = recorded[recusal.filing_id]
        of_filing[recusal.expert_id] = (
            *of_filing.get(recusal.expert_id, ()),
            (recusal.kind, recusal.note),
        )
    return {pk: rules.FilingFacts(pk, parties[pk], frozenset(employers[pk]), recorded[pk]) for pk in parties}


def with_reviews_of(experts: QuerySet[Expert], year: int) -> Any:
    """Experts with the number of filings they were named for in a year, as ``reviews_count``."""
    named = Q(
        seats__removed_at__isnull=True,
        seats__named_at__year=year,
        seats__round__round_filings__is_current=True,
    )
    return experts.annotate(reviews_count=Count("seats__round__round_filings", filter=named, distinct=True))


def expert_facts(expert: Any) -> rules.ExpertFacts:
    """An expert as the rules judge them."""
    former = tuple(
        (str(one["code"]), date.fromisoformat(one["until"]))
        for one in expert.former_codes
        if one.get("code") and one.get("until")
    )
    return rules.ExpertFacts(
        id=expert.pk,
        employer=expert.employer,
        employer_code=expert.employer_code,
        former=former,
        field=expert.field,
        is_active=expert.is_active,
        reviews_this_year=getattr(expert, "reviews_count", 0),
    )


def conflicts(
    expert: Any, facts: Mapping[int, rules.FilingFacts], today: date
) -> dict[int, tuple[rules.Conflict, ...]]:
    """Filing id to the expert's conflicts with it; filings without one are left out."""
    known = expert_facts(expert)
    found = {pk: rules.must_recuse(known, filing, today) for pk, filing in facts.items()}
    return {pk: reasons for pk, reasons in found.items() if reasons}


def seats_of(opened: Round) -> list[PanelSeat]:
    """The panel as it now sits, its leader first."""
    return list(
        opened.seats.filter(removed_at__isnull=True).select_related("expert__user").order_by("-is_lead", "pk")
    )


def seat_on(user: Any, filing_id: int) -> PanelSeat | None:
    """The person's place on the panel that judges this filing now; none for whoever is not on it."""
    place = RoundFiling.objects.filter(filing_id=filing_id, is_current=True).values("round_id")
    return (
        PanelSeat.objects.filter(expert__user_id=user.pk, removed_at__isnull=True, round_id__in=place)
        .select_related("expert__user", "round")
        .first()
    )


def is_recused(expert_id: int, filing_id: int) -> bool:
    return Recusal.objects.filter(expert_id=expert_id, filing_id=filing_id).exists()


def panel_seats(seats: Sequence[PanelSeat], year: int) -> list[rules.Seat]:
    """The panel as the rules look at it."""
    counted = with_reviews_of(Expert.objects.filter(pk__in=[seat.expert_id for seat in seats]), year)
    busy = dict(counted.values_list("pk", "reviews_count"))
    return [
        rules.Seat(
            seat.expert_id, seat.expert.field, seat.expert.employer_code or seat.expert.employer,
            busy.get(seat.expert_id, 0), seat.is_lead,
        )
        for seat in seats
    ]  # fmt: skip


def places_of(opened: Round) -> list[RoundFiling]:
    """The filings of a round with what every line says of them."""
    return list(
        opened.round_filings.filter(is_current=True)
        .select_related("filing__consortium", "filing__lead", "filing__authority", "submission")
        .order_by("pk")
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the written review of one filing stands: experts who judge it, declared, sealed, recused."""

    experts: int
    declared: int
    sealed: int
    recused: int

    @property
    def is_complete(self) -> bool:
        return self.experts > 0 and self.sealed >= self.experts


def progress(places: Sequence[RoundFiling]) -> dict[int, Progress]:
    """Filing id to the progress of its written review, in four queries for any number of filings."""
    filings = [place.filing_id for place in places]
    rounds = {place.filing_id: place.round_id for place in places}
    experts: dict[int, set[int]] = {}
    for round_id, expert_id in PanelSeat.objects.filter(
        round_id__in=set(rounds.values()), removed_at__isnull=True
    ).values_list("round_id", "expert_id"):
        experts.setdefault(round_id, set()).add(expert_id)
    recused = _by_filing(Recusal.objects.filter(filing_id__in=filings).values_list("filing_id", "expert_id"))
    declared = _by_filing(
        Declaration.objects.filter(filing_id__in=filings).values_list("filing_id", "expert_id")
    )
    sealed = _by_filing(
        ScoreSheet.objects.filter(
            filing_id__in=filings, state=SheetState.SEALED, seat__removed_at__isnull=True
        ).values_list("filing_id", "seat__expert_id")
    )
    found = {}
    for pk in filings:
        panel = experts.get(rounds[pk], set())
        away = recused.get(pk, set()) & panel
        judging = panel - away
        found[pk] = Progress(
            len(judging),
            len(declared.get(pk, set()) & judging),
            len(sealed.get(pk, set()) & judging),
            len(away),
        )
    return found


def _by_filing(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for filing_id, expert_id in pairs:
        found.setdefault(filing_id, set()).add(expert_id)
    return found


def scores_are_open(place: RoundFiling) -> bool:
    """Totals are shown once every expert has sealed, or the written stage is over; never before."""
    if place.filing.state not in (State.CITY_CHECK, State.EXPERT_REVIEW):
        return True
    return progress([place])[place.filing_id].is_complete


def counted_sheets(filing_ids: Iterable[int]) -> QuerySet[ScoreSheet]:
    """Sealed sheets that count: by experts still on the panel and not recused."""
    recused = Recusal.objects.filter(filing=OuterRef("filing"), expert=OuterRef("seat__expert"))
    return ScoreSheet.objects.filter(
        ~Exists(recused),
        filing_id__in=list(filing_ids),
        state=SheetState.SEALED,
        seat__removed_at__isnull=True,
    )


def summaries(filing_ids: Iterable[int]) -> dict[int, scoring.Summary]:
    """Filing id to what its sealed sheets come to, in one query."""
    totals: dict[int, list[Decimal]] = {}
    for filing_id, points in counted_sheets(filing_ids).values_list("filing_id", "total"):
        if points is not None:
            totals.setdefault(filing_id, []).append(points)
    return {pk: found for pk, points in totals.items() if (found := scoring.summary(points))}


def work_of(user: Any) -> QuerySet[RoundFiling]:
    """The filings an expert is to judge or has judged, in rounds that run; soonest due first."""
    expert = Expert.objects.filter(user=user).values("pk")
    seat = PanelSeat.objects.filter(round=OuterRef("round"), expert__in=expert, removed_at__isnull=True)
    declared = Declaration.objects.filter(filing=OuterRef("filing"), expert__in=expert)
    recused = Recusal.objects.filter(filing=OuterRef("filing"), expert__in=expert)
    own = ScoreSheet.objects.filter(
        filing=OuterRef("filing"), seat__expert__in=expert, seat__removed_at__isnull=True
    )
    return (
        RoundFiling.objects.filter(Exists(seat), is_current=True)
        .annotate(
            is_declared=Exists(declared),
            is_recused=Exists(recused),
            has_sheet=Exists(own),
            is_sealed=Exists(own.filter(state=SheetState.SEALED)),
        )
        .select_related("filing__consortium", "filing__lead", "round", "submission")
        .order_by("filing__due_on", "pk")
    )


def to_decide() -> QuerySet[Filing]:
    """Filings in selection that no list of this selection holds yet."""
    listed = ListItem.objects.filter(
        filing=OuterRef("pk"), is_current=True, list__prepared_at__gte=OuterRef("state_since")
    )
    return (
        Filing.objects.filter(~Exists(listed), state=State.SELECTION)
        .select_related("consortium", "lead", "authority")
        .order_by("due_on", "pk")
    )
