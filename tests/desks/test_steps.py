"""Decisions through the pages: tickets, drafts and signatures, stale pages, second persons."""

import pytest
from django.urls import reverse

from accounts import stepup
from filings import actions
from filings.models import Filing, ShortfallReason
from filings.states import Event, State
from ledger.queries import breaks
from tests.desks.desks import at_district, browser
from tests.factories import NOW, AuthorityFactory, officer
from tests.road import at_city_check, complete_draft
from workflow.models import Proposal

pytestmark = pytest.mark.django_db
TICKET = {"target": "agreement", "clause": "G5.3d", "text": "仲裁和诉讼只能选一种", "is_mandatory": "on"}


def step_url(filing, event, *, draft=False):
    url = reverse("cases:step", args=[filing.pk, event])
    return f"{url}?draft=1" if draft else url


def state_of(filing):
    return Filing.objects.get(pk=filing.pk).state


@pytest.mark.parametrize("name", ["detail", "check", "history", "hold"])
def test_easy_error_12_another_districts_officer_meets_404(name, settings):
    filing, _who = at_district()
    elsewhere = officer(
        "district_officer", AuthorityFactory(key="370211", name="黄岛区科技局", place="黄岛区")
    )

    assert browser(elsewhere, settings).get(reverse(f"cases:{name}", args=[filing.pk])).status_code == 404


def test_a_drafts_only_reader_is_its_lead(settings):
    filing, who = complete_draft()

    assert browser(who.city, settings).get(reverse("cases:detail", args=[filing.pk])).status_code == 404
    answer = browser(who.lead, settings).get(reverse("cases:detail", args=[filing.pk]))
    assert answer["Location"] == reverse("filings:detail", args=[filing.pk])


@pytest.mark.parametrize("tab", ["basics", "agreement", "plan", "members", "people", "evidence", "nonsense"])
def test_the_officer_reads_the_submitted_version(tab, settings):
    filing, who = at_district()
    client = browser(who.officer, settings)

    assert client.get(reverse("cases:detail", args=[filing.pk]), {"tab": tab}).status_code == 200
    assert client.get(reverse("cases:check", args=[filing.pk]), {"tab": tab}).status_code == 200


def test_several_tickets_leave_together(settings):
    filing, who = at_district()
    client = browser(who.officer, settings)
    for place in ("agreement", "plan"):
        client.post(reverse("cases:tickets", args=[filing.pk]), {**TICKET, "target": place})
    client.post(
        reverse("cases:ticket", args=[filing.pk, 2]), {**TICKET, "target": "plan", "text": "改过的话"}
    )

    answer = client.post(step_url(filing, "return"), {"seen": filing.step_number, "reason": "其余齐全"})

    assert answer.status_code == 302
    assert state_of(filing) == State.DISTRICT_CORRECTION
    assert sorted(filing.tickets.values_list("place", "state", "text")) == [
        ("agreement", "open", TICKET["text"]), ("plan", "open", "改过的话"),
    ]  # fmt: skip
    record = client.get(reverse("cases:history", args=[filing.pk]))
    assert "2" in record.context["traces"][0].sentence
    assert list(breaks()) == []


def test_a_ticket_is_taken_back_before_it_is_sent(settings):
    filing, who = at_district()
    client = browser(who.officer, settings)
    client.post(reverse("cases:tickets", args=[filing.pk]), TICKET)

    client.post(reverse("cases:ticket_move", args=[filing.pk, 1, "withdraw"]))

    assert filing.tickets.get().state == "withdrawn"
    assert client.get(reverse("cases:ticket", args=[filing.pk, 1])).status_code == 404


def test_a_ticket_without_words_is_asked_for_again(settings):
    filing, who = at_district()

    answer = browser(who.officer, settings).post(
        reverse("cases:tickets", args=[filing.pk]), {**TICKET, "text": " ", "clause": "G99"}
    )

    assert answer.status_code == 422
    assert b"G99" in answer.content
    assert not filing.tickets.exists()


def test_returning_without_a_ticket_says_why_not(settings):
    filing, who = at_district()

    answer = browser(who.officer, settings).post(step_url(filing, "return"), {"seen": filing.step_number})

    assert answer.status_code == 409
    assert answer.context["errors"]
    assert state_of(filing) == State.DISTRICT_CHECK


def test_the_officer_drafts_and_the_head_signs(settings):
    filing, who = at_district()
    opinion = {"opinion": "材料齐全，同意推荐。", "seen": filing.step_number}

    drafted = browser(who.officer, settings).post(step_url(filing, "endorse", draft=True), opinion)
    page = browser(who.head, settings).get(reverse("cases:detail", args=[filing.pk]))
    signing = browser(who.head, settings).get(step_url(filing, "endorse"))
    signed = browser(who.head, settings).post(step_url(filing, "endorse"), {"seen": filing.step_number})

    assert (drafted.status_code, signed.status_code) == (302, 302)
    assert "材料齐全" in page.content.decode()
    assert "材料齐全" in signing.content.decode()
    assert state_of(filing) == State.CITY_CHECK


def test_the_officer_does_not_sign_the_own_draft(settings):
    filing, who = at_district()
    actions.draft(filing.pk, Event.ENDORSE, actor=who.officer, now=NOW, payload={"opinion": "同意"})

    answer = browser(who.officer, settings).post(step_url(filing, "endorse"), {"seen": filing.step_number})

    assert answer.status_code == 404
    assert state_of(filing) == State.DISTRICT_CHECK


