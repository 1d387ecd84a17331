"""The plan's optional tables: rows by page, locked with the plan, kept by the snapshot, asked of nobody."""

from typing import Any

import pytest
from django.test import Client

from consortia.models import Indicator, Milestone
from consortia.queries import snapshot
from filings import actions, inputs
from filings.states import Event
from tests.factories import NOW, representative
from tests.road import complete_draft

pytestmark = pytest.mark.django_db

ROW = {"name": "焊缝合格率", "unit": "%", "orientation": "quality", "baseline": "80", "target": "99.5",
       "target_year": "2028"}  # fmt: skip


@pytest.fixture
def draft() -> Any:
    return complete_draft(now=NOW)


def _as(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_rows_are_added_changed_and_taken_out(draft: Any) -> None:
    filing, who = draft
    base, client = f"/filings/{filing.pk}/plan", _as(who.lead)
    assert client.get(f"{base}/indicators/new/").status_code == 200
    assert client.post(f"{base}/indicators/new/", ROW).status_code == 302
    one = Indicator.objects.get(consortium=filing.consortium)
    assert client.post(f"{base}/indicators/{one.pk}/", ROW | {"target": "99"}).status_code == 302
    assert client.post(f"{base}/milestones/new/", {"name": "样机", "due_on": "2027-06-30"}).status_code == 302
    page = client.get(f"{base}/").content.decode()
    assert "焊缝合格率" in page
    assert "样机" in page
    kept = snapshot(filing.consortium)
    assert kept["indicators"][0] | {"target": "99.00"} == kept["indicators"][0]
    assert kept["milestones"] == [{"name": "样机", "due_on": "2027-06-30", "responsible": ""}]
    assert client.post(f"{base}/indicators/{one.pk}/drop/").status_code == 302
    assert not Indicator.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"target": "很高"}, {"baseline": ""}, {"target_year": "3000"}, {"orientation": "x"}, {"name": ""}],
)
def test_a_row_in_disorder_is_shown_again_with_what_was_typed(draft: Any, wrong: dict[str, str]) -> None:
    filing, who = draft
    page = _as(who.lead).post(f"/filings/{filing.pk}/plan/indicators/new/", ROW | wrong)
    assert page.status_code == 200
    assert page.context["form"].errors
    assert "%" in page.content.decode()
    assert not Indicator.objects.exists()


def test_a_name_stands_once_and_a_responsible_member_is_a_party(draft: Any) -> None:
    filing, who = draft
    client, base = _as(who.lead), f"/filings/{filing.pk}/plan"
    client.post(f"{base}/indicators/new/", ROW)
    client.post(f"{base}/indicators/new/", ROW)
    assert Indicator.objects.count() == 1
    party = filing.consortium.memberships.filter(is_lead=False).first()
    step = {"name": "样机", "due_on": "2027-06-30", "responsible": str(party.pk)}
    client.post(f"{base}/milestones/new/", step)
    assert Milestone.objects.get().responsible == party
    stranger = {"name": "别家", "due_on": "2027-06-30", "responsible": "999999999"}
    assert client.post(f"{base}/milestones/new/", stranger).context["form"].errors


def test_the_tables_are_locked_with_the_plan_and_closed_to_others(draft: Any) -> None:
    filing, who = draft
    path = f"/filings/{filing.pk}/plan/indicators/new/"
    assert _as(representative(filing.lead, "reader")).post(path, ROW).status_code == 302
    member = filing.consortium.memberships.filter(is_lead=False).first()
    assert _as(representative(member.unit)).post(path, ROW).status_code == 302
    assert (
        _as(representative(type(filing.lead).objects.create(code=None, name="别家", kind="enterprise")))
        .post(path, ROW)
        .status_code
        == 404
    )
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    assert _as(who.lead).post(path, ROW).status_code == 302
    assert not Indicator.objects.exists()
    assert _as(who.lead).get(f"/filings/{filing.pk}/plan/").status_code == 200
    assert _as(who.lead).get(f"/filings/{filing.pk}/plan/nonsense/new/").status_code == 404


def test_the_tables_are_asked_of_nobody(draft: Any) -> None:
    filing, who = draft
    assert inputs.asked(5) <= 60
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)  # without a single row
    assert filing.submissions.get().snapshot["consortium"]["indicators"] == []
