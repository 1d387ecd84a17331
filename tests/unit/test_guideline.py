"""The guideline as data: every phrase is the guideline's own, every check and clause point at each other."""

from datetime import date

import pytest

from consortia import reference
from consortia.checklist import CHECKS, PLACES
from consortia.examples import FAILING
from consortia.guideline import (
    CHAPTERS,
    CLAUSES,
    CONTENTS,
    EDITIONS,
    MECHANISMS,
    NORMS,
    PLEDGE_TEXT,
    QINGDAO_2025,
    QUALITIES,
    RESOURCES,
)
from consortia.messages import MESSAGES
from workflow.refusal import OFFICE_CHOICE, Force

TEXT = reference.guideline_text()
ELSEWHERE = {  # rules that run elsewhere than on the dossier's checklist
    "validity_too_long",
    "validity_backwards",
    "project_open",
    "change_without_project",
    "change_without_consent",
    "change_without_supplement",
    "revocation_unsigned",
    "lead_failure_unproven",
    "credit_without_basis",
    "referral_without_organ",
}


@pytest.mark.parametrize("clause", CLAUSES.values(), ids=CLAUSES)
def test_a_clause_quotes_the_guideline(clause):
    place = 0
    for piece in clause.text.split("…"):
        place = TEXT.find(piece, place)
        assert place >= 0, piece


@pytest.mark.parametrize("clause", CLAUSES.values(), ids=CLAUSES)
def test_a_clause_says_what_the_system_does(clause):
    assert (clause.does_zh[-1], clause.does_en[-1]) == ("。", ".")
    assert clause.gloss
    assert "?" not in clause.gloss + clause.does_en


@pytest.mark.parametrize("clause", CLAUSES.values(), ids=CLAUSES)
def test_a_clause_without_check_or_step_says_so_or_names_its_page(clause):
    says = any(word in clause.does_zh for word in ("由人判断", "由专家判断", "无功能"))

    assert clause.checks or clause.step or clause.window or says


def test_there_are_112_clauses():
    assert len(CLAUSES) == 112


def test_every_hard_clause_has_a_check():
    assert [
        clause.id for clause in CLAUSES.values() if clause.force is Force.HARD and not clause.checks
    ] == []


def test_checks_named_by_clauses_exist():
    named = {code for clause in CLAUSES.values() for code in clause.checks}

    assert named - {check.code for check in CHECKS} == ELSEWHERE


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_a_check_is_named_by_the_clause_it_cites(check):
    if check.clause == OFFICE_CHOICE:
        return
    assert check.code in CLAUSES[check.clause].checks


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_a_check_binds_no_harder_than_its_clause(check):
    expected = (
        {Force.OFFICE} if check.clause == OFFICE_CHOICE else {CLAUSES[check.clause].force, Force.OFFICE}
    )

    assert check.force in expected
    assert check.place in PLACES


def test_every_place_has_a_check_but_those_that_people_judge():
    assert set(PLACES) - {check.place for check in CHECKS} == {
        "reasons",
        "mechanisms",
        "resources",
        "evidence",
    }


def test_every_check_has_an_example_and_a_message():
    codes = {check.code for check in CHECKS}

    assert set(FAILING) == codes
    assert codes | ELSEWHERE <= set(MESSAGES)


@pytest.mark.parametrize(
    ("items", "count"), [(CHAPTERS, 5), (CONTENTS, 7), (MECHANISMS, 7), (QUALITIES, 3), (RESOURCES, 5)]
)
def test_lists_the_guideline_names(items, count):
    assert len(items) == count
    for item in items:
        assert item.zh in CLAUSES[item.clause].text
        assert item.en


def test_the_edition_states_the_figures_of_the_text():
    edition = EDITIONS["qingdao-2025"]

    assert edition is QINGDAO_2025
    assert (edition.min_industry, edition.min_academic) == (3, 2)
    assert (edition.validity_years, edition.ban_years) == (3, 3)
    assert (edition.target_count, edition.target_on) == (20, date(2028, 12, 31))
    assert (edition.document_number, edition.issued_on) == ("青科字〔2025〕5号", date(2025, 3, 6))


def test_the_pledge_uses_the_words_of_its_clause():
    promise = CLAUSES[PLEDGE_TEXT.clause].text.removeprefix("承诺")

    assert promise in PLEDGE_TEXT.zh


def test_the_full_text_loses_nothing_and_places_every_clause_once():
    sections = reference.sections()
    printed = "".join(
        section.heading * (section.key != "G0") + "".join(p.heading + p.text for p in section.paragraphs)
        for section in sections
    )
    placed = [
        clause
        for section in sections
        for paragraph in section.paragraphs
        for piece in paragraph.pieces
        for clause in piece.clauses
    ]

    assert "".join(printed.split()) == "".join(TEXT.split())
    assert sorted(placed) == sorted(CLAUSES)
    assert [section.heading[:2] for section in sections[2:9]] == [f"{zh}、" for zh in "一二三四五六七"]


def test_office_choices_are_never_dressed_as_clauses():
    parameters = reference.load("parameters")

    assert {item["clause"] for item in parameters} - {None} <= set(CLAUSES)
    assert all((item["basis"] is None) == (item["clause"] is not None) for item in parameters)
    assert set(NORMS) & set(CLAUSES) == set()


def test_parameters_are_well_formed():
    parameters = reference.load("parameters")
    kinds = {"int": int, "bool": bool, "choice": str}

    assert len({item["key"] for item in parameters}) == len(parameters)
    for item in parameters:
        assert type(item["default"]) is kinds[item["type"]], item["key"]
        assert item["label"]
        assert item["label_en"]
        if item["type"] == "int":
            assert item["min"] <= item["default"] <= item["max"], item["key"]
        if item["type"] == "choice":
            assert item["default"] in {choice["value"] for choice in item["choices"]}


def test_no_restriction_is_on_by_default_without_a_clause():
    switches = {
        item["key"]: item["default"] for item in reference.load("parameters") if item["type"] == "bool"
    }

    assert {key for key, is_on in switches.items() if is_on} == {"public_members"}


def test_reference_data_hangs_together():
    industries = {row["key"] for row in reference.load("industries")["industries"]}
    tracks = reference.load("tracks")["tracks"]
    authorities = reference.load("districts")["authorities"]
    districts = {row["key"] for row in authorities if row["kind"] == "district"}

    assert len(industries - {"other"}) == 11
    assert (len(tracks), {row["industry"] for row in tracks} - industries) == (22, set())
    assert len({row["key"] for row in tracks}) == 22
    assert (len(districts), len(authorities)) == (10, 15)
    assert {row["parent"] for row in authorities} - {None} <= districts


def test_the_first_ten_are_as_published_and_nothing_is_filled_in():
    listed = reference.load("first_ten")
    rows = listed["consortia"]

    assert (listed["source"], listed["source_url"]) == ("青岛日报 2025-07-23", None)
    assert len(rows) == 10
    assert {row["formal_name"]: row["lead"] for row in rows if row["lead"]} == {
        "太赫兹产业技术创新联合体": "青岛青源峰达太赫兹科技有限公司",
        "智慧海洋创新联合体": "青岛励图高科信息技术有限公司",
    }
    unknown = ("registration_number", "valid_from", "valid_until", "authority")
    assert [row[name] for row in rows for name in unknown if row[name] is not None] == []
    assert all(row["industry_is_inferred"] for row in rows)
