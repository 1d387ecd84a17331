"""Two people in one row of a table: what one side changed is merged, what both changed is shown and nothing lost."""

import html
import re
from typing import Any

import pytest
from django.test import Client

from consortia.models import Indicator, Milestone, ResearchTask
from filings.merging import Verdict, mark, settle_row
from ledger.models import Entry
from tests.factories import NOW, representative
from tests.road import complete_draft

ROW = {"name": "焊缝合格率", "unit": "%", "orientation": "quality", "baseline": "80", "target": "99.5",
       "target_year": "2028"}  # fmt: skip


@pytest.mark.parametrize(
    ("mine", "present", "verdict"),
    [
        ("80", "80", Verdict.SAME),
        ("81", "80", Verdict.KEPT),
        ("80", "82", Verdict.SAME),
        ("82", "82", Verdict.SAME),
        ("81", "82", Verdict.CONFLICT),
        ("", "82", Verdict.CONFLICT),
        ("81", "", Verdict.CONFLICT),
        ("", "80", Verdict.KEPT),
    ],
)
def test_a_column_is_merged_unless_both_sides_changed_it(mine: str, present: str, verdict: Verdict) -> None:
    marks = {"baseline": mark("80"), "unit": mark("%")}
    assert settle_row(marks, {"baseline": mine, "unit": "%"}, {"baseline": present, "unit": "‰"}) == {
        "baseline": verdict, "unit": Verdict.SAME,
    }  # fmt: skip


def test_a_row_that_began_empty_and_one_without_marks() -> None:
    assert settle_row({"unit": mark("")}, {"unit": "%"}, {"unit": ""}) == {"unit": Verdict.KEPT}
    assert settle_row({"unit": mark("")}, {"unit": ""}, {"unit": "%"}) == {"unit": Verdict.SAME}
    assert settle_row({}, {"unit": "%"}, {"unit": "‰"}) == {"unit": Verdict.KEPT}


@pytest.fixture
def row(db: None) -> tuple[Any, Indicator, Client, Client]:
    """A filing with one row, and two people of the lead who can both change it."""
    filing, who = complete_draft(now=NOW, rows=False)
    first, second = Client(), Client()
    first.force_login(who.lead)
    second.force_login(representative(filing.lead))
    first.post(f"/filings/{filing.pk}/tables/indicators/new/", ROW)
    return filing, Indicator.objects.get(consortium=filing.consortium), first, second


def opened(client: Client, filing: Any, one: Any, key: str = "indicators") -> dict[str, str]:
    """The hidden mark of the row's page as this person has it open."""
    return marked(client.get(f"/filings/{filing.pk}/tables/{key}/{one.pk}/").content.decode())


def marked(page: str) -> dict[str, str]:
    found = re.search(r'name="marks" value="([^"]+)"', page)
    assert found
    return {"marks": html.unescape(found[1])}


def sent(client: Client, filing: Any, one: Any, typed: dict[str, Any], key: str = "indicators") -> Any:
    return client.post(f"/filings/{filing.pk}/tables/{key}/{one.pk}/", typed)


def test_two_people_change_different_columns_and_both_changes_stand(row: Any) -> None:
    filing, one, first, second = row
    mine, theirs = opened(first, filing, one), opened(second, filing, one)

    assert sent(first, filing, one, ROW | mine | {"target": "99.8"}).status_code == 302
    assert sent(second, filing, one, ROW | theirs | {"baseline": "85"}).status_code == 302

    one.refresh_from_db()
    assert (str(one.target), str(one.baseline), one.unit) == ("99.80", "85.00", "%")


def test_the_same_column_is_shown_with_both_values_and_what_was_typed_stays(row: Any) -> None:
    filing, one, first, second = row
    mine, theirs = opened(first, filing, one), opened(second, filing, one)
    sent(first, filing, one, ROW | mine | {"target": "99.8", "unit": "百分比"})
    edits = Entry.objects.filter(subject=filing.ledger_subject).count()

    answer = sent(second, filing, one, ROW | theirs | {"target": "97", "baseline": "85"})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert [(clash.name, clash.present, clash.typed) for clash in answer.context["clashes"]] == [
        ("target", "99.8", "97")
    ]
    assert answer.context["form"].initial["unit"] == "百分比"
    assert 'value="97' in page
    assert 'value="85' in page
    one.refresh_from_db()
    assert (str(one.target), str(one.baseline)) == ("99.80", "80.00")
    assert Entry.objects.filter(subject=filing.ledger_subject).count() == edits

    chosen = ROW | marked(page) | {"target": "97", "baseline": "85", "unit": "百分比"}
    assert sent(second, filing, one, chosen).status_code == 302
    one.refresh_from_db()
    assert (str(one.target), str(one.baseline), one.unit) == ("97.00", "85.00", "百分比")


