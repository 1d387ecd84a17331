"""Filling in the dossier: what is kept, what is refused and in which words, what a change voids."""

import json

import pytest

from accounts.models import User
from consortia.codes import sample_code
from consortia.models import Appointment, Industry, Membership, PlanChapter, Track, Unit
from consortia.queries import agreement_of, valid_signatures
from filings import actions, inputs
from filings.models import Filing
from filings.states import Event
from ledger.models import Entry, Notice
from tests.factories import NOW, UnitFactory, representative
from tests.lead.people import member_of
from tests.road import complete_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(signed_in):
    """A fresh draft with its lead's browser."""
    unit = UnitFactory()
    lead = representative(unit)
    filing = actions.start(actor=lead, lead=unit, formal_name="示例新创新联合体", now=NOW)
    return filing, signed_in(lead)


def post(client, filing, place, data, **more):
    return client.post(f"/filings/{filing.pk}/{place}/", data, follow=True, **more)


def autosave(client, filing, place, **fields):
    """What the page's script sends while somebody types."""
    told = client.get("/filings/still-here/").json()
    body = {"person": told["person"], "fields": {name: {"value": value} for name, value in fields.items()}}
    return client.post(
        f"/filings/{filing.pk}/{place}/autosave/", json.dumps(body), content_type="application/json"
    )


def consortium(filing):
    return Filing.objects.select_related("consortium").get(pk=filing.pk).consortium


def test_beginning_asks_for_a_name_and_says_how_much_is_asked(signed_in):
    unit = UnitFactory()
    client = signed_in(representative(unit))

    page = client.get("/filings/new/").content.decode()
    answer = client.post("/filings/new/", {"unit": unit.pk, "formal_name": "示例海工创新联合体"})

    assert str(inputs.asked(5)) in page
    filing = Filing.objects.get(lead=unit)
    assert answer.url == f"/filings/{filing.pk}/"


def test_beginning_for_anothers_unit_is_refused(signed_in):
    client, other = signed_in(representative(UnitFactory())), UnitFactory()

    client.post("/filings/new/", {"unit": other.pk, "formal_name": "示例"})

    assert not Filing.objects.exists()


def industry_with_track(key):
    industry = Industry.objects.create(key=key, group="新兴", group_en="New", name=f"产业{key}", name_en=key)
    return industry, Track.objects.create(
        industry=industry, key=f"{key}-t", name=f"赛道{key}", name_en=key, source="示例"
    )


def test_basics_are_kept(draft):
    filing, client = draft
    industry, track = industry_with_track("a")

    post(client, filing, "basics", {
        "formal_name": "示例改名创新联合体", "industry": industry.pk, "main_track": track.pk, "need": "需要\r\n两行",
    })  # fmt: skip

    kept = consortium(filing)
    assert (kept.formal_name, kept.main_track, kept.need) == ("示例改名创新联合体", track, "需要\n两行")


def test_a_track_of_another_industry_is_refused_by_name_and_nothing_is_lost(draft):
    filing, client = draft
    (first, _), (_, theirs) = industry_with_track("a"), industry_with_track("b")

    page = post(client, filing, "basics", {
        "formal_name": "示例", "industry": first.pk, "main_track": theirs.pk, "need": "写好的话",
    }).content.decode()  # fmt: skip

    assert "赛道b" in page
    assert "产业b" in page
    assert "写好的话" in page
    assert consortium(filing).main_track is None


@pytest.mark.parametrize("bad", ["名字\x00", "名\u202e字", "零\u200b宽"])
def test_characters_nobody_sees_are_refused_with_their_place(draft, bad):
    filing, client = draft

    answer = post(client, filing, "basics", {"formal_name": bad})

    assert answer.status_code == 200
    assert "U+" in answer.content.decode()
    assert consortium(filing).formal_name == "示例新创新联合体"


def test_autosave_keeps_what_is_in_order_and_tells_the_time(draft):
    filing, client = draft

    answer = autosave(client, filing, "basics", formal_name="", need="半句话", industry="999999")

    told = json.loads(answer.content)
    assert told["at"] == "10:00"
    assert {name: one["verdict"] for name, one in told["fields"].items()} == {
        "formal_name": "refused", "need": "kept", "industry": "refused",
    }  # fmt: skip
    assert (consortium(filing).need, consortium(filing).formal_name) == ("半句话", "示例新创新联合体")


def test_autosave_is_refused_where_the_place_is_locked(signed_in):
    filing, who = complete_draft()
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)

    answer = autosave(signed_in(who.lead), filing, "basics", need="改")

    assert answer.status_code == 409
    assert consortium(filing).need == "深海焊接依赖进口"


def test_a_signed_agreement_is_never_changed_by_autosave(signed_in):
    filing, who = complete_draft()

    answer = autosave(signed_in(who.lead), filing, "agreement", content_goals="第九条")

    assert answer.status_code == 404
    assert len(valid_signatures(agreement_of(filing.consortium))) == 6


