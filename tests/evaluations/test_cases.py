"""Every road of a case: told, heard, decided by another person, second look, effect. Nothing before its time."""

import docx
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import RoleGrant, User
from consortia.models import CreditRecord, LeadBan
from documents import store
from evaluations import case_letters
from evaluations.actions import cases
from evaluations.models import Case
from evaluations.states import CaseEvent, CaseKind, CaseState
from ledger.models import Notice
from ledger.queries import breaks
from tests.evaluations.sanctions import FACTS, after, bench, decided, drafted, heard, in_effect, opened
from tests.factories import officer
from workflow import engine

pytestmark = pytest.mark.django_db

E, S, K = CaseEvent, CaseState, CaseKind


def codes(refused) -> set[str]:
    return {refusal.code for refusal in refused.value.refusals}


def test_easy_error_10_an_unqualified_grade_opens_a_case_and_revokes_nothing_until_signed():
    who = bench()
    case = cases.open_case(
        K.REVOCATION, unit=who.registration.consortium.lead, registration=who.registration,
        owner=who.owner, actor=who.owner, now=who.now, facts="评价不合格。",
    )  # fmt: skip
    case.refresh_from_db()

    assert case.state == S.OPEN
    assert case.due_on > timezone.localdate(who.now)
    assert case.number.startswith(f"QDLH-C-{timezone.localdate(who.now).year}-")
    who.registration.refresh_from_db()
    assert who.registration.state == "in_force"


def test_a_revocation_goes_its_whole_road():
    who = bench()
    case = in_effect(who)

    who.registration.refresh_from_db()
    assert case.state == S.IN_EFFECT
    assert who.registration.state == "revoked"
    assert list(breaks()) == []
    told = set(
        Notice.objects.filter(subject=case.ledger_subject, user_id=who.party.pk).values_list(
            "kind", flat=True
        )
    )
    assert told == {"case.party_notified", "case.party_decided", "case.party_in_effect"}
    assert Notice.objects.filter(kind="registration.members_revoked").exists()


def test_the_letters_are_written_once_by_the_sweep_that_finds_them_owed():
    case = decided(bench(), K.LEAD_DISQUALIFICATION)
    now = after(case.opened_at, "statement_days")

    assert case_letters.owed_letters(now) == 1
    assert case_letters.owed_letters(now) == 0
    case.refresh_from_db()
    assert case.notice_letter is not None
    assert case.decision_letter is not None
    assert case.decision_letter.name == f"决定书 {case.number}.docx"
    written = "\n".join(
        part.text for part in docx.Document(store.path_of(case.decision_letter.blob.sha256)).paragraphs
    )
    assert "组织不力：一年未召开理事会。" in written
    assert "七（三）" in written
    assert "不得牵头组建或作为核心层参与" in written


def test_both_limbs_are_needed_before_a_lead_is_told():
    who = bench()
    case = opened(who, K.LEAD_DISQUALIFICATION)
    cases.write_facts(case.pk, {"agreement_facts": "  "}, actor=who.owner, now=who.now)

    with pytest.raises(engine.StepRefused) as refused:
        cases.take(case.pk, E.NOTIFY, actor=who.owner, now=who.now)

    assert codes(refused) == {"lead_failure_unproven"}
    assert refused.value.refusals[0].clause == "G7.3c"


@pytest.mark.parametrize(
    ("kind", "missing", "code"),
    [
        (K.REVOCATION, "facts", "case_without_facts"),
        (K.MISCONDUCT, "facts", "credit_without_basis"),
        (K.LEAD_DISQUALIFICATION, "organising_facts", "lead_failure_unproven"),
    ],
)
def test_no_notice_without_the_facts_of_its_kind(kind, missing, code):
    who = bench()
    case = opened(who, kind)
    cases.write_facts(case.pk, {missing: ""}, actor=who.owner, now=who.now)

    with pytest.raises(engine.StepRefused) as refused:
        cases.take(case.pk, E.NOTIFY, actor=who.owner, now=who.now)

    assert codes(refused) == {code}


def test_facts_stand_still_once_the_party_was_told():
    who = bench()
    case = heard(who)

    with pytest.raises(engine.NotYourStep):
        cases.write_facts(case.pk, {"facts": "另有事实"}, actor=who.owner, now=who.now)


def test_without_a_statement_the_office_goes_on_only_when_the_days_are_over():
    who = bench()
    case = opened(who)
    cases.take(case.pk, E.NOTIFY, actor=who.owner, now=who.now)
    last_day = after(who.now, "statement_days", 0)

    with pytest.raises(engine.StepRefused) as refused:
        cases.take(case.pk, E.PROCEED, actor=who.owner, now=last_day)
    assert codes(refused) == {"statement_days_run"}

    cases.take(case.pk, E.PROCEED, actor=who.owner, now=after(who.now, "statement_days", 1))
    assert Case.objects.get(pk=case.pk).state == S.HEARD


