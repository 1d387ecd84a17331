"""A deputy: a colleague of the same authority who holds an office for a while, named by whoever is away."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ledger import actions as ledger

from .access import merged_badly
from .models import RoleGrant, User
from .roles import DISTRICT, Role

LONGEST_DAYS = 60


class DeputyRefused(Exception):
    """Why a colleague cannot stand in; the text is fit for the person who asked."""


def may_be_deputised(grant: RoleGrant) -> bool:
    """District offices may; a deputy does not name deputies."""
    return grant.role in DISTRICT and grant.deputy_for_id is None


@transaction.atomic
def name_deputy(grant: RoleGrant, *, email: str, expires_on: date, actor: User, now: datetime) -> RoleGrant:
    """Let a colleague of the same authority hold ``grant``'s office until ``expires_on``, inclusive.

    Raises DeputyRefused with the reason in words.
    """
    today = timezone.localdate(now)
    if grant.user_id != actor.pk or not may_be_deputised(grant):
        raise DeputyRefused(_("Only whoever holds the office names a deputy."))
    if not today <= expires_on or (expires_on - today).days > LONGEST_DAYS:
        raise DeputyRefused(
            _("“%(day)s” is not within the next %(days)s days.")
            % {"day": expires_on.isoformat(), "days": LONGEST_DAYS}
        )
    deputy = User.objects.filter(email__iexact=email.strip(), is_active=True).exclude(pk=actor.pk).first()
    held: Any = list(deputy.role_grants.filter(ended_at__isnull=True)) if deputy else []
    if deputy is None or not any(one.authority_id == grant.authority_id for one in held):
        raise DeputyRefused(_("“%(email)s” is no colleague at this authority.") % {"email": email})
    if any(one.role == grant.role and one.authority_id == grant.authority_id for one in held):
        raise DeputyRefused(_("“%(email)s” holds this office already.") % {"email": email})
    if reason := merged_badly({one.role for one in held}, Role(grant.role)):
        raise DeputyRefused(str(reason))
    named = RoleGrant.objects.create(
        user=deputy, role=grant.role, authority_id=grant.authority_id, deputy_for=actor, granted_by=actor,
        granted_at=now, expires_on=expires_on,
    )  # fmt: skip
    ledger.record_security(
        "deputy_named", actor_id=actor.pk, now=now,
        params={"grant": named.pk, "user": deputy.pk, "role": grant.role, "until": expires_on.isoformat()},
    )  # fmt: skip
    return named


@transaction.atomic
def end_deputy(grant_id: int, *, actor: User, now: datetime) -> None:
    """The person who was away is back: the deputy's office ends at once."""
    ended = RoleGrant.objects.filter(pk=grant_id, deputy_for=actor, ended_at__isnull=True).update(
        ended_at=now
    )
    if ended:
        ledger.record_security("deputy_ended", actor_id=actor.pk, now=now, params={"grant": grant_id})
