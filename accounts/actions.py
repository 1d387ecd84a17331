"""Accounts: inviting, accepting, closing, opening again. Each act is a security event; none gives a right."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ledger import actions as ledger

from .grants import change, check_place, end_all_roles, params_of
from .models import Authority, RoleGrant, StaffInvitation, User
from .problems import AccountProblem
from .queries import holders
from .roles import ADMINISTRATORS, Role

INVITATION = timedelta(days=7)


def invite_staff(
    *, email: str, name: str, role: str, authority: Authority, actor: User, now: datetime
) -> StaffInvitation:
    """Invite somebody by letter. The invitation carries a wish for a role; it gives none."""
    with transaction.atomic(durable=True):
        return _invite(email, name, role, authority, actor, now)


def _invite(
    email: str, name: str, role: str, authority: Authority, actor: User | None, now: datetime
) -> StaffInvitation:
    """Write down the invitation and its letter, inside the caller's transaction."""
    email = email.strip().lower()
    check_place(role, authority)
    if User.objects.filter(email=email).exists():
        raise AccountProblem("address_taken", email=email)
    invitation = StaffInvitation.objects.create(
        email=email, name=name.strip(), role=role, authority=authority, token=secrets.token_urlsafe(32),
        invited_by=actor, invited_at=now, expires_at=now + INVITATION,
    )  # fmt: skip
    ledger.record_security(
        "staff_invited",
        actor_id=actor.pk if actor else None,
        params={"invitation": invitation.pk, "role": role, "authority": authority.pk},
        now=now,
    )
    ledger.write_to(
        "account.invited",
        email=email,
        params=params_of(role, authority),
        path=f"/accounts/invitation/{invitation.token}/",
        now=now,
        cause=f"staff-invitation:{invitation.pk}",
    )
    return invitation


def invite_first_administrators(
    people: Sequence[tuple[Role, str, str]], authority: Authority, now: datetime
) -> list[StaffInvitation]:
    """Invite the administrators (role, e-mail, name) of a system that has none; accepting gives them their role.

    Nobody stands above them who could propose or confirm it. Refused as soon as anybody is an administrator or
    is invited so, and with fewer than two security administrators, who could give no role to anybody.
    """
    with transaction.atomic(durable=True):
        Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)
        waiting = StaffInvitation.objects.filter(
            invited_by__isnull=True, role__in=ADMINISTRATORS, accepted_at__isnull=True, expires_at__gt=now
        )
        if holders(*ADMINISTRATORS) or waiting.exists():
            raise AccountProblem("administrators_exist")
        roles = [role for role, _email, _name in people]
        if roles.count(Role.SECURITY_ADMIN) < 2:
            raise AccountProblem("one_security_admin")
        return [_invite(email, name, role, authority, None, now) for role, email, name in people]


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
        if invitation.invited_by_id is None and invitation.role in ADMINISTRATORS:
            grant = RoleGrant.objects.create(
                user=user, role=invitation.role, authority=invitation.authority, granted_at=now
            )
            change(grant, "role_granted", actor_id=None, now=now)
            return user
        ledger.tell(
            "account.role_asked",
            user_ids=holders(Role.SECURITY_ADMIN),
            now=now,
            params={**params_of(invitation.role, invitation.authority), "person": user.name},
            path=f"/staff/roles/?user={user.pk}&role={invitation.role}&authority={invitation.authority_id}",
            cause=f"role-asked:{invitation.pk}",
        )
        return user


def close_account(user_id: int, *, actor: User, now: datetime) -> None:
    """Close the account of somebody who left: no sign-in, no open session, no role; the history stays."""
    if user_id == actor.pk:
        raise AccountProblem("own_role")
    with transaction.atomic(durable=True):
        user = User.objects.select_for_update(no_key=True).get(pk=user_id)
        if not user.is_active:
            raise AccountProblem("account_closed")
        end_all_roles(user, actor=actor, now=now)
        User.objects.filter(pk=user_id).update(is_active=False, access_version=F("access_version") + 1)
        ledger.record_security("account_closed", actor_id=actor.pk, params={"user": user_id}, now=now)


def reopen_account(user_id: int, *, actor: User, now: datetime) -> None:
    """Open a closed account again, bare of roles; the security administrators learn of it."""
    if user_id == actor.pk:
        raise AccountProblem("own_role")
    with transaction.atomic(durable=True):
        user = User.objects.select_for_update(no_key=True).get(pk=user_id)
        if user.is_active:
            raise AccountProblem("account_open")
        User.objects.filter(pk=user_id).update(is_active=True, access_version=F("access_version") + 1)
        entry = ledger.record_security(
            "account_reopened", actor_id=actor.pk, params={"user": user_id}, now=now
        )
        ledger.tell(
            "account.reopened", user_ids=holders(Role.SECURITY_ADMIN), now=now, path="/staff/roles/",
            params={"person": user.name}, cause=f"account-reopened:{entry.pk}",
        )  # fmt: skip


def end_expired_roles(now: datetime) -> int:
    """End roles given until a day that is past, and tell both the deputy and whoever was away. How many ended."""
    over = RoleGrant.objects.filter(ended_at__isnull=True, expires_on__lt=timezone.localdate(now))
    ended = 0
    for grant in over.select_related("user", "authority").order_by("id"):
        with transaction.atomic():
            if RoleGrant.objects.filter(pk=grant.pk, ended_at__isnull=True).update(ended_at=now):
                change(grant, "role_ended", actor_id=None, now=now)
                if grant.deputy_for_id:
                    ledger.tell(
                        "account.deputy_ended", user_ids=[grant.deputy_for_id], now=now, path="/start/",
                        params={**params_of(grant.role, grant.authority), "person": grant.user.name},
                        cause=f"deputy-ended:{grant.pk}",
                    )  # fmt: skip
                ended += 1
    return ended


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
            params={**params_of(invitation.role, invitation.authority), "email": invitation.email},
            path="/staff/",
            cause=f"invitation-over:{invitation.pk}",
        )
    return len(over)
