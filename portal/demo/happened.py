"""What just happened, over all cases, in the record's own sentences."""

from dataclasses import dataclass
from datetime import datetime

from django.apps import apps

from ledger.models import Entry
from portal import sentences
from workflow.presentation import Trace

QUIET = (
    "filing.edited",
    "filing.receipt",
    "membership.begun",
    "appointment.begun",
    "demo.loaded",
    "ticket.send",
)
SUBJECTS = {
    "filings.filing": "consortium",
    "consortia.membership": "consortium",
    "consortia.appointment": "consortium",
    "consortia.registration": "consortium",
    "filings.correctionticket": "filing__consortium",
    "reviews.scoresheet": "filing__consortium",
    "reviews.objection": "item__filing__consortium",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One sentence with the consortium that it is about."""

    trace: Trace
    about: str


def latest(now: datetime, count: int) -> list[Happening]:
    """The newest so many things that happened to cases."""
    labels = tuple(f"{label}:" for label in SUBJECTS)
    entries = Entry.objects.filter(at__lte=now).exclude(kind__in=QUIET).exclude(subject__startswith="ledger.")
    found = [entry for entry in entries.order_by("-id")[: count * 3] if entry.subject.startswith(labels)]
    found = found[:count]
    names, actor = _names(found), sentences.actors(found)
    return [Happening(sentences.trace_of(entry, actor), names.get(entry.subject, "")) for entry in found]


def _names(entries: list[Entry]) -> dict[str, str]:
    """Subject to the name of its consortium, one look for each kind of subject."""
    wanted: dict[str, list[int]] = {}
    for entry in entries:
        label, _colon, number = entry.subject.partition(":")
        wanted.setdefault(label, []).append(int(number))
    names = {}
    for label, numbers in wanted.items():
        path = SUBJECTS[label]
        for row in apps.get_model(label)._base_manager.filter(pk__in=numbers).select_related(path):
            subject = row
            for step in path.split("__"):
                subject = getattr(subject, step)
            names[f"{label}:{row.pk}"] = str(subject)
    return names
