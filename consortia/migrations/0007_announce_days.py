from django.db import migrations

# Registrations from before the sweep: those still running get their first day, and the next run tells the latest
# threshold that has come. What had lapsed before anybody was to be told stays untold.
START = """
    UPDATE consortia_registration SET announce_on = valid_until - 180
    WHERE announce_on IS NULL AND valid_until > CURRENT_DATE AND state IN ('in_force', 'lead_vacant')
"""


class Migration(migrations.Migration):
    """The day on which each running registration is next announced."""

    dependencies = [("consortia", "0006_ban_end")]
    operations = [migrations.RunSQL(START, migrations.RunSQL.noop)]
