"""Certificate signatures in PDFs: whole and unaltered or refused, and trust said as it is."""

import io
from datetime import UTC, datetime

import pytest
from pyhanko.pdf_utils.generic import NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from documents.signatures import SignatureProblem, certified
from tests.documents.makers import pdf
from tests.documents.signers import Authority, signed

NOW = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def text() -> bytes:
    return pdf(pages=2)


@pytest.fixture(scope="module")
def good(authority, text) -> bytes:
    return signed(text, authority.signer("示例大学"))


def refused(content, texts) -> str:
    with pytest.raises(SignatureProblem) as problem:
        certified(content, texts, now=NOW)
    return problem.value.code


def test_the_page_learns_who_signed_what_and_when(good, text):
    found = certified(good, [b"%PDF-another", text], now=NOW)

    assert (found.signer, found.issuer, found.base) == ("示例大学", "示例根证书", 1)
    assert found.signed_at is not None
    assert not found.is_stamped


@pytest.mark.parametrize(
    ("listed", "trust"), [(None, "no_list"), ("own", "trusted"), ("other", "not_listed")]
)
def test_trust_is_said_as_it_is(good, text, authority, listed, trust, settings, tmp_path):
    if listed:
        root = authority if listed == "own" else Authority("示例另一根证书")
        (tmp_path / "root.pem").write_bytes(root.pem())
        settings.TRUSTED_ROOTS = tmp_path

    assert certified(good, [text], now=NOW).trust == trust


def test_a_certificate_out_of_time_is_not_trusted(authority, text, settings, tmp_path):
    (tmp_path / "root.pem").write_bytes(authority.pem())
    settings.TRUSTED_ROOTS = tmp_path
    old = signed(text, authority.signer("示例大学", until=datetime(2026, 2, 1, tzinfo=UTC)))

    assert certified(old, [text], now=NOW).trust == "out_of_time"


def test_two_units_may_sign_one_file_after_another(authority, good, text):
    both = signed(good, authority.signer("示例企业"), field="Signature2")

    assert certified(both, [text], now=NOW).signer == "示例企业"


def test_a_byte_changed_after_signing_is_refused(good, text):
    at = good.index(b"Qingdao")
    broken = good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]

    assert refused(broken, [text]) == "pdf_altered"


def test_a_page_turned_after_signing_is_refused(good, text):
    later = IncrementalPdfFileWriter(io.BytesIO(good))
    page = later.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = NumberObject(90)
    later.update_container(page)
    out = io.BytesIO()
    later.write(out)

    assert refused(out.getvalue(), [text]) in ("pdf_altered", "pdf_partly_covered")


def test_bytes_hung_behind_the_signature_are_refused(good, text):
    assert refused(good + b"\n% more\n", [text]) in ("pdf_partly_covered", "pdf_altered", "pdf_unreadable")


def test_an_unsigned_file_and_another_text_are_refused(authority, text):
    assert refused(text, [text]) == "pdf_unsigned"
    assert refused(signed(pdf(pages=3), authority.signer("示例大学")), [text]) == "pdf_of_other_text"
    assert refused(b"no pdf at all", [text]) == "pdf_unreadable"


def test_a_text_changed_before_signing_is_refused(authority, text):
    writer = IncrementalPdfFileWriter(io.BytesIO(text))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = NumberObject(180)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)

    assert refused(signed(out.getvalue(), authority.signer("示例大学")), [text]) == "pdf_altered"
