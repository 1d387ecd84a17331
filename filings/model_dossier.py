"""A filled dossier to read before writing one's own: invented units, the real structure, printed as any other is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from consortia.guideline import QINGDAO_2025
from ledger import chain

from . import dossier_paper
from .models import Rendering
from .renderings import printed_as

CONTENT = Path(__file__).resolve().parent / "data" / "model_dossier.json"
AFTER_SUBMITTING = "（提交后生成）"


@cache
def snapshot() -> Mapping[str, Any]:
    """The content in the shape every submission is kept in; a file has the digest of its name, there is none."""
    content: dict[str, Any] = json.loads(CONTENT.read_text(encoding="utf-8"), object_hook=_with_digest)
    agreement = content["consortium"]["agreement"]
    agreement["digest"] = agreement["document"]["sha256"]
    return content


def _with_digest(found: dict[str, Any]) -> dict[str, Any]:
    if found.keys() == {"name", "size"}:
        found["sha256"] = chain.digest(found["name"].encode())
    return found


@cache
def told() -> Mapping[str, Any]:
    """Title, parts and blocks, as the PDF, the Word file and the page print them."""
    head = {"version": 1, "receipt_number": AFTER_SUBMITTING, "submitted": AFTER_SUBMITTING}
    return dossier_paper.paper(snapshot(), head=head)


def places() -> frozenset[str]:
    """The places of a dossier that the model shows filled."""
    return frozenset(part["place"] for part in told()["parts"])


@cache
def printed(form: str) -> bytes:
    """The model as PDF or Word (``Rendering.Form``): set once in each process, it never changes."""
    return printed_as(Rendering.Form(form), told(), QINGDAO_2025.issued_on)
