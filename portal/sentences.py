"""The record in sentences: what happened, said so that the next person understands. No digests here."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Authority
from accounts.roles import Role
from consortia.guideline import CLAUSES
from filings.states import Event, Place
from ledger.models import Entry
from workflow.flow import FLOWS
from workflow.models import Hold
from workflow.presentation import Trace

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Line:
    """What the actor did, without the actor; ``tone`` is plain, back (returned, refused) or warn."""

    text: Text
    tone: str = "plain"


def _back(text: Text) -> Line:
    return Line(text, "back")


def _warn(text: Text) -> Line:
    return Line(text, "warn")


FILING: Mapping[str, Line] = {
    "begun": Line(lazy("began the draft.")),
    "submit": Line(lazy("submitted the filing.")),
    "return": _back(lazy("returned it for correction.")),
    "resubmit": Line(lazy("answered the tickets and submitted again.")),
    "endorse": Line(lazy("recommended it to the city.")),
    "not_recommend": _back(lazy("did not recommend it.")),
    "second_look": Line(lazy("took a second look; the filing is with the city.")),
    "send_back": _back(lazy("sent it back to the district.")),
    "refuse": _back(lazy("refused to accept it.")),
    "accept": Line(lazy("accepted it for review.")),
    "advance": Line(lazy("moved it on to the next stage.")),
    "skip_visit": Line(lazy("moved it on to the defence without a visit.")),
    "conclude": Line(lazy("concluded the review.")),
    "propose": Line(lazy("posted the public notice.")),
    "decline": _back(lazy("declined to register it.")),
    "uphold_reject": _back(lazy("declined it after an upheld objection.")),
    "uphold_reconsider": _back(lazy("took it back to the meeting after an upheld objection.")),
    "correct": _warn(lazy("corrected the notice; a full new window runs.")),
    "close": Line(lazy("closed the public notice and passed it on for approval.")),
    "register": Line(lazy("registered the consortium.")),
    "terminate": _back(lazy("terminated the filing.")),
    "withdraw": _back(lazy("withdrew the filing.")),
    "lapse": _back(lazy("let the overdue correction lapse.")),
    "edited": Line(lazy("changed the dossier.")),
    "pledged": Line(lazy("signed the integrity pledge.")),
    "reason_judged": Line(lazy("judged a reason for an in-principle shortfall.")),
    "second_look_asked": Line(lazy("asked the city for a second look.")),
    "party_left": _warn(lazy("recorded that a party left; all signatures are asked again.")),
    "receipt": Line(lazy("issued the receipt.")),
    "draft_set_aside": _back(lazy("did not sign the draft.")),
    "hold_asked": _warn(lazy("asked for a hold.")),
    "hold_placed": _warn(lazy("placed the hold; the clocks stand still.")),
    "hold_lifted": Line(lazy("lifted the hold; the lost working days were given back.")),
}
DRAFTED: Mapping[str, Text] = {
    "endorse": lazy("drafted the recommendation."),
    "not_recommend": lazy("drafted the opinion not to recommend."),
    "refuse": lazy("drafted the refusal to accept."),
    "decline": lazy("drafted the decision to decline."),
    "uphold_reject": lazy("drafted the decision to decline after an upheld objection."),
    "correct": lazy("drafted the correction of the notice."),
    "terminate": lazy("drafted the termination."),
    "withdraw": lazy("wrote the note on a withdrawal."),
}
OTHERS: Mapping[str, Mapping[str, Line]] = {
    "ticket": {
        "begun": Line(lazy("drafted a correction ticket.")),
        "changed": Line(lazy("rewrote a drafted ticket.")),
        "send": _back(lazy("sent a correction ticket.")),
        "answer": Line(lazy("answered a correction ticket.")),
        "reopen": _back(lazy("found an answer not good enough.")),
        "settle": Line(lazy("settled a correction ticket.")),
        "withdraw": Line(lazy("took back a correction ticket.")),
    },
    "claim": {
        "begun": Line(lazy("claimed a unit.")),
        "confirm": Line(lazy("confirmed the claim of a unit.")),
        "refuse": _back(lazy("refused the claim of a unit.")),
        "withdraw": Line(lazy("withdrew the claim of a unit.")),
    },
    "membership": {
        "begun": Line(lazy("listed a member.")),
        "invite": Line(lazy("invited a member.")),
        "accept": Line(lazy("accepted the invitation.")),
        "decline": _back(lazy("declined the invitation.")),
        "leave": _warn(lazy("left the consortium.")),
        "remove": _warn(lazy("took a member off the list.")),
        "signed": Line(lazy("signed the founding agreement.")),
    },
    "appointment": {
        "begun": Line(lazy("named a person for a post.")),
        "invite": Line(lazy("sent the link to the person named.")),
        "accept": Line(lazy("accepted the appointment.")),
        "decline": _back(lazy("declined the appointment.")),
    },
    "registration": {
        "begun": Line(lazy("entered the consortium in the register.")),
    },
    "call": {
        "begun": Line(lazy("prepared a call.")),
        "changed": Line(lazy("changed a call before it opened.")),
        "open": Line(lazy("announced the call.")),
        "extend": _warn(lazy("extended the call.")),
        "window": Line(lazy("set the new end of the call.")),
        "close": Line(lazy("closed the call.")),
    },
    "round": {
        "begun": Line(lazy("prepared a review round.")),
        "open": Line(lazy("opened the review.")),
        "close": Line(lazy("closed the review round.")),
    },
    "sheet": {
        "begun": Line(lazy("opened a scoring sheet.")),
        "seal": Line(lazy("sealed a scoring sheet.")),
    },
    "objection": {
        "begun": _warn(lazy("filed an objection; the notice cannot close.")),
        "accept": Line(lazy("accepted an objection for examination.")),
        "refuse": _back(lazy("did not accept an objection.")),
        "uphold": _warn(lazy("upheld an objection.")),
        "dismiss": Line(lazy("dismissed an objection.")),
    },
}


def _lines() -> dict[str, Line]:
    lines = {f"filing.{what}": line for what, line in FILING.items()}
    lines |= {f"filing.{event}.drafted": Line(text) for event, text in DRAFTED.items()}
    for flow, own in OTHERS.items():
        lines |= {f"{flow}.{what}": line for what, line in own.items()}
    return lines


LINES: Mapping[str, Line] = _lines()


def line_of(kind: str) -> Line:
    """What a kind of entry says; a kind without words of its own speaks through its event's label."""
    if kind in LINES:
        return LINES[kind]
    flow_key, _dot, what = kind.partition(".")
    flow = FLOWS.get(flow_key)
    event = what.removesuffix(".drafted")
    label = str(dict(flow.events.choices).get(event, "")) if flow else ""
    if not label:
        return Line(lazy("did something that is on record."))
    return Line(_("drafted: %(what)s.") % {"what": label} if what.endswith(".drafted") else f"{label}.")


