"""Three ways to sign, told apart; taking back, handing on, signing two by two."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from consortia.models import Membership, Signature
from consortia.queries import agreement_of, valid_signatures
from documents.actions import store_upload
from filings import actions, edits, outline, parties
from filings.data_page import data_page
from filings.models import Filing
from filings.states import Event
from ledger import chain
from tests.documents.signers import Authority, signed
from tests.factories import NOW, UserFactory, representative
from tests.lead.people import member_of
from tests.road import complete_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def changed(settings, tmp_path, pdf):
    """A draft whose agreement was replaced: everybody signs anew, one unit with 120 in its share."""
    settings.DOCUMENT_ROOT = tmp_path
    filing, who = complete_draft()
    document = store_upload(pdf("组建协议.pdf", 3), uploaded_by_id=who.lead.pk, now=NOW)
    edits.save_agreement(filing.pk, actor=who.lead, now=NOW, contents={}, document=document)
    party, member = member_of(filing)
    return filing, Membership.objects.get(pk=party.pk), member, who


def upload(client, party, content, words="", name="签署.pdf"):
    digest = agreement_of(party.consortium).digest
    file = SimpleUploadedFile(name, content, content_type="application/pdf")
    return client.post(
        f"/members/{party.pk}/sign-by-file/", {"document": file, "words": words, "text": digest}, follow=True
    )


def signature_of(party) -> Signature | None:
    return valid_signatures(agreement_of(party.consortium)).get(party.pk)


def test_a_signed_data_page_is_kept_as_certificate_with_its_signer_and_honest_trust(
    changed, signed_in, confirmed
):
    _, party, member, _ = changed
    content = signed(data_page(party), Authority().signer("示例镕堃喆昇公司"))

    page = upload(signed_in(member), party, content).content.decode()

    kept = signature_of(party)
    assert (kept.means, kept.proof["signer"], kept.proof["over"]) == (
        "certificate",
        "示例镕堃喆昇公司",
        "page",
    )
    assert kept.scan.blob.size == len(content)
    assert "证书签名的 PDF" in page
    assert "示例镕堃喆昇公司" in page
    assert "证书不在我们信任的名单内" in page
    assert "示例镕堃喆昇公司" in outline.signed_how(kept)


def test_the_agreement_itself_may_be_signed_with_a_certificate(changed, signed_in, confirmed):
    _, party, member, _ = changed
    from documents.store import open_content  # noqa: PLC0415

    with open_content(agreement_of(party.consortium).document.blob.sha256) as file:
        content = signed(file.read(), Authority().signer("示例大学"))

    upload(signed_in(member), party, content)

    assert signature_of(party).proof["over"] == "agreement"


def test_another_units_data_page_or_an_altered_one_is_refused(changed, signed_in, confirmed):
    filing, party, member, _ = changed
    other, _ = member_of(filing, 1)
    wrong = signed(data_page(other), Authority().signer("示例大学"))
    altered = signed(data_page(party), Authority().signer("示例大学")).replace(b"Qingdao", b"Qingdap")

    for content, said in ((wrong, "既不是由你单位的数据页"), (altered, "被改动")):
        page = upload(signed_in(member), party, content).content.decode()
        assert said in page
        assert signature_of(party) is None


@pytest.mark.parametrize(
    ("words", "said"),
    [("", "缺少盖章页上的核对码"), ("海蓝 远山 石桥 鱼", "现行文本是"), (None, "盖章扫描件")],
)
def test_a_stamped_scan_counts_by_the_words_it_carries(changed, signed_in, confirmed, pdf, words, said):
    _, party, member, _ = changed
    present = chain.check_words(agreement_of(party.consortium).digest)
    typed = present.replace("·", " ") if words is None else words

    page = upload(signed_in(member), party, pdf().read(), words=typed).content.decode()

    assert said in page
    kept = signature_of(party)
    assert (kept is not None) == (words is None)
    if kept:
        assert kept.means == "scan"
        assert present in outline.signed_how(kept)


def test_signing_by_file_asks_who_is_there_first(changed, signed_in):
    _, party, member, _ = changed

    answer = signed_in(member).get(f"/members/{party.pk}/sign-by-file/")

    assert answer.status_code == 302
    assert "reauthenticate" in answer.url or "step" in answer.url


def test_the_data_page_is_the_same_bytes_and_knows_rare_names(changed):
    _, party, _, _ = changed
    party.unit.name = "示例镕堃喆昇公司"
    party.unit.save()

    first = data_page(Membership.objects.get(pk=party.pk))

    assert first[:5] == b"%PDF-"
    assert first == data_page(Membership.objects.get(pk=party.pk))


def test_one_yuan_more_shows_each_signatory_what_changed(changed, signed_in, confirmed):
    filing, party, _member, who = changed
    fields = {"tier": "core", "counting": party.counting, "duty": party.duty, "share": Decimal("12.5")}
    edits.change_member(filing.pk, party, fields | {"contribution": Decimal(120)}, actor=who.lead, now=NOW)
    others = [member_of(filing, number) for number in range(5)]
    for one, person in others:
        parties.sign(one, actor=person, now=NOW, seen_digest=agreement_of(filing.consortium).digest)
    assert len(valid_signatures(agreement_of(filing.consortium))) == 5

    later = NOW + timedelta(hours=2)
    edits.change_member(
        filing.pk, Membership.objects.get(pk=party.pk), fields | {"contribution": Decimal("120.0001")},
        actor=who.lead, now=later,
    )  # fmt: skip

    assert valid_signatures(agreement_of(filing.consortium)) == {}
    for one, person in others:
        page = signed_in(person).get(f"/members/{one.pk}/").content.decode()
        assert f"{party.unit.name}，投入" in page
        assert "<del>120 万元</del>" in page
        assert "<ins>120.0001 万元</ins>" in page


def test_a_signature_taken_back_ends_alone_and_the_lead_is_told(changed, signed_in, confirmed):
    filing, party, member, _who = changed
    digest = agreement_of(filing.consortium).digest
    other, second = member_of(filing, 1)
    for one, person in ((party, member), (other, second)):
        parties.sign(one, actor=person, now=NOW, seen_digest=digest)

    signed_in(member).post(f"/members/{party.pk}/take-back/", {"reason": "法人外出"})

    assert list(valid_signatures(agreement_of(filing.consortium))) == [other.pk]
    party.refresh_from_db()
    assert party.state == "accepted"
    page = signed_in(member).get(f"/members/{party.pk}/").content.decode()
    assert "收回了签署" in page


def test_nothing_is_taken_back_after_submission(signed_in):
    filing, who = complete_draft()
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    party, member = member_of(filing)

    signed_in(member).post(f"/members/{party.pk}/take-back/", {"reason": "法人外出"})

    assert len(valid_signatures(agreement_of(filing.consortium))) == 6
    assert Filing.objects.get(pk=filing.pk).state == "district_check"


def test_a_colleague_signs_only_after_taking_it_on(changed, signed_in, confirmed):
    filing, party, member, _ = changed
    colleague = representative(party.unit, "editor")
    digest = agreement_of(filing.consortium).digest

    signed_in(member).post(f"/members/{party.pk}/delegate/", {"colleague": colleague.pk})
    signed_in(colleague).post(f"/members/{party.pk}/sign/", {"text": digest})
    assert signature_of(party) is None

    page = signed_in(colleague).get(f"/members/{party.pk}/").content.decode()
    assert "请你代表" in page
    signed_in(colleague).post(f"/members/{party.pk}/delegate/answer/", {"take": "1"})
    signed_in(colleague).post(f"/members/{party.pk}/sign/", {"text": digest})

    assert signature_of(party).signed_by == colleague


def test_a_stranger_is_nobodys_colleague(changed, signed_in, confirmed):
    _, party, member, _ = changed
    stranger = UserFactory()

    signed_in(member).post(f"/members/{party.pk}/delegate/", {"colleague": stranger.pk})

    assert not party.delegations.exists()


def test_where_two_sign_together_one_signature_is_none(changed, signed_in, confirmed):
    filing, party, member, _ = changed
    party.unit.signs_jointly = True
    party.unit.save()
    second = representative(party.unit, "signatory")
    digest = agreement_of(filing.consortium).digest

    signed_in(member).post(f"/members/{party.pk}/sign/", {"text": digest})
    signed_in(member).post(f"/members/{party.pk}/sign/", {"text": digest})
    assert signature_of(party) is None
    signed_in(second).post(f"/members/{party.pk}/sign/", {"text": digest})

    kept = signature_of(party)
    assert (kept.signed_by, kept.second_by) == (member, second)
