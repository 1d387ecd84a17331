"""Two versions of one field keep the dossier with its lead until somebody has chosen; what is closed does not."""

from typing import Any

import pytest
from django.test import Client

from consortia.models import PlanChapter
from filings import actions, keeping
from filings.models import FieldConflict, Filing
from filings.states import Event, State
from filings.unsettled import unsettled
from filings.views.sheets import sheet_of
from tests.factories import NOW
from tests.road import complete_draft
from workflow.engine import StepRefused


@pytest.fixture
def draft(db: None, monkeypatch: pytest.MonkeyPatch) -> tuple[Filing, Any, Client]:
    """A draft that may be submitted, its people, its lead's browser."""
    monkeypatch.setattr("accounts.middleware.has_second_factor", lambda request: True)
    filing, who = complete_draft()
    client = Client()
    client.force_login(who.lead)
    return filing, who, client


def disputed(filing: Filing, who: Any, place: str, field: str, value: str = "另一种说法") -> FieldConflict:
    return FieldConflict.objects.create(
        filing=filing, place=place, field=field, tab="a" * 16, value=value, by=who.lead, at=NOW
    )


def refused(filing: Filing, who: Any, event: str = Event.SUBMIT) -> list[tuple[str, dict[str, Any]]]:
    with pytest.raises(StepRefused) as told:
        actions.take(filing.pk, event, actor=who.lead, now=NOW)
    return [(one.code, dict(one.params)) for one in told.value.refusals]


def test_submitting_is_refused_in_words_that_name_and_link_every_place(draft: Any) -> None:
    filing, who, client = draft
    disputed(filing, who, "plan", "text_tasks")
    disputed(filing, who, "plan", "text_budget")
    disputed(filing, who, "basics", "need")

    assert refused(filing, who) == [
        ("two_versions", {"place": "plan", "count": 2}), ("two_versions", {"place": "basics", "count": 1}),
    ]  # fmt: skip
    answer = client.post(f"/filings/{filing.pk}/steps/submit/", {"seen": filing.step_number}, follow=True)
    page = answer.content.decode()
    assert "中有 2 个栏目存在两个版本，尚未选定。" in page
    reasons = {one.sentence: one.fix.url for one in answer.context["submit"].reasons}
    assert set(reasons.values()) == {f"/filings/{filing.pk}/plan/", f"/filings/{filing.pk}/basics/"}
    assert Filing.objects.get(pk=filing.pk).state == State.DRAFT


def test_the_task_list_has_a_line_for_each_place_until_somebody_chose(draft: Any) -> None:
    filing, who, client = draft
    row = disputed(filing, who, "plan", "text_tasks")
    page = client.get(f"/filings/{filing.pk}/")
    lines = [entry.task for _title, group, _said in page.context["groups"] for entry in group]
    (line,) = [one for one in lines if one.label == "选定两个版本之一"]
    assert (line.url, line.badge.kind) == (f"/filings/{filing.pk}/plan/", "warn")
    assert client.get(f"/filings/{filing.pk}/steps/submit/").context["button"].reasons

    sheet = sheet_of("plan", filing, actor=who.lead, now=NOW)
    keeping.choose(
        filing.pk, row.pk, "taken", seen=keeping.mark(chapter(filing)), sheet=sheet, place="plan", actor=who.lead,
        now=NOW,
    )  # fmt: skip

    assert chapter(filing) == "另一种说法"
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    kept = filing.submissions.get().snapshot["consortium"]["chapters"]["tasks"]["text"]
    assert kept == "另一种说法"


def chapter(filing: Filing) -> str:
    return PlanChapter.objects.get(consortium=filing.consortium, key="tasks").text


def test_in_a_correction_only_what_a_ticket_opens_waits_for_a_choice(draft: Any) -> None:
    filing, who, _client = draft
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    ticket = actions.add_ticket(
        filing.pk,
        target="plan.tasks",
        clause="G5.5b",
        text="请改",
        is_mandatory=False,
        actor=who.officer,
        now=NOW,
    )
    actions.take(filing.pk, Event.RETURN, actor=who.officer, now=NOW)
    disputed(filing, who, "plan", "text_tasks")
    disputed(filing, who, "basics", "need")
    assert ("two_versions", {"place": "plan", "count": 1}) in refused(filing, who, Event.RESUBMIT)
    assert not [one for one in refused(filing, who, Event.RESUBMIT) if one[1].get("place") == "basics"]

    actions.move_ticket(ticket.pk, "withdraw", actor=who.officer, now=NOW, reason="看错了")

    actions.take(filing.pk, Event.RESUBMIT, actor=who.lead, now=NOW)


def test_a_reason_no_longer_asked_for_waits_for_nobody() -> None:
    row = FieldConflict(place="reasons", field="reason_few_industry")
    assert unsettled(State.DRAFT, [row], [], lambda: {"few_industry"}) == {"reasons": 1}
    assert unsettled(State.DRAFT, [row], [], set) == {}
    assert unsettled(State.DISTRICT_CHECK, [row], [], lambda: {"few_industry"}) == {}


def test_a_field_with_three_writers_is_one_field() -> None:
    rows = [FieldConflict(place="plan", field="text_tasks", tab=tab) for tab in ("a", "b")]
    assert unsettled(State.DRAFT, rows, [], set) == {"plan": 1}
