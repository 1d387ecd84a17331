"""A field says what it rests on, and what a clause demands is not called optional."""

import pytest
from django import forms

from consortia.fields import OfficeForm
from workflow.templatetags.look import is_optional


class Sheet(OfficeForm):
    clauses = {"must": "G7.4a", "shall": "G5.3c", "soft": "G3.4b"}

    must = forms.CharField(required=False)
    shall = forms.CharField(required=False)
    soft = forms.CharField(required=False)
    plain = forms.CharField(required=False)
    needed = forms.CharField()


@pytest.mark.parametrize(
    ("name", "is_marked"),
    [("must", False), ("shall", False), ("soft", True), ("plain", True), ("needed", False)],
)
def test_only_what_no_clause_demands_is_marked_optional(name, is_marked):
    field = Sheet()[name]

    assert is_optional(field) is is_marked
    assert (Sheet.clauses.get(name, "G") in str(field.help_text)) is (name in Sheet.clauses)
