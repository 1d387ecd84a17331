"""Who may not judge what, and whether a panel is well made. Pure: values in, findings out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import MINYEAR, date

FORMER_YEARS = 3
"""An employment that ended less than so many years ago still counts (office choice)."""
FINANCE_OR_LAW = frozenset({"finance", "management", "law"})


@dataclass(frozen=True, slots=True)
class ExpertFacts:
    """What is known of an expert: employer by credit code, former employers with the last day."""

    id: int
    employer: str
    employer_code: str
    former: tuple[tuple[str, date], ...] = ()
    field: str = ""
    is_active: bool = True
    reviews_this_year: int = 0


@dataclass(frozen=True, slots=True)
class FilingFacts:
    """What is known of a filing: every party's credit code and name, and conflicts already on record."""

    id: int
    parties: Mapping[str, str]
    employers: frozenset[str]
    """Names of parties without a code and of employers of the director and the chief expert."""
    recorded: Mapping[int, tuple[tuple[str, str], ...]]
    """Expert id to (kind, note) of each recusal on record: stated, asked for by the lead, found before."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why an expert may not judge a filing: a kind of conflict and what it was found by."""

    kind: str
    note: str


def years_before(day: date, years: int) -> date:
    """The same day some years ago; 29 February becomes 28, and nothing lies before the first day there is."""
    if day.year - years < MINYEAR:
        return date.min
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def must_recuse(expert: ExpertFacts, filing: FilingFacts, today: date) -> tuple[Conflict, ...]:
    """Every conflict between an expert and a filing; the employer of ANY party counts, not only the lead's."""
    found = [Conflict(kind, note) for kind, note in filing.recorded.get(expert.id, ())]
    if not any(one.kind == "same_employer" for one in found):
        edge = years_before(today, FORMER_YEARS)
        codes = {expert.employer_code, *(code for code, until in expert.former if until > edge)} - {""}
        found += [
            Conflict("same_employer", name)
            for code, name in filing.parties.items()
            if code and code.upper() in {known.upper() for known in codes}
        ]
        if not found and expert.employer in filing.employers:
            found.append(Conflict("same_employer", expert.employer))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Seat:
    """A place on a panel: whose, of which field and institution."""

    expert_id: int
    field: str
    institution: str
    reviews_this_year: int = 0
    is_lead: bool = False


@dataclass(frozen=True, slots=True)
class Warning:
    """Something about a panel that the office should mend or be ready to explain."""

    code: str
    params: Mapping[str, str | int]


def panel_warnings(seats: Sequence[Seat], figures: Mapping[str, int]) -> tuple[Warning, ...]:
    """Too few, an even number, no finance or law, one institution twice, too many reviews, no lead."""
    found: list[Warning] = []
    if len(seats) < figures["panel_min"]:
        found.append(Warning("panel_too_small", {"count": len(seats), "wanted": figures["panel_min"]}))
    if seats and len(seats) % 2 == 0:
        found.append(Warning("panel_even", {"count": len(seats)}))
    if seats and not any(seat.field in FINANCE_OR_LAW for seat in seats):
        found.append(Warning("panel_one_sided", {}))
    institutions = [seat.institution for seat in seats if seat.institution]
    for name in sorted({name for name in institutions if institutions.count(name) > 1}):
        found.append(Warning("institution_twice", {"name": name}))
    if busy := sum(seat.reviews_this_year > figures["expert_yearly_max"] for seat in seats):
        found.append(Warning("expert_too_busy", {"count": busy, "wanted": figures["expert_yearly_max"]}))
    if seats and not any(seat.is_lead for seat in seats):
        found.append(Warning("no_round_lead", {}))
    return tuple(found)
