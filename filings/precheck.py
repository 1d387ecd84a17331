"""The pre-check: plain answers become a dossier, and the real checks say what they think of it. Pure.

No rule stands here. An answer "don't know" is asked twice, with the best and with the worst that it could mean;
where the two differ, the person has to find out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from consortia.checklist import Finding, check_dossier
from consortia.dossier import Counting, Dossier, Party, Person, Tier
from consortia.guideline import CLAUSES, QINGDAO_2025, Guideline
from consortia.validity import ban_until
from workflow.refusal import Force, Refusal

YES, NO, UNKNOWN = "yes", "no", ""
OWN, BRANCH = "own", "branch"
CORE, ORDINARY, NOBODY = "core", "ordinary", "none"
ENTERPRISE, NOT_AN_ENTERPRISE = "enterprise", "service"
MOST_UNITS = 60
"""A larger answer is a slip of the finger."""

Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """One plain question: the clauses it comes from and the checks that judge its answer (none: a person does)."""

    key: str
    section: str
    clauses: tuple[str, ...]
    checks: tuple[str, ...] = ()
    kind: str = "yesno"
    """yesno, number, unit_kind, standing, lead_ban or member_ban."""
    is_plus: bool = False
    """Encouraged, never required: a no costs nothing."""


def _ask(
    key: str, section: str, clauses: str, checks: str = "", kind: str = "yesno", *, plus: bool = False
) -> Question:
    return Question(key, section, tuple(clauses.split()), tuple(checks.split()), kind, plus)


QUESTIONS: tuple[Question, ...] = (
    _ask("lead_kind", "lead", "G4.1.1a G3.2a", "lead_not_enterprise", "unit_kind"),
    _ask("qingdao", "lead", "G4.1.1a", "lead_not_in_qingdao"),
    _ask("standing", "lead", "G4.1.1a", "lead_not_legal_person lead_is_branch", "standing"),
    _ask("lead_ban", "lead", "G7.3d", "lead_banned", "lead_ban"),
    _ask("technology", "lead", "G4.1.1b"),
    _ask("strength", "lead", "G4.1.1c"),
    _ask("chain_leader", "lead", "G4.1.1d", plus=True),
    _ask("team", "lead", "G4.1.2a"),
    _ask("results", "lead", "G4.1.2b"),
    _ask("gathering", "lead", "G4.1.3a G4.1.3b"),
    _ask("services", "lead", "G4.1.3c G4.1.3d"),
    _ask("enterprises", "members", "G3.2c G3.2b", "few_industry", "number"),
    _ask("institutes", "members", "G3.2d G3.2b", "few_academic", "number"),
    _ask("member_ban", "members", "G7.3d", "core_banned ordinary_banned", "member_ban"),
    _ask("basis", "members", "G4.2.1a G4.2.1b"),
    _ask("complement", "members", "G4.2.2"),
    _ask("research", "members", "G4.2.3"),
    _ask("need", "work", "G3.1a", "need_missing"),
    _ask("tasks", "work", "G3.1c G3.3d"),
    _ask("outcomes", "work", "G3.1d G3.1e G3.1f"),
    _ask("agreement", "work", "G3.3a G3.3b G3.3c"),
    _ask("director", "work", "G3.3e G3.3f", "director_missing"),
    _ask("chief_expert", "work", "G5.4", "chief_expert_missing"),
    _ask("mechanisms", "work", "G3.4a G3.4c"),
    _ask("governance", "work", "G3.4b G3.4d", plus=True),
    _ask("plan", "work", "G3.5a G3.5b G3.5c"),
    _ask("resources", "work", "G3.6 G3.1b"),
)  # fmt: skip
PLACES: Mapping[str, tuple[str, ...]] = {
    "basics": (
        "lead_kind", "qingdao", "standing", "lead_ban", "enterprises", "institutes", "member_ban", "need",
    ),
    "agreement": ("agreement",),
    "people": ("director", "chief_expert"),
    "plan": ("tasks", "outcomes", "plan"),
    "evidence": (
        "technology", "strength", "chain_leader", "team", "results", "gathering", "services", "basis",
        "complement", "research",
    ),
    "resources": ("resources",),
    "mechanisms": ("mechanisms", "governance"),
}  # fmt: skip
"""Heading of the task list, by its first place, to the questions that speak of what is prepared there."""
BY_KEY: Mapping[str, Question] = {question.key: question for question in QUESTIONS}
SECTIONS = ("lead", "members", "work")
DATES = {"lead_ban": "lead_ban_on", "member_ban": "member_ban_on"}
"""Question about a ban to the answer that holds the day of its decision."""
DRAFT = ("formal_name", "field", "need_text")
"""What may be said for the draft; nobody has to. ``field`` is track:KEY or industry:KEY."""

LATER = frozenset({"lead_code_elsewhere", "parties_unsigned", "director_unaccepted"})
"""Checks of G3, G4 and G7.3d that look at what only the dossier itself has: a code, signatures, acceptances."""


def brought(answers: Answers) -> dict[str, str]:
    """Of what was carried along, the answers to questions; the draft has the rest in its own fields."""
    kept = {*BY_KEY, *DATES.values()}
    return {key: value for key, value in answers.items() if key in kept and value}


class Status(StrEnum):
    """What a line of the result says."""

    FAILED = "failed"
    FIND_OUT = "find_out"
    REASON = "reason"
    NOTED = "noted"
    PASSED = "passed"


class Verdict(StrEnum):
    """The whole in one word."""

    READY = "ready"
    WITH_REASONS = "with_reasons"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class Line:
    """One finding: of which question, under which clause, how binding; the refusal where a check refused."""

    question: Question
    clause: str
    force: Force
    status: Status
    code: str = ""
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All lines in the order of the questions, and what they come to."""

    lines: tuple[Line, ...]
    verdict: Verdict
    answered_count: int = 0

    def of(self, *statuses: Status) -> list[Line]:
        """The lines of some kinds."""
        return [line for line in self.lines if line.status in statuses]


