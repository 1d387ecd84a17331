"""Accounts and roles of office: inviting, accepting, granting, ending. Each act is a security event."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ledger import actions as ledger

from .access import merged_badly
from .models import Authority, RoleGrant, StaffInvitation, User
from .problems import AccountProblem
from .roles import DISTRICT, Role

INVITATION = timedelta(days=7)


def invite_staff(
    *, email: str, name: str, role: str, authority: Authority, actor: User, now: datetime
) -> StaffInvitation:
    """Invite somebody by letter. The invitation carries a wish for a role; it gives none."""
    email = email.strip().lower()
    _check_place(role, authority)
    with transaction.atomic(durable=True):
        if User.objects.filter(email=email).exists():
            raise AccountProblem("address_taken", email=email)
        invitation = StaffInvitation.objects.create(
            email=email,
            name=name.strip(),
            role=role,
            authority=authority,
            token=secrets.token_urlsafe(32),
            invited_by=actor,
            invited_at=now,
            expires_at=now + INVITATION,
        )
        ledger.record_security(
            "staff_invited",
            actor_id=actor.pk,
            params={"invitation": invitation.pk, "role": role, "authority": authority.pk},
            now=now,
        )
        ledger.write_to(
            "account.invited",
            email=email,
            params=_params(role, authority),
            path=f"/accounts/invitation/{invitation.token}/",
            now=now,
            cause=f"staff-invitation:{invitation.pk}",
        )
        return invitation


def open_invitation(token: str, now: datetime) -> StaffInvitation | None:
    """The invitation behind a link, or None. Raises AccountProblem for one that is used or over."""
    invitation = StaffInvitation.objects.filter(token=token).select_related("authority").first()
    if invitation is None:
        return None
    if invitation.accepted_at:
        raise AccountProblem("invitation_used")
    if invitation.expires_at <= now:
        raise AccountProblem("invitation_over")
    return invitation


def accept_invitation(token: str, *, password: str, now: datetime) -> User:
    """Open the invited account with a password; the security administrators learn which role it waits for."""
    with transaction.atomic(durable=True):
        invitation = StaffInvitation.objects.select_for_update().get(token=token)
        open_invitation(token, now)
        if User.objects.filter(email=invitation.email).exists():
            raise AccountProblem("address_taken", email=invitation.email)
        user = User.objects.create_user(invitation.email, password, name=invitation.name)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        invitation.accepted_by, invitation.accepted_at = user, now
        invitation.save(update_fields=["accepted_by", "accepted_at"])
        ledger.record_security(
            "invitation_accepted", actor_id=user.pk, params={"invitation": invitation.pk}, now=now
        )
        ledger.tell(
            "account.role_asked",
            user_ids=_holders(Role.SECURITY_ADMIN),
            now=now,
            params={**_params(invitation.role, invitation.authority), "person": user.name},
            path=f"/staff/roles/?user={user.pk}&role={invitation.role}&authority={invitation.authority_id}",
            cause=f"role-asked:{invitation.pk}",
        )
        return user


def grant_role(
    user_id: int,
    role: str,
    authority: Authority,
    *,
    actor: User,
    now: datetime,
    deputy_for: User | None = None,
    expires_on: date | None = None,
) -> RoleGrant:
    """Give a person a role of office. Never to oneself, never the second of a pair; open sessions end."""
    with transaction.atomic(durable=True):
        user = User.objects.select_for_update(no_key=True).get(pk=user_id)
        held = set(RoleGrant.objects.filter(user=user, ended_at__isnull=True).values_list("role", flat=True))
        _refuse_grant(user, held, role, authority, actor)
        if expires_on and expires_on < timezone.localdate(now):
            raise AccountProblem("past_day", day=expires_on.isoformat())
        if deputy_for and deputy_for.pk == user.pk:
            raise AccountProblem("deputy_self")
        grant = RoleGrant.objects.create(
            user=user,
            role=role,
            authority=authority,
            deputy_for=deputy_for,
            granted_by=actor,
            granted_at=now,
            expires_on=expires_on,
        )
        _role_changed(grant, "role_granted", actor_id=actor.pk, now=now)
        return grant


def _refuse_grant(user: User, held: set[str], role: str, authority: Authority, actor: User) -> None:
    if user.pk == actor.pk:
        raise AccountProblem("own_role")
    if not user.is_active:
        raise AccountProblem("account_closed")
    _check_place(role, authority)
    for other in held:
        if reason := merged_badly({other}, Role(role)):
            raise AccountProblem("never_together", person=user.name, held=Role(other).label, reason=reason)
    if RoleGrant.objects.filter(user=user, role=role, authority=authority, ended_at__isnull=True).exists():
        raise AccountProblem("role_held", person=user.name)


def _check_place(role: str, authority: Authority) -> None:
    """District roles belong to a district or zone, all others to the city bureau."""
    is_city = authority.kind == Authority.Kind.CITY
    if (role in DISTRICT) == is_city:
        raise AccountProblem("wrong_place", role=Role(role).label, authority=authority)


def end_role(grant_id: int, *, actor: User, now: datetime) -> None:
    """Take a role away; never one's own. The person's open sessions end."""
    with transaction.atomic(durable=True):
        grant = RoleGrant.objects.select_related("user", "authority").get(pk=grant_id)
        User.objects.select_for_update(no_key=True).get(pk=grant.user_id)
        if grant.user_id == actor.pk:
            raise AccountProblem("own_role")
        if not RoleGrant.objects.filter(pk=grant_id, ended_at__isnull=True).update(ended_at=now):
            raise AccountProblem("role_ended")
        _role_changed(grant, "role_ended", actor_id=actor.pk, now=now)


def end_expired_roles(now: datetime) -> int:
    """End roles given until a day that is past: a deputy's time is over. Returns how many ended."""
    over = RoleGrant.objects.filter(ended_at__isnull=True, expires_on__lt=timezone.localdate(now))
    ended = 0
    for grant in over.select_related("user", "authority").order_by("id"):
        with transaction.atomic():
            if RoleGrant.objects.filter(pk=grant.pk, ended_at__isnull=True).update(ended_at=now):
                _role_changed(grant, "role_ended", actor_id=None, now=now)
                ended += 1
    return ended