def test_the_head_sets_a_draft_aside_with_a_reason(settings):
    filing, who = at_district()
    actions.draft(filing.pk, Event.ENDORSE, actor=who.officer, now=NOW, payload={"opinion": "同意"})
    client, url = browser(who.head, settings), reverse("cases:set_aside", args=[filing.pk, "endorse"])

    client.post(url, {"reason": " "})
    still = Proposal.objects.filter(closed_at__isnull=True).count()
    client.post(url, {"reason": "请补充分工"})

    assert (still, Proposal.objects.filter(closed_at__isnull=True).count()) == (1, 0)
    record = client.get(reverse("cases:history", args=[filing.pk])).content.decode()
    assert "请补充分工" in record


def test_a_stale_page_tells_who_did_what_and_keeps_the_words(settings):
    filing, who = at_district()
    seen = filing.step_number
    actions.add_ticket(
        filing.pk, place="plan", clause="G5.5b", text="缺一章", is_mandatory=True, actor=who.officer, now=NOW
    )
    actions.take(filing.pk, Event.RETURN, actor=who.officer, now=NOW)

    answer = browser(who.officer, settings).post(
        step_url(filing, "endorse", draft=True), {"opinion": "我写了很久的意见", "seen": seen}
    )

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "我写了很久的意见" in text
    assert "10:00" in text


def test_a_reason_is_judged_and_judged_anew(settings):
    filing, who = at_district()
    ShortfallReason.objects.create(filing=filing, code="few_academic", clause="G3.2d", reason="领域单位少")
    client, url = browser(who.officer, settings), reverse("cases:judge", args=[filing.pk, "few_academic"])

    blocked = client.get(step_url(filing, "endorse", draft=True))
    client.post(url, {"accept": "0"})
    client.post(url, {"accept": "1"})

    assert blocked.context["reasons"]
    assert filing.reasons.get().is_accepted is True
    assert client.post(url, {"accept": "x"}).status_code == 404


def test_not_recommending_cites_a_clause(settings):
    filing, who = at_district()
    client = browser(who.officer, settings)

    bad = client.post(step_url(filing, "not_recommend", draft=True), {"reason": "不行", "clause": ""})
    good = client.post(
        step_url(filing, "not_recommend", draft=True),
        {"reason": "不属于企业", "clause": "G4.1.1a", "seen": filing.step_number},
    )
    browser(who.head, settings).post(step_url(filing, "not_recommend"), {"seen": filing.step_number})

    assert (bad.status_code, good.status_code) == (422, 302)
    assert state_of(filing) == State.NOT_RECOMMENDED


def test_refusing_to_accept_needs_a_second_person_who_confirms_anew(settings):
    filing, who = at_city_check()
    draft = {"reason": "牵头单位不是法人", "clause": "G4.1.1a", "seen": filing.step_number}
    browser(who.city, settings).post(step_url(filing, "refuse", draft=True), draft)
    client = browser(who.approver, settings)

    asked = client.post(step_url(filing, "refuse"), {"seen": filing.step_number})
    before = state_of(filing)
    session = client.session
    session[stepup.KEY] = stepup._signer.sign(str(who.approver.pk))
    session.save()
    done = client.post(step_url(filing, "refuse"), {"seen": filing.step_number})

    assert (asked.status_code, before) == (302, State.CITY_CHECK)
    assert (done.status_code, state_of(filing)) == (302, State.DECLINED)


def test_a_soft_clause_carries_no_refusal(settings):
    filing, who = at_city_check()

    answer = browser(who.city, settings).post(
        step_url(filing, "refuse", draft=True), {"reason": "成员少", "clause": "G3.2c"}
    )

    assert answer.status_code == 422


def test_sending_back_tells_the_district(settings):
    filing, who = at_city_check()

    browser(who.city, settings).post(
        step_url(filing, "send_back"), {"reason": "请补充推荐意见", "seen": filing.step_number}
    )

    assert state_of(filing) == State.DISTRICT_CHECK


@pytest.mark.parametrize("event", ["register", "submit", "nonsense", "close"])
def test_a_step_that_is_not_there_is_404_or_back_to_the_case(event, settings):
    filing, who = at_district()

    assert browser(who.officer, settings).get(step_url(filing, event)).status_code in (302, 404)
    assert browser(who.officer, settings).post(step_url(filing, event)).status_code in (404, 409, 422)
    assert state_of(filing) == State.DISTRICT_CHECK


def test_after_a_draft_the_officer_reads_for_whom_it_waits(settings):
    filing, who = at_district()
    actions.draft(filing.pk, Event.ENDORSE, actor=who.officer, now=NOW, payload={"opinion": "同意推荐。"})
    client = browser(who.officer, settings)
    client.cookies["lianhe_language"] = "zh-hans"

    page = client.get(reverse("cases:detail", args=[filing.pk]))

    assert "起等崂山区负责人签发" in page.content.decode()
    assert "开始审核" not in page.content.decode()
    assert page.context["ball"].since == NOW.date()


def test_a_page_that_fails_leads_back_to_the_case(settings):
    filing, who = at_district()
    client = browser(who.officer, settings)

    missing = client.get(f"/cases/{filing.pk}/steps/nonsense/")
    foreign = client.get("/cases/999999/steps/nonsense/")

    assert missing.status_code == foreign.status_code == 404
    assert f'href="/cases/{filing.pk}/"' in missing.content.decode()
    assert "/cases/999999/" not in foreign.content.decode().replace("/cases/999999/steps", "")
    assert f'href="{reverse("portal:desk")}"' in foreign.content.decode()
