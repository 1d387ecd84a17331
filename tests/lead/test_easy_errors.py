"""The easy errors of domain.md section 8 that the lead can make, each with its number, met in the browser."""

from datetime import date

import pytest

from consortia.models import LeadBan
from consortia.queries import agreement_of, valid_signatures
from filings import actions
from filings.models import Filing
from filings.states import State
from tests import soundness
from tests.factories import NOW, UnitFactory, representative
from tests.lead.people import member_of
from tests.road import complete_draft

pytestmark = pytest.mark.django_db


def submit(client, filing):
    fresh = Filing.objects.get(pk=filing.pk)
    return client.post(f"/filings/{filing.pk}/steps/submit/", {"seen": fresh.step_number}, follow=True)


def refused(client, filing):
    """What the page said; the filing did not move."""
    before = Filing.objects.get(pk=filing.pk).state
    answer = submit(client, filing)
    assert Filing.objects.get(pk=filing.pk).state == before == State.DRAFT
    return " ".join(str(message) for message in answer.context["messages"])


@pytest.mark.parametrize(
    ("field", "value"), [("is_in_qingdao", False), ("kind", "university"), ("is_branch", True)]
)
def test_easy_error_01_a_lead_elsewhere_or_no_enterprise_is_stopped(signed_in, field, value):
    filing, who = complete_draft()
    setattr(filing.lead, field, value)
    filing.lead.save()

    said = refused(signed_in(who.lead), filing)

    assert filing.lead.name in said


def test_easy_error_02_two_firms_warn_and_pass_with_a_reason(signed_in, settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path
    members = (("enterprise", "industry"),) * 2 + (("university", "academic"),) * 2
    filing, who = complete_draft(members=members)
    client = signed_in(who.lead)

    assert refused(client, filing)
    client.post(f"/filings/{filing.pk}/reasons/", {"reason_few_industry": "产业链短，国内只有两家"})
    submit(client, filing)

    assert Filing.objects.get(pk=filing.pk).state == State.DISTRICT_CHECK


def test_easy_error_03_what_is_missing_stops_and_is_named(signed_in):
    filing, who = complete_draft()
    client = signed_in(who.lead)
    filing.consortium.chapters.filter(key="funding").update(text="")
    filing.pledges.all().delete()
    agreement = agreement_of(filing.consortium)
    client.post(
        f"/filings/{filing.pk}/agreement/",
        {
            **{f"content_{key}": "第一条" for key in agreement.contents},
            "content_goals": "",
            "dispute": "arbitration",
        },
    )

    page = client.get(f"/filings/{filing.pk}/").content.decode()

    for clause in ("G3.3a", "G5.3c", "G5.5b", "G7.4a"):
        assert clause in page
    assert refused(client, filing)


def ban(unit, until):
    """A ban on record; it is dated back, as if it had begun before the dossier was written."""
    soundness.excuse("the ban is dated back")
    LeadBan.objects.create(
        code=unit.code,
        unit_name=unit.name,
        from_on=date(2023, 9, 1),
        until_on=until,
        facts="示例",
        decision_number="示例",
    )


@pytest.mark.tampers
def test_easy_error_04_a_banned_unit_neither_leads_nor_is_core(signed_in):
    filing, who = complete_draft()
    banned = UnitFactory()
    ban(banned, date(2026, 9, 2))
    client = signed_in(who.lead)
    form = {"code": banned.code, "duty": "做一件事", "email": "a@example.test"}

    client.post(f"/filings/{filing.pk}/members/", {**form, "tier": "core"})
    assert not filing.consortium.memberships.filter(unit=banned).exists()
    client.post(f"/filings/{filing.pk}/members/", {**form, "tier": "general"})
    assert filing.consortium.memberships.filter(unit=banned, tier="general").exists()

    other, its = complete_draft()
    ban(other.lead, date(2026, 9, 2))
    assert other.lead.name in refused(signed_in(its.lead), other)


def test_easy_error_04_the_day_after_three_years_it_passes(signed_in, settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path
    filing, who = complete_draft()
    ban(filing.lead, date(2026, 9, 1))

    submit(signed_in(who.lead), filing)

    assert Filing.objects.get(pk=filing.pk).state == State.DISTRICT_CHECK


def test_easy_error_06_text_changed_after_a_signature_voids_them_all(signed_in, confirmed):
    filing, who = complete_draft()
    client = signed_in(who.lead)
    party, member = member_of(filing)
    assert len(valid_signatures(agreement_of(filing.consortium))) == 6

    client.post(
        f"/filings/{filing.pk}/members/{party.pk}/",
        {"tier": "close", "counting": "industry", "duty": "换一件事"},
    )
    agreement = agreement_of(filing.consortium)
    assert valid_signatures(agreement) == {}
    page = signed_in(member).get(f"/members/{party.pk}/").content.decode()
    signed_in(member).post(f"/members/{party.pk}/sign/", {"text": agreement.digest})

    assert "notice-warn" in page
    assert list(valid_signatures(agreement_of(filing.consortium))) == [party.pk]
    assert refused(client, filing)


def test_a_draft_is_nobodys_but_the_parties(signed_in):
    unit = UnitFactory()
    lead = representative(unit)
    filing = actions.start(actor=lead, lead=unit, formal_name="示例", now=NOW)

    assert signed_in(representative(UnitFactory())).get(f"/filings/{filing.pk}/").status_code == 404
