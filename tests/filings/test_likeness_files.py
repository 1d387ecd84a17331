"""Chapters given by pages of a file are compared as far as the file can be read, and said not to be where it cannot."""

import io

import pikepdf
import pytest
from django.urls import reverse
from docx import Document

from consortia.guideline import CHAPTERS
from consortia.models import PlanChapter
from documents import page_texts, pdf_text, store
from documents.models import Blob, StoredFile
from documents.reading import NotReadable
from filings import actions, likeness_index, plan_texts
from filings.likeness import SECTIONS, folded, kept_grams
from filings.models import Filing, Gram, ReadPlan
from filings.plan_texts import as_ranges, named_pages, readings
from filings.states import Event
from ledger import clock
from portal import likeness
from tests import road
from tests.desks.desks import browser
from tests.documents import makers, text_pdfs
from tests.factories import NOW, AuthorityFactory, UnitFactory, stored_file
from tests.filings import many_plans
from tests.filings.many_plans import Plan, Writer, texts_of
from tests.soundness import excuse

pytestmark = pytest.mark.django_db
SET = {"word": text_pdfs.word, "gbk": text_pdfs.gbk}
LOCK = pikepdf.Encryption(owner="a", user="b")


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path


@pytest.fixture
def writer() -> Writer:
    return Writer(815)


def kept(content: bytes, name: str = "建设方案.pdf", **blob: object) -> StoredFile:
    """A file whose content lies in the store."""
    stored = stored_file(name, content)
    Blob.objects.filter(pk=stored.blob_id).update(**blob)
    place = store.path_of(stored.blob.sha256)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    return stored


def pointed(stored: StoredFile, pages: str, text: str = "") -> dict[str, object]:
    """A chapter of a snapshot that is answered by pages of this file."""
    return {"text": text, "pages": pages, "document": {"name": stored.name, "sha256": stored.blob.sha256}}


def leaves(plan: Plan) -> list[str]:
    """Two pages for each chapter, cut where the page ends and not where a sentence does."""
    found = []
    for text in texts_of(plan).values():
        half = len(text) // 2 + 3
        found += [text[:half], text[half:]]
    return found


def in_one_file(plan: Plan, form: str) -> many_plans.Kept:
    """A cover, then the chapters on two pages each."""
    stored = kept(SET[form](["封面", *leaves(plan)]))
    return {key: pointed(stored, f"{2 + 2 * at}-{3 + 2 * at}") for at, key in enumerate(SECTIONS)}


def in_our_papers(plan: Plan) -> many_plans.Kept:
    """Each chapter in a paper of its own, behind a cover, as this system sets it."""
    return {
        key: pointed(kept(text_pdfs.ours([text]), f"{key}.pdf"), "2-9")
        for key, text in texts_of(plan).items()
    }


@pytest.mark.parametrize("form", ["word", "gbk", "ours"])
def test_copies_in_files_are_found_by_chapter(writer, form, record_property):
    rates = (0.10, 0.85) if form == "ours" else (0.10, 0.50, 0.85)
    originals = writer.plans(30, long=len(rates))
    copies = [writer.copy(plan, rate) for plan, rate in zip(originals, rates, strict=False)]
    files = {
        len(originals) + n: in_our_papers(copy) if form == "ours" else in_one_file(copy, form)
        for n, copy in enumerate(copies)
    }
    ids = many_plans.pour([*originals, *copies], files)
    excuse("filings poured in without their steps")

    assert likeness_index.unread_plans(NOW) == len(rates)
    found = [likeness_index.alike(pk) for pk in ids[len(originals) :]]

    record_property("counted", f"{form}: chapters found of 5: {[len(one) for one in found]} at {rates}")
    for n, matches in enumerate(found):
        assert {match.other_id for match in matches} == {ids[n]}
    assert [len(matches) for matches in found[:-1]] == [5] * len(found[:-1])
    assert {match.other_id for match in likeness_index.alike(ids[0])} == {ids[len(originals)]}
    assert likeness_index.unread_plans(NOW) == 0


def test_each_chapter_is_exactly_its_pages(writer):
    plan = writer.plan()
    stored = kept(text_pdfs.word(["封面", *leaves(plan)]))
    own = folded(leaves(plan)[0])

    read = readings(
        {
            "tasks": pointed(stored, "第3—4页"),
            "funding": pointed(stored, "2、4-5"),
            "outcomes": pointed(stored, "9-99"),
        }
    )

    assert {key: one.pages for key, one in read.items()} == {
        "tasks": "3–4",
        "funding": "2, 4–5",
        "outcomes": "9–11",
    }
    assert own in folded(read["funding"].text)
    assert own not in folded(read["tasks"].text)


