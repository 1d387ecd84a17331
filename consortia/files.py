"""Who may read the papers of a unit's claim: the officers who judge it, the claimant, the unit's manager."""

from typing import Any

from documents.access import register
from documents.models import StoredFile

from .access import claims_for, manages
from .models import UnitClaim


@register
def may_read_claim(user: Any, stored_file: StoredFile) -> bool:
    """Licence and authorisation carry personal data: nobody else sees them."""
    if not user.is_authenticated:
        return False
    claims = UnitClaim.objects.filter(licence=stored_file) | UnitClaim.objects.filter(
        authorisation=stored_file
    )
    claim = claims.select_related("unit").first()
    if claim is None:
        return False
    if claim.user_id == user.pk or manages(user, claim.unit_id):
        return True
    return UnitClaim.objects.filter(claims_for(user), pk=claim.pk).exists()
