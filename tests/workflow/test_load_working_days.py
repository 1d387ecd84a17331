"""The command with which an administrator loads the State Council's notice each November."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from workflow.models import WorkCalendarDay, WorkCalendarYear

pytestmark = pytest.mark.django_db


def _file(tmp_path, **given):
    path = tmp_path / "2027.json"
    notice = {
        "year": 2027,
        "source": "示例通知",
        "days": [{"date": "2027-01-01", "kind": "off", "name": "元旦"}],
    }
    path.write_text(json.dumps(notice | given), encoding="utf-8")
    return path


def test_a_year_is_loaded_once_and_again(tmp_path):
    for _ in range(2):
        out = StringIO()
        call_command("load_working_days", _file(tmp_path), stdout=out)

    assert out.getvalue() == "2027: 1 days; due dates that changed: 0\n"
    assert WorkCalendarDay.objects.filter(date__year=2027).count() == 1
    assert WorkCalendarYear.objects.filter(year=2027).count() == 1


@pytest.mark.parametrize(
    "given", [{"days": [{"date": "2026-13-01", "kind": "off", "name": "?"}]}, {"days": [{}]}, {"year": 2028}]
)
def test_a_bad_file_is_named_and_changes_nothing(tmp_path, given):
    with pytest.raises(CommandError, match=r"2027\.json is no year of working days"):
        call_command("load_working_days", _file(tmp_path, **given))

    assert not WorkCalendarYear.objects.filter(year__in=[2027, 2028]).exists()
