"""Filings brought to a state by the real steps of real people. Nothing here writes a state."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.db import transaction

from consortia import actions as consortia
from consortia.consent import APPOINTMENT
from consortia.dossier import READ_LATER
from consortia.guideline import CHAPTERS, CONTENTS
from consortia.models import BudgetLine, Consortium, Indicator, Industry, Milestone, PlanChapter, Track, Unit
from consortia.queries import agreement_of, appointments, memberships
from consortia.states import AppointmentEvent, MembershipEvent
from consortia.tables import TABLES
from filings import actions
from filings.models import Filing
from filings.states import Event
from ledger import clock
from tests.factories import NOW, UnitFactory, officer, representative, stored_file
from tests.retold import told_once
from workflow import engine


@dataclass
class People:
    """Everybody on one filing's road."""

    lead: Any
    officer: Any
    head: Any
    city: Any
    approver: Any


def people(unit: Unit) -> People:
    return People(
        lead=representative(unit),
        officer=officer("district_officer", unit.authority),
        head=officer("district_head", unit.authority),
        city=officer("city_officer"),
        approver=officer("approver"),
    )


def reference() -> None:
    """The reference data, as loaded on the day that the clock shows."""
    _reference(clock.now().date().isoformat())


@told_once
def _reference(_day: str) -> None:
    call_command("load_reference", verbosity=0)


MEMBERS = (("enterprise", "industry"),) * 3 + (("university", "academic"), ("institute", "academic"))


def _fill(filing: Filing, who: People, now: datetime, members: Any) -> None:
    unit = filing.lead
    consortium = filing.consortium
    industry, _ = Industry.objects.get_or_create(
        key="xx5",
        defaults={"group": "新兴", "group_en": "Emerging", "name": "智能装备", "name_en": "Equipment"},
    )
    track, _ = Track.objects.get_or_create(
        key="sample-track",
        defaults={"industry": industry, "name": "示例赛道", "name_en": "Sample", "source": "示例"},
    )
    consortium.industry, consortium.main_track, consortium.need = industry, track, "深海焊接依赖进口"
    consortium.save()
    signers = {unit.pk: who.lead}
    for kind, counting in members:
        other = UnitFactory(kind=kind)
        signers[other.pk] = representative(other)
        member = consortia.add_member(
            consortium,
            other,
            counting=counting,
            tier="core",
            duty="承担一项任务",
            email="",
            actor=who.lead,
            now=now,
        )
        consortia.invite_member(member, actor=who.lead, now=now)
        consortia.answer_invitation(
            member, MembershipEvent.ACCEPT, actor=signers[other.pk], now=now, typed={"is_voluntary": True}
        )
    for post in ("director", "chief_expert"):
        fields = {"name": "示例专家", "employer": "示例大学", "email": f"{post}@example.test"}
        fields |= {
            "standing": "有",
            "industry_knowledge": "有",
            "leadership": "有",
            "cv": stored_file("简历.pdf"),
        }
        person = consortia.name_person(consortium, post, fields=fields, actor=who.lead, now=now)
        consortia.ask_person(person, actor=who.lead, now=now)
        holder = consortia.LinkHolder(link_token=person.token)
        engine.advance(APPOINTMENT, person.pk, AppointmentEvent.ACCEPT, actor=holder, now=now)
    agreement = agreement_of(consortium)
    agreement.document = stored_file()
    agreement.contents = {content.key: "第一条" for content in CONTENTS}
    agreement.dispute = "arbitration"
    agreement.save()
    for chapter in CHAPTERS:
        PlanChapter.objects.filter(consortium=consortium, key=chapter.key).update(text="内容。" * 30)
    consortia.restate_agreement(consortium, now=now)
    agreement = agreement_of(consortium)
    for member in memberships(consortium):
        consortia.sign(
            member, actor=signers[member.unit_id], now=now, seen_digest=agreement.digest, means="confirmed"
        )


def _rows(consortium: Consortium, now: datetime) -> None:
    figure = {"name": "First-pass yield", "unit": "%", "orientation": "quality", "baseline": 80, "target": 95}
    Indicator.objects.create(consortium=consortium, **figure, target_year=now.year + 3)
    Milestone.objects.create(consortium=consortium, name="Prototype", due_on=now.date() + timedelta(days=500))
    BudgetLine.objects.create(consortium=consortium, source="lead", year=now.year + 1, amount=100)


def _no_rows(filing: Filing, who: People, now: datetime) -> None:
    """The plan has in its text what the tables would say, and the district has taken that."""
    filing.reasons.create(
        code="tables_empty", clause="GA.3", reason="见建设方案第 8 页", is_accepted=True, judged_by=who.officer,
        judged_at=now,
    )  # fmt: skip


@told_once
def complete_draft(
    who: People | None = None,
    *,
    now: datetime = NOW,
    members: Any = MEMBERS,
    unit: Unit | None = None,
    rows: bool = True,
) -> tuple[Filing, People]:
    """A draft that may be submitted: parties signed, people accepted, plan written, pledge given.

    Without ``rows`` no typed table holds one, and the reason for that is accepted.
    """
    unit = unit or UnitFactory()
    who = who or people(unit)
    filing = actions.start(actor=who.lead, lead=unit, formal_name="示例深海焊接创新联合体", now=now)
    with transaction.atomic():
        _fill(filing, who, now, members)
        if rows:
            _rows(filing.consortium, now)
        else:
            _no_rows(filing, who, now)
    Filing.objects.filter(pk=filing.pk).update(knows_no_secrets=True)
    actions.sign_pledge(filing.pk, actor=who.lead, now=now)
    assert set(appointments(filing.consortium)) == {"director", "chief_expert"}
    return Filing.objects.get(pk=filing.pk), who


def draft_without_rows(who: People | None = None, **given: Any) -> tuple[Filing, People]:
    """The same with no row in any typed table: where the tables themselves are tried."""
    filing, who = complete_draft(who, **given)
    for key in READ_LATER:
        TABLES[key].model._default_manager.filter(consortium=filing.consortium).delete()
    return filing, who


def point_to_the_plan(filing: Filing, lead: Any, *, now: datetime = NOW) -> None:
    """Say where the plan has what the tables read later have no rows for."""
    with actions.editing(filing.pk, actor=lead, now=now, place="reasons") as held:
        actions.give_reason(held, code="tables_empty", clause="GA.3", reason="见建设方案第 8 页")


def endorse(filing: Filing, who: People, *, now: datetime = NOW) -> None:
    """The officer drafts a recommendation, the head signs it."""
    actions.draft(
        filing.pk, Event.ENDORSE, actor=who.officer, now=now, payload={"opinion": "材料齐全，同意推荐。"}
    )
    actions.take(filing.pk, Event.ENDORSE, actor=who.head, now=now)


@told_once
def at_city_check(*, now: datetime = NOW, rows: bool = True) -> tuple[Filing, People]:
    filing, who = complete_draft(now=now, rows=rows)
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=now)
    endorse(filing, who, now=now)
    return Filing.objects.get(pk=filing.pk), who
