"""A ready Word plan on its way into the chapters: shown first, taken over chapter by chapter, nothing silently."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document

from consortia.guideline import CHAPTERS
from documents.models import StoredFile
from filings import actions
from tests.factories import NOW, UnitFactory, representative
from tests.road import people

pytestmark = pytest.mark.django_db


def word(*lines: str) -> SimpleUploadedFile:
    document, buffer = Document(), io.BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(buffer)
    return SimpleUploadedFile("建设方案.docx", buffer.getvalue())


@pytest.fixture
def fresh() -> Any:
    unit = UnitFactory()
    who = people(unit)
    return actions.start(actor=who.lead, lead=unit, formal_name="示例联合体", now=NOW), who.lead


def _client(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _uploaded(client: Client, pk: int, *lines: str) -> str:
    answer = client.post(f"/filings/{pk}/plan/split/", {"document": word(*lines)})
    assert answer.status_code == 302, answer.context["form"].errors
    return str(answer["Location"])


def _texts(filing: Any) -> dict[str, str]:
    return dict(filing.consortium.chapters.exclude(text="").values_list("key", "text"))


def test_what_is_ticked_is_taken_over_and_nothing_else(fresh: Any) -> None:
    filing, lead = fresh
    client = _client(lead)
    lines = [line for n, item in enumerate(CHAPTERS, 1) for line in (f"{n}. {item.zh}", f"第{n}章的正文。")]
    path = _uploaded(client, filing.pk, "封面", *lines)
    page = client.get(path).content.decode()
    assert page.count("checked") == 5
    assert "封面" in page
    assert not _texts(filing)
    client.post(path, {"chapter": ["tasks", "funding", "nonsense"]})
    assert _texts(filing) == {"tasks": "第3章的正文。", "funding": "第5章的正文。"}
    chapter = filing.consortium.chapters.get(key="tasks")
    assert chapter.edited_by == lead


def test_a_chapter_that_has_a_text_is_not_ticked_and_says_so(fresh: Any) -> None:
    filing, lead = fresh
    client = _client(lead)
    filing.consortium.chapters.filter(key="tasks").update(text="已经写好的")
    path = _uploaded(client, filing.pk, "三、目标任务及进度安排", "新的。")
    page = client.get(path).content.decode()
    assert "checked" not in page
    assert "已经写好的" in page
    client.post(path)
    assert _texts(filing) == {"tasks": "已经写好的"}
    client.post(path, {"chapter": "tasks"})
    assert _texts(filing) == {"tasks": "新的。"}


def test_only_whoever_uploaded_it_sees_the_preview_and_only_word_is_taken(fresh: Any) -> None:
    filing, lead = fresh
    path = _uploaded(_client(lead), filing.pk, "一、建设意义及基础优势", "意义。")
    colleague = representative(filing.lead, "editor")
    assert _client(colleague).get(path).status_code == 404
    assert _client(representative(UnitFactory())).get(path).status_code == 404
    wrong = SimpleUploadedFile("方案.pdf", b"%PDF-1.7")
    form = _client(lead).post(f"/filings/{filing.pk}/plan/split/", {"document": wrong}).context["form"]
    assert "方案.pdf" in form.errors["document"][0]
    assert StoredFile.objects.count() == 1