def test_whoever_yields_keeps_the_present_value_and_saves_the_rest(row: Any) -> None:
    filing, one, first, second = row
    mine, theirs = opened(first, filing, one), opened(second, filing, one)
    sent(first, filing, one, ROW | mine | {"target": "99.8"})
    page = sent(second, filing, one, ROW | theirs | {"target": "97", "baseline": "85"}).content.decode()

    answer = sent(
        second, filing, one, ROW | marked(page) | {"target": "97", "baseline": "85", "yield": "target"}
    )

    assert answer.status_code == 302
    one.refresh_from_db()
    assert (str(one.target), str(one.baseline)) == ("99.80", "85.00")


def test_a_third_change_while_choosing_is_shown_again(row: Any) -> None:
    filing, one, first, second = row
    mine, theirs = opened(first, filing, one), opened(second, filing, one)
    sent(first, filing, one, ROW | mine | {"target": "99.8"})
    page = sent(second, filing, one, ROW | theirs | {"target": "97"}).content.decode()
    sent(first, filing, one, ROW | opened(first, filing, one) | {"target": "99.9"})

    again = sent(second, filing, one, ROW | marked(page) | {"target": "97"})

    assert [(clash.present, clash.typed) for clash in again.context["clashes"]] == [("99.9", "97")]


def test_two_days_that_come_out_of_order_together_are_shown(row: Any) -> None:
    filing, _one, first, second = row
    party = filing.consortium.memberships.filter(is_lead=True).get()
    task = {
        "title": "焊接试验",
        "responsible": str(party.pk),
        "begins_on": "2027-01-01",
        "ends_on": "2027-12-31",
    }
    first.post(f"/filings/{filing.pk}/tables/tasks/new/", task)
    one = ResearchTask.objects.get(consortium=filing.consortium)
    mine, theirs = opened(first, filing, one, "tasks"), opened(second, filing, one, "tasks")

    assert sent(first, filing, one, task | mine | {"begins_on": "2027-09-01"}, "tasks").status_code == 302
    answer = sent(second, filing, one, task | theirs | {"ends_on": "2027-06-30"}, "tasks")

    assert [clash.name for clash in answer.context["clashes"]] == ["ends_on"]
    one.refresh_from_db()
    assert (str(one.begins_on), str(one.ends_on)) == ("2027-09-01", "2027-12-31")


def test_a_row_taken_out_meanwhile_comes_back_as_it_was_typed(row: Any) -> None:
    filing, one, first, second = row
    theirs = opened(second, filing, one)
    first.post(f"/filings/{filing.pk}/tables/indicators/{one.pk}/drop/")

    answer = sent(second, filing, one, ROW | theirs | {"target": "97"})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="97"' in page
    assert f'action="/filings/{filing.pk}/tables/indicators/new/"' in page
    again = second.post(f"/filings/{filing.pk}/tables/indicators/new/", ROW | theirs | {"target": "97"})
    assert again.status_code == 302
    assert str(Indicator.objects.get().target) == "97.00"


def test_a_member_named_by_both_is_told_by_its_name(row: Any) -> None:
    filing, _one, first, second = row
    parties = list(filing.consortium.memberships.order_by("id")[:3])
    step = {"name": "样机", "due_on": "2027-06-30", "responsible": str(parties[0].pk)}
    first.post(f"/filings/{filing.pk}/tables/milestones/new/", step)
    one = Milestone.objects.get(consortium=filing.consortium)
    mine, theirs = opened(first, filing, one, "milestones"), opened(second, filing, one, "milestones")
    sent(first, filing, one, step | mine | {"responsible": str(parties[1].pk)}, "milestones")

    answer = sent(second, filing, one, step | theirs | {"responsible": str(parties[2].pk)}, "milestones")

    (clash,) = answer.context["clashes"]
    assert (clash.present, clash.typed) == (str(parties[1].unit), str(parties[2].unit))
