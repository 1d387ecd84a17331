"""The task list in the guideline's own structure: done, missing, waiting for whom since when, optional."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from consortia import actions as consortia
from consortia.guideline import CHAPTERS
from consortia.models import Attachment
from consortia.queries import memberships
from filings import actions, inputs, outline, tasklist
from filings.models import Filing
from tests.factories import NOW, UnitFactory, stored_file
from tests.road import MEMBERS, complete_draft, draft_without_rows, people, point_to_the_plan

pytestmark = pytest.mark.django_db


def listed(filing: Any, now: Any = NOW) -> dict[str, Any]:
    """Label of each line to its task, in English."""
    with translation.override("en"):
        read = outline.read(Filing.objects.get(pk=filing.pk), now)
        groups = tasklist.groups(read, lambda place: f"/{place}/")
        return {entry.task.label: entry for _title, entries in groups for entry in entries}


def test_a_complete_dossier_has_nothing_open(capsys: Any) -> None:
    filing, _who = complete_draft()
    found = listed(filing)
    assert [label for label, entry in found.items() if entry.is_open] == []
    assert found["Submit"].task.badge.label == "Ready to submit"
    assert found["Resources"].task.badge.label == "Optional"
    assert found["Goals, tasks and schedule"].task.url == "/plan/#div_id_text_tasks"
    assert (found["Chief expert"].task.badge.kind, found["Director"].task.badge.kind) == ("done", "done")


def test_a_fresh_one_says_what_is_missing_and_what_needs_a_reason() -> None:
    unit = UnitFactory()
    who = people(unit)
    filing = actions.start(actor=who.lead, lead=unit, formal_name="示例新创新联合体", now=NOW)
    found = listed(filing)
    assert [found[item.en].task.badge.label for item in CHAPTERS] == ["Missing"] * 5
    assert found["Chief expert"].task.badge.label == "Missing"
    assert found["Director"].task.badge.label == "Below what is asked in principle"
    assert found["Members"].is_open
    assert not found["Of the lead"].is_open


def test_whoever_is_waited_for_is_named_with_the_day() -> None:
    filing, who = complete_draft(members=MEMBERS[:4])
    first = UnitFactory(name="示例甲有限公司", name_en="")
    fields = {"counting": "industry", "tier": "core", "duty": "做一项", "email": ""}
    late = consortia.add_member(filing.consortium, first, **fields, actor=who.lead, now=NOW)
    consortia.invite_member(late, actor=who.lead, now=NOW + timedelta(days=2))
    found = listed(filing, NOW + timedelta(days=4))
    day = f"{(NOW + timedelta(days=2)):%m-%d}"
    assert found["Members"].task.who == f"示例甲有限公司, since {day}"
    assert found["Members"].task.badge.kind == "wait"
    signing = found["Signatures"].task
    assert signing.who.endswith(f"and others: 3, since {NOW:%m-%d}")


def test_evidence_is_counted_by_lead_enterprise_and_institute() -> None:
    filing, who = complete_draft()
    parties = memberships(filing.consortium)
    for party in (parties[0], parties[1], parties[-1]):
        Attachment.objects.create(
            consortium=filing.consortium, clause="G3.6", title="证明", party=party, document=stored_file(), added_at=NOW
        )  # fmt: skip
    found = listed(filing)
    facts = [
        found[label].task.fact
        for label in ("Of the lead", "Of each enterprise", "Of each university or institute")
    ]
    assert facts == ["Files: 1", "Units with papers: 1 of 3", "Units with papers: 1 of 2"]
    client = Client()
    client.force_login(who.lead)
    assert parties[-1].unit.name in client.get(f"/filings/{filing.pk}/evidence/").content.decode()


def test_a_lead_with_five_members_faces_at_most_sixty_inputs_and_five_more_a_member(capsys: Any) -> None:
    filing, _who = complete_draft()
    asked = outline.read(filing, NOW).progress.asked
    further = inputs.asked(6) - inputs.asked(5)
    with capsys.disabled():
        print(f"\nrequired inputs with five members: {asked}, each further member: {further}")
    assert (asked, further) == (56, 5)


def test_the_tables_read_later_are_open_until_they_hold_a_row_or_a_reason_is_given() -> None:
    filing, who = draft_without_rows()
    name = "Tasks, figures, results, money in tables"
    assert listed(filing)[name].is_open
    assert listed(filing)[name].task.badge.label == "Below what is asked in principle"

    point_to_the_plan(filing, who.lead)
    assert not listed(filing)[name].is_open
    assert listed(filing)[name].task.badge.label == "Optional"
