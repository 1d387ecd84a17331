"""What the calendar says of registrations: 180, 90, 30 and 7 days before they lapse, and at the lapse.

One statement takes those whose day has come, moves them on to their next day, records it and writes the notices.
After an outage only the latest day that has come is told, once: nobody is helped by "90 days left" when 7 are.
Revoked and dissolved registrations are silent. Nothing is decided here: lapsing is asked of the calendar.
"""

# ruff: noqa: S608  (one statement made of literals and of words from this file)
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.roles import Role
from ledger.in_sql import entry_hash
from workflow import office

from .models import Registration
from .reminders import DAYS_BEFORE
from .states import MembershipState, RegistrationState

BATCH = 1000
KIND = "registration.announced"
SUBJECT = "'consortia.registration:' || id"
PAYLOAD = """concat('{"days":', days, ',"until":"', valid_until, '"}')"""

# ``told`` counts people, ``due`` registrations. A person is told once in the capacity that matters most to them.
STATEMENT = f"""
WITH due AS (
  SELECT id, consortium_id, authority_id, state, number, valid_until, ledger_count, ledger_head
  FROM consortia_registration WHERE announce_on <= %(today)s
  ORDER BY announce_on, id LIMIT %(batch)s FOR NO KEY UPDATE SKIP LOCKED
), looked AS (
  SELECT due.*, state IN %(speaking)s AS speaks,
    (SELECT min(d) FROM unnest(%(thresholds)s) d WHERE valid_until - d <= %(today)s) AS days,
    (SELECT max(d) FROM unnest(%(thresholds)s) d WHERE valid_until - d > %(today)s) AS next_days
  FROM due
), hashed AS (
  SELECT looked.*, {
    entry_hash(
        subject=f"({SUBJECT})",
        number="(ledger_count + 1)",
        kind=f"'{KIND}'",
        at="%(now)s::timestamptz",
        payload=PAYLOAD,
        previous="ledger_head",
    )
} AS hash
  FROM looked
), moved AS (
  UPDATE consortia_registration r
  SET announce_on = h.valid_until - h.next_days,
    ledger_count = CASE WHEN h.speaks THEN h.ledger_count + 1 ELSE h.ledger_count END,
    ledger_head = CASE WHEN h.speaks THEN h.hash ELSE h.ledger_head END
  FROM hashed h WHERE r.id = h.id
), recorded AS (
  INSERT INTO ledger_entry
    (subject, number, kind, actor_id, role, authority_id, at, request_id, payload, previous_hash, hash)
  SELECT {SUBJECT}, ledger_count + 1, '{KIND}', NULL, 'system', NULL, %(now)s, '', ({
    PAYLOAD
})::jsonb, ledger_head, hash
  FROM hashed WHERE speaks
), units AS (
  SELECT h.id, 1 AS rank, 'lead' AS who, c.lead_id AS unit_id
  FROM hashed h JOIN consortia_consortium c ON c.id = h.consortium_id WHERE h.speaks
  UNION ALL
  SELECT h.id, 2, 'members', m.unit_id
  FROM hashed h JOIN consortia_membership m ON m.consortium_id = h.consortium_id AND m.state = %(accepted)s
  WHERE h.speaks AND (h.days = 0 OR h.state = %(vacant)s)
), people AS (
  SELECT u.id, u.rank, u.who, p.user_id
  FROM units u JOIN consortia_representative p ON p.unit_id = u.unit_id AND p.ended_at IS NULL
  UNION ALL
  SELECT h.id, 3, 'office', g.user_id
  FROM hashed h JOIN accounts_rolegrant g ON g.ended_at IS NULL
    AND ((g.role = %(district)s AND g.authority_id = h.authority_id) OR g.role = %(city)s)
  WHERE h.speaks
), readers AS (
  SELECT DISTINCT ON (p.id, p.user_id) p.id, p.who, p.user_id
  FROM people p JOIN accounts_user a ON a.id = p.user_id AND a.is_active
  ORDER BY p.id, p.user_id, p.rank
), told AS (
  INSERT INTO ledger_notice
    (kind, params, subject, path, user_id, email, cause, created_at, attempts_count, next_attempt_at)
  SELECT 'registration.' || r.who || CASE WHEN h.days = 0 THEN '_lapsed'
      WHEN r.who = 'lead' AND h.days = %(opening)s THEN '_reapply' ELSE '_lapsing' END,
    jsonb_build_object('number', COALESCE(h.number, ''), 'name', c.formal_name, 'name_en', c.name_en,
      'days', h.days, 'last_on', h.valid_until - 1,
      'opens_on', (h.valid_until - make_interval(months => %(months)s))::date),
    'consortia.registration:' || h.id, '/registrations/' || h.id || '/', r.user_id, '',
    concat('registration:', h.id, ':', h.days, ':', r.user_id), %(now)s, 0, %(now)s
  FROM readers r JOIN hashed h ON h.id = r.id JOIN consortia_consortium c ON c.id = h.consortium_id
  ON CONFLICT DO NOTHING RETURNING 1
)
SELECT (SELECT count(*) FROM due), (SELECT count(*) FROM told)
"""


def registrations(now: datetime) -> int:
    """Say what is due of all registrations; how many people were told. Again or late, it says nothing twice."""
    today = timezone.localdate(now)
    if not Registration.objects.filter(announce_on__lte=today).exists():
        return 0
    values: dict[str, Any] = {
        "now": now,
        "today": today,
        "batch": BATCH,
        "thresholds": list(DAYS_BEFORE),
        "opening": DAYS_BEFORE[0],
        "months": int(office.value("renewal_window_months", today)),
        "speaking": (RegistrationState.IN_FORCE.value, RegistrationState.LEAD_VACANT.value),
        "vacant": RegistrationState.LEAD_VACANT.value,
        "accepted": MembershipState.ACCEPTED.value,
        "district": Role.DISTRICT_OFFICER.value,
        "city": Role.CITY_OFFICER.value,
    }
    told, taken = 0, BATCH
    with connection.cursor() as cursor:
        while taken == BATCH:
            cursor.execute(STATEMENT, values)
            taken, people = cursor.fetchone()
            told += people
    return told
