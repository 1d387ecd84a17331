"""The browser is told that a text arrived when it did, and never otherwise; signing in leads back to the form."""

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import Client, RequestFactory

from accounts.middleware import TextArrived
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
MARK = "0123456789abcdef"


def answered(answer: HttpResponse, *said: int, mark: str = MARK) -> HttpResponse:
    """What leaves the house after a view answered and queued messages of these levels."""
    request = RequestFactory().post("/somewhere/", {"journal_mark": mark})
    request.user = UserFactory()
    request._messages = CookieStorage(request)

    def view(request: HttpRequest) -> HttpResponse:
        for level in said:
            messages.add_message(request, level, "words")
        return answer

    return TextArrived(view)(request)


def arrived(answer: HttpResponse) -> list[str]:
    return [name for name in answer.cookies if name.startswith("lianhe_arrived_")]


ON = "/filings/1/people/"


@pytest.mark.parametrize("said", [(), (messages.SUCCESS,), (messages.INFO, messages.SUCCESS)])
def test_an_answer_that_leads_on_says_that_the_text_arrived(said):
    answer = answered(HttpResponseRedirect(ON), *said)

    assert arrived(answer) == [f"lianhe_arrived_{MARK}"]
    assert answer.cookies[f"lianhe_arrived_{MARK}"]["path"] == "/"
    assert not answer.cookies[f"lianhe_arrived_{MARK}"]["httponly"], "the page reads and removes it"


@pytest.mark.parametrize(
    "said", [(messages.ERROR,), (messages.ERROR, messages.SUCCESS), (messages.INFO,), (messages.WARNING,)]
)
def test_a_refusal_is_no_arrival(said):
    assert arrived(answered(HttpResponseRedirect(ON), *said)) == []


@pytest.mark.parametrize(
    "answer",
    [
        HttpResponse("the form again"),
        HttpResponse(status=409),
        HttpResponse(status=503),
        HttpResponseRedirect("/accounts/login/?next=/filings/1/people/"),
        HttpResponseRedirect("/accounts/reauthenticate/?next=/members/1/sign/"),
        HttpResponseRedirect("/accounts/stepup/?next=/members/1/sign/"),
    ],
    ids=["again", "conflict", "fault", "sign-in", "confirm", "step-up"],
)
def test_what_does_not_lead_on_is_no_arrival(answer):
    assert arrived(answered(answer)) == []


@pytest.mark.parametrize("mark", ["", "a; path=/", "0123456789ABCDEF", MARK * 2])
def test_only_a_mark_names_a_cookie(mark):
    assert arrived(answered(HttpResponseRedirect(ON), mark=mark)) == []


def test_after_the_session_ended_a_form_leads_back_to_the_page_it_stood_on():
    client = Client()

    answer = client.post(
        "/questions/1/answer/", {"answer": "x"}, headers={"referer": "http://testserver/questions/1/?a=1"}
    )
    foreign = client.post(
        "/questions/1/answer/", {"answer": "x"}, headers={"referer": "https://elsewhere.example/x/"}
    )

    assert answer.url == "/accounts/login/?next=/questions/1/%3Fa%3D1"
    assert foreign.url == "/accounts/login/?next=/questions/1/answer/"
