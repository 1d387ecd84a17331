"""A unit's name typed wrong: asked for by its people, corrected by its officer, void signatures shown."""

import pytest

from consortia.models import NameRequest, Unit
from consortia.queries import agreement_of, valid_signatures
from filings import actions
from filings.models import Filing
from filings.states import Event, State
from ledger.models import Entry, Notice
from tests.factories import NOW, AuthorityFactory, officer, representative
from tests.road import complete_draft

pytestmark = pytest.mark.django_db

RIGHT = "示例更正后的研究院"


@pytest.fixture
def wrong():
    """A draft signed by all, one of its members, and whoever acts for that member."""
    filing, who = complete_draft(now=NOW)
    member = filing.consortium.memberships.filter(is_lead=False).latest("pk").unit
    Unit.objects.filter(pk=member.pk).update(authority=filing.authority)
    return filing, who, Unit.objects.get(pk=member.pk), representative(member)


def signatures(filing):
    return len(valid_signatures(agreement_of(filing.consortium)))


def test_its_people_ask_and_the_officer_corrects(wrong, signed_in):
    filing, who, unit, clerk = wrong
    before, standing = unit.name, signatures(filing)
    assert standing == filing.consortium.memberships.count()
    ours = f"/units/{unit.pk}/name/"
    assert ours in signed_in(clerk).get(f"/units/{unit.pk}/").content.decode()
    assert signed_in(clerk).post(ours, {"name": RIGHT}).status_code == 302
    assert Unit.objects.get(pk=unit.pk).name == before, "nobody corrects a name alone"
    assert Notice.objects.filter(kind="unit.name_asked", user_id=who.officer.pk).exists()
    assert signatures(filing) == standing

    path = f"/units/by-code/{unit.code}/name/"
    page = signed_in(who.officer).get(path)
    assert page.context["form"].initial["name"] == RIGHT
    assert f"申请更正为“{RIGHT}”" in page.content.decode()
    assert signed_in(who.officer).post(path, {"name": RIGHT, "reason": ""}).status_code == 200
    sent = {"name": RIGHT, "reason": "统一社会信用代码公示系统"}
    said = signed_in(who.officer).post(path, sent, follow=True).content.decode()

    assert f"失效的签署：{standing} 份" in said
    assert (Unit.objects.get(pk=unit.pk).name, signatures(filing)) == (RIGHT, 0)
    assert Notice.objects.filter(kind="agreement.changed").exists()
    assert Notice.objects.filter(kind="unit.name_corrected", user_id=clerk.pk).exists()
    told = Entry.objects.get(kind="unit_renamed").payload
    assert (told["before"], told["after"], told["reason"]) == (before, RIGHT, sent["reason"])
    assert Entry.objects.filter(kind="filing.unit_renamed", subject=filing.ledger_subject).count() == 1
    assert NameRequest.objects.get().settled_by == who.officer


def test_the_officer_leaves_the_name_with_a_reason_even_while_it_cannot_be_corrected(wrong, signed_in):
    filing, who, unit, clerk = wrong
    signed_in(clerk).post(f"/units/{unit.pk}/name/", {"name": RIGHT})
    path = f"/units/by-code/{unit.code}/name/"
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    page = signed_in(who.officer).get(path).content.decode()
    assert (filing.serial in page, 'name="refuse"' in page) == (True, True)
    signed_in(who.officer).post(path, {"name": RIGHT, "reason": "执照上就是现名", "refuse": "1"})

    assert Unit.objects.get(pk=unit.pk).name == unit.name
    notice = Notice.objects.get(kind="unit.name_refused", user_id=clerk.pk)
    assert notice.params["reason"] == "执照上就是现名"
    assert not NameRequest.objects.filter(settled_at__isnull=True).exists()


def test_strangers_readers_and_other_districts_cannot(wrong, signed_in):
    _filing, who, unit, _clerk = wrong
    ours, path = f"/units/{unit.pk}/name/", f"/units/by-code/{unit.code}/name/"
    assert signed_in(who.lead).get(ours).status_code == 404, "the lead typed it, and does not act for it"
    assert signed_in(representative(unit, "reader")).post(ours, {"name": RIGHT}).status_code == 404
    other = officer("district_officer", AuthorityFactory(key="370203", name="市北区科技局", place="市北区"))
    for person, status in ((other, 404), (who.head, 403), (who.city, 200)):
        assert signed_in(person).get(path).status_code == status
    assert not NameRequest.objects.exists()


def test_what_a_desk_reads_and_what_is_registered_keeps_its_name(wrong, signed_in):
    filing, who, unit, clerk = wrong
    path, sent = f"/units/by-code/{unit.code}/name/", {"name": RIGHT, "reason": "执照"}
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    page = signed_in(who.officer).post(path, sent).content.decode()
    assert filing.serial in page
    assert filing.serial in signed_in(clerk).get(f"/units/{unit.pk}/name/").content.decode()
    assert Unit.objects.get(pk=unit.pk).name == unit.name

    actions.add_ticket(
        filing.pk, target="members", clause="G5.2", text="名称与执照不符", is_mandatory=True, actor=who.officer,
        now=NOW,
    )  # fmt: skip
    actions.take(filing.pk, Event.RETURN, actor=who.officer, now=NOW)
    assert Filing.objects.get(pk=filing.pk).state == State.DISTRICT_CORRECTION
    signed_in(who.officer).post(path, sent)
    assert (Unit.objects.get(pk=unit.pk).name, signatures(filing)) == (RIGHT, 0)
    kept = filing.submissions.get().snapshot["consortium"]["parties"]
    assert unit.name in {party["name"] for party in kept}, "what was submitted stays as it was"


def test_the_same_name_is_no_correction(wrong, signed_in):
    _filing, who, unit, _clerk = wrong
    path = f"/units/by-code/{unit.code}/name/"
    page = signed_in(who.officer).post(path, {"name": unit.name, "reason": "执照"})
    assert "名称已是" in page.content.decode()
    assert not Entry.objects.filter(kind="unit_renamed").exists()
