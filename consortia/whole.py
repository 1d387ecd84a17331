"""A consortium with everything that belongs to it, read in one round trip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Upper

from accounts.models import User
from documents.models import Blob, StoredFile
from documents.queries import released_states
from workflow.together import Prepared, attach, prepare, together

from .access import GONE
from .dossier import READ_LATER
from .models import (
    Agreement,
    Annex,
    Appointment,
    Attachment,
    Confirmation,
    Consortium,
    LeadBan,
    Membership,
    PlanChapter,
    Provision,
    Registration,
    Resource,
    Signature,
    Unit,
)
from .rows import NOBODY
from .states import AppointmentState, Post
from .tables import TABLES

MOST_HELD = 20
"""Names of held files that are told."""


@dataclass(frozen=True)
class Whole:
    """All that rules, pages and the snapshot ask of a consortium."""

    consortium: Consortium
    parties: list[Membership]
    """The lead first, then in the order they were added; their units attached."""
    agreement: Agreement | None
    signatures: Mapping[int, Signature]
    """Membership id to the signature under the agreement as it now reads."""
    people: Mapping[str, Appointment]
    chapters: list[PlanChapter]
    provisions: Mapping[str, Provision]
    attachments: list[Attachment]
    banned: Mapping[str, date]
    """Credit code to the exclusive end of its ban, of the parties banned on the day asked for."""
    leading_count: int
    """Other consortia in force under the same lead (Q-41)."""
    posts_count: int
    """Other consortia with the same chief expert (Q-42)."""
    held_files: tuple[str, ...]
    """Names of files that may not be handed out: waiting for the virus check, or refused by it."""
    typed: frozenset[str]
    """Keys of the tables that a later step reads and that hold a row."""
    files: Mapping[str, StoredFile]
    """Token to linked file with its content's facts, where they were asked for."""
    more: Mapping[str, list[Any]]
    """Answers to the questions the caller added."""
    has_files: bool = False
    """Whether the files are attached, and what the units say of their own parts."""


def whole(
    consortium: Consortium, *, on: date | None = None, with_files: bool = False, **more: QuerySet[Any]
) -> Whole:
    """Everything as it stands; what other consortia say is asked for a day only.

    ``with_files`` attaches every file with its content's facts, and brings what the units say of their own parts.
    """
    prepared = _own_prepared(with_files=with_files)
    if on:
        prepared = prepared | _elsewhere_prepared(released_states())
    marks = {
        NOBODY: consortium.pk, BEFORE: consortium.continues_id or consortium.pk, LEAD: consortium.lead_id or 0,
        NO_DAY: on,
    }  # fmt: skip
    asked = {name: question.about(marks) for name, question in prepared.items()}
    found: dict[str, list[Any]] = {"bans": [], "leading": [], "posts": [], "held": []}
    found |= together(**asked, **more)
    attach(found["parties"], "unit", found["units"])
    for name in ("parties", "agreements", "people", "chapters", "provisions", "attachments"):
        for row in found[name]:
            row.consortium = consortium
    attach(found["attachments"], "party", found["parties"])
    if with_files:
        attach(found["files"], "blob", found["blobs"])
        for name in ("agreements", "chapters", "provisions", "attachments"):
            attach(found[name], "document", found["files"])
        attach(found["people"], "cv", found["files"])
        attach(found["people"], "paper", found["files"])
        attach(found["confirmations"], "by", found["speakers"])
    agreement = found["agreements"][0] if found["agreements"] else None
    digest = agreement.digest if agreement else ""
    return Whole(
        consortium=consortium,
        parties=found["parties"],
        agreement=agreement,
        signatures={one.membership_id: one for one in found["signatures"] if digest and one.digest == digest},
        people={one.post: one for one in found["people"]},
        chapters=found["chapters"],
        provisions={one.key: one for one in found["provisions"]},
        attachments=found["attachments"],
        banned={one.code: one.until_on for one in found["bans"]},
        leading_count=len(found["leading"]),
        posts_count=len(found["posts"]),
        held_files=tuple(file.name for file in found["held"]),
        typed=frozenset(key for key in READ_LATER if found[key]),
        files={file.token: file for file in found.get("files", ())},
        more={name: rows for name, rows in found.items() if name in more or name in OWN_PARTS},
        has_files=with_files,
    )


BEFORE, LEAD, NO_DAY = -2, -3, date(1, 1, 1)
"""Where the consortium it continues, its lead and the day belong in a prepared question."""


