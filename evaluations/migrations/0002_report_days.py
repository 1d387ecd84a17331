from datetime import date

from django.db import migrations, models


class Migration(migrations.Migration):
    """When a report was expected, whether it came late, and what it says besides its figures."""

    dependencies = [("evaluations", "0001_initial")]
    operations = [
        migrations.AddField(
            "report", "expected_on", models.DateField(default=date(2026, 1, 31)), preserve_default=False
        ),
        migrations.AddField("report", "is_late", models.BooleanField(default=False)),
        migrations.AddField(
            "report",
            "difficulty",
            models.TextField(blank=True, default="", verbose_name="What holds you up"),
            preserve_default=False,
        ),
        migrations.AddField("report", "reached", models.JSONField(default=dict)),
        migrations.AddConstraint(
            "report",
            models.CheckConstraint(
                condition=models.Q(("period_from__lt", models.F("period_until"))), name="report_period_whole"
            ),
        ),
    ]
