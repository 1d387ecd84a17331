"""Forms of agreement, plan, evidence, pledge, reasons, and of the lead's own steps."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from consortia.checklist import Finding
from consortia.fields import ConditionalLine, OfficeForm, TextBlock, TextLine, Upload, chip
from consortia.guideline import CHAPTERS, CLAUSES, CONTENTS, PROVISIONS, Item
from consortia.kept import option_words
from consortia.models import Agreement, PlanChapter, Provision
from consortia.states import Dispute
from filings.models import CorrectionTicket
from workflow.messages import explain

from ..shelves import Shelf
from .opening import asked


def item_words(item: Item) -> tuple[str, str]:
    """Name and hint of a list entry of the guideline in the reader's language."""
    is_english = get_language() == "en"
    return (item.en, item.hint_en) if is_english else (item.zh, item.hint_zh)


def last_page(where: str) -> int:
    """The highest page named in words such as 第3—5页, p. 5 or page 5; 0 where articles are named."""
    text = unicodedata.normalize("NFKC", where)
    named = re.findall(r"(?:(\d+)\s*[-—–~至到、]\s*)?(\d+)\s*页|(?:[Pp]p?\.|[Pp]ages?)\s*(\d+)", text)
    return max((int(number) for found in named for number in found if number), default=0)


class AgreementForm(OfficeForm):
    """The file all parties sign, where its seven contents stand, and its forum."""

    document = asked(Upload(label=_("The agreement")))

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        kept: dict[str, Any] = {f"content_{key}": where for key, where in agreement.contents.items()}
        kwargs.setdefault("initial", {**kept, "document": agreement.document, "dispute": agreement.dispute})
        self.agreement = agreement
        self.clauses = {"document": "G5.3b", "dispute": "G5.3d"}
        self.clauses |= {f"content_{content.key}": content.clause for content in CONTENTS}
        super().__init__(*args, **kwargs)
        for content in CONTENTS:
            label, hint = item_words(content)
            place = _("Where it stands, such as “Article 4, page 3”. What it says: %s") % hint
            name = f"content_{content.key}"
            self.fields[name] = asked(TextLine(label=label, max_length=100, help_text=place))
            self.cite(name, content.clause)
        self.fields["dispute"] = asked(
            forms.ChoiceField(
                label=_("Disputes go to"),
                choices=Dispute.choices,
                widget=forms.RadioSelect,
                help_text=_("One of the two, as the agreement has it."),
            )
        )
        self.cite("dispute", "G5.3d")

    def is_ready(self, *, user: Any, now: datetime) -> bool:
        """In order, every upload kept, and no content said to stand behind the file's last page."""
        if not super().is_ready(user=user, now=now):
            return False
        document = self.cleaned_data["document"] or self.agreement.document
        pages = document.blob.page_count if document else None
        for content in CONTENTS:
            name = f"content_{content.key}"
            if pages and (beyond := last_page(self.cleaned_data.get(name, ""))) and beyond > pages:
                words = {"page": beyond, "pages": pages}
                self.add_error(name, _("Page %(page)s is named; the file has %(pages)s pages.") % words)
        if self.errors:
            self.hold_files()
        return not self.errors

    def contents(self, typed: dict[str, Any]) -> dict[str, str]:
        """Where each content stands, by its key, as far as it was sent."""
        return {
            content.key: typed[f"content_{content.key}"]
            for content in CONTENTS
            if f"content_{content.key}" in typed
        }


LONGEST_CHAPTER = 30_000
"""Characters of one chapter."""


