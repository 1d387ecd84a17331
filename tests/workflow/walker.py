"""Random walks: right and wrong people fire legal and illegal steps, in and out of turn, with good and bad texts.

A walk starts from a filing that real steps brought to some state, and is undone afterwards. Whatever a person may
send must end in a step, a draft, or a refusal; anything else is a finding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import connection, transaction

from consortia import announcing
from consortia.guards import Decision
from consortia.models import Membership, ProjectLink, Registration
from consortia.registration import REGISTRATION
from consortia.states import RegistrationEvent
from filings import actions, deadlines
from filings.flow import FILING
from filings.models import CorrectionTicket, Filing
from filings.states import Event, State, TicketEvent
from ledger import chain
from ledger.models import Entry
from reviews.actions import lists, objections, rounds, stages
from reviews.evidence import gather
from reviews.models import ListItem, NoticeItem, Objection, PanelSeat, ScoreSheet, SiteVisit
from reviews.states import ObjectionEvent
from tests.factories import AuthorityFactory, UnitFactory, UserFactory, officer, representative
from tests.road_reviews import full_sheet
from workflow import engine, holds
from workflow.engine import StepError

TEXTS = ("有据可查，予以说明。", "", "   ", "'\"<b>;--", "长" * 3000)
CLAUSES = ("G4.1.1a", "GA.3", "G5.5b", "", "G99")
Move = Callable[["Walk"], object]


@dataclass
class Start:
    """A filing with its evidence, the people around it, and the day the walk begins."""

    filing_id: int
    now: datetime
    cast: dict[str, Any]


def start(filing: Filing, who: Any, now: datetime, panel: Any = None) -> Start:
    """Everybody who might try: those of the case, their likes from elsewhere, and those of other offices."""
    elsewhere = AuthorityFactory(key="370202", name="市南区科技局", place="市南区")
    member = filing.consortium.memberships.filter(is_lead=False).first()
    cast = {
        "lead": who.lead,
        "officer": who.officer,
        "head": who.head,
        "city": who.city,
        "approver": who.approver,
        "second_city": officer("city_officer"),
        "member": representative(member.unit),
        "editor": representative(filing.lead, "editor"),
        "stranger": representative(UnitFactory()),
        "other_officer": officer("district_officer", elsewhere),
        "auditor": officer("auditor"),
        "supervisor": officer("supervisor"),
        "nobody": UserFactory(),
    }
    seated = PanelSeat.objects.filter(round__round_filings__filing=filing, removed_at__isnull=True)
    cast |= {f"expert{n}": seat.expert.user for n, seat in enumerate(seated.select_related("expert__user"))}
    return Start(filing.pk, now, cast)


@dataclass
class Walk:
    """One seed's walk. ``tried`` counts what came of each attempt, ``log`` tells it again when it failed."""

    seed: int
    begin: Start
    luck: Random = field(init=False)
    now: datetime = field(init=False)
    tried: Counter[str] = field(default_factory=Counter)
    log: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.luck, self.now = Random(self.seed), self.begin.now

    @property
    def filing(self) -> Filing:
        return Filing.objects.select_related("consortium").get(pk=self.begin.filing_id)

    def anybody(self) -> Any:
        return self.luck.choice(tuple(self.begin.cast.values()))

    def right_one(self, *names: str) -> Any:
        """Mostly one of those named, sometimes anybody."""
        here = [self.begin.cast[name] for name in names if name in self.begin.cast]
        return self.luck.choice(here) if here and self.luck.random() < 0.85 else self.anybody()

    def text(self) -> str:
        return TEXTS[0] if self.luck.random() < 0.8 else self.luck.choice(TEXTS)

    def typed(self) -> dict[str, Any]:
        """What a form might send: mostly enough for any step."""
        typed = {
            "reason": self.text(), "clause": self.luck.choice(CLAUSES), "opinion": self.text(),
            "is_heard": self.luck.random() < 0.8, "correction": self.text(), "heard": self.text(),
        }  # fmt: skip
        return {key: value for key, value in typed.items() if self.luck.random() < 0.9}

    def _move(self) -> Move:
        """Mostly something that has its place in this state, sometimes anything."""
        fit = [*ANYWHERE, *HERE.get(self.filing.state, ())]
        return self.luck.choice(fit if self.luck.random() < 0.8 else MOVES)

    def go(self, steps: int) -> None:
        """So many attempts, each whole or not at all."""
        for _ in range(steps):
            self.now += timedelta(minutes=self.luck.randint(1, 50))
            move = self._move()
            before = self.luck.getstate()
            name = move.__name__.lstrip("_")
            try:
                move(self)
            except StepError as refused:
                self.tried[type(refused).__name__] += 1
                self.log.append(f"{name}: {refused}"[:90])
            except Exception as problem:
                self.log.append(f"{name}: {type(problem).__name__} {problem}")
                raise AssertionError(f"seed {self.seed}: {self.log} {before[0]}") from problem
            else:
                self.tried["done"] += 1
                self.log.append(f"{name}: done")