@dataclass(frozen=True, slots=True)
class Names:
    """How the units that nobody has named yet are called in sentences."""

    lead: str = "lead"
    member: str = "member"
    people: str = "person"


@dataclass(frozen=True, slots=True)
class Asked:
    """The answers, read with one meaning for "don't know"."""

    answers: Answers
    is_hopeful: bool
    guideline: Guideline = QINGDAO_2025
    names: Names = field(default_factory=Names)

    def says(self, key: str) -> bool:
        """Yes, or what an open answer may turn out to be."""
        value = self.answers.get(key, UNKNOWN)
        return value == YES if value else self.is_hopeful

    def choice(self, key: str, best: str, worst: str) -> str:
        return self.answers.get(key, UNKNOWN) or (best if self.is_hopeful else worst)

    def count(self, key: str, best: int) -> int:
        value = self.answers.get(key, UNKNOWN)
        if not (value.isascii() and value.isdigit()):
            return best if self.is_hopeful else 0
        return min(int(value), MOST_UNITS)

    def banned_until(self, key: str, is_banned: bool, today: date) -> date | None:
        """The end of the ban by the day of its decision; an unknown day is taken as today's."""
        if not is_banned:
            return None
        decided = self.answers.get(DATES[key], "")
        return ban_until(date.fromisoformat(decided) if decided else today, self.guideline)


