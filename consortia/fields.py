"""Form fields of the house: text that can be kept, addresses, credit codes, files by the checked door."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from consortia import codes
from consortia.guideline import CLAUSES
from documents import actions as documents
from documents.models import StoredFile
from documents.problems import FileProblem
from workflow.forms import bound_days
from workflow.messages import explain
from workflow.refusal import Force
from workflow.templatetags.look import clause as clause_chip
from workflow.text import clean_text, hidden_characters


def without_hidden(value: Any) -> None:
    """Refuse text with characters that nobody sees, naming the first and its place."""
    if isinstance(value, str) and (found := hidden_characters(value)):
        place, sign = found[0]
        raise ValidationError(
            _("Character %(place)s cannot be seen (%(sign)s). Type it by hand instead of pasting."),
            code="hidden",
            params={"place": place, "sign": sign},
        )


class TextLine(forms.CharField):
    """One line of text: composed, trimmed, without hidden characters."""

    def to_python(self, value: Any) -> str:
        without_hidden(value)
        return clean_text(" ".join(str(super().to_python(value)).split()))


class ConditionalLine(TextLine):
    """A line that another answer may make necessary: its hint says when, and it is not marked as optional."""

    is_conditional = True


class TextBlock(forms.CharField):
    """Paragraphs of text; line ends are kept."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        kwargs.setdefault("max_length", 5000)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        without_hidden(value)
        return clean_text(str(super().to_python(value)))


def day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


class Address(forms.EmailField):
    """An e-mail address; the refusal names what was typed."""

    def clean(self, value: Any) -> str:
        without_hidden(value)
        try:
            return str(super().clean(value)).lower()
        except ValidationError as error:
            if not value:
                raise
            raise ValidationError(
                _("“%(value)s” is not an e-mail address. One looks like name@unit.cn."),
                code="invalid",
                params={"value": str(value)[:80]},
            ) from error


class CreditCode(forms.CharField):
    """A unified social credit code, normalised; the refusal names the wrong place (GB 32100)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Unified social credit code"))
        kwargs.setdefault("help_text", _("18 characters, on the business licence."))
        super().__init__(**kwargs)
        self.widget.attrs.update({"autocomplete": "off", "spellcheck": "false", "class": "is-short"})

    def to_python(self, value: Any) -> str:
        code = codes.normalise(str(super().to_python(value)))
        if code and (refusals := codes.check_code(code)):
            told = explain(refusals[0])
            raise ValidationError(f"{told.text} {told.fix}", code=refusals[0].code)
        return code


class Figure(forms.DecimalField):
    """A figure as the office keeps it, by default with two decimals; the refusal names what was typed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "is-short"}))
        super().__init__(**{"max_digits": 14, "decimal_places": 2} | kwargs)

    def to_python(self, value: Any) -> Any:
        text = unicodedata.normalize("NFKC", str("" if value is None else value)).strip().replace(",", "")
        try:
            return super().to_python(text)
        except ValidationError as error:
            raise ValidationError(
                _("“%(value)s” is not a number. Write digits only, such as 12 or 3.5."),
                code="invalid", params={"value": str(value)[:40]},
            ) from error  # fmt: skip


class KeptFile:
    """A file that is here already, as an upload field shows it."""

    def __init__(self, stored: StoredFile) -> None:
        self.name, self.url = stored.name, stored.get_absolute_url()

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class SentAhead:
    """A file that came through the door in a request of its own, before the form; known by its token."""

    token: str
    name: str