def test_an_empty_statement_is_refused():
    who = bench()
    case = opened(who)
    cases.take(case.pk, E.NOTIFY, actor=who.owner, now=who.now)

    with pytest.raises(engine.StepRefused) as refused:
        cases.take(case.pk, E.STATE, actor=who.party, now=who.now, typed={"statement": " "})

    assert codes(refused) == {"statement_empty"}


def test_only_the_partys_signatory_speaks_for_it():
    who = bench()
    case = opened(who)
    cases.take(case.pk, E.NOTIFY, actor=who.owner, now=who.now)

    for stranger in (who.members[0], who.owner, who.approver):
        with pytest.raises(engine.NotYourStep):
            cases.take(case.pk, E.STATE, actor=stranger, now=who.now, typed={"statement": "我来说"})


def test_one_person_does_not_draft_and_decide():
    who = bench()
    case = heard(who)
    both = officer("city_officer")
    payload = {"decision": "取消", "clause": "G7.2f", "number": "示例决1号"}
    cases.draft(case.pk, E.DECIDE, actor=both, now=who.now, payload=payload)
    RoleGrant.objects.filter(user=both).update(role="approver")

    with pytest.raises(engine.StepRefused) as refused:
        cases.take(case.pk, E.DECIDE, actor=User.objects.get(pk=both.pk), now=who.now)

    assert codes(refused) == {"same_person"}


def test_the_owner_does_not_decide_even_as_an_approver():
    who = bench()
    case = drafted(who)
    RoleGrant.objects.filter(user=who.owner).update(role="approver")

    with pytest.raises(engine.StepRefused) as refused:
        cases.take(case.pk, E.DECIDE, actor=User.objects.get(pk=who.owner.pk), now=who.now)

    assert "owner_decides" in codes(refused)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(
            decided_by=case.owner, decided_on=timezone.localdate(who.now), decision_number="1"
        )


def test_a_decision_needs_text_number_and_a_known_clause():
    who = bench()
    case = heard(who)

    with pytest.raises(engine.StepRefused) as refused:
        cases.draft(case.pk, E.DECIDE, actor=who.owner, now=who.now, payload={"clause": "G9.9"})

    assert codes(refused) == {"decision_empty", "decision_unnumbered", "no_such_clause"}


def test_effect_not_before_the_days_for_a_second_look_are_over():
    who = bench()
    case = decided(who)

    with pytest.raises(engine.StepRefused) as refused:
        cases.take(case.pk, E.EFFECT, actor=who.owner, now=after(who.now, "case_second_look_days", 0))

    assert codes(refused) == {"second_look_days_run"}
    who.registration.refresh_from_db()
    assert who.registration.state == "in_force"


def test_a_second_look_confirmed_by_another_person_takes_effect():
    who = bench()
    case = decided(who)
    cases.take(case.pk, E.ASK, actor=who.party, now=who.now, typed={"reason": "事实有误"})

    with pytest.raises(engine.StepRefused) as refused:
        cases.take(case.pk, E.CONFIRM, actor=who.approver, now=who.now, typed={"reason": "维持"})
    assert codes(refused) == {"you_decided_it"}

    cases.take(case.pk, E.CONFIRM, actor=who.second, now=who.now, typed={"reason": "维持原决定"})
    case.refresh_from_db()
    who.registration.refresh_from_db()
    assert (case.state, case.looked_by_id) == (S.IN_EFFECT, who.second.pk)
    assert who.registration.state == "revoked"


def test_a_second_look_that_overturns_leaves_everything_and_lifts_the_ban():
    who = bench()
    case = decided(who, K.LEAD_DISQUALIFICATION)
    assert case.ban is not None
    cases.take(case.pk, E.ASK, actor=who.party, now=who.now, typed={"reason": "事实有误"})
    cases.take(case.pk, E.OVERTURN, actor=who.second, now=who.now, typed={"reason": "事实不清"})

    case.refresh_from_db()
    who.registration.refresh_from_db()
    assert case.state == S.DROPPED
    assert who.registration.state == "in_force"
    ban = LeadBan.objects.get()
    assert ban.lifted_on == timezone.localdate(who.now)
    assert ban.lift_reason == "事实不清"


def test_with_one_approver_the_message_says_what_to_do():
    who = bench()
    case = decided(who)
    cases.take(case.pk, E.ASK, actor=who.party, now=who.now, typed={"reason": "事实有误"})
    RoleGrant.objects.filter(user=who.second).update(ended_at=who.now)

    with pytest.raises(engine.StepRefused) as refused:
        cases.take(case.pk, E.CONFIRM, actor=who.approver, now=who.now, typed={"reason": "维持"})

    assert codes(refused) == {"only_one_approver"}


def test_a_second_look_comes_in_time_or_not_at_all():
    who = bench()
    case = decided(who)

    with pytest.raises(engine.StepRefused) as refused:
        cases.take(
            case.pk,
            E.ASK,
            actor=who.party,
            now=after(who.now, "case_second_look_days"),
            typed={"reason": "迟"},
        )

    assert codes(refused) == {"case_second_look_late"}


