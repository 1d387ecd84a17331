"""People leave, files stay: roles handed over, drafts put away and taken out, filings nobody signs for."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from consortia import claims
from consortia.access import represents
from consortia.models import Representative, UnitInvitation
from filings import actions
from filings.models import Filing
from filings.states import Event, State
from ledger.models import Entry, Notice
from tests import road
from tests.factories import NOW, AuthorityFactory, UnitFactory, UserFactory, officer, representative
from workflow import engine

pytestmark = pytest.mark.django_db


def kinds(user):
    user.__dict__.pop("_represents", None)
    return {kind for held in represents(user).values() for kind in held}


def held_by(user, kind):
    return Representative.objects.get(user=user, kind=kind, ended_at__isnull=True)


def accept(made, user):
    return claims.accept_colleague(made.token, user=user, now=NOW)


@pytest.mark.parametrize("kind", ["manager", "editor", "signatory", "reader"])
def test_a_role_moves_when_the_colleague_accepts_and_not_before(kind):
    unit, heir = UnitFactory(), UserFactory()
    leaver = representative(unit, kind)
    made = claims.hand_over(held_by(leaver, kind).pk, email=heir.email, actor=leaver, now=NOW)
    assert (kinds(leaver), kinds(heir)) == ({kind}, set())

    accept(made, heir)

    assert (kinds(leaver), kinds(heir)) == (set(), {kind})
    assert Notice.objects.filter(kind="colleague.accepted", user_id=leaver.pk).exists()
    assert Entry.objects.filter(kind="unit_role_ended", payload__person=leaver.pk).exists()


def test_the_only_manager_may_go_by_handing_over():
    unit, heir = UnitFactory(), UserFactory()
    leaver = representative(unit, "manager")
    with pytest.raises(engine.StepRefused) as refused:
        claims.end_role(held_by(leaver, "manager").pk, actor=leaver, now=NOW)
    assert refused.value.refusals[0].code == "last_manager"

    accept(claims.hand_over(held_by(leaver, "manager").pk, email=heir.email, actor=leaver, now=NOW), heir)

    assert kinds(heir) == {"manager"}


def test_only_the_holder_or_a_manager_hands_a_role_over():
    unit = UnitFactory()
    editor, other = representative(unit, "editor"), representative(unit, "editor")
    boss = representative(unit, "manager")
    with pytest.raises(engine.NotYourStep):
        claims.hand_over(held_by(editor, "editor").pk, email="heir@example.test", actor=other, now=NOW)
    made = claims.hand_over(held_by(editor, "editor").pk, email="heir@example.test", actor=boss, now=NOW)
    assert made.hands_over.user_id == editor.pk


def test_a_second_offer_voids_the_first_and_an_ended_role_cannot_be_taken():
    unit, first, second = UnitFactory(), UserFactory(), UserFactory()
    leaver = representative(unit, "signatory")
    held = held_by(leaver, "signatory")
    old = claims.hand_over(held.pk, email=first.email, actor=leaver, now=NOW)
    new = claims.hand_over(held.pk, email=second.email, actor=leaver, now=NOW)
    with pytest.raises(engine.StepRefused) as refused:
        accept(old, first)
    assert refused.value.refusals[0].code == "link_expired"

    Representative.objects.filter(pk=held.pk).update(ended_at=NOW)
    with pytest.raises(engine.StepRefused) as refused:
        accept(new, second)
    assert refused.value.refusals[0].code == "role_over"
    assert kinds(second) == set()


def test_a_role_is_not_handed_to_its_holder():
    leaver = representative(UnitFactory(), "editor")
    with pytest.raises(engine.StepRefused) as refused:
        claims.hand_over(
            held_by(leaver, "editor").pk, email=leaver.email.upper(), actor=leaver, now=NOW
        )  # fmt: skip
    assert refused.value.refusals[0].params["address"] == leaver.email.upper()


def test_handing_over_on_its_page(signed_in):
    unit = UnitFactory()
    leaver = representative(unit, "editor")
    stranger = representative(UnitFactory(), "manager")
    path = f"/units/roles/{held_by(leaver, 'editor').pk}/hand-over/"

    assert signed_in(stranger).get(path).status_code == 404
    page = signed_in(leaver).post(path, {"email": "heir@example.test"}, follow=True).content.decode()

    made = UnitInvitation.objects.get(hands_over__user=leaver)
    assert "heir@example.test" in page
    assert str(leaver) in Client().get(f"/colleague/{made.token}/").content.decode()


def draft():
    filing, who = road.complete_draft()
    return filing, who


def take(filing, event, actor, now=NOW):
    actions.take(filing.pk, event, actor=actor, now=now)
    filing.refresh_from_db()


def test_a_draft_comes_back_from_the_trash_as_it_was():
    filing, who = draft()
    before = filing.consortium.formal_name
    take(filing, Event.DISCARD, who.lead)
    assert filing.state == State.TRASHED
    told = Notice.objects.filter(kind="filing.members_discarded")
    assert told.exists()

    take(filing, Event.RESTORE, who.lead)

    assert (filing.state, filing.consortium.formal_name) == (State.DRAFT, before)
    take(filing, Event.SUBMIT, who.lead)
    assert filing.state == State.DISTRICT_CHECK


def test_the_trash_keeps_a_draft_thirty_days_and_says_until_when():
    filing, who = draft()
    take(filing, Event.DISCARD, who.lead)
    last = NOW + timedelta(days=30)
    with pytest.raises(engine.StepRefused) as refused:
        take(filing, Event.RESTORE, who.lead, last + timedelta(days=1))
    refusal = refused.value.refusals[0]
    assert (refusal.code, refusal.params["last_on"]) == ("trash_over", timezone.localdate(last).isoformat())
    take(filing, Event.RESTORE, who.lead, last)
    assert filing.state == State.DRAFT


def test_what_was_submitted_cannot_be_put_away():
    filing, who = draft()
    take(filing, Event.SUBMIT, who.lead)
    with pytest.raises(engine.NoSuchStep):
        take(filing, Event.DISCARD, who.lead)


def test_a_draft_in_the_trash_is_seen_by_its_parties_only():
    filing, who = draft()
    take(filing, Event.DISCARD, who.lead)
    assert Filing.objects.visible_to(who.lead).filter(pk=filing.pk).exists()
    for other in (who.officer, who.head, who.city, who.approver):
        assert not Filing.objects.visible_to(other).filter(pk=filing.pk).exists()


def test_the_trash_on_its_pages(signed_in):
    filing, who = draft()
    client = signed_in(who.lead)
    client.post(f"/filings/{filing.pk}/steps/discard/")
    assert filing.serial not in client.get("/filings/").content.decode()
    assert filing.serial in client.get("/filings/trash/").content.decode()
    assert "/steps/restore/" in client.get(f"/filings/{filing.pk}/").content.decode()
    assert client.post(f"/filings/{filing.pk}/basics/", {"formal_name": "x"}).status_code == 302

    client.post(f"/filings/{filing.pk}/steps/restore/")

    assert Filing.objects.get(pk=filing.pk).state == State.DRAFT
    assert filing.serial in client.get("/filings/").content.decode()


def test_a_filing_nobody_signs_for_is_on_its_districts_desk(signed_in):
    filing, who = draft()
    take(filing, Event.SUBMIT, who.lead)
    elsewhere = officer(
        "district_officer", AuthorityFactory(key="370211", name="黄岛区科技局", place="黄岛区")
    )
    words = "牵头单位已无人可以签署"
    assert words not in signed_in(who.officer).get("/desk/").content.decode()

    Representative.objects.filter(unit=filing.lead).update(ended_at=NOW)

    assert words in signed_in(who.officer).get("/desk/").content.decode()
    assert words not in signed_in(elsewhere).get("/desk/").content.decode()