def _role_changed(grant: RoleGrant, kind: str, *, actor_id: int | None, now: datetime) -> None:
    """End open sessions, write the event under the person's own account, tell the person."""
    User.objects.filter(pk=grant.user_id).update(access_version=F("access_version") + 1)
    ledger.record_security(
        kind,
        actor_id=actor_id,
        params={
            "grant": grant.pk,
            "user": grant.user_id,
            "role": grant.role,
            "authority": grant.authority_id,
            "deputy_for": grant.deputy_for_id,
        },
        now=now,
    )
    ledger.tell(
        f"account.{kind}",
        user_ids=[grant.user_id],
        now=now,
        params=_params(grant.role, grant.authority),
        path="/start/",
        cause=f"{kind}:{grant.pk}",
    )


def close_account(user_id: int, *, actor: User, now: datetime) -> None:
    """Close the account of somebody who left: no sign-in, no open session; the history stays."""
    if user_id == actor.pk:
        raise AccountProblem("own_role")
    with transaction.atomic(durable=True):
        user = User.objects.select_for_update(no_key=True).get(pk=user_id)
        if not user.is_active:
            raise AccountProblem("account_closed")
        User.objects.filter(pk=user_id).update(is_active=False, access_version=F("access_version") + 1)
        ledger.record_security("account_closed", actor_id=actor.pk, params={"user": user_id}, now=now)


def tell_unused_invitations(now: datetime) -> int:
    """Tell whoever invited that an invitation ended unused, once; how many there are."""
    over = StaffInvitation.objects.filter(
        accepted_at__isnull=True,
        expires_at__lte=now,
        expires_at__gt=now - INVITATION * 4,
        invited_by__isnull=False,
    ).select_related("authority")
    for invitation in over:
        ledger.tell(
            "account.invitation_expired",
            user_ids=[invitation.invited_by_id or 0],
            now=now,
            params={**_params(invitation.role, invitation.authority), "email": invitation.email},
            path="/staff/",
            cause=f"invitation-over:{invitation.pk}",
        )
    return len(over)


def _holders(role: str) -> list[int]:
    held = RoleGrant.objects.filter(role=role, ended_at__isnull=True, user__is_active=True)
    return list(held.values_list("user_id", flat=True).distinct())


def _params(role: str, authority: Authority) -> dict[str, Any]:
    return {"role": role, "authority": authority.name, "authority_en": authority.name_en}
