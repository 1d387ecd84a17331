"""A ready Word plan split into the five chapters: uploaded, shown as it would fall, accepted chapter by chapter."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import signed_in
from consortia.chapters import Split, split
from consortia.fields import OfficeForm
from consortia.guideline import CHAPTERS
from consortia.models import PlanChapter
from documents.models import StoredFile
from documents.queries import is_released
from documents.reading import NotReadable, paragraphs
from documents.states import Kind
from documents.store import open_content
from filings import keeping
from filings.forms.papers import LONGEST_CHAPTER, PlanForm, WordPlanForm, item_words
from filings.merging import Verdict
from workflow.engine import StepError

from .base import Page, party_page
from .layout import render_place
from .sheets import keep_all, narrowed, posted
from .steps import explain_error
from .typed import say_outcomes

TAKEN = (Verdict.KEPT, Verdict.MERGED, Verdict.SAME)


@dataclass(frozen=True, slots=True)
class Offer:
    """One chapter of the preview: what the file brings, and what stands there now."""

    key: str
    name: str
    heading: str
    text: str
    present: str
    """What would be overwritten; empty where the chapter has no text yet."""
    is_open: bool = True
    """Whether the reader may write in this chapter now."""

    @property
    def field(self) -> str:
        """The chapter's text in the plan's form."""
        return f"text_{self.key}"

    @property
    def is_too_long(self) -> bool:
        return len(self.text) > LONGEST_CHAPTER

    @property
    def is_offered(self) -> bool:
        return self.is_open and bool(self.text) and not self.is_too_long


@signed_in("filings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring the Word file in."""
    page = party_page(request, pk)
    if closed := _closed(page):
        return closed
    form = WordPlanForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_ready(user=page.user, now=page.now):
        return redirect("filings:split_preview", pk, form.cleaned_data["document"].token)
    return render_place(page, "plan", "filings/split_upload.html", {"form": form, "has_files": True})


@signed_in("filings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Show where each part would go; write only what is ticked."""
    page = party_page(request, pk)
    if closed := _closed(page):
        return closed
    stored = (
        StoredFile.objects.filter(token=token, uploaded_by_id=page.user.pk, blob__kind=Kind.DOCX)
        .select_related("blob")
        .first()
    )
    if stored is None:
        raise Http404
    if not is_released(stored.blob):
        messages.warning(request, _("The file is still being checked. Open this page again in a minute."))
        return redirect("filings:split_plan", pk)
    try:
        with open_content(stored.blob.sha256) as content:
            found = split(paragraphs(content))
    except NotReadable:
        messages.error(request, _("“%(name)s” cannot be read as a Word file.") % {"name": stored.name})
        return redirect("filings:split_plan", pk)
    chapters = PlanChapter.objects.filter(consortium=page.consortium)
    form = narrowed(page, "plan", PlanForm(answers=chapters))
    offers = offers_of(found, form)
    if request.method == "POST":
        return _accepted(page, offers, stored)
    typing = json.dumps({"marks": keeping.marks_of(form)})
    context = {"stored": stored, "found": found, "offers": offers, "typing": typing}
    return render_place(page, "plan", "filings/split_preview.html", context)


def offers_of(found: Split, form: OfficeForm) -> list[Offer]:
    """The five chapters with what the file brings to each, and what stands in the plan's form."""
    present = keeping.fields_of(form)
    offers = []
    for item in CHAPTERS:
        part = found.chapters.get(item.key)
        heading, text = (part.heading, part.text) if part else ("", "")
        name = f"text_{item.key}"
        is_open = not form.fields[name].disabled
        offers.append(
            Offer(item.key, item_words(item)[0], heading, text, present[name].strip(), is_open=is_open)
        )
    return offers


def _closed(page: Page) -> HttpResponse | None:
    if page.is_open("plan"):
        return None
    messages.error(page.request, page.lock_reason("plan"))
    return redirect("filings:place", page.filing.pk, "plan")


def _accepted(page: Page, offers: Sequence[Offer], stored: StoredFile) -> HttpResponse:
    """Put the ticked chapters in, each from the text that the preview showed: what somebody wrote since stays too."""
    ticked = page.request.POST.getlist("chapter")
    texts = {offer.field: offer.text for offer in offers if offer.is_offered and offer.key in ticked}
    if not texts:
        messages.warning(page.request, _("Nothing was ticked; the plan stays as it is."))
        return redirect("filings:split_preview", page.filing.pk, stored.token)
    try:
        kept = keep_all(page, "plan", posted(page.request.POST.get("typing", ""), texts))
    except StepError as error:
        explain_error(page.request, error)
    else:
        if count := sum(one.verdict in TAKEN for one in kept.outcomes.values()):
            said = _("Chapters taken over from “%(name)s”: %(n)s.") % {"name": stored.name, "n": count}
            messages.success(page.request, said)
        say_outcomes(page, kept.outcomes.values())
    return redirect("filings:place", page.filing.pk, "plan")
