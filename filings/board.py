"""The board of one consortium, unit by task: whose move it is, since when, until when. Read, never kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consortia.models import Annex, Attachment, Confirmation, Membership, Resolution, Signature
from consortia.queries import agreement_of, memberships, standing_signatures
from consortia.states import MembershipState
from documents.queries import is_released
from workflow import office
from workflow.together import together

from .access import IN_HANDS
from .handoffs import HANDOFF
from .models import Filing, Handoff, Question
from .parties import MEMBERS_PLEDGE, asks_pledge
from .questions import QUESTION
from .states import CORRECTION, FINAL, HandoffState, QuestionState, State, TicketState


class Holder(StrEnum):
    """Whose move a cell is."""

    UNIT = "unit"
    LEAD = "lead"
    DISTRICT = "district"
    CITY = "city"
    NOBODY = ""


TASKS: Mapping[str, Any] = {
    "drafting": gettext_lazy("Drafting"),
    "consent": gettext_lazy("Invitation"),
    "facts": gettext_lazy("Own facts"),
    "confirmed": gettext_lazy("Own part confirmed"),
    "files": gettext_lazy("Evidence"),
    "signing": gettext_lazy("Signature"),
    "tickets": gettext_lazy("Tickets and questions"),
    "changes": gettext_lazy("Resolutions"),
    "reports": gettext_lazy("Reports"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One unit's one task: whose move (nobody's when it is done or not asked), since and until when."""

    task: str
    holder: Holder
    is_done: bool
    words: str
    since: datetime | None = None
    until: date | None = None
    path: str = ""

    @property
    def is_open(self) -> bool:
        return self.holder != Holder.NOBODY

    def is_late(self, today: date) -> bool:
        return self.is_open and self.until is not None and self.until < today


@dataclass(frozen=True, slots=True)
class Line:
    """One unit's row."""

    party: Membership
    cells: tuple[Cell, ...]

    @property
    def waiting(self) -> int:
        """How many of its cells are the unit's own move."""
        return sum(cell.holder == Holder.UNIT for cell in self.cells)


@dataclass(frozen=True)
class Case:
    """What the cells of one filing are read from."""

    filing: Filing
    until: date | None
    text_since: datetime | None
    signatures: Mapping[int, Signature]
    annexes: Mapping[int, Annex]
    words_given: frozenset[int]
    files: Mapping[int, Counter[bool]]
    tickets: Mapping[int, list[Any]]
    questions: Mapping[int, list[Question]]
    """Membership id to the office's questions that it has not answered, the most urgent first."""
    in_hand: Mapping[int, list[Handoff]]
    """Unit id to the parts of the dossier handed to it, still written or ready for the lead's look."""
    resolution: Resolution | None
    consented: frozenset[int]
    pledge_owed: frozenset[int]
    """Members of whom the office asks the integrity pledge too, and who have not given it."""
    further: Mapping[str, Mapping[int, Cell]] = field(default_factory=dict)


Reader = Callable[[Filing, list[Membership]], Mapping[int, Cell]]
_readers: dict[str, Reader] = {}


def register(task: str, reader: Reader) -> None:
    """A higher room fills one task of the board: membership id to its cell. Call it in AppConfig.ready."""
    _readers[task] = reader


def read(filing: Filing, today: date) -> list[Line]:
    """The whole board, in a constant number of questions."""
    parties = memberships(filing.consortium)
    case = _gathered(filing, parties, today)
    return [Line(party, cells(case, party)) for party in parties]


