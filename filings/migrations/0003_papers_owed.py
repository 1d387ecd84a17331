"""A filing says itself that papers are owed. Whatever was submitted before is looked at once by the next sweep."""

from django.db import migrations, models

LOOK_ONCE = "UPDATE filings_filing SET papers_owed_at = now() WHERE latest_version > 0"


class Migration(migrations.Migration):
    dependencies = [("filings", "0002_flow_trigger")]

    operations = [
        migrations.AddField("filing", "papers_owed_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "filing",
            models.Index(
                condition=models.Q(("papers_owed_at__isnull", False)),
                fields=["papers_owed_at", "id"],
                name="filing_owes_papers",
            ),
        ),
        migrations.RunSQL(LOOK_ONCE, migrations.RunSQL.noop),
    ]
