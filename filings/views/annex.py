"""A unit's own part: its facts, what it brings, and “our part is right” by name."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import signed_in
from consortia import annexes, own_part
from consortia.access import represents
from consortia.models import Annex, Confirmation, Membership
from filings import differences, parties
from filings.forms.signing import AnnexForm
from ledger import clock
from workflow.engine import StepError

from .parties import asked_membership, own_membership, said_and_back
from .steps import explain_error


def readable_membership(request: HttpRequest, pk: int) -> Membership:
    """A membership of one of my units, or of a consortium that one of them leads; others' meet 404."""
    membership = asked_membership(pk)
    if not {membership.unit_id, membership.consortium.lead_id} & represents(request.user).keys():
        raise Http404
    return membership


@signed_in("members.answer")
@require_http_methods(["GET", "HEAD", "POST"])
def annex(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the facts; see the whole part as it would be confirmed, and why an earlier word no longer stands.

    The lead reads it, with the note that is for the lead alone, and writes nothing.
    """
    find = own_membership if request.method == "POST" else readable_membership
    membership = find(request, pk)
    kept = Annex.objects.filter(membership=membership).first()
    form = AnnexForm(request.POST or None, annex=kept)
    if request.method == "POST" and form.is_valid():
        try:
            parties.save_annex(membership, form.cleaned_data, actor=request.user, now=clock.now())
        except StepError as error:
            explain_error(request, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("members:annex", pk)
    content = own_part.contents([membership.pk])[membership.pk]
    said = Confirmation.objects.filter(membership=membership).select_related("by").order_by("-at").first()
    fallen = said is not None and said.voided_at is not None
    context = {
        "membership": membership,
        "consortium": membership.consortium,
        "form": form,
        "resources": [own_part.resource_words(row) for row in content["resources"]],
        "text": own_part.digest_of(content),
        "said": said,
        "is_fallen": fallen,
        "changes": differences.lines(own_part.differences(said.content, content)) if said and fallen else [],
        "is_open": parties.annex_is_open(parties.filing_of(membership.consortium_id), membership),
        "may_speak": annexes.may_speak(request.user, membership),
        "is_own": membership.unit_id in represents(request.user),
    }
    return render(request, "filings/annex.html", context)


@signed_in("members.answer")
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """“Our part is right”: a confirmation, not a signature."""
    membership = own_membership(request, pk)
    return said_and_back(
        request, membership,
        lambda: parties.confirm_annex(
            membership, actor=request.user, now=clock.now(), seen_digest=request.POST.get("text", "")[:64]
        ), _("Confirmed by you, by name. Only a change of your own part ends it."), to="members:annex",
    )  # fmt: skip
