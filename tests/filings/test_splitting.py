"""A ready Word plan on its way into the chapters: shown first, taken over chapter by chapter, nothing silently."""

import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document

from consortia.guideline import CHAPTERS
from documents.models import StoredFile
from filings import actions, handing
from filings.models import FieldConflict, FieldTrace
from filings.states import Event
from filings.views.typed import person_mark
from tests.factories import NOW, UnitFactory, representative
from tests.lead.people import member_of
from tests.road import complete_draft, people

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


def _beside(filing: Any, text: str) -> Any:
    """A colleague writes in a chapter meanwhile, as the plan's page does."""
    colleague = representative(filing.lead, "editor")
    body = {"person": person_mark(colleague), "fields": {"text_tasks": {"value": text}}}
    path = f"/filings/{filing.pk}/plan/autosave/"
    answer = _client(colleague).post(path, json.dumps(body), content_type="application/json")
    assert answer.status_code == 200
    return colleague


def _typing(client: Client, path: str) -> str:
    return str(client.get(path).context["typing"])


def test_what_a_colleague_wrote_since_the_preview_is_not_overwritten(fresh: Any) -> None:
    filing, lead = fresh
    client = _client(lead)
    filing.consortium.chapters.filter(key="tasks").update(text="已经写好的")
    path = _uploaded(client, filing.pk, "三、目标任务及进度安排", "文件里的。")
    typing = _typing(client, path)
    _beside(filing, "同事后来改写的")

    client.post(path, {"chapter": "tasks", "typing": typing})

    assert _texts(filing) == {"tasks": "同事后来改写的"}
    waiting = FieldConflict.objects.get(resolved_at__isnull=True)
    assert (waiting.field, waiting.value, waiting.by) == ("text_tasks", "文件里的。", lead)
    page = client.get(f"/filings/{filing.pk}/plan/").content.decode()
    assert "同事后来改写的" in page
    assert "文件里的。" in page


def test_a_chapter_that_was_empty_at_the_preview_holds_both_texts(fresh: Any) -> None:
    filing, lead = fresh
    client = _client(lead)
    path = _uploaded(client, filing.pk, "三、目标任务及进度安排", "文件里的。")
    typing = _typing(client, path)
    colleague = _beside(filing, "同事写的")

    client.post(path, {"chapter": "tasks", "typing": typing})

    assert _texts(filing) == {"tasks": "同事写的\n文件里的。"}
    trace = FieldTrace.objects.get(field="text_tasks")
    assert [by for _mark, by, _at in trace.credits] == [colleague.pk, lead.pk]


def test_a_paragraph_taken_over_knows_who_brought_it(fresh: Any) -> None:
    filing, lead = fresh
    client = _client(lead)
    path = _uploaded(client, filing.pk, "三、目标任务及进度安排", "第一段。", "第二段。")

    client.post(path, {"chapter": "tasks", "typing": _typing(client, path)})

    trace = FieldTrace.objects.get(filing=filing, place="plan", field="text_tasks")
    assert trace.edited_by == lead
    assert [by for _mark, by, _at in trace.credits] == [lead.pk] * len(trace.credits)
    assert len(trace.credits) >= 2


def test_only_chapters_open_to_the_reader_are_offered() -> None:
    filing, who = complete_draft()
    party, member = member_of(filing)
    handing.hand_out(
        filing.pk, place="plan", part="tasks", unit_id=party.unit_id, person_id=None, note="", due_on=None,
        actor=who.lead, now=NOW,
    )  # fmt: skip
    client = _client(member)
    lines = ("一、建设意义及基础优势", "意义。", "三、目标任务及进度安排", "任务。")
    path = _uploaded(client, filing.pk, *lines)
    before = _texts(filing)

    page = client.get(path)
    client.post(path, {"chapter": ["significance", "tasks"], "typing": page.context["typing"]})

    offered = {one.key: one.is_offered for one in page.context["offers"]}
    assert {key for key, is_offered in offered.items() if is_offered} == {"tasks"}
    assert _texts(filing) == before | {"tasks": "任务。"}


def test_the_way_to_it_stands_on_the_page_of_the_plan_as_long_as_that_is_open(fresh: Any) -> None:
    filing, lead = fresh
    way = f'href="/filings/{filing.pk}/plan/split/"'

    assert way in _client(lead).get(f"/filings/{filing.pk}/plan/").content.decode()
    assert way not in _client(lead).get(f"/filings/{filing.pk}/mechanisms/").content.decode()
    submitted, who = complete_draft()
    actions.take(submitted.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    assert "plan/split/" not in _client(who.lead).get(f"/filings/{submitted.pk}/plan/").content.decode()
