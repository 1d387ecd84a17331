"""The road of a filing and its registration: every step listed, no two duties in one hand, no time backwards."""

# ruff: noqa: S608  (statements made of literals and of words from our own tables)
from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.roles import CITY, DISTRICT
from consortia.states import RegistrationState
from filings.flow import FILING
from workflow.flow import FLOWS, Flow

from .asked import Finding, Statement

DAY = f"AT TIME ZONE '{settings.TIME_ZONE}')::date"
"""Closes ``(moment``: the office's own day of a moment."""


def listed(words: Iterable[str]) -> str:
    """Words of our own tables as an SQL list."""
    return ", ".join(f"'{word}'" for word in words)


def _table(flow: Flow) -> str:
    app, _dot, model = flow.model.lower().partition(".")
    return f"{app}_{model}"


def _path() -> Finding:
    """Every subject of every flow went only where its table lets it, without a gap, to where it now stands."""
    rows = ", ".join(
        f"('{flow.key}', '{row.source}', '{row.event}', '{row.target}')"
        for flow in FLOWS.values()
        for row in flow.rows
    )
    subjects = " UNION ALL ".join(
        f"SELECT '{flow.model.lower()}:' || id AS subject, '{flow.key}' AS flow, state, step_number, "
        f"'{flow.initial}' AS initial FROM {_table(flow)}"
        for flow in FLOWS.values()
    )
    flows = listed(FLOWS)
    return Statement(
        given=f"""
            allowed(flow, source, event, target) AS (VALUES {rows}),
            subjects AS ({subjects}),
            moves AS (
              SELECT subject, number, split_part(kind, '.', 1) AS flow, split_part(kind, '.', 2) AS event,
                payload->>'from' AS source, payload->>'to' AS target,
                lag(payload->>'to') OVER one AS before, lead(number) OVER one IS NULL AS is_last,
                count(*) OVER (PARTITION BY subject) AS steps
              FROM ledger_entry
              WHERE payload ? 'from' AND payload ? 'to' AND split_part(kind, '.', 1) IN ({flows})
                AND split_part(kind, '.', 3) = ''
              WINDOW one AS (PARTITION BY subject ORDER BY number)
            )
        """,
        examined="SELECT 1 FROM moves",
        faults="""
            SELECT subject || ' #' || number || ': ' || COALESCE(source, '?') || ' > ' || event || ' > ' || target
              FROM moves WHERE NOT EXISTS (
                SELECT 1 FROM allowed a WHERE (a.flow, a.source, a.event, a.target)
                  = (moves.flow, moves.source, moves.event, moves.target))
            UNION ALL
            SELECT m.subject || ' #' || m.number || ': leaves ' || m.source || ', stood in '
                || COALESCE(m.before, s.initial, 'nothing')
              FROM moves m LEFT JOIN subjects s USING (subject, flow)
              WHERE m.source IS DISTINCT FROM COALESCE(m.before, s.initial)
            UNION ALL
            SELECT s.subject || ': stands in ' || s.state || ', the record ends in ' || COALESCE(m.target, s.initial)
              FROM subjects s LEFT JOIN moves m ON m.subject = s.subject AND m.is_last
              WHERE s.state <> COALESCE(m.target, s.initial)
                AND (m.subject IS NOT NULL OR EXISTS (SELECT 1 FROM ledger_entry e WHERE e.subject = s.subject))
            UNION ALL
            SELECT s.subject || ': step ' || s.step_number || ', the record has ' || m.steps
              FROM subjects s JOIN moves m ON m.subject = s.subject AND m.is_last WHERE m.steps <> s.step_number
        """,
    )()


