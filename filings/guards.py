"""Whether a filing may take a step: values in, refusals out. Pure: no database, no clock."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from consortia import rules
from consortia.checklist import refusals_for_submission
from consortia.dossier import Dossier
from consortia.guideline import CLAUSES
from workflow.flow import Look
from workflow.refusal import Force, Refusal, Refusals

from .case import Evidence, FilingCase


def _office(code: str, **params: str | int) -> Refusal:
    return Refusal(code, "office", Force.OFFICE, params)


def _said(look: Look, key: str) -> str:
    return str((look.typed or {}).get(key, "") or "").strip()


def _must_say(look: Look, key: str, code: str, clause: str = "office") -> Refusals:
    """A refusal when the person has typed the form but left ``key`` empty; buttons are not judged by it."""
    if look.typed is None or _said(look, key):
        return ()
    return (Refusal(code, clause, Force.OFFICE),)


def freely(_look: Look) -> Refusals:
    return ()


def with_reason(look: Look) -> Refusals:
    return _must_say(look, "reason", "no_reason")


def all_of(*guards: Callable[[Look], Refusals]) -> Callable[[Look], Refusals]:
    """One guard out of several; all their refusals are told at once."""

    def guard(look: Look) -> Refusals:
        return tuple(refusal for each in guards for refusal in each(look))

    return guard


def still_in_trash(look: Look) -> Refusals:
    """A draft can be taken out of the trash until the office's days are over."""
    case: FilingCase = look.case
    if case.state_since is None:
        return ()
    last_on = case.state_since + timedelta(days=int(case.office["trash_days"]))
    return () if look.today <= last_on else (_office("trash_over", last_on=str(last_on)),)


# dossier and corrections


def dossier_complete(look: Look) -> Refusals:
    """Every HARD check passes, every SHALL item is answered, every in-principle shortfall has its reason."""
    case: FilingCase = look.case
    if case.dossier is None:
        return (_office("nothing_to_submit"),)
    return refusals_for_submission(case.dossier, case.reasons, case.guideline, today=look.today)


def versions_settled(look: Look) -> Refusals:
    """What leaves is what the lead has chosen: no field stands in two versions."""
    case: FilingCase = look.case
    return two_versions(case.unsettled)


def two_versions(unsettled: Mapping[str, int]) -> Refusals:
    """One refusal for each place with fields of two versions."""
    return tuple(_office("two_versions", place=place, count=count) for place, count in unsettled.items())


def has_drafted_tickets(look: Look) -> Refusals:
    """Something to correct; and what a first return could have told has a second person's word (一次性告知)."""
    case: FilingCase = look.case
    if not case.draft_tickets:
        return (_office("no_ticket"),)
    return (_office("late_points", count=case.late_tickets),) if case.late_tickets else ()


def tickets_answered(look: Look) -> Refusals:
    """Every ticket that must be corrected has an answer, and no answer stands without a change or a word on it."""
    case: FilingCase = look.case
    refusals: list[Refusal] = []
    if case.unanswered_tickets:
        refusals.append(_office("tickets_unanswered", count=case.unanswered_tickets))
    if case.hollow_answers:
        refusals.append(_office("answers_unchanged", count=case.hollow_answers))
    return tuple(refusals)


def correction_overdue(look: Look) -> Refusals:
    """Overdue and reminded twice: only then may a correction lapse."""
    case: FilingCase = look.case
    if case.due_on is None or look.today <= case.due_on:
        return (_office("correction_not_overdue", due_on=str(case.due_on or "")),)
    wanted = int(case.office["reminders_before_lapse"])
    if case.reminders_count < wanted:
        return (_office("not_reminded_enough", count=case.reminders_count, wanted=wanted),)
    return ()


def no_open_tickets(look: Look) -> Refusals:
    count = look.case.open_tickets + look.case.draft_tickets
    return (_office("tickets_open", count=count),) if count else ()


# district


