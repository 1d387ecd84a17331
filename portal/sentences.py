"""The record in sentences: what happened, said so that the next person understands. No digests here."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

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
    "begun": Line(gettext_lazy("began the draft.")),
    "submit": Line(gettext_lazy("submitted the filing.")),
    "return": _back(gettext_lazy("returned it for correction.")),
    "resubmit": Line(gettext_lazy("answered the tickets and submitted again.")),
    "endorse": Line(gettext_lazy("recommended it to the city.")),
    "not_recommend": _back(gettext_lazy("did not recommend it.")),
    "second_look": Line(gettext_lazy("took a second look; the filing is with the city.")),
    "send_back": _back(gettext_lazy("sent it back to the district.")),
    "refuse": _back(gettext_lazy("refused to accept it.")),
    "accept": Line(gettext_lazy("accepted it for review.")),
    "advance": Line(gettext_lazy("moved it on to the next stage.")),
    "skip_visit": Line(gettext_lazy("moved it on to the defence without a visit.")),
    "conclude": Line(gettext_lazy("concluded the review.")),
    "propose": Line(gettext_lazy("posted the public notice.")),
    "decline": _back(gettext_lazy("declined to register it.")),
    "uphold_reject": _back(gettext_lazy("declined it after an upheld objection.")),
    "uphold_reconsider": _back(gettext_lazy("took it back to the meeting after an upheld objection.")),
    "correct": _warn(gettext_lazy("corrected the notice; a full new window runs.")),
    "close": Line(gettext_lazy("closed the public notice and passed it on for approval.")),
    "register": Line(gettext_lazy("registered the consortium.")),
    "terminate": _back(gettext_lazy("terminated the filing.")),
    "withdraw": _back(gettext_lazy("withdrew the filing.")),
    "discard": _back(gettext_lazy("put the draft into the trash.")),
    "restore": Line(gettext_lazy("took the draft out of the trash.")),
    "lapse": _back(gettext_lazy("let the overdue correction lapse.")),
    "edited": Line(gettext_lazy("changed the dossier.")),
    "pledged": Line(gettext_lazy("signed the integrity pledge.")),
    "reason_judged": Line(gettext_lazy("judged a reason for an in-principle shortfall.")),
    "second_look_asked": Line(gettext_lazy("asked the city for a second look.")),
    "party_left": _warn(gettext_lazy("recorded that a party left; all signatures are asked again.")),
    "unit_renamed": _warn(gettext_lazy("corrected the name of a party; all signatures are asked again.")),
    "receipt": Line(gettext_lazy("issued the receipt.")),
    "draft_set_aside": _back(gettext_lazy("did not sign the draft.")),
    "stage_concluded": Line(gettext_lazy("signed the conclusion of the stage.")),
    "visit_recorded": Line(gettext_lazy("recorded the site visit.")),
    "visit_signed": Line(gettext_lazy("signed the record of the visit.")),
    "defence_recorded": Line(gettext_lazy("recorded the defence.")),
    "listed": Line(gettext_lazy("put it on the list for the meeting.")),
    "list_countersigned": Line(gettext_lazy("countersigned the list.")),
    "hold_asked": _warn(gettext_lazy("asked for a hold.")),
    "hold_placed": _warn(gettext_lazy("placed the hold; the clocks stand still.")),
    "hold_lifted": Line(gettext_lazy("lifted the hold; the lost working days were given back.")),
}
DRAFTED: Mapping[str, Text] = {
    "endorse": gettext_lazy("drafted the recommendation."),
    "not_recommend": gettext_lazy("drafted the opinion not to recommend."),
    "refuse": gettext_lazy("drafted the refusal to accept."),
    "decline": gettext_lazy("drafted the decision to decline."),
    "uphold_reject": gettext_lazy("drafted the decision to decline after an upheld objection."),
    "correct": gettext_lazy("drafted the correction of the notice."),
    "terminate": gettext_lazy("drafted the termination."),
    "withdraw": gettext_lazy("wrote the note on a withdrawal."),
}
OTHERS: Mapping[str, Mapping[str, Line]] = {
    "ticket": {
        "begun": Line(gettext_lazy("drafted a correction ticket.")),
        "changed": Line(gettext_lazy("rewrote a drafted ticket.")),
        "send": _back(gettext_lazy("sent a correction ticket.")),
        "answer": Line(gettext_lazy("answered a correction ticket.")),
        "reopen": _back(gettext_lazy("found an answer not good enough.")),
        "settle": Line(gettext_lazy("settled a correction ticket.")),
        "withdraw": Line(gettext_lazy("took back a correction ticket.")),
        "late_confirmed": Line(gettext_lazy("confirmed the reason of a point told late.")),
    },
    "question": {
        "begun": Line(gettext_lazy("asked a unit a question; nothing was returned.")),
        "answer": Line(gettext_lazy("answered a question of the office.")),
        "read": Line(gettext_lazy("read the answer to a question.")),
        "ask_again": Line(gettext_lazy("asked a question again.")),
        "withdraw": Line(gettext_lazy("withdrew a question.")),
    },
    "handoff": {
        "begun": Line(gettext_lazy("handed a part of the dossier to a party.")),
        "ready": Line(gettext_lazy("handed its part back as ready.")),
        "redo": _back(gettext_lazy("asked for a part to be done again.")),
        "accept": Line(gettext_lazy("took a part as done.")),
        "withdraw": Line(gettext_lazy("took a handed part back.")),
    },
    "claim": {
        "begun": Line(gettext_lazy("claimed a unit.")),
        "confirm": Line(gettext_lazy("confirmed the claim of a unit.")),
        "refuse": _back(gettext_lazy("refused the claim of a unit.")),
        "withdraw": Line(gettext_lazy("withdrew the claim of a unit.")),
    },
    "membership": {
        "begun": Line(gettext_lazy("listed a member.")),
        "invite": Line(gettext_lazy("invited a member.")),
        "accept": Line(gettext_lazy("accepted the invitation.")),
        "decline": _back(gettext_lazy("declined the invitation.")),
        "leave": _warn(gettext_lazy("left the consortium.")),
        "remove": _warn(gettext_lazy("took a member off the list.")),
        "signed": Line(gettext_lazy("signed the founding agreement.")),
        "signed_second": Line(gettext_lazy("signed the founding agreement as second signatory.")),
        "signature_taken_back": _warn(gettext_lazy("took the unit's signature back.")),
        "delegated": Line(gettext_lazy("handed the unit's signature to a colleague.")),
        "delegation_taken": Line(gettext_lazy("took on the unit's signature.")),
        "delegation_declined": _back(gettext_lazy("handed the unit's signature back.")),
        "confirmed": Line(gettext_lazy("confirmed that the unit's own part is right.")),
    },
    "appointment": {
        "begun": Line(gettext_lazy("named a person for a post.")),
        "invite": Line(gettext_lazy("sent the link to the person named.")),
        "accept": Line(gettext_lazy("accepted the appointment.")),
        "decline": _back(gettext_lazy("declined the appointment.")),
    },
    "registration": {
        "begun": Line(gettext_lazy("entered the consortium in the register.")),
        "announced": Line(gettext_lazy("told those concerned how long the registration lasts.")),
        "date.drafted": Line(gettext_lazy("drafted the dates with their source.")),
        "date": Line(gettext_lazy("confirmed the dates of the registration.")),
        "project_added": Line(gettext_lazy("linked a project.")),
        "project_closed": Line(gettext_lazy("closed a linked project.")),
        "promised": Line(gettext_lazy("typed what is promised.")),
        "reapplied": Line(gettext_lazy("began a filing that continues the registration.")),
        "vacate": _back(gettext_lazy("carried out the decision: the lead's seat is vacant.")),
        "restore.drafted": Line(gettext_lazy("drafted that the new lead is confirmed.")),
        "restore": Line(gettext_lazy("confirmed the lead that all members agreed on.")),
        "revoke": _back(gettext_lazy("carried out the decision: the registration is revoked.")),
        "dissolve.drafted": Line(gettext_lazy("handed the resolution of all members to the approver.")),
        "dissolve": _back(gettext_lazy("took note that the consortium dissolved itself.")),
        "resolution_proposed": Line(gettext_lazy("put a resolution before all members.")),
        "consented": Line(gettext_lazy("consented to the resolution for its unit.")),
        "resolution_taken_back": _back(gettext_lazy("took the resolution back.")),
    },
    "report": {
        "begun": Line(gettext_lazy("expects a report.")),
        "submit": Line(gettext_lazy("sent a report.")),
        "return": _back(gettext_lazy("asked for more in a report.")),
        "note": Line(gettext_lazy("took note of a report.")),
    },
    "campaign": {
        "begun": Line(gettext_lazy("prepared a campaign of evaluations.")),
        "open": Line(gettext_lazy("opened the campaign; every lead was told.")),
        "close": Line(gettext_lazy("closed the campaign.")),
        "evaluator_named": Line(gettext_lazy("named an evaluator.")),
        "evaluator_removed": _warn(gettext_lazy("took an evaluator off.")),
        "seat_ended": Line(gettext_lazy("ended an evaluator's seat with its day.")),
    },
    "evaluation": {
        "begun": Line(gettext_lazy("began the evaluation and asked the lead for evidence.")),
        "evidence_added": Line(gettext_lazy("brought evidence.")),
        "evidence_removed": Line(gettext_lazy("took evidence back.")),
        "ready": Line(gettext_lazy("declared to be ready to be scored.")),
        "start": Line(gettext_lazy("started scoring.")),
        "stated": Line(gettext_lazy("stated that nothing is in the way.")),
        "conflict_stated": _warn(gettext_lazy("stated a conflict; the evaluation stays closed to them.")),
        "conclude": Line(gettext_lazy("proposed the grade.")),
        "scored": Line(gettext_lazy("recorded which sealed sheets were counted.")),
        "reply": Line(gettext_lazy("replied to the proposed grade.")),
        "proceed": Line(gettext_lazy("went on without a reply; its days were over.")),
        "decide.drafted": Line(gettext_lazy("drafted the decision on the grade.")),
        "decide": Line(gettext_lazy("decided the grade.")),
        "reconsider": _back(gettext_lazy("sent it back to the evaluators.")),
        "set_aside": Line(gettext_lazy("kept the former proposal and reply on record.")),
        "cancel.drafted": Line(gettext_lazy("drafted the end of the evaluation.")),
        "cancel": _back(gettext_lazy("cancelled the evaluation.")),
        "support_answered": Line(gettext_lazy("answered the suggestion of more support.")),
    },
    "evaluation_sheet": {
        "begun": Line(gettext_lazy("opened an evaluation sheet.")),
        "seal": Line(gettext_lazy("sealed an evaluation sheet.")),
    },
    "difficulty": {
        "begun": _warn(gettext_lazy("raised a difficulty.")),
        "assign": Line(gettext_lazy("named the owner of a difficulty.")),
        "answer": Line(gettext_lazy("answered a difficulty.")),
        "reopen": _back(gettext_lazy("found a difficulty not solved.")),
        "close": Line(gettext_lazy("said that a difficulty is solved.")),
    },
    "case": {
        "begun": _warn(gettext_lazy("opened the case.")),
        "facts_written": Line(gettext_lazy("wrote down the facts.")),
        "handed_over": Line(gettext_lazy("handed the case to another officer.")),
        "notify": _warn(gettext_lazy("notified the party and asked for its statement.")),
        "state": Line(gettext_lazy("made the statement of the party.")),
        "proceed": Line(gettext_lazy("went on without a statement.")),
        "decide.drafted": Line(gettext_lazy("drafted the decision.")),
        "decide": _back(gettext_lazy("signed the decision.")),
        "drop.drafted": Line(gettext_lazy("drafted that the case is dropped.")),
        "drop": Line(gettext_lazy("signed that the case is dropped.")),
        "draft_set_aside": _back(gettext_lazy("did not sign the draft.")),
        "ask": Line(gettext_lazy("asked for a second look.")),
        "confirm": _back(gettext_lazy("confirmed the decision in a second look.")),
        "overturn": Line(gettext_lazy("overturned the decision in a second look.")),
        "effect": _back(gettext_lazy("put the decision into effect.")),
    },
    "intention": {
        "begun": Line(gettext_lazy("left an intention with the district.")),
        "advise": Line(gettext_lazy("wrote notes on an intention.")),
        "meet": Line(gettext_lazy("noted a meeting on an intention.")),
        "draft": Line(gettext_lazy("began a draft from an intention.")),
        "close": Line(gettext_lazy("closed an intention.")),
        "withdraw": Line(gettext_lazy("took an intention back.")),
    },
    "posting": {
        "begun": Line(gettext_lazy("handed in a posting for the board.")),
        "publish": Line(gettext_lazy("published a posting.")),
        "refuse": _back(gettext_lazy("did not publish a posting.")),
        "withdraw": Line(gettext_lazy("took a posting back.")),
        "take_down": _back(gettext_lazy("took a posting off the board.")),
        "written_to": Line(gettext_lazy("wrote to the unit behind a posting.")),
    },
    "call": {
        "begun": Line(gettext_lazy("prepared a call.")),
        "changed": Line(gettext_lazy("changed a call before it opened.")),
        "open": Line(gettext_lazy("announced the call.")),
        "extend": _warn(gettext_lazy("extended the call.")),
        "window": Line(gettext_lazy("set the new end of the call.")),
        "close": Line(gettext_lazy("closed the call.")),
    },
    "round": {
        "begun": Line(gettext_lazy("prepared a review round.")),
        "open": Line(gettext_lazy("opened the review.")),
        "close": Line(gettext_lazy("closed the review round.")),
        "expert_named": Line(gettext_lazy("named an expert to the panel.")),
        "expert_removed": _warn(gettext_lazy("took an expert off the panel.")),
        "expert_recused": _warn(gettext_lazy("kept a conflict of an expert on record.")),
        "lead_chosen": Line(gettext_lazy("chose the round lead.")),
        "declared": Line(gettext_lazy("declared to have no conflict.")),
        "conflict_declared": _warn(gettext_lazy("declared a conflict; the filing stays closed to them.")),
    },
    "sheet": {
        "begun": Line(gettext_lazy("opened a scoring sheet.")),
        "seal": Line(gettext_lazy("sealed a scoring sheet.")),
    },
    "objection": {
        "begun": _warn(gettext_lazy("filed an objection; the notice cannot close.")),
        "accept": Line(gettext_lazy("accepted an objection for examination.")),
        "refuse": _back(gettext_lazy("did not accept an objection.")),
        "uphold": _warn(gettext_lazy("upheld an objection.")),
        "dismiss": Line(gettext_lazy("dismissed an objection.")),
        "extend": _warn(gettext_lazy("extended the time to answer an objection.")),
        "identity_seen": _warn(gettext_lazy("looked at who filed an objection.")),
    },
}


def _lines() -> dict[str, Line]:
    lines = {f"filing.{what}": line for what, line in FILING.items()}
    lines |= {f"filing.{event}.drafted": Line(text) for event, text in DRAFTED.items()}
    for what, line in OTHERS["objection"].items():
        lines[f"filing.objection_{what}"] = line
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
        return Line(gettext_lazy("did something that is on record."))
    return Line(_("drafted: %(what)s.") % {"what": label} if what.endswith(".drafted") else f"{label}.")


Who = Callable[[Entry], str]


def actors(entries: Iterable[Entry], known: Iterable[Authority] = ()) -> Who:
    """Names by role and place for many entries, with at most one look at the authorities that are not known."""
    places = {authority.pk: authority.short_name for authority in known}
    if strange := {entry.authority_id for entry in entries if entry.authority_id} - places.keys():
        places |= {one.pk: one.short_name for one in Authority.objects.filter(pk__in=strange)}
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
            "system": _("The system"),
            "public": _("Somebody from the public"),
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
        who=name(entry) if entry.kind != "filing.receipt" else who("system", ""),
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
