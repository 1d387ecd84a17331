"""Long texts typed by officers are kept in the browser until the server has them: each such form carries its key."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
ROOMS = ("consortia", "evaluations", "portal/cases", "reviews")
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
WRITES = re.compile(r"<textarea|\|crispy|{% crispy|name=\"reason\"")
KEPT = re.compile("data-journal=|data-autosave-url=")
SHORT = {
    "consortia/claim_code.html": "one code, sent by GET",
    "consortia/colleagues.html": "an address",
    "consortia/hand_over.html": "an address",
    "evaluations/campaign_new.html": "ticks, a name and days",
    "evaluations/campaign_people.html": "addresses and days",
    "portal/cases/calls.html": "no text",
    "reviews/object.html": "for the public, without an account",
}
"""Templates whose forms hold no text that would be a loss."""


def forms() -> list[tuple[str, str]]:
    """Every form of the desks that is sent by POST and holds a field to write in."""
    return [
        (str(path.relative_to(TEMPLATES)), form)
        for room in ROOMS
        for path in sorted((TEMPLATES / room).rglob("*.html"))
        for form in FORM.findall(path.read_text(encoding="utf-8"))
        if 'method="post"' in form and WRITES.search(form)
    ]


def test_there_are_forms_to_look_at() -> None:
    assert len(forms()) > 40


@pytest.mark.parametrize("template", sorted({name for name, _form in forms()} - set(SHORT)))
def test_each_form_keeps_its_text(template: str) -> None:
    without = [form[:160] for name, form in forms() if name == template and not KEPT.search(form)]
    assert without == []


def test_no_two_forms_of_a_template_share_a_key() -> None:
    keys: dict[str, list[str]] = {}
    for name, form in forms():
        keys.setdefault(name, []).extend(re.findall(r'data-journal="([^"]*(?:{[^}]*}[^"]*)*)"', form)[:1])
    assert {name: found for name, found in keys.items() if len(found) != len(set(found))} == {}
