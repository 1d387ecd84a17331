"""How much a dossier asks, and that the forms ask no more."""

import pytest

from consortia.guideline import CHAPTERS, CONTENTS
from consortia.models import PlanChapter
from consortia.queries import agreement_of
from filings import actions, inputs, outline
from filings.forms.opening import BasicsForm
from filings.forms.papers import AgreementForm, PlanForm
from filings.forms.parties import MemberForm, PersonForm
from filings.models import ShortfallReason
from tests.factories import NOW, UnitFactory
from tests.road import MEMBERS, complete_draft, people

pytestmark = pytest.mark.django_db


def needed(form):
    """Fields that must be filled before submission: demanded at once, or asked for by the checklist."""
    return {
        name
        for name, field in form.fields.items()
        if (field.required and not field.initial) or getattr(field, "is_asked", False)
    }


def plan_names(fields):
    return {f"chapter_{name.removeprefix('text_')}" for name in fields}


def test_five_members_cost_at_most_sixty_inputs_and_each_further_one_six():
    assert inputs.asked(5) <= 60
    assert inputs.asked(6) - inputs.asked(5) <= 6


def test_the_forms_ask_what_the_list_says():
    filing, _ = complete_draft()
    consortium = filing.consortium
    expert = PersonForm(post="chief_expert", person=None, lead_name="")
    director = PersonForm(post="director", person=None, lead_name="示例牵头单位")

    assert len(needed(BasicsForm(consortium=consortium))) == len(inputs.ONCE["basics"])
    assert len(needed(AgreementForm(agreement=agreement_of(consortium)))) == 2 + len(CONTENTS)
    plan = needed(PlanForm(answers=PlanChapter.objects.filter(consortium=consortium)))
    assert len(plan) == len(CHAPTERS)
    assert {*inputs.ONCE["plan"]} - plan_names(plan) == {
        "tables_or_reason"
    }  # rows of three tables, or why not
    assert needed(MemberForm()) == set(inputs.PER_MEMBER)
    assert director.initial["employer"] == "示例牵头单位"
    assert len(needed(expert)) + len(needed(director)) - 1 == len(inputs.ONCE["people"])


def test_a_complete_draft_has_every_input_but_the_addresses():
    filing, _ = complete_draft()

    progress = outline.read(filing, NOW).progress

    assert progress.asked == inputs.asked(5)
    assert progress.asked - progress.filled == 5


def test_a_fresh_draft_counts_the_members_the_first_page_counted():
    unit = UnitFactory()
    who = people(unit)
    filing = actions.start(actor=who.lead, lead=unit, formal_name="示例新创新联合体", now=NOW)

    read = outline.read(filing, NOW)

    assert read.progress.asked == inputs.asked(5)
    assert str(len(CHAPTERS)) in outline.status(read, "plan").label


def test_fewer_members_with_a_reason_ask_no_more_than_they_are():
    filing, _ = complete_draft(members=MEMBERS[1:])
    ShortfallReason.objects.create(filing=filing, code="few_industry", clause="G3.2c", reason="产业链短")

    assert outline.read(filing, NOW).progress.asked == inputs.asked(4)