class WrittenForm(OfficeForm):
    """Questions of the guideline, each answered here or by its pages in one uploaded document."""

    items: tuple[Item, ...] = ()
    clause = ""
    """What asks for all of them; without it each stands under its own clause."""
    rows = 8
    is_numbered = False

    document = Upload(
        label=_("All of it as one document"),
        required=False,
        help_text=_("Optional. With it, give the pages instead of a text."),
    )

    def __init__(self, *args: Any, answers: Iterable[PlanChapter | Provision], **kwargs: Any) -> None:
        kept = {answer.key: answer for answer in answers}
        initial: dict[str, Any] = {
            "document": next((answer.document for answer in kept.values() if answer.document), None)
        }
        for key, answer in kept.items():
            initial |= {f"text_{key}": answer.text, f"pages_{key}": answer.pages}
        kwargs.setdefault("initial", initial)
        super().__init__(*args, **kwargs)
        for number, item in enumerate(self.items, 1):
            label, hint = item_words(item)
            name = f"text_{item.key}"
            if item.options:
                self.fields[name] = _chosen(item)
                self.cite(name, item.clause)
                continue
            text = TextBlock(
                label=f"{number}. {label}" if self.is_numbered else label,
                rows=self.rows,
                max_length=LONGEST_CHAPTER,
                help_text=hint,
            )
            self.fields[name] = self.question(text)
            self.cite(name, self.clause or item.clause)
            self.fields[f"pages_{item.key}"] = ConditionalLine(
                label=_("Or its pages in the document"), max_length=40, required=False,
                widget=forms.TextInput(attrs={"class": "is-short"}),
            )  # fmt: skip

    def question(self, field: TextBlock) -> TextBlock:
        """A text that may stay empty for ever."""
        field.required = False
        return field

    def answers(self, typed: dict[str, Any]) -> dict[str, dict[str, str]]:
        """Text and pages by key, as far as they were sent."""
        found: dict[str, dict[str, str]] = {item.key: {} for item in self.items}
        for key, kept in found.items():
            for part in ("text", "pages"):
                if f"{part}_{key}" in typed:
                    kept[part] = typed[f"{part}_{key}"]
        return found


def _chosen(item: Item) -> forms.ChoiceField:
    """An answer that is one of a few words of the guideline."""
    label, hint = item_words(item)
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=lambda: [("", _("Not chosen yet")), *option_words(item).items()],
        required=False,
    )


class PlanForm(WrittenForm):
    """The plan's five chapters."""

    items = CHAPTERS
    clause = "G5.5b"
    is_numbered = True

    document = Upload(
        label=_("The plan as one document"),
        required=False,
        help_text=_(
            "Optional, up to 50 MB. No chapter is filled from it: give the pages of each instead of a text. "
            "To have a Word plan filled in, use the button above."
        ),
    )

    def question(self, field: TextBlock) -> TextBlock:
        """A chapter may stay empty in a draft alone."""
        return asked(field)


class WordPlanForm(OfficeForm):
    """A plan that was written in Word."""

    document = Upload(label=_("The plan as a Word file"), help_text=_("DOCX, up to 50 MB."))

    def clean_document(self) -> Any:
        """Only what Word saves as DOCX can be split."""
        uploaded = self.cleaned_data["document"]
        if not str(uploaded.name).lower().endswith(".docx"):
            raise forms.ValidationError(
                _("“%(name)s” is not a DOCX file. Save it as DOCX in Word or WPS first."),
                params={"name": uploaded.name},
            )
        return uploaded


class ProvisionsForm(WrittenForm):
    """The seven mechanisms, the form of governance, the voting rule, expense rules and exit terms."""

    items = PROVISIONS
    rows = 3


def clause_choices() -> list[tuple[str, str]]:
    """Clauses a paper may speak to: the conditions and requirements, with their first words."""
    is_english = get_language() == "en"
    return [
        (clause.id, f"{clause.id} {Truncator(clause.gloss if is_english else clause.text).chars(40)}")
        for clause in CLAUSES.values()
        if clause.id.startswith(("G3", "G4", "G5.4", "G5.5", "GA"))
    ]


