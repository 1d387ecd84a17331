from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("filings", "0015_precheck_answers"),
    ]

    operations = [
        migrations.AddField(
            model_name="readplan",
            name="way",
            field=models.PositiveSmallIntegerField(default=1),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="readplan",
            name="texts",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="readplan",
            name="pages",
            field=models.JSONField(default=dict),
        ),
    ]
