"""Making the dossier as PDF or Word, in the worker: asked for by a person, done once for each submitted version."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from documents import papers as printer
from documents import word_dossier
from documents.actions import store_paper
from documents.problems import FileProblem
from ledger.dispatch import after_commit

from . import dossier_paper
from .changes import snapshot_of
from .models import Filing, Rendering, Submission

log = logging.getLogger(__name__)

LOST_AFTER = timedelta(minutes=2)
"""A making that has not ended by then is lost with its worker and may be asked for again."""

Stage = Rendering.Stage


def ask(filing: Filing, submission: Submission | None, form: str, *, actor: Any, now: datetime) -> Rendering:
    """Have a paper made; one of a version that is ready or under way is that one."""
    with transaction.atomic():
        one, is_new = Rendering.objects.select_for_update().get_or_create(
            filing=filing, submission=submission, form=form, defaults={"asked_by": actor, "asked_at": now}
        )
        if not is_new and not _is_wanted_again(one, now):
            return one
        one.stage, one.asked_by, one.asked_at, one.ended_at, one.document = (
            Stage.WAITING,
            actor,
            now,
            None,
            None,
        )
        one.save()
        after_commit("filings.render_dossier", rendering_id=one.pk)
    return one


def _is_wanted_again(one: Rendering, now: datetime) -> bool:
    if one.stage == Stage.DONE:
        return one.submission_id is None
    return one.stage == Stage.FAILED or now - one.asked_at > LOST_AFTER


def make(rendering_id: int, *, now: datetime) -> None:
    """Make one paper that waits; asked twice, the second finds nothing to do."""
    if not _moved(rendering_id, Stage.WAITING, Stage.READING):
        return
    one = Rendering.objects.select_related("filing__consortium", "filing__authority", "submission").get(
        pk=rendering_id
    )
    try:
        content, dated, head = _read(one, now)
        told = dossier_paper.paper(content, head=head)
        _moved(one.pk, Stage.READING, Stage.SETTING)
        printed = printed_as(one.form, told, dated)
        _moved(one.pk, Stage.SETTING, Stage.KEEPING)
        stored = store_paper(printed, name_of(one), made_for_id=one.asked_by_id, now=now)
    except (FileProblem, OSError):
        log.exception("dossier %s could not be made", one.pk)
        Rendering.objects.filter(pk=one.pk).update(stage=Stage.FAILED, ended_at=now)
        return
    Rendering.objects.filter(pk=one.pk).update(stage=Stage.DONE, document=stored, ended_at=now)


def printed_as(form: str, told: Mapping[str, Any], dated: date) -> bytes:
    """The paper's bytes: the same for the same content, whenever it is made."""
    if form == Rendering.Form.WORD:
        return word_dossier.dossier(told, dated=dated)
    return printer.render_pdf("dossier", told, dated=dated)


def head_of(submission: Submission) -> dict[str, Any]:
    """What the cover says of a submitted version."""
    return {
        "version": submission.version,
        "receipt_number": submission.receipt_number,
        "submitted": dossier_paper.moment(submission.submitted_at.isoformat()),
    }


def name_of(one: Rendering) -> str:
    """The paper's file name."""
    which = f"第{one.submission.version}版" if one.submission else "草稿"
    return f"申报书 {one.filing.serial} {which}.{one.form}"


def _read(one: Rendering, now: datetime) -> tuple[Mapping[str, Any], date, dict[str, Any]]:
    """The snapshot, the day the paper bears, and what its cover says."""
    if version := one.submission:
        return version.snapshot, timezone.localdate(version.submitted_at), head_of(version)
    return snapshot_of(one.filing), timezone.localdate(now), {"is_draft": True}


def _moved(rendering_id: int, before: str, after: str) -> bool:
    return Rendering.objects.filter(pk=rendering_id, stage=before).update(stage=after) == 1
