"""The signature board: who has signed the present text, the lead's own signature, one reminder for all."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import signed_in
from consortia.access import signs_for
from filings import edits, outline, signers
from workflow.engine import StepError

from .base import Page, party_page
from .layout import render_place
from .steps import explain_error


def signatures(page: Page) -> HttpResponse:
    """The board with one row a unit."""
    read = outline.read(page.filing, page.now)
    board = outline.board(read)
    own = [row for row in board.rows if not row.is_signed and signs_for(page.user, row.membership.unit_id)]
    late = [row for row in board.rows if not row.is_signed]
    context = {
        "board": board,
        "own": own,
        "late": late,
        "agreement": read.agreement,
        "text": reminder_text(page, late),
        "may_remind": page.may_edit and bool(late),
    }
    if page.is_lead and not page.is_signatory and page.filing.lead:
        context["signers"] = signers.of(page.filing.lead, page.user)
    return render_place(page, "signatures", "filings/signatures.html", context)


def reminder_text(page: Page, late: list[outline.BoardRow]) -> str:
    """Words to paste into a chat: what is to be signed, and each unit's address."""
    lines = [_("To sign: the agreement of %(name)s. It takes five minutes.") % {"name": page.consortium}]
    for row in late:
        address = page.request.build_absolute_uri(f"/members/{row.membership.pk}/")
        lines.append(f"{row.unit}: {address}")
    return "\n".join(lines)


@signed_in("filings.write")
@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind every unit that has not signed, once a day at most."""
    page = party_page(request, pk)
    try:
        count = edits.remind_unsigned(page.filing.pk, actor=page.user, now=page.now)
    except StepError as error:
        explain_error(request, error)
    else:
        messages.success(
            request, _("Units reminded: %(n)s. Each gets at most one letter a day.") % {"n": count}
        )
    if request.POST.get("back") == "detail":
        return redirect("filings:detail", pk)
    return redirect("filings:place", pk, "signatures")
