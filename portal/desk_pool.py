"""What comes before a filing, on the officers' desks: intentions to answer, postings to publish."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Authority
from accounts.roles import Role
from consortia.access import postings_for
from consortia.models import Posting
from consortia.states import PostingState
from filings.models import Intention
from filings.states import IntentionState
from portal.desk_row import DeskRow

AT_MOST = 20


def _intentions(user: Any, _today: date) -> Iterator[DeskRow]:
    """Those that nobody has answered: the own district's, for the city those left with the city."""
    own = Q(authority_id__in=user.authorities_as(Role.DISTRICT_OFFICER))
    if user.is_any(Role.CITY_OFFICER):
        own |= Q(authority__kind=Authority.Kind.CITY)
    rows = Intention.objects.filter(own, state=IntentionState.WAITING).select_related("unit")
    for one in rows.order_by("due_on", "pk")[:AT_MOST]:
        url = reverse("filings:intention", args=[one.pk])
        yield DeskRow(
            str(one), url, _("Write what to prepare"), under=one.unit_name if one.formal_name else "",
            fact=_("Intention"), button_url=url, due_on=one.due_on,
            is_sample=bool(one.unit and one.unit.is_sample),
        )  # fmt: skip


def _postings(user: Any, _today: date) -> Iterator[DeskRow]:
    rows = Posting.objects.filter(postings_for(user), state=PostingState.WAITING).select_related("unit")
    for one in rows.order_by("pk")[:AT_MOST]:
        url = reverse("consortia:posting", args=[one.pk])
        yield DeskRow(
            one.title, url, _("Publish or not"), under=str(one.unit), fact=str(one.get_kind_display()),
            button_url=url, is_sample=one.unit.is_sample,
        )  # fmt: skip


TASKS: tuple[tuple[tuple[str, ...], Callable[[Any, date], Iterator[DeskRow]]], ...] = (
    ((Role.DISTRICT_OFFICER, Role.CITY_OFFICER), _intentions),
    ((Role.DISTRICT_OFFICER, Role.CITY_OFFICER), _postings),
)