Who = Callable[[Entry], str]


def actors(entries: Iterable[Entry]) -> Who:
    """Names by role and place for many entries, with one look at the authorities."""
    places = {
        authority.pk: authority.short_name
        for authority in Authority.objects.filter(pk__in={e.authority_id for e in entries if e.authority_id})
    }
    return lambda entry: who(entry.role, places.get(entry.authority_id or 0, ""))


def who(role: str, place: str) -> str:
    """Who acted, by role and place: nobody is named in person."""
    if role == Role.DISTRICT_OFFICER:
        name = _("%(place)s officer") % {"place": place}
    elif role == Role.DISTRICT_HEAD:
        name = _("%(place)s head") % {"place": place}
    else:
        own = {
            "lead": _("The lead"),
            "member": _("A member unit"),
            "signatory": _("A signatory"),
            "": _("A person"),
        }
        name = own.get(role) or str(dict(Role.choices).get(role, _("A person")))
    return f"{name} " if get_language() == "en" else name


def trace_of(entry: Entry, name: Who, tickets: Mapping[int, int] | None = None) -> Trace:
    """One entry as a sentence; ``tickets`` tells how many tickets left with a return, by entry id."""
    line = line_of(entry.kind)
    text, count = str(line.text), (tickets or {}).get(entry.pk)
    if entry.kind == "filing.return" and count:
        text = _("returned it for correction; tickets: %(n)s.") % {"n": count}
    clause = str(entry.payload.get("clause") or "")
    cited = CLAUSES.get(clause)
    return Trace(
        when=f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M}",
        sentence=text,
        who=name(entry),
        fact=fact_of(entry.kind, entry.payload),
        number=str(entry.number),
        kind=line.tone,
        clause=clause if cited else "",
        force=str(cited.force or "") if cited else "",
    )


def fact_of(kind: str, payload: Mapping[str, Any]) -> str:
    """What is worth knowing beside the sentence: the reason, the place, the receipt, the version."""
    facts = []
    if kind in ("filing.hold_asked", "filing.hold_placed", "filing.hold_lifted"):
        facts.append(str(dict(Hold.Reason.choices).get(str(payload.get("reason")), "")))
    elif reason := str(payload.get("reason") or ""):
        facts.append(_("Reason: %(reason)s") % {"reason": reason})
    if place := dict(Place.choices).get(str(payload.get("place") or "")):
        facts.append(str(place))
    if receipt := payload.get("receipt"):
        facts.append(
            _("Receipt %(number)s, version %(version)s") % {"number": receipt, "version": payload["version"]}
        )
    if kind == "filing.reason_judged":
        facts.append(_("Accepted") if payload.get("accepted") else _("Not accepted"))
    if kind == "filing.draft_set_aside":
        facts.append(str(dict(Event.choices).get(str(payload.get("event")), "")))
    if kind == "call.window":
        facts.append(_("Leads until %(lead)s, districts until %(district)s") % _moments(payload))
    return " · ".join(fact for fact in facts if fact)


def _moments(payload: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: timezone.localtime(datetime.fromisoformat(payload[f"{name}_to"])).strftime("%Y-%m-%d %H:%M")
        for name in ("lead", "district")
    }
