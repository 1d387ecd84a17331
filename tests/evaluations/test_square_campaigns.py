"""State × event × role of campaigns, evaluations and sheets: who is let in where, written down a second time."""

import itertools

import pytest
from django.db import transaction

from evaluations.actions import evaluators
from evaluations.flow_campaigns import CAMPAIGN, EVALUATION, EVALUATION_SHEET
from evaluations.models import Evaluation
from evaluations.states import EvaluationEvent, EvaluationState
from tests.evaluations.judged import agency_person, scoring
from tests.factories import UserFactory, officer, representative
from workflow import engine
from workflow.engine import NoSuchStep, NotYourStep, StepRefused

pytestmark = pytest.mark.django_db

CITY, APPROVER, SIGN = "city", "approver", "signatory"
UNDER_WAY = ("self_report", "scoring", "reply", "decision")
# event: {state: (who fires it, who drafts it)}
ADMITTED = {
    "start": {"self_report": (CITY, None)},
    "conclude": {"scoring": (CITY, None)},
    "reply": {"reply": (SIGN, None)},
    "proceed": {"reply": (CITY, None)},
    "decide": {"decision": (APPROVER, CITY)},
    "reconsider": {"decision": (APPROVER, None)},
    "cancel": dict.fromkeys(UNDER_WAY, (APPROVER, CITY)),
}


def _cast(found):
    unit = found.world.lead_unit
    roles = ("expert", "supervisor", "auditor", "system_admin", "security_admin", "audit_admin")
    return {
        CITY: found.world.city,
        APPROVER: found.world.approver,
        SIGN: representative(unit, "signatory"),
        "editor": representative(unit, "editor"),
        "reader": representative(unit, "reader"),
        "member": found.world.member,
        "seated": found.seats[0].user,
        "agency": agency_person(),
        "district": found.world.officer,
        "head": found.world.head,
        "nobody": UserFactory(),
        **{role: officer(role) for role in roles},
    }


def _try(step, flow, pk, event, actor, now, **typed):
    """What comes of an attempt, with everything undone afterwards."""
    try:
        with transaction.atomic():
            step(flow, pk, event, actor=actor, now=now, **typed)
            raise StepRefused
    except NoSuchStep:
        return "no step"
    except NotYourStep:
        return "not yours"
    except StepRefused:
        return "admitted"


def _teleport(as_owner, found, state):
    with as_owner() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE evaluations_evaluation DISABLE TRIGGER evaluation_flow")
        cursor.execute(
            "UPDATE evaluations_evaluation SET state = %s WHERE id = %s", [state, found.evaluation.pk]
        )
        cursor.execute("ALTER TABLE evaluations_evaluation ENABLE TRIGGER evaluation_flow")
    return Evaluation.objects.get(pk=found.evaluation.pk)


@pytest.mark.tampers
def test_state_event_role_square(as_owner, record_property):
    found = scoring()
    cast = _cast(found)
    wrong, counted = [], 0
    for state in EvaluationState.values:
        here = _teleport(as_owner, found, state)
        for event, (name, actor) in itertools.product(EvaluationEvent.values, cast.items()):
            firing, drafting = ADMITTED[event].get(state, (None, None))
            expected = "no step" if firing is None else "admitted" if name == firing else "not yours"
            expected_draft = "no step" if firing is None else "admitted" if name == drafting else "not yours"
            got = _try(engine.advance, EVALUATION, here.pk, event, actor, found.now)
            got_draft = _try(engine.propose, EVALUATION, here.pk, event, actor, found.now, payload={})
            counted += 2
            if (got, got_draft) != (expected, expected_draft):
                wrong.append((state, event, name, got, got_draft))

    record_property(
        "counted", f"evaluation: state × event × role: {counted} attempts over {len(cast)} people"
    )
    assert wrong == []


def test_only_the_city_closes_a_campaign_and_only_the_seat_seals_its_sheet():
    found = scoring()
    cast = _cast(found)
    sheet = evaluators.declare(found.evaluation.pk, actor=found.seats[0].user, now=found.now)

    for name, actor in cast.items():
        closing = _try(engine.advance, CAMPAIGN, found.campaign.pk, "close", actor, found.now)
        sealing = _try(engine.advance, EVALUATION_SHEET, sheet.pk, "seal", actor, found.now)
        assert (closing == "admitted") is (name == CITY), name
        assert (sealing == "admitted") is (name == "seated"), name


def test_every_event_is_in_the_second_table_and_every_state_is_reached():
    assert set(ADMITTED) == set(EvaluationEvent.values)
    reached = {EVALUATION.initial}
    for _ in EVALUATION.rows:
        reached |= {row.target for row in EVALUATION.rows if row.source in reached}
    assert reached == set(EvaluationState)
    assert {state for state in EvaluationState if not list(EVALUATION.rows_from(state))} == {
        "decided",
        "cancelled",
    }
