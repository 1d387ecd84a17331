"""The pairs of roles that never meet in one person, kept by the database itself, raw SQL included."""

import pgtrigger

from .roles import NEVER_TOGETHER


def never_together(table: str) -> pgtrigger.Trigger:
    """Refuses an open role beside an open one it never meets; the person's row is locked, so a race is too."""
    pairs = sorted(
        {
            f"{a.value}+{b.value}"
            for one, other, _reason in NEVER_TOGETHER
            for a, b in ((one, other), (other, one))
        }
    )
    listed = ", ".join(f"'{pair}'" for pair in pairs)
    return pgtrigger.Trigger(
        name="never_together",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        declare=[("held", "text")],
        func=f"""
            IF NEW.ended_at IS NULL THEN
              PERFORM 1 FROM accounts_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
              SELECT role INTO held FROM {table}
                WHERE user_id = NEW.user_id AND ended_at IS NULL AND id <> NEW.id
                  AND (role || '+' || NEW.role) = ANY (ARRAY[{listed}]) LIMIT 1;
              IF FOUND THEN
                RAISE EXCEPTION '% and % never meet in one person', held, NEW.role
                  USING ERRCODE = 'check_violation', CONSTRAINT = 'never_together';
              END IF;
            END IF;
            RETURN NEW;
        """,  # noqa: S608
    )
