"""Which files of cases and resolutions may be read by whom."""

from typing import Any

from django.db.models import Q

from consortia.access import represents
from consortia.models import Membership, Registration, Resolution
from consortia.states import MembershipState
from documents.access import register
from documents.models import StoredFile

from .access import in_office, registrations_for
from .models import Case


@register
def may_read_case(user: Any, stored_file: StoredFile) -> bool:
    """Evidence, statement and letters: whoever sees the case; the evidence itself stays with the office."""
    if not user.is_authenticated:
        return False
    papers = Q(statement_file=stored_file) | Q(notice_letter=stored_file) | Q(decision_letter=stored_file)
    if user.grants:
        papers |= Q(evidence=stored_file)
    return Case.objects.visible_to(user).filter(papers).exists()


@register
def may_read_resolution(user: Any, stored_file: StoredFile) -> bool:
    """The paper of a resolution: the members it asks, the district and the city."""
    if not user.is_authenticated:
        return False
    found = Resolution.objects.filter(document=stored_file)
    if in_office(user):
        seen = found.filter(registration__in=Registration.objects.filter(registrations_for(user)))
    else:
        parties = Membership.objects.filter(unit_id__in=represents(user), state=MembershipState.ACCEPTED)
        seen = found.filter(registration__consortium_id__in=parties.values("consortium_id"))
    return seen.exists()
