"""Pages of cases, bans, the credit record and resolutions: who opens which, and at what cost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consortia import resolutions
from consortia.models import CreditRecord, Membership, Resolution
from evaluations.actions import cases
from evaluations.models import Case
from evaluations.states import CaseKind
from ledger import clock
from tests.desks.desks import browser
from tests.documents.makers import pdf
from tests.evaluations.sanctions import after, bench, decided, drafted, heard, in_effect, opened
from tests.factories import UnitFactory, officer, stored_file

pytestmark = pytest.mark.django_db

STAFF = ("city_officer", "approver", "supervisor", "auditor")
OTHERS = ("district_officer", "district_head", "expert")
ADMINISTRATORS = ("system_admin", "security_admin", "audit_admin")


@pytest.fixture
def who():
    found = bench()
    clock.move_to(found.now)
    return found


@pytest.fixture
def confirmed(monkeypatch):
    """Everybody has just confirmed who they are."""
    monkeypatch.setattr("evaluations.views.steps.recently_confirmed", lambda request: True)
    monkeypatch.setattr("accounts.stepup.recently_confirmed", lambda request: True)
    monkeypatch.setattr("accounts.stepup.second_factor_used", lambda request: True)


def test_each_role_and_each_page(who, settings):
    case = heard(who)
    expected = dict.fromkeys(STAFF, 200) | dict.fromkeys(OTHERS, 404)
    for role, status in expected.items():
        client = browser(officer(role), settings)
        for path in ("/sanctions/", "/sanctions/bans/", "/credit/"):
            assert client.get(path).status_code == 200, (role, path)
        assert client.get(f"/sanctions/{case.pk}/").status_code == status, role
        assert client.get("/sanctions/new/").status_code == (200 if role == "city_officer" else 404), role
        assert client.get(f"/sanctions/{case.pk}/facts/").status_code == 404
    for role in ADMINISTRATORS:
        client = browser(officer(role), settings)
        for path in ("/sanctions/", "/sanctions/bans/", "/credit/", f"/sanctions/{case.pk}/"):
            assert client.get(path).status_code == 403, (role, path)
    assert browser(who.party, settings).get(f"/sanctions/{case.pk}/").status_code == 200
    assert browser(who.members[0], settings).get(f"/sanctions/{case.pk}/").status_code == 404


def test_a_referral_is_hidden_from_all_but_its_few_readers(who, settings):
    case = opened(who, CaseKind.REFERRAL)
    address = f"/sanctions/{case.pk}/"
    for user, status in (
        (who.owner, 200),
        (who.approver, 200),
        (officer("supervisor"), 200),
        (officer("auditor"), 200),
        (officer("city_officer"), 404),
        (who.party, 404),
        (officer("district_officer"), 404),
    ):
        client = browser(user, settings)
        assert client.get(address).status_code == status, user
        assert (case.number in client.get("/sanctions/").content.decode()) == (status == 200)
        page = client.get(f"/registrations/{who.registration.pk}/")
        if page.status_code == 200:
            assert (case.number in page.content.decode()) == (status == 200)


def test_a_party_reads_no_draft_and_nothing_of_the_offices_own(who, settings):
    case = drafted(who)
    page = browser(who.party, settings).get(f"/sanctions/{case.pk}/").content.decode()

    assert "经研究，决定如题。" not in page
    assert str(who.owner) not in page
    assert "绩效评价不合格。" in page
    assert (
        "经研究，决定如题。" in browser(who.approver, settings).get(f"/sanctions/{case.pk}/").content.decode()
    )


def test_an_officer_opens_a_case_writes_the_facts_and_notifies(who, settings):
    client = browser(who.owner, settings)
    form = client.get(f"/sanctions/new/?registration={who.registration.pk}").context["form"]
    typed = {
        "kind": "lead_disqualification",
        "code": form.initial["code"],
        "registration": form.initial["registration"],
        "facts": "初步线索",
    }
    answer = client.post("/sanctions/new/", typed)
    case = Case.objects.get()
    assert answer.url == f"/sanctions/{case.pk}/"
    assert client.post("/sanctions/new/", typed).status_code == 409

    page = client.get(f"/sanctions/{case.pk}/").content.decode()
    assert "/steps/case/" not in page.split("acts-list")[1].split("</ul>")[0], "both limbs are missing"
    facts = {"facts": "x", "organising_facts": "未开会", "agreement_facts": "未投入"}
    assert client.post(f"/sanctions/{case.pk}/facts/", facts).status_code == 302
    assert client.post(f"/steps/case/{case.pk}/notify/", {"seen": case.step_number}).status_code == 302
    case.refresh_from_db()
    assert case.state == "notified"


def test_the_signatory_makes_the_statement_with_a_file(who, settings, confirmed):
    case = opened(who)
    browser(who.owner, settings).post(f"/steps/case/{case.pk}/notify/", {})
    client = browser(who.party, settings)
    address = f"/steps/case/{case.pk}/state/"
    assert client.get(address).status_code == 200
    bad = SimpleUploadedFile("陈述.pdf", b"no pdf at all", content_type="application/pdf")
    refused = client.post(address, {"statement": "我单位认为事实有误。", "file": bad})
    assert refused.status_code == 409
    assert "我单位认为事实有误。" in refused.content.decode()

    good = SimpleUploadedFile("陈述.pdf", pdf(), content_type="application/pdf")
    assert client.post(address, {"statement": "我单位认为事实有误。", "file": good}).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.statement_file.name) == ("heard", "陈述.pdf")


def test_decided_by_pages_and_read_by_the_party(who, settings, confirmed):
    case = heard(who, CaseKind.LEAD_DISQUALIFICATION)
    draft = {"decision": "取消牵头资格。", "clause": "G7.3c", "number": "示例决〔2026〕9号"}
    drafting = browser(who.owner, settings)
    assert drafting.post(f"/steps/case/{case.pk}/decide/?draft=1", draft).status_code == 302
    assert browser(who.approver, settings).post(f"/steps/case/{case.pk}/decide/", {}).status_code == 302

    page = browser(who.party, settings).get(f"/sanctions/{case.pk}/").content.decode()
    assert "取消牵头资格。" in page
    assert "ask/" in page
    assert (
        browser(who.party, settings).get("/sanctions/bans/").content.decode().count("示例决〔2026〕9号") == 1
    )
    assert "示例决" not in browser(who.members[0], settings).get("/sanctions/bans/").content.decode()


def test_the_credit_record_is_read_by_the_office_and_the_unit_and_withdrawn_by_another(who, settings):
    in_effect(who, CaseKind.MISCONDUCT)
    clock.move_to(after(who.now, "case_second_look_days"))
    record = CreditRecord.objects.order_by("pk").first()
    assert "示例人员甲" in browser(officer("auditor"), settings).get("/credit/").content.decode()
    assert "示例人员甲" in browser(who.party, settings).get("/credit/").content.decode()
    assert "示例人员甲" not in browser(who.members[0], settings).get("/credit/").content.decode()

    address = f"/credit/{record.pk}/withdraw/"
    assert browser(who.party, settings).get(address).status_code == 404
    assert browser(who.owner, settings).post(address, {"reason": "误记"}).status_code == 409
    assert browser(who.approver, settings).post(address, {"reason": "误记"}).status_code == 302
    record.refresh_from_db()
    assert record.withdrawal_reason == "误记"


def test_members_propose_and_consent_on_their_own_page(who, settings, confirmed):
    in_effect(who, CaseKind.LEAD_DISQUALIFICATION)
    clock.move_to(after(who.now, "case_second_look_days"))
    registration, parties = (
        who.registration,
        list(Membership.objects.filter(consortium=who.registration.consortium, is_lead=False).order_by("pk")),
    )
    base = f"/registrations/{registration.pk}/resolution/"
    first = browser(who.members[0], settings)
    assert f"{base}propose/new_lead/" in first.get(base).content.decode()
    assert browser(who.party, settings).get(f"{base}propose/new_lead/").status_code == 404
    paper = SimpleUploadedFile("补充协议.pdf", pdf(), content_type="application/pdf")
    answer = first.post(
        f"{base}propose/new_lead/", {"new_lead": parties[0].pk, "reason": "成员一致同意", "document": paper}
    )
    assert answer.status_code == 302, answer.content.decode()
    for member, signer in zip(parties[1:], who.members[1:], strict=True):
        client = browser(signer, settings)
        assert client.get(base).status_code == 200
        assert client.post(f"{base}consent/{member.pk}/").status_code == 302
    assert first.post(f"{base}consent/{parties[1].pk}/").status_code == 404
    assert Resolution.objects.get().consents.count() == len(parties)

    city = browser(who.owner, settings)
    assert city.post(f"/steps/registration/{registration.pk}/restore/?draft=1", {}).status_code == 302
    signing = browser(who.approver, settings)
    assert signing.post(f"/steps/registration/{registration.pk}/restore/", {}).status_code == 302
    registration.refresh_from_db()
    assert registration.state == "in_force"
    assert registration.consortium.lead == parties[0].unit


def test_the_password_alone_neither_proposes_nor_consents(who, settings):
    in_effect(who, CaseKind.LEAD_DISQUALIFICATION)
    clock.move_to(after(who.now, "case_second_look_days"))
    registration = who.registration
    members = Membership.objects.filter(consortium=registration.consortium, is_lead=False).order_by("pk")
    resolutions.propose(
        registration.pk, "new_lead", new_lead=members[0], reason="成员一致同意", document=stored_file(),
        actor=who.members[0], now=clock.now(),
    )  # fmt: skip
    client, base = browser(who.members[1], settings), f"/registrations/{registration.pk}/resolution/"
    settings.DEMO = False
    before = Resolution.objects.get().consents.count()

    answer = client.post(f"{base}consent/{members[1].pk}/")

    assert answer.url.startswith("/accounts/second-factor/?next=%2Fregistrations%2F")
    assert Resolution.objects.get().consents.count() == before


def test_the_public_register_says_at_once_that_the_lead_is_vacant_or_the_registration_revoked(
    who, settings, client
):
    in_effect(who, CaseKind.LEAD_DISQUALIFICATION)
    clock.move_to(after(who.now, "case_second_look_days"))
    registration = who.registration
    registration.refresh_from_db()
    public = (f"/registry/{registration.pk}/", f"/verify/{registration.verification_code}/", "/registry/")
    for path in public:
        assert (
            "牵头空缺" in client.get(path).content.decode()
            or "牵头单位空缺" in client.get(path).content.decode()
        ), path
    who.now = after(who.now, "case_second_look_days")
    in_effect(who, CaseKind.REVOCATION)
    clock.move_to(after(who.now, "case_second_look_days", 3))
    for path in public[:2]:
        assert "撤销" in client.get(path).content.decode() or "取消" in client.get(path).content.decode(), (
            path
        )


def queries_of(client, path):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_the_lists_ask_as_much_for_ten_rows_as_for_one(who, settings):
    client = browser(who.owner, settings)
    in_effect(who, CaseKind.MISCONDUCT)
    client.get("/sanctions/")
    few = [queries_of(client, path) for path in ("/sanctions/", "/credit/")]
    unit = who.registration.consortium.lead
    for number in range(9):
        CreditRecord.objects.create(
            subject="person", unit=unit, person_name=f"示例人员{number}", basis="示例", decision_number="1",
            from_on=who.now.date(), recorded_by=who.owner,
        )  # fmt: skip
        opened_for(who, number)
    assert [queries_of(client, path) for path in ("/sanctions/", "/credit/")] == few


def opened_for(who, number):
    return cases.open_case(
        CaseKind.MISCONDUCT,
        unit=UnitFactory(),
        owner=who.owner,
        actor=who.owner,
        now=who.now,
        facts=f"线索{number}",
    )


def test_a_case_page_costs_the_same_at_every_stage_for_the_office(who, settings):
    case = decided(who)
    client = browser(who.owner, settings)
    client.get(f"/sanctions/{case.pk}/")
    assert queries_of(client, f"/sanctions/{case.pk}/") <= 30
