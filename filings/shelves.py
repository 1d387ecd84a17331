"""Where evidence is filed: what the guideline asks of the lead, of each enterprise, of each institute, and the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from consortia.models import Attachment, Membership
from consortia.states import Counting

LEAD = (
    ("G4.1.1b", _("Leading position and economic strength")),
    ("G4.1.2a", _("Research strength")),
    ("G4.1.3a", _("Ability to gather and organise")),
)
"""The three conditions of a lead; G4.1.1a itself is checked from the credit code."""

MEMBER = {
    Counting.INDUSTRY: ("G4.2.2", _("Research and support ability in the chain")),
    Counting.ACADEMIC: ("G4.2.3", _("Research team, talents and laboratories")),
}
"""What is asked of a member, by how it counts."""

COOPERATION = ("G4.2.1a", _("Cooperation so far"))
OTHER = "other"


@dataclass(slots=True)
class Shelf:
    """One place for papers; ``clause`` is empty where the person names it."""

    clause: str
    title: Any
    party: Membership | None = None
    papers: list[Attachment] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Its name in a form."""
        return f"{self.clause}:{self.party.pk if self.party else ''}" if self.clause else OTHER

    def holds(self, paper: Attachment) -> bool:
        """Whether a paper belongs here: same party, same clause or one beside it in the same section."""
        own = self.party.pk if self.party else None
        if own is None or paper.party_id != own:
            return own is None and paper.party_id is None and paper.clause == self.clause
        return not self.party.is_lead or paper.clause[:6] == self.clause[:6]


def shelves(parties: Iterable[Membership], papers: Iterable[Attachment]) -> list[Shelf]:
    """All shelves in the order of the guideline with their papers; what fits none stands on the last."""
    found = [*_empty(parties)]
    rest = Shelf("", _("Other papers"))
    for paper in papers:
        next((shelf for shelf in found if shelf.holds(paper)), rest).papers.append(paper)
    return [*found, rest]


def _empty(parties: Iterable[Membership]) -> Iterator[Shelf]:
    listed = sorted(parties, key=lambda party: not party.is_lead)
    for party in listed:
        if party.is_lead:
            for clause, title in LEAD:
                yield Shelf(clause, title, party)
        elif asked := MEMBER.get(Counting(party.counting)):
            yield Shelf(*asked, party)
    yield Shelf(*COOPERATION)
