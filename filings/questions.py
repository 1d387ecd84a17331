"""Questions to a unit that do not return the filing: asked, answered, read. The office's clock runs on."""

from datetime import datetime
from typing import Any

from django.db import transaction

from consortia.access import edits_for, manages, signs_for
from consortia.models import Membership
from consortia.queries import people_of
from ledger import actions as ledger
from workflow import engine
from workflow.flow import Flow, Look, Row, register
from workflow.refusal import Force, Refusal, Refusals

from . import access as by
from .actions import named_part
from .flow import FILING
from .models import Filing, Question
from .states import CORRECTION, FINAL, State
from .states import QuestionEvent as E
from .states import QuestionState as S


def asks(user: Any, filing: Filing) -> bool:
    """Whether this officer's desk holds the filing: the district while it checks, the city afterwards."""
    if filing.state in FINAL or filing.state in (State.DRAFT, *CORRECTION):
        return False
    if filing.state == State.DISTRICT_CHECK:
        return by.own_officer(user, filing)
    return by.city_officer(user, filing)


def answers(user: Any, question: Any) -> bool:
    """The unit concerned; the lead, who has a copy, may answer for it."""
    units = (question.membership.unit_id, question.filing.lead_id)
    return any(edits_for(user, one) or signs_for(user, one) or manages(user, one) for one in units)


def desk(user: Any, question: Any) -> bool:
    """Whoever asked, or a colleague at the desk that holds the filing."""
    return question.asked_by_id == user.pk or asks(user, question.filing)


def _says_something(look: Look) -> Refusals:
    if look.typed is None or str(look.typed.get("answer", "")).strip():
        return ()
    return (Refusal("question_unanswered", "office", Force.OFFICE),)


def _with_reason(look: Look) -> Refusals:
    if look.typed is None or str(look.typed.get("reason", "")).strip():
        return ()
    return (Refusal("no_reason", "office", Force.OFFICE),)


def _audience(kind: str, question: Any) -> tuple[int, ...]:
    match kind.split("_")[0]:
        case "unit":
            return people_of([question.membership.unit_id])
        case "desk":
            return (question.asked_by_id,)
    return by.audience(kind, question.filing)


# fmt: off
ROWS = (
    Row(S.OPEN,     E.ANSWER,    S.ANSWERED,  answers, _says_something, (), ("desk_answered",)),
    Row(S.OPEN,     E.WITHDRAW,  S.WITHDRAWN, desk,   _with_reason,    (), ("unit_withdrawn",)),
    Row(S.ANSWERED, E.ANSWER,    S.ANSWERED,  answers, _says_something, (), ("desk_answered",)),
    Row(S.ANSWERED, E.READ,      S.READ,      desk),
    Row(S.ANSWERED, E.ASK_AGAIN, S.OPEN,      desk,   _with_reason,    (), ("unit_again",), "question_days"),
)
# fmt: on

QUESTION = register(
    Flow(
        key="question",
        model="filings.Question",
        initial=S.OPEN,
        rows=ROWS,
        states=S,
        events=E,
        picture=lambda question, now: None,
        audience=_audience,
        path=lambda question: f"/questions/{question.pk}/",
        params=lambda question: {**FILING.params(question.filing), "number": question.number},
        role_of=lambda user, question: by.role_of(user, question.filing),
        begin_due="question_days",
    )
)


def ask(
    filing_id: int, *, target: str, clause: str, text: str, membership_id: int, actor: Any, now: datetime
) -> Question:
    """Put a question to one unit about one part; the lead gets a copy, the filing stays where it is."""
    with transaction.atomic(durable=True):
        filing: Filing = engine.lock(FILING, filing_id)
        if not asks(actor, filing):
            raise engine.NotYourStep(filing.state, "ask")
        membership = Membership.objects.get(pk=membership_id, consortium_id=filing.consortium_id)
        part = named_part(filing, target)
        question = Question(
            filing=filing, number=filing.questions.count() + 1, target=part["target"],
            target_name=part["target_name"], quote=part["quote"],
            clause=clause, text=text, membership=membership, asked_by=actor,
        )  # fmt: skip
        engine.begin(QUESTION, question, actor=actor, now=now, payload={"clause": clause})
        unit = people_of([membership.unit_id])
        lead = [pk for pk in by.audience("filer", filing) if pk not in unit]
        for kind, users in (("unit_asked", unit), ("filer_copy", lead)):
            ledger.tell(
                f"question.{kind}", user_ids=users, now=now, subject=question.ledger_subject,
                params={**QUESTION.params(question), "unit": membership.unit.name, "unit_en": membership.unit.name_en},
                path=QUESTION.path(question),
            )  # fmt: skip
        return question


def move(
    question_id: int, event: str, *, actor: Any, now: datetime, answer: str = "", reason: str = ""
) -> Question:
    """Answer a question, read the answer, ask again or withdraw it."""
    with transaction.atomic(durable=True):
        filing_id = Question.objects.values_list("filing_id", flat=True).get(pk=question_id)
        engine.lock(FILING, filing_id)
        typed = {"answer": answer.strip(), "reason": reason.strip()}
        step = engine.advance(QUESTION, question_id, event, actor=actor, now=now, typed=typed)
        moved: Question = step.subject
        if event == E.ANSWER:
            moved.answer, moved.answered_by = answer.strip(), actor
            moved.save(update_fields=["answer", "answered_by"])
        if event == E.ASK_AGAIN:
            moved.text = f"{moved.text}\n\n{reason.strip()}"
            moved.save(update_fields=["text"])
        return moved
