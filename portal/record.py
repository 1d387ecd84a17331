"""The record as auditors read it: one case whole, its soundness, who acted, who opened files; administrators' acts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Authority, RoleGrant
from accounts.roles import ADMINISTRATORS, Role
from consortia.models import Agreement, Appointment, Attachment, PlanChapter, Provision, Signature
from filings.models import Filing, Paper
from ledger import chain
from ledger.models import Checkpoint, Entry, Position
from ledger.queries import Break, breaks
from portal import sentences
from workflow.presentation import Trace

WHATS: Mapping[str, Promise] = {
    "missing": gettext_lazy("an entry is missing"),
    "link": gettext_lazy("an entry does not follow the one before it"),
    "content": gettext_lazy("an entry was changed after it was written"),
    "subject_missing": gettext_lazy("the thing it tells of was removed"),
    "cut_off": gettext_lazy("the newest entries were cut off"),
    "root": gettext_lazy("a seal does not fit what it sealed"),
    "seal": gettext_lazy("a place in the order does not fit its seal"),
    "unsealed": gettext_lazy("an entry was taken out of those that wait for a seal"),
    "earlier": gettext_lazy("a seal is earlier than the one before it"),
}
SECURITY: Mapping[str, Promise] = {
    "unit_name_asked": gettext_lazy("asked for the right name of a unit."),
    "unit_renamed": gettext_lazy("corrected the name of a unit."),
    "login": gettext_lazy("signed in."),
    "login_failed": gettext_lazy("tried to sign in without success."),
    "logout": gettext_lazy("signed out."),
    "refused": gettext_lazy("was refused a page."),
    "file_opened": gettext_lazy("opened a file."),
    "list_exported": gettext_lazy("took a list away as a file."),
    "password_changed": gettext_lazy("set a new password."),
    "second_factor_changed": gettext_lazy("changed the second factor."),
    "staff_invited": gettext_lazy("invited somebody."),
    "invitation_accepted": gettext_lazy("accepted an invitation."),
    "role_granted": gettext_lazy("granted a role."),
    "role_ended": gettext_lazy("ended a role."),
    "account_closed": gettext_lazy("closed an account."),
    "account_reopened": gettext_lazy("opened an account again."),
    "role_proposed": gettext_lazy("proposed a role."),
    "role_end_proposed": gettext_lazy("proposed to end a role."),
    "role_turned_down": gettext_lazy("turned a proposed role down."),
    "role_proposal_withdrawn": gettext_lazy("withdrew a proposal."),
    "case_opened": gettext_lazy("opened a case."),
    "record_exported": gettext_lazy("exported the record."),
    "invariants_checked": gettext_lazy("asked whether the record holds."),
    "parameter_proposed": gettext_lazy("proposed an office parameter."),
    "parameter_confirmed": gettext_lazy("confirmed an office parameter."),
    "parameter_turned_down": gettext_lazy("turned an office parameter down."),
    "deputy_named": gettext_lazy("named a deputy."),
    "deputy_ended": gettext_lazy("ended a deputy's time."),
}
ACTS = (
    "staff_invited", "invitation_accepted", "role_proposed", "role_end_proposed", "role_granted", "role_ended",
    "role_turned_down", "role_proposal_withdrawn", "account_closed", "account_reopened", "deputy_named",
    "deputy_ended", "invariants_checked",
)  # fmt: skip
DECIDING_PAIRS = (("filing.propose", "filing.register"), ("filing.close", "filing.register"))
MOST_BREAKS = 20


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acted on a case, by role and place, and what they did."""

    who: str
    did: str


@dataclass(frozen=True, slots=True)
class Soundness:
    """What a verification found: nothing wrong, or the faults in sentences."""

    faults: tuple[str, ...]
    entries_count: int
    sealed_count: int
    sealed_at: datetime | None
    words: str = ""

    @property
    def is_sound(self) -> bool:
        return not self.faults


def cases(user: Any, text: str) -> QuerySet[Filing]:
    """The filings this person may see, by part of a name or serial."""
    found = Filing.objects.visible_to(user).select_related("consortium", "lead", "authority")
    if text:
        found = found.filter(
            Q(consortium__formal_name__icontains=text)
            | Q(consortium__name_en__icontains=text)
            | Q(serial__icontains=text)
            | Q(lead__name__icontains=text)
        )
    return found


def fault(found: Break) -> str:
    """A break as a sentence with its place."""
    return _("%(subject)s, number %(number)s: %(what)s") % {
        "subject": found.subject,
        "number": found.number,
        "what": WHATS.get(found.what, found.what),
    }


def soundness_of(filing: Filing) -> Soundness:
    """Recompute one case's chain: every number there, every entry unchanged, nothing cut off."""
    subject = filing.ledger_subject
    entries = list(Entry.objects.filter(subject=subject).order_by("number"))
    rows = [{"number": e.number, "hash": e.hash, "fields": e.hashed_fields()} for e in entries]
    faults = []
    if broken := chain.first_break(rows):
        faults.append(fault(Break(subject, *broken)))
    elif not rows or (filing.ledger_count, filing.ledger_head) != (len(rows), entries[-1].hash):
        faults.append(fault(Break(subject, len(rows) + 1, "cut_off")))
    sealed = Position.objects.filter(entry__subject=subject).order_by("-entry__number")
    last = sealed.select_related("checkpoint", "entry").first()
    return Soundness(
        tuple(faults),
        len(rows),
        last.entry.number if last else 0,
        last.checkpoint.at if last else None,
        chain.check_words(filing.ledger_head),
    )


