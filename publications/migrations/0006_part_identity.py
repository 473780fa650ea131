import django.utils.timezone
from django.db import migrations, models
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Coalesce, Concat


def give_identity(apps, schema_editor):
    """Give the parts that are there the identity that save() gives a new one: “3:Title”."""
    number = Coalesce(Cast("number", CharField()), Value(""))
    parts = apps.get_model("publications", "PublicationPart").objects
    parts.update(identity=Concat(number, Value(":"), F("title"), output_field=CharField()))


class Migration(migrations.Migration):

    dependencies = [
        ('publications', '0005_oai_records'),
    ]

    operations = [
        migrations.AddField(
            model_name='publicationpart',
            name='identity',
            field=models.CharField(blank=True, default='', editable=False, max_length=300),
            preserve_default=False,
        ),
        # When they came is not known.
        migrations.AddField(
            model_name='publicationpart',
            name='added_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='publicationpart',
            name='added_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, null=True),
        ),
        migrations.RunPython(give_identity, migrations.RunPython.noop, elidable=True),
    ]
