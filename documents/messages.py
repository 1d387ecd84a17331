"""One sentence for each problem code: the file, what is wrong with it, what to do."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

MESSAGES = {
    # the name
    "name_missing": _("The file has no name. Give it one and upload it again."),
    "name_too_long": _(
        "“%(name)s” has a name of more than %(limit)s characters. Shorten the name and upload again."
    ),
    "name_hidden_characters": _(
        "“%(name)s” has invisible characters in its name. Type the name anew and upload again."
    ),
    "name_has_path": _("“%(name)s” has a slash in its name. Rename the file and upload again."),
    "name_deceptive": _(
        "“%(name)s” hides “.%(inner)s” in its name. Give the file one ending only and upload again."
    ),
    # the kind, by its ending
    "no_ending": _(
        "“%(name)s” has no ending such as .pdf. Upload PDF, OFD, DOCX, XLSX, DOC, WPS, JPG or PNG."
    ),
    "is_archive": _("“%(name)s” is an archive. Unzip it and upload PDF or DOCX."),
    "is_program": _("“%(name)s” is a program or script and is not taken. Upload PDF or DOCX."),
    "is_web_page": _(
        "“%(name)s” is a web page or drawing code and is not taken. Save it as PDF and upload that."
    ),
    "has_macro_ending": _(
        "“%(name)s” can hold macros. Save it as DOCX or XLSX without macros and upload that."
    ),
    "kind_not_taken": _(
        "“.%(ending)s” files are not taken (“%(name)s”). Upload PDF, OFD, DOCX, XLSX, DOC, WPS, JPG or PNG."
    ),
    # size
    "empty": _("“%(name)s” is empty (0 bytes). Check the file on your computer and upload it again."),
    "too_large": _(
        "“%(name)s” has %(size)s MB, the limit is %(limit)s MB. Split it or lower the picture quality."
    ),
    # the content
    "kind_mismatch": _(
        "“%(name)s” ends in .%(ending)s but is not %(kind)s inside. Save it anew as %(kind)s and upload that."
    ),
    "content_is": _(
        "“%(name)s” ends in .%(ending)s but is “.%(found)s” inside. Save it anew as %(kind)s and upload that."
    ),
    "broken": _("“%(name)s” is damaged and cannot be opened. Save it anew and upload again."),
    "two_in_one": _("“%(name)s” carries a second, hidden file. Save it anew as %(kind)s and upload that."),
    "encrypted": _("“%(name)s” is protected by a password. Remove the protection and upload again."),
    "pdf_active": _(
        "“%(name)s” holds a script or an automatic action (%(what)s). Print it to a new PDF and upload that."
    ),
    "carries_files": _("“%(name)s” has other files inside it. Remove them, or upload each file by itself."),
    "pdf_no_page": _("“%(name)s” has no page. Check the file and upload it again."),
    "office_active": _("“%(name)s” holds active content (%(what)s). Save it as PDF and upload that."),
    "has_macro": _("“%(name)s” holds macros. Save it without macros and upload again."),
    "outside_link": _("“%(name)s” loads parts from another computer. Save it as PDF and upload that."),
    "unpacks_too_large": _("“%(name)s” unpacks to more than it may. Save it anew or upload PDF."),
    "unsafe_parts": _("“%(name)s” is packed in an unsafe way. Save it anew or upload PDF."),
    "picture_too_large": _(
        "“%(name)s” has more than %(limit)s million pixels. Make the picture smaller and upload again."
    ),
    # the virus check
    "infected": _("“%(name)s” was refused by the virus check. Do not open it; upload a clean file."),
    "not_released": _("“%(name)s” is waiting for the virus check. Open it again in some minutes."),
    "content_lost": _("“%(name)s” cannot be read from the store now. Tell the operators."),
    # papers
    "glyph_missing": _(
        "“%(characters)s” cannot be printed by the fonts of our papers. Tell the operators this character."
    ),
    "paper_failed": _("The paper “%(paper)s” could not be made. Tell the operators."),
}


def sentence(code: str, params: Mapping[str, Any]) -> str:
    """The problem in the reader's language."""
    return str(MESSAGES[code]) % params


def preview_note(kind: str, has_preview: bool) -> str:
    """What to say beside a file that browsers cannot show; empty for those they can."""
    return (
        ""
        if has_preview
        else gettext("%(kind)s files have no preview here. Download the file to read it.") % {"kind": kind}
    )
