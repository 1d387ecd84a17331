"""A hold through the pages: asked for, placed by another, lifted, and visible throughout."""

import pytest
from django.urls import reverse

from tests.desks.desks import browser
from tests.factories import officer
from tests.road import at_city_check
from workflow.models import Hold

pytestmark = pytest.mark.django_db
ASKED = {"act": "ask", "reason": "fraud", "note": "收到举报"}


def test_a_hold_is_asked_for_placed_and_lifted(settings):
    filing, who = at_city_check()
    url = reverse("cases:hold", args=[filing.pk])
    city, approver = browser(who.city, settings), browser(who.approver, settings)

    assert city.get(url).status_code == 200
    assert city.post(url, ASKED).status_code == 302
    asked = approver.get(reverse("cases:desk")).context["tasks"]
    assert approver.post(url, {"act": "place"}).status_code == 302
    placed = browser(who.officer, settings).get(reverse("cases:detail", args=[filing.pk])).context["ball"]
    closed = city.get(reverse("cases:step", args=[filing.pk, "send_back"])).context["reasons"]
    assert approver.post(url, {"act": "lift", "note": "核实无误"}).status_code == 302

    assert len(asked) == 1
    assert placed.reason
    assert closed
    assert Hold.objects.get().lifted_at is not None


def test_the_officer_who_asked_does_not_place(settings):
    filing, who = at_city_check()
    url = reverse("cases:hold", args=[filing.pk])
    client = browser(who.city, settings)
    client.post(url, ASKED)

    answer = client.post(url, {"act": "place"})

    assert answer.status_code == 409
    assert Hold.objects.get().placed_at is None


def test_a_request_is_taken_back(settings):
    filing, who = at_city_check()
    url = reverse("cases:hold", args=[filing.pk])
    client = browser(who.city, settings)
    client.post(url, ASKED)

    client.post(url, {"act": "drop", "note": "查清了"})

    assert Hold.objects.get().lifted_at is not None


def test_a_hold_says_why(settings):
    filing, who = at_city_check()

    answer = browser(who.city, settings).post(
        reverse("cases:hold", args=[filing.pk]), {**ASKED, "note": "  "}
    )

    assert answer.status_code == 422


@pytest.mark.parametrize("role", ["district_officer", "district_head", "auditor", "expert"])
def test_only_the_city_holds(role, settings):
    filing, _who = at_city_check()

    url = reverse("cases:hold", args=[filing.pk])
    assert browser(officer(role), settings).get(url).status_code == 404
