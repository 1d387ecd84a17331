"""What decisions rest on: submissions with their receipts and files, agreements and signatures, scoring sheets."""

from django.utils.translation import gettext_lazy as _

from filings.models import Submission
from ledger import chain

from .asked import MOST_FAULTS, Finding, Statement

RECEIPTS = Statement(
    given="""
        versions AS (
          SELECT s.*, f.serial, 'filings.filing:' || f.id AS subject
          FROM filings_submission s JOIN filings_filing f ON f.id = s.filing_id
        )
    """,
    examined="SELECT 1 FROM versions",
    faults="""
        SELECT f.serial || ': version ' || f.latest_version || ', kept ' || count(s.id)
          FROM filings_filing f LEFT JOIN filings_submission s ON s.filing_id = f.id
          GROUP BY f.id HAVING f.latest_version <> count(s.id)
        UNION ALL
        SELECT v.serial || ' version ' || v.version || ': receipts in the record: ' || count(e.id)
          FROM versions v LEFT JOIN ledger_entry e ON e.subject = v.subject AND e.kind = 'filing.receipt'
            AND e.payload->>'receipt' = v.receipt_number AND e.payload->>'version' = v.version::text
            AND e.payload->>'content' = v.digest
          GROUP BY v.id, v.serial, v.version HAVING count(e.id) <> 1
        UNION ALL
        SELECT e.subject || ' #' || e.number || ': a receipt of nothing' FROM ledger_entry e
          WHERE e.kind = 'filing.receipt' AND NOT EXISTS (
            SELECT 1 FROM versions v WHERE v.subject = e.subject AND v.receipt_number = e.payload->>'receipt')
        UNION ALL
        SELECT v.serial || ' version ' || v.version || ': not the step it was submitted by' FROM versions v
          WHERE NOT EXISTS (SELECT 1 FROM ledger_entry e WHERE e.subject = v.subject AND e.number = v.ledger_number
            AND e.kind IN ('filing.submit', 'filing.resubmit') AND e.actor_id = v.submitted_by_id
            AND e.at = v.submitted_at)
    """,
)


def receipts() -> Finding:
    """Versions, receipts and steps belong together, and each snapshot still has its digest."""
    found = RECEIPTS()
    changed = []
    kept = Submission.objects.order_by("id").values_list("filing__serial", "version", "snapshot", "digest")
    for serial, version, snapshot, digest in kept.iterator(chunk_size=200):
        if chain.digest(chain.canonical(snapshot).encode()) != digest:
            changed.append(f"{serial} version {version}: the snapshot was changed")
    return Finding(found.examined, (*found.faults, *changed)[:MOST_FAULTS])


