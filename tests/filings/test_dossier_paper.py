"""The dossier as PDF and Word: from the snapshot alone, the same bytes on any day, every character in print."""

import hashlib
import io
from datetime import timedelta

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document

from consortia.kept import files_of
from consortia.models import Attachment, Milestone
from documents.access import may_read
from documents.fonts import missing_glyphs, spelled_out
from filings import actions, dossier_paper, issue, renderings
from filings.models import Filing, Paper, Rendering
from filings.papers import in_groups
from filings.states import Event
from ledger import clock
from tests.e2e.papers import codes_on, text_of
from tests.factories import NOW, UnitFactory, UserFactory, representative, stored_file
from tests.lead.people import member_of
from tests.road import complete_draft

pytestmark = pytest.mark.django_db
RARE = "镕堃喆昇"
QUERIES_OF_A_SUBMISSION = 25
"""The budget of speed.md (S10), from the sign-in to the notices."""


@pytest.fixture(autouse=True)
def _world(settings, tmp_path, monkeypatch):
    settings.DOCUMENT_ROOT = tmp_path
    monkeypatch.setattr("accounts.middleware.has_second_factor", lambda request: True)
    clock.move_to(NOW)


@pytest.fixture
def submitted():
    filing, who = complete_draft()
    consortium = filing.consortium
    consortium.need = f"由{RARE}牵头解决。\n😀 #strong[不是命令]"
    consortium.save()
    party, _ = member_of(filing)
    Milestone.objects.create(consortium=consortium, name="样机下水", due_on=NOW.date(), responsible=party)
    Attachment.objects.create(
        consortium=consortium, clause="G4.2.2", party=party, title="检测能力", document=stored_file("检测.pdf"),
        added_at=NOW,
    )  # fmt: skip
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    return Filing.objects.get(pk=filing.pk), who


def made(filing, who, form, now=NOW, version=True):
    submission = filing.submissions.get() if version else None
    one = renderings.ask(filing, submission, form, actor=who.lead, now=now)
    renderings.make(one.pk, now=now)
    one.refresh_from_db()
    return one


def content_of(one):
    from documents import store  # noqa: PLC0415

    with store.open_content(one.document.blob.sha256) as file:
        return file.read()


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_the_same_version_gives_the_same_bytes_on_another_day_and_after_edits(submitted, form):
    filing, who = submitted
    first = made(filing, who, form)
    filing.consortium.formal_name = "改过的名字"
    filing.consortium.save()
    Rendering.objects.all().delete()

    second = made(filing, who, form, now=NOW + timedelta(days=400))

    assert first.stage == second.stage == Rendering.Stage.DONE
    assert hashlib.sha256(content_of(first)).digest() == hashlib.sha256(content_of(second)).digest()


def test_the_pdf_holds_every_part_and_every_rare_character(submitted):
    filing, who = submitted
    content = content_of(made(filing, who, "pdf"))
    text = "".join(text_of(content).replace("\u200b", "").split())

    for words in (
        "青岛市创新联合体备案申报书", filing.submissions.get().receipt_number, filing.serial, "目录", "成员单位",
        "首席专家", "组建协议", "建设意义及基础优势", "样机下水", "检测能力", "检测.pdf", "诚信承诺", "本单位承诺",
        "核对码", RARE, "#strong[不是命令]", "〔U+1F600〕",
    ):  # fmt: skip
        assert words in text, words
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.open_metadata()["pdfaid:part"] == "2"
        assert len(pdf.pages) >= 4
    assert not missing_glyphs(RARE)
    assert missing_glyphs("😀") == {"😀"}


def test_the_word_paper_holds_the_same_headings(submitted):
    filing, who = submitted
    document = Document(io.BytesIO(content_of(made(filing, who, "docx"))))

    heads = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert heads[:2] == ["一、基本信息", "二、成员单位"]
    assert any(RARE in one.text for one in document.paragraphs)
    assert any("检测.pdf" in cell.text for grid in document.tables for row in grid.rows for cell in row.cells)


def test_the_lead_asks_watches_and_opens(submitted, client, django_capture_on_commit_callbacks):
    filing, who = submitted
    client.force_login(who.lead)
    url = f"/filings/{filing.pk}/dossier/1/"

    renderings.ask(filing, filing.submissions.get(), "pdf", actor=who.lead, now=NOW)
    assert 'hx-trigger="every 1s"' in client.get(url).content.decode()
    Rendering.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, {"form": "pdf"})
    state = client.get(f"{url}state/").content.decode()

    assert "every 1s" not in state
    document = Rendering.objects.get().document
    assert document.get_absolute_url() in state
    client.post(url, {"form": "pdf"})
    assert Rendering.objects.get().document == document


def test_a_draft_is_read_by_its_parties_alone(signed_in_as):
    filing, who = complete_draft()
    one = made(filing, who, "pdf", version=False)
    _, member = member_of(filing)
    stranger = representative(UnitFactory())

    assert one.document.name == f"申报书 {filing.serial} 草稿.pdf"
    assert "草稿" in text_of(content_of(one))
    assert may_read(who.lead, one.document)
    assert may_read(member, one.document)
    assert not may_read(stranger, one.document)
    assert not may_read(who.officer, one.document)
    url = f"/filings/{filing.pk}/dossier/0/"
    assert signed_in_as(member).get(url).status_code == 200
    assert signed_in_as(who.officer).get(url).status_code == 404
    assert signed_in_as(stranger).get(url).status_code == 404


