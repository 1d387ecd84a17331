"""The approver's two pages: what was found, said, signed and proved. Web and paper say the same."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from consortia import kept
from consortia.glosses import glosses
from consortia.guideline import EDITIONS
from filings import findings as words
from filings.models import Filing
from filings.queries import findings
from filings.states import Event, State
from ledger import chain
from ledger.models import Entry
from portal import reviewed, sentences
from portal.case_reading import CaseReading
from portal.dossier import view_of
from workflow import office
from workflow.models import Proposal

TIMED = (State.DISTRICT_CHECK, State.CITY_CHECK, State.EXPERT_REVIEW, State.SITE_VISIT, State.DEFENCE,
         State.SELECTION, State.PUBLICITY)  # fmt: skip
ALLOWED = {
    State.DISTRICT_CHECK: "district_check_days",
    State.CITY_CHECK: "city_check_days",
    State.EXPERT_REVIEW: "expert_review_days",
    State.SITE_VISIT: "site_visit_days",
    State.DEFENCE: "defence_days",
    State.SELECTION: "selection_days",
    State.PUBLICITY: "publicity_days",
}


@dataclass(frozen=True, slots=True)
class Proof:
    """What the record of this case shows: whether it is whole, and how many entries were looked at."""

    is_whole: bool
    count: int


def proof_of(filing: Filing) -> Proof:
    """Read the case's own chain from its first entry to the head on its row."""
    entries = list(Entry.objects.filter(subject=filing.ledger_subject).order_by("number"))
    rows = [{"number": e.number, "hash": e.hash, "fields": e.hashed_fields()} for e in entries]
    is_whole = chain.first_break(rows) is None and len(entries) == filing.ledger_count
    return Proof(is_whole and (not entries or entries[-1].hash == filing.ledger_head), len(entries))


def sheet_of(case: CaseReading, now: datetime) -> dict[str, Any]:
    """All that stands on the two pages, in the current language."""
    filing: Any = case.filing
    view = view_of(case.known, "basics")
    if view is None:
        raise ValueError(f"filing {filing.pk} was never submitted")
    snapshot = view.submission.snapshot["consortium"]
    chief = snapshot["people"].get("chief_expert", {})
    director = snapshot["people"].get("director", {})
    said = glosses(snapshot["industry"], snapshot["track"])
    years = EDITIONS[filing.edition].validity_years
    return {
        "consortium": str(filing.consortium),
        "filing_number": filing.serial,
        "version": view.submission.version,
        "is_sample": filing.consortium.is_sample,
        "lead": str(filing.lead),
        "lead_note": str(filing.authority),
        "track": " · ".join(part for part in said.values() if part),
        "problem": snapshot["need"],
        "chief_expert": _person(chief),
        "director": _person(director),
        "validity_note": _("from the day of registration, at most years: %(n)s") % {"n": years},
        "parties": [
            {
                "name": p["name"],
                "kind": str(p["kind"]),
                "tier": str(p["tier"]),
                "task": p["duty"],
                "funds": p.get("contribution_said"),
            }
            for p in view.parties
        ],
        "parties_note": _("Chain enterprises: %(industry)s; universities and institutes: %(academic)s")
        % {
            "industry": sum(p["counting"] == "industry" for p in snapshot["parties"]),
            "academic": sum(p["counting"] == "academic" for p in snapshot["parties"]),
        },
        "funds_total": _money(snapshot),
        "checks": list(_checks(case, now)),
        "district_opinion": district_opinion(filing),
        "reviews": [{"label": label, "text": text} for label, text in reviewed.stage_lines(filing)],
        "selection": reviewed.decision_line(filing) or _("No decision on record."),
        "publicity": {"text": reviewed.notice_line(filing) or _("No notice on record.")},
        "objections": reviewed.objection_line(filing),
        "times": list(_times(case, now)),
        "decision": list(_will_do()),
        "separation": _("Whoever posted or closed the notice does not register."),
        "check_words": chain.check_words(filing.ledger_head),
        "verify_url": settings.SITE_ORIGIN + reverse("cases:detail", args=[filing.pk]),
    }


def _money(snapshot: Mapping[str, Any]) -> str:
    """The budget of the plan: its total and what comes from each source; empty where there is none."""
    budget = next((one for one in kept.tables_of(snapshot) if one.table.key == "budget"), None)
    if budget is None:
        return ""
    _label, by_source = budget.sums[0]
    return _("Budget in 10,000 yuan: %(total)s (%(sources)s)") % {
        "total": budget.total,
        "sources": _("; ").join(f"{one.label} {one.amount}" for one in by_source),
    }


def _person(person: Mapping[str, Any]) -> str:
    return _(", ").join(part for part in (person.get("name"), person.get("employer")) if part)


def _checks(case: CaseReading, now: datetime) -> Iterator[dict[str, Any]]:
    """What did not pass, one by one; what passed as one count."""
    reasons = {code: one.reason for code, one in case.reasons.items()}
    shown = words.views(case.findings or findings(case.filing, now), reasons)
    passed = words.count_of(shown, "passed")
    yield {"ok": True, "text": _("Automatic checks passed: %(n)s") % {"n": passed}}
    for one in shown:
        if one.kind != "passed":
            yield {
                "ok": one.kind == "human",
                "text": f"{one.sentence} {one.fix}".strip(),
                "clause": one.clause,
            }


def district_opinion(filing: Filing) -> dict[str, Any]:
    """What the district recommended, in its own words, and when the head signed it."""
    signed = (
        Entry.objects.filter(subject=filing.ledger_subject, kind=f"filing.{Event.ENDORSE}")
        .order_by("-number")
        .first()
    )
    if signed is None:
        return {"authority": str(filing.authority), "text": _("No recommendation on record.")}
    proposal = Proposal.objects.filter(pk=signed.payload.get("proposal")).first()
    return {
        "authority": str(filing.authority),
        "text": str(proposal.payload.get("opinion", "")) if proposal else "",
        "signed_on": timezone.localdate(signed.at),
        "note": _("Drafted by an officer, signed by the head."),
    }


def _times(case: CaseReading, now: datetime) -> Iterator[dict[str, Any]]:
    """Working days spent in each stage, of those the office gives, from the record."""
    filing, calendar, figures = case.filing, office.work_calendar(), case.head.figures
    entries = Entry.objects.filter(subject=filing.ledger_subject, payload__has_key="to").order_by("number")
    used: dict[str, int] = {}
    last: Entry | None = None
    for entry in [*entries, None]:
        if last is not None:
            end = timezone.localdate(entry.at if entry else now)
            days = calendar.working_days_between(timezone.localdate(last.at), end)
            used[last.payload["to"]] = used.get(last.payload["to"], 0) + max(days, 0)
        last = entry
    for state in TIMED:
        if state in used:
            yield {
                "stage": str(State(state).label),
                "who": _holder(filing, state),
                "used": str(used[state]),
                "allowed": str(figures[ALLOWED[state]]),
            }


def _holder(filing: Filing, state: str) -> str:
    if state == State.DISTRICT_CHECK:
        return str(filing.authority)
    in_panel = state in (State.EXPERT_REVIEW, State.SITE_VISIT, State.DEFENCE)
    return _("The expert panel") if in_panel else sentences.who("city_officer", "").strip()


def _will_do() -> Iterator[str]:
    yield _("Registering gives the number, the dates, the letter and the certificate, and tells everybody.")
    yield _("Declining needs a fact newer than the list, a meeting number, and the applicant heard.")
