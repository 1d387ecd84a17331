"""One press reminds every unit whose move it is; each person reads it at most once a day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from consortia.queries import people_of
from consortia.signing import named
from ledger import actions as ledger
from workflow import engine

from . import access, board
from .flow import FILING
from .models import Filing
from .states import FINAL, State


def may_remind(user: Any, filing: Filing) -> bool:
    """The lead's editors and signatories, wherever the filing stands, until it has ended unregistered."""
    if filing.state in FINAL - {State.REGISTERED} or filing.state == State.TRASHED:
        return False
    return access.lead_editor(user, filing) or access.lead_signatory(user, filing)


def remind_all(filing_id: int, *, actor: Any, now: datetime) -> int:
    """Tell the people of each unit with something to do; a unit without people gets a letter. Returns units."""
    today = timezone.localdate(now)
    with transaction.atomic():
        filing: Filing = engine.lock(FILING, filing_id)
        if not may_remind(actor, filing):
            raise engine.NotYourStep(filing.state, "remind")
        late = [line for line in board.read(filing, today) if line.waiting]
        for line in late:
            party = line.party
            party.consortium = filing.consortium
            cause = f"board:{party.pk}:{today.isoformat()}"
            params = named(party) | {"n": line.waiting}
            people = [person for person in people_of([party.unit_id]) if person != actor.pk]
            ledger.tell(
                "membership.reminder", user_ids=people, now=now, params=params, path=f"/members/{party.pk}/",
                cause=cause,
            )  # fmt: skip
            if party.email and not people and party.token:
                ledger.write_to(
                    "membership.reminder", email=party.email, now=now, params=params,
                    path=f"/join/{party.token}/", cause=cause,
                )  # fmt: skip
        return len(late)
