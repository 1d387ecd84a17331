"""Taking an entry of the research credit record back: by another person, with a reason; nothing is erased."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.roles import Role
from consortia.models import CreditRecord
from consortia.queries import people_of
from ledger import actions as ledger
from workflow.engine import NotYourStep, StepRefused
from workflow.refusal import Force, Refusal

READERS = (Role.CITY_OFFICER, Role.APPROVER, Role.SUPERVISOR, Role.AUDITOR)


def withdraw(record_id: int, *, reason: str, actor: Any, now: datetime) -> CreditRecord:
    """Withdraw one entry from today on. Raises StepRefused for its own author, twice, or without a reason."""
    with transaction.atomic(durable=True):
        if not actor.is_any(Role.CITY_OFFICER, Role.APPROVER):
            raise NotYourStep("", "withdraw_credit")
        record = CreditRecord.objects.select_for_update(of=("self",)).select_related("unit").get(pk=record_id)
        if record.recorded_by_id == actor.pk:
            raise StepRefused(Refusal("credit_own_entry", "G7.4c", Force.OFFICE))
        if record.withdrawn_on is not None:
            raise StepRefused(Refusal("credit_withdrawn_already", "G7.4c", Force.OFFICE))
        if not reason.strip():
            raise StepRefused(Refusal("no_reason", "office", Force.OFFICE))
        record.withdrawn_on, record.withdrawal_reason = timezone.localdate(now), reason.strip()
        record.save(update_fields=["withdrawn_on", "withdrawal_reason"])
        ledger.record_security(
            "credit_withdrawn", actor_id=actor.pk, now=now,
            params={"record": record.pk, "decision": record.decision_number, "reason": reason.strip()},
        )  # fmt: skip
        ledger.tell(
            "credit.party_withdrawn", user_ids=people_of([record.unit_id]), now=now,
            params={"unit": record.unit.name, "unit_en": record.unit.name_en, "reason": reason.strip()},
            path="/credit/", cause=f"credit-withdrawn:{record.pk}",
        )  # fmt: skip
        return record