class EvidenceForm(OfficeForm):
    """Where papers are filed, and what they show; the files themselves come one by one (``views.evidence``)."""

    shelf = forms.ChoiceField(label=_("Filed under"))
    clause = forms.ChoiceField(
        label=_("Clause it speaks to"),
        choices=lambda: [("", "–"), *clause_choices()],
        required=False,
        help_text=_("For other papers only."),
    )
    title = TextLine(
        label=_("What it shows"),
        max_length=100,
        required=False,
        help_text=_("Left empty, the name of the file stands here."),
    )

    def __init__(self, *args: Any, shelves: Iterable[Shelf], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shelves = {shelf.key: shelf for shelf in shelves}
        self.fields["shelf"].choices = [  # type: ignore[attr-defined]
            (key, f"{shelf.party.unit} · {shelf.title}" if shelf.party else shelf.title)
            for key, shelf in self.shelves.items()
        ]

    def clean(self) -> dict[str, Any]:
        """The clause of the shelf; other papers name theirs."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        shelf = self.shelves.get(typed.get("shelf", ""))
        if shelf and shelf.clause:
            typed["clause"] = shelf.clause
        elif shelf and not typed.get("clause"):
            self.add_error("clause", _("Choose the clause that these papers speak to."))
        return typed

    def filing_place(self, file_name: str) -> dict[str, Any]:
        """Clause, party and title under which a file of this name is filed."""
        typed, shelf = self.cleaned_data, self.shelves[self.cleaned_data["shelf"]]
        return {
            "clause": typed["clause"],
            "title": typed["title"] or file_name.rpartition(".")[0][:100] or file_name[:100],
            "party_id": shelf.party.pk if shelf.party else None,
        }


class SecretsForm(OfficeForm):
    """The one tick that is not about completeness."""

    knows_no_secrets = forms.BooleanField(
        label=_("Nothing entered or uploaded here is a state secret."), required=False
    )

    def __init__(self, *args: Any, signs: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.signs = signs

    def clean_knows_no_secrets(self) -> bool:
        """Whoever signs the pledge ticks this in the same act."""
        is_ticked = bool(self.cleaned_data["knows_no_secrets"])
        if self.signs and not is_ticked:
            raise forms.ValidationError(_("Tick this as well: both are said with one signature."))
        return is_ticked


class ReasonsForm(OfficeForm):
    """One reason for each in-principle requirement that is not met."""

    def __init__(
        self, *args: Any, findings: Iterable[Finding], reasons: dict[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.found = {finding.code: finding for finding in findings}
        for code, finding in self.found.items():
            self.fields[f"reason_{code}"] = asked(
                TextBlock(
                    label=explain(finding.refusal).text,
                    rows=4,
                    max_length=1500,
                    initial=reasons.get(code, ""),
                    help_text=chip(finding.clause),
                )
            )

    def reasons(self, typed: dict[str, Any]) -> dict[str, tuple[str, str]]:
        """Code to clause and reason, as far as they were sent."""
        return {
            code: (finding.clause, typed[f"reason_{code}"])
            for code, finding in self.found.items()
            if f"reason_{code}" in typed
        }


class WhyForm(OfficeForm):
    """A reason for one of the lead's own steps."""

    reason = TextBlock(label=_("Reason"), max_length=1000, rows=3)


class AnswersForm(OfficeForm):
    """An answer to each open ticket: what was changed and where, or why the part is right as it stands."""

    def __init__(self, *args: Any, tickets: Iterable[CorrectionTicket], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for ticket in tickets:
            field = TextBlock(
                label=_("Answer to ticket %(number)s") % {"number": ticket.number},
                rows=2,
                max_length=1000,
                initial=ticket.answer,
                help_text=_("What was changed, and where."),
            )
            self.fields[f"answer_{ticket.pk}"] = asked(field)
            self.fields[f"stands_{ticket.pk}"] = forms.BooleanField(
                label=_("We think it is right as it stands; the answer says why."),
                required=False,
                initial=ticket.stands,
            )
