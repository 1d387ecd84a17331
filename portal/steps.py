"""The steps a person may take from here, each as a link or with the reasons why not, and drafts that wait."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from consortia.guideline import CLAUSES
from filings import access
from filings import standing as road
from filings.models import Filing
from filings.states import FINAL, Event, State
from portal import sentences
from workflow import engine, office
from workflow.flow import Row
from workflow.messages import reasons_of
from workflow.models import Proposal
from workflow.presentation import Reason
from workflow.refusal import Refusals

LEADS_OWN = frozenset({Event.SUBMIT, Event.RESUBMIT})
DESTRUCTIVE = frozenset(
    {Event.REFUSE, Event.DECLINE, Event.UPHOLD_REJECT, Event.TERMINATE, Event.LAPSE, Event.NOT_RECOMMEND}
)
ASIDE = frozenset({Event.CORRECT, Event.SEND_BACK, Event.WITHDRAW})
"""Steps off the straight road: offered, never as the expected one."""
ON_THE_BOARD = frozenset({Event.ADVANCE, Event.SKIP_VISIT, Event.CONCLUDE})
"""Steps of the round lead, taken where the stage's evidence and conclusion stand."""

TOLD = {
    "district": gettext_lazy("the district's officers"),
    "head": gettext_lazy("the district's head"),
    "city": gettext_lazy("the city officers"),
    "approver": gettext_lazy("the approver"),
    "round": gettext_lazy("the round lead"),
    "filer": gettext_lazy("the lead's people"),
    "members": gettext_lazy("the members' people"),
}


@dataclass(frozen=True, slots=True)
class StepView:
    """One step as the panel prints it. With ``reasons`` it is closed; ``url`` is the page that takes it."""

    event: str
    label: str
    url: str
    reasons: tuple[Reason, ...] = ()
    is_draft: bool = False
    is_destructive: bool = False
    is_primary: bool = False

    @property
    def key(self) -> str:
        return f"{self.event}-draft" if self.is_draft else self.event


@dataclass(frozen=True, slots=True)
class DraftView:
    """A first person's draft as the second person reads it; ``may_sign`` when it is this reader's to sign."""

    event: str
    label: str
    who: str
    at: datetime
    parts: tuple[tuple[str, str], ...]
    may_sign: bool
    sign_url: str
    aside_url: str
    sign: StepView | None = None
    second: str = ""


SETTLED_BY_SIGNING = {Event.CORRECT: frozenset({"no_notice"})}
"""What is missing before the second person signs, and is made by signing: the corrected notice itself."""


def open_points(step: engine.OpenStep) -> Refusals:
    """Why a step is closed, apart from what taking it puts right."""
    settled = SETTLED_BY_SIGNING.get(Event(step.row.event), frozenset())
    return tuple(one for one in step.refusals if step.is_draft or one.code not in settled)


def url_of(row: Row, filing: Filing, *, is_draft: bool) -> str:
    """The page on which a step is taken or drafted; rounds and lists take theirs for several filings at once."""
    if row.event == Event.ACCEPT:
        return f"{reverse('reviews:rounds')}?filing={filing.pk}"
    if row.event == Event.PROPOSE:
        listed = filing.list_items.filter(is_current=True).values_list("list_id", flat=True).first()
        return reverse("reviews:list", args=[listed]) if listed else reverse("reviews:lists")
    if row.event in ON_THE_BOARD:
        opened = filing.round_filings.filter(is_current=True).values_list("round_id", flat=True).first()
        if opened:
            return reverse("reviews:board", args=[opened, filing.pk])
    url = reverse("cases:step", args=[filing.pk, row.event])
    return f"{url}?draft=1" if is_draft else url


def label_of(row: Row, *, is_draft: bool) -> str:
    label = str(Event(row.event).label)
    return _("Draft: %(step)s") % {"step": label} if is_draft else label


def view_of(step: engine.OpenStep, filing: Filing) -> StepView:
    return StepView(
        event=step.row.event,
        label=label_of(step.row, is_draft=step.is_draft),
        url=url_of(step.row, filing, is_draft=step.is_draft),
        reasons=reasons_of(open_points(step)),
        is_draft=step.is_draft,
        is_destructive=step.row.event in DESTRUCTIVE,
    )


