"""The typed tables: rows by page, locked with their place, kept by the snapshot, read in one query."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from consortia import kept, rows
from consortia.models import Indicator, Milestone
from consortia.queries import memberships, snapshot
from consortia.tables import TABLES, Kind
from filings import actions, tables_paper
from filings.states import Event
from filings.views.typed import person_mark
from portal import compared
from tests.factories import NOW, representative
from tests.road import complete_draft, draft_without_rows, point_to_the_plan
from workflow import engine

pytestmark = pytest.mark.django_db

ROW = {"name": "焊缝合格率", "unit": "%", "orientation": "quality", "baseline": "80", "target": "99.5",
       "target_year": "2028"}  # fmt: skip


@pytest.fixture
def draft() -> Any:
    return draft_without_rows(now=NOW)


def _as(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_rows_are_added_changed_and_taken_out(draft: Any) -> None:
    filing, who = draft
    base, client = f"/filings/{filing.pk}/tables", _as(who.lead)
    assert client.get(f"{base}/indicators/new/").status_code == 200
    assert client.post(f"{base}/indicators/new/", ROW).status_code == 302
    one = Indicator.objects.get(consortium=filing.consortium)
    assert client.post(f"{base}/indicators/{one.pk}/", ROW | {"target": "99"}).status_code == 302
    assert client.post(f"{base}/milestones/new/", {"name": "样机", "due_on": "2027-06-30"}).status_code == 302
    page = client.get(f"/filings/{filing.pk}/plan/").content.decode()
    assert "焊缝合格率" in page
    assert "样机" in page
    kept = snapshot(filing.consortium)["tables"]
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
    page = _as(who.lead).post(f"/filings/{filing.pk}/tables/indicators/new/", ROW | wrong)
    assert page.status_code == 200
    assert page.context["form"].errors
    assert "%" in page.content.decode()
    assert not Indicator.objects.exists()


def test_a_name_stands_once_and_a_responsible_member_is_a_party(draft: Any) -> None:
    filing, who = draft
    client, base = _as(who.lead), f"/filings/{filing.pk}/tables"
    client.post(f"{base}/indicators/new/", ROW)
    client.post(f"{base}/indicators/new/", ROW)
    assert Indicator.objects.count() == 1
    party = filing.consortium.memberships.filter(is_lead=False).first()
    step = {"name": "样机", "due_on": "2027-06-30", "responsible": str(party.pk)}
    client.post(f"{base}/milestones/new/", step)
    assert Milestone.objects.get().responsible == party
    stranger = {"name": "别家", "due_on": "2027-06-30", "responsible": "999999999"}
    assert client.post(f"{base}/milestones/new/", stranger).context["form"].errors


def test_the_tables_are_locked_with_the_plan_and_closed_to_others() -> None:
    filing, who = complete_draft()
    path = f"/filings/{filing.pk}/tables/indicators/new/"
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
    assert Indicator.objects.count() == 1
    assert _as(who.lead).get(f"/filings/{filing.pk}/plan/").status_code == 200
    assert _as(who.lead).get(f"/filings/{filing.pk}/tables/nonsense/new/").status_code == 404


def test_the_three_tables_read_later_hold_a_row_or_a_reason_says_where_the_plan_has_them(draft: Any) -> None:
    filing, who = draft
    with pytest.raises(engine.StepRefused, match="tables_empty") as refused:
        actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    [refusal] = refused.value.refusals
    assert (refusal.clause, refusal.params["tables"]) == ("GA.3", "indicators,milestones,budget")

    point_to_the_plan(filing, who.lead)
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    assert filing.submissions.get().snapshot["consortium"]["tables"]["indicators"] == []


def typed(party: Any) -> dict[str, dict[str, str]]:
    """One row for every table as a browser sends it, with every field filled in; the money is the member's own."""
    words = {
        Kind.TEXT: "示例文字", Kind.LONG: "第一行", Kind.FIGURE: "1234.5", Kind.MONEY: "300",
        Kind.YEAR: "2027", Kind.DAY: "2027-03-01", Kind.PARTY: str(party.pk),
    }  # fmt: skip
    return {
        key: {
            column.name: column.choices()[1][0] if column.kind is Kind.CHOICE else words[column.kind]
            for column in table.columns
        }
        for key, table in TABLES.items()
    }


@pytest.mark.parametrize("key", TABLES)
def test_every_table_is_filled_by_its_own_form_and_read_the_same_by_database_and_registry(
    draft: Any, key: str
) -> None:
    filing, who = draft
    party = memberships(filing.consortium)[1]
    table, client = TABLES[key], _as(who.lead)
    path = f"/filings/{filing.pk}/tables/{key}/new/"
    sent = typed(party)[key]
    page = client.post(path, sent)
    assert page.status_code == 302, page.context["form"].errors
    row = table.model.objects.select_related().get(consortium=filing.consortium)
    assert (row.edited_by, row.position) == (who.lead, 0)
    (line,) = rows.read(filing.consortium_id)[key]
    assert dict(line.values) == table.canonical(row)
    assert line.edited_by == who.lead.name
    assert line.edited_at == row.edited_at
    assert snapshot(filing.consortium)["tables"][key] == [table.canonical(row)]
    page = client.get(f"/filings/{filing.pk}/{table.place}/")
    assert f'id="{key}-{row.pk}"' in page.content.decode()


