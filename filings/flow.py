"""The filing's road, whole. Buttons, permissions, the trigger, help and tests are derived from this table."""

from itertools import chain
from typing import Any

from consortia.bans import lock_parties
from workflow.flow import Flow, Row, register

from . import access as by
from . import consequences as then
from . import guards as if_
from .changes import refresh
from .queries import picture
from .states import BEFORE_APPROVAL, UNDER_WAY, Event, State

S, E = State, Event

# fmt: off
_ROAD = (
    Row(S.DRAFT, E.SUBMIT, S.DISTRICT_CHECK, by.lead_signatory,
        if_.all_of(if_.dossier_complete, if_.versions_settled),
        (then.take_snapshot,), ("district_inbox", "members_submitted"), "district_check_days", "G5.6a"),

    Row(S.DRAFT, E.DISCARD, S.TRASHED, by.lead_editor, if_.freely, (), ("members_discarded",)),
    Row(S.TRASHED, E.RESTORE, S.DRAFT, by.lead_editor, if_.still_in_trash, (), ("members_restored",)),

    Row(S.DISTRICT_CHECK, E.RETURN, S.DISTRICT_CORRECTION, by.own_officer, if_.has_drafted_tickets,
        (then.send_tickets,), ("filer_returned",), "correction_days"),
    Row(S.DISTRICT_CORRECTION, E.RESUBMIT, S.DISTRICT_CHECK, by.lead_signatory,
        if_.all_of(if_.tickets_answered, if_.dossier_complete, if_.versions_settled),
        (then.take_snapshot,), ("district_inbox",), "district_check_days", "G5.6a"),
    Row(S.DISTRICT_CHECK, E.ENDORSE, S.CITY_CHECK, by.own_head, if_.nothing_open,
        (then.settle_tickets,), ("city_inbox", "filer_endorsed"), "city_check_days", "G5.6b",
        drafted_by=by.own_officer, draft_guard=if_.all_of(if_.nothing_open, if_.opinion_written),
        one_person="district_one_person"),
    Row(S.DISTRICT_CHECK, E.NOT_RECOMMEND, S.NOT_RECOMMENDED, by.own_head, if_.freely,
        (), ("city_not_recommended", "filer_not_recommended"), "second_look_days", "G5.6b",
        drafted_by=by.own_officer, draft_guard=if_.cites_clause, one_person="district_one_person"),
    Row(S.NOT_RECOMMENDED, E.SECOND_LOOK, S.CITY_CHECK, by.city_officer, if_.second_look_asked_in_time,
        (), ("filer_second_look", "district_second_look"), "city_check_days", "G5.6b"),

    Row(S.CITY_CHECK, E.RETURN, S.CITY_CORRECTION, by.city_officer, if_.has_drafted_tickets,
        (then.send_tickets,), ("filer_returned",), "correction_days"),
    Row(S.CITY_CORRECTION, E.RESUBMIT, S.CITY_CHECK, by.lead_signatory,
        if_.all_of(if_.tickets_answered, if_.dossier_complete, if_.versions_settled),
        (then.take_snapshot,), ("city_inbox",), "city_check_days", "G5.6a"),
    Row(S.CITY_CHECK, E.SEND_BACK, S.DISTRICT_CHECK, by.city_officer, if_.with_reason,
        (), ("district_inbox", "filer_sent_back"), "district_check_days"),
    Row(S.CITY_CHECK, E.REFUSE, S.DECLINED, by.approver, if_.freely,
        (), ("filer_declined", "district_declined"), None, "G4.1.1a",
        drafted_by=by.city_officer, draft_guard=if_.cites_hard_clause),
    Row(S.CITY_CHECK, E.ACCEPT, S.EXPERT_REVIEW, by.city_officer,
        if_.all_of(if_.no_open_tickets, if_.in_round),
        (then.settle_tickets,), ("filer_accepted", "round_inbox"), "expert_review_days", "G5.6c"),

    Row(S.EXPERT_REVIEW, E.ADVANCE, S.SITE_VISIT, by.round_lead,
        if_.all_of(if_.visit_comes_first, if_.written_review_done, if_.concluded_to_go_on),
        (), ("city_visit", "filer_visit"), "site_visit_days", "G5.6c"),
    Row(S.EXPERT_REVIEW, E.SKIP_VISIT, S.DEFENCE, by.round_lead,
        if_.all_of(if_.written_review_done, if_.concluded_to_go_on, if_.may_skip_visit),
        (), ("city_defence", "filer_defence"), "defence_days", "G5.6d"),
    Row(S.SITE_VISIT, E.ADVANCE, S.DEFENCE, by.round_lead,
        if_.all_of(if_.defence_comes_next, if_.visit_signed, if_.concluded_to_go_on),
        (), ("city_defence", "filer_defence"), "defence_days", "G5.6d"),
    Row(S.DEFENCE, E.ADVANCE, S.SITE_VISIT, by.round_lead,
        if_.all_of(if_.visit_comes_last, if_.defence_held, if_.concluded_to_go_on),
        (), ("city_visit", "filer_visit"), "site_visit_days", "G5.6e"),
    Row(S.EXPERT_REVIEW, E.CONCLUDE, S.SELECTION, by.round_lead, if_.stage_complete,
        (), ("city_selection",), "selection_days", "G5.6c"),
    Row(S.SITE_VISIT, E.CONCLUDE, S.SELECTION, by.round_lead, if_.stage_complete,
        (), ("city_selection",), "selection_days", "G5.6d"),
    Row(S.DEFENCE, E.CONCLUDE, S.SELECTION, by.round_lead, if_.stage_complete,
        (), ("city_selection",), "selection_days", "G5.6e"),

    Row(S.SELECTION, E.PROPOSE, S.PUBLICITY, by.city_officer, if_.listed,
        (), ("filer_publicity", "members_publicity", "district_publicity"), "publicity_days+close_days", "G5.6g"),
    Row(S.SELECTION, E.DECLINE, S.DECLINED, by.approver, if_.freely,
        (), ("filer_declined", "district_declined"), None, "G5.6f",
        drafted_by=by.city_officer, draft_guard=if_.cites_clause),

    Row(S.PUBLICITY, E.UPHOLD_REJECT, S.DECLINED, by.approver, if_.objection_upheld,
        (), ("filer_declined", "district_declined"), None, "G5.6h",
        drafted_by=by.city_officer,
        draft_guard=if_.all_of(if_.objection_upheld, if_.with_reason, if_.applicant_heard)),
    Row(S.PUBLICITY, E.UPHOLD_RECONSIDER, S.SELECTION, by.approver,
        if_.all_of(if_.objection_upheld, if_.with_reason),
        (), ("city_selection", "filer_reconsidered"), "selection_days", "G5.6h"),
    Row(S.PUBLICITY, E.CORRECT, S.PUBLICITY, by.approver, if_.correction_noticed,
        (), ("filer_publicity", "city_corrected"), "publicity_days+close_days",
        drafted_by=by.city_officer, draft_guard=if_.with_correction),
    Row(S.PUBLICITY, E.CLOSE, S.APPROVAL, by.city_officer,
        if_.all_of(if_.window_ended, if_.no_objection_left),
        (), ("approver_inbox",), "approval_days", "G5.6h"),

    Row(S.APPROVAL, E.REGISTER, S.REGISTERED, by.approver,
        if_.all_of(if_.window_ended, if_.no_objection_left, if_.another_person, if_.not_banned_meanwhile),
        (then.register,), ("filer_registered", "members_registered", "district_registered"), None, "G5.6h"),
    Row(S.APPROVAL, E.DECLINE, S.DECLINED, by.approver,
        if_.all_of(if_.new_fact_after_list, if_.applicant_heard),
        (), ("filer_declined", "district_declined"), None, "G5.6h"),

    Row(S.DISTRICT_CORRECTION, E.LAPSE, S.LAPSED, by.whoever_returned, if_.correction_overdue,
        (), ("filer_lapsed", "members_lapsed")),
    Row(S.CITY_CORRECTION, E.LAPSE, S.LAPSED, by.whoever_returned, if_.correction_overdue,
        (), ("filer_lapsed", "members_lapsed", "district_lapsed")),
)
# fmt: on