def test_a_change_of_the_agreement_says_how_many_signatures_fell(signed_in):
    filing, who = complete_draft()
    client = signed_in(who.lead)
    data = {f"content_{key}": "第一条" for key in agreement_of(filing.consortium).contents}

    before = client.get(f"/filings/{filing.pk}/agreement/").content.decode()
    page = post(client, filing, "agreement", {**data, "content_goals": "第九条", "dispute": "arbitration"})

    assert "data-confirm" in before
    assert "data-typing-url" not in before
    assert valid_signatures(agreement_of(filing.consortium)) == {}
    assert "6" in "".join(str(message) for message in page.context["messages"])
    told = Notice.objects.filter(kind="agreement.changed")
    assert told.count() == 6
    one = told.exclude(user_id=who.lead.pk).first()
    own = signed_in(User.objects.get(pk=one.user_id)).get(one.path)
    assert (own.status_code, own["Location"].startswith("/members/")) == (302, True)


def test_a_letter_about_a_party_leads_the_lead_to_the_parties(signed_in):
    filing, who = complete_draft()
    party = filing.consortium.memberships.exclude(is_lead=True).first()

    page = signed_in(who.lead).get(f"/members/{party.pk}/")

    assert page["Location"] == f"/filings/{filing.pk}/members/"
    assert signed_in(representative(UnitFactory())).get(f"/members/{party.pk}/").status_code == 404


def test_taking_a_unit_off_says_how_many_signatures_fall(signed_in):
    filing, who = complete_draft()
    party = filing.consortium.memberships.exclude(is_lead=True).first()

    page = signed_in(who.lead).get(f"/filings/{filing.pk}/members/{party.pk}/").content.decode()

    assert "6 家的签署作废" in page


def test_the_agreement_comes_in_by_the_checked_door(draft, pdf):
    filing, client = draft

    page = post(client, filing, "agreement", {"document": pdf("方案.zip"), "content_goals": "第一条"})
    assert "方案.zip" in page.content.decode()
    assert "第一条" in page.content.decode()
    post(client, filing, "agreement", {"document": pdf(), "content_goals": "第一条"})

    assert agreement_of(filing.consortium).document.name == "协议.pdf"


def test_a_chapter_is_text_or_pages_of_the_document(draft, pdf):
    filing, client = draft

    post(
        client, filing, "plan", {"text_tasks": "目标", "pages_funding": "12-14", "document": pdf("方案.pdf")}
    )

    answered = {c.key for c in PlanChapter.objects.filter(consortium=filing.consortium) if c.is_answered}
    assert answered == {"tasks", "funding"}


CODE = sample_code("91370212", "12345678")


def member_form(**changes):
    return {
        "code": CODE, "name": "示例新单位", "kind": "enterprise", "tier": "core", "duty": "做一件事",
        "email": "clerk@example.test", **changes,
    }  # fmt: skip


def members(filing):
    return Membership.objects.filter(consortium=filing.consortium, is_lead=False)


def test_a_known_code_brings_its_unit_along(draft):
    filing, client = draft
    known = UnitFactory(code=CODE, name="示例已知大学", kind="university")

    post(client, filing, "members", member_form(name="", kind=""))

    party = members(filing).get()
    assert (party.unit, party.counting) == (known, "academic")


def test_an_unknown_code_asks_for_the_name(draft):
    filing, client = draft

    page = post(client, filing, "members", member_form(name="")).content.decode()
    assert CODE in page
    assert not members(filing).exists()
    post(client, filing, "members", member_form())

    assert Unit.objects.get(code=CODE).name == "示例新单位"


def test_a_wrong_code_is_named_with_its_place(draft):
    filing, client = draft

    page = post(client, filing, "members", member_form(code=f"{CODE[:17]}{'0' if CODE[17] != '0' else '1'}"))

    assert "18" in page.content.decode()
    assert page.context["form"].errors["code"]
    assert page.context["form"]["duty"].value() == "做一件事"


def test_the_same_unit_twice_stays_once(draft):
    filing, client = draft

    post(client, filing, "members", member_form())
    page = post(client, filing, "members", member_form())

    assert members(filing).count() == 1
    assert CODE in page.content.decode()


def test_invitations_leave_together_and_can_be_sent_again(draft):
    filing, client = draft
    post(client, filing, "members", member_form())

    client.post(f"/filings/{filing.pk}/members/invite/")
    client.post(f"/filings/{filing.pk}/members/invite/")

    party = members(filing).get()
    assert party.state == "invited"
    letters = Notice.objects.filter(kind="membership.invitation", email="clerk@example.test")
    assert letters.count() == 2
    assert letters.first().path == f"/join/{party.token}/"


def test_a_party_is_taken_off_with_a_reason_and_signatures_fall(signed_in):
    filing, who = complete_draft()
    party, _ = member_of(filing)
    client = signed_in(who.lead)

    client.post(f"/filings/{filing.pk}/members/{party.pk}/take-off/", {"reason": ""})
    party.refresh_from_db()
    assert party.state == "accepted"
    client.post(f"/filings/{filing.pk}/members/{party.pk}/take-off/", {"reason": "分工调整"})

    party.refresh_from_db()
    assert party.state == "left"
    assert valid_signatures(agreement_of(filing.consortium)) == {}


