"""Beginning a draft with what is known already: answers of the pre-check, an intention."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from consortia.models import Unit
from consortia.taxonomy import chosen

from . import actions, edits, intentions
from .models import Call, Filing, Intention
from .precheck import Answers, brought


def begin(
    *,
    actor: Any,
    lead: Unit,
    formal_name: str,
    now: datetime,
    call: Call | None = None,
    answers: Answers | None = None,
    intention: Intention | None = None,
) -> Filing:
    """Begin a filing, fill in its first page as far as the answers reach, and link the intention it came from."""
    with transaction.atomic(durable=True):
        filing = actions.found(actor=actor, lead=lead, formal_name=formal_name, now=now, call=call)
        known = answers if answers else (intention.answers if intention else {})
        if fields := basics_of(known):
            edits.save_basics(filing.pk, fields, actor=actor, now=now)
        if said := brought(known):
            Filing.objects.filter(pk=filing.pk).update(precheck=said)
        if intention is not None:
            intentions.become_draft(intention.pk, filing, actor=actor, now=now)
        return filing


def basics_of(answers: Answers) -> Mapping[str, Any]:
    """Need, industry and track as the first page of the dossier keeps them; what was not answered is left out."""
    fields: dict[str, Any] = {}
    if need := answers.get("need_text", ""):
        fields["need"] = need
    industry, track = chosen(answers.get("field", ""))
    if industry:
        fields["industry"] = industry
    if track:
        fields["main_track"] = track
    return fields
