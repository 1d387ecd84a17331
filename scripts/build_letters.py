"""Build the Word letters that offices edit: `python -m scripts.build_letters` writes documents/docx/*.docx.

Page and type after GB/T 9704-2012 (A4, 22 lines of 28 characters); fonts are named for Chinese text in every
style, or Word picks its own.
"""

from pathlib import Path

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle

FOLDER = Path(__file__).resolve().parent.parent / "documents" / "docx"
BODY, HEAD = "仿宋_GB2312", "方正小标宋简体"


def set_font(style: ParagraphStyle, name: str, size: float) -> None:
    style.font.name, style.font.size = name, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(script), name)


def new_letter():
    """An empty letter page with the styles Normal and Title set."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    normal = document.styles["Normal"]
    set_font(normal, BODY, 16)
    normal.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    normal.paragraph_format.line_spacing = Pt(29)
    normal.paragraph_format.space_after = Pt(0)
    title = document.styles["Title"]
    set_font(title, HEAD, 22)
    title.font.color.rgb = None
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.line_spacing = Pt(36)
    title.paragraph_format.space_after = Pt(18)
    for border in title.element.findall(".//" + qn("w:pBdr")):
        border.getparent().remove(border)
    return document


def say(document, text: str, indent: bool = True, align: WD_ALIGN_PARAGRAPH | None = None) -> None:
    paragraph = document.add_paragraph(text)
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(32)
    paragraph.alignment = align


def add_table(
    document, heads: list[str], fields: list[str], widths: list[int], items: str = "items", size: float = 12
) -> None:
    """A table whose middle row repeats for every item."""
    table = document.add_table(rows=4, cols=len(heads))
    table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    rows = (heads, [f"{{%tr for item in {items} %}}"], fields, ["{%tr endfor %}"])
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text, width in zip(row.cells, texts, widths, strict=False):
            cell.width = Mm(width)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.line_spacing = Pt(size * 1.5)
            paragraph.add_run(text).font.size = Pt(size)


def recommendation_letter() -> None:
    document = new_letter()
    say(document, "{{ official_number }}", indent=False, align=WD_ALIGN_PARAGRAPH.CENTER)
    document.add_paragraph("{{ title }}", style="Title")
    say(document, "{{ addressee }}：", indent=False)
    say(
        document,
        "根据《青岛市创新联合体组建工作指引》（青科字〔2025〕5号），我单位对辖区内牵头单位报送的创新联合体备案申报材料"
        "进行了审核，现推荐以下{{ items|length }}个创新联合体申请备案。",
    )
    add_table(
        document,
        ["序号", "联合体名称", "牵头单位", "产业方向", "首席专家", "成员数"],
        [
            "{{ item.number }}",
            "{{ item.name }}",
            "{{ item.lead }}",
            "{{ item.track }}",
            "{{ item.chief_expert }}",
            "{{ item.members_count }}",
        ],
        [14, 42, 40, 26, 20, 14],
    )
    say(document, "{%p for item in items %}")
    say(document, "{{ item.number }}. {{ item.name }}：{{ item.opinion }}")
    say(document, "{%p endfor %}")
    say(document, "上述申报材料齐全，推荐意见由经办人起草、负责人签发。请予审查。")
    say(document, "")
    say(document, "{{ authority }}", indent=False, align=WD_ALIGN_PARAGRAPH.RIGHT)
    say(document, "{{ dated.day }}", indent=False, align=WD_ALIGN_PARAGRAPH.RIGHT)
    say(document, "{%p if contact %}")
    say(document, "（联系人：{{ contact }}）")
    say(document, "{%p endif %}")
    say(document, "{%p if is_sample %}")
    say(document, "（本件为示例）")
    say(document, "{%p endif %}")
    document.save(FOLDER / "recommendation_letter.docx")


def monthly_figures() -> None:
    """月报: the month's figures on one page."""
    document = new_letter()
    section = document.sections[0]
    section.top_margin, section.bottom_margin = Mm(20), Mm(16)
    normal = document.styles["Normal"]
    set_font(normal, BODY, 12)
    normal.paragraph_format.line_spacing = Pt(19)
    title = document.styles["Title"]
    set_font(title, HEAD, 18)
    title.paragraph_format.line_spacing, title.paragraph_format.space_after = Pt(26), Pt(6)
    document.add_paragraph("{{ title }}", style="Title")
    say(document, "（截至{{ dated.day }}，{{ whose }}）", indent=False, align=WD_ALIGN_PARAGRAPH.CENTER)
    say(document, "{%p for line in lines %}")
    say(document, "{{ line }}")
    say(document, "{%p endfor %}")
    say(document, "一、有效期", indent=False)
    add_table(
        document,
        ["日期", "有效备案", "其中未公布日期", "其间到期"],
        ["{{ item.day }}", "{{ item.total }}", "{{ item.undated }}", "{{ item.lapsed }}"],
        [46, 36, 36, 36],
        "points",
        10,
    )
    say(document, "二、在办申报（按阶段）", indent=False)
    add_table(
        document,
        ["阶段", "件数", "超期"],
        ["{{ item.name }}", "{{ item.count }}", "{{ item.late }}"],
        [82, 36, 36],
        "stages",
        10,
    )
    say(document, "三、各环节用时（工作日，近一年）", indent=False)
    add_table(
        document,
        ["环节", "中位数", "九成以内", "办公时限", "件数"],
        ["{{ item.name }}", "{{ item.median }}", "{{ item.most }}", "{{ item.limit }}", "{{ item.count }}"],
        [50, 26, 26, 26, 26],
        "steps",
        10,
    )
    say(document, "{{ counted }}", indent=False)
    document.save(FOLDER / "monthly_figures.docx")


