"""State × event × role, in full: who is let in where, written down a second time and compared."""

import itertools

import pytest
from django.db import transaction

from filings import actions
from filings.flow import FILING, ROWS
from filings.states import Event, State
from tests.factories import NOW, AuthorityFactory, UnitFactory, UserFactory, officer, representative
from tests.road import complete_draft
from tests.teleport import teleport
from workflow import engine
from workflow.engine import NoSuchStep, NotYourStep, StepRefused

pytestmark = pytest.mark.django_db

SIGN, OFFICER, HEAD, CITY, APPROVER, ROUND = "signatory", "officer", "head", "city", "approver", "round_lead"
UNDER_WAY = [
    "district_check", "district_correction", "not_recommended", "city_check", "city_correction", "expert_review",
    "site_visit", "defence", "selection", "publicity", "approval",
]  # fmt: skip

WRITES = ("editor", "manager")
# event: {state: (who fires it, who drafts it)}
ADMITTED: dict[str, dict[str, tuple[str | tuple[str, ...], str | None]]] = {
    "submit": {"draft": (SIGN, None)},
    "discard": {"draft": (WRITES, None)},
    "restore": {"trashed": (WRITES, None)},
    "return": {"district_check": (OFFICER, None), "city_check": (CITY, None)},
    "resubmit": {"district_correction": (SIGN, None), "city_correction": (SIGN, None)},
    "endorse": {"district_check": (HEAD, OFFICER)},
    "not_recommend": {"district_check": (HEAD, OFFICER)},
    "second_look": {"not_recommended": (CITY, None)},
    "send_back": {"city_check": (CITY, None)},
    "refuse": {"city_check": (APPROVER, CITY)},
    "accept": {"city_check": (CITY, None)},
    "advance": {"expert_review": (ROUND, None), "site_visit": (ROUND, None), "defence": (ROUND, None)},
    "skip_visit": {"expert_review": (ROUND, None)},
    "conclude": {"expert_review": (ROUND, None), "site_visit": (ROUND, None), "defence": (ROUND, None)},
    "propose": {"selection": (CITY, None)},
    "decline": {"selection": (APPROVER, CITY), "approval": (APPROVER, None)},
    "uphold_reject": {"publicity": (APPROVER, CITY)},
    "uphold_reconsider": {"publicity": (APPROVER, None)},
    "correct": {"publicity": (APPROVER, CITY)},
    "close": {"publicity": (CITY, None)},
    "register": {"approval": (APPROVER, None)},
    "terminate": dict.fromkeys(UNDER_WAY, (APPROVER, CITY)),
    "withdraw": {state: (SIGN, None) for state in ["draft", *UNDER_WAY] if state != "approval"}
    | {"publicity": (SIGN, APPROVER)},
    "lapse": {"district_correction": (OFFICER, None), "city_correction": (CITY, None)},
}


def _cast(who):
    elsewhere = AuthorityFactory(key="370202", name="市南区", place="市南区")
    roles = ["expert", "evaluator", "supervisor", "auditor", "system_admin", "security_admin", "audit_admin"]
    unit = who.filing.lead
    return {
        SIGN: representative(unit, "signatory"),
        "editor": representative(unit, "editor"),
        "reader": representative(unit, "reader"),
        "manager": representative(unit, "manager"),
        "member": representative(who.filing.consortium.memberships.filter(is_lead=False).first().unit),
        "other_lead": representative(UnitFactory()),
        "nobody": UserFactory(),
        OFFICER: who.officer,
        HEAD: who.head,
        "other_officer": officer("district_officer", elsewhere),
        "other_head": officer("district_head", elsewhere),
        CITY: who.city,
        APPROVER: who.approver,
        ROUND: officer("expert"),
        **{role: officer(role) for role in roles},
    }


@pytest.fixture
def world(as_owner):
    filing, who = complete_draft()
    who.filing = filing
    cast = _cast(who)
    # The table stays, its order too; only where the filing stands is set by hand.
    filing.round_lead = cast[ROUND]
    filing.save(update_fields=["round_lead"])
    return filing, cast


def _returned_by(cast, state):
    return {"district_correction": cast[OFFICER], "city_correction": cast[CITY]}.get(state)


def _try(step, filing, event, actor, **typed):
    """What comes of an attempt, with everything undone afterwards."""
    try:
        with transaction.atomic():
            step(FILING, filing.pk, event, actor=actor, now=NOW, gather=actions.no_evidence, **typed)
            raise StepRefused
    except NoSuchStep:
        return "no step"
    except NotYourStep:
        return "not yours"
    except StepRefused:
        return "admitted"


def test_state_event_role_square(world, as_owner, record_property):
    filing, cast = world
    wrong, counted = [], 0
    for state in State.values:
        here = teleport(as_owner, filing, state, returned_by=_returned_by(cast, state))
        for event, (name, actor) in itertools.product(Event.values, cast.items()):
            firing, drafting = ADMITTED[event].get(state, (None, None))
            let_in = firing if isinstance(firing, tuple) else (firing,)
            expected = "no step" if firing is None else "admitted" if name in let_in else "not yours"
            expected_draft = "no step" if firing is None else "admitted" if name == drafting else "not yours"
            found = _try(engine.advance, here, event, actor)
            found_draft = _try(engine.propose, here, event, actor, payload={})
            counted += 2
            if (found, found_draft) != (expected, expected_draft):
                wrong.append((state, event, name, found, found_draft))

    record_property("counted", f"state × event × role: {counted} attempts over {len(cast)} people")
    assert wrong == []
    assert counted == 2 * len(State) * len(Event) * len(cast)


def test_every_event_is_in_the_second_table():
    assert set(ADMITTED) == set(Event.values)


def test_every_state_can_be_reached():
    reached = {FILING.initial}
    for _ in ROWS:
        reached |= {row.target for row in ROWS if row.source in reached}

    assert reached == set(State)


def test_every_final_state_is_an_end():
    """A draft in the trash has ended too, but can be taken out."""
    assert [row.event for row in FILING.rows_from(State.TRASHED)] == [Event.RESTORE]
    assert {state for state in State if not list(FILING.rows_from(state))} == {
        State.REGISTERED,
        State.DECLINED,
        State.WITHDRAWN,
        State.LAPSED,
    }
