"""Counters of the cache begin anew with each test."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_counters():
    cache.clear()


@pytest.fixture
def enter(client):
    """Sign somebody in, with a second factor as officers need."""

    def sign_in(user):
        Authenticator.objects.get_or_create(
            user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "x"}}
        )
        client.force_login(user)
        return user

    return sign_in
