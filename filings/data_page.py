"""The data page: what one unit's stamp or certificate signature stands under, on one sheet with its check words."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone

from consortia.amounts import plain
from consortia.models import Agreement, Membership
from consortia.queries import agreement_of, memberships
from consortia.states import Tier
from documents.models import StoredFile
from documents.papers import render_pdf
from ledger import chain

from .papers import TIERS


def data_page(membership: Membership) -> bytes | None:
    """The sheet for one unit, the same bytes as long as the agreement is the same; None while there is none."""
    agreement = agreement_of(membership.consortium)
    if agreement is None or agreement.document is None or agreement.changed_at is None:
        return None
    day = timezone.localdate(agreement.changed_at)
    return render_pdf("data_page", facts(membership, agreement, agreement.document), dated=day)


def stamp_words(membership: Membership, agreement: Agreement) -> str:
    """Four words of this unit's sheet under the present text, printed beside the stamp and shown nowhere else."""
    return chain.check_words(chain.digest(f"stamp:{membership.pk}:{agreement.digest}".encode()))


def facts(membership: Membership, agreement: Agreement, document: StoredFile) -> dict[str, Any]:
    """What the sheet says, in Chinese."""
    consortium = membership.consortium
    return {
        "consortium": consortium.formal_name,
        "unit": membership.unit.name,
        "code": membership.unit.code or "",
        "lead": consortium.lead.name if consortium.lead else "",
        "duty": membership.duty,
        "version": agreement.version,
        "check_words": chain.check_words(agreement.digest),
        "stamp_words": stamp_words(membership, agreement),
        "content": agreement.digest,
        "file_name": document.name,
        "file_words": chain.check_words(document.blob.sha256),
        "parties": [
            {"name": party.unit.name, "role": _role(party), "portion": portion(party)}
            for party in memberships(consortium)
        ],
        "verify_url": f"{settings.SITE_ORIGIN}/members/{membership.pk}/",
        "is_sample": consortium.is_sample,
    }


def _role(party: Membership) -> str:
    tier = TIERS[Tier(party.tier)]
    return f"牵头，{tier}" if party.is_lead else tier


def portion(party: Membership) -> str:
    """Share and contribution in words of the paper; a dash where neither is written."""
    said = []
    if party.share is not None:
        said.append(f"{plain(party.share)}%")
    if party.contribution is not None:
        said.append(f"投入 {plain(party.contribution)} 万元")
    return "，".join(said) or "—"
