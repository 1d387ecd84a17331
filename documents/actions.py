"""Taking files in, keeping papers made here, and asking the scanner again."""

from datetime import datetime
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from documents import scanner, store
from documents.intake import Finding, check_name_and_size, inspect, too_large
from documents.models import Blob, StoredFile
from documents.problems import FileProblem
from documents.states import CONTENT_TYPES, PREVIEWED, ScanState


def store_upload(uploaded: "UploadedFile[Any]", *, uploaded_by_id: int, now: datetime) -> StoredFile:
    """Check an upload, keep its content once and link it; raises FileProblem where it must not come in."""
    name, kind = check_name_and_size(uploaded.name or "", uploaded.size or 0)
    uploaded.seek(0)
    with store.incoming() as file:
        sha256, size = store.write_through(uploaded.chunks(), file, settings.DOCUMENT_MAX_BYTES)
        if size > settings.DOCUMENT_MAX_BYTES:
            raise too_large(name, size)
        finding = inspect(file, name, kind)
        known = Blob.objects.filter(sha256=sha256).first()
        if known and known.scan_state == ScanState.REFUSED:
            raise FileProblem("infected", name=name)
        state = known.scan_state if known and known.scan_state == ScanState.CLEAN else judge(file, name)
        store.keep(file, sha256)
    return link(finding, sha256, size, state, uploaded_by_id=uploaded_by_id, now=now)


def store_paper(
    content: bytes, name: str, *, made_for_id: int, now: datetime, page_count: int | None = None
) -> StoredFile:
    """Keep a paper that this system made itself (receipt, certificate, letter); it needs no virus check."""
    name, kind = check_name_and_size(name, len(content))
    with store.incoming() as file:
        sha256, size = store.write_through([content], file, len(content))
        store.keep(file, sha256)
    finding = Finding(name=name, kind=kind, page_count=page_count)
    return link(finding, sha256, size, ScanState.MADE_HERE, uploaded_by_id=made_for_id, now=now)


def judge(file: BinaryIO, name: str) -> ScanState:
    """The scan state of a content on its way in; an infected one is refused here."""
    if not scanner.is_configured():
        return ScanState.QUARANTINED if getattr(settings, "REQUIRE_SCAN", False) else ScanState.NOT_SCANNED
    match scanner.scan(file):
        case scanner.Verdict.CLEAN:
            return ScanState.CLEAN
        case scanner.Verdict.INFECTED:
            raise FileProblem("infected", name=name)
    return ScanState.QUARANTINED


def link(
    finding: Finding, sha256: str, size: int, state: str, *, uploaded_by_id: int, now: datetime
) -> StoredFile:
    """Write the rows; two people bringing the same content at once share one Blob."""
    scanned_at = now if state == ScanState.CLEAN else None
    with transaction.atomic():
        blob, is_new = Blob.objects.get_or_create(
            sha256=sha256,
            defaults={
                "size": size,
                "content_type": CONTENT_TYPES[finding.kind],
                "kind": finding.kind,
                "has_preview": finding.kind in PREVIEWED,
                "page_count": finding.page_count,
                "scan_state": state,
                "scanned_at": scanned_at,
                "created_at": now,
            },
        )
        waits = blob.scan_state in {ScanState.QUARANTINED, ScanState.NOT_SCANNED}
        if not is_new and waits and state in {ScanState.CLEAN, ScanState.MADE_HERE}:
            Blob.objects.filter(pk=blob.pk).update(scan_state=state, scanned_at=scanned_at)
            blob.scan_state, blob.scanned_at = state, scanned_at
        return StoredFile.objects.create(
            blob=blob, name=finding.name, uploaded_by_id=uploaded_by_id, uploaded_at=now
        )


def scan_waiting(now: datetime, at_most: int = 50) -> int:
    """Ask the scanner about contents in quarantine; returns how many got a verdict."""
    if not scanner.is_configured():
        return 0
    judged = 0
    for blob in Blob.objects.filter(scan_state=ScanState.QUARANTINED).order_by("created_at")[:at_most]:
        with store.open_content(blob.sha256) as file:
            verdict = scanner.scan(file)
        if verdict == scanner.Verdict.UNREACHABLE:
            break
        state = ScanState.CLEAN if verdict == scanner.Verdict.CLEAN else ScanState.REFUSED
        judged += Blob.objects.filter(pk=blob.pk, scan_state=ScanState.QUARANTINED).update(
            scan_state=state, scanned_at=now
        )
    return judged