@cache
def _own_prepared(*, with_files: bool) -> dict[str, Prepared]:
    """What is asked of every consortium alike, with NOBODY where its number belongs."""
    asked = _own(NOBODY) | (_files(NOBODY) | _own_parts(NOBODY) if with_files else {})
    return {name: prepare(rows) for name, rows in asked.items()}


def _own(consortium: int) -> dict[str, QuerySet[Any]]:
    people = Appointment.objects.filter(consortium=consortium).exclude(state=AppointmentState.DECLINED)
    return {
        "parties": Membership.objects.filter(consortium=consortium)
        .exclude(state__in=GONE)
        .order_by("-is_lead", "id"),
        "units": Unit.objects.filter(pk__in=_unit_ids(consortium)),
        "agreements": Agreement.objects.filter(consortium=consortium, kind="founding"),
        "signatures": Signature.objects.filter(
            Q(needs_second=False) | Q(second_at__isnull=False),
            agreement__consortium=consortium,
            voided_at__isnull=True,
        ),
        "people": people.order_by("id"),
        "chapters": PlanChapter.objects.filter(consortium=consortium).order_by("id"),
        "provisions": Provision.objects.filter(consortium=consortium).order_by("id"),
        "attachments": Attachment.objects.filter(consortium=consortium).order_by("id"),
        **{
            key: TABLES[key].model._default_manager.filter(consortium=consortium).only("pk")[:1]
            for key in READ_LATER
        },
    }


@cache
def _elsewhere_prepared(released: frozenset[str]) -> dict[str, Prepared]:
    """Bans, registrations under the same lead, posts of the same expert; the one it continues is not another."""
    own = [NOBODY, BEFORE]
    named = Appointment.objects.filter(consortium=NOBODY, post=Post.CHIEF_EXPERT)
    named = named.exclude(state=AppointmentState.DECLINED).annotate(address=Upper("email"))
    codes = Unit.objects.filter(pk__in=_unit_ids(NOBODY)).values("code")
    led = Registration.objects.in_force(NO_DAY).filter(consortium__lead_id=LEAD)
    posts = Appointment.objects.filter(
        Exists(named.filter(address=Upper(OuterRef("email")))), post=Post.CHIEF_EXPERT, state="accepted"
    )
    asked: dict[str, QuerySet[Any]] = {
        "bans": banned_on(NO_DAY).filter(code__in=codes),
        "leading": led.exclude(consortium__in=own).only("pk"),
        "posts": posts.exclude(consortium_id__in=own).only("pk"),
        "held": linked_files(NOBODY)
        .exclude(blob__scan_state__in=released)
        .order_by("pk")
        .only("name")[:MOST_HELD],
    }
    return {name: prepare(rows) for name, rows in asked.items()}


def _unit_ids(consortium: int) -> Any:
    return Membership.objects.filter(consortium=consortium).values("unit")


def banned_on(on: date) -> QuerySet[LeadBan]:
    """Bans that stand on a day, the longest last."""
    return LeadBan.objects.filter(
        Q(lifted_on__isnull=True) | Q(lifted_on__gt=on), from_on__lte=on, until_on__gt=on
    ).order_by("until_on")


def linked_files(consortium: int) -> QuerySet[StoredFile]:
    """Every file the dossier links to now."""
    linked = Q(pk__in=())
    for model, name in (
        (Agreement, "document"), (PlanChapter, "document"), (Provision, "document"), (Attachment, "document"),
        (Appointment, "cv"), (Appointment, "paper"),
    ):  # fmt: skip
        rows: Any = model._default_manager.filter(consortium=consortium).exclude(**{name: None})
        if model is Appointment:
            rows = rows.exclude(state=AppointmentState.DECLINED)
        linked |= Q(pk__in=rows.values(name))
    return StoredFile.objects.filter(linked)


OWN_PARTS = ("annexes", "resources", "confirmations")


def _own_parts(consortium: int) -> dict[str, QuerySet[Any]]:
    """Annexes, resources, and who said in the unit's name that its part is right."""
    said = Confirmation.objects.filter(membership__consortium=consortium, voided_at__isnull=True)
    return {
        "annexes": Annex.objects.filter(membership__consortium=consortium),
        "resources": Resource.objects.filter(consortium=consortium),
        "confirmations": said,
        "speakers": User.objects.filter(pk__in=said.values("by")),
    }


def _files(consortium: int) -> dict[str, QuerySet[Any]]:
    files = linked_files(consortium)
    return {"files": files, "blobs": Blob.objects.filter(pk__in=files.order_by().values("blob"))}