def dossier_of(asked: Asked, today: date, *, lead_counts: bool = False) -> Dossier:
    """The dossier that the answers describe."""
    standing = asked.choice("standing", OWN, BRANCH)
    lead_ban = asked.choice("lead_ban", NO, YES)
    lead = Party(
        name=asked.names.lead,
        kind=asked.choice("lead_kind", ENTERPRISE, NOT_AN_ENTERPRISE),
        counting=Counting.INDUSTRY,
        tier=Tier.CORE,
        is_lead=True,
        seat_in_qingdao=asked.says("qingdao"),
        is_legal_person=standing == OWN,
        is_branch=standing == BRANCH,
        banned_until=asked.banned_until("lead_ban", lead_ban == YES, today),
    )
    named = Person(name=asked.names.people)
    return Dossier(
        need=asked.answers.get("need_text", "") or (asked.names.people if asked.says("need") else ""),
        parties=(lead, *_members(asked, today)),
        director=named if asked.says("director") else None,
        chief_expert=named if asked.says("chief_expert") else None,
        lead_counts=lead_counts,
    )


def _members(asked: Asked, today: date) -> tuple[Party, ...]:
    """As many members as were counted, and the one under a ban where there is one."""
    ban = asked.choice("member_ban", NOBODY, CORE)
    counted = [
        Party(name=f"{asked.names.member} {counting} {number}", counting=counting)
        for counting, key, best in (
            (Counting.INDUSTRY, "enterprises", asked.guideline.min_industry),
            (Counting.ACADEMIC, "institutes", asked.guideline.min_academic),
        )
        for number in range(asked.count(key, best))
    ]
    until = asked.banned_until("member_ban", ban != NOBODY, today)
    tier = Tier.CORE if ban == CORE else Tier.GENERAL
    return (*counted, Party(name=asked.names.member, tier=tier, banned_until=until))


def report(
    answers: Answers,
    today: date,
    *,
    guideline: Guideline = QINGDAO_2025,
    lead_counts: bool = False,
    names: Names | None = None,
) -> Report:
    """What the checks say of the answers, question by question."""
    found = {
        is_hopeful: {
            finding.code: finding
            for finding in check_dossier(
                dossier_of(
                    Asked(answers, is_hopeful, guideline, names or Names()), today, lead_counts=lead_counts
                ),
                guideline,
                today=today,
            )
        }
        for is_hopeful in (True, False)
    }
    lines = tuple(
        line
        for question in QUESTIONS
        for line in (
            _one_question(
                [_checked(question, code, found[True][code], found[False][code]) for code in question.checks]
            )
            if question.checks
            else [_shown(question, answers)]
        )
    )
    answered = sum(bool(answers.get(question.key, UNKNOWN)) for question in QUESTIONS)
    return Report(lines, _verdict(lines), answered)


def _one_question(lines: list[Line]) -> list[Line]:
    """An open answer is said once, whatever else its checks found."""
    return [line for line in lines if line.status is Status.FIND_OUT][:1] or lines


def _checked(question: Question, code: str, best: Finding, worst: Finding) -> Line:
    """What one real check says: refused even at best, refused only at worst, or passed."""
    if not best.passed:
        status = Status.REASON if best.needs_reason else Status.FAILED if best.blocks else Status.NOTED
        return Line(question, best.clause, best.force, status, code, best.refusal)
    if not worst.passed:
        return Line(question, worst.clause, worst.force, Status.FIND_OUT, code, worst.refusal)
    return Line(question, best.clause, best.force, Status.PASSED, code)


def _shown(question: Question, answers: Answers) -> Line:
    """What a person will judge: there, missing, or still to be found out, by the force of its clause."""
    clause = CLAUSES[question.clauses[0]]
    value = answers.get(question.key, UNKNOWN)
    force = clause.force or Force.SHALL
    if value == YES:
        status = Status.PASSED
    elif question.is_plus:
        status = Status.NOTED
    elif value == NO:
        status = Status.FAILED
    else:
        status = Status.FIND_OUT
    return Line(question, clause.id, force, status)


def _verdict(lines: tuple[Line, ...]) -> Verdict:
    statuses = {line.status for line in lines}
    if statuses & {Status.FAILED, Status.FIND_OUT}:
        return Verdict.NOT_YET
    return Verdict.WITH_REASONS if Status.REASON in statuses else Verdict.READY
