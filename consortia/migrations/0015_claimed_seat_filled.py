"""Claims made so far speak of the place their unit has."""

from django.db import migrations

FILL = """
UPDATE consortia_unitclaim c
SET authority_id = u.authority_id, seat = u.seat, is_branch = u.is_branch
FROM consortia_unit u WHERE u.id = c.unit_id
"""


class Migration(migrations.Migration):
    dependencies = [("consortia", "0014_claimed_seat")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
