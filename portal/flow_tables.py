"""The roads as tables for people: who may take which step from where. Derived; nothing keeps a second copy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflow.flow import FLOWS, Flow, Row

WHO: dict[str, str | Promise] = {
    "lead_signatory": _("Lead's signatory"),
    "lead_editor": _("Lead's editor"),
    "own_officer": _("District officer"),
    "own_head": _("District head"),
    "city_officer": _("City officer"),
    "approver": _("Approver"),
    "round_lead": _("Round lead"),
    "whoever_returned": _("Officer who returned it"),
    "_officer": _("Checking officer"),
    "_whoever_passes_on": _("Checking officer or head"),
    "_editor": _("Lead's editor"),
    "_same_desk": _("Officer of the desk that sent it"),
    "answers": _("The unit asked, or the lead"),
    "desk": _("Whoever asked, or the desk that holds the filing"),
    "may_judge_claim": _("Officer of the unit's district"),
    "_lead_edits": _("Lead's editor"),
    "_unit_answers": _("The unit itself"),
    "_named_person": _("The named person"),
    "_lead_of_consortium": _("Lead's editor"),
    "_judges_claim": _("Officer of the district, or the unit's manager"),
    "runs_rounds": _("City officer"),
    "decides_objection": _("City officer"),
    "owns_sheet": _("The expert"),
    "lead_reports": _("Lead's editor or signatory"),
    "reads_report": _("District or city officer"),
    "names_owner": _("District or city officer"),
    "owns": _("The owner"),
    "raiser_or_lead": _("The unit that raised it, or the lead"),
    "runs_campaigns": _("City officer"),
    "approves": _("Approver"),
    "signs_for_lead": _("Lead's signatory"),
    "is_owner": _("The owner"),
    "party": _("Signatory of the unit concerned"),
    "_city_officer": _("City officer"),
    "_approver": _("Approver"),
    "_city": _("City officer or approver"),
    "_signs_for_a_member": _("Signatory of the lead; while there is none, of a member"),
    "guide": _("District or city officer"),
    "author": _("Whoever left it, or the unit's people"),
    "publishes": _("Officer of the unit's district"),
    "poster": _("The unit's editor"),
    "holds": _("Whoever has the part in hand"),
    "hands_out": _("Lead's editor"),
    "<lambda>": _("Whoever asked"),
}
FLOW_LABELS: dict[str, Promise] = {
    "filing": _("Filing"),
    "question": _("Question of the office"),
    "ticket": _("Correction ticket"),
    "handoff": _("Part handed to a party"),
    "membership": _("Member's consent"),
    "appointment": _("Director and chief expert"),
    "claim": _("Unit claim"),
    "registration": _("Registration"),
    "call": _("Call for filings"),
    "intention": _("Intention"),
    "posting": _("Posting on the board"),
    "round": _("Review round"),
    "sheet": _("Score sheet"),
    "objection": _("Objection"),
    "report": _("Report"),
    "difficulty": _("Difficulty"),
    "campaign": _("Evaluation campaign"),
    "evaluation": _("Evaluation"),
    "evaluation_sheet": _("Evaluation sheet"),
    "case": _("Case"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a road, in words."""

    source: str
    event: str
    target: str
    who: str
    first: str
    clause: str
    due: str
    hold: str


def who(by: Any) -> str:
    """The function that admits a person, as the role it stands for."""
    name = getattr(by, "__name__", "")
    return str(WHO.get(name, name.strip("_").replace("_", " ")))


def flow_label(flow: Flow) -> str:
    """The road's name."""
    return str(FLOW_LABELS.get(flow.key, flow.key))


def flows() -> list[Flow]:
    """Every road that has rows, the filing's first."""
    return sorted(
        (flow for flow in FLOWS.values() if flow.rows), key=lambda flow: (flow.key != "filing", flow.key)
    )


def _label(choices: Any, key: str) -> str:
    return str(dict(choices.choices).get(key, key))


def line(flow: Flow, row: Row) -> Line:
    """A row in words of the reader's language."""
    return Line(
        source=_label(flow.states, row.source),
        event=_label(flow.events, row.event),
        target=_label(flow.states, row.target),
        who=who(row.by),
        first=who(row.drafted_by) if row.drafted_by else "",
        clause=row.clause,
        due=row.due or "",
        hold=row.under_hold,
    )


def lines(flow: Flow) -> Iterator[Line]:
    """The whole table in words."""
    return (line(flow, row) for row in flow.rows)


def matrix(flow: Flow) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """Who × event: column heads, and for each role a mark per event (takes, drafts, or nothing)."""
    events = list(dict.fromkeys(row.event for row in flow.rows))
    marks: dict[str, dict[str, str]] = {}
    for row in flow.rows:
        marks.setdefault(who(row.by), {})[row.event] = "takes"
        if row.drafted_by:
            marks.setdefault(who(row.drafted_by), {}).setdefault(row.event, "drafts")
    heads = [_label(flow.events, event) for event in events]
    return heads, [(name, [held.get(event, "") for event in events]) for name, held in marks.items()]


def mermaid(flow: Flow) -> str:
    """The road as a Mermaid state diagram, by keys; steps that many states share are left to the table."""
    shared = {
        event
        for event in {row.event for row in flow.rows}
        if sum(row.event == event for row in flow.rows) > 5
    }
    drawn = [f"    [*] --> {flow.initial}"]
    drawn += [
        f"    {row.source} --> {row.target}: {row.event}" for row in flow.rows if row.event not in shared
    ]
    drawn += [f"    {state} --> [*]" for state in sorted(_ends(flow))]
    return "\n".join(["stateDiagram-v2", *drawn])


def _ends(flow: Flow) -> set[str]:
    return {row.target for row in flow.rows} - {row.source for row in flow.rows}
