"""How a step of any road of this room is shown and taken: one page for all of them.

A slice says once what a step asks for (``register_form``) and who sees a flow's subjects (``register_flow``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow import engine
from workflow.flow import Flow
from workflow.forms import NothingToFill
from workflow.messages import reasons_of
from workflow.models import Proposal
from workflow.presentation import Reason

Typed = Mapping[str, Any]
Prepare = Callable[[Typed, Any, Any, datetime], Typed]
Words = Callable[[Any], list[str]]


@dataclass(frozen=True, slots=True)
class Surface:
    """A flow as pages show it: whose subjects somebody sees, and where its evidence comes from."""

    flow: Flow
    visible: Callable[[Any], QuerySet[Any]]
    gather: engine.Gather = engine.no_evidence


@dataclass(frozen=True, slots=True)
class StepPage:
    """What one step asks for. ``prepare`` turns what was filled in (files included) into what the engine judges.

    ``form`` is the first person's where the step has two; the second signs with ``sign_form``.
    """

    form: type[forms.Form] = NothingToFill
    sign_form: type[forms.Form] = NothingToFill
    prepare: Prepare | None = None
    confirms: bool = False
    is_destructive: bool = False
    words: Words | None = None


_SURFACES: dict[str, Surface] = {}
_PAGES: dict[tuple[str, str], StepPage] = {}
_DEFAULT = StepPage()


def register_flow(
    flow: Flow, *, visible: Callable[[Any], QuerySet[Any]], gather: engine.Gather = engine.no_evidence
) -> None:
    """Give a flow its pages. ``visible(user)`` is where every look at a subject starts: strangers meet 404."""
    _SURFACES[flow.key] = Surface(flow, visible, gather)


def register_form(
    flow: str,
    event: str,
    form: type[forms.Form] = NothingToFill,
    *,
    sign_form: type[forms.Form] = NothingToFill,
    prepare: Prepare | None = None,
    confirms: bool = False,
    is_destructive: bool = False,
    words: Words | None = None,
) -> None:
    """Say what a step asks for; ``confirms`` asks once more who is there; ``words(subject)`` says what it does."""
    _PAGES[flow, event] = StepPage(form, sign_form, prepare, confirms, is_destructive, words)


def surface(flow: str) -> Surface | None:
    return _SURFACES.get(flow)


def page_of(flow: str, event: str) -> StepPage:
    return _PAGES.get((flow, event), _DEFAULT)


@dataclass(frozen=True, slots=True)
class StepView:
    """One step as a panel prints it: a link, or the reasons why not."""

    event: str
    label: str
    url: str
    reasons: tuple[Reason, ...]
    is_draft: bool
    is_destructive: bool
    is_primary: bool = False


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft that waits for its second person, in its own words."""

    event: str
    label: str
    who: str
    at: datetime
    parts: tuple[tuple[str, str], ...]
    sign: StepView | None
    aside_url: str


@dataclass(frozen=True, slots=True)
class Panel:
    """All that somebody can do with one subject from here."""

    steps: tuple[StepView, ...]
    drafts: tuple[DraftView, ...]


def label_of(flow: Flow, event: str, *, is_draft: bool) -> str:
    label = str(flow.events(event).label)
    return _("Draft: %(step)s") % {"step": label} if is_draft else label


def url_of(flow: Flow, subject: Any, event: str, *, is_draft: bool) -> str:
    url = reverse("years:step", args=[flow.key, subject.pk, event])
    return f"{url}?draft=1" if is_draft else url


def panel(flow: Flow, subject: Any, user: Any, now: datetime) -> Panel:
    """The steps this person may take or draft, open ones first, and the drafts that wait for a second person."""
    gather = _SURFACES[flow.key].gather
    found = engine.open_steps(flow, subject, user, now=now, gather=gather)
    views = [_view(flow, subject, step) for step in found if not _unasked(step)]
    views.sort(key=lambda view: (bool(view.reasons), view.is_destructive))
    signed = {view.event: view for view in views if not view.is_draft}
    drafts = tuple(
        _draft(flow, subject, proposal, signed.get(proposal.event) if proposal.by_id != user.pk else None)
        for proposal in _waiting(flow, subject)
    )
    waiting = {draft.event for draft in drafts}
    return Panel(
        steps=tuple(view for view in views if view.is_draft or view.event not in waiting),
        drafts=drafts,
    )


def _unasked(step: engine.OpenStep) -> bool:
    """The second half of a two-person step that nobody has drafted."""
    return bool(step.row.drafted_by) and not step.is_draft and step.draft is None


def _view(flow: Flow, subject: Any, step: engine.OpenStep) -> StepView:
    event = step.row.event
    return StepView(
        event=event,
        label=label_of(flow, event, is_draft=step.is_draft),
        url=url_of(flow, subject, event, is_draft=step.is_draft),
        reasons=reasons_of(step.refusals),
        is_draft=step.is_draft,
        is_destructive=page_of(flow.key, event).is_destructive,
    )


def _waiting(flow: Flow, subject: Any) -> QuerySet[Proposal]:
    open_ones = Proposal.objects.filter(
        flow=flow.key, object_id=subject.pk, step_number=subject.step_number, closed_at__isnull=True
    )
    return open_ones.select_related("by").order_by("at")


def _draft(flow: Flow, subject: Any, proposal: Proposal, sign: StepView | None) -> DraftView:
    return DraftView(
        event=proposal.event,
        label=label_of(flow, proposal.event, is_draft=False),
        who=str(proposal.by),
        at=proposal.at,
        parts=parts_of(flow, proposal.event, proposal.payload),
        sign=sign,
        aside_url=reverse("years:set_aside", args=[flow.key, subject.pk, proposal.event]),
    )


def parts_of(flow: Flow, event: str, payload: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What a draft says, field by field, under the labels of the form it was written in."""
    fields = page_of(flow.key, event).form.base_fields
    parts = []
    for name, field in fields.items():
        value = payload.get(name)
        if value in (None, ""):
            continue
        choices = dict(getattr(field, "choices", ()))
        parts.append((str(field.label or name), str(choices.get(value, value))))
    return tuple(parts)
