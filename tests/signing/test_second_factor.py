"""A unit's signature asks for a second factor given just now; the password alone signs nothing."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.signing import TimestampSigner, b62_encode
from django.test import Client

from accounts import notices, stepup
from accounts.delivery import deliver_waiting
from accounts.models import User
from accounts.preferences import Channel, channel_for
from consortia.models import Membership
from consortia.queries import agreement_of, valid_signatures
from documents.actions import store_upload
from filings import edits
from ledger import clock
from ledger.models import Notice
from tests.e2e.authenticator import SECRET, one_time_code
from tests.factories import NOW
from tests.lead.people import member_of
from tests.road import complete_draft

PASSWORD = "shili-mima-2026"


@pytest.fixture
def party(settings, tmp_path, pdf, transactional_db):
    """A unit whose signature fell; its signatory has a password and nothing else."""
    settings.DOCUMENT_ROOT = tmp_path
    filing, who = complete_draft()
    document = store_upload(pdf("组建协议.pdf", 3), uploaded_by_id=who.lead.pk, now=NOW)
    edits.save_agreement(filing.pk, actor=who.lead, now=NOW, contents={}, document=document)
    found, member = member_of(filing)
    member.set_password(PASSWORD)
    member.save()
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    found.signer = member
    return found


def entered(user: User) -> Client:
    """Signed in on the real page, with whatever it asks."""
    client = Client()
    answer = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD}, follow=True)
    if answer.redirect_chain and "/2fa/authenticate/" in answer.redirect_chain[-1][0]:
        client.post("/accounts/2fa/authenticate/", {"code": one_time_code()})
    assert client.get("/inbox/").status_code == 200
    return client


def sign(client: Client, party: Membership, **more):
    text = agreement_of(Membership.objects.get(pk=party.pk).consortium).digest
    return client.post(f"/members/{party.pk}/sign/", {"text": text}, **more)


def means_of(party: Membership) -> str:
    kept = valid_signatures(agreement_of(Membership.objects.get(pk=party.pk).consortium)).get(party.pk)
    return kept.means if kept else ""


def aged(client: Client, user: User, seconds: int) -> None:
    """Let the second factor that was given at sign-in lie so long ago."""
    session, past = client.session, TimestampSigner(salt=stepup._signer.salt)
    assert session[stepup.FACTOR]
    past.timestamp = lambda: b62_encode(int(time.time()) - seconds)
    session[stepup.FACTOR] = past.sign(str(user.pk))
    session.save()


def test_the_password_alone_signs_nothing_and_leads_to_a_second_factor(party):
    client = entered(party.signer)  # a password of this very minute
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    answer = sign(client, party, follow=True)

    assert means_of(party) == ""
    assert answer.redirect_chain == [(f"/accounts/second-factor/?next=%2Fmembers%2F{party.pk}%2F", 302)]
    assert "只凭密码不够" in answer.content.decode()


def test_whoever_connects_an_app_comes_back_to_the_page_and_signs(party):
    client = entered(party.signer)
    asked = sign(client, party)

    page = client.post(asked.url, {"app": ""}, follow=True)
    assert "reauthenticate" in page.redirect_chain[-1][0]  # connecting asks for the password once more
    page = client.post(page.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret
    page = client.post("/accounts/2fa/totp/activate/", {"code": one_time_code(secret)}, follow=True)
    assert f'href="/members/{party.pk}/">继续签署' in page.content.decode()
    assert means_of(party) == ""
    sign(client, party)

    assert means_of(party) == "confirmed"


def test_a_code_sends_the_signature_on_and_counts_five_minutes(party):
    TOTP.activate(party.signer, SECRET)
    client = entered(party.signer)
    aged(client, party.signer, 301)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    asked = sign(client, party)
    assert asked.url.startswith("/accounts/2fa/reauthenticate/?next=")
    wrong = client.post(asked.url, {"code": "000000"})
    assert wrong.status_code == 200
    assert means_of(party) == ""
    client.post(asked.url, {"code": one_time_code()})

    assert means_of(party) == "confirmed"


@pytest.mark.parametrize(("seconds", "is_asked"), [(290, False), (301, True)])
def test_the_factor_given_at_sign_in_counts_five_minutes(party, seconds, is_asked):
    TOTP.activate(party.signer, SECRET)
    client = entered(party.signer)
    aged(client, party.signer, seconds)

    sign(client, party)

    assert (means_of(party) == "") is is_asked


def test_an_authenticator_taken_away_counts_no_longer(party):
    TOTP.activate(party.signer, SECRET)
    client = entered(party.signer)
    Authenticator.objects.all().delete()

    assert sign(client, party).url.startswith("/accounts/second-factor/")
    assert means_of(party) == ""


def test_a_key_alone_is_asked_for_on_its_own_page(party):
    data = {"name": "key", "credential": {}, "passwordless": False}
    Authenticator.objects.create(user=party.signer, type=Authenticator.Type.WEBAUTHN, data=data)
    client = Client()
    client.force_login(party.signer)

    assert sign(client, party).url.startswith("/accounts/2fa/webauthn/reauthenticate/?next=")


def test_in_the_demonstration_one_button_signs_as_before(party, settings):
    settings.DEMO = True
    client = Client()
    client.force_login(party.signer)

    asked = sign(client, party)
    assert asked.url.startswith("/accounts/stepup/?next=")
    client.post(asked.url)

    assert means_of(party) == "confirmed"
    assert client.get("/accounts/second-factor/").status_code == 404


def test_the_page_leads_back_to_no_foreign_address(party):
    client = entered(party.signer)

    page = client.get("/accounts/second-factor/?next=https://elsewhere.example/").content.decode()

    assert 'href="/start/"' in page
    assert 'href="https://elsewhere' not in page


def letters(user):
    """Kinds of what the account was told, with what each says in Chinese."""
    rows = Notice.objects.filter(user_id=user.pk, kind__startswith="account.factor").order_by("pk")
    return [(one.kind.removeprefix("account.factor_"), notices.render(one, "zh-hans").body) for one in rows]


def test_the_person_is_written_to_when_a_factor_is_connected_renewed_or_removed(party):
    client = entered(party.signer)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    client.post("/accounts/2fa/totp/activate/", {"code": one_time_code(secret)})
    [(kind, words)] = letters(party.signer)
    assert kind == "added", "the codes that come along need no letter of their own"
    assert re.search(r"^\d{4}-\d\d-\d\d \d\d:\d\d 绑定了：身份验证器应用。", words)

    client.post("/accounts/2fa/recovery-codes/generate/")
    client.post("/accounts/2fa/totp/deactivate/")
    assert [one for one, _words in letters(party.signer)] == ["added", "renewed", "removed"]
    notice = Notice.objects.filter(kind="account.factor_removed").get()
    assert channel_for(party.signer.pk, notice.kind) == Channel.AT_ONCE, "nobody can mute it"
    deliver_waiting(clock.now())
    assert "您的账号解除了二次验证" in [letter.subject for letter in mail.outbox]