@pytest.mark.parametrize("reached", [opened, heard])
def test_only_a_signed_act_drops_a_case(reached):
    who = bench()
    case = reached(who)

    with pytest.raises(engine.StepRefused) as refused:
        cases.take(case.pk, E.DROP, actor=who.approver, now=who.now)
    assert codes(refused) == {"needs_draft"}

    cases.draft(case.pk, E.DROP, actor=who.owner, now=who.now, payload={"reason": "事实不成立"})
    cases.take(case.pk, E.DROP, actor=who.approver, now=who.now)
    case.refresh_from_db()
    assert (case.state, case.second_look_answer) == (S.DROPPED, "事实不成立")
    told = Notice.objects.filter(kind="case.party_dropped", user_id=who.party.pk).exists()
    assert told == (reached is heard), "a party that was never told is not told of the end either"


def test_misconduct_enters_the_credit_record_of_the_unit_and_of_each_person():
    who = bench()
    case = in_effect(who, K.MISCONDUCT)

    records = list(
        CreditRecord.objects.order_by("pk").values_list("subject", "person_name", "decision_number")
    )
    assert records == [
        ("unit", "", case.decision_number),
        ("person", "示例人员甲", case.decision_number),
    ]
    who.registration.refresh_from_db()
    assert who.registration.state == "in_force"


def test_a_referral_is_decided_without_telling_and_nothing_follows_in_public():
    who = bench()
    case = opened(who, K.REFERRAL)
    with pytest.raises(engine.StepRefused) as refused:
        cases.take(case.pk, E.NOTIFY, actor=who.owner, now=who.now)
    assert codes(refused) == {"referral_not_told"}

    payload = {"decision": "移送", "clause": "G7.4d", "number": "示例移1号"}
    cases.draft(case.pk, E.DECIDE, actor=who.owner, now=who.now, payload=payload)
    cases.take(case.pk, E.DECIDE, actor=who.approver, now=who.now)
    cases.take(case.pk, E.EFFECT, actor=who.owner, now=who.now)

    case.refresh_from_db()
    assert case.state == S.IN_EFFECT
    assert (case.notice_letter, case.decision_letter) == (None, None)
    assert not Notice.objects.filter(subject=case.ledger_subject, user_id=who.party.pk).exists()
    assert list(Case.objects.visible_to(who.party)) == []
    assert list(Case.objects.visible_to(officer("city_officer"))) == []
    assert list(Case.objects.visible_to(who.owner)) == [case]


def test_no_other_kind_is_decided_before_its_party_could_speak():
    who = bench()
    case = opened(who)

    with pytest.raises(engine.StepRefused) as refused:
        payload = {"decision": "取消", "clause": "G7.2f", "number": "1"}
        cases.draft(case.pk, E.DECIDE, actor=who.owner, now=who.now, payload=payload)

    assert codes(refused) == {"party_not_heard"}


def test_a_party_sees_its_case_from_the_notice_on():
    who = bench()
    case = opened(who)
    assert list(Case.objects.visible_to(who.party)) == []

    cases.take(case.pk, E.NOTIFY, actor=who.owner, now=who.now)

    assert list(Case.objects.visible_to(who.party)) == [case]
    assert list(Case.objects.visible_to(who.members[0])) == []


def test_one_case_of_a_kind_at_a_time_and_the_lead_must_be_the_lead():
    who = bench()
    opened(who)
    with pytest.raises(engine.StepRefused) as refused:
        opened(who)
    assert codes(refused) == {"case_already_open"}

    with pytest.raises(engine.StepRefused) as refused:
        cases.open_by_officer(
            K.LEAD_DISQUALIFICATION,
            unit=who.registration.consortium.memberships.filter(is_lead=False).first().unit,
            registration=who.registration,
            facts="",
            actor=who.owner,
            now=who.now,
        )
    assert codes(refused) == {"case_not_the_lead"}


def test_an_approver_hands_a_case_over_and_says_why():
    who = bench()
    case = opened(who)
    other = officer("city_officer")

    with pytest.raises(engine.NotYourStep):
        cases.hand_over(case.pk, other, reason="调岗", actor=who.owner, now=who.now)
    cases.hand_over(case.pk, other, reason="调岗", actor=who.approver, now=who.now)

    case.refresh_from_db()
    assert case.owner == other
    assert Notice.objects.filter(kind="case.owner_opened", user_id=other.pk).exists()


@pytest.mark.tampers
def test_a_decided_case_cannot_be_rewritten_or_erased_by_the_back_door():
    case = decided(bench())
    for change in ({"decision": "另一决定"}, {"decision_number": "x"}, {"kind": "misconduct"}):
        with pytest.raises(Exception, match="Cannot"), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(**change)
    with pytest.raises(Exception, match="Cannot"), transaction.atomic():
        Case.objects.filter(pk=case.pk).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state="open")


def test_facts_of_every_kind_are_enough():
    who = bench()
    assert set(FACTS) == set(CaseKind)
    assert heard(who, K.MISCONDUCT).state == S.HEARD