OPEN_OBJECTION = "o.state IN ('received', 'accepted')"
REGISTERED = Statement(
    given="""
        decided AS (
          SELECT f.id, f.serial, f.registration_id, r.at, r.role, i.ends_on, c.at AS closed_at
          FROM filings_filing f
          LEFT JOIN LATERAL (SELECT at, role FROM ledger_entry e WHERE e.subject = 'filings.filing:' || f.id
            AND e.kind = 'filing.register' ORDER BY number DESC LIMIT 1) r ON TRUE
          LEFT JOIN LATERAL (SELECT at FROM ledger_entry e WHERE e.subject = 'filings.filing:' || f.id
            AND e.kind = 'filing.close' ORDER BY number DESC LIMIT 1) c ON TRUE
          LEFT JOIN LATERAL (SELECT n.ends_on FROM reviews_noticeitem i
            JOIN reviews_publicnotice n ON n.id = i.notice_id
            WHERE i.filing_id = f.id AND i.is_current LIMIT 1) i ON TRUE
          WHERE f.state = 'registered'
        )
    """,
    examined="SELECT 1 FROM decided",
    faults=f"""
        SELECT serial || ': registered without a registration' FROM decided WHERE registration_id IS NULL
        UNION ALL SELECT serial || ': no approver registered it' FROM decided WHERE role IS DISTINCT FROM 'approver'
        UNION ALL SELECT serial || ': its notice was not closed after the window' FROM decided
          WHERE ends_on IS NULL OR closed_at IS NULL OR (closed_at {DAY} <= ends_on OR (at {DAY} <= ends_on
        UNION ALL SELECT d.serial || ': registered with an open objection' FROM decided d WHERE EXISTS (
          SELECT 1 FROM reviews_objection o JOIN reviews_noticeitem i ON i.id = o.item_id
          WHERE i.filing_id = d.id AND {OPEN_OBJECTION})
        UNION ALL SELECT d.serial || ': registered with an upheld objection' FROM decided d WHERE EXISTS (
          SELECT 1 FROM reviews_objection o JOIN reviews_noticeitem i ON i.id = o.item_id
          WHERE i.filing_id = d.id AND i.is_current AND o.state = 'upheld')
        UNION ALL SELECT 'registration ' || r.number || ': no registered filing' FROM consortia_registration r
          WHERE r.origin = 'filed' AND NOT EXISTS (SELECT 1 FROM decided d WHERE d.registration_id = r.id)
    """,
)

_MERGEABLE = listed(sorted({f"filing.{row.event}" for row in FILING.rows if row.one_person}))
_OFFICES = listed(role.value for role in (*DISTRICT, *CITY))
TWO_HANDS = Statement(
    given="""
        acts AS (
          SELECT f.id, f.serial, f.lead_id, f.consortium_id, e.number, e.kind, e.actor_id, e.role, e.at, e.payload
          FROM filings_filing f JOIN ledger_entry e ON e.subject = 'filings.filing:' || f.id
        )
    """,
    examined="SELECT 1 FROM acts WHERE payload ? 'drafted_by' OR kind = 'filing.register'",
    faults=f"""
        SELECT serial || ' #' || number || ': drafted and signed by one person' FROM acts
          WHERE (payload->>'drafted_by')::bigint = actor_id AND NOT (kind IN ({_MERGEABLE}) AND COALESCE((
            SELECT p.value = 'true'::jsonb FROM workflow_parameter p WHERE p.key = 'district_one_person'
              AND p.confirmed_at IS NOT NULL AND p.valid_from <= (acts.at {DAY}
              ORDER BY p.valid_from DESC, p.version DESC LIMIT 1), FALSE))
        UNION ALL
        SELECT r.serial || ' #' || r.number || ': registered by whoever posted or closed the notice'
          FROM acts r JOIN acts p ON p.id = r.id AND p.actor_id = r.actor_id
            AND p.kind IN ('filing.propose', 'filing.close') WHERE r.kind = 'filing.register'
        UNION ALL
        SELECT a.serial || ' #' || a.number || ': an officer acted on a unit of their own'
          FROM acts a JOIN consortia_representative r ON r.user_id = a.actor_id AND r.since <= a.at
            AND (r.ended_at IS NULL OR r.ended_at > a.at)
          WHERE a.role IN ({_OFFICES}) AND (r.unit_id = a.lead_id OR EXISTS (
            SELECT 1 FROM consortia_membership m WHERE m.consortium_id = a.consortium_id
              AND m.unit_id = r.unit_id AND m.state = 'accepted'))
    """,
)

VALIDITY = Statement(
    given="""
        dated AS (
          SELECT COALESCE(number, 'registration ' || id) AS name, state, origin, valid_from, valid_until,
            (valid_from + interval '3 years')::date
              + (to_char(valid_from, 'MMDD') = '0229'
                 AND to_char(valid_from + interval '3 years', 'MMDD') = '0228')::int
              AS latest
          FROM consortia_registration
        )
    """,
    examined="SELECT 1 FROM dated",
    faults=f"""
        SELECT name || ': valid for more than three years' FROM dated WHERE valid_until > latest
        UNION ALL SELECT name || ': a dated registration without dates' FROM dated
          WHERE origin = 'filed' AND (valid_from IS NULL OR valid_until IS NULL)
        UNION ALL SELECT name || ': ' || state || ' is asked of the calendar, never stored' FROM dated
          WHERE state NOT IN ({listed(RegistrationState.values)})
    """,
)

