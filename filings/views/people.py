"""The director and the chief expert: who, with which qualities, and whether they have accepted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from consortia.actions import link_token
from consortia.queries import appointments
from consortia.states import AppointmentState, Post
from filings import edits
from filings.forms.parties import PersonForm
from workflow.engine import StepError

from .base import Page
from .layout import render_place
from .steps import explain_error


def people(page: Page) -> HttpResponse:
    """Both persons; each has its own form and its own link."""
    request = page.request
    named = appointments(page.consortium)
    sent = request.POST.get("post", "")
    forms = {
        post: PersonForm(
            request.POST if sent == post else None,
            request.FILES if sent == post else None,
            post=post, person=named.get(post), lead_name=str(page.filing.lead),
        )
        for post in Post.values
    }  # fmt: skip
    form = forms.get(sent)
    if form is not None and form.is_ready(user=page.user, now=page.now):
        return _kept(page, sent, form)
    rows = [
        {
            "post": post, "label": str(Post(post).label), "is_open": page.opens(f"people.{post}"),
            "form": forms[post], "person": named.get(post),
            "link": _link(page, named.get(post)), "clause": "G5.4" if post == Post.CHIEF_EXPERT else "G3.3e",
            "force": "shall" if post == Post.CHIEF_EXPERT else "soft",
        }
        for post in (Post.CHIEF_EXPERT, Post.DIRECTOR)
    ]  # fmt: skip
    return render_place(page, "people", "filings/people.html", {"rows": rows, "form": form})


def _link(page: Page, person: Any) -> str:
    if person is None or person.state != AppointmentState.INVITED or not page.is_lead:
        return ""
    return page.request.build_absolute_uri(f"/appointment/{link_token(person)}/")


def _kept(page: Page, post: str, form: PersonForm) -> HttpResponse:
    sends = "send" in page.request.POST
    before = form.person.pk if form.person else None
    try:
        person = edits.save_person(
            page.filing.pk, post, form.kept_fields(), actor=page.user, now=page.now, send=sends
        )
    except StepError as error:
        explain_error(page.request, error)
    else:
        if before and person.pk != before:
            messages.info(page.request, _("Another person is named; the earlier link no longer works."))
        if sends and person.state != AppointmentState.ACCEPTED:
            messages.success(page.request, _("The link was sent to %(address)s.") % {"address": person.email})
        else:
            messages.success(page.request, _("Saved."))
    return redirect("filings:place", page.filing.pk, "people")
