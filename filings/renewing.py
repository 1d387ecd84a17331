"""The page of a filing that applies again: what it writes anew, and what the term that ends has reached."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consortia.models import Consortium, Indicator, Milestone, Outcome
from consortia.states import AppointmentState, MembershipState, OutcomeStage
from workflow.presentation import Badge, Task
from workflow.together import together

from . import anew, parts, wording
from .actions import is_with_lead
from .anew import Anew, Line, Promised
from .changes import snapshot_of
from .models import Filing, Submission
from .outline import Outline

LastFigures = Callable[[Iterable[int]], Mapping[int, Decimal]]
"""Indicator id to what was last reported of it."""
WHY: Mapping[str, Any] = {
    "agreement.file": gettext_lazy("Made anew, and signed anew by every unit"),
    "members": gettext_lazy("Every unit is asked anew"),
    "people": gettext_lazy("Whoever holds a post is asked anew"),
}
"""What was agreed for the ended term binds nobody in the new one."""
_sources: list[LastFigures] = []


def register(source: LastFigures) -> None:
    """A higher room tells what was reported. Call it in AppConfig.ready."""
    _sources.append(source)


def applies(filing: Filing) -> bool:
    """Whether the dossier is being written as the renewal of a registration."""
    return filing.predecessor_id is not None and is_with_lead(filing)


def questions(filing: Filing) -> dict[str, QuerySet[Any]]:
    """What is to be known of the registration that is continued, to be asked along with the dossier."""
    ended = filing.consortium.continues_id
    registered = Submission.objects.filter(filing__registration=filing.predecessor_id)
    return {
        "term": Consortium.objects.filter(pk=ended),
        "term_submissions": registered.order_by("-version").only("parts")[:1],
        "term_indicators": Indicator.objects.filter(consortium=ended).order_by("position", "pk"),
        "term_milestones": Milestone.objects.filter(consortium=ended).order_by("due_on", "pk"),
        "term_outcomes": Outcome.objects.filter(consortium=ended).order_by("position", "pk"),
    }


@dataclass(frozen=True, slots=True)
class Card:
    """The list with what is left of it, and the results to date."""

    tasks: Sequence[Task]
    left: int
    figures: Sequence[tuple[Indicator, Decimal | None]]
    milestones: Sequence[Milestone]
    outcomes: Sequence[tuple[Outcome, str]]


def card(read: Outline) -> Card:
    """The list of a draft whose outline was read with ``questions``; one more question, for the figures reported."""
    found, filing = read.kept.more, read.filing
    reached = _reached(found)
    now, before = anew.parts_of(snapshot_of(filing, read.kept, read.lines)), _registered(found)
    lines = [
        *anew.written(now, before, _promised(found, reached)),
        *anew.agreed(now, before, _asked(read)),
    ]
    stages = dict(OutcomeStage.choices)
    return Card(
        tasks=[_task(filing, line) for line in lines],
        left=sum(line.state != Anew.WRITTEN for line in lines),
        figures=[(one, reached.get(one.pk)) for one in found["term_indicators"]],
        milestones=found["term_milestones"],
        outcomes=[(one, str(stages.get(one.stage, one.stage))) for one in found["term_outcomes"]],
    )


def unchanged(filing: Filing, submission: Submission) -> list[Line]:
    """Parts of a submitted version that read word for word as in the registration it continues."""
    found = together(**questions(filing))
    promised = _promised(found, _reached(found))
    lines = anew.written(anew.parts_of(submission.snapshot), _registered(found), promised)
    return [line for line in lines if line.state == Anew.SAME]


def _reached(found: Mapping[str, list[Any]]) -> Mapping[int, Decimal]:
    promised = [one.pk for one in found["term_indicators"]]
    told: dict[int, Decimal] = {}
    for source in _sources if promised else ():
        told |= source(promised)
    return told


def _promised(found: Mapping[str, list[Any]], reached: Mapping[int, Decimal]) -> list[Promised]:
    return [
        Promised(one.name, one.baseline, one.target, reached.get(one.pk)) for one in found["term_indicators"]
    ]


def _registered(found: Mapping[str, list[Any]]) -> dict[str, str]:
    """Digests of what was registered; of one that no filing here led to, its need alone is known."""
    (term,) = found["term"]
    known = parts.digests({"basics.need": term.need})
    for submission in found["term_submissions"]:
        known |= submission.parts
    return known


def _asked(read: Outline) -> anew.Asked:
    return anew.Asked(
        units=sum(party.state != MembershipState.ACCEPTED for party in read.parties),
        people=sum(person.state != AppointmentState.ACCEPTED for person in read.people.values()),
        signatures=len(read.parties) - len(read.signatures),
    )


def _task(filing: Filing, line: Line) -> Task:
    return Task(
        wording.title_of(line.address), wording.link(filing, line.address), said_of(line), _badge(line)
    )


def said_of(line: Line) -> str:
    """What else there is to know of a line; empty where its badge says it."""
    if line.names:
        return _("Without a new target: %(names)s") % {"names": _(", ").join(line.names)}
    if line.state == Anew.SAME:
        return _("Word for word as registered")
    return str(WHY.get(line.address, "")) if line.state != Anew.WRITTEN else ""


def _badge(line: Line) -> Badge:
    match line.state:
        case Anew.EMPTY:
            return Badge("draft", _("To fill in for the new term"))
        case Anew.SAME:
            return Badge("warn", _("To write anew"))
        case Anew.WAITING if line.address == "people":
            return Badge("wait", _("Waiting for people: %(n)s") % {"n": line.count})
        case Anew.WAITING:
            return Badge("wait", _("Waiting for units: %(n)s") % {"n": line.count})
    return Badge("done", _("Done") if line.address in ("members", "people") else _("Written anew"))
