"""A question put into words once says for each consortium what that one holds, and nothing of another."""

from datetime import date

import pytest

from consortia.models import Membership, Registration
from consortia.rows import NOBODY
from consortia.whole import whole
from tests.factories import NOW
from tests.road import complete_draft
from tests.road_reviews import at_registered
from workflow.together import prepare, together

pytestmark = pytest.mark.django_db


def test_a_prepared_question_is_asked_about_one_thing_after_another():
    (one, _), (other, _) = complete_draft(), complete_draft()
    kept = prepare(Membership.objects.filter(consortium=NOBODY).order_by("pk"))
    for filing in (one, other):
        (rows,) = together(parties=kept.about({NOBODY: filing.consortium_id})).values()
        assert rows == list(Membership.objects.filter(consortium=filing.consortium_id).order_by("pk"))
    assert together(parties=kept) == {"parties": []}


def test_what_others_say_of_a_consortium_is_asked_for_its_lead_its_day_and_itself():
    filing, *_rest = at_registered()
    registration = Registration.objects.get(filing=filing)
    consortium, until = filing.consortium, registration.valid_until
    assert whole(consortium, on=NOW.date()).leading_count == 0, "its own registration is not another's"

    other, _ = complete_draft(unit=consortium.lead)
    assert whole(other.consortium, on=registration.valid_from).leading_count == 1
    assert whole(other.consortium, on=until).leading_count == 0, "until is exclusive"
    assert whole(other.consortium).leading_count == 0, "no day, no question"
    other.consortium.continues = consortium
    assert whole(other.consortium, on=registration.valid_from).leading_count == 0, (
        "what it continues is not another"
    )
    assert whole(other.consortium, on=date(2000, 1, 1)).banned == {}
