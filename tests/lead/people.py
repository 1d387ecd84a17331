"""Who else takes part in a filing, found again from the rows."""

from typing import Any

from consortia.models import Membership
from filings.models import Filing


def member_of(filing: Filing, number: int = 0) -> tuple[Membership, Any]:
    """A member's row and the person who represents it."""
    members = Membership.objects.filter(consortium=filing.consortium, is_lead=False).order_by("id")
    party = members[number]
    return party, party.unit.representatives.order_by("id")[0].user
