"""Making the papers of a filing and keeping them. Each is made once, however often it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from documents import papers as printer
from documents.actions import store_paper
from documents.models import StoredFile
from workflow import engine

from . import papers
from .flow import FILING
from .models import Filing, Paper, Submission


def make_receipt(submission_id: int, *, now: datetime) -> Paper:
    """The receipt of a submitted version as a PDF."""
    submission = Submission.objects.select_related(
        "filing__consortium", "filing__lead", "filing__authority", "filing__call", "submitted_by"
    ).get(pk=submission_id)
    with transaction.atomic():
        filing: Filing = engine.lock(FILING, submission.filing_id)
        name = papers.receipt_name(submission)
        if made := filing.papers.filter(kind=Paper.Kind.RECEIPT, document__name=name).first():
            _settle(filing)
            return made
        stored = _printed(
            "receipt", papers.receipt(submission), name, dated=timezone.localdate(submission.submitted_at),
            made_for_id=submission.submitted_by_id, now=now,
        )  # fmt: skip
        paper = Paper.objects.create(filing=filing, kind=Paper.Kind.RECEIPT, document=stored, made_at=now)
        _settle(filing)
        return paper


def make_papers(filing_id: int, *, now: datetime) -> None:
    """The registration's letter and certificate, linked to the registration."""
    with transaction.atomic():
        filing: Filing = engine.lock(FILING, filing_id)
        registration = filing.registration
        if registration is None:
            return
        dated = papers.issued_on(registration)
        if registration.certificate_id is None:
            registration.certificate = _kept(
                filing, Paper.Kind.CERTIFICATE, "certificate", papers.certificate(registration, dated),
                f"备案信息证明 {registration.number}.pdf", dated=dated, now=now,
            )  # fmt: skip
        if registration.letter_id is None:
            registration.letter = _kept(
                filing, Paper.Kind.LETTER, "registration_letter", papers.letter(registration, dated),
                f"备案通知 {registration.number}.pdf", dated=dated, now=now,
            )  # fmt: skip
        registration.save(update_fields=["certificate", "letter"])
        _settle(filing)


def without_receipt(filing: Filing) -> list[int]:
    """Ids of the versions of this filing whose receipt is still to be made."""
    made = set(filing.papers.filter(kind=Paper.Kind.RECEIPT).values_list("document__name", flat=True))
    versions = filing.submissions.order_by("version").only("id", "receipt_number")
    return [version.pk for version in versions if papers.receipt_name(version) not in made]


def _settle(filing: Filing) -> None:
    """Nothing more is owed once every version has its receipt, and a registration both its papers."""
    registration = filing.registration
    lacks = registration is not None and not (registration.certificate_id and registration.letter_id)
    if not lacks and not without_receipt(filing):
        Filing.objects.filter(pk=filing.pk).update(papers_owed_at=None)


def _kept(
    filing: Filing,
    kind: str,
    template: str,
    data: Mapping[str, Any],
    name: str,
    *,
    dated: date,
    now: datetime,
) -> StoredFile:
    stored = _printed(template, data, name, dated=dated, made_for_id=filing.created_by_id, now=now)
    Paper.objects.create(filing=filing, kind=kind, document=stored, made_at=now)
    return stored


def _printed(
    template: str, data: Mapping[str, Any], name: str, *, dated: date, made_for_id: int, now: datetime
) -> StoredFile:
    """Papers with legal standing are Chinese, whoever asked for them."""
    with override("zh-hans"):
        content = printer.render_pdf(template, data, dated=dated)
    return store_paper(content, name, made_for_id=made_for_id, now=now)
