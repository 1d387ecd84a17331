"""The lead's page as values: what there is to prepare, what still stops submission, who has signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consortia import rows
from consortia.checklist import Finding, check_dossier
from consortia.dossier import Dossier
from consortia.guideline import CHAPTERS, CONTENTS, EDITIONS, PROVISIONS
from consortia.models import Agreement, Appointment, Membership, Signature
from consortia.states import AppointmentState, MembershipState
from consortia.whole import Whole, whole
from ledger import chain
from ledger.models import Entry
from workflow import engine, office
from workflow.models import Hold
from workflow.presentation import Badge

from . import queries
from .changes import AtHand
from .flow import FILING
from .inputs import IN_PRINCIPLE, Progress, progress
from .models import CorrectionTicket, FieldConflict, Filing, ShortfallReason
from .states import CORRECTION, Place, State, TicketState
from .unsettled import unsettled

P = Place
OPTIONAL = (P.MECHANISMS, P.RESOURCES, P.EVIDENCE)
FEWER = ("few_industry", "few_academic")


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One party on the signature board."""

    membership: Membership
    unit: str
    trace: str
    is_signed: bool


@dataclass(frozen=True, slots=True)
class Board:
    """Who has signed the present text of the agreement."""

    rows: Sequence[BoardRow]
    signed_count: int
    version: int
    words: str
    changed_at: datetime | None

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def remind_count(self) -> int:
        """Units that have not signed, the lead's own among them."""
        return sum(not row.is_signed for row in self.rows)


@dataclass(frozen=True)
class Outline:
    """Everything the lead's page shows of the dossier, read once."""

    filing: Filing
    today: date
    parties: list[Membership]
    agreement: Agreement | None
    signatures: Mapping[int, Signature]
    people: Mapping[str, Appointment]
    dossier: Dossier
    findings: Sequence[Finding]
    reasons: Mapping[str, str]
    tickets: list[CorrectionTicket]
    pledged_at: datetime | None
    kept: Whole
    lines: Mapping[str, list[rows.Line]]
    """Key of a typed table to its rows."""
    figures: dict[str, Any]
    """Office parameters of today."""

    @property
    def provisions_count(self) -> int:
        return sum(one.is_answered for one in self.kept.provisions.values())

    @property
    def hold(self) -> Hold | None:
        """The hold in force on the filing, if any."""
        return next(iter(self.kept.more["holds"]), None)

    @cached_property
    def unsettled(self) -> Mapping[str, int]:
        """Place to the number of its fields with two versions that wait for a choice."""
        conflicts: list[FieldConflict] = self.kept.more["conflicts"]
        codes = {one.code for one in self.shortfalls}
        return unsettled(self.filing.state, conflicts, self.tickets, lambda: codes)

    @cached_property
    def known(self) -> AtHand:
        """What was read, for whoever compares the dossier with what was asked; its files where they were read."""
        return AtHand(self.filing, self.tickets, self.kept if self.kept.has_files else None)

    @property
    def open_tickets(self) -> list[CorrectionTicket]:
        return [t for t in self.tickets if t.state in (TicketState.OPEN, TicketState.ANSWERED)]

    @property
    def withdrawn_tickets(self) -> list[CorrectionTicket]:
        """Taken back by the office after they were sent: on record, not to be answered."""
        return [t for t in self.tickets if t.state == TicketState.WITHDRAWN and t.round]

    def failing(self, place: str) -> list[Finding]:
        """What stops submission in one place; the state-secret tick stands on the pledge's page."""
        places = {place, "submit"} if place == P.PLEDGE else {place}
        return [one for one in self.findings if one.place in places and one.blocks and not one.passed]

    def points(self, finding: Finding) -> int:
        """How many things one failing check asks for: as many as chapters or contents are empty, else one."""
        dossier = self.dossier
        if finding.code == "chapters_missing":
            return sum(not dossier.chapters.get(item.key) for item in CHAPTERS)
        if finding.code == "contents_missing":
            return sum(not dossier.agreement_contents.get(item.key, "").strip() for item in CONTENTS)
        return 1

    @property
    def shortfalls(self) -> list[Finding]:
        """In-principle requirements that are not met."""
        return [one for one in self.findings if one.needs_reason]

    @property
    def progress(self) -> Progress:
        """Required inputs filled in, of all that are asked."""
        members = [party for party in self.parties if not party.is_lead]
        explained = any(self.reasons.get(code, "").strip() for code in FEWER)
        return progress(
            self.dossier,
            duties_count=sum(bool(party.duty.strip()) for party in members),
            emails_count=sum(bool(party.email) for party in members),
            members_expected=0 if explained else IN_PRINCIPLE,
            tables_explained=bool(self.reasons.get("tables_empty", "").strip()),
        )


