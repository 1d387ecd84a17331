"""What a district recommended: the letter to the city and the summary table, from the record."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import Authority
from documents.sheets import Column, Sheet, workbook
from documents.word import recommendation_letter
from filings.models import Filing, Submission
from filings.states import Event
from ledger.models import Entry
from workflow.models import Proposal

COLUMNS = (
    Column("序号", 6), Column("联合体名称", 34), Column("牵头单位", 30), Column("统一社会信用代码", 22),
    Column("产业", 16), Column("细分赛道", 20), Column("成员数", 8), Column("企业（不含牵头）", 10),
    Column("高校院所", 10), Column("首席专家", 14), Column("区级意见", 44), Column("推荐日期", 12),
)  # fmt: skip
"""Head of the summary table: a paper of the office, in Chinese."""


def recommended(filings: Iterable[Filing]) -> list[dict[str, Any]]:
    """What the head signed for each filing: opinion, day, and the version as it was read. Three questions in all."""
    listed = list(filings)
    subjects = {filing.ledger_subject: filing for filing in listed}
    signed = {
        entry.subject: entry
        for entry in Entry.objects.filter(subject__in=subjects, kind=f"filing.{Event.ENDORSE}").order_by("id")
    }
    proposals = Proposal.objects.in_bulk([entry.payload.get("proposal") for entry in signed.values()])
    snapshots = _snapshots(listed)
    rows = []
    for subject, entry in signed.items():
        filing = subjects[subject]
        proposal = proposals.get(entry.payload.get("proposal"))
        rows.append(
            {
                "filing": filing,
                "opinion": str(proposal.payload.get("opinion", "")) if proposal else "",
                "signed_at": entry.at,
                "signed_on": timezone.localdate(entry.at),
                "snapshot": snapshots[filing.pk],
            }
        )
    return sorted(rows, key=lambda row: row["signed_at"])


def _snapshots(filings: Sequence[Filing]) -> dict[int, Mapping[str, Any]]:
    """The latest submitted version of each; a later one replaces an earlier one."""
    if not filings:
        return {}
    versions = Submission.objects.filter(filing__in=filings).order_by("version")
    return {one.filing_id: one.snapshot["consortium"] for one in versions}


def letter_of(authority: Authority, rows: Sequence[Mapping[str, Any]], *, dated: date, number: str) -> bytes:
    """The recommendation letter (G5.6b) as DOCX."""
    return recommendation_letter(
        {
            "authority": authority.name,
            "official_number": number,
            "contact": authority.contact,
            "dated": dated,
            "is_sample": any(row["filing"].consortium.is_sample for row in rows),
            "items": [
                {
                    "name": row["snapshot"]["formal_name"],
                    "lead": row["filing"].lead.name,
                    "track": row["snapshot"]["track"],
                    "chief_expert": row["snapshot"]["people"].get("chief_expert", {}).get("name", ""),
                    "members_count": len(row["snapshot"]["parties"]),
                    "opinion": row["opinion"],
                }
                for row in rows
            ],
        }
    )


def summary_of(authority: Authority, rows: Sequence[Mapping[str, Any]], *, dated: date) -> bytes:
    """The summary table as XLSX, one row a filing."""
    lines = []
    for number, row in enumerate(rows, start=1):
        snapshot = row["snapshot"]
        counting = [party["counting"] for party in snapshot["parties"] if not party["is_lead"]]
        lines.append(
            (
                number, snapshot["formal_name"], row["filing"].lead.name, row["filing"].lead.code,
                snapshot["industry"], snapshot["track"], len(snapshot["parties"]),
                counting.count("industry"), counting.count("academic"),
                snapshot["people"].get("chief_expert", {}).get("name", ""), row["opinion"], row["signed_on"],
            )
        )  # fmt: skip
    title = f"{authority.name}创新联合体推荐汇总表"
    return workbook([Sheet("汇总表", COLUMNS, lines, title, [f"{dated.isoformat()}，共 {len(lines)} 个"])])
