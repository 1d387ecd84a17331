"""What the office writes to a party: the notice before (告知书) and the decision (决定书), as DOCX, kept once made."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from consortia.guideline import CLAUSES
from documents import word
from documents.actions import store_paper
from workflow import office

from .case_guards import CLAUSE_OF
from .models import Case
from .states import CaseKind, CaseState

GUIDELINE = "《青岛市创新联合体组建工作指引》（青科字〔2025〕5号）"
AUTHORITY = "青岛市科学技术局"
MATTERS = {
    CaseKind.REVOCATION: "取消创新联合体备案资格",
    CaseKind.LEAD_DISQUALIFICATION: "取消创新联合体牵头单位资格",
    CaseKind.MISCONDUCT: "列入科研信用档案",
}
"""What a party is told of. A referral is not among them: nothing of it is written to the party."""


def _day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"


def _consortium(case: Case) -> str:
    return case.registration.consortium.formal_name if case.registration else ""


def _rests_on(clause: str) -> str:
    """The clause as papers cite it: its section and its words."""
    found = CLAUSES[clause]
    return f"{GUIDELINE}{found.section}“{found.text}”"


def _facts(case: Case) -> list[str]:
    told = [case.facts.strip()]
    if case.kind == CaseKind.LEAD_DISQUALIFICATION:
        told += [
            f"组织不力：{case.organising_facts.strip()}",
            f"未按共建协议履约：{case.agreement_facts.strip()}",
        ]
    return [text for text in told if text]


def notice_data(case: Case) -> dict[str, Any]:
    """What is meant to be decided, on what facts and clause, and until when the party may speak."""
    told_on = timezone.localdate(case.notified_at)
    until = office.due("statement_days", told_on).on
    about = f"（{_consortium(case)}）" if case.registration else ""
    return {
        "number": f"{case.number}（告知）",
        "title": f"拟{MATTERS[CaseKind(case.kind)]}告知书",
        "addressee": case.unit.name,
        "paragraphs": [
            f"经核查{about}，认定下列事实：",
            *_facts(case),
            f"依据{_rests_on(CLAUSE_OF[case.kind])}，我局拟{MATTERS[CaseKind(case.kind)]}。",
            f"你单位可于{_day(until)}前由签字人在{settings.SITE_ORIGIN}/sanctions/{case.pk}/陈述申辩并上传材料；"
            "逾期未陈述的，不影响我局作出决定。",
        ],
        "authority": AUTHORITY,
        "dated": told_on,
        "is_sample": case.unit.is_sample,
    }


def decision_data(case: Case) -> dict[str, Any]:
    """What is decided, on what clause, what follows, and until when a second look may be asked for."""
    until = case.second_look_until
    heard = "你单位已陈述申辩。" if case.stated_at else "你单位在规定期限内未陈述申辩。"
    follows = []
    if case.ban is not None:
        last = case.ban.until_on.fromordinal(case.ban.until_on.toordinal() - 1)
        follows = [
            f"自{_day(case.ban.from_on)}起至{_day(last)}止，你单位不得牵头组建或作为核心层参与其他创新联合体建设；"
            "作为紧密层、一般层成员参与不受限制。"
        ]
    appeal = until and [
        f"不服本决定的，可于{_day(until)}前在{settings.SITE_ORIGIN}/sanctions/{case.pk}/申请复核，由另一人答复。"
    ]
    return {
        "number": case.decision_number,
        "title": f"{MATTERS[CaseKind(case.kind)]}决定书",
        "addressee": case.unit.name,
        "paragraphs": [
            f"经核查，认定下列事实：{'；'.join(_facts(case))}",
            heard,
            f"依据{_rests_on(case.clause)}，决定如下：",
            case.decision.strip(),
            *follows,
            *(appeal or ()),
        ],
        "authority": AUTHORITY,
        "dated": case.decided_on,
        "is_sample": case.unit.is_sample,
    }


def make_letters(case_id: int, *, now: datetime) -> None:
    """Write whichever letter is still missing; asked again, it does nothing."""
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case_id)
        if case.kind == CaseKind.REFERRAL:
            return
        if case.notified_at and case.notice_letter_id is None:
            content = word.letter("case_notice", notice_data(case))
            case.notice_letter = store_paper(
                content, f"告知书 {case.number}.docx", made_for_id=case.owner_id, now=now
            )
        if case.decided_by_id and case.decision_letter_id is None:
            content = word.letter("case_decision", decision_data(case))
            case.decision_letter = store_paper(
                content, f"决定书 {case.number}.docx", made_for_id=case.decided_by_id, now=now
            )
        case.save(update_fields=["notice_letter", "decision_letter"])


def owed_letters(now: datetime, at_most: int = 50) -> int:
    """Write every letter that a lost message left unwritten; returns how many cases."""
    owing = Case.objects.filter(
        Q(notified_at__isnull=False, notice_letter__isnull=True)
        | Q(decided_by__isnull=False, decision_letter__isnull=True),
    ).exclude(kind=CaseKind.REFERRAL)
    found = list(owing.exclude(state=CaseState.OPEN).order_by("pk").values_list("pk", flat=True)[:at_most])
    for pk in found:
        make_letters(pk, now=now)
    return len(found)
