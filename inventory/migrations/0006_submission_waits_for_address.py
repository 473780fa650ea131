from django.db import migrations, models

STATUSES = [
    ("draft", "Draft"),
    ("unconfirmed", "Waits for confirmation of the address"),
    ("submitted", "Submitted"),
    ("asked-back", "Asked back"),
    ("accepted", "Accepted"),
    ("declined", "Declined"),
    ("withdrawn", "Withdrawn"),
]


def forget_who_got_links(apps, schema_editor):
    """Links to submissions were shown in browsers too: none from before proves that its holder reads the address."""
    apps.get_model("visitors", "PrivateLink").objects.filter(purpose="submission").update(address="")


class Migration(migrations.Migration):
    # What is in the queue of the editors stays there: its status is that of what reached them.
    dependencies = [
        ("inventory", "0005_submissionevent_snapshot"),
        ("visitors", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="submission",
            name="status",
            field=models.CharField(
                choices=STATUSES,
                db_index=True,
                default="draft",
                editable=False,
                max_length=12,
                verbose_name="status",
            ),
        ),
        migrations.RunPython(forget_who_got_links, migrations.RunPython.noop),
    ]
