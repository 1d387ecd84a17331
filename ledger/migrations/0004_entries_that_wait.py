"""Entries that wait for a seal stand in a table of their own: what no seal holds yet is put there once."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0003_linked_seals'),
    ]

    operations = [
        migrations.CreateModel(
            name='Unsealed',
            fields=[
                ('entry_id', models.BigIntegerField(primary_key=True, serialize=False)),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entry',
            trigger=pgtrigger.compiler.Trigger(name='entry_waits', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO ledger_unsealed (entry_id) SELECT id FROM written; RETURN NULL;', hash='ac157e4b8937125b10e2c8f8c71eb856b4ce3e4d', level='STATEMENT', operation='INSERT', pgid='pgtrigger_entry_waits_86ea6', referencing='REFERENCING NEW TABLE AS written ', table='ledger_entry', when='AFTER')),
        ),
        migrations.RunSQL(
            "INSERT INTO ledger_unsealed (entry_id) SELECT e.id FROM ledger_entry e"
            " LEFT JOIN ledger_position p ON p.entry_id = e.id WHERE p.id IS NULL ON CONFLICT DO NOTHING",
            migrations.RunSQL.noop,
        ),
    ]