def _gathered(filing: Filing, parties: list[Membership], today: date) -> Case:
    agreement = agreement_of(filing.consortium)
    signed = list(standing_signatures(agreement)) if agreement and agreement.digest else []
    files: dict[int, Counter[bool]] = {}
    for one in Attachment.objects.filter(party__in=parties).select_related("document__blob"):
        files.setdefault(one.party_id or 0, Counter())[is_released(one.document.blob)] += 1
    lead = next((party.pk for party in parties if party.is_lead), 0)
    asked = together(
        tickets=filing.tickets.filter(state__in=[TicketState.OPEN, TicketState.ANSWERED]),
        questions=filing.questions.filter(state=QuestionState.OPEN).order_by("due_on", "number"),
        handoffs=filing.handoffs.filter(state__in=IN_HANDS).order_by("due_on", "pk"),
        pledges=filing.pledges.order_by("pk"),
        parameters=office.confirmed(today).filter(key=MEMBERS_PLEDGE),
    )
    figures = office.values_of(asked["parameters"])
    given = {pledge.unit_id for pledge in asked["pledges"]}
    questions: dict[int, list[Question]] = {}
    for question in asked["questions"]:
        questions.setdefault(question.membership_id, []).append(question)
    in_hand: dict[int, list[Handoff]] = {}
    for handoff in asked["handoffs"]:
        in_hand.setdefault(handoff.unit_id, []).append(handoff)
    resolution = None
    if filing.registration_id:
        found = Resolution.objects.filter(registration=filing.registration_id, closed_at__isnull=True)
        resolution = found.prefetch_related("consents").first()
    confirmed = Confirmation.objects.filter(membership__in=parties, voided_at__isnull=True)
    return Case(
        filing=filing,
        until=deadline(filing),
        text_since=agreement.changed_at if agreement and agreement.digest else None,
        signatures={one.membership_id: one for one in signed},
        annexes={one.membership_id: one for one in Annex.objects.filter(membership__in=parties)},
        words_given=frozenset(confirmed.values_list("membership_id", flat=True)),
        files=files,
        tickets={lead: asked["tickets"]},
        questions=questions,
        in_hand=in_hand,
        resolution=resolution,
        consented=frozenset(one.membership_id for one in resolution.consents.all()) if resolution else frozenset(),
        pledge_owed=frozenset(
            party.pk for party in parties if asks_pledge(party, figures) and party.unit_id not in given
        ),
        further={task: reader(filing, parties) for task, reader in _readers.items()},
    )  # fmt: skip


def deadline(filing: Filing) -> date | None:
    """Until when the dossier must be in: the day of a correction, or the call's last day; None where free."""
    if filing.state in CORRECTION:
        return filing.due_on
    if filing.state == State.DRAFT and filing.call and filing.call.lead_closes_at:
        return timezone.localdate(filing.call.lead_closes_at)
    return None


def cells(case: Case, party: Membership) -> tuple[Cell, ...]:
    """One unit's cells, in the order of TASKS."""
    rest = {task: case.further.get(task, {}).get(party.pk) for task in ("reports",)}
    return (
        _drafting(case, party),
        _consent(party),
        _facts(case, party),
        _confirmed(case, party),
        _files(case, party),
        _signing(case, party),
        _tickets(case, party),
        _changes(case, party),
        *(cell or _none(task) for task, cell in rest.items()),
    )


def _none(task: str, words: str = "") -> Cell:
    return Cell(task, Holder.NOBODY, False, words)


def _done(task: str, words: str, since: datetime | None = None) -> Cell:
    return Cell(task, Holder.NOBODY, True, words, since)


def is_with_lead(case: Case) -> bool:
    return case.filing.state == State.DRAFT or case.filing.state in CORRECTION


def _drafting(case: Case, party: Membership) -> Cell:
    """The lead's row says where the dossier is; a member's what it has in hand, or whether its duty is written."""
    filing = case.filing
    if not party.is_lead:
        if is_with_lead(case) and (handed := case.in_hand.get(party.unit_id)):
            return _handed(handed)
        if party.duty.strip():
            return _done("drafting", _("Duty written"))
        if not is_with_lead(case):
            return _none("drafting")
        return Cell("drafting", Holder.LEAD, False, _("Duty to write"), filing.state_since, case.until)
    label = str(State(filing.state).label)
    if filing.state in FINAL:
        return _done("drafting", label, filing.state_since)
    if is_with_lead(case):
        return Cell("drafting", Holder.LEAD, False, label, filing.state_since, case.until)
    if filing.state == State.NOT_RECOMMENDED and filing.second_look_asked_at is None:
        return Cell("drafting", Holder.LEAD, False, label, filing.state_since, filing.due_on)
    at_district = filing.state == State.DISTRICT_CHECK
    holder = Holder.DISTRICT if at_district else Holder.CITY
    return Cell("drafting", holder, False, label, filing.state_since, filing.due_on)


def _handed(parts: list[Handoff]) -> Cell:
    """Parts the unit still writes are its move; when all are ready, they wait for the lead's look."""
    theirs = [one for one in parts if one.state == HandoffState.OPEN]
    waiting = theirs or parts
    words = _("Parts to write: %(n)s") if theirs else _("Parts to look at: %(n)s")
    return Cell(
        "drafting",
        Holder.UNIT if theirs else Holder.LEAD,
        False,
        words % {"n": len(waiting)},
        min(one.state_since for one in waiting),
        min((one.due_on for one in waiting if one.due_on), default=None),
        HANDOFF.path(waiting[0]),
    )


