"""The founding agreement to begin from: seven articles in the guideline's order, filled with what the draft holds.

The words are Chinese, as the contract is. What stands in 【】 the parties agree on and fill in themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from consortia.amounts import plain
from consortia.guideline import CONTENTS, QINGDAO_2025, Guideline
from consortia.models import Membership
from consortia.states import Dispute

from .data_page import portion
from .dossier_paper import Block, note, numeral, table, text
from .papers import TIERS

Answers = Mapping[str, str]
"""Key of a provision to the text that stands in the draft."""

WHOLE = Decimal(100)
SERVICE = "牵头单位负责联合体日常管理和对外联络，组织编制建设方案、调度进度，并提供必要的场地和人员。"
ARBITRATION = "因本协议产生的争议，各方先协商；协商不成的，提交【仲裁机构全称】仲裁。"
LITIGATION = "因本协议产生的争议，各方先协商；协商不成的，向【所在地】人民法院起诉。"
TO_BE_CUT = (
    "使用说明（定稿时删去本段）：七条的次序和指引第五条第三项的七项内容相同。【】内的文字由各方商定后填写或删去；"
    "条款供参考，可以增减。各方签署后，把定稿文件上传到系统，并写明七项内容各在哪一条、哪一页。"
)


def paper(
    name: str,
    parties: Sequence[Membership],
    *,
    need: str,
    answers: Answers,
    dispute: str,
    guideline: Guideline = QINGDAO_2025,
    is_sample: bool = False,
) -> dict[str, Any]:
    """Title and parts of the agreement, as documents.word_dossier writes them."""
    articles = {
        "goals": _goals(need),
        "division": _division(parties, answers),
        "rights": _rights(answers),
        "ownership": _ownership(answers),
        "benefits": _benefits(parties, answers),
        "breach": [text("一方不履行或不按约定履行的，应在【　】日内补救；造成损失的，赔偿【范围和上限】。")],
        "dispute": _dispute(dispute),
    }
    named = [
        {"title": f"第{numeral(number)}条　{item.zh}", "blocks": list(articles[item.key])}
        for number, item in enumerate(CONTENTS, 1)
    ]
    opening = {"title": "", "blocks": [*_opening(parties, guideline, is_sample=is_sample)]}
    return {
        "title": f"{name}组建协议" if name else "【名称】创新联合体组建协议",
        "parts": [opening, *named, {"title": "签署", "blocks": [*_signing(parties, guideline)]}],
    }


def _opening(parties: Sequence[Membership], guideline: Guideline, *, is_sample: bool) -> Iterator[Block]:
    if is_sample:
        yield note("（本件为示例）")
    yield note(TO_BE_CUT)
    yield text(
        f"依据《{guideline.title}》（{guideline.document_number}），下列各方自愿共同组建创新联合体，订立本协议。"
    )
    yield table(
        ["序", "单位", "统一社会信用代码", "层级", "份额和投入"],
        [
            [str(number), party.unit.name, party.unit.code or "—", _role(party), portion(party)]
            for number, party in enumerate(parties, 1)
        ],
        [6, 32, 27, 15, 20],
    )


def _role(party: Membership) -> str:
    return "牵头单位" if party.is_lead else TIERS[party.tier]


def _goals(need: str) -> Iterator[Block]:
    yield text(f"产业需求和瓶颈：{need.strip() or '【写明产业卡在哪里、谁使用成果】'}")
    yield text(
        "各方用【　】年共同攻关，达到下列目标：【逐项写指标、现值、目标值、验证方法，与建设方案一致】。"
    )


def _division(parties: Sequence[Membership], answers: Answers) -> Iterator[Block]:
    yield text(SERVICE)
    rows = [[party.unit.name, party.duty or "【写明任务】"] for party in parties]
    yield table(["单位", "分工"], rows, [35, 65])
    yield from _said(answers, "research")


def _rights(answers: Answers) -> Iterator[Block]:
    yield text("各方有权参加议事、使用共享的平台和资源；应按期完成任务、足额投入、保守秘密，并如实提供材料。")
    yield text("新成员加入，须经【表决方式】同意，并书面接受本协议。")
    default = "成员退出，提前【　】日书面通知；已投入的经费、已许可的知识产权和保密义务【写明怎么处理】。"
    yield from _said(answers, "exit", default)


def _ownership(answers: Answers) -> Iterator[Block]:
    yield text("各方订立本协议前已有的知识产权归原权利人；为完成任务需要使用的，许可范围为【　】。")
    default = (
        "执行任务新产生的科技成果和知识产权：【由完成方所有／由各方按份额共有】，使用和转让的办法为【　】。"
    )
    yield from _said(answers, "ip", default)


def _benefits(parties: Sequence[Membership], answers: Answers) -> Iterator[Block]:
    shares = [party.share for party in parties if party.share is not None]
    yield from _said(answers, "benefits", "" if shares else "收益按【比例或计算办法】分配。")
    if not shares:
        return
    yield text("成果收益按下列份额分配：")
    rows = [
        [party.unit.name, f"{plain(party.share)}%" if party.share is not None else "【　】"]
        for party in parties
    ]
    yield table(["单位", "份额"], rows, [70, "30r"])
    if (total := sum(shares, Decimal())) != WHOLE:
        yield note(f"【各方份额合计 {plain(total)}%，不是 100%，定稿前请核对】")


def _dispute(dispute: str) -> Iterator[Block]:
    if dispute != Dispute.LITIGATION:
        yield text(ARBITRATION)
    if dispute != Dispute.ARBITRATION:
        yield text(LITIGATION)
    if not dispute:
        yield note("【仲裁和诉讼只能选一种，删去另一款】")


def _said(answers: Answers, key: str, default: str = "") -> Iterator[Block]:
    """What the draft says already, or else the words to begin from."""
    if words := answers.get(key, "").strip() or default:
        yield text(words)


def _signing(parties: Sequence[Membership], guideline: Guideline) -> Iterator[Block]:
    yield text(
        f"本协议自各方签署之日起生效，有效期不超过备案有效期（最长 {guideline.validity_years} 年）。"
        "协议一式【　】份，各方各执一份。"
    )
    rows = [[f"{party.unit.name}\n（盖章）", "", "　　年　月　日"] for party in parties]
    yield table(["单位", "法定代表人或授权代表（签字）", "日期"], rows, [45, 33, 22])
