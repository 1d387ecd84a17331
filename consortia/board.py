"""Needs, offers and open scenarios: posted by a unit, published by its district, answered through the system."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.notices import register as register_notice
from accounts.queries import officers_at
from accounts.roles import Role
from ledger import actions as ledger
from workflow import engine, office
from workflow.flow import Flow, Look, Row, Step, register
from workflow.messages import Message
from workflow.messages import register as register_messages
from workflow.refusal import Force, Refusal, Refusals

from .access import EDITORS, edits_for, may_check_posting, represents
from .models import Posting, Unit
from .queries import people_of
from .states import PostingEvent as E
from .states import PostingState as S

CLAUSE = "G6.4b"
MOST_OF_A_UNIT = 10
"""So many of one unit wait or stand on the board at once."""


def poster(user: Any, posting: Any) -> bool:
    """Whoever edits for the unit that posted it."""
    return edits_for(user, posting.unit_id)


def publishes(user: Any, posting: Any) -> bool:
    """The officer of the unit's district; of units elsewhere, the city's."""
    return may_check_posting(user, posting)


def _reason_given(look: Look) -> Refusals:
    if look.typed is None or str(look.typed.get("reason", "")).strip():
        return ()
    return (Refusal("no_reason", "office", Force.OFFICE),)


def _show(step: Step) -> None:
    """On the board from today for as many days as the office gives."""
    today = timezone.localdate(step.now)
    step.subject.shown_on = today
    step.subject.ends_on = today + timedelta(days=int(office.value("posting_days", today)))
    step.subject.save(update_fields=["shown_on", "ends_on"])


def _keep_reason(step: Step) -> None:
    step.subject.reason = str((step.look.typed or {})["reason"]).strip()
    step.subject.save(update_fields=["reason"])


def _audience(kind: str, posting: Posting) -> tuple[int, ...]:
    """The unit's editors, or the officers who publish."""
    if kind.startswith("unit"):
        return people_of([posting.unit_id])
    return officers_at(posting.unit.authority_id)


def _role_of(user: Any, posting: Posting) -> tuple[str, int | None]:
    if publishes(user, posting):
        role = Role.DISTRICT_OFFICER if posting.unit.authority_id else Role.CITY_OFFICER
        return role, posting.unit.authority_id
    return "lead", None


POSTING = register(
    Flow(
        key="posting",
        model="consortia.Posting",
        initial=S.WAITING,
        rows=(
            Row(
                S.WAITING,
                E.PUBLISH,
                S.SHOWN,
                publishes,
                then=(_show,),
                tell=("unit_published",),
                clause=CLAUSE,
            ),
            Row(S.WAITING, E.REFUSE, S.REFUSED, publishes, _reason_given, (_keep_reason,), ("unit_refused",)),
            Row(S.WAITING, E.WITHDRAW, S.WITHDRAWN, poster),
            Row(S.SHOWN, E.WITHDRAW, S.WITHDRAWN, poster),
            Row(
                S.SHOWN, E.TAKE_DOWN, S.TAKEN_DOWN, publishes, _reason_given, (_keep_reason,), ("unit_taken",)
            ),
        ),
        states=S,
        events=E,
        picture=lambda posting, now: None,
        audience=_audience,
        path=lambda posting: f"/board/{posting.pk}/",
        params=lambda posting: {
            "title": posting.title,
            "unit": posting.unit.name,
            "unit_en": posting.unit.name_en,
        },
        role_of=_role_of,
    )
)


def shown(today: date) -> QuerySet[Posting]:
    """What everybody may read today."""
    return Posting.objects.filter(state=S.SHOWN, ends_on__gte=today).select_related(
        "unit", "industry", "track"
    )


def post(unit: Unit, fields: Mapping[str, Any], *, actor: Any, now: datetime) -> Posting:
    """Hand a need, offer or scenario to the officer who publishes. Raises StepRefused beyond the tenth open one."""
    with transaction.atomic(durable=True):
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        if not edits_for(actor, unit.pk):
            raise engine.NotYourStep(S.WAITING, "post")
        ended = [S.REFUSED, S.WITHDRAWN, S.TAKEN_DOWN]
        today = timezone.localdate(now)
        running = (
            Posting.objects.filter(unit=unit).exclude(state__in=ended).exclude(ends_on__lt=today).count()
        )
        if running >= MOST_OF_A_UNIT:
            found = {"unit": unit.name, "found": running, "most": MOST_OF_A_UNIT}
            raise engine.StepRefused(Refusal("postings_too_many", "office", Force.OFFICE, found))
        posting = Posting(unit=unit, by=actor, created_at=now, **fields)
        engine.begin(POSTING, posting, actor=actor, now=now)
        ledger.tell(
            "posting.officer_begun", user_ids=_audience("officer_begun", posting), now=now,
            params=POSTING.params(posting), subject=posting.ledger_subject, path="/board/check/",
        )  # fmt: skip
        return posting


def move(pk: int, event: str, *, actor: Any, now: datetime, reason: str = "") -> Step:
    """Publish, refuse, take down or take back."""
    with transaction.atomic(durable=True):
        return engine.advance(POSTING, pk, event, actor=actor, now=now, typed={"reason": reason})


def write(pk: int, text: str, *, actor: Any, now: datetime) -> Posting:
    """Send a message to the unit behind a posting; it learns the writer's name and address, nobody else does."""
    with transaction.atomic(durable=True):
        posting: Posting = engine.lock(POSTING, pk)
        today = timezone.localdate(now)
        if posting.state != S.SHOWN or posting.ends_on is None or posting.ends_on < today:
            raise engine.StepRefused(
                Refusal("posting_over", "office", Force.OFFICE, {"title": posting.title})
            )
        if posting.unit_id in represents(actor):
            raise engine.StepRefused(Refusal("posting_own", "office", Force.OFFICE))
        own = Unit.objects.filter(pk__in=list(represents(actor))).order_by("name").first()
        ledger.record(posting, "posting.written_to", at=now, actor_id=actor.pk)
        ledger.tell(
            "posting.message", user_ids=people_of([posting.unit_id], *EDITORS), now=now,
            params={"title": posting.title, "text": text, "email": actor.email,
                    "person": f"{own.name} {actor.name}".strip() if own else (actor.name or actor.email)},
            subject=posting.ledger_subject, path=POSTING.path(posting),
        )  # fmt: skip
        return posting


register_messages(
    {
        "postings_too_many": Message(
            _("%(unit)s has %(found)s postings waiting or on the board, at most %(most)s."),
            _("Take one back, then post anew."),
        ),
        "posting_over": Message(_("“%(title)s” is not on the board any more."), _("Nothing was sent.")),
        "posting_own": Message(_("This posting is your own unit's."), _("Nothing was sent.")),
    }
)
register_notice(
    "posting.officer_begun",
    _("To publish: %(title)s"),
    _("%(unit)s wants to post on the board. Publish it, or say why not."),
)
register_notice(
    "posting.unit_published",
    _("On the board: %(title)s"),
    _("Everybody can read it now. Messages to it reach you here."),
)
register_notice(
    "posting.unit_refused",
    _("Not published: %(title)s"),
    _("An officer did not publish it; its page gives the reason. Change it and post anew."),
)
register_notice(
    "posting.unit_taken",
    _("Taken down: %(title)s"),
    _("An officer took it off the board; its page gives the reason."),
)
register_notice(
    "posting.message",
    _("A message on “%(title)s”"),
    _("%(person)s (%(email)s) writes: %(text)s"),
)
