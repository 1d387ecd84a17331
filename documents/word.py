"""Letters as DOCX, for offices that put them into their own document system and edit them there."""

import io
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate

from documents.papers import prepare

TEMPLATES = Path(__file__).resolve().parent / "docx"


def recommendation_letter(data: Mapping[str, Any]) -> bytes:
    """推荐函 of a district authority to the city bureau (G5.6b).

    Needs authority, items [{name, lead, track, chief_expert, members_count, opinion}], dated.
    Takes official_number, addressee, title, contact, is_sample.
    """
    items = [{**item, "number": number} for number, item in enumerate(data["items"], start=1)]
    what = items[0]["name"] if len(items) == 1 else f"{len(items)}个创新联合体"
    defaults = {
        "title": f"关于推荐{what}申请备案的函",
        "addressee": "青岛市科学技术局",
        "official_number": "",
        "contact": "",
        "is_sample": False,
    }
    return letter("recommendation_letter", {**defaults, **data, "items": items})


def letter(template: str, data: Mapping[str, Any]) -> bytes:
    """One letter from documents/docx; whatever users typed stays text."""
    document = DocxTemplate(TEMPLATES / f"{template}.docx")
    document.render(printable(prepare(data)), autoescape=True)
    buffer = io.BytesIO()
    document.save(buffer)
    dated = data.get("dated")
    return without_clock(buffer.getvalue(), dated if isinstance(dated, date) else date(2000, 1, 1))


def printable(value: Any) -> Any:
    """The data without characters that XML cannot hold; line ends stay."""
    match value:
        case str():
            return "".join(sign for sign in value if sign in "\n\t" or sign.isprintable() or sign == "\u3000")
        case Mapping():
            return {key: printable(item) for key, item in value.items()}
        case list():
            return [printable(item) for item in value]
    return "" if value is None else value


def without_clock(package: bytes, dated: date) -> bytes:
    """The same package with every part dated to the paper's day, so that equal letters are equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(buffer, "w") as target:
        for entry in source.infolist():
            fixed = zipfile.ZipInfo(entry.filename, (dated.year, dated.month, dated.day, 0, 0, 0))
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.external_attr = 0o600 << 16
            target.writestr(fixed, source.read(entry))
    return buffer.getvalue()