def _consent(party: Membership) -> Cell:
    if party.state == MembershipState.ACCEPTED:
        return _done("consent", _("Accepted"), party.state_since)
    if party.state == MembershipState.INVITED:
        return Cell("consent", Holder.UNIT, False, _("To answer"), party.state_since, party.due_on)
    return Cell("consent", Holder.LEAD, False, _("To invite"), party.state_since)


def has_facts(annex: Annex | None) -> bool:
    """Whether a unit has written whom to call and what it is able to do."""
    return annex is not None and bool(annex.contact and annex.capability and (annex.phone or annex.email))


def _facts(case: Case, party: Membership) -> Cell:
    annex = case.annexes.get(party.pk)
    if has_facts(annex):
        return _done("facts", _("Written"), annex.changed_at if annex else None)
    if party.state != MembershipState.ACCEPTED or not is_with_lead(case):
        return _none("facts")
    return Cell("facts", Holder.UNIT, False, _("To write, optional"), party.state_since, case.until)


def _confirmed(case: Case, party: Membership) -> Cell:
    annex = case.annexes.get(party.pk)
    if party.pk in case.words_given:
        return _done("confirmed", _("Confirmed"))
    if annex is None or not annex.digest or party.state != MembershipState.ACCEPTED or not is_with_lead(case):
        return _none("confirmed")
    return Cell("confirmed", Holder.UNIT, False, _("To confirm"), annex.changed_at, case.until)


def _files(case: Case, party: Membership) -> Cell:
    kept = case.files.get(party.pk, Counter())
    if kept[False]:
        return Cell("files", Holder.NOBODY, False, _("Virus check: %(n)s") % {"n": kept[False]})
    if kept[True]:
        return _done("files", _("Files: %(n)s") % {"n": kept[True]})
    return _none("files")


def _signing(case: Case, party: Membership) -> Cell:
    signature = case.signatures.get(party.pk)
    is_half = signature is not None and signature.is_half
    if signature is not None and not is_half:
        if party.pk in case.pledge_owed and is_with_lead(case):
            since = signature.second_at or signature.signed_at
            return Cell("signing", Holder.UNIT, False, _("Pledge to sign"), since, case.until)
        return _done("signing", _("Signed"), signature.second_at or signature.signed_at)
    if case.text_since is None:
        if not is_with_lead(case):
            return _none("signing")
        return Cell(
            "signing", Holder.LEAD, False, _("Agreement to upload"), case.filing.state_since, case.until
        )
    if party.state != MembershipState.ACCEPTED:
        return _none("signing")
    since = max(case.text_since, party.state_since)
    if is_half and signature is not None:
        return Cell("signing", Holder.UNIT, False, _("Second signatory"), signature.signed_at, case.until)
    return Cell("signing", Holder.UNIT, False, _("To sign"), since, case.until)


def _tickets(case: Case, party: Membership) -> Cell:
    """Open questions are the unit's own to answer, open tickets the lead's; answered ones wait for the office."""
    if asked := case.questions.get(party.pk):
        words = _("Questions to answer: %(n)s") % {"n": len(asked)}
        since = min(one.state_since for one in asked)
        return Cell("tickets", Holder.UNIT, False, words, since, asked[0].due_on, QUESTION.path(asked[0]))
    found = case.tickets.get(party.pk, [])
    waiting = [one for one in found if one.state == TicketState.OPEN]
    if waiting:
        since = min(one.state_since for one in waiting)
        words = _("To answer: %(n)s") % {"n": len(waiting)}
        return Cell("tickets", Holder.LEAD, False, words, since, case.filing.due_on)
    if not found:
        return _none("tickets")
    words = _("Answered: %(n)s") % {"n": len(found)}
    if is_with_lead(case):
        since = max(one.state_since for one in found)
        return Cell("tickets", Holder.LEAD, False, _("To hand in again"), since, case.filing.due_on)
    holder = Holder.DISTRICT if case.filing.state == State.DISTRICT_CHECK else Holder.CITY
    return Cell("tickets", holder, False, words, case.filing.state_since, case.filing.due_on)


def _changes(case: Case, party: Membership) -> Cell:
    resolution = case.resolution
    if resolution is None:
        return _none("changes")
    if party.pk in case.consented:
        return _done("changes", _("Consented"))
    if resolution.new_lead_id and party.is_lead:
        return _none("changes")
    return Cell("changes", Holder.UNIT, False, _("To consent"), resolution.proposed_at)
