"""Getting in: sign-up by letter, the second factor of officers, confirming once more, what is recorded."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from ledger.models import Entry
from tests.factories import UserFactory, officer

pytestmark = pytest.mark.django_db
PASSWORD = "a long sentence of words"


def sign_up(client, **changed):
    data = {"name": "示例填报人", "email": "new@example.test", "password1": PASSWORD, "password2": PASSWORD}
    return client.post("/accounts/signup/", {**data, **changed})


def test_a_clerk_signs_up_with_a_name_and_confirms_the_address(client):
    answer = sign_up(client)

    assert answer.status_code == 302
    link = re.search(r"https?://\S+/accounts/confirm-email/\S+", mail.outbox[0].body)
    assert link
    path = link.group().split("/", 3)[3]
    client.post(f"/{path}")
    assert User.objects.get(email="new@example.test").name == "示例填报人"
    entered = client.post("/accounts/login/", {"login": "new@example.test", "password": PASSWORD})
    assert entered.status_code == 302
    assert Entry.objects.filter(kind="login").exists()


def test_the_letter_keeps_where_one_was_going_in_any_browser(client):
    sign_up(client, next="/join/some-token/")
    link = re.search(r"https?://\S+/accounts/confirm-email/\S+", mail.outbox[0].body)
    path = "/" + link.group().split("/", 3)[3]

    elsewhere = Client()
    page = elsewhere.get(path).content.decode()
    answer = elsewhere.post(path.partition("?")[0], {"next": "/join/some-token/"})

    assert path.endswith("?next=%2Fjoin%2Fsome-token%2F")
    assert 'name="next" value="/join/some-token/"' in page
    assert answer.url == "/join/some-token/"


def test_the_letter_leads_to_no_foreign_address(client):
    sign_up(client, next="https://elsewhere.example/")

    assert "elsewhere" not in mail.outbox[0].body


def test_the_door_has_one_way_to_a_new_password(client):
    assert client.get("/accounts/login/").content.decode().count("/accounts/password/reset/") == 1


def test_sign_up_keeps_what_was_typed_and_names_the_mistake(client):
    page = sign_up(client, name="", password2="another")

    assert page.status_code == 200
    assert "new@example.test" in page.content.decode()


def test_a_failed_sign_in_is_recorded_without_the_address(client):
    client.post("/accounts/login/", {"login": "who@example.test", "password": "wrong wrong wrong"})

    entry = Entry.objects.get(kind="login_failed")
    assert "who@example.test" not in str(entry.payload)


def test_an_officer_without_second_factor_is_led_to_it_and_not_in_circles(client):
    client.force_login(officer(Role.CITY_OFFICER))

    answer = client.get("/inbox/")

    assert answer.status_code == 302
    assert answer.url == "/accounts/2fa/totp/activate/"
    reached = client.get(answer.url, follow=True)
    assert reached.status_code == 200
    assert len(reached.redirect_chain) <= 1
    assert client.get("/").status_code == 200


def test_an_officer_with_second_factor_enters(client):
    user = officer(Role.CITY_OFFICER)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(user)

    assert client.get("/inbox/").status_code == 200


def test_unit_people_need_no_second_factor(client):
    """To come in; only signing for the unit asks for one (tests/signing/test_second_factor.py)."""
    client.force_login(UserFactory())

    assert client.get("/inbox/").status_code == 200
    assert "只凭密码不够" in client.get("/accounts/second-factor/?next=/members/1/").content.decode()


def test_unit_people_who_have_a_second_factor_sign_in_with_it(client):
    user = User.objects.create_user("signer@example.test", PASSWORD, name="示例签字人")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})

    answer = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})

    assert answer.url.startswith("/accounts/2fa/authenticate/")
    assert client.get("/inbox/").url.startswith("/accounts/login/")


def test_a_stranger_is_asked_to_sign_in(client):
    answer = client.get("/inbox/")

    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")


def test_a_refusal_is_recorded(client):
    user = officer(Role.EXPERT)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(user)

    assert client.get("/staff/").status_code == 403
    assert Entry.objects.filter(kind="refused", actor_id=user.pk).count() == 1


def _security_admin(client):
    user = officer(Role.SECURITY_ADMIN)
    user.set_password(PASSWORD)
    user.save()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(user)
    return user


def test_granting_asks_once_more_and_nothing_happens_before(client):
    _security_admin(client)
    person = UserFactory()

    answer = client.post("/staff/roles/", {"user": person.pk, "role": Role.EXPERT, "authority": 1})

    assert answer.status_code == 302
    assert "reauthenticate" in answer.url
    assert person.role_proposals.count() == 0


@pytest.mark.django_db(transaction=True)
def test_in_the_demonstration_one_button_confirms_and_the_form_goes_on(settings):
    client = Client()
    admin = _security_admin(client)
    settings.DEMO = True
    person = UserFactory()
    authority = admin.role_grants.get().authority_id

    asked = client.post("/staff/roles/", {"user": person.pk, "role": Role.EXPERT, "authority": authority})
    assert asked.url.startswith("/accounts/stepup/?next=")
    assert client.get(asked.url).status_code == 200
    done = client.post(asked.url)

    assert done.status_code == 302
    assert person.role_proposals.get().role == Role.EXPERT


def test_the_button_exists_in_the_demonstration_only(client):
    client.force_login(UserFactory())

    assert client.get("/accounts/stepup/").status_code == 404


def test_somebody_at_work_keeps_the_session_with_one_note_a_minute(client):
    client.force_login(User.objects.create_user("here@example.test", "shili-mima-2026", name="在场的人"))
    cache.clear()
    client.get("/inbox/")
    first = Session.objects.get()
    client.get("/inbox/")
    assert Session.objects.get().expire_date == first.expire_date

    cache.clear()
    client.get("/inbox/")
    assert Session.objects.get().expire_date > first.expire_date
