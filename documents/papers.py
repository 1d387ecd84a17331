"""Official papers as PDF/A-2b: the same data give the same bytes, and no character is lost in print."""

import io
import json
import logging
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pikepdf
import typst

from documents.fonts import FOLDER as FONT_FOLDER
from documents.fonts import missing_glyphs
from documents.problems import FileProblem
from documents.qr import qr_svg
from documents.titles import balanced

log = logging.getLogger(__name__)

TEMPLATES = Path(__file__).resolve().parent / "typst"
OFFICE_TIME = ZoneInfo("Asia/Shanghai")
WEEKDAYS = "一二三四五六日"
DENSITIES = 6

NEEDED: Mapping[str, frozenset[str]] = {
    "certificate": frozenset(
        {
            "consortium",
            "registration_number",
            "lead",
            "members_count",
            "authority",
            "track",
            "valid_from",
            "last_day",
            "issued_on",
            "verify_url",
        }
    ),
    "registration_letter": frozenset(
        {"consortium", "registration_number", "lead", "members", "valid_from", "last_day", "issued_on"}
    ),
    "public_notice": frozenset(
        {"title", "items", "posted_on", "starts_on", "ends_on", "working_days", "channels", "desks"}
    ),
    "receipt": frozenset(
        {
            "number",
            "filing_number",
            "consortium",
            "lead",
            "authority",
            "version",
            "received_at",
            "check_words",
            "files",
        }
    ),
    "data_page": frozenset(
        {
            "consortium",
            "unit",
            "lead",
            "version",
            "check_words",
            "stamp_words",
            "content",
            "file_name",
            "file_words",
            "parties",
        }
    ),
    "evaluation_work_paper": frozenset(
        {
            "consortium",
            "campaign",
            "dimensions",
            "raters",
            "totals",
            "score",
            "proposed",
            "grade",
            "decision_number",
            "decided_on",
        }
    ),
    "precheck": frozenset({"title", "verdict", "sentence", "groups", "guideline"}),
    "campaign_notice": frozenset({"title", "items", "evidence_until", "evaluators", "dimensions", "cuts"}),
    "dossier": frozenset(
        {
            "title",
            "consortium",
            "lead",
            "authority",
            "filing_number",
            "guideline",
            "check_words",
            "parts",
        }
    ),
    "case_sheet": frozenset(
        {"consortium", "lead", "parties", "checks", "district_opinion", "publicity", "decision"}
    ),
}
"""What each template cannot do without; everything else it prints when given. See each template's head."""


def render_pdf(template: str, data: Mapping[str, Any], *, dated: date) -> bytes:
    """One paper as PDF/A-2b. `dated` is the day the paper bears, never the day of printing.

    Dates in `data` may be `date` or `datetime` (shown in office time); `verify_url` becomes a QR code.
    Raises FileProblem naming the characters that our fonts cannot print.
    """
    if missing := NEEDED[template] - data.keys():
        raise ValueError(f"{template} needs {', '.join(sorted(missing))}")
    prepared = prepare(data)
    prepared["dated"] = prepare(dated)
    if url := data.get("verify_url"):
        prepared["qr"] = qr_svg(str(url))
    title = data.get("title")
    if template == "registration_letter" and not title:
        title = f"关于同意{data['consortium']}备案的通知"
    if title:
        prepared["title_lines"] = balanced(str(title), keep=str(data.get("consortium", "")))
    if template == "case_sheet":
        return two_pages(template, prepared)
    return compile_paper(template, prepared)


def two_pages(template: str, prepared: dict[str, Any]) -> bytes:
    """Set the sheet as generously as two pages allow: closer print first, then long lists cut with a word."""
    for density in range(DENSITIES):
        paper = compile_paper(template, {**prepared, "density": density})
        with pikepdf.open(io.BytesIO(paper)) as pdf:
            if len(pdf.pages) == 2:
                break
    return paper


def compile_paper(template: str, prepared: Mapping[str, Any]) -> bytes:
    """Typst's PDF/A-2b of one template; never a paper with a box in place of a character."""
    text = json.dumps(prepared, ensure_ascii=False, sort_keys=True)
    if unknown := missing_glyphs(text):
        raise FileProblem("glyph_missing", characters="".join(sorted(unknown)))
    try:
        return typst.compile(
            str(TEMPLATES / f"{template}.typ"),
            root=str(TEMPLATES),
            font_paths=[str(FONT_FOLDER)],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["a-2b"],
            sys_inputs={"data": text},
        )
    except typst.TypstError as error:
        log.error("paper %s could not be made: %s", template, error)
        raise FileProblem("paper_failed", paper=template) from error


def prepare(value: Any) -> Any:
    """Turn values into what templates print: dates into Chinese parts, lazy texts into text."""
    match value:
        case datetime():
            local = value.astimezone(OFFICE_TIME)
            return {**prepare(local.date()), "time": f"{local:%H:%M}", "second": f"{local:%H:%M:%S}"}
        case date():
            return {
                "year": value.year,
                "month": value.month,
                "number": value.day,
                "day": f"{value.year}年{value.month}月{value.day}日",
                "weekday": f"周{WEEKDAYS[value.weekday()]}",
            }
        case Mapping():
            return {str(key): prepare(item) for key, item in value.items()}
        case list() | tuple():
            return [prepare(item) for item in value]
        case None | bool() | int() | str():
            return value
        case float():
            raise TypeError("papers take figures as text or whole numbers; a float would print by chance")
    return str(value)
