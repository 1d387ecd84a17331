"""Build the Word letters of cases: `python -m scripts.build_case_letters` writes documents/docx/case_*.docx."""

from docx.enum.text import WD_ALIGN_PARAGRAPH

from scripts.build_letters import FOLDER, new_letter, say

RIGHT, CENTRE = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER


def case_letter(name: str) -> None:
    """Number, title, addressee, paragraphs, who signs and when; 告知书 and 决定书 differ in their words only."""
    document = new_letter()
    say(document, "{{ number }}", indent=False, align=CENTRE)
    document.add_paragraph("{{ title }}", style="Title")
    say(document, "{{ addressee }}：", indent=False)
    say(document, "{%p for text in paragraphs %}")
    say(document, "{{ text }}")
    say(document, "{%p endfor %}")
    say(document, "")
    say(document, "{{ authority }}", indent=False, align=RIGHT)
    say(document, "{{ dated.day }}", indent=False, align=RIGHT)
    say(document, "{%p if is_sample %}")
    say(document, "（本件为示例）")
    say(document, "{%p endif %}")
    document.save(FOLDER / f"{name}.docx")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    case_letter("case_notice")
    case_letter("case_decision")
