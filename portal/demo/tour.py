"""Ten minutes, eight stops: each is one sentence, one person and one page that still has something to do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consortia.models import Membership, Signature
from filings.models import Filing
from filings.states import State
from reviews.models import ListItem, ScoreSheet
from reviews.states import Outcome, SheetState
from workflow.models import Proposal


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop: what to do, as whom, and where."""

    sentence: str | Promise
    person: str
    path: Callable[[], str]


def _first(state: str, path: str, *more: Q) -> str:
    """The first filing in a state, on one of its pages; the desk when it has moved on meanwhile."""
    found = Filing.objects.filter(*more, state=state, consortium__is_sample=True)
    filing = found.order_by("-id").first()
    return path.format(filing.pk) if filing else "/desk/"


def _of_lead(state: str, path: str) -> str:
    return _first(state, path, Q(lead__representatives__user__demo_key="lead-editor"))


def _to_sign() -> str:
    """The first agreement that waits for the member signatory alone."""
    signed = Signature.objects.filter(voided_at__isnull=True).values("membership")
    found = Membership.objects.filter(
        unit__representatives__user__demo_key="member-signatory",
        state="accepted",
        consortium__filings__state=State.DRAFT,
    ).exclude(pk__in=signed)
    member = found.order_by("id").first()
    return f"/members/{member.pk}/" if member else "/units/"


def _drafted(event: str) -> Q:
    return Q(pk__in=Proposal.objects.filter(event=event, closed_at__isnull=True).values("object_id"))


def _to_score() -> str:
    sealed = ScoreSheet.objects.filter(seat__expert__user__demo_key="expert-2", state=SheetState.SEALED)
    open_to = Q(round_filings__round__seats__expert__user__demo_key="expert-2")
    return _first(State.EXPERT_REVIEW, "/review/{}/", open_to, ~Q(pk__in=sealed.values("filing")))


def _to_post() -> str:
    """The first countersigned list with somebody to put on notice."""
    listed = ListItem.objects.filter(
        is_current=True,
        outcome=Outcome.RECOMMEND,
        filing__state=State.SELECTION,
        list__countersigned_at__isnull=False,
    )
    item = listed.order_by("id").first()
    return f"/lists/{item.list_id}/" if item else "/lists/"


def _laoshan() -> Q:
    return Q(authority__key="370212")


def _undrafted() -> Q:
    return ~Q(pk__in=Proposal.objects.filter(closed_at__isnull=True).values("object_id"))


STOPS: tuple[Stop, ...] = (
    Stop(
        _("See a filing that is half filled in, and add its fourth chapter"),
        "lead-editor",
        lambda: _of_lead(State.DRAFT, "/filings/{}/plan/"),
    ),
    Stop(_("Sign an agreement as a member unit, and see the board change"), "member-signatory", _to_sign),
    Stop(
        _("As a district officer return a filing with two correction tickets"),
        "laoshan-officer",
        lambda: _first(State.DISTRICT_CHECK, "/cases/{}/check/", _laoshan(), _undrafted()),
    ),
    Stop(
        _("As the district head sign a recommendation"),
        "laoshan-head",
        lambda: _first(State.DISTRICT_CHECK, "/cases/{}/", _laoshan(), _drafted("endorse")),
    ),
    Stop(_("As an expert declare, score and seal"), "expert-2", _to_score),
    Stop(
        _("As a city officer post a public notice, then move time to its end"),
        "city-officer",
        _to_post,
    ),
    Stop(
        _("As the approver register, download the certificate, scan it with a phone"),
        "approver",
        lambda: _first(State.APPROVAL, "/cases/{}/sheet/"),
    ),
    Stop(_("As the auditor read the whole record and check it"), "auditor", lambda: "/ledger/"),
)


def progress(session: Any) -> list[int]:
    """Numbers of the stops already walked, as the session remembers them."""
    return list(session.get("demo_tour", []))
