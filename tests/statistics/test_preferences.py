"""What a person chooses for oneself: letters, filters, light and dark."""

from datetime import datetime, timedelta
from smtplib import SMTPException
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from accounts import digest, preferences
from accounts.delivery import deliver_waiting
from accounts.models import Digest, DigestItem, Letter, NoticePreference, SavedFilter, User
from accounts.notices import registered
from ledger import actions as ledger
from ledger import clock
from ledger.models import Notice
from tests.desks.desks import at_district, browser
from tests.factories import NOW, UserFactory, officer
from tests.races import at_once

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")
EIGHT = datetime(2026, 9, 2, 8, 0, tzinfo=ZONE)
FREE = [key for key, group in preferences.GROUPS.items() if not group.is_statutory]
PARAMS = {"name": "示例联合体", "name_en": "Sample", "serial": "S-1"}


@pytest.fixture(autouse=True)
def _story_day(db):
    clock.move_to(NOW)


def tell(user, kind="filing.city_inbox", now=NOW):
    ledger.tell(kind, user_ids=[user.pk], now=now, path="/cases/1/", params=PARAMS)


def wants(user, channel, group="tasks"):
    preferences.choose(user, {group: channel})


def test_every_kind_belongs_to_a_group_or_leaves_at_once():
    grouped = {kind for kind in registered() if preferences.group_of(kind)}

    assert len(grouped) > 80
    assert preferences.channel_for(1, "nobody.knows") == "at_once"


@pytest.mark.parametrize(
    ("kind", "group"),
    [
        ("filing.filer_returned", "returned"),
        ("filing.filer_declined", "decision"),
        ("filing.hold_placed", "statement"),
        ("filing.city_party_left", "statement"),
        ("filing.filer_due_today", "deadline"),
        ("filing.round_overdue", "deadline"),
        ("membership.invitation", "consent"),
        ("account.role_granted", "account"),
        ("filing.city_inbox", "tasks"),
        ("filing.endorse.drafted", "tasks"),
        ("filing.members_registered", "progress"),
        ("filing.district_registered", "watching"),
        ("membership.lead_accepted", "answers"),
    ],
)
def test_kinds_are_where_one_would_look(kind, group):
    assert preferences.group_of(kind).key == group


@pytest.mark.parametrize("group", [key for key in preferences.GROUPS if key not in FREE])
def test_statutory_groups_cannot_be_muted(group):
    user = UserFactory()
    with pytest.raises(ValueError, match=group):
        preferences.choose(user, {group: "none"})
    NoticePreference.objects.create(user=user, group=group, channel="none")  # by whatever road
    kind = {"returned": "filing.filer_returned", "deadline": "filing.filer_due_today"}.get(
        group, "filing.filer_declined"
    )

    tell(user, kind)
    deliver_waiting(NOW)

    assert len(mail.outbox) == 1


def test_none_means_no_letter_but_the_message_stays():
    user = UserFactory()
    wants(user, "none")

    tell(user)
    deliver_waiting(NOW)

    assert mail.outbox == []
    assert Notice.objects.get(user_id=user.pk).delivered_at == NOW
    assert Notice.objects.get(user_id=user.pk).read_at is None


def test_one_letter_a_day_at_eight_however_often_it_runs():
    user = UserFactory()
    wants(user, "digest")
    for _number in range(3):
        tell(user)
    deliver_waiting(NOW)

    assert digest.send_due(EIGHT - timedelta(minutes=1)) == 0
    assert [digest.send_due(EIGHT), digest.send_due(EIGHT), digest.send_due(EIGHT + timedelta(hours=9))] == [
        1,
        0,
        0,
    ]
    assert len(mail.outbox) == 1
    assert "3 条消息" in mail.outbox[0].subject
    assert mail.outbox[0].body.count("/cases/1/") == 6
    assert Letter.objects.count() == 1


def test_what_comes_after_eight_waits_for_tomorrow():
    user = UserFactory()
    wants(user, "digest")
    tell(user)
    deliver_waiting(NOW)
    digest.send_due(EIGHT)

    tell(user, now=EIGHT + timedelta(hours=1))
    deliver_waiting(EIGHT + timedelta(hours=1))
    digest.send_due(EIGHT + timedelta(hours=2))
    assert len(mail.outbox) == 1
    digest.send_due(EIGHT + timedelta(days=1))
    assert len(mail.outbox) == 2


def test_after_an_outage_of_days_one_letter_catches_up():
    user = UserFactory()
    wants(user, "digest")
    for day in range(4):
        tell(user, now=NOW + timedelta(days=day))
        deliver_waiting(NOW + timedelta(days=day))

    assert digest.send_due(EIGHT + timedelta(days=9, hours=3)) == 1
    assert "4 条消息" in mail.outbox[0].subject


def test_what_was_read_meanwhile_is_left_out():
    user = UserFactory()
    wants(user, "digest")
    tell(user)
    deliver_waiting(NOW)
    Notice.objects.update(read_at=NOW)

    digest.send_due(EIGHT)

    assert mail.outbox == []
    assert not DigestItem.objects.filter(digest__isnull=True).exists()


