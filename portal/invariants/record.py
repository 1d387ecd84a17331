"""The record itself: chains, seals, the triggers that keep them, and the outbox."""

# ruff: noqa: S608  (statements made of literals and of words from our own tables)
import functools

import pgtrigger
from django.db import connection
from django.utils.translation import gettext_lazy as _

from ledger.models import Entry
from ledger.queries import breaks
from workflow.flow import FLOWS

from .asked import MOST_FAULTS, Finding, Statement

ATTEMPTS_BEFORE_ALARM = 12
"""Waits double from two minutes to four hours: after a dozen attempts a letter has been stuck for more than a day."""


def chains() -> Finding:
    """Every chain and every seal recomputed; every trigger that keeps them is in force."""
    faults = [f"{found.subject} #{found.number}: {found.what}" for found in breaks()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')")
        present = {name for (name,) in cursor.fetchall()}
    wanted = _named_in_models() | {f"{key}_flow" for key, flow in FLOWS.items() if flow.rows}
    faults += [f"trigger {name}: missing or switched off" for name in sorted(wanted - present)]
    return Finding(Entry.objects.count(), tuple(faults[:MOST_FAULTS]))


@functools.cache
def _named_in_models() -> frozenset[str]:
    """The names of all triggers that models ask for: each name holds a digest, so they are made once."""
    return frozenset(trigger.get_pgid(model) for model, trigger in pgtrigger.registered())


ONCE = Statement(
    examined="SELECT 1 FROM ledger_notice WHERE cause IS NOT NULL",
    faults="""
        SELECT cause || ': told ' || count(*) || ' times' FROM ledger_notice WHERE cause IS NOT NULL
          GROUP BY cause HAVING count(*) > 1
        UNION ALL
        SELECT 'ledger_notice.cause: nothing keeps it unique' WHERE NOT EXISTS (
          SELECT 1 FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
          WHERE i.indrelid = 'ledger_notice'::regclass AND i.indisunique AND i.indisvalid AND i.indnatts = 1
            AND a.attname = 'cause')
    """,
)
DELIVERED = Statement(
    examined="SELECT 1 FROM ledger_notice",
    faults=f"""
        SELECT 'notice ' || id || ': not delivered after ' || attempts_count || ' attempts' FROM ledger_notice
          WHERE delivered_at IS NULL AND attempts_count >= {ATTEMPTS_BEFORE_ALARM}
        UNION ALL
        SELECT 'notice ' || notice_id || ': sent ' || count(*) || ' times' FROM accounts_letter
          WHERE notice_id IS NOT NULL GROUP BY notice_id HAVING count(*) > 1
    """,
)
NUMBERS = Statement(
    given="""
        numbered AS (
          SELECT number, left(number, length(number) - 5) AS series, right(number, 4)::int AS place
          FROM consortia_registration WHERE number ~ '^QDLH-[0-9]{4}-[0-9]{4}$'
        )
    """,
    examined="SELECT 1 FROM consortia_registration",
    faults="""
        SELECT number || ': beyond the last number of its series' FROM numbered
          JOIN workflow_series s ON s.key = numbered.series WHERE place > s.last
        UNION ALL
        SELECT number || ': given ' || count(*) || ' times' FROM consortia_registration
          WHERE number IS NOT NULL GROUP BY number HAVING count(*) > 1
        UNION ALL
        SELECT verification_code || ': given ' || count(*) || ' times' FROM consortia_registration
          WHERE verification_code IS NOT NULL GROUP BY verification_code HAVING count(*) > 1
        UNION ALL
        SELECT r.number || ': the record does not know which filing it came from' FROM consortia_registration r
          JOIN filings_filing f ON f.registration_id = r.id WHERE NOT EXISTS (
            SELECT 1 FROM ledger_entry e WHERE e.subject = 'consortia.registration:' || r.id
              AND e.kind = 'registration.begun' AND e.payload->>'filing' = f.serial)
    """,
)

INVARIANTS = (
    ("I13", _("Every chain and every seal is whole, and the triggers that keep them are in force"), "entries", chains),
    ("I15", _("One cause tells one person once"), "notices with a cause", ONCE),
    ("I16", _("Every notice is delivered, once, or still on its way"), "notices", DELIVERED),
    ("I19", _("A number is given once, and the record knows its filing"), "registrations", NUMBERS),
)  # fmt: skip
