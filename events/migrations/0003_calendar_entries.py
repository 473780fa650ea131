import uuid

import django.db.models.deletion
from django.db import migrations, models


def tell_sessions_apart(apps, schema_editor):
    """A default is one value for all rows that are there."""
    sessions = apps.get_model("events", "Session").objects
    for session in sessions.all().iterator():
        sessions.filter(pk=session.pk).update(uid=uuid.uuid4())


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0002_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='session',
            name='uid',
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.RunPython(tell_sessions_apart, migrations.RunPython.noop, elidable=True),
        migrations.CreateModel(
            name='CalendarEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField()),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(max_length=64)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_entries', to='events.eventpage')),
            ],
            options={
                'verbose_name': 'calendar entry',
                'verbose_name_plural': 'calendar entries',
                'constraints': [models.UniqueConstraint(fields=('event', 'uid'), name='unique_calendar_entry')],
            },
        ),
    ]
