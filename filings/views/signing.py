"""A unit's ways to sign besides the button: stamped scan, certificate; taking it back, handing it on."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import stepup
from accounts.access import signed_in
from consortia.holders import is_own
from consortia.models import Agreement, Membership, Signature
from consortia.queries import agreement_of
from consortia.signing import may_sign
from documents.downloads import disposition
from documents.models import StoredFile
from documents.signatures import Certified, SignatureProblem, certified
from documents.store import open_content
from filings import parties
from filings.data_page import data_page, stamp_words
from filings.forms.papers import WhyForm
from filings.forms.signing import DelegateForm, ScanForm
from ledger import chain, clock
from workflow.engine import StepError, StepRefused
from workflow.refusal import Force, Refusal

from .parties import own_membership, said_and_back
from .steps import explain_error

Means = Signature.Means


@signed_in("members.read")
@require_GET
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit's data page as PDF, to print and stamp or to sign with a certificate."""
    membership = own_membership(request, pk)
    made = data_page(membership)
    if made is None:
        raise Http404
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = disposition(f"签署数据页 {membership.unit.name}.pdf", is_inline=False)
    answer["Cache-Control"] = "no-store, private"
    return answer


@signed_in("members.sign")
@require_http_methods(["GET", "HEAD", "POST"])
def by_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign by a stamped scan or by a PDF signed with a certificate; the file says which of the two it is."""
    membership = own_membership(request, pk)
    agreement = agreement_of(membership.consortium)
    if agreement is None or not agreement.digest or not may_sign(request.user, membership):
        raise Http404
    if not stepup.second_factor_used(request):  # files do not survive the question: it comes before the form
        return stepup.ask_second_factor(request, request.path)
    now = clock.now()
    form = ScanForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_ready(user=request.user, now=now):
        try:
            signature = _signed(request, membership, agreement, form, now)
        except StepError as error:
            explain_error(request, error)
        else:
            messages.success(
                request, _("Kept as: %(means)s. Your unit need do nothing more until the text changes.")
                % {"means": signature.get_means_display()},
            )  # fmt: skip
            return redirect("members:detail", pk)
    context = {
        "membership": membership,
        "consortium": membership.consortium,
        "agreement": agreement,
        "form": form,
    }
    return render(request, "filings/sign_by_file.html", context)


def _signed(
    request: HttpRequest, membership: Membership, agreement: Agreement, form: ScanForm, now: datetime
) -> Signature:
    file: StoredFile = form.cleaned_data["document"]
    means, proof = read_file(file, membership, agreement, words=form.cleaned_data["words"], now=now)
    return parties.sign(
        membership, actor=request.user, now=now, seen_digest=request.POST.get("text", "")[:64], means=means,
        scan=file, proof=proof,
    )  # fmt: skip


def read_file(
    file: StoredFile, membership: Membership, agreement: Agreement, *, words: str, now: datetime
) -> tuple[str, dict[str, Any]]:
    """Which means a file is, and what it proves. A PDF without a certificate signature is a scan.

    Raises StepRefused for a signed PDF that is altered, partly covered, of another text or by another's
    certificate, and for a scan that carries other words than the present data page has beside the stamp.
    """
    present = chain.check_words(agreement.digest)
    if file.blob.kind == "PDF":
        texts = [data_page(membership) or b"", _content(agreement.document)]
        try:
            found = certified(_content(file), texts, now=now)
        except SignatureProblem as problem:
            if problem.code != "pdf_unsigned" and not (problem.code == "pdf_unreadable" and words.strip()):
                raise StepRefused(Refusal(problem.code, "G5.3b", Force.SHALL)) from problem
        else:
            _own_certificate(found, membership)
            facts = asdict(found)
            facts["signed_at"] = found.signed_at.isoformat() if found.signed_at else None
            return Means.CERTIFICATE, facts | {"words": present, "over": ("page", "agreement")[found.base]}
    typed = "".join(sign for sign in words if sign.isalnum())
    if not typed:
        raise StepRefused(Refusal("scan_without_words", "G5.3b", Force.SHALL))
    if typed != stamp_words(membership, agreement).replace("·", ""):
        raise StepRefused(Refusal("scan_of_other_words", "G5.3b", Force.SHALL, {"found": words[:40]}))
    return Means.SCAN, {"words": present}


def _own_certificate(found: Certified, membership: Membership) -> None:
    """Refuse a certificate of somebody else, whoever vouches for it: it signs for its holder alone."""
    unit = membership.unit
    if is_own(found.holder, names=(unit.name, unit.name_en), code=unit.code or ""):
        return
    named = " · ".join(found.holder) or found.signer
    raise StepRefused(
        Refusal(
            "certificate_of_another", "G5.3b", Force.SHALL,
            {"holder": named[:200], "unit": unit.name, "code": unit.code or "–"},
        )
    )  # fmt: skip


def _content(file: StoredFile | None) -> bytes:
    if file is None:
        return b""
    try:
        with open_content(file.blob.sha256) as content:
            return content.read()
    except OSError:
        return b""


@signed_in("members.sign")
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit takes its signature back, with a reason, before the dossier is submitted."""
    membership = own_membership(request, pk)
    form = WhyForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return said_and_back(
        request, membership,
        lambda: parties.take_back(membership, actor=request.user, now=clock.now(), reason=reason),
        _("Taken back; the lead is told. You may sign again at any time."),
    )  # fmt: skip


@signed_in("members.sign")
@require_POST
def delegate(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the unit's answer and signature in this consortium to a colleague."""
    membership = own_membership(request, pk)
    form = DelegateForm(request.POST, membership=membership, giver=request.user)
    if not form.is_valid():
        messages.error(request, _("Choose one of your unit's colleagues."))
        return redirect("members:detail", pk)
    given_to = form.cleaned_data["colleague"]
    return said_and_back(
        request, membership,
        lambda: parties.delegate(membership, given_to=given_to, actor=request.user, now=clock.now()),
        _("Asked: %(person)s. Until they take it on, you still answer and sign.") % {"person": given_to},
    )  # fmt: skip


@signed_in("members.answer")
@require_POST
def answer_delegation(request: HttpRequest, pk: int) -> HttpResponse:
    """The colleague takes it on, or hands it back."""
    membership = own_membership(request, pk)
    takes = "take" in request.POST
    return said_and_back(
        request, membership,
        lambda: parties.answer_delegation(membership, takes=takes, actor=request.user, now=clock.now()),
        _("You now answer and sign for the unit here.") if takes else _("Handed back."),
    )  # fmt: skip
