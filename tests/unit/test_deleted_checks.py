"""Take any one check away and somebody notices: its example passes, its clause names nothing, its words are idle."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from consortia import checklist, rules
from consortia.checklist import CHECKS, check_dossier, refusals_for_submission
from consortia.dossier import Dossier
from consortia.examples import COMPLETE, FAILING, TODAY
from consortia.guideline import CLAUSES
from filings.findings import PASSED
from filings.precheck import QUESTIONS
from workflow.messages import explain, registered
from workflow.refusal import OFFICE_CHOICE, Force


def complaints() -> Iterator[tuple[str, str]]:
    """Everything that does not fit together today: who complains, about which code."""
    found = {check.code for check in checklist.CHECKS}
    for code, example in FAILING.items():
        failed = {one.code for one in check_dossier(example.dossier, today=TODAY) if not one.passed}
        if failed != {code}:
            yield "example", code
    for code in found - set(FAILING):
        yield "no example", code
    for code in set(PASSED) - found:
        yield "words", code
    for clause in CLAUSES.values():
        for code in set(clause.checks) & set(FAILING) - found:
            yield f"clause {clause.id}", code
    for question in QUESTIONS:
        for code in set(question.checks) - found:
            yield "pre-check", code
    yield from (
        ("passing example", one.code) for one in check_dossier(COMPLETE, today=TODAY) if not one.passed
    )


def test_with_all_checks_nobody_complains():
    assert list(complaints()) == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_a_deleted_check_is_missed(monkeypatch, check):
    monkeypatch.setattr(checklist, "CHECKS", tuple(one for one in CHECKS if one is not check))
    told = set(complaints())

    assert ("example", check.code) in told
    assert {code for _who, code in told} == {check.code}
    if check.clause != OFFICE_CHOICE:
        assert (f"clause {check.clause}", check.code) in told


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_a_deleted_check_would_let_its_example_through(monkeypatch, check):
    dossier = FAILING[check.code].dossier
    stopped = {one.code for one in refusals_for_submission(dossier, {}, today=TODAY)}
    monkeypatch.setattr(checklist, "CHECKS", tuple(one for one in CHECKS if one is not check))

    assert stopped == ({check.code} if check.blocks else set())
    assert refusals_for_submission(dossier, {}, today=TODAY) == ()


def _rules_asked(monkeypatch) -> set[str]:
    """Names of the functions of ``rules`` that the checklist really calls."""
    asked: set[str] = set()
    names = {check.code for check in CHECKS if hasattr(rules, check.code)}
    for name in names:
        real = getattr(rules, name)

        def heard(*given, _name=name, _real=real, **more):
            asked.add(_name)
            return _real(*given, **more)

        monkeypatch.setattr(rules, name, heard)
    check_dossier(Dossier(), today=TODAY)
    return asked


def test_every_check_is_a_pure_function_of_its_own_name(monkeypatch):
    assert _rules_asked(monkeypatch) == {check.code for check in CHECKS}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("code", FAILING)
def test_the_message_names_every_value_found(code, language):
    (finding,) = [one for one in check_dossier(FAILING[code].dossier, today=TODAY) if not one.passed]
    message = registered()[code]
    with translation.override(language):
        told = explain(finding.refusal)
        for name, value in FAILING[code].params.items():
            if name == "count" and len(FAILING[code].params) > 1:
                continue  # the sentence names each of them
            shown = message.wording[name](value) if name in message.wording else value
            assert str(shown) in told.text, (code, name)


def test_every_force_of_the_guideline_is_met_by_a_check():
    assert {check.force for check in CHECKS} == {Force.HARD, Force.SHALL, Force.SOFT, Force.OFFICE}
