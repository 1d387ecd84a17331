"""The hourly run of the invariants: kept in the record, told to whoever owns the alarm, shown until it is sound."""

from datetime import datetime
from typing import Any

from django.db.models import TextField, Value
from django.db.models.functions import Cast, Concat

from accounts.queries import holders
from accounts.roles import Role
from ledger import actions as ledger
from ledger.models import Entry, Strand
from portal import invariants

STRAND = "invariants"
KIND = "invariants_checked"
OWNERS = (Role.AUDIT_ADMIN, Role.CITY_OFFICER)
"""The audit administrators own the alarm and find out; the city officers learn that something is wrong."""


def check(now: datetime) -> dict[str, str]:
    """Ask all invariants, record the run, tell the owners what is newly broken; key to first fault."""
    results = list(invariants.run())
    broken = {result.invariant.key: result.faults[0] for result in results if result.faults}
    known = set(standing())
    entry = ledger.record_security(
        KIND, actor_id=None, now=now, strand=STRAND,
        params={
            "asked": len(results),
            "examined": {result.invariant.key: result.examined for result in results},
            "broken": broken,
        },
    )  # fmt: skip
    if news := sorted(set(broken) - known):
        _tell(news, broken, entry.pk, now)
    return broken


def _tell(news: list[str], broken: dict[str, str], number: int, now: datetime) -> None:
    """The place of a fault is for the audit administrators; everybody else learns the number of the invariant."""
    for role in OWNERS:
        is_owner = role == Role.AUDIT_ADMIN
        ledger.tell(
            "invariants.broken_owner" if is_owner else "invariants.broken",
            user_ids=holders(role), now=now, path="/ledger/check/" if is_owner else "/desk/",
            params={"keys": ", ".join(news), **({"first": broken[news[0]]} if is_owner else {})},
            cause=f"invariants:{number}",
        )  # fmt: skip


def latest() -> Entry | None:
    """The newest run, or None before the first."""
    label = Value(f"{Strand._meta.label_lower}:", output_field=TextField())
    named = Concat(label, Cast("pk", TextField()), output_field=TextField())
    subjects = Strand.objects.filter(name=STRAND).annotate(named=named).values("named")
    return Entry.objects.filter(subject__in=subjects, kind=KIND).order_by("-number").first()


def standing() -> dict[str, Any]:
    """What the newest run found broken: key to first fault; empty when it was sound or there was none."""
    newest = latest()
    return dict(newest.payload.get("broken", {})) if newest else {}
