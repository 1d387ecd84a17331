"""Who holds what: no two administrators in one person, none of them in business, no role by one hand."""

# ruff: noqa: S608  (statements made of literals and of words from our own tables)
from django.utils.translation import gettext_lazy as _

from accounts.roles import ADMINISTRATORS, NEVER_TOGETHER

from .asked import Statement
from .road import listed

_PAIRS = listed(f"{one.value}+{other.value}" for one, other, _reason in NEVER_TOGETHER)
_ADMINISTRATORS = listed(role.value for role in ADMINISTRATORS)
APART = Statement(
    given="held AS (SELECT * FROM accounts_rolegrant WHERE ended_at IS NULL)",
    examined="SELECT 1 FROM held",
    faults=f"""
        SELECT 'account ' || a.user_id || ': ' || a.role || ' and ' || b.role FROM held a
          JOIN held b ON b.user_id = a.user_id AND (a.role || '+' || b.role) IN ({_PAIRS})
        UNION ALL
        SELECT 'account ' || h.user_id || ': ' || h.role || ' acts for unit ' || r.unit_id FROM held h
          JOIN consortia_representative r ON r.user_id = h.user_id AND r.ended_at IS NULL
          WHERE h.role IN ({_ADMINISTRATORS})
        UNION ALL
        SELECT 'grant ' || id || ': ' || role || ' by one hand' FROM held WHERE granted_by_id IS NOT NULL
          AND granted_by_id IS DISTINCT FROM deputy_for_id
          AND (confirmed_by_id IS NULL OR confirmed_by_id IN (granted_by_id, user_id))
    """,
)

INVARIANTS = (
    ("I20", _("No administrator holds a second role or does business; no role by one hand"), "roles in force", APART),
)  # fmt: skip