def test_a_dead_mail_server_loses_nothing(monkeypatch):
    user = UserFactory()
    wants(user, "digest")
    tell(user)
    deliver_waiting(NOW)
    with monkeypatch.context() as patch:

        def refuse(*args, **kwargs):
            raise SMTPException("no")

        patch.setattr("django.core.mail.EmailMessage.send", refuse)
        digest.send_due(EIGHT)
    assert Digest.objects.get().sent_at is None

    digest.send_due(EIGHT + timedelta(minutes=1))
    assert mail.outbox == []
    digest.send_due(EIGHT + timedelta(minutes=2))
    assert len(mail.outbox) == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_four_sweeps_at_once_send_one_letter_each():
    people = [UserFactory() for _number in range(5)]
    for user in people:
        wants(user, "digest")
        tell(user)
    deliver_waiting(NOW)

    at_once(*[lambda: digest.send_due(EIGHT)] * 4)

    assert sorted(letter.to for letter in mail.outbox) == sorted([user.email] for user in people)
    assert Letter.objects.count() == 5


def test_the_page_keeps_choices_and_says_what_cannot_be_muted(settings):
    person = officer("city_officer")
    mine = browser(person, settings)

    html = mine.get("/account/notices/").content.decode()
    answer = mine.post("/account/notices/", dict.fromkeys(FREE, "digest"))

    assert "这些不能关" in html
    assert "退回补正" in html
    assert answer.status_code == 302
    assert preferences.chosen_by(person) == dict.fromkeys(FREE, "digest")
    assert mine.post("/account/notices/", dict.fromkeys(FREE, "smoke")).status_code == 400


# filters


def test_a_filter_is_kept_applied_and_deleted(settings):
    at_district()
    person = officer("city_officer")
    mine = browser(person, settings)

    mine.post(
        "/account/filters/cases/", {"name": " 我的 超期 ", "query": "overdue=1&state=city_check&evil=1"}
    )
    kept = SavedFilter.objects.get()
    html = mine.get("/cases/").content.decode()
    mine.post(f"/account/filters/{kept.pk}/delete/")

    assert (kept.name, kept.query, kept.user) == ("我的 超期", "overdue=1&state=city_check", person)
    assert "?overdue=1&amp;state=city_check" in html
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    "query", ["", "state=nonsense", "evil=1", "authority=x", "month=2026-13", "a" * 600, "a=1&" * 100]
)
def test_what_the_lists_form_refuses_is_not_kept(query, settings):
    mine = browser(officer("city_officer"), settings)

    mine.post("/account/filters/cases/", {"name": "x", "query": query})

    assert not SavedFilter.objects.exists()


def test_a_filter_is_nobody_elses(settings):
    mine = SavedFilter.objects.create(
        user=officer("city_officer"), listing="cases", name="只有我", query="overdue=1", created_at=NOW
    )
    other = browser(officer("approver"), settings)

    assert "只有我" not in other.get("/cases/").content.decode()
    assert other.post(f"/account/filters/{mine.pk}/delete/").status_code == 404


def test_the_same_name_replaces_and_there_is_an_end(settings):
    person = officer("city_officer")
    mine = browser(person, settings)
    for number in range(22):
        mine.post("/account/filters/cases/", {"name": f"f{number}", "query": "overdue=1"})
    mine.post("/account/filters/cases/", {"name": "f0", "query": "held=1"})

    assert SavedFilter.objects.count() == 20
    assert SavedFilter.objects.get(name="f0").query == "held=1"


def test_an_address_with_nonsense_shows_the_list(settings):
    filing, _who = at_district()

    page = browser(officer("city_officer"), settings).get(
        "/cases/?state=nonsense&authority=x&since=never&q=%00"
    )

    assert [row["filing"].pk for row in page.context["rows"]] == [filing.pk]


# light and dark


def theme_of(answer):
    return answer.content.decode().split('data-bs-theme="')[1].split('"')[0]


def test_a_visitors_choice_is_kept_by_the_browser(client):
    answer = client.post("/account/theme/", {"theme": "dark", "next": "/how/"})

    assert answer.url == "/how/"
    assert theme_of(client.get("/")) == "dark"
    client.post("/account/theme/", {"theme": "auto", "next": "/"})
    assert 'data-theme="auto"' in client.get("/").content.decode()


def test_an_accounts_choice_follows_the_person(settings):
    person = officer("city_officer")
    browser(person, settings).post("/account/theme/", {"theme": "dark", "next": "/desk/"})

    assert User.objects.get(pk=person.pk).theme == "dark"
    assert theme_of(browser(person, settings).get("/desk/")) == "dark"


@pytest.mark.parametrize("target", ["https://example.test/", "//example.test", "javascript:alert(1)", ""])
def test_the_way_back_is_ours(client, target):
    assert client.post("/account/theme/", {"theme": "smoke", "next": target}).url == "/"
    assert "lianhe_theme" not in client.cookies
