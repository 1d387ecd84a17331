"""A dossier as large as they come: 40 members, 100 files, 60 tasks, rows in every table."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from consortia.guideline import PROVISIONS
from consortia.models import Attachment, Consortium, Membership, Provision
from consortia.queries import memberships
from consortia.tables import TABLES, Kind, Table
from documents.models import StoredFile
from filings.models import Filing
from tests.factories import NOW, stored_file
from tests.road import People, complete_draft

MEMBERS_COUNT, FILES_COUNT, TASKS_COUNT, ROWS_COUNT = 40, 100, 60, 10
KINDS = (("enterprise", "industry"),) * 30 + (("university", "academic"),) * 10


def large_dossier() -> tuple[Filing, People]:
    """A draft that may be submitted, everything in it many times."""
    filing, who = complete_draft(members=KINDS)
    parties = memberships(filing.consortium)
    for table in TABLES.values():
        fill(table, filing.consortium, TASKS_COUNT if table.key == "tasks" else ROWS_COUNT, by=who.lead)
    files = _files(filing)
    Attachment.objects.bulk_create(
        Attachment(
            consortium=filing.consortium, clause="G4.1.2b", title=f"证明材料{number}", document=stored,
            party=parties[number % len(parties)], added_at=NOW,
        )
        for number, stored in enumerate(files)
    )  # fmt: skip
    Provision.objects.bulk_create(
        Provision(
            consortium=filing.consortium,
            key=item.key,
            text=item.options[0].key if item.options else "按协议执行。",
        )
        for item in PROVISIONS
    )
    return filing, who


def fill(table: Table, consortium: Consortium, count: int, *, by: Any) -> None:
    """So many rows of a table, its members in turn."""
    parties = memberships(consortium)
    table.model._default_manager.bulk_create(
        table.model(
            consortium=consortium, position=number, edited_by=by, edited_at=NOW,
            **{column.name: _value(column, number, parties) for column in table.columns},
        )
        for number in range(count)
    )  # fmt: skip


def _files(filing: Filing) -> list[StoredFile]:
    first = stored_file("证明材料.pdf")
    return StoredFile.objects.bulk_create(
        StoredFile(blob=first.blob, name=f"证明材料{number}.pdf", uploaded_by_id=1, uploaded_at=NOW)
        for number in range(FILES_COUNT)
    )


def _value(column: Any, number: int, parties: list[Membership]) -> Any:
    values = {
        Kind.FIGURE: Decimal(number), Kind.MONEY: Decimal(number), Kind.YEAR: 2027,
        Kind.DAY: date(2027, 1, 1) + timedelta(days=number), Kind.PARTY: parties[number % len(parties)],
    }  # fmt: skip
    if column.kind is Kind.CHOICE:
        choices = column.choices()
        return choices[number % len(choices)][0]
    return values.get(column.kind, f"第{number}项")
