"""The years after registration: an unqualified grade has its case, and only a signed decision ends a registration."""

from django.utils.translation import gettext_lazy as _

from .asked import Statement

REVOKED = Statement(
    given="""
        grades AS (
          SELECT e.id, c.number, c.state, c.due_on, c.id AS case_id FROM evaluations_evaluation e
          LEFT JOIN evaluations_case c ON c.evaluation_id = e.id WHERE e.grade = 'unqualified'
        ),
        revoked AS (
          SELECT r.id, r.state FROM consortia_registration r WHERE r.state = 'revoked'
            OR EXISTS (SELECT 1 FROM ledger_entry l
                       WHERE l.subject = 'consortia.registration:' || r.id AND l.kind = 'registration.revoke')
        )
    """,
    examined="SELECT 1 FROM grades UNION ALL SELECT 1 FROM revoked",
    faults="""
        SELECT 'evaluation ' || id || ': unqualified without a case' FROM grades WHERE case_id IS NULL
        UNION ALL
        SELECT number || ': open without a due day' FROM grades
          WHERE state NOT IN ('in_effect', 'dropped') AND due_on IS NULL
        UNION ALL
        SELECT number || ': closed without a signature' FROM grades g WHERE state IN ('in_effect', 'dropped')
          AND NOT EXISTS (SELECT 1 FROM ledger_entry l WHERE l.subject = 'evaluations.case:' || g.case_id
                          AND l.kind IN ('case.decide', 'case.drop') AND l.role = 'approver')
        UNION ALL
        SELECT 'registration ' || id || ': revoked, now ' || state FROM revoked WHERE state <> 'revoked'
        UNION ALL
        SELECT 'registration ' || id || ': revoked without a signed decision in effect' FROM revoked v
          WHERE NOT EXISTS (SELECT 1 FROM evaluations_case c WHERE c.registration_id = v.id AND c.kind = 'revocation'
                            AND c.state = 'in_effect' AND c.decided_by_id IS NOT NULL)
    """,
)

EVALUATED = Statement(
    given="""
        sealed AS (
          SELECT s.id, s.total, s.sealed_at, s.items FROM evaluations_evaluationsheet s WHERE s.state = 'sealed'
        ),
        counted AS (
          SELECT e.id, e.score, count(s.id) AS sheets, jsonb_array_length(e.counted) AS kept,
            CASE WHEN count(s.id) >= 7 THEN (sum(s.total) - min(s.total) - max(s.total)) / (count(s.id) - 2)
                 ELSE avg(s.total) END AS mean
          FROM evaluations_evaluation e
          LEFT JOIN evaluations_evaluationsheet s ON e.counted @> to_jsonb(s.id) AND s.evaluation_id = e.id
          WHERE e.score IS NOT NULL GROUP BY e.id
        )
    """,
    examined="SELECT 1 FROM sealed UNION ALL SELECT 1 FROM counted",
    faults="""
        SELECT 'evaluation sheet ' || id || ': its points do not make its total' FROM sealed
          WHERE total IS DISTINCT FROM (SELECT sum((value->>'points')::numeric) FROM jsonb_each(items))
        UNION ALL
        SELECT 'evaluation sheet ' || s.id || ': not as it was sealed' FROM sealed s WHERE NOT EXISTS (
          SELECT 1 FROM ledger_entry l WHERE l.subject = 'evaluations.evaluationsheet:' || s.id
            AND l.kind = 'evaluation_sheet.seal' AND l.at = s.sealed_at)
        UNION ALL
        SELECT 'evaluation ' || id || ': its score is not the mean of its sheets' FROM counted
          WHERE sheets <> kept OR score IS DISTINCT FROM round(mean, 1)
        UNION ALL
        SELECT 'evaluation ' || e.id || ': a grade that no approver decided' FROM evaluations_evaluation e
          WHERE e.grade <> '' AND NOT EXISTS (
            SELECT 1 FROM ledger_entry l WHERE l.subject = 'evaluations.evaluation:' || e.id
              AND l.kind = 'evaluation.decide' AND l.role = 'approver' AND l.actor_id = e.decided_by_id)
    """,
)

INVARIANTS = (
    ("I08b", _("Evaluation sheets add up, scores are their means, grades are decided"), "evaluation sheets and scores",
     EVALUATED),
    ("I24", _("An unqualified grade has its case; only a signed decision revokes"), "grades and revocations", REVOKED),
)  # fmt: skip
