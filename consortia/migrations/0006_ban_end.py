from django.db import migrations, models


class Migration(migrations.Migration):
    """Whether the end of a ban was told, so that a sweep looks only at those it has still to tell."""

    dependencies = [("consortia", "0005_reports_and_successors")]
    operations = [
        migrations.AddField("leadban", "end_told_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddIndex(
            "leadban",
            models.Index(
                condition=models.Q(("end_told_at__isnull", True)), fields=["until_on"], name="ban_end"
            ),
        ),
    ]
