"""Claiming a unit, judging the claim, colleagues."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Authority
from consortia import claims
from consortia.codes import sample_code
from consortia.models import Representative, Unit, UnitClaim, UnitInvitation
from documents.access import may_read
from ledger import clock
from ledger.models import Notice
from tests.factories import (
    NOW,
    AuthorityFactory,
    UnitFactory,
    UserFactory,
    officer,
    representative,
    stored_file,
)

pytestmark = pytest.mark.django_db
CODE = sample_code("91370212", "87654321")


@pytest.fixture(autouse=True)
def _kept(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path


def kinds(user, unit=None):
    held = Representative.objects.filter(user=user, ended_at__isnull=True)
    return set((held.filter(unit=unit) if unit else held).values_list("kind", flat=True))


def claim_form(pdf, authority="elsewhere", **changes):
    return {
        "code": CODE, "name": "示例海工有限公司", "kind": "enterprise", "authority": authority,
        "licence": pdf("执照.pdf"), "authorisation": pdf("授权书.pdf", pages=2), **changes,
    }  # fmt: skip


def claimed(unit=None, user=None):
    return claims.claim(
        user=user or UserFactory(), unit=unit or UnitFactory(), licence=stored_file("执照.pdf", b"a"),
        authorisation=stored_file("授权书.pdf", b"b"), note="", now=NOW,
    )  # fmt: skip


def test_whoever_waits_for_an_answer_reads_so_where_filings_would_stand(signed_in):
    made = claimed()

    page = signed_in(made.user).get("/filings/").content.decode()

    assert f"所在区（市）正在核对您对{made.unit.name}的认领" in page
    assert "您还没有代表任何单位" not in page
    assert "您还没有代表任何单位" in signed_in(UserFactory()).get("/filings/").content.decode()


def test_a_clerk_claims_a_new_unit_and_its_districts_officer_is_told(signed_in, pdf):
    person, place = UserFactory(), AuthorityFactory()
    judge = officer("district_officer", place)
    client = signed_in(person)

    assert CODE in client.get(f"/units/claim/?code={CODE}").content.decode()
    client.post("/units/claim/", claim_form(pdf, place.pk))

    claim = UnitClaim.objects.get(user=person)
    assert (claim.unit.code, claim.unit.authority, claim.unit.is_in_qingdao) == (CODE, place, None)
    assert claim.due_on.isoformat() == "2026-09-04"
    assert Notice.objects.filter(kind="claim.waiting", user_id=judge.pk).exists()
    assert "示例海工有限公司" in client.get("/units/").content.decode()


def test_a_wrong_code_is_named_before_anything_is_uploaded(signed_in):
    page = signed_in(UserFactory()).get("/units/claim/?code=91370212MA3ABCDEFI").content.decode()

    assert "91370212MA3ABCDEFI" in page
    assert "enctype" not in page


def test_what_was_typed_stays_when_a_file_is_refused(signed_in, pdf):
    answer = signed_in(UserFactory()).post(
        "/units/claim/", claim_form(pdf, licence=pdf("执照.zip"), note="请看附件")
    )

    page = answer.content.decode()
    assert "执照.zip" in page
    assert "请看附件" in page
    assert not UnitClaim.objects.exists()


def test_one_click_makes_the_first_person_manager_and_editor(signed_in):
    claim = claimed()
    judge = officer("district_officer", claim.unit.authority)

    page = signed_in(judge).get(f"/claims/{claim.pk}/").content.decode()
    signed_in(judge).post(f"/claims/{claim.pk}/confirm/")

    assert "执照.pdf" in page
    assert kinds(claim.user, claim.unit) == {"manager", "editor"}
    assert Unit.objects.get(pk=claim.unit_id).is_in_qingdao is True
    assert Notice.objects.filter(kind="claim.person_confirmed", user_id=claim.user_id).exists()


def test_another_districts_officer_does_not_find_the_claim(signed_in):
    claim = claimed()
    other = AuthorityFactory(key="370211", name="黄岛区科技局", place="黄岛区", kind=Authority.Kind.DISTRICT)

    client = signed_in(officer("district_officer", other))

    assert client.get(f"/claims/{claim.pk}/").status_code == 404
    assert client.post(f"/claims/{claim.pk}/confirm/").status_code == 404
    assert signed_in(officer("city_officer")).get(f"/claims/{claim.pk}/").status_code == 404


def test_a_unit_elsewhere_is_the_citys_to_confirm(signed_in, pdf):
    person = UserFactory()
    signed_in(person).post("/units/claim/", claim_form(pdf, seat="济南市"))
    claim = UnitClaim.objects.get(user=person)

    signed_in(officer("city_officer")).post(f"/claims/{claim.pk}/confirm/")

    assert kinds(person) == {"manager", "editor"}
    assert Unit.objects.get(pk=claim.unit_id).is_in_qingdao is False


def test_a_refusal_gives_the_claimant_its_reason(signed_in):
    claim = claimed()
    judge = signed_in(officer("district_officer", claim.unit.authority))

    judge.post(f"/claims/{claim.pk}/refuse/", {"reason": ""})
    judge.post(f"/claims/{claim.pk}/refuse/", {"reason": "授权书没有盖章"})

    assert "授权书没有盖章" in signed_in(claim.user).get("/units/").content.decode()
    assert not kinds(claim.user)


def test_two_officers_at_once_confirm_once(signed_in):
    claim = claimed()
    first, second = (officer("district_officer", claim.unit.authority) for _ in range(2))

    signed_in(first).post(f"/claims/{claim.pk}/confirm/")
    answer = signed_in(second).post(f"/claims/{claim.pk}/confirm/", follow=True)

    assert answer.status_code == 200
    assert Representative.objects.filter(unit=claim.unit).count() == 2


def test_a_second_claim_goes_to_the_manager_who_may_add_the_person(signed_in):
    unit = UnitFactory()
    manager = representative(unit, "manager")
    claim = claimed(unit)
    judge = officer("district_officer", unit.authority)

    assert Notice.objects.filter(kind="claim.second", user_id=manager.pk).exists()
    assert str(unit) in signed_in(judge).get("/claims/").content.decode()
    assert claim.user.email in signed_in(manager).get(f"/units/{unit.pk}/").content.decode()
    signed_in(manager).post(f"/units/claims/{claim.pk}/admit/", {"kind": "editor"})

    claim.refresh_from_db()
    assert claim.state == "confirmed"
    assert kinds(claim.user, unit) == {"editor"}


def test_a_manager_gives_no_managership_through_a_claim(signed_in):
    unit = UnitFactory()
    claim = claimed(unit)

    signed_in(representative(unit, "manager")).post(f"/units/claims/{claim.pk}/admit/", {"kind": "manager"})
    signed_in(representative(unit, "editor")).post(f"/units/claims/{claim.pk}/admit/", {"kind": "editor"})

    assert not kinds(claim.user)


def test_the_same_claim_twice_is_one_claim():
    unit, person = UnitFactory(), UserFactory()

    assert claimed(unit, person).pk == claimed(unit, person).pk


def test_only_those_who_judge_read_the_licence():
    claim = claimed()
    judge = officer("district_officer", claim.unit.authority)
    other = officer("district_officer", AuthorityFactory(key="370211", place="黄岛区"))

    assert may_read(judge, claim.licence)
    assert may_read(claim.user, claim.authorisation)
    assert not may_read(other, claim.licence)
    assert not may_read(officer("approver"), claim.licence)


def test_a_colleague_joins_by_a_link_for_one_address(signed_in):
    unit = UnitFactory()
    manager = representative(unit, "manager")
    signed_in(manager).post(f"/units/{unit.pk}/", {"email": "Colleague@Example.test", "kind": "signatory"})
    link = UnitInvitation.objects.get(unit=unit)
    path = f"/colleague/{link.token}/"
    wrong, right = UserFactory(), UserFactory(email="colleague@example.test")

    assert str(unit) in Client().get(path).content.decode()
    signed_in(wrong).post(path)
    signed_in(right).post(path)
    signed_in(right).post(path)

    assert (kinds(wrong), kinds(right, unit)) == (set(), {"signatory"})
    letter = Notice.objects.get(kind="colleague.invitation")
    assert (letter.email, letter.path) == ("colleague@example.test", path)


def test_a_colleagues_link_runs_out(signed_in):
    unit = UnitFactory()
    manager = representative(unit, "manager")
    link = claims.invite_colleague(unit.pk, email="a@x.test", kind="reader", actor=manager, now=NOW)
    clock.move_to(NOW + timedelta(days=15))
    person = UserFactory(email="a@x.test")

    page = signed_in(person).get(f"/colleague/{link.token}/").content.decode()
    signed_in(person).post(f"/colleague/{link.token}/")

    assert "2026-09-15" in page
    assert not kinds(person)


def test_only_a_manager_adds_or_ends(signed_in):
    unit = UnitFactory()
    manager, editor = representative(unit, "manager"), representative(unit, "editor")
    held = Representative.objects.get(user=editor)

    signed_in(editor).post(f"/units/{unit.pk}/", {"email": "a@x.test", "kind": "reader"})
    signed_in(editor).post(f"/units/{unit.pk}/signatory/")
    assert not UnitInvitation.objects.exists()
    assert kinds(editor) == {"editor"}
    signed_in(manager).post(f"/units/roles/{held.pk}/end/")
    signed_in(manager).post(f"/units/roles/{Representative.objects.get(user=manager).pk}/end/")

    assert (kinds(editor), kinds(manager)) == (set(), {"manager"})


def test_a_manager_signs_too_with_one_click(signed_in):
    unit = UnitFactory()
    manager = representative(unit, "manager")

    signed_in(manager).post(f"/units/{unit.pk}/signatory/")

    assert kinds(manager) == {"manager", "signatory"}


def test_a_strangers_unit_is_not_found(signed_in):
    unit = UnitFactory()
    client = signed_in(representative(UnitFactory()))

    assert client.get(f"/units/{unit.pk}/").status_code == 404
    assert client.post(f"/units/{unit.pk}/signatory/").status_code == 404
    assert client.get("/claims/").status_code == 403


@pytest.mark.parametrize("path", ["/units/", "/claims/"])
def test_lists_ask_as_much_for_fifty_rows_as_for_one(signed_in, path):
    judge = signed_in(officer("district_officer"))
    one_unit, many = representative(UnitFactory()), UserFactory()

    def asked(client):
        client.get(path)  # the session is noted once a minute
        with CaptureQueriesContext(connection) as caught:
            assert client.get(path).status_code == 200
        return len(caught)

    claimed(user=one_unit)
    few = asked(judge if path == "/claims/" else signed_in(one_unit))
    for _ in range(49):
        unit = UnitFactory()
        Representative.objects.create(user=many, unit=unit, kind="editor", basis="claim", since=NOW)
        claimed(user=many)

    assert asked(judge if path == "/claims/" else signed_in(many)) == few