def campaign_notice() -> None:
    """绩效评价通知: who is evaluated, by what, until when evidence is brought."""
    document = new_letter()
    say(document, "{{ official_number }}", indent=False, align=WD_ALIGN_PARAGRAPH.CENTER)
    document.add_paragraph("{{ title }}", style="Title")
    say(document, "各有关牵头单位：", indent=False)
    say(
        document,
        "根据《青岛市创新联合体组建工作指引》（青科字〔2025〕5号），我局对{{ items|length }}家创新联合体开展绩效评价，"
        "由{{ evaluators }}实施。现将有关事项通知如下。",
    )
    say(document, "一、评价内容")
    say(document, "{%p for one in dimensions %}")
    say(document, "{{ one.name }}（{{ one.weight }}分）：{{ one.contents }}。")
    say(document, "{%p endfor %}")
    say(document, "等次标准：{{ cuts }}，其余为不合格。评价坚持质量、绩效、贡献导向，不以数量代替水平。")
    say(document, "二、材料报送")
    say(
        document,
        "请在{{ evidence_until.day }}（含当日）前登录系统，对照建设方案约定的指标填报完成情况并上传佐证材料，"
        "由签字人确认。逾期不再接收，可在答复中说明。",
    )
    say(document, "三、答复")
    say(document, "评价人评分后，建议等次先告知牵头单位，牵头单位可以答复，之后作出决定。")
    say(document, "四、参加评价的创新联合体")
    add_table(
        document,
        ["序号", "创新联合体", "牵头单位", "备案编号"],
        ["{{ item.position }}", "{{ item.name }}", "{{ item.lead }}", "{{ item.number }}"],
        [14, 56, 50, 36],
    )
    say(document, "")
    say(document, "青岛市科学技术局", indent=False, align=WD_ALIGN_PARAGRAPH.RIGHT)
    say(document, "{{ dated.day }}", indent=False, align=WD_ALIGN_PARAGRAPH.RIGHT)
    say(document, "{%p if is_sample %}")
    say(document, "（本件为示例）")
    say(document, "{%p endif %}")
    document.save(FOLDER / "campaign_notice.docx")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    recommendation_letter()
    monthly_figures()
    campaign_notice()