def _step(walk: Walk) -> None:
    """A step of the table from here, by whom it admits; or any step by anybody."""
    filing, luck = walk.filing, walk.luck
    rows = list(FILING.rows_from(filing.state))
    if not rows or luck.random() < 0.2:
        _fire(walk, luck.choice(Event.values), walk.anybody())
        return
    row = luck.choice([*[r for r in rows if r.event not in (Event.WITHDRAW, Event.TERMINATE)] * 4, *rows])
    people = list(walk.begin.cast.values())
    needs_draft = row.drafted_by and not engine.open_proposal(FILING, filing, row.event)
    if needs_draft or (row.drafted_by and luck.random() < 0.1):
        fit = [one for one in people if row.drafted_by(one, filing)]  # type: ignore[misc]
        who = luck.choice(fit) if fit and luck.random() < 0.9 else walk.anybody()
        from_evidence = gather if luck.random() < 0.9 else None
        actions.draft(
            filing.pk, row.event, actor=who, now=walk.now, payload=walk.typed(), gather=from_evidence
        )
        return
    fit = [one for one in people if row.by(one, filing)]
    _fire(walk, row.event, luck.choice(fit) if fit and luck.random() < 0.9 else walk.anybody())


def _fire(walk: Walk, event: str, who: Any) -> None:
    """Through the door that pages use for this event."""
    pk, now = walk.begin.filing_id, walk.now
    seen = None if walk.luck.random() < 0.9 else walk.luck.randint(0, 9)
    if event == Event.CORRECT:
        lists.correct_notice(pk, actor=who, now=now)
    elif event in (Event.UPHOLD_REJECT, Event.UPHOLD_RECONSIDER):
        objections.decide_upheld(pk, event, actor=who, now=now, typed=walk.typed(), seen=seen)
    elif event == Event.PROPOSE:
        _post(walk)
    else:
        stages.take(pk, event, actor=who, now=now, typed=walk.typed(), seen=seen)


def _ticket(walk: Walk) -> None:
    tickets = list(CorrectionTicket.objects.filter(filing_id=walk.begin.filing_id))
    if tickets and walk.luck.random() < 0.7:
        event = walk.luck.choice(TicketEvent.values)
        actions.move_ticket(
            walk.luck.choice(tickets).pk, event, actor=walk.right_one("lead", "officer", "city"), now=walk.now,
            answer=walk.text(),
        )  # fmt: skip
        return
    actions.add_ticket(
        walk.begin.filing_id, place=walk.luck.choice(("plan", "members", "agreement")), clause="GA.3",
        text="补充年度指标", is_mandatory=walk.luck.random() < 0.5, actor=walk.right_one("officer", "city"),
        now=walk.now,
    )  # fmt: skip


def _edit(walk: Walk) -> None:
    place = walk.luck.choice(("plan", "members", "agreement", "basics"))
    who = walk.right_one("lead", "editor")
    with actions.editing(walk.begin.filing_id, actor=who, now=walk.now, place=place) as filing:
        filing.consortium.chapters.filter(key="goals").update(text="改动。" * walk.luck.randint(1, 40))


def _leave(walk: Walk) -> None:
    parties = Membership.objects.filter(
        consortium__filings=walk.begin.filing_id, is_lead=False, state="accepted"
    )
    if (party := parties.order_by("pk").last()) is not None:
        actions.party_left(
            walk.begin.filing_id, party, actor=walk.begin.cast["lead"], now=walk.now, reason="退出"
        )


def _second_look(walk: Walk) -> None:
    actions.ask_second_look(
        walk.begin.filing_id, reason=walk.text(), actor=walk.right_one("lead"), now=walk.now
    )