def read(filing: Filing, now: datetime, along: Mapping[str, QuerySet[Any]] | None = None) -> Outline:
    """Read the dossier for its page: two questions, however large it is.

    ``along`` is asked in the same breath, and the files with it: what its snapshot consists of.
    """
    today = timezone.localdate(now)
    arrivals = Entry.objects.filter(
        subject=filing.ledger_subject, payload__has_key="from", payload__to=filing.state
    )
    kept = whole(
        filing.consortium,
        on=today,
        with_files=along is not None,
        **(along or {}),
        **queries.pledges(filing),
        reasons=ShortfallReason.objects.filter(filing=filing).order_by("code"),
        tickets=CorrectionTicket.objects.filter(filing=filing)
        .exclude(state=TicketState.DRAFT)
        .order_by("number"),
        parameters=office.confirmed(today),
        holds=engine.holds_of(FILING, filing),
        arrivals=arrivals.order_by("-number")[:1],
        submissions=filing.submissions.order_by("-version").defer("snapshot"),
        conflicts=filing.conflicts.filter(resolved_at__isnull=True).only("place", "field").order_by("pk"),
    )
    pledged = {one.unit_id: one.signed_at for one in kept.more["pledges"]}
    figures = office.values_of(kept.more["parameters"])
    dossier = queries.dossier(filing, now, figures, kept, pledged)
    return Outline(
        filing=filing,
        today=today,
        parties=kept.parties,
        agreement=kept.agreement,
        signatures=kept.signatures,
        people=kept.people,
        dossier=dossier,
        findings=check_dossier(dossier, EDITIONS[filing.edition], today=today),
        reasons={one.code: one.reason for one in kept.more["reasons"]},
        tickets=kept.more["tickets"],
        pledged_at=pledged.get(filing.lead_id),
        kept=kept,
        lines=rows.read(filing.consortium_id),
        figures=figures,
    )


def board(outline: Outline) -> Board:
    """Signatures by unit, each with when and by which means, or the last trace of the unit."""
    rows = [
        BoardRow(party, str(party.unit), trace(outline, party), party.pk in outline.signatures)
        for party in outline.parties
    ]
    agreement = outline.agreement
    return Board(
        rows,
        len(outline.signatures),
        agreement.version if agreement else 0,
        chain.check_words(agreement.digest) if agreement and agreement.digest else "",
        agreement.changed_at if agreement else None,
    )


def trace(outline: Outline, party: Membership) -> str:
    """When and how a unit signed, or what is last known of it; a registered party is one, however it came in."""
    if signature := outline.signatures.get(party.pk):
        return f"{moment(signature.signed_at)} {signed_how(signature)}"
    if outline.filing.state == State.REGISTERED:
        return _("A party of the registered consortium")
    if party.state == MembershipState.LISTED:
        return _("Not invited yet")
    if party.state == MembershipState.ACCEPTED:
        if outline.agreement is None or not outline.agreement.digest:
            return _("Accepted; there is no agreement to sign yet")
        return _("Accepted; has not signed the present text")
    invited = _("Invited on %(day)s") % {"day": f"{timezone.localdate(party.state_since):%m-%d}"}
    if party.opened_at:
        opened = _("opened on %(day)s") % {"day": f"{timezone.localdate(party.opened_at):%m-%d}"}
        return f"{invited} · {opened}"
    return f"{invited} · {_('not opened yet')}"


def signed_how(signature: Signature) -> str:
    """The means, and what the file says for itself."""
    return means_words(signature.means, signature.proof)


def means_words(means: str, proof: Mapping[str, Any]) -> str:
    """The means; with it a scan's words, or who certified the PDF and who vouches for that."""
    how = str(dict(Signature.Means.choices).get(means, means))
    if means == Signature.Means.SCAN:
        return f"{how} · {proof.get('words', '')}"
    if means == Signature.Means.CERTIFICATE:
        return f"{how} · {proof.get('signer', '')} · {trust_words(proof)}"
    return how


def basis_words(proof: Mapping[str, Any]) -> str:
    """On what basis whoever signed acts for the unit; empty where a signature of before does not say."""
    said = {
        "claim": _("signer confirmed by an officer"),
        "invitation": _("signer by the lead's invitation link; no officer confirmed"),
    }
    if proof.get("basis") == "colleague":
        if proof.get("is_unit_confirmed"):
            return _("signer added by the unit's manager")
        return _("signer added by the unit's manager; no officer confirmed")
    return said.get(str(proof.get("basis")), "")


def trust_words(proof: Mapping[str, Any]) -> str:
    """How far a certificate is trusted here, as it is."""
    return {
        "trusted": _("certificate from a listed authority"),
        "no_list": _("certificate not from a list we trust: no list is set up here"),
        "not_listed": _("certificate not from a list we trust"),
        "out_of_time": _("the certificate was out of time"),
    }.get(str(proof.get("trust")), "")


def moment(at: datetime) -> str:
    """Month, day, hour and minute in office time."""
    return f"{timezone.localtime(at):%m-%d %H:%M}"


def is_open(outline: Outline, place: str) -> bool:
    """Whether something in this place still stops submission, or a reason is owed."""
    return bool(outline.failing(place) or _reasons_missing(outline, place) or _unexplained(outline, place))


