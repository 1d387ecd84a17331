"""The director and the chief expert: who, with which qualities, and whether they have accepted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from consortia.actions import link_token
from consortia.models import Appointment
from consortia.queries import appointments
from consortia.states import AppointmentState, Post
from filings import edits
from filings.forms.parties import PersonForm, with_one_person
from workflow.engine import StepError

from .base import Page
from .layout import render_place
from .steps import explain_error

POSTS = (Post.CHIEF_EXPERT, Post.DIRECTOR)
TO_ALL = "all"
"""Send the link to everybody who has not been sent one."""


def people(page: Page) -> HttpResponse:
    """Both persons in one form; every button saves all of it, some send links as well."""
    named = appointments(page.consortium)
    forms = _forms(page, named)
    sent = [form for form in forms.values() if form.is_bound]
    if sent:
        ready = [form.is_ready(user=page.user, now=page.now) for form in sent]
        if all(ready):
            return _kept(page, [form for form in sent if form.is_filled])
        for form in sent:
            form.hold_files()
    rows = [
        {
            "post": post, "label": str(post.label), "is_open": page.opens(f"people.{post}"),
            "form": forms[post], "person": named.get(post), "link": _link(page, named.get(post)),
            "clause": "G5.4" if post == Post.CHIEF_EXPERT else "G3.3e",
            "force": "shall" if post == Post.CHIEF_EXPERT else "soft",
        }
        for post in POSTS
    ]  # fmt: skip
    opened = [row for row in rows if row["is_open"]]
    context = {
        "rows": rows,
        "wrong": [form for form in sent if form.errors],
        "any_open": bool(opened),
        "asks_all": any(_is_in(row["person"], None, AppointmentState.NAMED) for row in opened),
        "again": [row for row in opened if _is_in(row["person"], AppointmentState.INVITED)],
    }
    return render_place(page, "people", "filings/people.html", context)


def _is_in(person: Appointment | None, *states: str | None) -> bool:
    return (person.state if person else None) in states


def _forms(page: Page, named: dict[str, Appointment]) -> dict[Post, PersonForm]:
    """One form a post, bound where this post's part was sent and is open."""
    request, lead = page.request, str(page.filing.lead)
    data = with_one_person(request.POST, lead_name=lead)
    parts = {key.partition("-")[0] for key in (*data, *request.FILES)}
    return {
        post: PersonForm(
            *((data, request.FILES) if post in parts and page.opens(f"people.{post}") else ()),
            post=post, person=named.get(post), lead_name=lead,
        )
        for post in POSTS
    }  # fmt: skip


def _link(page: Page, person: Appointment | None) -> str:
    if person is None or person.state != AppointmentState.INVITED or not page.is_lead:
        return ""
    return page.request.build_absolute_uri(f"/appointment/{link_token(person)}/")


def _kept(page: Page, forms: list[PersonForm]) -> HttpResponse:
    asks = page.request.POST.get("send", "")

    def is_asked(person: Appointment) -> bool:
        return asks == person.post or (asks == TO_ALL and person.state == AppointmentState.NAMED)

    before = {form.post: form.person.pk for form in forms if form.person}
    try:
        named, asked = edits.save_people(
            page.filing.pk, {form.post: form.kept_fields() for form in forms},
            actor=page.user, now=page.now, asks=is_asked,
        )  # fmt: skip
    except StepError as error:
        explain_error(page.request, error)
    else:
        if any(before.get(one.post, one.pk) != one.pk for one in named):
            messages.info(page.request, _("Another person is named; the earlier link no longer works."))
        _say(page, asked)
    return redirect("filings:place", page.filing.pk, "people")


def _say(page: Page, asked: list[Any]) -> None:
    """What was done: everything kept, and where the links went."""
    if asked:
        addresses = _(", ").join(dict.fromkeys(one.email for one in asked))
        messages.success(page.request, _("The link was sent to %(address)s.") % {"address": addresses})
    else:
        messages.success(page.request, _("Saved."))
