"""The road of a case: facts, notice, statement, decision by another person, second look, effect."""

from datetime import datetime
from typing import Any

from accounts.queries import holders
from accounts.roles import Role
from consortia.bans import lock_units
from workflow.flow import Flow, Row, register

from . import case_access as by
from . import case_consequences as then
from . import case_guards as if_
from .models import Case
from .states import CaseEvent, CaseKind, CaseState


def picture(case: Case, _now: datetime) -> if_.CasePicture:
    return if_.CasePicture(
        kind=case.kind,
        owner_id=case.owner_id,
        facts=case.facts,
        organising_facts=case.organising_facts,
        agreement_facts=case.agreement_facts,
        organ=case.organ,
        due_on=case.due_on,
        second_look_until=case.second_look_until,
        decided_by_id=case.decided_by_id,
        approvers=holders(Role.APPROVER),
    )


def path(case: Any) -> str:
    return f"/sanctions/{case.pk}/"


def params(case: Any) -> dict[str, Any]:
    return {"number": case.number, "kind": case.kind, "unit": case.unit.name, "unit_en": case.unit.name_en}


def _lock_unit(row: Row, case: Case) -> None:
    """A decision that bans, or takes a ban back, holds its unit's lock before anything is recorded (G7.3d)."""
    if case.kind == CaseKind.LEAD_DISQUALIFICATION and row.event in (E.DECIDE, E.OVERTURN):
        lock_units([case.unit_id])


S, E = CaseState, CaseEvent
_DECIDED = ("party_decided", "owner_decided")
_DROPPED = ("party_dropped", "owner_dropped")


def _drop(source: str) -> Row:
    """Only a signed act closes a case without a decision; an officer drafts it with the reason."""
    return Row(source, E.DROP, S.DROPPED, by.approver, if_.not_the_owner, (then.keep_drop,), _DROPPED, None,
               "office", drafted_by=by.city_officer, draft_guard=if_.with_reason)  # fmt: skip


# fmt: off
CASE = register(
    Flow(
        key="case",
        model="evaluations.Case",
        initial=S.OPEN,
        rows=(
            Row(S.OPEN, E.NOTIFY, S.NOTIFIED, by.is_owner, if_.may_be_told, (then.keep_notice,),
                ("party_notified",), "statement_days", "G7.3c"),
            Row(S.OPEN, E.DECIDE, S.DECIDED, by.approver, if_.refer_by_another, (then.keep_decision,),
                _DECIDED, "case_effect_days", "G7.4d", drafted_by=by.city_officer,
                draft_guard=if_.refer_written),
            Row(S.NOTIFIED, E.STATE, S.HEARD, by.party, if_.statement_in_time, (then.keep_statement,),
                ("owner_stated",), "case_decision_days", "office"),
            Row(S.NOTIFIED, E.PROCEED, S.HEARD, by.city_officer, if_.statement_days_over, (),
                ("party_proceeded",), "case_decision_days", "office"),
            Row(S.HEARD, E.DECIDE, S.DECIDED, by.approver, if_.decided_by_another, (then.keep_decision,),
                _DECIDED, "case_second_look_days+case_effect_days", "office", drafted_by=by.city_officer,
                draft_guard=if_.decision_written),
            *(_drop(source) for source in (S.OPEN, S.NOTIFIED, S.HEARD)),
            Row(S.DECIDED, E.ASK, S.SECOND_LOOK, by.party, if_.second_look_in_time, (then.keep_asking,),
                ("approver_second_look", "owner_second_look"), "case_second_look_answer_days", "office"),
            Row(S.DECIDED, E.EFFECT, S.IN_EFFECT, by.city_officer, if_.second_look_days_over,
                (then.bring_about,), ("party_in_effect",), None, "office"),
            Row(S.SECOND_LOOK, E.CONFIRM, S.IN_EFFECT, by.approver, if_.looked_at_by_another,
                (then.keep_answer, then.bring_about), ("party_confirmed", "owner_confirmed"), None, "office"),
            Row(S.SECOND_LOOK, E.OVERTURN, S.DROPPED, by.approver, if_.looked_at_by_another,
                (then.keep_answer, then.undo_decision), ("party_overturned", "owner_overturned"), None, "office"),
        ),
        states=CaseState,
        events=CaseEvent,
        picture=picture,
        audience=by.audience,
        path=path,
        params=params,
        role_of=by.role_of,
        begin_due="case_facts_days",
        locks=_lock_unit,
    )
)
# fmt: on
