"""Writing down what happened and who is to be told. Call inside the transaction that does the thing."""

import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from . import chain, context
from .models import SEALS, Chained, Checkpoint, Entry, Notice, Position, Strand

_STRIPES = 16
_SEAL_LOCK = 7_210_251
AT_ONCE = 5000
"""Entries that one seal takes at most; the next takes the rest."""
_TAKE = """
    DELETE FROM ledger_unsealed WHERE entry_id IN (SELECT entry_id FROM ledger_unsealed ORDER BY 1 LIMIT %s)
    RETURNING entry_id
"""


def record(
    subject: Chained,
    kind: str,
    *,
    at: datetime,
    actor_id: int | None = None,
    role: str = "",
    authority_id: int | None = None,
    payload: Mapping[str, Any] | None = None,
) -> Entry:
    """Append one entry to the chain of ``subject``, whose row the caller has locked."""
    entry = Entry(
        subject=subject.ledger_subject,
        number=subject.ledger_count + 1,
        kind=kind,
        actor_id=actor_id,
        role=role,
        authority_id=authority_id,
        at=at,
        request_id=context.request_id.get(),
        payload=dict(payload or {}),
        previous_hash=subject.ledger_head,
    )
    entry.hash = chain.entry_hash(entry.hashed_fields())
    entry.save(force_insert=True)
    subject.ledger_count, subject.ledger_head = entry.number, entry.hash
    type(subject)._base_manager.filter(pk=subject.pk).update(
        ledger_count=entry.number, ledger_head=entry.hash
    )
    return entry


def record_security(
    kind: str,
    *,
    actor_id: int | None,
    params: Mapping[str, Any],
    now: datetime,
    request_id: str = "",
    strand: str = "",
) -> Entry:
    """Record a security event under its account, or under one of 16 stripes when nobody is known.

    ``strand`` names another chain: that of a machine which reports on itself.
    """
    name = f"account:{actor_id}" if actor_id else f"stripe:{zlib.crc32(str(params).encode()) % _STRIPES}"
    name = strand or name
    with transaction.atomic():
        Strand.objects.bulk_create([Strand(name=name)], ignore_conflicts=True)
        strand = Strand.objects.select_for_update(no_key=True).get(name=name)
        return record(strand, kind, at=now, actor_id=actor_id, payload=params)


def tell(
    kind: str,
    *,
    user_ids: Iterable[int],
    now: datetime,
    params: Mapping[str, Any],
    subject: str = "",
    path: str = "",
    cause: str | None = None,
) -> None:
    """Put one notice for each person into the outbox. ``cause`` makes it one per person for ever."""
    Notice.objects.bulk_create(
        [
            Notice(
                kind=kind,
                params=dict(params),
                subject=subject,
                path=path,
                user_id=user_id,
                cause=cause and f"{cause}:{user_id}",
                created_at=now,
                next_attempt_at=now,
            )
            for user_id in sorted(set(user_ids))
        ],
        ignore_conflicts=True,
    )


def write_to(
    kind: str, *, email: str, now: datetime, params: Mapping[str, Any], path: str, cause: str | None = None
) -> None:
    """Put one letter to somebody without an account into the outbox, with the link that lets them act."""
    notice = Notice(
        kind=kind,
        params=dict(params),
        path=path,
        email=email,
        cause=cause,
        created_at=now,
        next_attempt_at=now,
    )
    Notice.objects.bulk_create([notice], ignore_conflicts=True)


def seal(now: datetime) -> Checkpoint | None:
    """Give every new entry its gapless position and seal all of them; None when nothing is new.

    An entry of a transaction that ends later comes with the next seal, so a position never has to move.
    """
    with transaction.atomic():
        from_here = _take_new_entries()
        if not from_here:
            return None
        newest = Checkpoint.objects.order_by("-size").first()
        start = newest.size if newest else 0
        peaks = chain.peaks_with(_peaks_of(newest), start, (entry.hash for entry in from_here))
        size, root = start + len(from_here), chain.root_of_peaks(peaks)
        before = (newest and newest.link) or chain.GENESIS
        link = chain.seal_link(before, size, root, now.astimezone(UTC).isoformat(timespec="microseconds"))
        checkpoint = Checkpoint.objects.create(at=now, size=size, root=root, peaks=list(peaks), link=link)
        Position.objects.bulk_create(
            Position(entry=entry, position=start + index, checkpoint=checkpoint)
            for index, entry in enumerate(from_here)
        )
        Strand.objects.bulk_create(
            [Strand(name=SEALS, ledger_count=checkpoint.size, ledger_head=checkpoint.link)],
            update_conflicts=True, unique_fields=["name"], update_fields=["ledger_count", "ledger_head"],
        )  # fmt: skip
        return checkpoint


def _peaks_of(newest: Checkpoint | None) -> list[str]:
    """What the next seal adds to. A seal from before peaks were kept is worked out once, from all its entries."""
    if newest is None or newest.peaks:
        return list(newest.peaks) if newest else []
    sealed = Position.objects.filter(position__lt=newest.size).order_by("position")
    return list(chain.peaks_with((), 0, sealed.values_list("entry__hash", flat=True)))


def _take_new_entries() -> list[Entry]:
    """Entries that wait for a position, in id order; waits for nobody but keeps other sealers out."""
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SEAL_LOCK])
        cursor.execute(_TAKE, [AT_ONCE])
        waited = [pk for (pk,) in cursor.fetchall()]
    return list(Entry.objects.filter(pk__in=waited, position__isnull=True).order_by("id"))
