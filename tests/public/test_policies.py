"""Default deny: every address names its policy, and each role meets only what is its own."""

from functools import partial

import pytest
from allauth.mfa.models import Authenticator
from django.urls import URLPattern, get_resolver
from django.views.defaults import page_not_found

from accounts.middleware import guards_itself, policy_of
from accounts.roles import Role
from portal.places import OF_ROLE
from tests.factories import UserFactory, officer

PUBLIC = ("/", "/registry/", "/guideline/", "/parameters/", "/how/", "/roles/", "/help/", "/verify/")
OWN = {
    "/staff/": {Role.SYSTEM_ADMIN},
    "/staff/roles/": {Role.SECURITY_ADMIN},
    "/ledger/": {Role.AUDITOR, Role.SUPERVISOR},
    "/ledger/check/": {Role.AUDITOR, Role.AUDIT_ADMIN},
    "/ledger/administrators/": {Role.AUDITOR, Role.AUDIT_ADMIN},
}
REFUSED = {f"accounts/social/{old}/" for old in ("login/cancelled", "login/error", "signup", "connections")}
"""Old addresses of a library, bare redirects: they name no policy, so nobody gets in."""


def views(patterns, prefix=""):
    for pattern in patterns:
        path = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            yield path, pattern.callback
        else:
            yield from views(pattern.url_patterns, path)


def test_every_address_names_its_policy_or_guards_itself():
    listed = list(views(get_resolver().url_patterns))
    nameless = {path for path, view in listed if not guards_itself(view) and policy_of(view) is None}

    assert len(listed) > 60
    assert nameless == REFUSED


def test_a_view_without_a_policy_is_refused():
    assert policy_of(page_not_found) is None
    assert not guards_itself(page_not_found)
    assert not guards_itself(partial(page_not_found))


def enter(client, role):
    user = officer(role) if role else UserFactory()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(user)
    return user


@pytest.mark.django_db
@pytest.mark.parametrize("role", [None, *Role])
def test_each_role_reads_public_pages_and_only_its_own_others(client, role):
    enter(client, role)

    assert {path: client.get(path).status_code for path in PUBLIC} == dict.fromkeys(PUBLIC, 200)
    assert client.get("/inbox/").status_code == 200
    assert {path: client.get(path).status_code for path in OWN} == {
        path: 200 if role in who else 403 for path, who in OWN.items()
    }


@pytest.mark.django_db
@pytest.mark.parametrize("role", [None, *Role])
def test_whoever_signs_in_is_led_to_a_place_of_their_own(client, role):
    enter(client, role)

    first = client.get("/start/").url

    assert first == (OF_ROLE[role][0][1] if role else "/filings/")


@pytest.mark.django_db
def test_strangers_are_asked_to_sign_in_everywhere_else(client):
    for path in ("/inbox/", "/ledger/", "/staff/", "/staff/roles/", "/start/"):
        assert client.get(path).url.startswith("/accounts/login/"), path


@pytest.mark.django_db
def test_a_foreign_message_is_404(client):
    enter(client, None)

    assert client.post("/inbox/12345/").status_code == 404
