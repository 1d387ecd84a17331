"""Questions, ticks, late points and the comparison as the desks, units and leads meet them."""

import pytest
from django.urls import reverse

from consortia.queries import memberships
from filings import actions, drafts, edits, questions
from filings.models import Filing, PartTick, Question
from filings.states import Event, State
from ledger.models import Notice
from portal.statistics import Scope
from portal.statistics_corrections import told
from tests.desks.desks import at_district, browser
from tests.factories import NOW, AuthorityFactory, UserFactory, officer
from tests.road import complete_draft
from workflow.engine import NoSuchStep, NotYourStep, StepRefused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _printed(monkeypatch):
    monkeypatch.setattr("filings.consequences.after_commit", lambda *_args, **_kwargs: None)


def asked_of_a_member(filing, who):
    member = next(party for party in memberships(filing.consortium) if not party.is_lead)
    question = questions.ask(
        filing.pk, target=f"members/{member.pk}", clause="G3.6", text="设备何时可用？", membership_id=member.pk,
        actor=who.officer, now=NOW,
    )  # fmt: skip
    return question, member, member.unit.representatives.order_by("id")[0].user


def notices(user):
    return set(
        Notice.objects.filter(user_id=user.pk, kind__startswith="question.").values_list("kind", flat=True)
    )


def corrected(filing, who, *, need="写明了来源的需求"):
    """Version 2: one ticket on the need, answered with a change."""
    ticket = actions.add_ticket(
        filing.pk, target="basics.need", clause="G5.1a", text="写明来源", is_mandatory=True, actor=who.officer,
        now=NOW,
    )  # fmt: skip
    actions.take(filing.pk, Event.RETURN, actor=who.officer, now=NOW)
    edits.save_basics(filing.pk, {"need": need}, actor=who.lead, now=NOW)
    actions.move_ticket(ticket.pk, "answer", actor=who.lead, now=NOW, answer="已写明")
    actions.take(filing.pk, Event.RESUBMIT, actor=who.lead, now=NOW)


# questions


def test_a_question_goes_to_the_unit_and_the_filing_stays_with_its_clock(settings):
    filing, who = at_district()
    before = Filing.objects.get(pk=filing.pk)
    question, _member, person = asked_of_a_member(filing, who)

    after = Filing.objects.get(pk=filing.pk)
    assert (after.state, after.due_on, after.step_number) == (
        State.DISTRICT_CHECK, before.due_on, before.step_number,
    )  # fmt: skip
    assert notices(person) == {"question.unit_asked"}
    assert notices(who.lead) == {"question.filer_copy"}
    assert question.due_on > NOW.date()
    page = browser(person, settings).get(f"/filings/{filing.pk}/").content.decode()
    assert reverse("cases:question", args=[question.pk]) in page

    client = browser(person, settings)
    url = reverse("cases:question_move", args=[question.pk, "answer"])
    assert client.post(url, {"answer": "  "}).status_code == 409
    assert client.post(url, {"answer": "2027年3月可用"}).status_code == 302
    assert notices(who.officer) == {"question.desk_answered"}

    desk = browser(who.officer, settings)
    listed = desk.get(reverse("cases:questions"))
    assert [row["question"].pk for row in listed.context["rows"]] == [question.pk]
    desk.post(reverse("cases:question_move", args=[question.pk, "read"]))
    assert Question.objects.get(pk=question.pk).state == "read"
    assert not desk.get(reverse("cases:questions")).context["rows"]


def test_an_open_question_stops_no_step():
    filing, who = at_district()
    asked_of_a_member(filing, who)

    actions.draft(filing.pk, Event.ENDORSE, actor=who.officer, now=NOW, payload={"opinion": "同意推荐"})
    actions.take(filing.pk, Event.ENDORSE, actor=who.head, now=NOW)

    assert Filing.objects.get(pk=filing.pk).state == State.CITY_CHECK


def test_a_question_is_read_by_its_unit_its_lead_and_its_offices_alone(settings):
    filing, who = at_district()
    question, _member, person = asked_of_a_member(filing, who)
    other = [party for party in memberships(filing.consortium) if not party.is_lead][1]
    neighbour = other.unit.representatives.order_by("id")[0].user
    elsewhere = officer(
        "district_officer", AuthorityFactory(key="370211", name="黄岛区科技局", place="黄岛区")
    )
    url = reverse("cases:question", args=[question.pk])

    answers = {
        user: browser(user, settings).get(url).status_code
        for user in (person, who.lead, who.officer, who.city)
    }
    assert set(answers.values()) == {200}
    for stranger in (neighbour, elsewhere, UserFactory()):
        assert browser(stranger, settings).get(url).status_code == 404
        with pytest.raises(NotYourStep):
            questions.move(question.pk, "answer", actor=stranger, now=NOW, answer="冒答")


SQUARE = {
    ("open", "answer"): "member", ("open", "withdraw"): "officer", ("answered", "answer"): "member",
    ("answered", "read"): "officer", ("answered", "ask_again"): "officer",
}  # fmt: skip


def test_every_state_and_event_of_a_question_has_its_people_or_is_refused():
    filing, who = at_district()
    for state in ("open", "answered", "read", "withdrawn"):
        for event in ("answer", "withdraw", "read", "ask_again"):
            for name in ("member", "officer", "head", "stranger"):
                question, _membership, member = asked_of_a_member(filing, who)
                reach(question, state, who, member)
                actor = {
                    "member": member,
                    "officer": who.officer,
                    "head": who.head,
                    "stranger": UserFactory(),
                }[name]
                may = SQUARE.get((state, event)) == name
                try:
                    questions.move(question.pk, event, actor=actor, now=NOW, answer="答", reason="因")
                    moved = True
                except (NoSuchStep, NotYourStep, StepRefused):
                    moved = False
                assert moved == may, (state, event, name)