BANS = Statement(
    given=f"""
        bans AS (SELECT code, from_on, LEAST(until_on, lifted_on) AS end_on FROM consortia_leadban WHERE code <> ''),
        steps AS (
          SELECT f.serial, f.lead_id, f.consortium_id, e.number, e.at, (e.at {DAY} AS day
          FROM filings_filing f JOIN ledger_entry e ON e.subject = 'filings.filing:' || f.id
          WHERE e.kind IN ('filing.submit', 'filing.resubmit', 'filing.register')
            AND EXISTS (SELECT 1 FROM bans)
        )
    """,
    examined="SELECT 1 FROM bans",
    faults=f"""
        SELECT s.serial || ' #' || s.number || ': led by ' || b.code || ' while banned'
          FROM steps s JOIN consortia_unit u ON u.id = s.lead_id
          JOIN bans b ON b.code = u.code AND s.day > b.from_on AND s.day < b.end_on
        UNION ALL
        SELECT s.serial || ' #' || s.number || ': ' || b.code || ' in the core layer while banned'
          FROM steps s JOIN consortia_membership m ON m.consortium_id = s.consortium_id AND m.tier = 'core'
            AND m.state = 'accepted' AND m.state_since <= s.at
          JOIN consortia_unit u ON u.id = m.unit_id
          JOIN bans b ON b.code = u.code AND s.day > b.from_on AND s.day < b.end_on
        UNION ALL
        SELECT e.subject || ' #' || e.number || ': ' || b.code || ' joined a core layer while banned'
          FROM bans b JOIN consortia_unit u ON u.code = b.code
          JOIN consortia_membership m ON m.unit_id = u.id AND m.tier = 'core' AND m.state = 'accepted'
          JOIN ledger_entry e ON e.subject = 'consortia.membership:' || m.id AND e.kind = 'membership.accept'
          WHERE (e.at {DAY} > b.from_on AND (e.at {DAY} < b.end_on
    """,
)

FORWARD = Statement(
    given="""
        times AS (
          SELECT subject, number, at, lag(at) OVER (PARTITION BY subject ORDER BY number) AS before
          FROM ledger_entry WHERE subject LIKE 'filings.filing:%'
        )
    """,
    examined="SELECT 1 FROM times",
    faults="SELECT subject || ' #' || number || ': earlier than the entry before it' FROM times WHERE at < before",
)

ON_NOTICE = Statement(
    given="""
        posted AS (
          SELECT n.id AS notice, n.number, i.filing_id FROM reviews_publicnotice n
            JOIN reviews_noticeitem i ON i.notice_id = n.id
        ),
        moved AS (
          SELECT n.id AS notice, n.number, f.id AS filing_id FROM reviews_publicnotice n
            JOIN ledger_entry e ON e.at = n.posted_at AND e.kind IN ('filing.propose', 'filing.correct')
            JOIN filings_filing f ON e.subject = 'filings.filing:' || f.id
        )
    """,
    examined="SELECT 1 FROM posted",
    faults="""
        SELECT p.number || ': prints ' || f.serial || ', which was not moved with it'
          FROM posted p JOIN filings_filing f ON f.id = p.filing_id
          WHERE NOT EXISTS (SELECT 1 FROM moved m WHERE (m.notice, m.filing_id) = (p.notice, p.filing_id))
        UNION ALL
        SELECT f.serial || ': on notice without a current printed notice' FROM filings_filing f
          WHERE f.state = 'publicity' AND NOT EXISTS (
            SELECT 1 FROM reviews_noticeitem i WHERE i.filing_id = f.id AND i.is_current)
        UNION ALL
        SELECT f.serial || ': printed as on notice, stands in ' || f.state FROM filings_filing f
          JOIN reviews_noticeitem i ON i.filing_id = f.id AND i.is_current
          WHERE f.state NOT IN ('publicity', 'approval', 'registered', 'declined', 'withdrawn')
    """,
)

INVARIANTS = (
    ("I03", _("Every road is a path of its table, to where the thing now stands"), "steps", _path),
    ("I04", _("Registered only after a whole window, without objections, by the approver"), "registered filings",
     REGISTERED),
    ("I05", _("Nobody did both halves of a decision, or acted on a unit of their own"), "decisions of two", TWO_HANDS),
    ("I06", _("No registration lasts longer than three years; lapse is asked, not stored"), "registrations", VALIDITY),
    ("I07", _("No banned unit leads or joins a core layer"), "bans", BANS),
    ("I22", _("No entry of a filing is earlier than the one before"), "entries of filings", FORWARD),
    ("I23", _("What a notice prints is what was put on notice with it"), "printed lines", ON_NOTICE),
)  # fmt: skip
