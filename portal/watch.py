"""What watchers ask of one case beside its record: who read it, who stood in conflict, who looked at an objector."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from documents.models import StoredFile
from filings.models import Filing
from ledger import actions as ledger
from ledger.models import Entry
from portal import record, sentences
from reviews.models import Declaration, Objection, Recusal
from workflow.presentation import Trace

MOST_READS = 200
KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Conflict:
    """One expert's standing towards a case: a conflict with its kind and who found it, or none declared."""

    when: datetime
    expert: str
    kind: str | Promise
    found_by: str
    note: str = ""

    @property
    def is_conflict(self) -> bool:
        return bool(self.kind)


def note_reading(user: Any, filing: Filing, now: datetime) -> None:
    """Record that somebody in office opened a case, once a person and day."""
    day = timezone.localdate(now).isoformat()
    if cache.add(f"case-read:{user.pk}:{filing.pk}:{filing.serial}:{day}", 1, KEPT_SECONDS):
        ledger.record_security("case_opened", actor_id=user.pk, params={"filing": filing.pk}, now=now)


def reads_of(filing: Filing) -> list[Trace]:
    """Who opened the case, its files or its exported record, newest first; by role, as everywhere."""
    files = record.file_ids(filing)
    entries = list(
        Entry.objects.filter(
            Q(kind="file_opened", payload__file__in=sorted(files))
            | Q(kind__in=("case_opened", "record_exported"), payload__filing=filing.pk)
        ).order_by("-id")[:MOST_READS]
    )
    names = dict(StoredFile.objects.filter(pk__in=files).values_list("pk", "name"))
    roles = record.roles_of({entry.actor_id for entry in entries if entry.actor_id})
    return [
        Trace(
            when=f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M}",
            who=roles.get(entry.actor_id or 0, _("A person of a unit")),
            sentence=_read(entry, names),
            number=str(entry.pk),
        )
        for entry in entries
    ]


def _read(entry: Entry, names: dict[int, str]) -> str:
    if entry.kind == "case_opened":
        return _(" opened the case")
    if entry.kind == "record_exported":
        return _(" exported the record")
    return _(" opened %(file)s") % {"file": names.get(entry.payload.get("file", 0), "")}


def conflicts_of(filing: Filing) -> list[Conflict]:
    """Every declared, recorded or machine-found conflict, and who declared to have none, oldest first."""
    stated = _experts_in("round.conflict_declared", filing)
    by_officer = _experts_in("round.expert_recused", filing)
    found = [
        Conflict(one.at, str(one.expert), one.get_kind_display(), _finder(one, stated, by_officer), one.note)
        for one in Recusal.objects.filter(filing=filing).select_related("expert__user")
    ]
    found += [
        Conflict(one.at, str(one.expert), "", _("The expert"))
        for one in Declaration.objects.filter(filing=filing).select_related("expert__user")
    ]
    return sorted(found, key=lambda one: one.when)


def _experts_in(kind: str, filing: Filing) -> set[tuple[int, str]]:
    """Expert and kind of conflict of the entries of a kind on this filing's rounds."""
    rounds = [f"reviews.round:{pk}" for pk in filing.round_filings.values_list("round_id", flat=True)]
    entries = Entry.objects.filter(subject__in=rounds, kind=kind, payload__filing=filing.pk)
    return {(entry.payload.get("expert", 0), entry.payload.get("kind", "")) for entry in entries}


def _finder(one: Recusal, stated: set[tuple[int, str]], by_officer: set[tuple[int, str]]) -> str:
    if (one.expert_id, one.kind) in stated:
        return _("The expert")
    if (one.expert_id, one.kind) in by_officer:
        return _("A city officer")
    return _("The system, from the credit codes")


def reveals_of(filing: Filing) -> list[Trace]:
    """Each look at who objected, with its reason; never the identity itself."""
    subjects = [f"reviews.objection:{pk}" for pk in _objections(filing).values_list("pk", flat=True)]
    entries = list(Entry.objects.filter(subject__in=subjects, kind="objection.identity_seen").order_by("-id"))
    name = sentences.actors(entries)
    return [sentences.trace_of(entry, name) for entry in entries]


def objections_count(filing: Filing) -> int:
    return _objections(filing).count()


def _objections(filing: Filing) -> Any:
    return Objection.objects.filter(item__filing=filing)
