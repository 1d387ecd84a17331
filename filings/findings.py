"""The checklist in sentences: what was found, under which clause, where it is put right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consortia.checklist import Finding
from workflow import presentation
from workflow.messages import explain

PASSED: Mapping[str, object] = {
    "formal_name_missing": gettext_lazy("The formal name is given"),
    "name_unusual": gettext_lazy("The name reads like a consortium's"),
    "industry_missing": gettext_lazy("An industry is chosen"),
    "track_missing": gettext_lazy("A track is chosen"),
    "other_industry_unexplained": gettext_lazy("The industry is on the list, or its reason is given"),
    "need_missing": gettext_lazy("The need of industry is stated"),
    "lead_not_single": gettext_lazy("There is exactly one lead"),
    "lead_not_enterprise": gettext_lazy("The lead is an enterprise"),
    "lead_not_in_qingdao": gettext_lazy("The lead is registered in Qingdao"),
    "lead_is_branch": gettext_lazy("The lead is not a branch"),
    "lead_not_legal_person": gettext_lazy("The lead is a legal person of its own"),
    "lead_code_elsewhere": gettext_lazy("The lead's code was issued in Qingdao"),
    "lead_banned": gettext_lazy("No ban stops the lead"),
    "core_banned": gettext_lazy("No core party is banned"),
    "ordinary_banned": gettext_lazy("No other party is banned"),
    "lead_of_several": gettext_lazy("The lead leads no other consortium"),
    "few_industry": gettext_lazy("Enough chain enterprises"),
    "few_academic": gettext_lazy("Enough universities and institutes"),
    "invitations_open": gettext_lazy("Every member has accepted"),
    "code_missing": gettext_lazy("Every party that needs a credit code has one"),
    "codes_invalid": gettext_lazy("All credit codes are well formed"),
    "codes_repeated": gettext_lazy("No unit is listed twice"),
    "director_missing": gettext_lazy("A director is named"),
    "director_unaccepted": gettext_lazy("The director has accepted"),
    "chief_expert_missing": gettext_lazy("A chief expert is named"),
    "chief_expert_qualities": gettext_lazy("All three qualities of the chief expert are described"),
    "chief_expert_cv_missing": gettext_lazy("The chief expert's CV is here"),
    "chief_expert_unaccepted": gettext_lazy("The chief expert has accepted"),
    "chief_expert_of_several": gettext_lazy("The chief expert holds no other such post"),
    "agreement_missing": gettext_lazy("The agreement is uploaded"),
    "contents_missing": gettext_lazy("All seven contents of the agreement are pointed out"),
    "dispute_not_chosen": gettext_lazy("The way to settle disputes is chosen"),
    "dispute_both_chosen": gettext_lazy("Only one way to settle disputes is chosen"),
    "parties_unsigned": gettext_lazy("Every party has signed the present text"),
    "chapters_missing": gettext_lazy("All five chapters of the plan are answered"),
    "tables_empty": gettext_lazy("Promised figures, milestones and money stand in tables"),
    "pledge_unsigned": gettext_lazy("The lead has signed the integrity pledge"),
    "member_pledges_missing": gettext_lazy("No member's pledge is missing"),
    "secrets_unconfirmed": gettext_lazy("It is confirmed that nothing is a state secret"),
    "files_held": gettext_lazy("No file waits for the virus check"),
    "window_closed": gettext_lazy("The call is open, or none limits this filing"),
}

ORDER = ("failed", "reason", "human", "passed")

UrlOf = Callable[[str], str]


def kind_of(finding: Finding, reasons: Mapping[str, str]) -> str:
    """failed, reason (an in-principle shortfall without one), human (a person judges) or passed."""
    if finding.passed:
        return "passed"
    if finding.blocks:
        return "failed"
    if finding.needs_reason and not reasons.get(finding.code, "").strip():
        return "reason"
    return "human"


def views(
    findings: Sequence[Finding], reasons: Mapping[str, str], url_of: UrlOf | None = None
) -> list[presentation.Finding]:
    """Every finding that arises as the checklist prints it: what stops first, what passed last."""
    shown = [view(finding, reasons, url_of) for finding in findings if finding.arises]
    return sorted(shown, key=lambda one: ORDER.index(one.kind))


def view(finding: Finding, reasons: Mapping[str, str], url_of: UrlOf | None = None) -> presentation.Finding:
    """One finding in a sentence, with the place where it is put right."""
    kind = kind_of(finding, reasons)
    if kind == "passed":
        return presentation.Finding(kind, str(PASSED[finding.code]), finding.clause, finding.force)
    told = explain(finding.refusal)
    fix, place = told.fix, finding.place
    actions: tuple[presentation.Action, ...] = ()
    if kind == "human" and finding.needs_reason:
        fix = _("Reason given: %(reason)s") % {"reason": reasons[finding.code]}
    if url_of and kind in ("failed", "reason"):
        actions = (presentation.Action(_("Go there"), url_of(place)),)
        if kind == "reason":
            actions += (presentation.Action(_("Give a reason"), url_of("reasons")),)
    return presentation.Finding(kind, told.text, finding.clause, finding.force, fix, actions)


def count_of(shown: Sequence[presentation.Finding], kind: str) -> int:
    """How many findings are of one kind."""
    return sum(one.kind == kind for one in shown)