def panel(steps: Iterable[engine.OpenStep], filing: Filing) -> list[StepView]:
    """Open steps first, closed ones after with their reasons; what only a hold would open is left out."""
    views = [
        view_of(step, filing)
        for step in steps
        if step.row.event not in LEADS_OWN and not _waits_for_hold(step) and not _unasked(step)
    ]
    views.sort(key=lambda view: (bool(view.reasons), view.is_destructive, view.event in ASIDE))
    expected = next((view for view in views if not (view.reasons or view.is_destructive)), None)
    if expected and expected.event not in ASIDE:
        views[views.index(expected)] = replace(expected, is_primary=True)
    return views


def _waits_for_hold(step: engine.OpenStep) -> bool:
    return step.row.under_hold == "required" and any(one.code == "no_hold" for one in step.refusals)


def _unasked(step: engine.OpenStep) -> bool:
    """The second half of a two-person step that nobody has drafted: the draft comes first, and is listed."""
    return bool(step.row.drafted_by) and not step.is_draft and step.draft is None


def drafts(
    filing: Filing, user: Any, steps: Iterable[engine.OpenStep], proposals: Iterable[Proposal]
) -> list[DraftView]:
    """Every draft that waits for its second person."""
    if filing.state in FINAL:
        return []
    taken = {step.row.event: step for step in steps if not step.is_draft}
    shown = []
    for proposal in proposals:
        role, authority_id = access.role_of(proposal.by, filing)
        place = filing.authority.short_name if authority_id == filing.authority_id else ""
        step = taken.get(proposal.event)
        shown.append(
            DraftView(
                event=proposal.event,
                label=str(Event(proposal.event).label),
                who=sentences.who(role, place).strip(),
                at=proposal.at,
                parts=parts_of(proposal.payload),
                may_sign=step is not None and proposal.by_id != user.pk,
                sign_url=reverse("cases:step", args=[filing.pk, proposal.event]),
                aside_url=reverse("cases:set_aside", args=[filing.pk, proposal.event]),
                sign=view_of(step, filing) if step else None,
                second=second_person(proposal.event, filing),
            )
        )
    return shown


def second_person(event: str, filing: Filing) -> str:
    """Who signs an open draft of ``event``: the lead after a note on withdrawing, a head, or the approver."""
    if event == Event.WITHDRAW:
        return str(filing.lead)
    if event in (Event.ENDORSE, Event.NOT_RECOMMEND):
        return road.holder(filing, with_head=True)
    return _("The approver")


PART_LABELS = {
    "opinion": gettext_lazy("Opinion"),
    "clause": gettext_lazy("Clause"),
    "reason": gettext_lazy("Reason"),
    "heard": gettext_lazy("How the applicant was heard"),
    "correction": gettext_lazy("What is right"),
    "meeting_number": gettext_lazy("Meeting minute number"),
    "fact_on": gettext_lazy("Day of the new fact"),
}


def parts_of(payload: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What a draft says, part by part; a clause comes with its own words."""
    parts = []
    for key, label in PART_LABELS.items():
        value = str(payload.get(key) or "")
        if key == "clause" and (clause := CLAUSES.get(value)):
            value = f"{value} {clause.gloss if get_language() == 'en' else clause.text}"
        if value:
            parts.append((str(label), value))
    return tuple(parts)


def what_happens(row: Row, filing: Filing, figures: Mapping[str, Any], *, is_draft: bool) -> list[str]:
    """What a step brings about, before anybody takes it."""
    if is_draft:
        second = _("the head") if row.source == State.DISTRICT_CHECK else _("the second person")
        if row.source == State.DISTRICT_CHECK and figures.get(row.one_person or ""):
            second = _("the second signature, which may be yours")
        return [
            _("The draft goes to %(who)s. Nothing moves before it is signed.") % {"who": second},
            _("A newer draft replaces an older one."),
        ]
    told = [str(TOLD[who]) for who in dict.fromkeys(kind.split("_")[0] for kind in row.tell) if who in TOLD]
    lines = [
        _("From “%(source)s” to “%(target)s”.")
        % {"source": State(row.source).label, "target": State(row.target).label}
    ]
    if row.due:
        lines.append(
            _("Then there are working days to act: %(days)s") % {"days": office.days(row.due, figures)}
        )
    if row.target in FINAL:
        lines.append(_("This ends the road of the filing and cannot be undone."))
    if told:
        lines.append(_("Told at once: %(who)s.") % {"who": _(", ").join(told)})
    return lines


def until(moment: date | datetime) -> str:
    """A moment as a sentence prints it, office time."""
    if isinstance(moment, datetime):
        return f"{timezone.localtime(moment):%H:%M}"
    return moment.isoformat()
