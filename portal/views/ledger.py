"""The record for those who watch: cases, one case, verification, administrators' acts. Read only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import needs
from accounts.roles import Permission
from filings.models import Filing
from filings.states import State
from ledger import clock
from ledger.queries import history
from portal import record, sentences
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
    context = {
        "filing": filing,
        "traces": [sentences.trace_of(entry, name) for entry in entries],
        "soundness": record.soundness_of(filing),
        "actors": record.actors_of(entries),
        "merged": record.merged_duties(entries),
        "openings": record.openings_of(filing),
        "now": clock.now(),
    }
    return render(request, "portal/ledger_case.html", context)


@needs(Permission.LEDGER_VERIFY)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Verify the whole record on demand; the answer comes in sentences."""
    context = {
        "soundness": record.soundness_of_all() if request.method == "POST" else None,
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
