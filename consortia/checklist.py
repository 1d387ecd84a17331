"""Which checks run on a filing, where each is put right, and what it stops. Pure.

The live checklist, the submission guard, the district's findings and the generated docs all read CHECKS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from consortia import rules
from consortia.dossier import Dossier
from consortia.guideline import QINGDAO_2025, Guideline
from workflow.refusal import OFFICE_CHOICE, Force, Refusal, Refusals

PLACES = (
    "basics",
    "members",
    "people",
    "agreement",
    "signatures",
    "plan",
    "mechanisms",
    "resources",
    "evidence",
    "pledge",
    "reasons",
    "submit",
)
"""Tasks of the dossier, in the order of its task list."""

Rule = Callable[[Dossier, Guideline, date], Refusals]
About = Callable[[Dossier], bool]


def _always(_dossier: Dossier) -> bool:
    return True


def _members(dossier: Dossier) -> bool:
    return bool(dossier.members)


def _director(dossier: Dossier) -> bool:
    return dossier.director is not None


def _expert(dossier: Dossier) -> bool:
    return dossier.chief_expert is not None


@dataclass(frozen=True, slots=True)
class Check:
    """One named check: its clause, its task, whether it stops submission, and the rule itself."""

    code: str
    place: str
    clause: str
    force: Force
    rule: Rule
    blocks: bool = True
    """A SOFT check blocks until a reason is written; an office note never does."""
    about: About = _always
    """Whether the dossier holds what it speaks of: of an expert who is not named nobody can say that a CV is there."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check says of one dossier today, passed or not."""

    code: str
    place: str
    clause: str
    force: Force
    passed: bool
    blocks: bool
    """Not passed, and stops submission whatever is written."""
    needs_reason: bool
    """Not passed, and yields to a written reason."""
    params: Mapping[str, str | int] = field(default_factory=dict)
    arises: bool = True
    """False where the dossier does not hold what the check speaks of: nothing to object to, nothing to praise."""

    @property
    def refusal(self) -> Refusal:
        """The same as a refusal, to look up its message."""
        return Refusal(self.code, self.clause, self.force, self.params)


HARD, SHALL, SOFT, OFFICE = Force.HARD, Force.SHALL, Force.SOFT, Force.OFFICE