def reach(question, state, who, member):
    if state in ("answered", "read"):
        questions.move(question.pk, "answer", actor=member, now=NOW, answer="答")
    if state in ("read", "withdrawn"):
        event = "read" if state == "read" else "withdraw"
        questions.move(question.pk, event, actor=who.officer, now=NOW, reason="因")


def test_a_question_is_asked_on_the_check_page(settings):
    filing, who = at_district()
    client = browser(who.officer, settings)
    member = memberships(filing.consortium)[1]
    typed = {"target": "plan.tasks", "membership_id": member.pk, "clause": "G3.6", "text": "谁承担？"}

    assert client.post(reverse("cases:ask", args=[filing.pk]), {**typed, "text": ""}).status_code == 422
    assert client.post(reverse("cases:ask", args=[filing.pk]), typed).status_code == 302
    assert browser(who.lead, settings).post(reverse("cases:ask", args=[filing.pk]), typed).status_code == 404

    assert filing.questions.get().membership == member
    assert (
        "谁承担？" in client.get(reverse("cases:question", args=[filing.questions.get().pk])).content.decode()
    )


# ticks


def test_a_tick_stays_where_nothing_changed_and_says_what_did(settings):
    filing, who = at_district()
    client = browser(who.officer, settings)
    for address in ("basics", "plan.tasks", "members"):
        client.post(reverse("cases:tick", args=[filing.pk]), {"address": address, "on": "1"})
    corrected(filing, who)

    page = client.get(reverse("cases:check", args=[filing.pk]))

    kinds = {one.address: (one.kind, one.version) for one in page.context["ticks"]}
    assert kinds["basics"] == ("changed", 1)
    assert kinds["plan.tasks"] == kinds["members"] == ("ticked", 1)
    assert kinds["agreement"] == ("open", 0)
    client.post(reverse("cases:tick", args=[filing.pk]), {"address": "members", "on": "0"})
    client.post(reverse("cases:tick", args=[filing.pk]), {"address": "nonsense", "on": "1"})
    assert sorted(PartTick.objects.values_list("address", flat=True)) == ["basics", "plan.tasks"]
    assert browser(who.city, settings).post(
        reverse("cases:tick", args=[filing.pk]), {"address": "people", "on": "1"}
    ).status_code == 404  # fmt: skip


# comparison


def test_two_versions_are_compared_by_whoever_may_read_them(settings):
    filing, who = at_district()
    member = memberships(filing.consortium)[1].unit.representatives.order_by("id")[0].user
    corrected(filing, who, need="深海焊接依赖进口装备")
    url = reverse("cases:compare", args=[filing.pk])

    for reader in (who.officer, who.head, who.city, who.approver, who.lead, member):
        page = browser(reader, settings).get(url)
        assert page.status_code == 200
        assert [block.anchor for block in page.context["blocks"]] == ["basics"]
        assert page.context["count"] == 1
        assert "<ins>" in page.content.decode()
    for stranger in (UserFactory(), officer("expert")):
        assert browser(stranger, settings).get(url).status_code == 404
    whole = browser(who.officer, settings).get(url, {"all": "1", "old": "1", "new": "1"})
    assert whole.context["count"] == 0
    assert len(whole.context["blocks"]) == 8  # five parts, three tables with rows


def test_a_draft_has_nothing_to_compare(settings):
    filing, who = complete_draft()

    assert browser(who.lead, settings).get(reverse("cases:compare", args=[filing.pk])).status_code == 404


# late points on the pages


def test_the_head_confirms_a_late_point_on_the_case_page(settings):
    filing, who = at_district()
    corrected(filing, who)
    desk, head = browser(who.officer, settings), browser(who.head, settings)
    typed = {"target": "people.director", "clause": "G5.4", "text": "补充履历", "late_reason": "新查明"}
    desk.post(reverse("cases:tickets", args=[filing.pk]), typed)
    ticket = filing.tickets.get(number=2)

    shown = head.get(reverse("cases:detail", args=[filing.pk]))
    assert [one.row.pk for one in shown.context["late_points"]] == [ticket.pk]
    assert not desk.get(reverse("cases:detail", args=[filing.pk])).context["late_points"]
    url = reverse("cases:ticket_late", args=[filing.pk, ticket.number])
    assert desk.post(url, {"reason": "自己确认"}).status_code == 404
    assert head.post(url, {"reason": "新查明"}).status_code == 302
    actions.take(filing.pk, Event.RETURN, actor=who.officer, now=NOW)
    ticket.refresh_from_db()
    assert ticket.is_late
    assert ticket.late_confirmed_by == who.head


def test_late_points_are_counted_and_lead_to_their_cases(settings):
    filing, who = at_district()
    corrected(filing, who)
    late = actions.add_ticket(
        filing.pk, target="people.director", clause="G5.4", text="补充履历", is_mandatory=True,
        actor=who.officer, now=NOW, late_reason="新查明",
    )  # fmt: skip
    head = browser(who.head, settings)
    assert any(row.verb == "确认补提事项" for row in head.get(reverse("cases:desk")).context["tasks"])
    drafts.confirm_late(late.pk, actor=who.head, now=NOW)
    actions.take(filing.pk, Event.RETURN, actor=who.officer, now=NOW)

    found = told(Scope())

    assert (found["district"].first, found["district"].later, found["district"].late) == (1, 1, 1)
    assert found["district"].rate == "100 %"
    page = head.get(reverse("cases:list"), {"late": "district"})
    assert [row["filing"].pk for row in page.context["rows"]] == [filing.pk]
    assert not head.get(reverse("cases:list"), {"late": "city"}).context["rows"]
    assert "补提事项" in head.get(reverse("portal:statistics")).content.decode()