class UploadInput(forms.ClearableFileInput):
    """The file itself, or the token of one sent ahead (``documents:take``, js/uploads.js)."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        token = data.get(f"{name}-kept", "")
        return (
            SentAhead(token[:40], data.get(f"{name}-kept-name", "")[:200]) if token and not value else value
        )


class Upload(forms.FileField):
    """A file still on its way; ``OfficeForm.keep_files`` brings it through the checked door."""

    widget = UploadInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("PDF, OFD, DOCX, XLSX, DOC, WPS, JPG or PNG, up to 50 MB."))
        kwargs.setdefault("max_length", 200)
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """One sent ahead was checked at the door."""
        return data if isinstance(data, SentAhead) else super().clean(data, initial)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        """A stored file among the initial values is shown by its name, with the way to it."""
        kept = form.initial.get(field_name)
        if isinstance(kept, StoredFile):
            form.initial[field_name] = KeptFile(kept)
        return super().get_bound_field(form, field_name)


class OfficeForm(forms.Form):
    """A form whose fields carry the clause they rest on; uploads are kept before anything else is written."""

    clauses: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.demanded: set[str] = set()
        """Names of fields that a binding clause asks for."""
        for name, clause in self.clauses.items():
            if name in self.fields:
                self.cite(name, clause)

    def cite(self, name: str, clause_id: str) -> None:
        """Put the clause behind a field's hint; what a clause demands is not called optional."""
        field = self.fields[name]
        field.help_text = format_html("{} {}", field.help_text, chip(clause_id))
        clause = CLAUSES.get(clause_id)
        if clause and clause.force in (Force.HARD, Force.SHALL):
            self.demanded.add(name)

    def full_clean(self) -> None:
        """Days are bound first, those too that were added to the form later."""
        bound_days(self.fields.values())
        super().full_clean()

    def keep_files(self, *, user: Any, now: datetime) -> bool:
        """Store every uploaded file of a valid form; a file that must not come in becomes the field's error.

        A field whose file was not renewed holds None afterwards.
        """
        for name, field in self.fields.items():
            uploaded = self.cleaned_data.get(name)
            if isinstance(field, Upload) and isinstance(uploaded, KeptFile | StoredFile):
                self.cleaned_data[name] = None
            elif isinstance(uploaded, SentAhead):
                sent = StoredFile.objects.filter(token=uploaded.token, uploaded_by_id=user.pk)
                self.cleaned_data[name] = stored = sent.first()
                if stored is None:
                    self.add_error(
                        name, _("“%(name)s” did not arrive. Upload it again.") % {"name": uploaded.name}
                    )
            elif isinstance(field, Upload) and uploaded:
                try:
                    stored = documents.store_upload(uploaded, uploaded_by_id=user.pk, now=now)
                except FileProblem as problem:
                    self.add_error(name, str(problem))
                else:
                    self.cleaned_data[name] = stored
        return not self.errors

    def is_ready(self, *, user: Any, now: datetime) -> bool:
        """In order, and every upload kept; what came in stays chosen where the rest is refused."""
        if not self.is_bound:
            return False
        self.is_valid()
        is_kept = self.keep_files(user=user, now=now)
        if not is_kept:
            self.hold_files()
        return is_kept

    def hold_files(self) -> None:
        """Show the files that were kept as sent ahead, so that the form can be sent again as it is."""
        held = {
            self.add_prefix(name): stored
            for name, stored in self.cleaned_data.items()
            if isinstance(self.fields[name], Upload) and isinstance(stored, StoredFile)
        }
        if held:
            self.data, files = self.data.copy(), self.files
            self.files = {name: files[name] for name in files if name not in held}
        for name, stored in held.items():
            self.data[f"{name}-kept"], self.data[f"{name}-kept-name"] = stored.token, stored.name

    def valid_part(self) -> dict[str, Any]:
        """What of a half-filled form can already be kept: the fields that were sent and are in order."""
        self.is_valid()
        return {
            name: value for name, value in self.cleaned_data.items() if self.add_prefix(name) in self.data
        }


def chip(clause_id: str) -> str:
    """The clause chip as it stands in a hint; it opens the drawer "why this is asked"."""
    clause = CLAUSES.get(clause_id)
    return render_to_string("parts/clause.html", clause_chip(clause_id, clause.force if clause else "office"))