def soundness_of_all() -> Soundness:
    """Recompute the whole record; at most the first twenty faults."""
    faults = tuple(fault(found) for found in islice(breaks(), MOST_BREAKS))
    last = Checkpoint.objects.order_by("-size").first()
    return Soundness(
        faults, Entry.objects.count(), last.size if last else 0, last.at if last else None,
        chain.check_words(last.root) if last else "",
    )  # fmt: skip


def actors_of(entries: Iterable[Entry]) -> list[Actor]:
    """Who did what on a case, each role once, in order of first appearance."""
    listed = list(entries)
    name = sentences.actors(listed)
    did: dict[str, dict[str, None]] = {}
    for entry in sorted(listed, key=lambda one: one.number):
        if entry.actor_id and entry.role:
            said = str(sentences.line_of(entry.kind).text).rstrip("。.")
            did.setdefault(name(entry).strip(), {}).setdefault(said)
    return [Actor(who, _("; ").join(acts)) for who, acts in did.items()]


def merged_duties(entries: Iterable[Entry]) -> list[str]:
    """Duties that one natural person did both halves of, in words; empty when all stayed apart."""
    by_kind: dict[str, set[int]] = {}
    merged = []
    for entry in entries:
        if entry.actor_id:
            by_kind.setdefault(entry.kind, set()).add(entry.actor_id)
        if entry.actor_id and entry.payload.get("drafted_by") == entry.actor_id:
            merged.append(
                _("Number %(number)s was drafted and signed by one person.") % {"number": entry.number}
            )
    for first, second in DECIDING_PAIRS:
        if by_kind.get(first, set()) & by_kind.get(second, set()):
            merged.append(_("Whoever posted or closed the notice also registered."))
    return merged


def file_ids(filing: Filing) -> set[int]:
    """Every file that belongs to the case: papers, agreement, scans, plan, evidence, CVs."""
    consortium = filing.consortium_id
    found: set[int] = set()
    for rows, name in (
        (Paper.objects.filter(filing=filing), "document"),
        (Agreement.objects.filter(consortium=consortium), "document"),
        (Signature.objects.filter(agreement__consortium=consortium), "scan"),
        (PlanChapter.objects.filter(consortium=consortium), "document"),
        (Provision.objects.filter(consortium=consortium), "document"),
        (Attachment.objects.filter(consortium=consortium), "document"),
        (Appointment.objects.filter(consortium=consortium), "cv"),
        (Appointment.objects.filter(consortium=consortium), "paper"),
    ):
        found |= set(rows.exclude(**{name: None}).values_list(f"{name}_id", flat=True))
    return found


def roles_of(user_ids: Iterable[int]) -> dict[int, str]:
    """User id to the roles of office ever held, with their places."""
    found: dict[int, dict[str, None]] = {}
    for grant in (
        RoleGrant.objects.filter(user_id__in=list(user_ids)).select_related("authority").order_by("id")
    ):
        label = f"{grant.authority.short_name} {grant.get_role_display()}"
        found.setdefault(grant.user_id, {}).setdefault(label)
    return {user_id: "、".join(labels) for user_id, labels in found.items()}


def administrators_acts() -> QuerySet[Entry]:
    """What administrators did, and what was done to accounts and roles; no business."""
    administrators = RoleGrant.objects.filter(role__in=ADMINISTRATORS).values("user_id")
    return Entry.objects.filter(subject__startswith="ledger.strand:").filter(
        Q(kind__in=ACTS) | Q(actor_id__in=administrators)
    )


def security_traces(entries: Iterable[Entry]) -> list[Trace]:
    """Security events as sentences."""
    listed = list(entries)
    people = {e.actor_id for e in listed if e.actor_id} | {e.payload.get("user") for e in listed}
    roles = roles_of(person for person in people if person)
    places = {one.pk: one.short_name for one in Authority.objects.all()}
    return [
        Trace(
            when=_minute(entry.at),
            who=_actor(entry, roles),
            sentence=f" {SECURITY.get(entry.kind, _('did something that is on record.'))}",
            fact=_security_fact(entry, roles, places),
            number=str(entry.pk),
        )
        for entry in listed
    ]


def _actor(entry: Entry, roles: Mapping[int, str]) -> str:
    if entry.actor_id is None:
        return _("Somebody not signed in") if entry.kind == "login_failed" else _("The calendar")
    return roles.get(entry.actor_id) or _("Account %(id)s") % {"id": entry.actor_id}


def _security_fact(entry: Entry, roles: Mapping[int, str], places: Mapping[int, str]) -> str:
    facts = []
    if role := entry.payload.get("role"):
        facts.append(f"{places.get(entry.payload.get('authority'), '')} {Role(role).label}".strip())
    if user := entry.payload.get("user"):
        facts.append(_("Account %(id)s") % {"id": user})
    if path := entry.payload.get("path"):
        facts.append(str(path))
    return " · ".join(facts)


def _minute(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