def test_pages_without_text_are_not_among_those_read(writer):
    with pikepdf.open(io.BytesIO(text_pdfs.word(leaves(writer.plan())[:1]))) as document:
        with pikepdf.open(io.BytesIO(text_pdfs.scan(2))) as pictures:
            document.pages.extend(pictures.pages)
        buffer = io.BytesIO()
        document.save(buffer)

    read = readings({"tasks": pointed(kept(buffer.getvalue()), "1-3")})

    assert read["tasks"].pages == "1"


@pytest.mark.parametrize(
    ("content", "pages", "blob"),
    [
        (text_pdfs.scan(3), "1-3", {}),
        (text_pdfs.mute(["建设意义" * 100]), "1", {}),
        (makers.pdf(), "1", {}),
        (makers.pdf(encryption=LOCK), "1", {}),
        (b"%PDF-1.7 and then nothing", "1", {}),
        (text_pdfs.word(["建设意义" * 100])[:900], "1", {}),
        (text_pdfs.word(["建设意义" * 100]), "2-3", {}),
        (text_pdfs.word(["建设意义" * 100]), "第一页", {}),
        (text_pdfs.word(["建设意义" * 100]), "1", {"scan_state": "quarantined"}),
        (text_pdfs.word(["建设意义" * 100]), "1", {"scan_state": "refused"}),
        (text_pdfs.word(["建设意义" * 100]), "1", {"kind": "DOCX"}),
        (makers.docx(), "1", {"kind": "DOCX"}),
        (makers.docx(), "1", {"kind": "PDF"}),
        (makers.ole("WordDocument"), "1", {"kind": "DOC"}),
    ],
)
def test_what_cannot_be_read_is_left_out(content, pages, blob):
    assert readings({"tasks": pointed(kept(content, **blob), pages)}) == {}


def test_a_content_that_the_store_has_lost_is_left_out():
    stored = kept(text_pdfs.word(["建设意义" * 100]))
    assert "tasks" in readings({"tasks": pointed(stored, "1")})
    store.path_of(stored.blob.sha256).unlink()
    assert readings({"tasks": pointed(stored, "1")}) == {}


def test_a_reader_that_does_not_end_is_given_up(tmp_path, monkeypatch):
    stored = kept(text_pdfs.word(["建设意义" * 100]))
    endless = tmp_path / "endless.py"
    endless.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(page_texts, "READER", endless)
    monkeypatch.setattr(page_texts, "LONGEST_WAIT", 0.2)
    with pytest.raises(NotReadable):
        page_texts.pages(stored.blob, [1])


def test_the_reader_bounds_its_own_time(tmp_path, monkeypatch):
    """A page that costs more than the bound ends the reader, not us."""
    busy = tmp_path / "busy.py"
    source = page_texts.READER.read_text().replace("SECONDS, MEMORY = 30", "SECONDS, MEMORY = 1")
    busy.write_text(source.replace("    json.dump(", "    while True: pass\n    json.dump("))
    monkeypatch.setattr(page_texts, "READER", busy)
    with pytest.raises(NotReadable):
        page_texts.pages(kept(text_pdfs.word(["建设意义" * 100])).blob, [1])


def test_too_much_for_one_chapter_is_not_read(monkeypatch):
    chapters = {"tasks": pointed(kept(text_pdfs.word(["建设意义" * 100])), "1")}
    assert readings(chapters)["tasks"].text.count("建设") >= 99
    monkeypatch.setattr(plan_texts, "MOST_CHARACTERS", 399)
    assert readings(chapters) == {}


def test_a_file_that_says_too_much_is_not_read(monkeypatch):
    content = io.BytesIO(text_pdfs.word(["建设意义" * 100] * 3))
    monkeypatch.setattr(pdf_text, "MOST_CHARACTERS", 1_000)
    assert sorted(pdf_text.texts(content, [1, 2])) == [1, 2]
    with pytest.raises(ValueError, match="1000"):
        pdf_text.texts(content, [1, 2, 3])


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("3-8", [3, 4, 5, 6, 7, 8]),
        ("第3—5页", [3, 4, 5]),
        ("第３至５页、９", [3, 4, 5, 9]),
        ("3——4", [3, 4]),
        ("p. 7", [7]),
        ("pages 2–3; 3-4", [2, 3, 4]),
        ("1-200", list(range(1, 201))),
        ("1-201", []),
        ("1-150, 151-201", []),
        ("0-3", []),
        ("9-3", []),
        ("第三章", []),
        ("3-5（附件2）", []),
        ("", []),
    ],
)
def test_which_pages_are_named(said, numbers):
    assert named_pages(said) == numbers


def test_pages_in_words():
    assert as_ranges([3, 4, 5, 7, 9, 10]) == "3–5, 7, 9–10"
    assert as_ranges([]) == ""


def test_what_a_page_must_hold_to_say_something():
    assert pdf_text.is_chinese("联合体" * 20)
    assert pdf_text.is_chinese("\u2f00\u2f06" * 30)  # radicals that some programs set for 一 and 二
    assert not pdf_text.is_chinese("联合体" * 16)
    assert not pdf_text.is_chinese("联合体" * 20 + "consortium" * 20)
    assert pdf_text.cleaned("甲\x00乙\ud800\ue000\n\n 丙\u200b") == "甲乙\n丙"