def test_an_officer_reads_a_submitted_version(submitted, signed_in_as):
    filing, who = submitted
    one = made(filing, who, "pdf")

    assert signed_in_as(who.officer).get(f"/filings/{filing.pk}/dossier/1/").status_code == 200
    assert may_read(who.officer, one.document)
    assert not may_read(representative(UnitFactory()), one.document)


def test_a_making_lost_with_its_worker_may_be_asked_for_again(submitted):
    filing, who = submitted
    version = filing.submissions.get()
    one = renderings.ask(filing, version, "pdf", actor=who.lead, now=NOW)
    Rendering.objects.filter(pk=one.pk).update(stage=Rendering.Stage.SETTING)

    early = renderings.ask(filing, version, "pdf", actor=who.lead, now=NOW + timedelta(seconds=30))
    late = renderings.ask(filing, version, "pdf", actor=who.lead, now=NOW + timedelta(minutes=3))

    assert (early.stage, late.stage) == (Rendering.Stage.SETTING, Rendering.Stage.WAITING)


def test_submitting_asks_twenty_five_questions_at_most_and_repeats_without_harm(signed_in_as):
    filing, who = complete_draft()
    client = signed_in_as(who.lead)
    url = f"/filings/{filing.pk}/steps/submit/"

    assert client.get(url).status_code == 200  # notes once a minute that the reader is there

    with CaptureQueriesContext(connection) as asked:
        first = client.post(url, {"seen": filing.step_number})
    said = [one["sql"] for one in asked if "SAVEPOINT" not in one["sql"]]
    again = client.post(url, {"seen": filing.step_number})

    assert first.url == again.url == f"/filings/{filing.pk}/receipt/1/"
    assert filing.submissions.count() == 1
    assert len(said) <= QUERIES_OF_A_SUBMISSION, "\n".join(one[:160] for one in said)


def test_the_receipt_leads_by_its_code_to_itself(submitted, client):
    filing, who = submitted
    kept = filing.submissions.get()
    paper = issue.make_receipt(kept.pk, now=NOW)
    client.force_login(who.lead)

    page = client.get(f"/filings/{filing.pk}/receipt/1/").content.decode()

    assert codes_on(content_of(paper))[0].endswith(f"/verify/{kept.receipt_code}/")
    assert "<svg" in page
    assert Paper.objects.count() == 1


def test_the_receipt_bears_every_digest_whole(submitted, client):
    filing, who = submitted
    kept = filing.submissions.get()
    printed = "".join(text_of(content_of(issue.make_receipt(kept.pk, now=NOW))).split())
    client.force_login(who.lead)

    page = client.get(f"/filings/{filing.pk}/receipt/1/").content.decode()

    digests = [kept.digest, *(file["sha256"] for file in files_of(kept.snapshot["consortium"]))]
    assert len(digests) > 2
    assert kept.receipt_code in printed
    for digest in digests:
        assert digest in printed
        assert in_groups(digest) in page


def test_whoever_holds_a_receipt_compares_it_and_an_officer_comes_to_the_case(submitted, client):
    filing, who = submitted
    kept = filing.submissions.get()
    address = f"/filings/{filing.pk}/receipt/1/"
    path = f"/verify/{kept.receipt_code}/"

    anybody = client.get(path).content.decode()
    unknown = client.get("/verify/" + "0" * 32 + "/")
    client.force_login(UserFactory())
    stranger, closed = client.get(path).content.decode(), client.get(address)
    client.force_login(who.officer)
    desk, led = client.get(path).content.decode(), client.get(address)

    assert "回执属实" in anybody
    for words in (kept.receipt_number, filing.serial, in_groups(kept.digest)):
        assert words in anybody
    assert unknown.status_code == closed.status_code == 404
    assert [address in page for page in (anybody, stranger, desk)] == [False, False, True]
    assert led.url == f"/cases/{filing.pk}/"


def test_a_character_no_font_shows_is_named_and_the_others_stay():
    assert spelled_out({"a": ["甲\n😀", 3]}) == {"a": ["甲\n〔U+1F600〕", 3]}


@pytest.fixture
def signed_in_as():
    from django.test import Client  # noqa: PLC0415

    def enter(user):
        client = Client()
        client.force_login(user)
        return client

    return enter


def test_the_paper_says_who_signed_the_pledge_and_when(submitted):
    filing, who = submitted

    text = "".join(text_of(content_of(made(filing, who, "pdf"))).split())

    assert filing.submissions.get().snapshot["pledge"]["signed_by"] == [who.lead.name]
    assert f"签署人和时间{who.lead.name}" in text


def test_a_version_kept_before_names_were_kept_prints_the_time_alone(submitted):
    filing, _who = submitted
    kept = filing.submissions.get().snapshot
    del kept["pledge"]["signed_by"]

    last = dossier_paper.paper(kept, head={})["parts"][-1]["blocks"][-1]

    assert last["rows"][0][0] == "签署时间"
    assert "示例" not in last["rows"][0][1]
