"""What comes in and what does not: honest files of every kind, and a corpus of hostile ones."""

import contextlib
import io
import zipfile
from typing import Any

import pikepdf
import pytest
from django.utils import translation

from documents.intake import check_name_and_size, inspect
from documents.names import clean_name
from documents.problems import FileProblem
from documents.states import Kind
from tests.documents import makers

HONEST = [
    ("协议.pdf", makers.pdf(pages=3), Kind.PDF, 3),
    ("方案.v2.docx", makers.docx(), Kind.DOCX, None),
    ("方案.docx.pdf", makers.pdf(), Kind.PDF, 1),
    ("汇总.xlsx", makers.xlsx(), Kind.XLSX, None),
    ("证照.ofd", makers.ofd(), Kind.OFD, None),
    ("旧稿.doc", makers.ole("WordDocument"), Kind.DOC, None),
    ("旧稿.WPS", makers.ole("WordDocument"), Kind.WPS, None),
    ("照片.jpeg", makers.picture("JPEG"), Kind.JPG, 1),
    ("扫描.PNG", makers.picture("PNG"), Kind.PNG, 1),
]


def take(name: str, content: bytes) -> Any:
    cleaned, kind = check_name_and_size(name, len(content))
    return inspect(io.BytesIO(content), cleaned, kind)


@pytest.mark.parametrize(("name", "content", "kind", "pages"), HONEST, ids=[row[0] for row in HONEST])
def test_honest_file_is_taken(name: str, content: bytes, kind: Kind, pages: int | None) -> None:
    finding = take(name, content)

    assert (finding.kind, finding.page_count) == (kind, pages)


def test_formula_and_the_table_behind_a_chart_are_honest() -> None:
    embedded = {
        "word/embeddings/a.xlsx": makers.xlsx(),
        "word/embeddings/b.bin": makers.ole("Equation Native"),
    }

    assert take("公式.docx", makers.package(makers.word_parts(**embedded))).kind == Kind.DOCX
    assert take("目录.docx", makers.word_text('<w:p><w:fldSimple w:instr="TOC"/></w:p>')).kind == Kind.DOCX


def test_jump_inside_a_pdf_is_harmless() -> None:
    def open_at_page(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = pikepdf.Array([document.pages[0].obj, pikepdf.Name.Fit])

    assert take("目录.pdf", makers.pdf(open_at_page)).page_count == 1


def acting(kind: str, **more: Any) -> Any:
    def change(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name(kind), **more)

    return change


def page_action(document: pikepdf.Pdf) -> None:
    document.pages[0].AA = pikepdf.Dictionary(
        O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    )


def attached(document: pikepdf.Pdf) -> None:
    document.attachments["a.exe"] = b"MZ"


def named_script(document: pikepdf.Pdf) -> None:
    document.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([])))


def dynamic_form(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = pikepdf.Dictionary(XFA=pikepdf.Array([]))


def script_link(document: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="javascript:alert(1)")
    document.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=action)])


DDE = "<w:p><w:r><w:instrText> DD</w:instrText></w:r><w:r><w:instrText>EAUTO c:\\x</w:instrText></w:r></w:p>"


def sheet_with(**parts: str | bytes) -> bytes:
    """An honest table with one part more."""
    buffer = io.BytesIO(makers.xlsx())
    with zipfile.ZipFile(buffer, "a") as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return buffer.getvalue()


def linked_template(target: str, kind: str = "attachedTemplate") -> bytes:
    return makers.package(makers.word_parts(**{"word/_rels/s.rels": makers.RELATIONS.format(kind, target)}))


def symlink() -> bytes:
    entry = zipfile.ZipInfo("word/link")
    entry.external_attr = 0o120777 << 16
    buffer = io.BytesIO(makers.package(makers.word_parts()))
    with zipfile.ZipFile(buffer, "a") as target:
        target.writestr(entry, "/etc/passwd")
    return buffer.getvalue()


def locked_zip() -> bytes:
    content = bytearray(makers.package(makers.word_parts()))
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


