"""The record for those who watch: cases, one case, verification, administrators' acts. Read only."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import may, needs
from accounts.roles import Permission
from accounts.stepup import step_up_required
from filings.models import Filing
from filings.states import State
from ledger import clock
from ledger.actions import record_security
from ledger.queries import history
from portal import alarms, evidence_file, invariants, record, sentences, watch
from portal.keyset import newest_first
from workflow.text import clean_text, has_hidden_characters

LONGEST_SEARCH = 60
PAGE = 40


@needs(Permission.LEDGER_READ)
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """Find a case whose record to read."""
    text = request.GET.get("q", "")[:LONGEST_SEARCH]
    text = "" if has_hidden_characters(text) else clean_text(text)
    page = newest_first(record.cases(request.user, text), request.GET.dict())
    rows = [(filing, State(filing.state).label) for filing in page.rows]
    return render(request, "portal/ledger.html", {"page": page, "rows": rows, "text": text})


@needs(Permission.LEDGER_READ)
@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case from its first entry to its last, its soundness, who acted, who opened files."""
    visible = Filing.objects.visible_to(request.user).select_related("consortium", "authority")
    filing = get_object_or_404(visible, pk=pk)
    entries = list(history(filing.ledger_subject))
    name = sentences.actors(entries)
    watch.note_reading(request.user, filing, clock.now())
    context = {
        "filing": filing,
        "tab": "record",
        "traces": [sentences.trace_of(entry, name) for entry in entries],
        "soundness": record.soundness_of(filing),
        "actors": record.actors_of(entries),
        "merged": record.merged_duties(entries),
        "perms_verify": may(request.user, Permission.LEDGER_VERIFY),
        "now": clock.now(),
    }
    return render(request, "portal/ledger_case.html", context)


PARTS = {"reads": watch.reads_of, "conflicts": watch.conflicts_of, "reveals": watch.reveals_of}


@needs(Permission.LEDGER_READ)
@require_safe
def part(request: HttpRequest, pk: int, tab: str) -> HttpResponse:
    """Who read the case, who stood in conflict, who looked at an objector: one page each."""
    visible = Filing.objects.visible_to(request.user).select_related("consortium", "authority")
    filing = get_object_or_404(visible, pk=pk)
    context = {
        "filing": filing,
        "tab": tab,
        "rows": PARTS[tab](filing),
        "objections_count": watch.objections_count(filing) if tab == "reveals" else 0,
    }
    return render(request, "portal/ledger_part.html", context)


@needs(Permission.LEDGER_READ)
@step_up_required
@require_POST
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The case's record as one file for the offline verifier; the export itself is recorded."""
    filing = get_object_or_404(Filing.objects.visible_to(request.user).select_related("registration"), pk=pk)
    now = clock.now()
    made = evidence_file.of_case(filing, now)
    return _sent(request, made, f"{filing.serial}.json", now, filing=filing.pk, entries=filing.ledger_count)


@needs(Permission.LEDGER_VERIFY)
@step_up_required
@require_POST
def export_seals(request: HttpRequest) -> HttpResponse:
    """Every seal with the hashes under it, and administrators' acts, as one file for the offline verifier."""
    now = clock.now()
    made = evidence_file.of_seals(now)
    name = f"seals-{timezone.localdate(now):%Y%m%d}.json"
    return _sent(request, made, name, now, seals=len(made["checkpoints"]))


def _sent(request: HttpRequest, made: Any, name: str, now: datetime, **facts: int) -> HttpResponse:
    record_security("record_exported", actor_id=request.user.pk, params=facts, now=now)
    response = JsonResponse(made, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@needs(Permission.LEDGER_VERIFY)
@require_safe
def verifier(request: HttpRequest) -> HttpResponse:
    """The offline verifier itself: one file of plain Python to read and to keep."""
    text = (settings.ROOT / "scripts" / "audit_verify.py").read_text(encoding="utf-8")
    response = HttpResponse(text, content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="audit_verify.py"'
    return response


@needs(Permission.LEDGER_VERIFY)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Verify the whole record on demand; the answer comes in sentences."""
    context = {
        "soundness": record.soundness_of_all() if request.method == "POST" else None,
        "results": list(invariants.run()) if request.method == "POST" else (),
        "newest": alarms.latest(),
        "standing": alarms.standing(),
        "now": clock.now(),
    }
    return render(request, "portal/ledger_check.html", context)


@needs(Permission.LEDGER_VERIFY)
@require_safe
def administrators(request: HttpRequest) -> HttpResponse:
    """What administrators did, newest first."""
    page = newest_first(record.administrators_acts(), request.GET.dict(), PAGE)
    context = {"page": page, "traces": record.security_traces(page.rows)}
    return render(request, "portal/ledger_administrators.html", context)
