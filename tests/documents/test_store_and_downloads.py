"""Contents are kept once and leave only by the recorded door."""

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from documents import access, store
from documents.actions import scan_waiting, store_paper, store_upload
from documents.downloads import disposition
from documents.models import Blob, StoredFile
from documents.problems import FileProblem
from documents.states import ScanState
from ledger.models import Entry
from tests.documents import makers

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 9, 29, 2, 0, tzinfo=UTC)
CONTENT = makers.pdf(pages=2)


@pytest.fixture(autouse=True)
def root(settings: Any, tmp_path: Path) -> Path:
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    return settings.DOCUMENT_ROOT


@pytest.fixture
def reader(client: Client) -> User:
    user = User.objects.create_user(email="reader@example.com", password="not-a-secret-here")
    client.force_login(user)
    return user


@pytest.fixture
def readers() -> Iterator[set[int]]:
    """The ids of the people who may read every file, for as long as one test runs."""
    allowed: set[int] = set()

    def question(user: Any, stored_file: StoredFile) -> bool:
        return user.pk in allowed

    access.register(question)
    yield allowed
    access.forget(question)


def upload(name: str = "协议.pdf", content: bytes = CONTENT, by: int = 7) -> StoredFile:
    return store_upload(SimpleUploadedFile(name, content), uploaded_by_id=by, now=NOW)


def test_upload_is_kept_under_its_digest_outside_public_folders(root: Path) -> None:
    stored = upload()

    kept = root / stored.blob.sha256[:2] / stored.blob.sha256[2:4] / stored.blob.sha256
    assert kept.read_bytes() == CONTENT
    assert (stored.name, stored.blob.size, stored.blob.page_count) == ("协议.pdf", len(CONTENT), 2)
    assert (stored.uploaded_by_id, stored.uploaded_at) == (7, NOW)
    assert list((root / "incoming").iterdir()) == []


def test_same_content_twice_is_kept_once(root: Path) -> None:
    first, second = upload(by=7), upload("另一名.pdf", by=8)

    assert first.blob_id == second.blob_id
    assert first.token != second.token
    assert len([path for path in root.rglob("*") if path.is_file()]) == 1


def test_refused_upload_leaves_nothing_behind(root: Path) -> None:
    with pytest.raises(FileProblem):
        upload("脚本.pdf", b"<html>")

    assert Blob.objects.count() == 0
    assert [path for path in root.rglob("*") if path.is_file()] == []


def test_content_larger_than_it_says_is_refused(settings: Any) -> None:
    settings.DOCUMENT_MAX_BYTES = 600
    uploaded = SimpleUploadedFile("大.pdf", CONTENT)
    uploaded.size = 10

    with pytest.raises(FileProblem, match="MB"):
        store_upload(uploaded, uploaded_by_id=7, now=NOW)


def test_without_scanner_files_are_honestly_not_scanned() -> None:
    assert upload().blob.scan_state == ScanState.NOT_SCANNED


def test_where_scanning_is_demanded_unscanned_files_stay_locked(
    settings: Any, client: Client, reader: User, readers: set[int]
) -> None:
    readers.add(reader.pk)
    settings.REQUIRE_SCAN = True
    stored = upload()

    answer = client.get(stored.get_absolute_url())

    assert stored.blob.scan_state == ScanState.QUARANTINED
    assert answer.status_code == 409
    with pytest.raises(SystemCheckError, match=r"documents\.E001"):
        call_command("check", "--tag", "files")


class FakeScanner:
    """A clamd that reads one INSTREAM request for each given answer."""

    def __init__(self, path: Path, *answers: bytes) -> None:
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(str(path))
        self.server.listen()
        self.received: list[bytes] = []
        threading.Thread(target=self.serve, args=(answers,), daemon=True).start()

    def serve(self, answers: tuple[bytes, ...]) -> None:
        for answer in answers:
            link, _ = self.server.accept()
            with link, link.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                content = b""
                while length := int.from_bytes(stream.read(4), "big"):
                    content += stream.read(length)
                self.received.append(content)
                link.sendall(self.answer_to(content, answer))
        self.server.close()

    def answer_to(self, content: bytes, answer: bytes) -> bytes:
        return answer


@pytest.fixture
def socket_path(tmp_path: Path, settings: Any) -> Path:
    settings.CLAMD_SOCKET = str(tmp_path / "s")
    return tmp_path / "s"


def test_scanner_reads_the_whole_content_and_says_clean(socket_path: Path) -> None:
    scanner = FakeScanner(socket_path, b"stream: OK\0")

    stored = upload()

    assert scanner.received == [CONTENT]
    assert (stored.blob.scan_state, stored.blob.scanned_at) == (ScanState.CLEAN, NOW)


def test_infected_upload_is_refused(socket_path: Path) -> None:
    FakeScanner(socket_path, b"stream: Eicar-Signature FOUND\0")

    with pytest.raises(FileProblem) as caught:
        upload()

    assert caught.value.code == "infected"
    assert Blob.objects.count() == 0


