"""A dossier as real people fill it in: basics, members, people, agreement, plan, signatures, pledge."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from consortia import actions as consortia
from consortia.models import Agreement, Industry, Membership, PlanChapter, Track
from consortia.queries import appointments, memberships
from consortia.states import AppointmentEvent, Post
from filings import actions as filings
from filings import edits, parties
from filings.models import Filing

from . import plans, sheets, units
from .cast import Cast, Story, upload
from .people import MAIL
from .topics import BY_KEY, Topic


@dataclass(frozen=True, slots=True)
class Gaps:
    """What a dossier leaves undone, by unit key, chapter key or content key."""

    unanswered: tuple[str, ...] = ()
    unsigned: tuple[str, ...] = ()
    chapters: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()
    expert_asked_only: bool = False
    unpledged: bool = False
    reasons: tuple[tuple[str, str, str], ...] = ()
    """Code, clause and reason of in-principle shortfalls."""
    general: tuple[str, ...] = ()
    """Members in the general layer; all others are core."""


WHOLE = Gaps()


def dossier(cast: Cast, key: str, begun: int, gaps: Gaps = WHOLE) -> Story:
    """Fill in a dossier over four working days; returns the draft."""
    topic = BY_KEY[key]
    minute = f"{list(BY_KEY).index(key) % 50 + 10:02d}"
    editor, signer = cast.editor(topic.lead), cast.signer(topic.lead)
    now = yield cast.at(begun, f"09:{minute}")
    filing = filings.start(
        actor=editor,
        lead=cast.units[topic.lead],
        formal_name=topic.name,
        name_en=topic.name_en,
        call=None if gaps.unsigned else cast.call,
        now=now,
    )
    cast.filings[key] = filing
    _basics(filing, topic, editor, now)
    _members(cast, filing, topic, editor, now, gaps)
    now = yield cast.at(begun + 1, f"10:{minute}")
    _answers(cast, filing, topic, now, gaps)
    _people(filing, topic, editor, now, employer=units.BY_KEY[topic.members[-1]].name)
    now = yield cast.at(begun + 2, f"14:{minute}")
    _appointments(filing, now, gaps)
    _papers(cast, filing, topic, editor, now, gaps)
    now = yield cast.at(begun + 3, f"15:{minute}")
    _signatures(cast, filing, topic, now, gaps)
    if not gaps.unpledged:
        filings.sign_pledge(filing.pk, actor=signer, now=now)
    for code, clause, reason in gaps.reasons:
        with filings.editing(filing.pk, actor=editor, now=now, place="reasons") as held:
            filings.give_reason(held, code=code, clause=clause, reason=reason)
    return filing


def _basics(filing: Filing, topic: Topic, editor: User, now: datetime) -> None:
    with filings.editing(filing.pk, actor=editor, now=now, place="basics") as held:
        consortium = held.consortium
        consortium.industry = Industry.objects.get(key=topic.industry.lower())
        consortium.main_track = Track.objects.filter(key=topic.track).first()
        consortium.short_name = topic.name.removesuffix("创新联合体")
        if consortium.main_track is None:
            consortium.other_track = topic.product
        consortium.need = topic.need
        consortium.save()


def _members(cast: Cast, filing: Filing, topic: Topic, editor: User, now: datetime, gaps: Gaps) -> None:
    with filings.editing(filing.pk, actor=editor, now=now, place="members") as held:
        for place, key in enumerate(topic.members):
            task = topic.tasks[place % len(topic.tasks)]
            member = consortia.add_member(
                held.consortium,
                cast.units[key],
                counting=units.BY_KEY[key].counting,
                tier="general" if key in gaps.general else "core",
                duty=f"承担“{task}”中的{'基础研究' if key in ACADEMIC else '工程研制和验证'}",
                email=cast.signer(key).email if gaps.unsigned else "",
                actor=editor,
                now=now,
            )
            consortia.invite_member(member, actor=editor, now=now)


ACADEMIC = frozenset({"university", "polytechnic", "institute", "energy-institute"})


def _answers(cast: Cast, filing: Filing, topic: Topic, now: datetime, gaps: Gaps) -> None:
    for key in topic.members:
        if key in gaps.unanswered:
            continue
        member = Membership.objects.get(consortium=filing.consortium, unit=cast.units[key])
        parties.accept(member, actor=cast.signer(key), now=now, is_voluntary=True)


def _people(filing: Filing, topic: Topic, editor: User, now: datetime, *, employer: str) -> None:
    director = {
        "name": "项目负责人（示例）",
        "employer": filing.lead.name,
        "title": "副总工程师 Deputy chief engineer",
        "email": f"director-{topic.key}{MAIL}",
    }
    expert = {
        "name": "首席专家（示例）",
        "employer": employer,
        "title": "教授 Professor",
        "email": f"chief-{topic.key}{MAIL}",
        "standing": f"长期研究{topic.tasks[0]}，主持国家级项目 3 项，授权发明专利 31 件。",
        "industry_knowledge": f"熟悉{topic.scene}，为 6 家企业解决过量产问题。",
        "leadership": "带领 28 人跨单位团队，任省级重点实验室副主任。",
        "cv": upload(plans.cv_pdf(), "首席专家简历.pdf", editor, now),
    }
    with filings.editing(filing.pk, actor=editor, now=now, place="people") as held:
        for post, fields in ((Post.DIRECTOR, director), (Post.CHIEF_EXPERT, expert)):
            person = consortia.name_person(held.consortium, post, fields=fields, actor=editor, now=now)
            consortia.ask_person(person, actor=editor, now=now)


def _appointments(filing: Filing, now: datetime, gaps: Gaps) -> None:
    for post, person in appointments(filing.consortium).items():
        if post == Post.CHIEF_EXPERT and gaps.expert_asked_only:
            continue
        parties.answer_appointment(person, AppointmentEvent.ACCEPT, now=now)


def _papers(cast: Cast, filing: Filing, topic: Topic, editor: User, now: datetime, gaps: Gaps) -> None:
    lead = filing.lead.name
    members = [cast.units[key].name for key in topic.members]
    paper = plans.agreement_pdf(topic, lead, members, now.date())
    document = upload(paper, f"{topic.name}组建协议.pdf", editor, now)
    where = {key: text for key, text in plans.contents().items() if key not in gaps.contents}
    with filings.editing(filing.pk, actor=editor, now=now, place="agreement") as held:
        Agreement.objects.filter(consortium=held.consortium).update(
            document=document, contents=where, dispute="arbitration"
        )
    texts = plans.chapters(topic, lead, members, now.year)
    with filings.editing(filing.pk, actor=editor, now=now, place="plan") as held:
        for chapter in PlanChapter.objects.filter(consortium=held.consortium).exclude(key__in=gaps.chapters):
            chapter.text, chapter.edited_by, chapter.edited_at = texts[chapter.key], editor, now
            chapter.save()
    if not gaps.chapters:
        sheets.fill(filing, topic, memberships(filing.consortium), actor=editor, now=now)


def _signatures(cast: Cast, filing: Filing, topic: Topic, now: datetime, gaps: Gaps) -> None:
    keys = dict(zip([topic.lead, *topic.members], memberships(filing.consortium), strict=True))
    agreement = Agreement.objects.get(consortium=filing.consortium)
    for key, member in keys.items():
        if key in gaps.unsigned or key in gaps.unanswered:
            continue
        parties.sign(member, actor=cast.signer(key), now=now, seen_digest=agreement.digest)
    if not gaps.unpledged:
        edits.confirm_no_secrets(filing.pk, True, actor=cast.signer(topic.lead), now=now)
