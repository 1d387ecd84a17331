"""Evidence by party, several files at once, files sent ahead of their form, and the state of the virus check."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from consortia.models import Attachment
from documents.models import Blob, StoredFile
from documents.states import ScanState
from filings import shelves
from filings.queries import findings
from filings.states import Event
from ledger.models import Entry
from tests.documents import makers
from tests.factories import NOW, UnitFactory, representative, stored_file
from tests.lead.people import member_of
from tests.road import actions, complete_draft

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path


@pytest.fixture
def draft(signed_in):
    filing, who = complete_draft()
    return filing, who, signed_in(who.lead)


def evidence(filing):
    return f"/filings/{filing.pk}/evidence/"


def papers(filing):
    return [(one.clause, one.party_id, one.title) for one in filing.consortium.attachments.order_by("pk")]


def test_the_shelves_are_what_the_guideline_asks_of_whom(draft):
    filing, _, client = draft

    found = client.get(evidence(filing)).context["shelves"]

    asked = [(shelf.clause, shelf.party.counting if shelf.party else None) for shelf in found]
    assert asked == [
        *((clause, "industry") for clause, _title in shelves.LEAD),
        *[("G4.2.2", "industry")] * 3,
        *[("G4.2.3", "academic")] * 2,
        ("G4.2.1a", None),
        ("", None),
    ]


def test_one_file_is_filed_under_its_party_in_a_request_of_its_own(draft, pdf):
    filing, _, client = draft
    party, _ = member_of(filing)

    answer = client.post(
        f"{evidence(filing)}files/", {"shelf": f"G4.2.2:{party.pk}", "document": pdf("检测.pdf")}
    )

    assert (answer.status_code, answer.json()) == (201, {"name": "检测.pdf"})
    assert papers(filing) == [("G4.2.2", party.pk, "检测")]
    page = client.get(evidence(filing)).content.decode()
    assert "检测.pdf" in page
    assert "未做病毒检查" in page


def test_of_several_files_the_good_ones_stay_and_each_bad_one_is_named(draft, pdf):
    filing, _, client = draft
    bad = [
        SimpleUploadedFile("照片.zip", b"PK\x03\x04"),
        SimpleUploadedFile("空.pdf", b""),
        SimpleUploadedFile("发票.exe.pdf", makers.pdf()),
        SimpleUploadedFile("脚本.pdf", b"<html>"),
    ]
    files = [pdf("一.pdf"), *bad, pdf("二.pdf", pages=2)]

    answer = client.post(evidence(filing), {"shelf": "G4.2.1a:", "documents": files}, follow=True)

    assert [title for _, _, title in papers(filing)] == ["一", "二"]
    told = [str(message) for message in answer.context["messages"]]
    assert len(told) == 5
    for name in ("照片.zip", "空.pdf", "发票.exe.pdf", "脚本.pdf"):
        assert sum(name in sentence for sentence in told) == 1
    assert "2" in told[-1]


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [("方案.zip", b"PK\x03\x04", "压缩"), ("空.pdf", b"", "0 字节"), ("宏.docm", b"PK\x03\x04", "宏")],
)
def test_a_refused_file_is_answered_with_its_name_and_reason(draft, name, content, word):
    filing, _, client = draft

    answer = client.post(
        f"{evidence(filing)}files/", {"shelf": "G4.2.1a:", "document": SimpleUploadedFile(name, content)}
    )

    assert answer.status_code == 422
    assert name in answer.json()["error"]
    assert word in answer.json()["error"]
    assert not Attachment.objects.exists()


def test_the_same_content_stands_once_on_a_shelf_and_once_in_the_store(draft):
    filing, _, client = draft
    party, _ = member_of(filing)
    content = makers.pdf(pages=3)
    for shelf in ("G4.2.1a:", "G4.2.1a:", f"G4.2.2:{party.pk}"):
        file = SimpleUploadedFile("同一份.pdf", content)
        client.post(f"{evidence(filing)}files/", {"shelf": shelf, "document": file})

    assert papers(filing) == [("G4.2.1a", None, "同一份"), ("G4.2.2", party.pk, "同一份")]
    assert Blob.objects.filter(uploads__name="同一份.pdf").distinct().count() == 1


def test_other_papers_name_their_clause(draft, pdf):
    filing, _, client = draft

    answer = client.post(f"{evidence(filing)}files/", {"shelf": "other", "document": pdf()})

    assert answer.status_code == 422
    assert "条款" in answer.json()["error"]


def test_nobody_files_on_anothers_shelf_or_where_the_place_is_closed(draft, pdf, signed_in):
    filing, who, client = draft
    foreign, _ = complete_draft()
    _, member = member_of(filing)
    theirs, _ = member_of(foreign)
    url = f"{evidence(filing)}files/"

    assert client.post(url, {"shelf": f"G4.2.2:{theirs.pk}", "document": pdf()}).status_code == 422
    assert signed_in(member).post(url, {"shelf": "G4.2.1a:", "document": pdf()}).status_code == 409
    assert signed_in(representative(UnitFactory())).post(url, {"document": pdf()}).status_code == 404
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    assert client.post(url, {"shelf": "G4.2.1a:", "document": pdf()}).status_code == 409
    assert not Attachment.objects.exists()


def test_the_page_asks_as_much_for_sixty_papers_as_for_one(draft, django_assert_max_num_queries):
    filing, _, client = draft
    party, _ = member_of(filing)
    rows = [(f"{n}.pdf", stored_file(f"{n}.pdf", str(n).encode())) for n in range(60)]
    Attachment.objects.bulk_create(
        Attachment(
            consortium=filing.consortium, party=party if n % 2 else None, clause="G4.2.2",
            title=name, document=file, added_at=NOW,
        )
        for n, (name, file) in enumerate(rows)
    )  # fmt: skip

    with django_assert_max_num_queries(15):
        page = client.get(evidence(filing)).content.decode()

    assert len(re.findall(r"class=\"file-line\"", page)) == 60


def test_a_file_sent_ahead_is_kept_by_its_form(draft, pdf):
    filing, _, client = draft

    sent = client.post("/files/", {"document": pdf("建设方案.pdf", pages=9)})
    client.post(
        f"/filings/{filing.pk}/plan/",
        {"document-kept": sent.json()["token"], "document-kept-name": "建设方案.pdf", "pages_tasks": "3-5"},
    )

    chapter = filing.consortium.chapters.get(key="tasks")
    assert sent.status_code == 201
    assert (chapter.document.name, chapter.pages) == ("建设方案.pdf", "3-5")


def test_a_file_sent_ahead_by_another_is_not_taken(draft, pdf, signed_in):
    filing, _, client = draft
    stranger = signed_in(representative(UnitFactory()))
    token = stranger.post("/files/", {"document": pdf("别人的.pdf", pages=4)}).json()["token"]

    page = client.post(
        f"/filings/{filing.pk}/plan/", {"document-kept": token, "document-kept-name": "别人的.pdf"}
    )

    assert "没有传到" in page.content.decode()
    assert not filing.consortium.chapters.filter(document__token=token).exists()


def test_sending_ahead_refuses_what_the_door_refuses_and_the_visitor(draft, client):
    _, _, lead = draft
    bad = {"document": SimpleUploadedFile("方案.html", b"<html>")}

    assert lead.post("/files/", bad).status_code == 422
    assert lead.post("/files/").status_code == 422
    assert client.post("/files/", bad).status_code == 302
    assert not StoredFile.objects.filter(name="方案.html").exists()


def held(filing):
    return next(one for one in findings(filing, NOW) if one.code == "files_held")


def test_a_file_that_waits_for_the_virus_check_stops_the_submission(draft, settings, pdf):
    filing, _, client = draft
    client.post(f"{evidence(filing)}files/", {"shelf": "G4.2.1a:", "document": pdf("等待.pdf", pages=5)})
    assert held(filing).passed

    Blob.objects.filter(uploads__name="等待.pdf").update(scan_state=ScanState.QUARANTINED)
    finding = held(filing)
    page = client.get(evidence(filing)).content.decode()

    assert (finding.passed, finding.blocks, finding.params) == (False, True, {"files": "等待.pdf"})
    assert "等待病毒检查" in page
    assert StoredFile.objects.get(name="等待.pdf").get_absolute_url() not in page


def test_where_scanning_is_demanded_an_unscanned_file_stops_it_too(draft, settings):
    filing, _, _ = draft

    settings.REQUIRE_SCAN = True

    assert held(filing).blocks
    assert "协议.pdf" in held(filing).params["files"]


def test_every_paper_brought_stands_in_the_record(draft, pdf):
    filing, _, client = draft
    before = Entry.objects.filter(subject=filing.ledger_subject, kind="filing.edited").count()

    client.post(evidence(filing), {"shelf": "G4.2.1a:", "documents": [pdf("甲.pdf"), pdf("乙.pdf", pages=2)]})

    after = Entry.objects.filter(subject=filing.ledger_subject, kind="filing.edited").count()
    assert after - before == 2
