"""Every refusal has words in both languages, with its values filled in."""

import json
from pathlib import Path

import pytest
from django.utils import translation

from consortia.checklist import check_dossier
from consortia.examples import FAILING, TODAY
from consortia.messages import MESSAGES
from workflow.messages import Message, explain, known_codes, register, registered
from workflow.refusal import Force, Refusal

PART = json.loads((Path(__file__).parents[2] / "locale/parts/rules.po.json").read_text(encoding="utf-8"))

OWN = set(MESSAGES) | {
    "no_reason",
    "needs_draft",
    "same_person",
    "on_hold",
    "no_hold",
    "hold_already",
    "hold_without_reason",
}


@pytest.mark.parametrize("code", FAILING)
def test_an_example_is_explained_with_its_values(code):
    (finding,) = [found for found in check_dossier(FAILING[code].dossier, today=TODAY) if not found.passed]
    with translation.override("en"):
        explanation = explain(finding.refusal)

    assert "%(" not in explanation.text + explanation.fix
    assert explanation.text.endswith(".")
    assert explanation.fix
    assert (explanation.clause, explanation.force) == (finding.clause, finding.force)


def test_every_message_has_chinese_with_the_same_values():
    with translation.override("en"):
        messages = [message for code, message in registered().items() if code in OWN]
        texts = {str(text) for message in messages for text in (message.text, message.fix)}

    assert texts <= set(PART)
    for english, chinese in PART.items():
        assert sorted(_names(english)) == sorted(_names(chinese)), english


def test_keys_become_names():
    refusal = Refusal("chapters_missing", "G5.5b", Force.SHALL, {"count": 2, "chapters": "tasks,outcomes"})
    with translation.override("en"):
        text = explain(refusal).text

    assert (
        text
        == "Chapters of the plan without an answer: Goals, tasks and schedule; Expected results and level."
    )


def test_an_unknown_code_still_gives_a_sentence():
    assert "never_heard_of" in explain(Refusal("never_heard_of", "office", Force.OFFICE)).text


def test_a_code_belongs_to_one_app():
    with pytest.raises(ValueError, match="few_industry"):
        register({"few_industry": Message("again")})
    assert set(MESSAGES) <= known_codes()


def _names(text):
    return [part.split(")")[0] for part in text.split("%(")[1:]]


def test_whoever_reads_the_chinese_pages_is_addressed_with_respect():
    for path in sorted((Path(__file__).parents[2] / "locale/parts").glob("*.po.json")):
        said = json.loads(path.read_text(encoding="utf-8"))
        assert not [chinese for chinese in said.values() if "你" in chinese], path.name
