"""Intentions: left with a district, advised, met, and carried into a draft (G7.1b). None of it decides anything."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Authority
from accounts.notices import register as register_notice
from accounts.queries import holders, officers_at
from accounts.roles import Role
from consortia.access import represents
from ledger import actions as ledger
from workflow import engine
from workflow.flow import Flow, Look, Row, Step, register
from workflow.messages import Message
from workflow.messages import register as register_messages
from workflow.refusal import Force, Refusal, Refusals

from .models import Filing, Intention, IntentionNote
from .states import IntentionEvent as E
from .states import IntentionState as S

CLAUSE = "G7.1b"
OPEN = (S.WAITING, S.ADVISED, S.MET)
MOST_OPEN = 3
"""At most so many of one person wait at once."""


def guide(user: Any, intention: Any) -> bool:
    """The officer of its district; of the city's own, and besides, the city's."""
    own = intention.authority_id in user.authorities_as(Role.DISTRICT_OFFICER)
    return own or bool(user.is_any(Role.CITY_OFFICER))


def author(user: Any, intention: Any) -> bool:
    """Whoever left it, or a colleague of the unit it is for."""
    return intention.by_id == user.pk or (intention.unit_id or 0) in represents(user)


def _note_written(look: Look) -> Refusals:
    if look.typed is None or str(look.typed.get("note", "")).strip():
        return ()
    return (Refusal("intention_note_missing", CLAUSE, Force.SHALL),)


def _filing_given(look: Look) -> Refusals:
    """Only beginning the draft itself makes the link."""
    if look.typed is None or look.typed.get("filing"):
        return ()
    return (Refusal("intention_without_draft", "office", Force.OFFICE),)


def _keep_note(step: Step) -> None:
    IntentionNote.objects.create(
        intention=step.subject, event=step.row.event, text=str((step.look.typed or {})["note"]).strip(),
        by=step.actor, at=step.now,
    )  # fmt: skip


def _link_draft(step: Step) -> None:
    filing = Filing.objects.get(pk=(step.look.typed or {})["filing"])
    step.subject.filing, step.subject.unit = filing, filing.lead
    step.subject.save(update_fields=["filing", "unit"])


def _audience(kind: str, intention: Intention) -> tuple[int, ...]:
    """The author, or the officers who guide; where a district has none, the city's."""
    if kind.startswith("author"):
        return (intention.by_id,)
    if intention.authority.kind == Authority.Kind.CITY:
        return holders(Role.CITY_OFFICER)
    return officers_at(intention.authority_id) or holders(Role.CITY_OFFICER)


def _role_of(user: Any, intention: Intention) -> tuple[str, int | None]:
    if intention.authority_id in user.authorities_as(Role.DISTRICT_OFFICER):
        return Role.DISTRICT_OFFICER, intention.authority_id
    return (Role.CITY_OFFICER if user.is_any(Role.CITY_OFFICER) else "lead"), None


def _rows() -> tuple[Row, ...]:
    rows = []
    for state in OPEN:
        advised = S.ADVISED if state == S.WAITING else state
        rows += [
            Row(
                state,
                E.ADVISE,
                advised,
                guide,
                _note_written,
                (_keep_note,),
                ("author_advised",),
                None,
                CLAUSE,
            ),
            Row(
                state,
                E.CLOSE,
                S.CLOSED,
                guide,
                _note_written,
                (_keep_note,),
                ("author_closed",),
                None,
                CLAUSE,
            ),
            Row(
                state,
                E.DRAFT,
                S.DRAFTED,
                author,
                _filing_given,
                (_link_draft,),
                ("guide_drafted",),
                None,
                CLAUSE,
            ),
            Row(state, E.WITHDRAW, S.WITHDRAWN, author, tell=("guide_withdrawn",), clause=CLAUSE),
        ]
        if state != S.MET:
            rows.append(
                Row(state, E.MEET, S.MET, guide, _note_written, (_keep_note,), ("author_met",), None, CLAUSE)
            )
    return tuple(rows)


INTENTION = register(
    Flow(
        key="intention",
        model="filings.Intention",
        initial=S.WAITING,
        rows=_rows(),
        states=S,
        events=E,
        picture=lambda intention, now: None,
        audience=_audience,
        path=lambda intention: f"/intentions/{intention.pk}/",
        params=lambda intention: {"name": str(intention), "unit": intention.unit_name},
        role_of=_role_of,
        begin_due="intention_answer_days",
    )
)


def leave(fields: Mapping[str, Any], *, actor: Any, now: datetime) -> Intention:
    """Leave an intention with a district, whose officers are told. Raises StepRefused beyond the third open one."""
    with transaction.atomic(durable=True):
        open_count = Intention.objects.filter(by=actor, state__in=OPEN).count()
        if open_count >= MOST_OPEN:
            found = {"found": open_count, "most": MOST_OPEN}
            raise engine.StepRefused(Refusal("intentions_too_many", "office", Force.OFFICE, found))
        intention = Intention(**fields, by=actor, created_at=now)
        engine.begin(INTENTION, intention, actor=actor, now=now)
        ledger.tell(
            "intention.guide_begun", user_ids=_audience("guide_begun", intention), now=now,
            params=INTENTION.params(intention), subject=intention.ledger_subject, path=INTENTION.path(intention),
        )  # fmt: skip
        return intention


def move(pk: int, event: str, *, actor: Any, now: datetime, note: str = "", seen: int | None = None) -> Step:
    """Advise, note a meeting, close or take back."""
    with transaction.atomic(durable=True):
        return engine.advance(INTENTION, pk, event, actor=actor, now=now, typed={"note": note}, seen=seen)


def become_draft(pk: int, filing: Filing, *, actor: Any, now: datetime) -> None:
    """Link it to the draft that came of it; inside the caller's transaction."""
    engine.advance(INTENTION, pk, E.DRAFT, actor=actor, now=now, typed={"filing": filing.pk})


register_messages(
    {
        "intention_note_missing": Message(
            _("Nothing is written yet."), _("Write what the unit should prepare, or why it is closed.")
        ),
        "intention_without_draft": Message(
            _("No draft is begun yet."), _("Begin the draft from the intention.")
        ),
        "intentions_too_many": Message(
            _("Open intentions of yours: %(found)s, at most %(most)s."),
            _("Take one back, or wait for the answer."),
        ),
    }
)
register_notice(
    "intention.guide_begun",
    _("An intention was left: %(name)s"),
    _("%(unit)s plans a consortium and asks for guidance. Write what it should prepare, or meet."),
)
register_notice(
    "intention.guide_drafted", _("An intention became a draft: %(name)s"), _("%(unit)s has begun its draft.")
)
register_notice(
    "intention.guide_withdrawn",
    _("An intention was taken back: %(name)s"),
    _("%(unit)s took its intention back."),
)
register_notice(
    "intention.author_advised",
    _("Notes on your intention: %(name)s"),
    _("An officer wrote what to prepare. Read the notes, then begin your draft."),
)
register_notice(
    "intention.author_met",
    _("Meeting noted: %(name)s"),
    _("An officer wrote down what was said. Read the notes, then begin your draft."),
)
register_notice(
    "intention.author_closed",
    _("Your intention was closed: %(name)s"),
    _("An officer closed it and says why. You may leave another, or begin a draft at any time."),
)
