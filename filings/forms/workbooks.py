"""The upload of a workbook."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consortia.fields import OfficeForm, Upload
from filings.bringing_in import How

MEGABYTE = 1024 * 1024
MOST_MEGABYTES = 5
HOW = (
    (How.APPEND, _("Add to what is there; rows that stand already stay once")),
    (How.REPLACE, _("Replace: a table whose sheet holds rows becomes what the sheet says")),
)


class SheetForm(OfficeForm):
    """A workbook."""

    workbook = Upload(label=_("Workbook"), help_text=_("XLSX, up to 5 MB."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["workbook"].widget.attrs["accept"] = ".xlsx"

    def clean_workbook(self) -> Any:
        """Only a workbook of the present kind, and no larger than tables can be."""
        found = self.cleaned_data["workbook"]
        name = str(getattr(found, "name", ""))
        if not name.lower().endswith(".xlsx"):
            raise ValidationError(
                _("“%(name)s” is no .xlsx workbook. Open it in Excel or WPS, save it as .xlsx, upload that."),
                params={"name": name[:80]},
            )
        if getattr(found, "size", 0) > MOST_MEGABYTES * MEGABYTE:
            raise ValidationError(
                _("“%(name)s” is larger than %(limit)s MB. Take the tables alone, without pictures."),
                params={"name": name[:80], "limit": MOST_MEGABYTES},
            )
        return found


class WorkbookForm(SheetForm):
    """A workbook, and what becomes of the rows that stand already."""

    how = forms.ChoiceField(
        label=_("Rows that stand already"), choices=HOW, initial=How.APPEND, widget=forms.RadioSelect
    )