# fmt: off
CHECKS: tuple[Check, ...] = (
    Check("formal_name_missing", "basics", "G5.1b", SHALL,
          lambda d, g, t: rules.formal_name_missing(d.formal_name)),
    Check("name_unusual", "basics", OFFICE_CHOICE, OFFICE,
          lambda d, g, t: rules.name_unusual(d.formal_name), blocks=False,
          about=lambda d: bool(d.formal_name)),
    Check("industry_missing", "basics", "G2.1", SHALL, lambda d, g, t: rules.industry_missing(d.industry)),
    Check("track_missing", "basics", "G2.1", SHALL, lambda d, g, t: rules.track_missing(d.industry, d.track),
          about=lambda d: bool(d.industry)),
    Check("other_industry_unexplained", "basics", "G2.1", SHALL,
          lambda d, g, t: rules.other_industry_unexplained(d.industry, d.other_industry_reason),
          about=lambda d: bool(d.industry)),
    Check("need_missing", "basics", "G5.1a", SHALL, lambda d, g, t: rules.need_missing(d.need)),
    Check("lead_not_single", "members", "G1.1", SHALL, lambda d, g, t: rules.lead_not_single(d.parties)),
    Check("lead_not_enterprise", "members", "G4.1.1a", HARD,
          lambda d, g, t: rules.lead_not_enterprise(d.lead)),
    Check("lead_not_in_qingdao", "members", "G4.1.1a", HARD,
          lambda d, g, t: rules.lead_not_in_qingdao(d.lead)),
    Check("lead_is_branch", "members", "G4.1.1a", HARD, lambda d, g, t: rules.lead_is_branch(d.lead)),
    Check("lead_not_legal_person", "members", "G4.1.1a", HARD,
          lambda d, g, t: rules.lead_not_legal_person(d.lead)),
    Check("lead_code_elsewhere", "members", "G4.1.1a", OFFICE,
          lambda d, g, t: rules.lead_code_elsewhere(d.lead), blocks=False),
    Check("lead_banned", "members", "G7.3d", HARD, lambda d, g, t: rules.lead_banned(d.lead, t)),
    Check("core_banned", "members", "G7.3d", HARD, lambda d, g, t: rules.core_banned(d.members, t),
          about=_members),
    Check("ordinary_banned", "members", "G7.3d", OFFICE,
          lambda d, g, t: rules.ordinary_banned(d.members, t), blocks=False, about=_members),
    Check("lead_of_several", "members", OFFICE_CHOICE, OFFICE,
          lambda d, g, t: rules.lead_of_several(d.lead), blocks=False),
    Check("few_industry", "members", "G3.2c", SOFT,
          lambda d, g, t: rules.few_industry(d.parties, g, lead_counts=d.lead_counts)),
    Check("few_academic", "members", "G3.2d", SOFT, lambda d, g, t: rules.few_academic(d.parties, g)),
    Check("invitations_open", "members", "G5.2", SHALL, lambda d, g, t: rules.invitations_open(d.members),
          about=_members),
    Check("code_missing", "members", "G5.2", SHALL, lambda d, g, t: rules.code_missing(d.parties)),
    Check("codes_invalid", "members", "G5.2", SHALL, lambda d, g, t: rules.codes_invalid(d.parties)),
    Check("codes_repeated", "members", "G5.2", SHALL, lambda d, g, t: rules.codes_repeated(d.parties)),
    Check("director_missing", "people", "G3.3e", SOFT, lambda d, g, t: rules.director_missing(d.director)),
    Check("director_unaccepted", "people", "G3.3e", OFFICE,
          lambda d, g, t: rules.director_unaccepted(d.director), blocks=False, about=_director),
    Check("chief_expert_missing", "people", "G5.4", SHALL,
          lambda d, g, t: rules.chief_expert_missing(d.chief_expert)),
    Check("chief_expert_qualities", "people", "G5.4", SHALL,
          lambda d, g, t: rules.chief_expert_qualities(d.chief_expert), about=_expert),
    Check("chief_expert_cv_missing", "people", "G5.4", SHALL,
          lambda d, g, t: rules.chief_expert_cv_missing(d.chief_expert), about=_expert),
    Check("chief_expert_unaccepted", "people", "G5.4", SHALL,
          lambda d, g, t: rules.chief_expert_unaccepted(d.chief_expert), about=_expert),
    Check("chief_expert_of_several", "people", OFFICE_CHOICE, OFFICE,
          lambda d, g, t: rules.chief_expert_of_several(d.chief_expert), blocks=False, about=_expert),
    Check("agreement_missing", "agreement", "G5.3b", SHALL,
          lambda d, g, t: rules.agreement_missing(d.agreement_file)),
    Check("contents_missing", "agreement", "G5.3c", SHALL,
          lambda d, g, t: rules.contents_missing(d.agreement_contents)),
    Check("dispute_not_chosen", "agreement", "G5.3d", SHALL,
          lambda d, g, t: rules.dispute_not_chosen(d.dispute)),
    Check("dispute_both_chosen", "agreement", "G5.3d", SHALL,
          lambda d, g, t: rules.dispute_both_chosen(d.dispute), about=lambda d: bool(d.dispute)),
    Check("parties_unsigned", "signatures", "G3.3a", SHALL,
          lambda d, g, t: rules.parties_unsigned(d.parties)),
    Check("chapters_missing", "plan", "G5.5b", SHALL, lambda d, g, t: rules.chapters_missing(d.chapters)),
    Check("tables_empty", "plan", "GA.3", SOFT, lambda d, g, t: rules.tables_empty(d.typed)),
    Check("pledge_unsigned", "pledge", "G7.4a", HARD, lambda d, g, t: rules.pledge_unsigned(d.pledge_signed)),
    Check("member_pledges_missing", "pledge", "G7.4a", OFFICE,
          lambda d, g, t: rules.member_pledges_missing(d.members, d.members_pledge),
          about=lambda d: d.members_pledge),
    Check("secrets_unconfirmed", "submit", OFFICE_CHOICE, OFFICE,
          lambda d, g, t: rules.secrets_unconfirmed(d.secrets_confirmed)),
    Check("files_held", "submit", OFFICE_CHOICE, OFFICE, lambda d, g, t: rules.files_held(d.held_files)),
    Check("window_closed", "submit", OFFICE_CHOICE, OFFICE, lambda d, g, t: rules.window_closed(d.window)),
)
# fmt: on

BY_CODE: Mapping[str, Check] = {check.code: check for check in CHECKS}


def check_dossier(
    dossier: Dossier, guideline: Guideline = QINGDAO_2025, *, today: date
) -> tuple[Finding, ...]:
    """Every check's finding in the order of the task list, passed ones included."""
    return tuple(_finding(check, check.rule(dossier, guideline, today), dossier) for check in CHECKS)


def refusals_for_submission(
    dossier: Dossier, reasons: Mapping[str, str], guideline: Guideline = QINGDAO_2025, *, today: date
) -> Refusals:
    """What still stops submission; an in-principle shortfall yields to its written reason."""
    return tuple(
        finding.refusal
        for finding in check_dossier(dossier, guideline, today=today)
        if finding.blocks or (finding.needs_reason and not reasons.get(finding.code, "").strip())
    )


def _finding(check: Check, refusals: Refusals, dossier: Dossier) -> Finding:
    if not refusals:
        return Finding(
            check.code, check.place, check.clause, check.force, passed=True, blocks=False, needs_reason=False,
            arises=check.about(dossier),
        )  # fmt: skip
    (found,) = refusals
    is_soft = found.force is SOFT
    blocks = check.blocks and not is_soft
    return Finding(found.code, check.place, found.clause, found.force, False, blocks, is_soft, found.params)
