"""Each seal is linked to the one before it; seals from before this have no link."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_checkpoint_peaks")]

    operations = [
        migrations.AddField("checkpoint", "link", models.CharField(default="", max_length=64)),
    ]
