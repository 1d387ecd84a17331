"""Roles of office need two persons: a security administrator proposes, a second person confirms, never for oneself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ledger import actions as ledger

from .access import merged_badly
from .models import Authority, RoleGrant, RoleProposal, User
from .problems import AccountProblem
from .queries import holders
from .roles import DISTRICT, SUPERVISOR_CONFIRMS, Role, apart

Office = Mapping[str, Any]
"""The office parameters in force; this room knows no calendar, so its callers read them."""


def propose_role(
    user_id: int,
    role: str,
    authority: Authority,
    *,
    actor: User,
    office: Office,
    now: datetime,
    deputy_for: User | None = None,
    expires_on: date | None = None,
) -> RoleProposal:
    """Propose a role for somebody. Refused for oneself, for the second of a pair, and where the role is held."""
    with transaction.atomic(durable=True):
        _must_grant(actor)
        user = User.objects.select_for_update(no_key=True).get(pk=user_id)
        _refuse_grant(user, role, authority, actor, office)
        if expires_on and expires_on < timezone.localdate(now):
            raise AccountProblem("past_day", day=expires_on.isoformat())
        if deputy_for and deputy_for.pk == user.pk:
            raise AccountProblem("deputy_self")
        return _propose(
            RoleProposal(
                act=RoleProposal.Act.GRANT, user=user, role=role, authority=authority, deputy_for=deputy_for,
                expires_on=expires_on, proposed_by=actor, proposed_at=now,
            ),
            office,
            now,
        )  # fmt: skip


def propose_end(grant_id: int, *, actor: User, office: Office, now: datetime) -> RoleProposal:
    """Propose to take a role away; never one's own."""
    with transaction.atomic(durable=True):
        _must_grant(actor)
        grant = RoleGrant.objects.select_related("user", "authority").get(pk=grant_id)
        User.objects.select_for_update(no_key=True).get(pk=grant.user_id)
        if grant.user_id == actor.pk:
            raise AccountProblem("own_role")
        if not RoleGrant.objects.filter(pk=grant_id, ended_at__isnull=True).exists():
            raise AccountProblem("role_ended")
        return _propose(
            RoleProposal(
                act=RoleProposal.Act.END, user=grant.user, role=grant.role, authority=grant.authority,
                grant=grant, proposed_by=actor, proposed_at=now,
            ),
            office,
            now,
        )  # fmt: skip


def _propose(proposal: RoleProposal, office: Office, now: datetime) -> RoleProposal:
    waiting = RoleProposal.objects.filter(
        act=proposal.act, user=proposal.user, role=proposal.role, authority=proposal.authority,
        decided_at__isnull=True,
    )  # fmt: skip
    if waiting.exists():
        raise AccountProblem("proposed_already", person=proposal.user.name)
    proposal.save(force_insert=True)
    kind = "role_end_proposed" if proposal.act == RoleProposal.Act.END else "role_proposed"
    _record(kind, proposal, proposal.proposed_by_id, now)
    ledger.tell(
        f"account.{kind}", user_ids=seconds(proposal, office), now=now, path="/staff/proposals/",
        params={**params_of(proposal.role, proposal.authority), "person": proposal.user.name},
        cause=f"{kind}:{proposal.pk}",
    )  # fmt: skip
    return proposal


def decide(
    proposal_id: int, *, is_confirmed: bool, actor: User, office: Office, now: datetime
) -> RoleGrant | None:
    """The second person confirms a proposal, or turns it down. Everything is asked again under the lock."""
    with transaction.atomic(durable=True):
        proposal = _locked(proposal_id)
        if not may_second(actor, proposal, office):
            raise AccountProblem("not_second")
        if is_confirmed:
            _still_stands(proposal, office, now)
        RoleProposal.objects.filter(pk=proposal_id).update(
            decided_by=actor, decided_at=now, is_confirmed=is_confirmed
        )
        if not is_confirmed:
            _record("role_turned_down", proposal, actor.pk, now)
            _tell_proposer(proposal, now)
            return None
        return _carry_out(proposal, actor, now)


def withdraw(proposal_id: int, *, actor: User, now: datetime) -> None:
    """Take back a proposal of one's own that nobody has decided."""
    with transaction.atomic(durable=True):
        proposal = _locked(proposal_id)
        if proposal.proposed_by_id != actor.pk:
            raise AccountProblem("not_second")
        _record("role_proposal_withdrawn", proposal, actor.pk, now)
        proposal.delete()


def seconds(proposal: RoleProposal, office: Office) -> tuple[int, ...]:
    """Who may be the second person: the other security administrators; failing them, where the office parameter
    says so, the supervisor. Nobody at all is an answer too.
    """
    return seconds_among(proposal, office, holders(Role.SECURITY_ADMIN), holders(Role.SUPERVISOR))


def seconds_among(
    proposal: RoleProposal, office: Office, security: Iterable[int], supervisors: Iterable[int]
) -> tuple[int, ...]:
    """The same answer from holders already at hand."""
    neither = {proposal.proposed_by_id, proposal.user_id}
    others = tuple(pk for pk in security if pk not in neither)
    if others or not office[SUPERVISOR_CONFIRMS]:
        return others
    return tuple(pk for pk in supervisors if pk not in neither)


