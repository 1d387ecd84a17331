"""Three ways to sign, told apart; taking back, handing on, signing two by two."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from consortia.models import Membership, Signature
from consortia.queries import agreement_of, valid_signatures
from documents.actions import store_upload
from documents.store import open_content
from filings import actions, edits, outline, parties
from filings.data_page import data_page, stamp_words
from filings.models import Filing
from filings.states import Event
from ledger import chain
from tests.documents.signers import Authority, signed
from tests.e2e.papers import text_of
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
    party.unit.name = "示例镕堃喆昇公司"
    party.unit.save()
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
    with open_content(agreement_of(party.consortium).document.blob.sha256) as file:
        content = signed(file.read(), Authority().signer(party.unit.name))

    upload(signed_in(member), party, content)

    assert signature_of(party).proof["over"] == "agreement"


def test_another_units_data_page_or_an_altered_one_is_refused(changed, signed_in, confirmed):
    filing, party, member, _ = changed
    other, _ = member_of(filing, 1)
    wrong = signed(data_page(other), Authority().signer(party.unit.name))
    altered = signed(data_page(party), Authority().signer(party.unit.name)).replace(b"Qingdao", b"Qingdap")

    for content, said in ((wrong, "既不是由贵单位的数据页"), (altered, "被改动")):
        page = upload(signed_in(member), party, content).content.decode()
        assert said in page
        assert signature_of(party) is None


def beside_the_stamp(party) -> str:
    """The words read off the paper."""
    return stamp_words(party, agreement_of(party.consortium))


def test_a_stamped_scan_counts_by_the_words_beside_its_stamp(changed, signed_in, confirmed, pdf):
    _, party, member, _ = changed
    present = chain.check_words(agreement_of(party.consortium).digest)

    page = upload(
        signed_in(member), party, pdf().read(), words=beside_the_stamp(party).replace("·", " ")
    ).content.decode()

    assert "盖章扫描件" in page
    kept = signature_of(party)
    assert kept.means == "scan"
    assert present in outline.signed_how(kept)


@pytest.mark.parametrize("typed", ["", "海蓝 远山 石桥 鱼", "agreement", "other unit", "old text"])
def test_other_words_are_refused_by_what_was_typed_and_betray_nothing(
    changed, signed_in, confirmed, pdf, typed
):
    filing, party, member, who = changed
    if typed == "agreement":  # what every page shows of the agreement proves no paper
        typed = chain.check_words(agreement_of(party.consortium).digest)
    elif typed == "other unit":
        typed = beside_the_stamp(member_of(filing, 1)[0])
    elif typed == "old text":
        typed = beside_the_stamp(party)
        document = store_upload(pdf("组建协议.pdf", 4), uploaded_by_id=who.lead.pk, now=NOW)
        edits.save_agreement(filing.pk, actor=who.lead, now=NOW, contents={}, document=document)

    page = upload(signed_in(member), party, pdf().read(), words=typed).content.decode()

    assert signature_of(party) is None
    assert (f"您填的是“{typed}”" if typed else "缺少盖章页核对码") in page
    assert "盖章框内" in page
    assert beside_the_stamp(Membership.objects.get(pk=party.pk)) not in page


def test_the_words_beside_the_stamp_stand_on_the_paper_alone(changed, signed_in, confirmed):
    _, party, member, _ = changed
    client, words = signed_in(member), beside_the_stamp(party)

    pages = [client.get(path).content.decode() for path in (
        f"/members/{party.pk}/", f"/members/{party.pk}/sign-by-file/",
    )]  # fmt: skip
    paper = text_of(data_page(party))

    assert [words in page for page in pages] == [False, False]
    assert words.replace("·", "") in "".join(paper.split()).replace("·", "")


@pytest.mark.parametrize("is_trusted", [False, True])
def test_a_certificate_of_another_is_refused_by_both_names(
    changed, signed_in, confirmed, settings, tmp_path, is_trusted
):
    """Unit A signs the agreement; unit B uploads that file as its own. Whoever vouches for A: B did not sign."""
    filing, party, member, _ = changed
    other, _ = member_of(filing, 1)
    authority = Authority()
    if is_trusted:
        (tmp_path / "roots").mkdir()
        (tmp_path / "roots" / "root.pem").write_bytes(authority.pem())
        settings.TRUSTED_ROOTS = str(tmp_path / "roots")
    with open_content(agreement_of(party.consortium).document.blob.sha256) as file:
        text = file.read()

    page = upload(signed_in(member), party, signed(text, authority.signer(other.unit.name))).content.decode()

    assert f"证书持有人是“{other.unit.name}”，贵单位是{party.unit.name}（{party.unit.code}）" in page
    assert signature_of(party) is None
    own = authority.signer("张三", ORGANIZATION_IDENTIFIER=f"USCCN-{party.unit.code}")
    upload(signed_in(member), party, signed(text, own))
    assert signature_of(party).proof["trust"] == ("trusted" if is_trusted else "no_list")


def test_signing_by_file_asks_who_is_there_first(changed, signed_in):
    _, party, member, _ = changed

    answer = signed_in(member).get(f"/members/{party.pk}/sign-by-file/")

    assert answer.status_code == 302
    assert answer.url == f"/accounts/second-factor/?next=%2Fmembers%2F{party.pk}%2Fsign-by-file%2F"


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
    assert "请您代表" in page
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