class JudgingScanner(FakeScanner):
    """A clamd that knows one virus by its content, as the real one knows EICAR."""

    def answer_to(self, content: bytes, answer: bytes) -> bytes:
        return b"stream: Eicar-Test-Signature FOUND\0" if makers.EICAR in content else b"stream: OK\0"


def test_eicar_is_refused_by_name_and_the_file_beside_it_is_taken(socket_path: Path, root: Path) -> None:
    scanner = JudgingScanner(socket_path, b"", b"")
    parts = makers.word_parts(**{"docProps/note.txt": makers.EICAR})
    infected = makers.stored_package(parts)

    with pytest.raises(FileProblem) as caught:
        upload("病毒.docx", infected)
    clean = upload("协议.pdf")

    assert caught.value.code == "infected"
    assert "病毒.docx" in str(caught.value)
    assert scanner.received[0] == infected
    assert clean.blob.scan_state == ScanState.CLEAN
    assert len([path for path in root.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (b"stream: OK\0", ScanState.CLEAN),
        (b"stream: X FOUND\0", ScanState.REFUSED),
        (b"huh\0", ScanState.QUARANTINED),
    ],
)
def test_upload_waits_for_a_scanner_that_is_away(socket_path: Path, answer: bytes, state: ScanState) -> None:
    stored = upload()
    assert stored.blob.scan_state == ScanState.QUARANTINED

    FakeScanner(socket_path, answer)
    scan_waiting(NOW)

    stored.blob.refresh_from_db()
    assert stored.blob.scan_state == state


def test_content_once_refused_stays_refused() -> None:
    stored = upload()
    Blob.objects.filter(pk=stored.blob_id).update(scan_state=ScanState.REFUSED)

    with pytest.raises(FileProblem) as caught:
        upload("换名.pdf")

    assert caught.value.code == "infected"


def test_paper_made_here_is_released() -> None:
    stored = store_paper(CONTENT, "回执.pdf", made_for_id=7, now=NOW, page_count=1)

    assert stored.blob.scan_state == ScanState.MADE_HERE


def test_stranger_meets_404_and_nothing_is_recorded(client: Client, reader: User, readers: set[int]) -> None:
    answer = client.get(upload().get_absolute_url())

    assert answer.status_code == 404
    assert client.get(reverse("documents:download", args=["x" * 32])).status_code == 404
    assert not Entry.objects.filter(kind="file_opened").exists()


def test_uploader_alone_may_not_read(client: Client, reader: User) -> None:
    assert client.get(upload(by=reader.pk).get_absolute_url()).status_code == 404


def test_visitor_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(upload().get_absolute_url()).status_code == 302


def test_download_is_recorded_and_locked_up(client: Client, reader: User, readers: set[int]) -> None:
    readers.add(reader.pk)
    stored = upload()

    answer = client.get(stored.get_absolute_url())

    assert b"".join(answer.streaming_content) == CONTENT
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''%E5%8D%8F%E8%AE%AE.pdf" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'self'"
    assert "no-store" in answer["Cache-Control"]
    entry = Entry.objects.get(kind="file_opened")
    assert entry.actor_id == reader.pk
    assert entry.payload == {"file": stored.pk, "sha256": stored.blob.sha256, "shown": False}


@pytest.mark.parametrize(
    ("name", "content", "shown"), [("a.pdf", CONTENT, True), ("a.docx", makers.docx(), False)]
)
def test_only_kinds_with_preview_are_shown_inside_a_page(
    client: Client, reader: User, readers: set[int], name: str, content: bytes, shown: bool
) -> None:
    readers.add(reader.pk)
    stored = upload(name, content)

    answer = client.get(stored.get_absolute_url(), {"inline": "1"})
    answer.close()

    assert answer["Content-Disposition"].startswith("inline" if shown else "attachment")
    assert bool(stored.preview_url) is shown
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'self'"


def test_only_reading_methods_are_answered(client: Client, reader: User) -> None:
    assert client.post(upload().get_absolute_url()).status_code == 405


def test_nginx_gets_an_ascii_path(settings: Any, client: Client, reader: User, readers: set[int]) -> None:
    settings.X_ACCEL_LOCATION = "/papers/"
    readers.add(reader.pk)
    stored = upload()

    answer = client.get(stored.get_absolute_url())

    assert answer["X-Accel-Redirect"] == f"/papers/{store.address(stored.blob.sha256)}"
    assert answer.content == b""


def test_lost_content_is_said_plainly(client: Client, reader: User, readers: set[int]) -> None:
    readers.add(reader.pk)
    stored = upload()
    store.path_of(stored.blob.sha256).unlink()

    assert client.get(stored.get_absolute_url()).status_code == 503


@pytest.mark.parametrize("name", ['a"b.pdf', "a;b.pdf", "a%0d%0a.pdf", "协议（1）.pdf", "a'b.pdf"])
def test_disposition_cannot_be_broken_out_of(name: str) -> None:
    header = disposition(name, False)

    assert header.isascii()
    assert "\n" not in header
    assert header.count('"') == 2