def nothing_open(look: Look) -> Refusals:
    """No open ticket, and every in-principle reason judged; a refused reason cannot be recommended."""
    case: FilingCase = look.case
    refusals = [*no_open_tickets(look)]
    if unjudged := [code for code, accepted in case.judgements.items() if accepted is None]:
        refusals.append(Refusal("reasons_unjudged", "G3.2c", Force.SOFT, {"count": len(unjudged)}))
    if refused := [code for code, accepted in case.judgements.items() if accepted is False]:
        refusals.append(Refusal("reasons_refused", "G3.2c", Force.SOFT, {"count": len(refused)}))
    return tuple(refusals)


def opinion_written(look: Look) -> Refusals:
    return _must_say(look, "opinion", "no_opinion", "G5.6b")


def cites_clause(look: Look) -> Refusals:
    """A reason that cites a clause of the guideline."""
    clause = _said(look, "clause")
    if look.typed is not None and clause not in CLAUSES:
        return (*with_reason(look), _office("no_such_clause", clause=clause))
    return with_reason(look)


def cites_hard_clause(look: Look) -> Refusals:
    """Not accepting a filing (不予受理) rests on an unmet HARD condition, and on nothing less."""
    clause = CLAUSES.get(_said(look, "clause"))
    if look.typed is not None and (clause is None or clause.force != Force.HARD):
        return (
            *with_reason(look),
            Refusal("not_a_hard_clause", "G4.1.1a", Force.HARD, {"clause": _said(look, "clause")}),
        )
    return with_reason(look)


def second_look_asked_in_time(look: Look) -> Refusals:
    case: FilingCase = look.case
    if case.second_look_asked_at is None:
        return (_office("second_look_not_asked"),)
    return with_reason(look)


# review


def in_round(look: Look) -> Refusals:
    return () if look.evidence.in_round else (Refusal("no_round", "G5.6c", Force.SHALL),)


def written_review_done(look: Look) -> Refusals:
    """Quorum of sealed sheets, none of them by a recused expert."""
    evidence: Evidence = look.evidence
    quorum = int(look.case.office["quorum"])
    if evidence.sealed_count is None or evidence.sealed_count < quorum:
        found = evidence.sealed_count or 0
        return (Refusal("too_few_sheets", "G5.6c", Force.SHALL, {"count": found, "wanted": quorum}),)
    if evidence.recused_count != 0:
        return (Refusal("recused_sheet", "G5.6c", Force.SHALL),)
    return ()


def conclusion_signed(look: Look) -> Refusals:
    return () if look.evidence.goes_on is not None else (Refusal("no_conclusion", "G5.6c", Force.SHALL),)


def concluded_to_go_on(look: Look) -> Refusals:
    if look.evidence.goes_on is None:
        return conclusion_signed(look)
    return () if look.evidence.goes_on else (_office("concluded_not_to_go_on"),)


def visit_comes_first(look: Look) -> Refusals:
    """The round plan has a visit, and has it before the defence."""
    if look.evidence.needs_visit and not look.evidence.defence_first:
        return ()
    return (_office("plan_has_defence_next"),)


def visit_comes_last(look: Look) -> Refusals:
    """The round plan has a visit, and has it after the defence."""
    if look.evidence.needs_visit and look.evidence.defence_first:
        return ()
    return (_office("plan_has_no_visit_left"),)


def defence_comes_next(look: Look) -> Refusals:
    return (_office("plan_has_no_defence_left"),) if look.evidence.defence_first else ()


def may_skip_visit(look: Look) -> Refusals:
    """By the round plan, or with a reason recorded for this filing."""
    if look.evidence.needs_visit is False or look.evidence.defence_first:
        return ()
    return with_reason(look)


def visit_signed(look: Look) -> Refusals:
    return () if look.evidence.visit_signed else (Refusal("visit_unsigned", "G5.6d", Force.SHALL),)


def defence_held(look: Look) -> Refusals:
    return () if look.evidence.defence_held else (Refusal("no_defence", "G5.6e", Force.SHALL),)


