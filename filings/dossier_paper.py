"""The dossier as a paper: parts and blocks read from one snapshot alone, the same for PDF and Word.

A block is one of: facts (label, text), table (heads, rows, widths), heading, text (paragraphs), note.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from consortia.amounts import plain
from consortia.guideline import CHAPTERS, CLAUSES, CONTENTS, EDITIONS, PLEDGES
from consortia.models import Signature
from consortia.own_part import resource_words
from consortia.states import Counting, Dispute, Post, Tier, UnitKind
from documents.fonts import spelled_out
from ledger import chain

from .papers import file_line
from .tables_paper import sections_of

Block = dict[str, Any]
Part = dict[str, Any]
Content = Mapping[str, Any]

NUMERALS = "一二三四五六七八九十"
EMPTY = "（未填写）"


def paper(snapshot: Content, *, head: Mapping[str, Any]) -> dict[str, Any]:
    """Everything the paper says. ``head`` is of the submission: version, number, times; or of a draft: its day."""
    with override("zh-hans"):
        parts = [part for part in _parts(snapshot) if part["blocks"]]
    content = snapshot["consortium"]
    told = {
        "title": "青岛市创新联合体备案申报书",
        "consortium": content["formal_name"] or EMPTY,
        "lead": next((party["name"] for party in content["parties"] if party["is_lead"]), ""),
        "filing_number": snapshot["serial"],
        "authority": snapshot["authority"],
        "guideline": EDITIONS[snapshot["edition"]].document_number,
        "check_words": chain.check_words(chain.digest(chain.canonical(snapshot).encode())),
        "is_sample": bool(snapshot.get("is_sample")),
        "parts": [{**part, "title": f"{numeral(n)}、{part['title']}"} for n, part in enumerate(parts, 1)],
        **head,
    }
    printable: dict[str, Any] = spelled_out(told)
    return printable


def numeral(number: int) -> str:
    """一 to 十九."""
    return NUMERALS[number - 1] if number <= 10 else "十" + NUMERALS[number - 11]


def _parts(snapshot: Content) -> Iterator[Part]:
    content = snapshot["consortium"]
    yield {"place": "basics", "title": "基本信息", "blocks": [*_basics(content)]}
    yield {"place": "members", "title": "成员单位", "blocks": [*_parties(content), *_own_parts(content)]}
    yield {"place": "people", "title": "联合体负责人和首席专家", "blocks": [*_people(content["people"])]}
    yield {"place": "agreement", "title": "组建协议", "blocks": [*_agreement(content["agreement"])]}
    yield {"place": "plan", "title": "建设方案", "blocks": [*_chapters(content["chapters"])]}
    yield from sections_of(content)
    yield {"place": "reasons", "title": "“原则上”条件未达的说明", "blocks": [*_reasons(snapshot["reasons"])]}
    yield {"place": "evidence", "title": "佐证材料目录", "blocks": [*_attachments(content)]}
    yield {"place": "pledge", "title": "诚信承诺", "blocks": [*_pledge(snapshot["pledge"])]}


def facts(*rows: tuple[str, Any]) -> Block:
    """Label and text; what is empty says so."""
    return {"kind": "facts", "rows": [[label, str(text) if text else EMPTY] for label, text in rows]}


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int | str]) -> Block:
    """``widths`` in parts of the line; a right-aligned column says so by a trailing r."""
    return {
        "kind": "table",
        "heads": list(heads),
        "rows": [list(row) for row in rows],
        "widths": [int(str(width).rstrip("r")) for width in widths],
        "right": [str(width).endswith("r") for width in widths],
    }


def text(words: str) -> Block:
    """Paragraphs by their line ends; empty lines fall away."""
    return {"kind": "text", "paragraphs": [line.strip() for line in words.splitlines() if line.strip()]}


def heading(words: str) -> Block:
    return {"kind": "heading", "text": words}


def note(words: str) -> Block:
    return {"kind": "note", "text": words}


def _basics(content: Content) -> Iterator[Block]:
    yield facts(
        ("联合体名称", content["formal_name"]),
        ("简称", content["short_name"]),
        ("英文名称", content["name_en"]),
        ("产业", content["industry"]),
        ("赛道", content["track"]),
    )
    yield heading("产业需求和瓶颈")
    yield text(content["need"] or EMPTY)


def _parties(content: Content) -> Iterator[Block]:
    parties = content["parties"]
    portions = [portion(party) for party in parties]
    has_portions = any(portions)
    rows = []
    for number, (party, said) in enumerate(zip(parties, portions, strict=True), 1):
        kind = dict(UnitKind.choices).get(party["kind"], party["kind"])
        layer = "牵头单位" if party["is_lead"] else dict(Tier.choices).get(party["tier"], party["tier"])
        name = f"{party['name']}\n{party['code'] or ''}"
        signed = f"{moment(party['signed_at'])}\n{means(party['means'])}" if party["signed_at"] else "未签署"
        share = [said or "—"] if has_portions else []
        rows.append([str(number), name, f"{kind}\n{layer}", party["duty"] or "—", *share, signed])
    counts = {
        key: sum(party["counting"] == key and not party["is_lead"] for party in parties) for key in Counting
    }
    yield note(
        f"共 {len(parties)} 家。不含牵头单位：产业链企业 {counts[Counting.INDUSTRY]} 家，"
        f"高校院所 {counts[Counting.ACADEMIC]} 家，其他 {counts[Counting.OTHER]} 家。"
    )
    yield table(
        ["序", "单位和信用代码", "类型和层级", "分工", *(["份额和投入"] if has_portions else []), "签署"],
        rows,
        [5, 26, 15, 26, *(["18r"] if has_portions else []), 18],
    )


def portion(party: Content) -> str:
    """A party's share, and what it brings in to the yuan; empty where neither is written."""
    share, money = party.get("share"), party.get("contribution")
    said = [f"{plain(Decimal(share))}%" if share else "", f"{plain(Decimal(money))} 万元" if money else ""]
    return "\n".join(line for line in said if line)


