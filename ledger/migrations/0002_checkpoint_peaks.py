"""Each seal keeps the Merkle peaks it stands on; the first seal after this one computes them once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.AddField("checkpoint", "peaks", models.JSONField(default=list)),
    ]
