"""A ban against whoever is just being taken in: eight threads, started together, and again halfway.

Whatever the outcome: nothing stands in the ledger after the ban took effect that takes its unit as lead or core.
"""

import threading

import pytest
from django.db import transaction

from consortia import actions as consortia
from consortia.models import LeadBan, Membership, Signature
from consortia.queries import agreement_of
from evaluations.actions import cases
from evaluations.models import Case
from evaluations.states import CaseEvent, CaseKind
from filings import actions, parties
from filings.models import Filing
from filings.states import Event
from ledger.models import Entry
from reviews.actions import stages
from tests.evaluations.sanctions import bench as registered_bench
from tests.evaluations.sanctions import drafted
from tests.factories import representative
from tests.races import at_once
from tests.road import complete_draft, people
from tests.road_reviews import at_approval

pytestmark = pytest.mark.django_db(transaction=True)


def deciding(who, case):
    """Sign the decision that bans the lead, and say whether it went through."""
    return lambda: cases.take(case.pk, CaseEvent.DECIDE, actor=who.approver, now=who.now)


def four_each(one, other):
    """Eight threads behind two gates: four of either at once, alternating, the second four once all have started."""
    gate = threading.Barrier(8)

    def behind(attempt):
        def run():
            gate.wait()
            attempt()

        return run

    return at_once(*[behind(attempt) for attempt in (one, other) * 4])


def entry_id(kind, subject):
    found = Entry.objects.filter(kind=kind, subject=subject.ledger_subject).order_by("id").first()
    return found.pk if found else None


def in_order(case, kind, subject):
    """The ban took effect at all, and what would break it came before or not."""
    banned_at = entry_id("case.decide", case)
    taken_at = entry_id(kind, subject)
    assert banned_at is not None
    assert LeadBan.objects.count() == 1
    assert taken_at is None or taken_at < banned_at
    return taken_at is not None


def test_ban_against_submit():
    who = registered_bench()
    lead = who.registration.consortium.lead
    team = people(lead)
    team.lead = who.party
    filing, team = complete_draft(team, unit=lead, now=who.now)
    case = drafted(who, CaseKind.LEAD_DISQUALIFICATION)

    outcomes = four_each(
        deciding(who, case), lambda: actions.take(filing.pk, Event.SUBMIT, actor=team.lead, now=who.now)
    )

    assert outcomes[::2].count("done") == 1, outcomes
    came_first = in_order(case, "filing.submit", filing)
    assert outcomes[1::2].count("done") == came_first
    assert (Filing.objects.get(pk=filing.pk).state == "draft") == (not came_first)
    assert set(outcomes) <= {"done", "NoSuchStep", "StepRefused"}


def test_ban_against_signature():
    who = registered_bench()
    lead = who.registration.consortium.lead
    filing, team = complete_draft(now=who.now)
    with transaction.atomic():
        member = consortia.add_member(
            filing.consortium, lead, counting="industry", tier="core", duty="承担", email="", actor=team.lead,
            now=who.now,
        )  # fmt: skip
        consortia.invite_member(member, actor=team.lead, now=who.now)
        consortia.answer_invitation(
            member, "accept", actor=who.party, now=who.now, typed={"is_voluntary": True}
        )
    seen = agreement_of(filing.consortium).digest
    member = Membership.objects.get(pk=member.pk)
    case = drafted(who, CaseKind.LEAD_DISQUALIFICATION)

    outcomes = four_each(
        deciding(who, case), lambda: parties.sign(member, actor=who.party, now=who.now, seen_digest=seen)
    )

    assert outcomes[::2].count("done") == 1, outcomes
    came_first = in_order(case, "membership.signed", member)
    assert Signature.objects.filter(membership=member, voided_at__isnull=True).count() == came_first
    assert set(outcomes) <= {"done", "NoSuchStep", "StepRefused"}


def test_ban_against_registration():
    who = registered_bench()
    filing, team, closing = at_approval(now=who.now)
    unit = filing.lead
    case = cases.open_case(
        CaseKind.LEAD_DISQUALIFICATION, unit=unit, registration=who.registration, owner=who.owner, actor=who.owner,
        now=closing,
    )  # fmt: skip
    facts = {"organising_facts": "一年未召开理事会。", "agreement_facts": "未按协议投入。"}
    cases.write_facts(case.pk, facts, actor=who.owner, now=closing)
    cases.take(case.pk, CaseEvent.NOTIFY, actor=who.owner, now=closing)
    party = representative(unit, "signatory")
    cases.take(case.pk, CaseEvent.STATE, actor=party, now=closing, typed={"statement": "无异议"})
    payload = {"decision": "取消", "clause": "G7.3c", "number": "示例决1号"}
    cases.draft(case.pk, CaseEvent.DECIDE, actor=who.owner, now=closing, payload=payload)
    case = Case.objects.get(pk=case.pk)
    who.now = closing

    outcomes = four_each(
        deciding(who, case),
        lambda: stages_take(filing, team, closing),
    )

    assert outcomes[::2].count("done") == 1, outcomes
    came_first = in_order(case, "filing.register", filing)
    assert outcomes[1::2].count("done") == came_first
    assert (Filing.objects.get(pk=filing.pk).registration_id is not None) == came_first


def stages_take(filing, team, now):
    return stages.take(filing.pk, Event.REGISTER, actor=team.approver, now=now)
