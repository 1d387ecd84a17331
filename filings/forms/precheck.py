"""The pre-check as a form, and its words: each question, what a no means, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consortia.fields import OfficeForm, TextBlock, TextLine
from consortia.states import UnitKind
from consortia.taxonomy import field_choices
from filings import precheck
from filings.precheck import BY_KEY, QUESTIONS, Question


@dataclass(frozen=True, slots=True)
class Words:
    """A question, its hint, what it is about as a noun, and what to do where the answer is no or open."""

    question: Promise
    about: Promise
    fix: Promise
    hint: str | Promise = ""


WORDS: dict[str, Words] = {
    "lead_kind": Words(
        _("What kind of unit will lead?"),
        _("Kind of the lead"),
        _("Look at its licence. Only an enterprise leads."),
    ),
    "qingdao": Words(
        _("Is it registered in Qingdao?"),
        _("Seat of the lead"),
        _("Look at the seat on its licence."),
        _("The seat on the licence counts, not where it works."),
    ),
    "standing": Words(
        _("How is it registered?"), _("Standing of the lead"), _("Look at its licence: a branch says so.")
    ),
    "lead_ban": Words(
        _("Has the city taken its place as a lead away?"),
        _("A ban on the lead"),
        _("Ask inside the unit whether a decision of the city exists, and of which day."),
        _("For three years from the decision it may neither lead nor be core elsewhere."),
    ),
    "technology": Words(
        _("Can it show that its technology is among the first in the country?"),
        _("Proof of a leading technology"),
        _("Gather ranks, awards, standards or statements of third parties."),
    ),
    "strength": Words(
        _("Can it give three years of revenue, R&D spending and market share?"),
        _("Figures of three years"),
        _("Ask the finance department. The guideline sets no minimum."),
        _("The guideline names no minimum."),
    ),
    "chain_leader": Words(
        _("Is it the chain leader of a key industry?"),
        _("Chain leader"),
        _("Not needed. If it is one, say so in the plan."),
        _("Encouraged, not required."),
    ),
    "team": Words(
        _("Has it a stable R&D team that can be listed by year?"),
        _("A stable R&D team"),
        _("List the R&D staff by year, and the key people."),
    ),
    "results": Words(
        _("Can it list key technologies it mastered or results it brought to use?"),
        _("Projects and results brought to use"),
        _("List projects, contracts and who uses the result."),
    ),
    "gathering": Words(
        _("Has it worked with chain enterprises and institutes, and led joint research?"),
        _("Joint work so far"),
        _("List joint projects with year, partner and result."),
    ),
    "services": Words(
        _("Can it give others services, contacts abroad, transfer or places to apply results?"),
        _("Support for the industry"),
        _("Write down which of the four it gives, with an example each."),
    ),
    "enterprises": Words(
        _("How many chain enterprises would join, the lead not counted?"),
        _("Chain enterprises"),
        _("Ask around; needs and offers of others stand on the board."),
        _("Firms of one group count once. Leave it empty if you do not know."),
    ),
    "institutes": Words(
        _("How many universities and institutes would join?"),
        _("Universities and institutes"),
        _("Ask around; needs and offers of others stand on the board."),
        _("Leave it empty if you do not know."),
    ),
    "member_ban": Words(
        _("Is a unit among them that lost its place as a lead?"),
        _("A ban on a member"),
        _("Ask each unit that is to be core."),
        _("Such a unit may join as an ordinary member."),
    ),
    "basis": Words(
        _("Have you and the members worked together before, and do they want to join?"),
        _("Cooperation so far and the will to join"),
        _("Gather it by five aspects: R&D, results, patents, standards, work abroad."),
        _("By five aspects: R&D, results, patents, standards, work abroad."),
    ),
    "complement": Words(
        _("Does each enterprise do R&D or supply technology that the others lack?"),
        _("What each enterprise adds"),
        _("Write one line for each: what it can do, and whom it completes."),
    ),
    "research": Words(
        _("Has each university or institute a strong team, young people and laboratories?"),
        _("Team, young people and laboratories of the institutes"),
        _("Ask each for team, young people and laboratories, one line each."),
    ),
    "need": Words(
        _("Can you name the industry need and the technology that is missing?"),
        _("Industry need"),
        _("Write one sentence: what is missing, who needs it."),
    ),
    "tasks": Words(
        _("Is it clear which key tasks you take on together, and who does what?"),
        _("Joint tasks and who does what"),
        _("Draw a table: task by member."),
    ),
    "outcomes": Words(
        _("Do you know which results will be brought to use, and which platforms you share?"),
        _("Results, shared platforms, new ways of working"),
        _("List expected results with their users, shared platforms, and new ways of working."),
    ),
    "agreement": Words(
        _("Will all members sign one founding agreement?"),
        _("One agreement of all members"),
        _("Talk it through with every member; seven contents are asked. The lead manages."),
    ),
    "director": Words(
        _("Is there somebody who would be director?"),
        _("A director"),
        _("In principle the lead appoints one; it may be the chief expert."),
    ),
    "chief_expert": Words(
        _("Is there somebody who would be chief expert?"),
        _("A chief expert"),
        _("Ask somebody of standing who knows the industry and can lead a team."),
    ),
    "mechanisms": Words(
        _("Have you thought about the seven rules of working together?"),
        _("Seven mechanisms"),
        _("One paragraph each: decisions, research, profit, rights, standards, application, money."),
        _("Decisions, joint research, profit, rights, standards, application, money."),
    ),
    "governance": Words(
        _("Will you have expense rules of your own or a council?"),
        _("Expense rules, a council"),
        _("Not needed. Only where it helps."),
        _("Encouraged, not required."),
    ),
    "plan": Words(
        _("Is there a plan with figures to be measured by?"),
        _("A plan with indicators"),
        _("Plan rights, people and application; give each goal a figure, a year and a sum."),
        _("Rights, people, application; tasks, money and acceptance in figures."),
    ),
    "resources": Words(
        _("Does every member bring money, technology, people, instruments or space?"),
        _("What each member brings"),
        _("Ask each member for quantity and date, by the five kinds."),
    ),
}
SECTION_WORDS = {"lead": _("The lead"), "members": _("The members"), "work": _("The common work")}

YESNO = [(precheck.YES, _("Yes")), (precheck.NO, _("No")), (precheck.UNKNOWN, _("Don't know"))]
STANDING = [
    (precheck.OWN, _("A company of its own")),
    (precheck.BRANCH, _("A branch of another")),
    (precheck.UNKNOWN, _("Don't know")),
]
MEMBER_BAN = [
    (precheck.NOBODY, _("No")),
    (precheck.CORE, _("Yes, as a core party")),
    (precheck.ORDINARY, _("Yes, as an ordinary member")),
    (precheck.UNKNOWN, _("Don't know")),
]
CHOICES = {"yesno": YESNO, "standing": STANDING, "lead_ban": YESNO, "member_ban": MEMBER_BAN}


def _field(question: Question) -> forms.Field:
    words = WORDS[question.key]
    shown: dict[str, Any] = {"label": words.question, "help_text": words.hint, "required": False}
    if question.kind == "number":
        field = forms.IntegerField(min_value=0, max_value=precheck.MOST_UNITS, **shown)
        field.widget.attrs["inputmode"] = "numeric"
        return field
    if question.kind == "unit_kind":
        return forms.ChoiceField(choices=[("", _("Don't know")), *UnitKind.choices], **shown)
    return forms.ChoiceField(
        choices=CHOICES[question.kind], widget=forms.RadioSelect, initial=precheck.UNKNOWN, **shown
    )


class PrecheckForm(OfficeForm):
    """Every question, none required; an unanswered one means "don't know"."""

    formal_name = TextLine(label=_("A name for it"), max_length=80, required=False)
    field = forms.ChoiceField(label=_("Industry and track"), required=False)
    need_text = TextBlock(label=_("The need in a sentence or two"), required=False, max_length=500, rows=3)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["field"].choices = field_choices(_("Not chosen yet"))  # type: ignore[attr-defined]
        for question in QUESTIONS:
            self.fields[question.key] = _field(question)
            if day := precheck.DATES.get(question.key):
                self.fields[day] = forms.DateField(
                    label=_("Day of the decision"),
                    required=False,
                    help_text=_("Only if yes. Without a day the ban is counted from today."),
                    widget=forms.DateInput(
                        attrs={"type": "date", "max": today.isoformat()}, format="%Y-%m-%d"
                    ),
                )

    def clean(self) -> dict[str, Any]:
        """A ban rests on a decision that has been made (G7.3d): its day is today's at the latest."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        for name in precheck.DATES.values():
            day = typed.get(name)
            if day and day > self.today:
                words = _(
                    "“%(value)s” lies in the future. A ban counts from the day of a decision that has been made: "
                    "enter that day, or leave it empty."
                )
                self.add_error(name, forms.ValidationError(words, params={"value": day.isoformat()}))
        return typed

    def groups(
        self,
    ) -> list[tuple[Promise, list[tuple[Question, forms.BoundField, forms.BoundField | None]]]]:
        """The questions by section, each with the field of its day where it has one."""
        return [
            (
                SECTION_WORDS[section],
                [
                    (one, self[one.key], self[precheck.DATES[one.key]] if one.key in precheck.DATES else None)
                    for one in QUESTIONS
                    if one.section == section
                ],
            )
            for section in precheck.SECTIONS
        ]

    def answers(self) -> dict[str, str]:
        """What was answered, as short strings that a signed cookie can hold; the unanswered is left out."""
        return {
            name: value.isoformat() if hasattr(value, "isoformat") else str(value)
            for name, value in self.cleaned_data.items()
            if value not in (None, "")
        }


def initial_of(answers: precheck.Answers) -> dict[str, str]:
    """Kept answers as a form's initial values."""
    known = {*BY_KEY, *precheck.DATES.values(), *precheck.DRAFT}
    return {name: value for name, value in answers.items() if name in known}
