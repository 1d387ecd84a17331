"""Reading the record: one subject's history, and whether the whole of it is sound."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from itertools import groupby

from django.apps import apps
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value

from . import chain
from .models import SEALS, Chained, Checkpoint, Entry, Notice, Position, Strand, Unsealed


@dataclass(frozen=True, slots=True)
class Break:
    """Where the record is wrong: the subject, the first bad number, and what is wrong with it."""

    subject: str
    number: int
    what: str


def history(subject: str) -> QuerySet[Entry]:
    """Everything that happened to ``subject``, newest first."""
    return Entry.objects.filter(subject=subject).order_by("-number")


def unread_notices(user_id: int) -> QuerySet[Notice]:
    return Notice.objects.filter(user_id=user_id, read_at__isnull=True)


def breaks() -> Iterator[Break]:
    """Every place where entries were edited, removed, swapped or cut off. Reads the whole ledger once."""
    heads = dict(_heads())
    entries = Entry.objects.order_by("subject", "number").iterator(chunk_size=2000)
    for subject, group in groupby(entries, key=lambda entry: entry.subject):
        rows = [{"number": e.number, "hash": e.hash, "fields": e.hashed_fields()} for e in group]
        if found := chain.first_break(rows):
            yield Break(subject, *found)
            heads.pop(subject, None)
            continue
        count, head = heads.pop(subject, (None, None))
        if count is None:
            yield Break(subject, 1, "subject_missing")
        elif count != len(rows) or head != rows[-1]["hash"]:
            yield Break(subject, len(rows) + 1, "cut_off")
    for subject, (count, _head) in heads.items():
        if count:
            yield Break(subject, 1, "missing")
    yield from _checkpoint_breaks()


def _heads() -> Iterator[tuple[str, tuple[int, str]]]:
    """Subject to count and newest hash as its own row holds them, of every chained model, in one query."""
    asked = []
    for model in apps.get_models():
        if issubclass(model, Chained):
            rows = model._base_manager.all()
            if model is Strand:
                rows = rows.exclude(name=SEALS)
            label = Value(model._meta.label_lower, output_field=CharField())
            asked.append(
                rows.order_by()
                .annotate(label=label)
                .values_list("label", "pk", "ledger_count", "ledger_head")
            )
    for label, pk, count, head in asked[0].union(*asked[1:], all=True):
        yield f"{label}:{pk}", (count, head)


def _checkpoint_breaks() -> Iterator[Break]:
    """Positions without a gap, each given by the checkpoint that sealed it; roots recomputed; none cut off."""
    sealed = Position.objects.order_by("position").values_list(
        "position", "entry__hash", "checkpoint__size", "checkpoint_id"
    )
    leaves: list[str] = []
    givers: list[int] = []
    for position, entry_hash, size, checkpoint_id in sealed:
        if position != len(leaves):
            yield Break("positions", len(leaves), "missing")
            return
        if position >= size:
            yield Break("positions", position, "seal")
            return
        leaves.append(entry_hash)
        givers.append(checkpoint_id)
    before, last = 0, None
    peaks: tuple[str, ...] = ()
    for checkpoint in Checkpoint.objects.order_by("size"):
        peaks = chain.peaks_with(peaks, before, leaves[before : checkpoint.size])
        is_whole = before < checkpoint.size <= len(leaves) and checkpoint.peaks in ([], list(peaks))
        if not is_whole or chain.root_of_peaks(peaks) != checkpoint.root:
            yield Break("checkpoint", checkpoint.size, "root")
            return
        if set(givers[before : checkpoint.size]) != {checkpoint.pk}:
            yield Break("positions", before, "seal")
            return
        if last and checkpoint.at < last.at:
            yield Break("checkpoint", checkpoint.size, "earlier")
            return
        if not _follows(checkpoint, last):
            yield Break("checkpoint", checkpoint.size, "link")
            return
        before, last = checkpoint.size, checkpoint
    if before != len(leaves):
        yield Break("positions", before, "seal")
    newest = Strand.objects.filter(name=SEALS).values_list("ledger_count", "ledger_head").first()
    if newest and newest != ((last.size, last.link) if last else None):
        yield Break("checkpoint", newest[0], "cut_off")
        return
    forgotten = Entry.objects.filter(position__isnull=True)
    waits = Unsealed.objects.filter(pk=OuterRef("pk"))
    if lost := forgotten.filter(~Exists(waits)).order_by("pk").first():
        yield Break(lost.subject, lost.number, "unsealed")


def _follows(checkpoint: Checkpoint, last: Checkpoint | None) -> bool:
    """Whether a seal's link covers it and the one before; only seals from before links were kept may have none."""
    before = last.link if last else ""
    if not checkpoint.link:
        return not before
    at = checkpoint.at.astimezone(UTC).isoformat(timespec="microseconds")
    return checkpoint.link == chain.seal_link(before or chain.GENESIS, checkpoint.size, checkpoint.root, at)