FILES = """
    files AS (
      SELECT f.serial, s.version, x->>'name' AS name, x->>'token' AS token, x->>'sha256' AS sha256,
        (x->>'size')::bigint AS size
      FROM filings_submission s JOIN filings_filing f ON f.id = s.filing_id
      CROSS JOIN LATERAL jsonb_path_query(s.snapshot, 'strict $.**') x
      WHERE jsonb_typeof(x) = 'object' AND x ? 'sha256'
    )
"""
KEPT = Statement(
    given=FILES,
    examined="SELECT 1 FROM files",
    faults="""
        SELECT f.serial || ': version ' || n || ' is missing'
          FROM filings_filing f, generate_series(1, f.latest_version) n
          WHERE NOT EXISTS (SELECT 1 FROM filings_submission s WHERE s.filing_id = f.id AND s.version = n)
        UNION ALL
        SELECT f.serial || ' version ' || f.version || ': ' || f.name || ' is not what was submitted' FROM files f
          LEFT JOIN documents_storedfile d ON d.token = f.token LEFT JOIN documents_blob b ON b.id = d.blob_id
          WHERE b.sha256 IS DISTINCT FROM f.sha256
    """,
)
CONTENTS = Statement(
    given=FILES,
    examined="SELECT DISTINCT sha256 FROM files",
    faults="""
        SELECT f.serial || ' version ' || f.version || ': ' || f.name || ' is lost, cut or of unknown state'
          FROM files f LEFT JOIN documents_blob b ON b.sha256 = f.sha256
          WHERE b.id IS NULL OR b.size <> f.size OR b.scan_state = ''
    """,
)
SIGNATURES = Statement(
    given="""
        parties AS (
          SELECT s.id, f.serial, s.version, f.consortium_id, s.submitted_at, p.party,
            s.snapshot->'consortium'->'agreement'->>'digest' AS digest
          FROM filings_submission s JOIN filings_filing f ON f.id = s.filing_id
          CROSS JOIN LATERAL jsonb_array_elements(s.snapshot->'consortium'->'parties') AS p(party)
        ),
        versions AS (
          SELECT id, serial, version, consortium_id, submitted_at, digest, count(*) AS parties,
            count(party->>'signed_at') AS signed FROM parties
          GROUP BY id, serial, version, consortium_id, submitted_at, digest
        )
    """,
    examined="SELECT 1 FROM parties",
    faults="""
        SELECT serial || ' version ' || version || ': submitted before all parties had signed' FROM versions
          WHERE signed <> parties
        UNION ALL
        SELECT v.serial || ' version ' || v.version || ': signatures under another agreement' FROM versions v
          WHERE v.parties > (
            SELECT count(DISTINCT g.membership_id) FROM consortia_signature g
              JOIN consortia_agreement a ON a.id = g.agreement_id
              WHERE a.consortium_id = v.consortium_id AND g.digest = v.digest AND g.signed_at <= v.submitted_at)
        UNION ALL
        SELECT 'agreement ' || a.id || ': a signature stands under a changed agreement'
          FROM consortia_agreement a JOIN consortia_signature g ON g.agreement_id = a.id
          WHERE g.voided_at IS NULL AND g.digest <> a.digest
    """,
)
SHEETS = Statement(
    given="""
        sealed AS (
          SELECT s.id, s.total, s.sealed_at, s.items, s.submission_id, s.filing_id
          FROM reviews_scoresheet s WHERE s.state = 'sealed'
        )
    """,
    examined="SELECT 1 FROM sealed UNION ALL SELECT 1 FROM reviews_conclusion",
    faults="""
        SELECT 'sheet ' || id || ': its points do not make its total' FROM sealed
          WHERE total IS DISTINCT FROM (SELECT sum((value->>'points')::numeric) FROM jsonb_each(items))
        UNION ALL
        SELECT 'sheet ' || s.id || ': not as it was sealed' FROM sealed s WHERE NOT EXISTS (
          SELECT 1 FROM ledger_entry e WHERE e.subject = 'reviews.scoresheet:' || s.id AND e.kind = 'sheet.seal'
            AND e.at = s.sealed_at)
        UNION ALL
        SELECT 'sheet ' || s.id || ': judges another filing' FROM sealed s
          JOIN filings_submission v ON v.id = s.submission_id WHERE v.filing_id <> s.filing_id
        UNION ALL
        SELECT 'conclusion ' || c.id || ': not as it was signed' FROM reviews_conclusion c WHERE NOT EXISTS (
          SELECT 1 FROM ledger_entry e WHERE e.subject = 'filings.filing:' || c.filing_id
            AND e.kind = 'filing.stage_concluded' AND e.payload->>'conclusion' = c.id::text
            AND e.payload->>'goes_on' = c.goes_on::text AND e.actor_id = c.signed_by_id)
    """,
)
RECUSED = Statement(
    given="""
        judged AS (
          SELECT s.id, s.filing_id, s.sealed_at, p.expert_id, p.removed_at
          FROM reviews_scoresheet s JOIN reviews_panelseat p ON p.id = s.seat_id WHERE s.state = 'sealed'
        )
    """,
    examined="SELECT 1 FROM judged",
    faults="""
        SELECT 'sheet ' || j.id || ': sealed by an expert with a conflict' FROM judged j
          JOIN reviews_recusal r ON (r.expert_id, r.filing_id) = (j.expert_id, j.filing_id) AND r.at < j.sealed_at
        UNION ALL
        SELECT 'sheet ' || j.id || ': sealed without a declaration' FROM judged j WHERE NOT EXISTS (
          SELECT 1 FROM reviews_declaration d WHERE (d.expert_id, d.filing_id) = (j.expert_id, j.filing_id)
            AND d.at <= j.sealed_at)
        UNION ALL
        SELECT 'sheet ' || id || ': sealed after leaving the panel' FROM judged WHERE removed_at < sealed_at
    """,
)

INVARIANTS = (
    ("I01", _("Every version has one receipt, and every receipt one unchanged snapshot"), "versions", receipts),
    ("I08", _("Sealed sheets add up and conclusions stand as they were signed"), "sheets and conclusions", SHEETS),
    ("I09", _("Nobody with a conflict scored"), "sealed sheets", RECUSED),
    ("I10", _("All parties had signed the very agreement that was submitted"), "parties", SIGNATURES),
    ("I11", _("Every earlier version keeps its fields and files"), "files of versions", KEPT),
    ("I12", _("Every submitted file is there, whole, with its scan state"), "contents", CONTENTS),
)  # fmt: skip
