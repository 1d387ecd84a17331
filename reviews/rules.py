"""Who may not judge whom. Pure: values in, refusals out."""

from collections.abc import Collection
from dataclasses import dataclass

from workflow.refusal import Force, Refusal, Refusals


@dataclass(frozen=True, slots=True)
class Judge:
    """An expert as recusal sees one: present and recent employers by credit code, and what is on record."""

    employer: str
    employer_code: str
    former_codes: frozenset[str]
    conflicts: Collection[str]
    """Kinds of conflict already recorded for this filing: stated by the expert, or named by the lead."""


@dataclass(frozen=True, slots=True)
class Side:
    """A party of the filing, or the employer of its director or chief expert."""

    name: str
    code: str


def must_recuse(judge: Judge, sides: Collection[Side]) -> Refusals:
    """Why this expert may not judge this filing: the employer of any party, not the lead's alone."""
    refusals = []
    for side in sides:
        if side.code and side.code == judge.employer_code:
            refusals.append(_refuse("same_employer", side))
        elif side.code and side.code in judge.former_codes:
            refusals.append(_refuse("former_employer", side))
        elif not side.code and side.name == judge.employer:
            refusals.append(_refuse("same_employer", side))
    refusals += [
        Refusal("conflict_on_record", "G5.6c", Force.SHALL, {"kind": kind})
        for kind in sorted(judge.conflicts)
    ]
    return tuple(refusals)


def _refuse(code: str, side: Side) -> Refusal:
    return Refusal(code, "G5.6c", Force.SHALL, {"unit": side.name})