def _hold(walk: Walk) -> None:
    ask = walk.luck.choice((holds.ask, holds.place, holds.lift, holds.lift))
    city, approver = walk.begin.cast["city"], walk.begin.cast["approver"]
    pk, now = walk.begin.filing_id, walk.now
    if ask is holds.ask:
        holds.ask(FILING, pk, actor=city, now=now, reason="fraud", note=walk.text())
    elif ask is holds.place:
        holds.place(FILING, pk, actor=walk.luck.choice((city, approver)), now=now)
    else:
        holds.lift(FILING, pk, actor=approver, now=now, note=walk.text())


def _review(walk: Walk) -> None:
    """An expert declares, writes or seals; sometimes with a conflict, sometimes somebody else's sheet."""
    experts = [name for name in walk.begin.cast if name.startswith("expert")]
    who = walk.right_one(*experts)
    sheets = list(ScoreSheet.objects.filter(filing_id=walk.begin.filing_id))
    if not sheets or walk.luck.random() < 0.4:
        conflict = "" if walk.luck.random() < 0.9 else "teacher"
        rounds.declare(
            walk.begin.filing_id,
            actor=who,
            now=walk.now,
            conflict=conflict,
            note=walk.text() if conflict else "",
        )
        return
    sheet = walk.luck.choice(sheets)
    if walk.luck.random() < 0.5:
        rounds.save_sheet(
            sheet.pk, items=full_sheet(walk.luck.choice(("0.8", "0.5"))), opinion=walk.text(), actor=who
        )
    else:
        rounds.seal(sheet.pk, actor=who, now=walk.now)


def _stage(walk: Walk) -> None:
    """What the stages of review leave on paper: visits and their signatures, defences, conclusions."""
    filing, pk, now = walk.filing, walk.begin.filing_id, walk.now
    seats = list(PanelSeat.objects.filter(round__round_filings__filing=filing, removed_at__isnull=True))
    visit = SiteVisit.objects.filter(filing=filing).order_by("-pk").first()
    choice = walk.luck.random()
    if choice < 0.35:
        stages.conclude(
            pk, goes_on=walk.luck.random() < 0.8, text=walk.text(), actor=walk.right_one("expert0"), now=now
        )
    elif choice < 0.55 and visit:
        stages.sign_visit(visit.pk, actor=walk.right_one("expert0", "lead"), now=now)
    elif choice < 0.75:
        stages.record_visit(
            pk, visited_on=(now + timedelta(days=walk.luck.choice((0, 0, 9)))).date(), place="示例厂区",
            team=seats[: walk.luck.randint(0, 4)], facts={"site_exists": True}, findings=walk.text(),
            actor=walk.right_one("city"), now=now,
        )  # fmt: skip
    else:
        stages.record_defence(
            pk, held_at=now + timedelta(days=walk.luck.choice((0, 0, 3))), place="示例会议室", speakers="牵头单位",
            record=walk.text(), present=seats, actor=walk.right_one("city"), now=now,
        )  # fmt: skip


def _list(walk: Walk) -> None:
    item = ListItem.objects.filter(filing_id=walk.begin.filing_id).order_by("-pk").first()
    choice = walk.luck.random()
    if item is None or choice < 0.3:
        outcome = walk.luck.choice(("recommend", "recommend", "decline"))
        lists.prepare(
            [lists.Decision(walk.begin.filing_id, outcome, walk.text())], title="示例名单", meeting_number="示例1号",
            decided_on=walk.now.date(), actor=walk.right_one("city"), now=walk.now,
        )  # fmt: skip
    elif choice < 0.6:
        lists.countersign(item.list_id, actor=walk.right_one("approver", "city"), now=walk.now)
    else:
        _post(walk)


def _post(walk: Walk) -> None:
    item = ListItem.objects.filter(filing_id=walk.begin.filing_id).order_by("-pk").first()
    if item is not None:
        lists.post_notice(item.list_id, title="示例公示", actor=walk.right_one("city"), now=walk.now)


def _objection(walk: Walk) -> None:
    item = NoticeItem.objects.filter(filing_id=walk.begin.filing_id).order_by("-pk").first()
    objection = Objection.objects.filter(item__filing_id=walk.begin.filing_id).order_by("-pk").first()
    if objection and walk.luck.random() < 0.7:
        event = walk.luck.choice(ObjectionEvent.values)
        objections.decide(
            objection.pk, event, reason=walk.text(), actor=walk.right_one("city", "second_city"), now=walk.now
        )
    elif item:
        who = {"kind": "person", "name": "示例", "contact": "示例", "address": ""}
        objections.receive(
            item.pk, text=walk.text(), now=walk.now, objector=who if walk.luck.random() < 0.8 else None
        )