def test_all_tables_are_read_in_one_query(draft: Any, django_assert_num_queries: Any) -> None:
    filing, _who = draft
    with django_assert_num_queries(1):
        assert set(rows.read(filing.consortium_id)) == set(TABLES)


def test_rows_keep_the_order_they_are_given(draft: Any) -> None:
    filing, who = draft
    client, base = _as(who.lead), f"/filings/{filing.pk}/tables/milestones"
    for name in "甲乙丙":
        client.post(f"{base}/new/", {"name": name, "due_on": "2027-01-01"})

    def order() -> str:
        return "".join(line.values["name"] for line in rows.read(filing.consortium_id)["milestones"])

    last = Milestone.objects.get(name="丙").pk
    assert order() == "甲乙丙"
    for to, expected in (
        ("up", "甲丙乙"), ("up", "丙甲乙"), ("up", "丙甲乙"),
        ("down", "甲丙乙"), ("down", "甲乙丙"), ("down", "甲乙丙"),
    ):  # fmt: skip
        assert client.post(f"{base}/{last}/move/", {"to": to}).status_code == 302
        assert order() == expected


def test_money_is_summed_up_by_source_and_by_year(draft: Any) -> None:
    filing, who = draft
    for source, year, amount in (("lead", 2027, "100.5"), ("lead", 2028, "20"), ("city", 2027, "1000")):
        sent = {"source": source, "year": year, "amount": amount}
        _as(who.lead).post(f"/filings/{filing.pk}/tables/budget/new/", sent)
    table = TABLES["budget"]
    kept = [line.values for line in rows.read(filing.consortium_id)["budget"]]
    by_source, by_year = rows.sums(table, kept)
    assert [one.amount for one in by_source[1]] == ["120.5", "1,000"]
    assert [(one.label, one.amount) for one in by_year[1]] == [("2027", "1,100.5"), ("2028", "20")]
    assert rows.total(table, kept) == Decimal("1120.50")
    page = _as(who.lead).get(f"/filings/{filing.pk}/plan/").content.decode()
    assert "1,120.5" in page


def test_a_task_ends_after_it_begins(draft: Any) -> None:
    filing, who = draft
    party = memberships(filing.consortium)[1]
    sent = typed(party)["tasks"] | {"begins_on": "2027-03-02"}
    form = _as(who.lead).post(f"/filings/{filing.pk}/tables/tasks/new/", sent).context["form"]
    assert set(form.errors) == {"ends_on"}


def test_the_answers_beside_the_chapters_are_kept_by_key(draft: Any) -> None:
    filing, who = draft
    client, path = _as(who.lead), f"/filings/{filing.pk}/mechanisms/"
    assert client.post(path, {"text_ip": "谁完成谁拥有", "pages_voting": ""}).status_code == 302
    sent = {"person": person_mark(who.lead), "fields": {"text_voting": {"value": "一家一票"}}}
    answer = client.post(f"{path}autosave/", json.dumps(sent), content_type="application/json")
    assert answer.status_code == 200
    kept = snapshot(filing.consortium)
    assert kept["texts"] == {"ip": "谁完成谁拥有", "voting": "一家一票"}
    assert kept["text_documents"] == {}
    answer = filing.consortium.provisions.get(key="voting")
    assert (answer.edited_by, answer.is_answered) == (who.lead, True)


def test_the_form_of_governance_is_chosen_and_read_in_words(draft: Any) -> None:
    filing, who = draft
    client, path = _as(who.lead), f"/filings/{filing.pk}/mechanisms/"
    wrong = {"person": person_mark(who.lead), "fields": {"text_governance": {"value": "董事会"}}}
    client.post(f"{path}autosave/", json.dumps(wrong), content_type="application/json")
    assert not filing.consortium.provisions.exclude(text="").exists()

    sent = {"person": person_mark(who.lead), "fields": {"text_governance": {"value": "council"}}}
    client.post(f"{path}autosave/", json.dumps(sent), content_type="application/json")
    content = snapshot(filing.consortium)
    assert content["texts"] == {"governance": "council"}
    with override("zh-hans"):
        assert [(item.key, text) for item, text in kept.texts_of(content)] == [("governance", "理事会制度")]
        paper = next(tables_paper.sections_of(content))["blocks"]
        assert [block.get("text", block.get("paragraphs")) for block in paper] == ["治理形式", ["理事会制度"]]
        changed = content | {"texts": {"governance": "coordination"}}
        [line] = compared._texts(content["texts"], changed["texts"]).lines
        assert (line.kind, line.old, line.new) == ("changed", "理事会制度", "议事协调机制")
    form = client.get(path).context["form"]
    assert form["text_governance"].value() == "council"
    assert "pages_governance" not in form.fields
