"""Whom a member's and a colleague's link was sent to: known to whoever holds the link while it works."""

from datetime import datetime

from django.urls import Resolver404, resolve

from accounts.invitees import Invitee, register

from .models import Membership, UnitInvitation
from .states import MembershipState


@register
def invitee_of(path: str, now: datetime) -> Invitee | None:
    """The address and unit of a link that still works."""
    try:
        found = resolve(path)
    except Resolver404:
        return None
    token = str(found.kwargs.get("token", ""))
    match found.view_name:
        case "members:join":
            parties = Membership.objects.filter(token=token, token_expires_at__gt=now)
            party = parties.exclude(state=MembershipState.LEFT).select_related("unit").first()
            return Invitee(party.email, party.unit.name) if party and party.email else None
        case "consortia:colleague":
            links = UnitInvitation.objects.filter(token=token, expires_at__gt=now, accepted_at__isnull=True)
            link = links.select_related("unit").first()
            return Invitee(link.email, link.unit.name) if link else None
    return None
