"""From the notice to the register through the desks, and what the review's people see of a case."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import stepup
from filings.models import Filing
from filings.states import State
from ledger import clock
from ledger.queries import breaks
from tests.desks.desks import browser
from tests.factories import NOW
from tests.road_reviews import at_expert_review, at_publicity, at_site_visit

pytestmark = pytest.mark.django_db


def confirmed(user, settings):
    """A browser whose person has just confirmed who they are."""
    client = browser(user, settings)
    session = client.session
    session[stepup.KEY] = stepup._signer.sign(str(user.pk))
    session.save()
    return client


def step(filing, event):
    return reverse("cases:step", args=[filing.pk, event])


def test_the_notice_is_closed_and_the_consortium_registered(settings):
    filing, who, *_rest = at_publicity()
    early = browser(who.city, settings).get(step(filing, "close")).context["reasons"]
    clock.move_to(NOW + timedelta(days=40))
    desk = browser(who.city, settings).get(reverse("cases:desk")).context["tasks"]

    browser(who.city, settings).post(step(filing, "close"), {"seen": filing.step_number})
    filing = Filing.objects.get(pk=filing.pk)
    closer = browser(who.city, settings).get(step(filing, "register"))
    approver = confirmed(who.approver, settings)
    todo = approver.get(reverse("cases:desk")).context["tasks"]
    page = approver.get(reverse("cases:sheet", args=[filing.pk]))
    approver.post(
        step(filing, "register"), {"seen": filing.step_number, "official_number": "青科〔2026〕9号"}
    )

    filing = Filing.objects.get(pk=filing.pk)
    assert early
    assert (len(desk), len(todo), closer.status_code) == (1, 1, 404)
    assert [view.event for view in page.context["steps"] if not view.reasons] == ["register", "decline"]
    assert filing.state == State.REGISTERED
    assert filing.registration.official_number == "青科〔2026〕9号"
    assert list(breaks()) == []


def test_declining_in_approval_needs_a_newer_fact(settings):
    filing, who, *_rest = at_publicity()
    clock.move_to(NOW + timedelta(days=40))
    browser(who.city, settings).post(step(filing, "close"), {"seen": filing.step_number})
    filing = Filing.objects.get(pk=filing.pk)
    client = confirmed(who.approver, settings)
    typed = {
        "meeting_number": "示例 2026-09",
        "reason": "牵头单位被立案",
        "heard": "9月30日书面",
        "seen": filing.step_number,
    }

    old = client.post(step(filing, "decline"), {**typed, "fact_on": "2020-01-01"})
    new = client.post(step(filing, "decline"), {**typed, "fact_on": "2026-10-08"})

    assert (old.status_code, new.status_code) == (409, 302)
    assert Filing.objects.get(pk=filing.pk).state == State.DECLINED


def test_an_expert_reads_on_the_own_pages_and_the_round_lead_sees_the_steps(settings):
    filing, _who, panel = at_expert_review()
    url = reverse("cases:detail", args=[filing.pk])

    member = browser(panel.experts[1], settings).get(url)
    lead = browser(panel.lead, settings).get(url)

    assert member["Location"] == f"/review/{filing.pk}/"
    assert lead.status_code == 200
    assert lead.context["dossier"] is None
    assert lead.context["steps"]


def test_each_stage_of_the_review_stands_on_a_desk(settings):
    filing, who, panel = at_site_visit()

    recorded = browser(who.city, settings).get(reverse("cases:desk")).context["tasks"]
    led = browser(panel.lead, settings).get(reverse("cases:desk")).context["tasks"]

    assert [row.button_url for row in recorded] == [reverse("reviews:new_visit", args=[filing.pk])]
    assert [row.button_url for row in led] == [reverse("reviews:board", args=[panel.round.pk, filing.pk])]
