"""What a lost message would leave undone: found again by looking at the rows."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat

from . import issue
from .models import Filing, Paper, Submission


def owed_papers(now: datetime, at_most: int = 50) -> int:
    """Make every receipt, letter and certificate that is still missing; returns how many filings got papers."""
    made = 0
    receipt = Paper.objects.filter(
        filing_id=OuterRef("filing_id"),
        kind=Paper.Kind.RECEIPT,
        document__name=Concat(Value("申报回执 "), OuterRef("receipt_number"), Value(".pdf")),
    )
    owed = Submission.objects.filter(~Exists(receipt)).order_by("id")
    for submission_id in owed.values_list("pk", flat=True)[:at_most]:
        issue.make_receipt(submission_id, now=now)
        made += 1
    registered = Filing.objects.filter(
        Q(registration__certificate__isnull=True) | Q(registration__letter__isnull=True),
        registration__isnull=False,
    ).order_by("id")
    for filing_id in registered.values_list("pk", flat=True)[:at_most]:
        issue.make_papers(filing_id, now=now)
        made += 1
    return made