def may_second(user: User, proposal: RoleProposal, office: Office) -> bool:
    return user.pk in seconds(proposal, office)


def params_of(role: str, authority: Authority) -> dict[str, Any]:
    return {"role": role, "authority": authority.name, "authority_en": authority.name_en}


def check_place(role: str, authority: Authority) -> None:
    """District roles belong to a district or zone, all others to the city bureau."""
    is_city = authority.kind == Authority.Kind.CITY
    if (role in DISTRICT) == is_city:
        raise AccountProblem("wrong_place", role=Role(role).label, authority=authority)


def change(grant: RoleGrant, kind: str, *, actor_id: int | None, now: datetime, **more: Any) -> None:
    """End open sessions, write the event under whoever acted, tell the person."""
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
            **more,
        },
        now=now,
    )
    ledger.tell(
        f"account.{kind}",
        user_ids=[grant.user_id],
        now=now,
        params=params_of(grant.role, grant.authority),
        path="/start/",
        cause=f"{kind}:{grant.pk}",
    )


def end_all_roles(user: User, *, actor: User, now: datetime) -> None:
    """A closed account holds no role and waits for none; whoever opens it again opens it bare."""
    RoleProposal.objects.filter(user=user, decided_at__isnull=True).delete()
    for grant in user.role_grants.filter(ended_at__isnull=True).select_related("authority").order_by("id"):
        RoleGrant.objects.filter(pk=grant.pk).update(ended_at=now)
        change(grant, "role_ended", actor_id=actor.pk, now=now)


def _must_grant(actor: User) -> None:
    if not actor.is_any(Role.SECURITY_ADMIN):
        raise AccountProblem("not_second")


def _refuse_grant(user: User, role: str, authority: Authority, proposer: User, office: Office) -> None:
    if user.pk == proposer.pk:
        raise AccountProblem("own_role")
    if not user.is_active:
        raise AccountProblem("account_closed")
    check_place(role, authority)
    held = RoleGrant.objects.filter(user=user, ended_at__isnull=True)
    for other in sorted(set(held.values_list("role", flat=True))):
        if reason := merged_badly({other}, Role(role), apart(office)):
            raise AccountProblem("never_together", person=user.name, held=Role(other).label, reason=reason)
    if held.filter(role=role, authority=authority).exists():
        raise AccountProblem("role_held", person=user.name)


def _locked(proposal_id: int) -> RoleProposal:
    """An undecided proposal with its person's row locked. Raises RoleProposal.DoesNotExist for any other."""
    user_id = RoleProposal.objects.values_list("user_id", flat=True).get(
        pk=proposal_id, decided_at__isnull=True
    )
    User.objects.select_for_update(no_key=True).get(pk=user_id)
    found = RoleProposal.objects.select_related("user", "authority", "proposed_by", "deputy_for")
    return found.get(pk=proposal_id, decided_at__isnull=True)


def _still_stands(proposal: RoleProposal, office: Office, now: datetime) -> None:
    proposer = proposal.proposed_by
    if not proposer.is_active or not proposer.is_any(Role.SECURITY_ADMIN):
        raise AccountProblem("proposer_gone")
    if proposal.act == RoleProposal.Act.END:
        if not RoleGrant.objects.filter(pk=proposal.grant_id, ended_at__isnull=True).exists():
            raise AccountProblem("role_ended")
        return
    _refuse_grant(proposal.user, proposal.role, proposal.authority, proposer, office)
    if proposal.expires_on and proposal.expires_on < timezone.localdate(now):
        raise AccountProblem("past_day", day=proposal.expires_on.isoformat())


def _carry_out(proposal: RoleProposal, actor: User, now: datetime) -> RoleGrant:
    more = {"proposal": proposal.pk, "proposed_by": proposal.proposed_by_id}
    if proposal.act == RoleProposal.Act.END:
        grant = RoleGrant.objects.select_related("authority").get(pk=proposal.grant_id)
        RoleGrant.objects.filter(pk=grant.pk).update(ended_at=now)
        change(grant, "role_ended", actor_id=actor.pk, now=now, **more)
        return grant
    grant = RoleGrant.objects.create(
        user=proposal.user,
        role=proposal.role,
        authority=proposal.authority,
        deputy_for=proposal.deputy_for,
        granted_by=proposal.proposed_by,
        confirmed_by=actor,
        granted_at=now,
        expires_on=proposal.expires_on,
    )
    change(grant, "role_granted", actor_id=actor.pk, now=now, **more)
    return grant


def _record(kind: str, proposal: RoleProposal, actor_id: int, now: datetime) -> None:
    ledger.record_security(
        kind,
        actor_id=actor_id,
        params={
            "proposal": proposal.pk,
            "user": proposal.user_id,
            "role": proposal.role,
            "authority": proposal.authority_id,
        },
        now=now,
    )


def _tell_proposer(proposal: RoleProposal, now: datetime) -> None:
    ledger.tell(
        "account.role_turned_down", user_ids=[proposal.proposed_by_id], now=now, path="/staff/roles/",
        params={**params_of(proposal.role, proposal.authority), "person": proposal.user.name},
        cause=f"role-turned-down:{proposal.pk}",
    )  # fmt: skip
