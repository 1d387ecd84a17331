"""What a lost message would leave undone: found again by looking at the rows."""

from __future__ import annotations

from datetime import datetime

from . import issue
from .models import Filing


def owed_papers(now: datetime, at_most: int = 50) -> int:
    """Make every receipt, letter and certificate that is still missing; returns how many filings got papers.

    ``papers_owed_at`` is set with the step and emptied with the last paper, and only filings that owe are in
    its index: the question costs as much as there is to do, however many filings there are.
    """
    owing = Filing.objects.filter(papers_owed_at__isnull=False).order_by("papers_owed_at", "id")
    filings = list(owing[:at_most])
    for filing in filings:
        for submission_id in issue.without_receipt(filing):
            issue.make_receipt(submission_id, now=now)
        issue.make_papers(filing.pk, now=now)
    return len(filings)