def test_another_consortiums_party_is_not_found(draft):
    filing, client = draft
    other, _ = complete_draft()
    party, _ = member_of(other)

    assert client.get(f"/filings/{filing.pk}/members/{party.pk}/").status_code == 404


def person_form(**changes):
    fields = {
        "name": "示例教授", "employer": "示例大学", "email": "prof@example.test", "standing": "有",
        "industry_knowledge": "有", "leadership": "有", **changes,
    }  # fmt: skip
    return {f"chief_expert-{key}": value for key, value in fields.items()}


def test_the_chief_expert_is_named_asked_and_replaced(draft, pdf):
    filing, client = draft

    post(client, filing, "people", {**person_form(cv=pdf("简历.pdf")), "send": "all"})
    first = Appointment.objects.get(post="chief_expert")
    post(
        client, filing, "people", {**person_form(name="示例院士", email="other@example.test"), "send": "all"}
    )

    first.refresh_from_db()
    second = Appointment.objects.exclude(pk=first.pk).get(post="chief_expert")
    assert (first.state, second.state, first.cv.name) == ("declined", "invited", "简历.pdf")
    assert Notice.objects.filter(kind="appointment.invitation").count() == 2


def test_an_address_that_is_none_is_named(draft):
    filing, client = draft

    page = post(client, filing, "people", person_form(email="不是邮箱")).content.decode()

    assert "不是邮箱" in page
    assert "示例教授" in page
    assert not Appointment.objects.exists()


SIGNED = {"sign": "1", "knows_no_secrets": "on"}


def test_the_pledge_needs_the_signatory_and_a_fresh_confirmation(signed_in, confirmed, draft):
    filing, client = draft
    editor = signed_in(representative(filing.lead, "editor"))

    editor.post(f"/filings/{filing.pk}/pledge/", SIGNED)
    assert not filing.pledges.exists()
    client.post(f"/filings/{filing.pk}/pledge/", SIGNED)
    client.post(f"/filings/{filing.pk}/pledge/", SIGNED)

    assert filing.pledges.count() == 1


def test_without_a_fresh_confirmation_nothing_is_signed(draft):
    filing, client = draft

    answer = client.post(f"/filings/{filing.pk}/pledge/", SIGNED)

    assert answer.url == f"/accounts/second-factor/?next=%2Ffilings%2F{filing.pk}%2Fpledge%2F"
    assert not filing.pledges.exists()


def test_evidence_is_added_and_taken_out(draft, pdf):
    filing, client = draft

    post(
        client,
        filing,
        "evidence",
        {"shelf": "other", "clause": "G4.1.1a", "title": "执照", "documents": pdf("执照.pdf")},
    )
    kept = filing.consortium.attachments.get()
    post(client, filing, "evidence", {"drop": kept.pk})

    assert kept.document.name == "执照.pdf"
    assert not filing.consortium.attachments.exists()


def test_a_reason_answers_an_in_principle_shortfall(draft):
    filing, client = draft

    page = client.get(f"/filings/{filing.pk}/reasons/").content.decode()
    assert "reason_few_industry" in page
    post(client, filing, "reasons", {"reason_few_industry": "产业链很短，只有两家"})

    assert filing.reasons.get().reason == "产业链很短，只有两家"


def test_one_reminder_reaches_every_late_unit_once_a_day(signed_in):
    filing, who = complete_draft()
    client = signed_in(who.lead)
    party, _ = member_of(filing)
    client.post(
        f"/filings/{filing.pk}/members/{party.pk}/", {"tier": "core", "counting": "industry", "duty": "换"}
    )

    client.post(f"/filings/{filing.pk}/signatures/remind/")
    client.post(f"/filings/{filing.pk}/signatures/remind/")

    # A change of one duty voids all six signatures; the lead's own signatory, who presses, reads no reminder.
    assert Notice.objects.filter(kind="membership.sign_reminder").count() == 5


def test_every_change_stands_in_the_record(draft):
    filing, client = draft

    post(client, filing, "basics", {"formal_name": "示例"})

    entry = Entry.objects.filter(subject=filing.ledger_subject, kind="filing.edited").latest("number")
    assert entry.payload == {"place": "basics"}


def test_a_track_that_still_fits_stays_chosen(draft):
    _, client = draft
    industry = Industry.objects.create(key="t-1", group="新兴", group_en="New", name="一", name_en="One")
    other = Industry.objects.create(key="t-2", group="新兴", group_en="New", name="二", name_en="Two")
    track = Track.objects.create(
        industry=industry, key="t-track", name="赛道", name_en="Track", source="示例"
    )

    kept = client.get("/filings/tracks/", {"industry": industry.pk, "main_track": track.pk}).content.decode()
    gone = client.get("/filings/tracks/", {"industry": other.pk, "main_track": track.pk}).content.decode()

    assert f'<option value="{track.pk}" selected>' in kept
    assert "selected" not in gone
