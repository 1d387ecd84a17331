"""Signed-in browsers for the desks, and filings brought to them by real steps."""

from typing import Any

from django.test import Client

from accounts.middleware import SECOND_FACTOR_KEY
from filings import actions
from filings.models import Filing
from filings.states import Event
from tests.factories import NOW
from tests.retold import told_once
from tests.road import People, complete_draft


def browser(user: Any, settings: Any) -> Client:
    """A browser of ``user``, past the second factor as in the demonstration."""
    settings.DEMO = True
    client = Client()
    client.force_login(user)
    session = client.session
    session[SECOND_FACTOR_KEY] = True
    session.save()
    return client


@told_once
def at_district(who: People | None = None) -> tuple[Filing, People]:
    """A filing that has just been submitted."""
    filing, who = complete_draft(who)
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    return Filing.objects.get(pk=filing.pk), who