def test_a_word_file_is_read_under_its_headings(writer):
    plan, document, buffer = texts_of(writer.plan()), Document(), io.BytesIO()
    for number, item in enumerate(CHAPTERS):
        document.add_heading(f"第{'一二三四五'[number]}章 {item.zh}", level=1)
        document.add_paragraph(plan[item.key])
    document.save(buffer)
    stored = kept(buffer.getvalue(), "建设方案.docx", kind="DOCX")

    read = readings({key: pointed(stored, "见目录") for key in SECTIONS[:4]})

    assert {key: (one.text, one.pages) for key, one in read.items()} == {
        key: (plan[key], "") for key in SECTIONS[:4]
    }


def test_a_typed_chapter_ignores_its_file(monkeypatch):
    stored = kept(text_pdfs.word(["建设意义" * 100]))
    assert (
        readings({"tasks": pointed(stored, "1", text="写在这里。"), "funding": {"text": "", "pages": "1"}})
        == {}
    )


def submitted(plan: Plan, files: many_plans.Kept, stored: StoredFile | None) -> tuple[Filing, road.People]:
    """A filing with this plan, some of its chapters answered by pages of a file, submitted."""
    filing, who = road.complete_draft(unit=UnitFactory(authority=AuthorityFactory()))
    for key, text in texts_of(plan).items():
        answer = (
            {"text": "", "document": stored, "pages": files[key]["pages"]} if key in files else {"text": text}
        )
        PlanChapter.objects.filter(consortium=filing.consortium, key=key).update(**answer)
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    return Filing.objects.get(pk=filing.pk), who


def test_officers_see_the_passage_and_where_it_was_read(writer, settings):
    clock.move_to(NOW)
    plan = writer.plan()
    copy = writer.copy(plan, 0.3)
    stored = kept(text_pdfs.word(["封面", *leaves(copy)]))
    files = {"tasks": pointed(stored, "6-7"), "funding": pointed(stored, "40-41")}
    (one, _), (two, who) = submitted(plan, {}, None), submitted(copy, files, stored)
    likeness_index.unread_plans(NOW)
    beside = reverse("cases:likeness", args=[two.pk, one.pk])

    desk = browser(who.officer, settings)
    check = desk.get(reverse("cases:check", args=[two.pk]))
    page = check.content.decode()
    both = desk.get(beside).content.decode()
    (pair,) = [pair for pair in likeness.pairs(two, one) if pair.own.chapter == likeness.title("tasks")]
    marked = "".join(piece.text for piece in pair.own.pieces if piece.is_shared)

    assert beside in page
    assert "读自“建设方案.pdf”第 6–7 页" in page
    assert check.context["pointed"].unread == [likeness.title("funding")]
    assert "文件文字无法读取，未参与比对" in page
    assert "读自“建设方案.pdf”第 6–7 页" in both
    shared = [sentence for sentence in copy[2] if sentence in plan[2]]
    assert sum(folded(sentence) in folded(marked) for sentence in shared) >= 0.9 * len(shared)
    grams, theirs = kept_grams("".join(copy[2])), kept_grams("".join(plan[2]))
    assert abs(pair.percent - 100 * len(grams & theirs) / len(grams)) <= 8  # heads of such small pages


def test_a_chapter_given_by_pages_is_not_compared_until_it_is_read_and_then_only_once(writer, settings):
    clock.move_to(NOW)
    plan = writer.plan()
    stored = kept(text_pdfs.gbk(["封面", *leaves(plan)]))
    filing, who = submitted(plan, {"tasks": pointed(stored, "6-9")}, stored)
    desk, address = browser(who.officer, settings), reverse("cases:check", args=[filing.pk])

    before = desk.get(address)
    assert before.context["pointed"].unread == [likeness.title("tasks")]
    assert "未参与比对" in before.content.decode()

    assert likeness_index.read_plan(filing.pk) is True
    assert likeness_index.read_plan(filing.pk) is False
    read = ReadPlan.objects.get(filing=filing)
    assert read.pages == {"tasks": "6–9"}
    assert Gram.objects.filter(plan=read, section=SECTIONS.index("tasks")).exists()
    assert desk.get(address).context["pointed"].unread == []


def test_pages_that_said_nothing_are_told_apart(writer, settings):
    clock.move_to(NOW)
    plan = writer.plan()
    stored = kept(text_pdfs.word([*leaves(plan)[:1], "— 2 —"]))
    filing, who = submitted(plan, {"tasks": pointed(stored, "1-2")}, stored)
    likeness_index.read_plan(filing.pk)

    page = browser(who.officer, settings).get(reverse("cases:check", args=[filing.pk])).content.decode()

    assert "读自“建设方案.pdf”第 1 页" in page
    assert "填写的页码是 1-2" in page