PDF = makers.pdf()
LOCK = pikepdf.Encryption(owner="a", user="b")
HOSTILE = [
    # by name
    ("方案.zip", b"PK\x03\x04", "is_archive"),
    ("方案.rar", b"Rar!", "is_archive"),
    ("安装.exe", b"MZ", "is_program"),
    ("a.js", b"x", "is_program"),
    ("快捷.lnk", b"x", "is_program"),
    ("页.html", b"<html>", "is_web_page"),
    ("图.svg", b"<svg/>", "is_web_page"),
    ("宏.docm", b"PK\x03\x04", "has_macro_ending"),
    ("影.mp4", b"x", "kind_not_taken"),
    ("无后缀", b"x", "no_ending"),
    (".pdf", PDF, "no_ending"),
    ("", PDF, "name_missing"),
    ("...", PDF, "name_missing"),
    ("发票.exe.pdf", PDF, "name_deceptive"),
    ("发票.html .pdf", PDF, "name_deceptive"),
    ("a\0.pdf", PDF, "name_hidden_characters"),
    ("\u202efdp.exe.pdf", PDF, "name_hidden_characters"),
    ("a\u200b.pdf", PDF, "name_hidden_characters"),
    ("a\u2066b.pdf", PDF, "name_hidden_characters"),
    ("a\r\nSet-Cookie: x.pdf", PDF, "name_hidden_characters"),
    ("../../etc/passwd.pdf", PDF, "name_has_path"),
    ("C:\\x.pdf", PDF, "name_has_path"),
    ("长" * 250 + ".pdf", PDF, "name_too_long"),
    # by size
    ("空.pdf", b"", "empty"),
    # by first bytes
    ("程序.pdf", b"MZ\x90\0" + b"\0" * 64, {"content_is", "kind_mismatch"}),
    ("网页.pdf", b"<html><script>alert(1)</script></html>", {"content_is", "kind_mismatch"}),
    ("图.pdf", makers.picture("PNG"), {"content_is"}),
    ("多形.pdf", b"GIF89a" + PDF, {"content_is", "kind_mismatch"}),
    ("网页.doc", b"<html>x</html>", {"content_is", "kind_mismatch"}),
    (
        "图.jpg",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        {"content_is", "kind_mismatch"},
    ),
    # PDF by structure
    ("坏.pdf", b"%PDF-1.7\nnothing", "broken"),
    ("断.pdf", PDF[: len(PDF) // 3], "broken"),
    ("锁.pdf", makers.pdf(encryption=LOCK), "encrypted"),
    ("主人锁.pdf", makers.pdf(encryption=pikepdf.Encryption(owner="a", user="")), "encrypted"),
    ("脚本.pdf", makers.pdf(acting("/JavaScript", JS="app.alert(1)")), "pdf_active"),
    ("启动.pdf", makers.pdf(acting("/Launch", F="calc.exe")), "pdf_active"),
    ("提交.pdf", makers.pdf(acting("/SubmitForm", F="http://203.0.113.1/")), "pdf_active"),
    ("翻页.pdf", makers.pdf(page_action), "pdf_active"),
    ("名.pdf", makers.pdf(named_script), "pdf_active"),
    ("链接.pdf", makers.pdf(script_link), "pdf_active"),
    ("表单.pdf", makers.pdf(dynamic_form), "pdf_active"),
    ("夹带.pdf", makers.pdf(attached), "carries_files"),
    ("双身.pdf", PDF + makers.package({"a.exe": b"MZ"}), "two_in_one"),
    ("无页.pdf", makers.pdf(pages=0), "pdf_no_page"),
    # packages by structure
    ("是表.docx", makers.xlsx(), "kind_mismatch"),
    ("是压缩.docx", makers.package({"a.txt": "x"}), "kind_mismatch"),
    ("是压缩.ofd", makers.package({"a.txt": "x"}), "kind_mismatch"),
    ("坏.docx", b"PK\x03\x04" + b"x" * 200, "broken"),
    ("宏.docx", makers.package(makers.word_parts(**{"word/vbaProject.bin": b"x"})), "has_macro"),
    (
        "宏类型.docx",
        makers.package(
            {"[Content_Types].xml": makers.WORD_TYPES.format(makers.MACRO), "word/document.xml": "<w/>"}
        ),
        "has_macro",
    ),
    ("远程.docx", linked_template("http://203.0.113.1/a.dotm"), "outside_link"),
    ("共享.docx", linked_template("file:////203.0.113.1/a.dotm"), "outside_link"),
    ("远图.docx", linked_template("https://203.0.113.1/a.png", "image"), "outside_link"),
    ("上级.docx", makers.package(makers.word_parts(**{"../../a": "x"})), "unsafe_parts"),
    ("绝对.docx", makers.package(makers.word_parts(**{"/etc/a": "x"})), "unsafe_parts"),
    ("链接.docx", symlink(), "unsafe_parts"),
    ("锁.docx", locked_zip(), "encrypted"),
    ("炸弹.docx", makers.bomb(), "unpacks_too_large"),
    (
        "多.docx",
        makers.package(makers.word_parts(**{f"a{n}": "" for n in range(5_001)})),
        "unpacks_too_large",
    ),
    (
        "实体.ofd",
        makers.package({"OFD.xml": '<!DOCTYPE OFD [<!ENTITY x SYSTEM "file:///etc/passwd">]><OFD>&x;</OFD>'}),
        "unsafe_parts",
    ),
    (
        "笑.ofd",
        makers.package({"OFD.xml": '<!DOCTYPE OFD [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><OFD>&b;</OFD>'}),
        "unsafe_parts",
    ),
    (
        "控件.docx",
        makers.package(makers.word_parts(**{"word/activeX/activeX1.bin": b"x"})),
        "office_active",
    ),
    ("命令.docx", makers.word_text(DDE), "office_active"),
    ("命令域.docx", makers.word_text('<w:p><w:fldSimple w:instr="DDE c:\\x"/></w:p>'), "office_active"),
    ("网页块.docx", linked_template("part.html", "aFChunk"), "office_active"),
    (
        "夹程序.docx",
        makers.package(makers.word_parts(**{"word/embeddings/a.exe": b"MZ"})),
        "carries_files",
    ),
    (
        "夹包.docx",
        makers.package(
            makers.word_parts(**{"word/embeddings/oleObject1.bin": makers.ole("\x01Ole10Native")})
        ),
        "carries_files",
    ),
    (
        "夹宏表.docx",
        makers.package(
            makers.word_parts(**{"word/embeddings/a.xlsx": makers.package({"xl/vbaProject.bin": b"x"})})
        ),
        "has_macro",
    ),
    ("宏表.xlsx", sheet_with(**{"xl/macrosheets/sheet1.xml": "<m/>"}), "has_macro"),
    (
        "命令.xlsx",
        sheet_with(**{"xl/externalLinks/externalLink1.xml": "<externalLink><ddeLink/></externalLink>"}),
        "office_active",
    ),
    ("夹程序.ofd", makers.package({"OFD.xml": "<OFD/>", "Doc_0/Attachs/a.exe": b"MZ"}), "carries_files"),
    # compound files
    ("锁字.doc", makers.locked_word(), "encrypted"),
    ("夹包.doc", makers.ole("WordDocument", "\x01Ole10Native"), "carries_files"),
    ("宏.doc", makers.ole("WordDocument", "_VBA_PROJECT"), "has_macro"),
    ("锁.doc", makers.ole("EncryptedPackage"), "encrypted"),
    ("表.doc", makers.ole("Workbook"), "kind_mismatch"),
    # pictures
    ("断.png", makers.picture("PNG", (400, 400))[:60], "broken"),
    ("断.jpg", makers.picture("JPEG", (400, 400))[:300], "broken"),
    ("大.png", makers.huge_png(), "picture_too_large"),
    ("双身.png", makers.picture("PNG") + makers.package({"a.exe": b"MZ"}), "two_in_one"),
]


@pytest.mark.parametrize(("name", "content", "codes"), HOSTILE, ids=[f"{n:02}" for n in range(len(HOSTILE))])
def test_hostile_file_is_refused_with_its_reason(name: str, content: bytes, codes: str | set[str]) -> None:
    with pytest.raises(FileProblem) as caught:
        take(name, content)

    assert caught.value.code in ({codes} if isinstance(codes, str) else codes)
    assert "%(" not in str(caught.value)


def test_file_over_fifty_megabytes_is_refused_before_reading() -> None:
    with pytest.raises(FileProblem) as caught:
        check_name_and_size("大.pdf", 50 * 1024 * 1024 + 1)

    assert caught.value.code == "too_large"
    assert caught.value.params["limit"] == 50


def test_every_byte_flip_of_small_files_is_answered() -> None:
    for name, content in (
        ("a.pdf", PDF),
        ("a.docx", makers.package(makers.word_parts())),
        ("a.ofd", makers.ofd()),
    ):
        for at in range(0, len(content), 7):
            broken = bytearray(content)
            broken[at] ^= 0xFF
            with contextlib.suppress(FileProblem):  # anything else would be an error page
                take(name, bytes(broken))


def test_name_is_kept_readable() -> None:
    assert clean_name("  建设方案：第二稿?.pdf ") == "建设方案：第二稿_.pdf"


def test_message_says_file_reason_and_way_out() -> None:
    problem = FileProblem("is_archive", name="方案.zip")

    with translation.override("en"):
        assert str(problem) == "“方案.zip” is an archive. Unzip it and upload PDF or DOCX."
