import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """When a registration next reports, and which consortium applied again as which."""

    dependencies = [("consortia", "0004_flow_trigger")]
    operations = [
        migrations.AddField(
            "consortium",
            "continues",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="continued_by",
                to="consortia.consortium",
            ),
        ),
        migrations.AddField("registration", "report_on", models.DateField(editable=False, null=True)),
        migrations.AddIndex(
            "registration",
            models.Index(
                condition=models.Q(("state", "in_force"), ("valid_from__isnull", False)),
                fields=["report_on"],
                name="registration_reports",
            ),
        ),
    ]
