"""Who may read the files of a consortium. Experts are let in by the review room, and only after declaring."""

from typing import Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from accounts.roles import Role
from consortia.access import represents
from consortia.models import (
    Agreement,
    Appointment,
    Attachment,
    Membership,
    PlanChapter,
    Provision,
    Registration,
    Signature,
)
from documents.access import register
from documents.models import StoredFile

from .models import Filing, Paper, Rendering, Submission

OFFICE = (Role.CITY_OFFICER, Role.APPROVER, Role.SUPERVISOR, Role.AUDITOR)
DISTRICT = (Role.DISTRICT_OFFICER, Role.DISTRICT_HEAD)


@register
def may_read_dossier(user: Any, stored_file: StoredFile) -> bool:
    """The parties and the officers who see the filing; an invited unit only the agreement it would sign."""
    if not user.is_authenticated:
        return False
    draft = Rendering.objects.filter(document=stored_file, submission__isnull=True).first()
    if draft:
        return _is_party(user, {draft.filing.consortium_id})
    agreements = set(Agreement.objects.filter(document=stored_file).values_list("consortium_id", flat=True))
    consortia = agreements | _consortia_of(stored_file)
    if not consortia:
        consortia = _kept_in_submissions(stored_file)
    if not consortia:
        return False
    if _is_party(user, consortia):
        return True
    mine = Membership.objects.filter(unit_id__in=list(represents(user)))
    if mine.filter(consortium_id__in=agreements, state="invited").exists():
        return True
    return seen_in_office(user, consortia)


def _is_party(user: Any, consortia: set[int]) -> bool:
    """Whether the reader acts for the lead or for a member that has accepted."""
    units = list(represents(user))
    if not units:
        return False
    members = Membership.objects.filter(unit_id__in=units, state="accepted", consortium_id__in=consortia)
    leads = Filing.objects.filter(consortium_id__in=consortia, lead_id__in=units)
    return leads.exists() or members.exists()


def seen_in_office(user: Any, consortia: set[int]) -> bool:
    """Whether an officer sees a filing of one of the consortia that has left its draft."""
    seen = Q(pk__in=())
    if user.is_any(*OFFICE):
        seen = ~Q(state="draft")
    if districts := user.authorities_as(*DISTRICT):
        seen |= Q(authority_id__in=districts) & ~Q(state="draft")
    return Filing.objects.visible_to(user).filter(seen, consortium_id__in=consortia).exists()


def _consortia_of(stored_file: StoredFile) -> set[int]:
    """Consortia whose dossier or papers link to the file now."""
    found: set[int] = set()
    for rows, key in (
        (Appointment.objects.filter(Q(cv=stored_file) | Q(paper=stored_file)), "consortium_id"),
        (PlanChapter.objects.filter(document=stored_file), "consortium_id"),
        (Provision.objects.filter(document=stored_file), "consortium_id"),
        (Attachment.objects.filter(document=stored_file), "consortium_id"),
        (Signature.objects.filter(scan=stored_file), "membership__consortium_id"),
        (Paper.objects.filter(document=stored_file), "filing__consortium_id"),
        (Rendering.objects.filter(document=stored_file), "filing__consortium_id"),
        (
            Registration.objects.filter(Q(certificate=stored_file) | Q(letter=stored_file)),
            "consortium_id",
        ),
    ):
        found.update(rows.values_list(key, flat=True))
    return found


def _kept_in_submissions(stored_file: StoredFile) -> set[int]:
    """Consortia with a submitted version that holds the file, though the dossier has moved on since."""
    kept = Submission.objects.annotate(words=Cast("snapshot", TextField())).filter(
        words__contains=stored_file.token
    )
    return set(kept.values_list("filing__consortium_id", flat=True))