def _registration(walk: Walk) -> None:
    """The road after registration: decisions signed or not, projects open, resolutions missing."""
    registration = Registration.objects.filter(filing=walk.begin.filing_id).first()
    if registration is None:
        return
    if walk.luck.random() < 0.2:
        ProjectLink.objects.get_or_create(
            registration=registration, number="示例1", defaults={
                "name": "示例项目", "programme": "commissioned", "amount": 1, "opened_on": walk.now.date(),
                "added_by": walk.begin.cast["city"],
            },
        )  # fmt: skip
        return
    event, who = (
        walk.luck.choice(RegistrationEvent.values),
        walk.right_one("city", "approver", "lead", "member"),
    )
    signed = Decision("示例1号", walk.begin.cast["approver"].pk) if walk.luck.random() < 0.5 else None
    row = REGISTRATION.row(registration.state, event)
    if row and row.drafted_by and walk.luck.random() < 0.5:
        engine.propose(REGISTRATION, registration.pk, event, actor=who, now=walk.now, payload=walk.typed())
        return
    engine.advance(
        REGISTRATION, registration.pk, event, actor=who, now=walk.now, typed=walk.typed(),
        gather=lambda *_: signed,
    )  # fmt: skip


def _time(walk: Walk) -> None:
    """Days pass, and the calendar says what it has to say; sometimes twice."""
    walk.now += timedelta(days=walk.luck.choice((1, 3, 11, 30, 400)))
    for _ in range(walk.luck.randint(1, 2)):
        sweep = walk.luck.choice(
            (
                deadlines.due_reminders,
                deadlines.correction_reminders,
                deadlines.windows_ended,
                announcing.registrations,
            )
        )
        sweep(walk.now)


MOVES: tuple[Move, ...] = (
    _step, _ticket, _edit, _leave, _second_look, _hold, _review, _stage, _list, _objection, _registration, _time,
)  # fmt: skip
ANYWHERE: tuple[Move, ...] = (_step, _step, _step, _hold, _time)
HERE: dict[str, tuple[Move, ...]] = {
    State.DRAFT: (_edit, _leave),
    State.DISTRICT_CHECK: (_ticket, _ticket),
    State.CITY_CHECK: (_ticket, _ticket, _leave),
    State.DISTRICT_CORRECTION: (_ticket, _edit, _time),
    State.CITY_CORRECTION: (_ticket, _edit, _time),
    State.NOT_RECOMMENDED: (_second_look,),
    State.EXPERT_REVIEW: (_review, _review, _review, _stage),
    State.SITE_VISIT: (_stage, _stage, _stage),
    State.DEFENCE: (_stage, _stage, _stage),
    State.SELECTION: (_list, _list, _list),
    State.PUBLICITY: (_objection, _objection, _time),
    State.APPROVAL: (_step, _step),
    State.REGISTERED: (_registration,) * 5,
}


def cheap_faults(filing: Filing) -> Iterator[str]:
    """What one filing's own rows tell: its path, its count of steps, its chain, its registration."""
    entries = list(Entry.objects.filter(subject=filing.ledger_subject).order_by("number"))
    rows = [{"number": e.number, "hash": e.hash, "fields": e.hashed_fields()} for e in entries]
    if broken := chain.first_break(rows):
        yield f"the chain breaks at {broken}"
    if (filing.ledger_count, filing.ledger_head) != (len(entries), entries[-1].hash):
        yield "the head is not the last entry"
    state, steps = FILING.initial, 0
    for entry in entries:
        if "from" in entry.payload and "to" in entry.payload and entry.kind.count(".") == 1:
            row = FILING.row(state, entry.kind.removeprefix("filing."))
            if row is None or (row.source, row.target) != (entry.payload["from"], entry.payload["to"]):
                yield f"{entry.kind} from {state} is in no table"
            state, steps = entry.payload["to"], steps + 1
    if (state, steps) != (filing.state, filing.step_number):
        yield f"the record says {state} after {steps} steps, the row {filing.state} after {filing.step_number}"
    if (filing.state == State.REGISTERED) != (filing.registration_id is not None):
        yield "registered and registration do not go together"


def walk(seed: int, begin: Start, *, steps: int, look: Callable[[Walk], None]) -> Walk:
    """One walk from ``begin``; ``look`` sees how it ended, then it is undone."""
    before = transaction.savepoint()
    try:
        walked = Walk(seed, begin)
        walked.go(steps)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        look(walked)
        return walked
    finally:
        transaction.savepoint_rollback(before)
