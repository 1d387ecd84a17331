"""Every check against its example, and the easy errors of the domain page that need no database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortia import reference, rules, standing, states, validity
from consortia.checklist import BY_CODE, CHECKS, check_dossier, refusals_for_submission
from consortia.dossier import CODELESS_KINDS, LEAD_KINDS, Counting, Dossier, Tier
from consortia.examples import COMPLETE, FAILING, LEAD, MEMBERS, TODAY
from consortia.guideline import QINGDAO_2025
from filings.findings import PASSED, views
from workflow.refusal import Force

BAN_END = date(2029, 11, 23)


def failed(dossier, today=TODAY):
    return {finding.code for finding in check_dossier(dossier, today=today) if not finding.passed}


def stopped(dossier, reasons=None, today=TODAY):
    return {refusal.code for refusal in refusals_for_submission(dossier, reasons or {}, today=today)}


def test_the_complete_example_passes_every_check():
    findings = check_dossier(COMPLETE, today=TODAY)

    assert [finding.code for finding in findings] == [check.code for check in CHECKS]
    assert {(finding.passed, finding.blocks, finding.needs_reason) for finding in findings} == {
        (True, False, False)
    }


def test_what_the_dossier_does_not_hold_is_neither_failed_nor_praised():
    lead = next(party for party in COMPLETE.parties if party.is_lead)
    nothing = replace(
        COMPLETE, industry="", track="", director=None, chief_expert=None, dispute="", parties=(lead,)
    )
    found = {one.code: one for one in check_dossier(nothing, today=TODAY)}
    silent = {code for code, one in found.items() if not one.arises}

    assert silent == {
        "track_missing", "other_industry_unexplained", "core_banned", "ordinary_banned", "invitations_open",
        "director_unaccepted", "chief_expert_qualities", "chief_expert_cv_missing", "chief_expert_unaccepted",
        "chief_expert_of_several", "dispute_both_chosen", "member_pledges_missing",
    }  # fmt: skip
    assert all(found[code].passed for code in silent)
    praised = {one.sentence for one in views(tuple(found.values()), {}) if one.kind == "passed"}
    assert praised.isdisjoint(str(PASSED[code]) for code in silent)


@pytest.mark.parametrize("code", FAILING)
def test_an_example_fails_its_check_alone_and_names_the_values(code):
    example = FAILING[code]
    found = [finding for finding in check_dossier(example.dossier, today=TODAY) if not finding.passed]

    assert [finding.code for finding in found] == [code]
    assert dict(found[0].params) == dict(example.params)


@pytest.mark.parametrize("code", FAILING)
def test_what_an_example_stops_follows_from_its_check(code):
    check, dossier = BY_CODE[code], FAILING[code].dossier

    assert stopped(dossier) == ({code} if check.blocks else set())
    assert stopped(dossier, {code: "理由"}) == (
        {code} if check.blocks and check.force is not Force.SOFT else set()
    )


def test_an_empty_dossier_gets_answers_and_no_crash():
    assert {"formal_name_missing", "lead_not_single", "chapters_missing", "pledge_unsigned"} <= stopped(
        Dossier()
    )


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_blank_reason_is_no_reason(reason):
    assert stopped(FAILING["few_industry"].dossier, {"few_industry": reason}) == {"few_industry"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"seat_in_qingdao": False}, "lead_not_in_qingdao"),
        ({"seat_in_qingdao": None}, "lead_not_in_qingdao"),
        ({"kind": "institute"}, "lead_not_enterprise"),
        ({"kind": "new_rnd"}, "lead_not_enterprise"),
        ({"is_branch": True}, "lead_is_branch"),
        ({"is_legal_person": False}, "lead_not_legal_person"),
    ],
)
def test_easy_error_01_a_lead_elsewhere_or_no_enterprise_is_stopped(changes, code):
    dossier = replace(COMPLETE, parties=(replace(LEAD, **changes), *MEMBERS))

    assert stopped(dossier, {code: "理由"}) == {code}


def test_easy_error_01_a_code_issued_elsewhere_only_warns():
    dossier = FAILING["lead_code_elsewhere"].dossier

    assert (failed(dossier), stopped(dossier)) == ({"lead_code_elsewhere"}, set())


def test_easy_error_02_two_firms_or_one_institute_pass_with_a_reason():
    dossier = replace(COMPLETE, parties=(LEAD, *MEMBERS[1:-1]))

    assert stopped(dossier) == {"few_industry", "few_academic"}
    assert stopped(dossier, {"few_industry": "产业链短"}) == {"few_academic"}
    assert stopped(dossier, {"few_industry": "产业链短", "few_academic": "领域新"}) == set()


def test_easy_error_03_papers_missing_stop_submission():
    dossier = replace(
        COMPLETE,
        parties=(LEAD, replace(MEMBERS[0], has_signed=False), *MEMBERS[1:]),
        pledge_signed=False,
        agreement_contents={},
        chapters={},
    )

    assert stopped(dossier) == {"parties_unsigned", "pledge_unsigned", "contents_missing", "chapters_missing"}


@pytest.mark.parametrize(
    ("today", "tier", "expected"),
    [
        (BAN_END - timedelta(days=1), Tier.CORE, {"core_banned"}),
        (BAN_END - timedelta(days=1), Tier.GENERAL, set()),
        (BAN_END, Tier.CORE, set()),
    ],
)
def test_easy_error_04_a_banned_member(today, tier, expected):
    banned = replace(MEMBERS[0], banned_until=BAN_END, tier=tier)
    dossier = replace(COMPLETE, parties=(LEAD, banned, *MEMBERS[1:]))

    assert stopped(dossier, today=today) == expected


def test_easy_error_04_a_banned_ordinary_member_passes_with_a_note():
    assert failed(FAILING["ordinary_banned"].dossier) == {"ordinary_banned"}


@pytest.mark.parametrize(
    ("today", "expected"), [(BAN_END - timedelta(days=1), {"lead_banned"}), (BAN_END, set())]
)
def test_easy_error_04_a_banned_lead_may_lead_the_day_after_three_years(today, expected):
    dossier = replace(COMPLETE, parties=(replace(LEAD, banned_until=BAN_END), *MEMBERS))

    assert stopped(dossier, today=today) == expected


@pytest.mark.parametrize(
    ("decided_on", "until"),
    [
        (date(2026, 11, 23), date(2029, 11, 23)),
        (date(2028, 2, 29), date(2031, 3, 1)),
        (date(2025, 3, 1), date(2028, 3, 1)),
    ],
)
def test_easy_error_04_a_ban_lasts_three_full_years(decided_on, until):
    assert validity.ban_until(decided_on, QINGDAO_2025) == until


@pytest.mark.parametrize(("projects", "codes"), [((), []), (("示例项目",), ["project_open"])])
def test_easy_error_05_no_dissolution_with_an_open_project(projects, codes):
    assert [refusal.code for refusal in standing.project_open(projects)] == codes


def test_easy_error_06_one_silent_member_and_a_changed_text():
    members = ("甲", "乙")

    assert standing.silent_members(members, {"甲": "text-1"}, "text-1") == ("乙",)
    assert standing.silent_members(members, {"甲": "text-1", "乙": "text-1"}, "text-1") == ()
    assert standing.silent_members(members, {"甲": "text-1", "乙": "text-1"}, "text-2") == members


@pytest.mark.parametrize(
    ("grade", "is_signed", "codes"),
    [
        ("unqualified", False, ["revocation_unsigned"]),
        ("unqualified", True, []),
        ("qualified", True, ["revocation_unsigned"]),
    ],
)
def test_easy_error_10_nothing_is_revoked_until_signed(grade, is_signed, codes):
    assert [refusal.code for refusal in standing.revocation_unsigned(grade, is_signed)] == codes


@pytest.mark.parametrize(
    "refusals",
    [
        standing.change_without_project(" "),
        standing.change_without_consent(["乙"]),
        standing.change_without_supplement(["乙"]),
        standing.lead_failure_unproven("事实", ""),
        standing.credit_without_basis(""),
        standing.referral_without_organ(""),
    ],
)
def test_supervision_refuses_what_the_text_forbids(refusals):
    assert [refusal.force for refusal in refusals] == [Force.HARD]


@pytest.mark.parametrize(
    "refusals",
    [
        standing.change_without_project("示例项目"),
        standing.change_without_consent([]),
        standing.change_without_supplement([]),
        standing.lead_failure_unproven("事实", "事实"),
        standing.credit_without_basis("决定"),
        standing.referral_without_organ("示例机关"),
    ],
)
def test_supervision_passes_what_is_in_order(refusals):
    assert refusals == ()


def test_firms_of_one_group_count_once_and_the_leads_group_not_at_all():
    grouped = tuple(replace(member, group_key="示例集团") for member in MEMBERS[:2])
    own = replace(MEMBERS[0], group_key="牵头集团")
    lead = replace(LEAD, group_key="牵头集团")

    assert failed(replace(COMPLETE, parties=(LEAD, *grouped, *MEMBERS[2:]))) == {"few_industry"}
    assert failed(replace(COMPLETE, parties=(lead, own, *MEMBERS[1:]))) == {"few_industry"}


@pytest.mark.parametrize(("lead_counts", "expected"), [(False, {"few_industry"}), (True, set())])
def test_the_lead_counts_only_where_the_office_says_so(lead_counts, expected):
    dossier = replace(COMPLETE, parties=(LEAD, *MEMBERS[1:]), lead_counts=lead_counts)

    assert failed(dossier) == expected


def test_associations_do_not_count():
    association = replace(MEMBERS[0], kind="association", counting=Counting.OTHER)

    assert failed(replace(COMPLETE, parties=(LEAD, association, *MEMBERS[1:]))) == {"few_industry"}


def test_units_abroad_need_no_code():
    abroad = replace(MEMBERS[0], kind="overseas", code=None)

    assert failed(replace(COMPLETE, parties=(LEAD, abroad, *MEMBERS[1:]))) == set()


def test_other_industry_needs_a_reason_and_no_track():
    dossier = replace(COMPLETE, industry="other", track="", other_industry_reason="跨产业")

    assert failed(dossier) == set()


def test_rolling_filing_has_no_window():
    assert failed(replace(COMPLETE, window=None)) == set()


def test_missing_contents_cite_the_clause_of_the_first_one():
    contents = dict(COMPLETE.agreement_contents) | {"breach": "", "dispute": " "}
    (refusal,) = rules.contents_missing(contents)

    assert (refusal.clause, refusal.params["contents"]) == ("G5.3d", "breach,dispute")


def test_independently_registered_names_every_reason():
    lead = replace(LEAD, seat_in_qingdao=False, is_branch=True, is_legal_person=False)

    assert [refusal.code for refusal in rules.independently_registered(lead)] == [
        "lead_not_in_qingdao",
        "lead_is_branch",
        "lead_not_legal_person",
    ]


@pytest.mark.parametrize(
    ("start", "last_day", "until"),
    [
        (date(2026, 11, 23), date(2029, 11, 22), date(2029, 11, 23)),
        (date(2028, 2, 29), date(2031, 2, 28), date(2031, 3, 1)),
        (date(2028, 2, 28), date(2031, 2, 27), date(2031, 2, 28)),
        (date(2028, 3, 1), date(2031, 2, 28), date(2031, 3, 1)),
        (date(2029, 3, 1), date(2032, 2, 29), date(2032, 3, 1)),
        (date(2027, 1, 1), date(2029, 12, 31), date(2030, 1, 1)),
    ],
)
def test_validity_is_half_open_and_ends_before_the_anniversary(start, last_day, until):
    assert validity.last_day_of_validity(start, QINGDAO_2025) == last_day
    assert rules.longest_validity(start, QINGDAO_2025) == until
    assert rules.validity_too_long(start, until, QINGDAO_2025) == ()
    (refusal,) = rules.validity_too_long(start, until + timedelta(days=1), QINGDAO_2025)
    assert (refusal.code, refusal.clause, refusal.force) == ("validity_too_long", "G5.6i", Force.HARD)


@given(st.dates(min_value=date(2024, 1, 1), max_value=date(2100, 1, 1)))
def test_the_longest_validity_is_never_over_1096_days(start):
    until = rules.longest_validity(start, QINGDAO_2025)

    assert 1095 <= (until - start).days <= 1096


def test_a_registration_lasts_at_least_a_day():
    assert [refusal.code for refusal in rules.validity_backwards(TODAY, TODAY)] == ["validity_backwards"]


def test_the_values_of_the_rules_are_those_of_the_database():
    kinds = reference.load("unit_kinds")["kinds"]

    assert {kind["key"] for kind in kinds} == set(states.UnitKind.values)
    assert {kind["key"] for kind in kinds if kind["can_lead"]} == set(LEAD_KINDS)
    assert {kind["key"] for kind in kinds if not kind["needs_code"]} == set(CODELESS_KINDS)
    assert {kind["counting"] for kind in kinds} <= set(Counting)
    assert set(states.Counting.values) == set(Counting)
    assert set(states.Tier.values) == set(Tier)
