"""What every installation begins with."""

from datetime import date

import pytest
from django.core.management import call_command

from accounts.models import Authority
from consortia.models import Registration, Track
from consortia.states import Origin
from ledger.queries import breaks
from workflow import office

pytestmark = pytest.mark.django_db


def test_reference_data_loads_once_and_leaves_the_record_sound() -> None:
    call_command("load_reference", verbosity=0)
    call_command("load_reference", verbosity=0)
    assert Authority.objects.filter(kind="district").count() == 10
    assert Authority.objects.filter(kind="zone").count() == 5
    assert Track.objects.count() == 22
    assert not list(breaks())


def test_the_published_ten_keep_their_unknowns() -> None:
    call_command("load_reference", verbosity=0)
    ten = Registration.objects.filter(origin=Origin.PUBLISHED_LIST)
    assert ten.count() == 10
    assert ten.filter(number__isnull=True, valid_from__isnull=True, valid_until__isnull=True).count() == 10
    assert ten.filter(consortium__lead__isnull=False).count() == 2
    assert ten.in_force(date(2030, 1, 1)).count() == 10
    assert not ten.lapsing(180, date(2026, 9, 1)).exists()


def test_working_days_know_transferred_days() -> None:
    call_command("load_reference", verbosity=0)
    calendar = office.work_calendar()
    assert not calendar.is_working_day(date(2026, 10, 1))
    assert calendar.is_working_day(date(2026, 10, 10))
    assert calendar.is_provisional(date(2027, 1, 1), date(2027, 1, 2))