def _terminate(source: State) -> Row:
    """Under a hold, with reason, the applicant heard: from any state under way (G7.4c)."""
    return Row(
        source, E.TERMINATE, S.DECLINED, by.approver, if_.freely, (), ("filer_declined", "district_declined"),
        None, "G7.4c", drafted_by=by.city_officer,
        draft_guard=if_.all_of(if_.with_reason, if_.applicant_heard), under_hold="required",
    )  # fmt: skip


def _withdraw(source: State) -> Row:
    """By the lead, with a reason; from the public notice on with the approver's note."""
    row: dict[str, Any] = {"guard": if_.with_reason, "tell": ("members_withdrawn", "district_withdrawn")}
    if source == S.DRAFT:
        row["tell"] = ("members_withdrawn",)
    if source == S.PUBLICITY:
        row |= {"drafted_by": by.approver, "draft_guard": if_.with_reason}
    return Row(source, E.WITHDRAW, S.WITHDRAWN, by.lead_signatory, under_hold="allowed", **row)


def _lock_parties(row: Row, filing: Any) -> None:
    """Where a ban would stop the step: the filing is locked, then its units, so that no ban slips between (G7.3d)."""
    if row.event in (E.SUBMIT, E.RESUBMIT, E.REGISTER):
        refresh(filing)
        lock_parties(filing.consortium)


ROWS = tuple(chain(_ROAD, map(_terminate, UNDER_WAY), map(_withdraw, BEFORE_APPROVAL)))

FILING = register(
    Flow(
        key="filing",
        model="filings.Filing",
        initial=S.DRAFT,
        rows=ROWS,
        states=State,
        events=Event,
        picture=picture,
        audience=by.audience,
        path=lambda filing: f"/filings/{filing.pk}/",
        params=lambda filing: {"serial": filing.serial, "name": filing.consortium.formal_name,
                               "name_en": filing.consortium.name_en},
        role_of=by.role_of,
        locks=_lock_parties,
        figures=lambda case: case.office,
    )
)  # fmt: skip