def _own_parts(content: Content) -> Iterator[Block]:
    """What each unit wrote of itself, and who said that it is right."""
    for party in content["parties"]:
        own = party.get("annex") or {}
        if not any(own.values()):
            continue
        yield heading(f"{party['name']}：本单位部分")
        yield facts(
            ("联系人", own["contact"]),
            ("电话", own["phone"]),
            ("邮箱", own["email"]),
            ("单位能力", own["capability"]),
            ("投入资源", "\n".join(resource_words(row) for row in own["resources"])),
            ("本单位确认", confirmed(party)),
        )


def confirmed(party: Content) -> str:
    """Who of the unit said that its part is right, and when."""
    if not party.get("confirmed_at"):
        return "未确认"
    return f"{party.get('confirmed_by') or ''} 于 {moment(party['confirmed_at'])} 确认无误".strip()


def means(key: str | None) -> str:
    """How a party confirmed the agreement."""
    return str(dict(Signature.Means.choices).get(key or "", key or ""))


def _people(people: Content) -> Iterator[Block]:
    for post, label in ((Post.DIRECTOR, "联合体负责人"), (Post.CHIEF_EXPERT, "首席专家")):
        person = people.get(post)
        yield heading(label)
        if person is None:
            yield text(EMPTY)
            continue
        answers = {"accepted": "本人已接受", "invited": "已发出邀请，本人未答复", "named": "未发出邀请"}
        qualities = (
            ("学术造诣", person["standing"]),
            ("熟悉产业", person["industry_knowledge"]),
            ("组织能力", person["leadership"]),
            ("简历", file_name(person["cv"])),
        )
        yield facts(
            ("姓名", person["name"]),
            ("工作单位", person["employer"]),
            ("职称", person["title"]),
            ("本人意愿", answers.get(person["state"], person["state"])),
            *(one for one in qualities if one[1] or post == Post.CHIEF_EXPERT),  # asked of the expert (G5.4)
        )


def file_name(document: Content | None) -> str:
    """A file in a line: its name, size and check words."""
    if not document:
        return ""
    said = file_line(dict(document))
    return f"{said['name']}（{said['size']}，文件核对码 {said['fingerprint']}）"


def _agreement(agreement: Content | None) -> Iterator[Block]:
    if not agreement:
        return
    yield facts(
        ("协议文件", file_name(agreement["document"])),
        ("版本", f"第 {agreement['version']} 版"),
        ("争议解决", dict(Dispute.choices).get(agreement["dispute"], "")),
        ("协议核对码", chain.check_words(agreement["digest"]) if agreement["digest"] else ""),
    )
    where = agreement["contents"]
    yield table(
        ["七项内容", "条款", "在协议中的位置"],
        [[item.zh, item.clause, where.get(item.key, "") or EMPTY] for item in CONTENTS],
        [38, 12, 50],
    )


def _chapters(chapters: Content) -> Iterator[Block]:
    for number, item in enumerate(CHAPTERS, 1):
        chapter = chapters.get(item.key) or {"text": "", "document": None, "pages": ""}
        yield heading(f"{number}. {item.zh}")
        if chapter["text"].strip():
            yield text(chapter["text"])
        if chapter["document"] and chapter["pages"]:
            yield note(f"见 {file_name(chapter['document'])}，第 {chapter['pages']} 页。")
        elif not chapter["text"].strip():
            yield text(EMPTY)


def _reasons(reasons: Sequence[Content]) -> Iterator[Block]:
    for one in reasons:
        yield heading(
            f"{one['clause']}　{CLAUSES[one['clause']].text}" if one["clause"] in CLAUSES else one["clause"]
        )
        yield text(one["reason"])


def _attachments(content: Content) -> Iterator[Block]:
    rows = []
    for number, one in enumerate(content["attachments"], 1):
        said = file_line(one["document"])
        shown = one["title"] if not one.get("party") else f"{one['title']}\n{one['party']}"
        rows.append([str(number), one["clause"], shown, said["name"], said["size"], said["fingerprint"]])
    if rows:
        yield table(["序", "条款", "说明", "文件", "大小", "文件核对码"], rows, [5, 11, 27, 27, "11r", 24])
    else:
        yield text("没有佐证材料。")


def _pledge(pledge: Content) -> Iterator[Block]:
    wording = PLEDGES.get(pledge["text_version"])
    yield text(wording.zh if wording else "")
    times = [moment(at) for at in pledge["signed_at"]]
    people = pledge.get("signed_by") or [""] * len(times)  # versions kept earlier name nobody
    signed = [f"{person} {at}".strip() for person, at in zip(people, times, strict=True)]
    yield facts(("签署人和时间" if any(people) else "签署时间", "、".join(signed) or "未签署"))


def moment(value: str) -> str:
    """An ISO moment in office time, to the minute."""
    local = timezone.localtime(datetime.fromisoformat(value))
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def day_of(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"
