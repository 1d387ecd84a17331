"""From a refusal's code to the words a person reads. Each app registers its own codes; nothing else holds text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workflow.presentation import Reason
from workflow.refusal import Force, Refusal, Refusals

Text = str | Promise
Wording = Callable[[str | int], str]
"""Turns one value found into words: keys into names, an ISO date into a date."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is wrong and how to put it right, with ``%(name)s`` for each value found."""

    text: Text
    fix: Text = ""
    wording: Mapping[str, Wording] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Explanation:
    """A refusal in the reader's language."""

    text: str
    fix: str
    clause: str
    force: Force


_MESSAGES: dict[str, Message] = {}


def register(messages: Mapping[str, Message]) -> None:
    """Make an app's codes known; a code belongs to one app. Raises ValueError for one that is taken."""
    for code, message in messages.items():
        if _MESSAGES.setdefault(code, message) is not message:
            raise ValueError(f"two messages for {code}")


def is_known(code: str) -> bool:
    """Some app has words for this code."""
    return code in _MESSAGES


def registered() -> Mapping[str, Message]:
    """Code to message, of every app."""
    return MappingProxyType(_MESSAGES)


def known_codes() -> frozenset[str]:
    """Every code that has words."""
    return frozenset(_MESSAGES)


def explain(refusal: Refusal) -> Explanation:
    """The refusal in the current language; an unknown code still gives a sentence, never an error."""
    message = _MESSAGES.get(refusal.code)
    if message is None:
        text = gettext("This is not possible yet (%(code)s).") % {"code": refusal.code}
        return Explanation(text, "", refusal.clause, refusal.force)
    values = {
        name: message.wording[name](value) if name in message.wording else value
        for name, value in refusal.params.items()
    }
    return Explanation(str(message.text) % values, str(message.fix) % values, refusal.clause, refusal.force)


def reasons_of(refusals: Refusals) -> tuple[Reason, ...]:
    """Refusals in sentences, each with how to put it right and its clause."""
    told = [explain(refusal) for refusal in refusals]
    return tuple(Reason(f"{one.text} {one.fix}".strip(), one.clause, one.force) for one in told)


register(
    {
        "no_reason": Message(_("No reason is given."), _("Write the reason.")),
        "needs_draft": Message(
            _("Another person drafts this step first."), _("Wait for the draft, or ask the officer for it.")
        ),
        "same_person": Message(
            _("The draft is your own. A second person takes this step."), _("Ask a colleague to take it.")
        ),
        "on_hold": Message(
            _("A hold is in force; the clocks are stopped."), _("Wait until the hold is lifted.")
        ),
        "no_hold": Message(_("There is no hold to act on."), _("Ask for a hold first, with a reason.")),
        "hold_already": Message(_("A hold was asked for already."), _("Place or withdraw that one.")),
        "hold_without_reason": Message(_("The hold has no reason."), _("Write the reason.")),
    }
)