def stage_complete(look: Look) -> Refusals:
    """The stage's evidence is complete, or the signed conclusion is not to go on."""
    refusals = conclusion_signed(look)
    if refusals:
        return refusals
    match look.case.state:
        case "expert_review":
            done = written_review_done(look)
        case "site_visit":
            done = visit_signed(look)
        case _:
            done = defence_held(look)
    if look.evidence.goes_on and look.case.state != _last_stage(look.evidence):
        return (*done, _office("stages_left"))
    return done


def _last_stage(evidence: Evidence) -> str:
    return "site_visit" if evidence.defence_first and evidence.needs_visit else "defence"


# selection, notice, approval


def listed(look: Look) -> Refusals:
    """On a list that the meeting decided and the approver countersigned, with its notice posted."""
    evidence: Evidence = look.evidence
    if evidence.outcome is None or not evidence.meeting_number:
        return (Refusal("not_decided", "G5.6f", Force.DISCRETION),)
    if evidence.outcome != "recommend":
        return (Refusal("not_recommended_by_list", "G5.6f", Force.DISCRETION),)
    if not evidence.is_countersigned:
        return (_office("list_not_countersigned"),)
    return () if evidence.notice_posted else (Refusal("no_notice", "G5.6g", Force.SHALL),)


def applicant_heard(look: Look) -> Refusals:
    return _must_say(look, "heard", "not_heard")


def objection_upheld(look: Look) -> Refusals:
    if not look.evidence.upheld_objections:
        return (Refusal("no_upheld_objection", "G5.6h", Force.SHALL),)
    return ()


def window_ended(look: Look) -> Refusals:
    if look.evidence.window_ended:
        return ()
    closes_on = str(look.evidence.closes_on or "")
    return (Refusal("window_running", "G5.6g", Force.SHALL, {"closes_on": closes_on}),)


def no_objection_left(look: Look) -> Refusals:
    """No objection open or upheld; not knowing is not the same as none (G5.6h)."""
    evidence: Evidence = look.evidence
    if evidence.open_objections is None or evidence.upheld_objections is None:
        return (Refusal("objections_unknown", "G5.6h", Force.SHALL),)
    if evidence.open_objections:
        return (Refusal("objection_open", "G5.6h", Force.SHALL, {"count": evidence.open_objections}),)
    if evidence.upheld_objections:
        return (Refusal("objection_upheld", "G5.6h", Force.SHALL, {"count": evidence.upheld_objections}),)
    return ()


def another_person(look: Look) -> Refusals:
    """Whoever posted or closed the notice does not register."""
    if look.actor_id in (look.evidence.posted_by_id, look.case.closed_by_id):
        return (_office("posted_or_closed_it"),)
    return ()


def not_banned_meanwhile(look: Look) -> Refusals:
    """A ban that began after submission stops registration too (G7.3d)."""
    dossier: Dossier | None = look.case.dossier
    if dossier is None:
        return ()
    return (*rules.lead_banned(dossier.lead, look.today), *rules.core_banned(dossier.members, look.today))


def new_fact_after_list(look: Look) -> Refusals:
    """Declining in approval needs a fact newer than the list decision, and a meeting number (G5.6h)."""
    refusals = (*_must_say(look, "meeting_number", "no_meeting_number"), *with_reason(look))
    fact_on = (look.typed or {}).get("fact_on")
    if look.typed is None:
        return refusals
    if not isinstance(fact_on, date) or (look.evidence.decided_on and fact_on <= look.evidence.decided_on):
        return (*refusals, _office("fact_not_new", decided_on=str(look.evidence.decided_on or "")))
    return refusals


def with_correction(look: Look) -> Refusals:
    """What was wrong on the notice, and what is right."""
    return (*with_reason(look), *_must_say(look, "correction", "no_correction"))


def correction_noticed(look: Look) -> Refusals:
    return () if look.evidence.notice_posted else (Refusal("no_notice", "G5.6g", Force.SHALL),)
