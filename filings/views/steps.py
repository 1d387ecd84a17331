"""What is said when a step could not be taken. Every room that lets people take steps uses these words."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Role
from documents.problems import FileProblem
from filings.states import Event
from ledger.models import Entry
from workflow.engine import NoSuchStep, NotYourStep, StepError, StepRefused
from workflow.flow import FLOWS
from workflow.messages import explain


def role_words(role: str) -> str:
    """The capacity in which somebody acted, as the record keeps it."""
    own = {"lead": _("The lead"), "member": _("A member unit"), "signatory": _("A signatory")}
    return own.get(role) or str(dict(Role.choices).get(role, _("Somebody else")))


def errors_of(act: Callable[[], object]) -> list[str]:
    """Do it; why it was not done, or nothing. Whose step it is not meets 404."""
    try:
        act()
    except NotYourStep:
        raise Http404 from None
    except FileProblem as problem:
        return [str(problem)]
    except StepError as error:
        return sentences(error)
    return []


def sentences(error: StepError) -> list[str]:
    """Why the step was not taken, one sentence each, in the reader's language."""
    match error:
        case StepRefused():
            told = [explain(refusal) for refusal in error.refusals]
            return [f"{one.text} {one.fix}".strip() for one in told]
        case NoSuchStep():
            return [_moved_on(error)]
        case NotYourStep():
            return [_("This step belongs to somebody else. Nothing was changed.")]
    return [_("This could not be done. Nothing was changed.")]


def _moved_on(error: NoSuchStep) -> str:
    latest = _latest_step(error.subject)
    if latest is None:
        return _("This has moved on meanwhile. Nothing of yours was sent.")
    flow, _dot, event = latest.kind.partition(".")
    events: Any = FLOWS[flow].events if flow in FLOWS else Event
    return _("%(who)s, %(when)s: “%(what)s”. Nothing of yours was sent.") % {
        "who": role_words(latest.role),
        "when": f"{timezone.localtime(latest.at):%m-%d %H:%M}",
        "what": str(dict(events.choices).get(event, event)),
    }


def _latest_step(subject: str) -> Entry | None:
    return Entry.objects.filter(subject=subject, payload__has_key="to").order_by("-number").first()


def explain_error(request: HttpRequest, error: StepError, **_more: Any) -> None:
    """Put the reasons at the top of the next page."""
    for sentence in sentences(error):
        messages.error(request, sentence)


def was_done(request: HttpRequest, act: Callable[[], Any]) -> bool:
    """Do it, or say why not; what is not this person's does not exist."""
    try:
        act()
    except NotYourStep:
        raise Http404 from None
    except StepError as error:
        explain_error(request, error)
        return False
    return True