def with_lead(outline: Outline) -> bool:
    """Whether the dossier can change: a draft, or back for correction."""
    return outline.filing.state == State.DRAFT or outline.filing.state in CORRECTION


def _unexplained(outline: Outline, place: str) -> int:
    """In-principle shortfalls that arise in this place and have no reason yet."""
    owed = (one for one in outline.shortfalls if not outline.reasons.get(one.code, "").strip())
    return sum(one.place == place for one in owed)


def _reasons_missing(outline: Outline, place: str) -> int:
    if place != P.REASONS:
        return 0
    return sum(not outline.reasons.get(one.code, "").strip() for one in outline.shortfalls)


def status(outline: Outline, place: str) -> Badge:
    """The badge of one place: to correct, waiting for others, open points, or done."""
    if any(ticket.place == place and ticket.state == TicketState.OPEN for ticket in outline.tickets):
        return Badge("correction", _("To correct"))
    failing = outline.failing(place)
    codes = {one.code for one in failing}
    if place in OPTIONAL:
        used: dict[str, int] = {
            P.EVIDENCE: len(outline.kept.attachments),
            P.MECHANISMS: outline.provisions_count,
            P.RESOURCES: len(outline.lines["resources"]),
        }
        is_used = used[place]
        return Badge("done", _("Added")) if is_used else Badge("draft", _("Optional"))
    if place == P.REASONS:
        missing = _reasons_missing(outline, place)
        if missing:
            return Badge("warn", _("Reasons to write: %(n)s") % {"n": missing})
        return Badge("done", _("Done") if outline.shortfalls else _("Not needed"))
    if codes == {"invitations_open"}:
        count = sum(p.state != MembershipState.ACCEPTED for p in outline.parties)
        return Badge("wait", _("Waiting for units: %(n)s") % {"n": count})
    if codes == {"chief_expert_unaccepted"}:
        return Badge("wait", _("Waiting for the chief expert"))
    if place == P.PEOPLE and not failing and _director_waits(outline):
        return Badge("wait", _("Waiting for the director"))
    if codes == {"parties_unsigned"} and outline.dossier.agreement_file:
        late = len(outline.parties) - len(outline.signatures)
        return Badge("wait", _("Waiting for units: %(n)s") % {"n": late})
    if failing:
        return Badge("warn", _("Open points: %(n)s") % {"n": sum(map(outline.points, failing))})
    if _unexplained(outline, place):
        return Badge("warn", _("Below what is asked in principle"))
    return Badge("done", _("Done"))


def _director_waits(outline: Outline) -> bool:
    director = outline.dossier.director
    return director is not None and not director.has_accepted


def fact(outline: Outline, place: str) -> str:
    """One line of fact under a task."""
    consortium, dossier = outline.filing.consortium, outline.dossier
    match place:
        case P.BASICS:
            industry = str(consortium.industry or _("no industry yet"))
            track = str(consortium.main_track or consortium.other_track or "")
            return f"{industry} · {track}" if track else industry
        case P.MEMBERS:
            return _("Chain enterprises: %(firms)s, universities and institutes: %(schools)s") % {
                "firms": sum(member.counting == "industry" for member in dossier.members),
                "schools": sum(member.counting == "academic" for member in dossier.members),
            }
        case P.PEOPLE:
            return " · ".join(person_words(person) for person in outline.people.values()) or _(
                "Nobody named yet"
            )
        case P.AGREEMENT:
            return _("Contents pointed out: %(n)s of %(total)s") % {
                "n": sum(bool(dossier.agreement_contents.get(item.key, "").strip()) for item in CONTENTS),
                "total": len(CONTENTS),
            }
        case P.SIGNATURES:
            signed = len(outline.signatures)
            return _("Signed: %(n)s of %(total)s") % {"n": signed, "total": len(outline.parties)}
        case P.PLAN:
            return _("Chapters answered: %(n)s of %(total)s") % {
                "n": sum(bool(dossier.chapters.get(item.key)) for item in CHAPTERS),
                "total": len(CHAPTERS),
            }
        case P.MECHANISMS:
            return _("Answered: %(n)s of %(total)s") % {
                "n": outline.provisions_count, "total": len(PROVISIONS),
            }  # fmt: skip
        case P.RESOURCES:
            return _("Rows: %(n)s") % {"n": len(outline.lines["resources"])}
        case P.EVIDENCE:
            return _("Files: %(n)s") % {"n": len(outline.kept.attachments)}
        case P.PLEDGE:
            if outline.pledged_at:
                return _("Signed on %(when)s") % {"when": moment(outline.pledged_at)}
            return _("Signed by the lead alone")
    count = len(outline.shortfalls)
    return _("In-principle shortfalls: %(n)s") % {"n": count} if count else _("Nothing to explain")


def person_words(person: Appointment) -> str:
    """Post, name and state of a named person."""
    state = dict(AppointmentState.choices)[person.state]
    return (
        f"{person.get_post_display()} {person.name}, {state}"
        if get_language() == "en"
        else (f"{person.get_post_display()} {person.name}，{state}")
    )
